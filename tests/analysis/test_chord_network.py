import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_features import CUES, KINDS, ChordFeatures
from analysis.chord_network import QUALITY_COUNT, ChordWeights, learned_scores, shipped_weights
from analysis.chord_tables import QUALITIES


def some_weights(seed: int, hidden: int = 5, hidden2: int = 4, hidden3: int = 3, reach: int = 2) -> ChordWeights:
    random = np.random.default_rng(seed)
    shapes = {
        "classes": (KINDS, 12, hidden),
        "classes_bias": (hidden,),
        "beats": (2 * reach + 1, hidden, hidden2),
        "beats_bias": (hidden2,),
        "out": (hidden2, QUALITY_COUNT),
        "skip": (hidden, QUALITY_COUNT),
        "out_bias": (QUALITY_COUNT,),
        "none": (CUES,),
        "none_bias": (1,),
        "change": (4 * CUES, hidden3),
        "change_bias": (hidden3,),
        "change_out": (hidden3,),
        "change_out_bias": (1,),
        "cost_scale": (1,),
    }
    return ChordWeights(**{name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})


def some_features(seed: int, beats: int) -> ChordFeatures:
    random = np.random.default_rng(seed)
    classes = random.uniform(size=(KINDS, 12, beats)).astype(np.float32)
    return ChordFeatures(classes, random.uniform(size=(CUES, beats)).astype(np.float32), np.zeros(beats, np.int64))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(0, 11))
def test_all_roots_hear_alike(seed: int, beats: int, turn: int) -> None:
    features, weights = some_features(seed, beats), some_weights(seed)
    turned = ChordFeatures(np.roll(features.classes, turn, axis=1), features.cues, features.bass)

    scores, costs = learned_scores(features, weights)
    moved, same_costs = learned_scores(turned, weights)

    np.testing.assert_allclose(
        np.roll(scores[:, :-1].reshape(beats, 12, -1), turn, axis=1).reshape(beats, -1), moved[:, :-1], rtol=1e-4, atol=1e-3
    )
    np.testing.assert_array_equal(scores[:, -1], moved[:, -1])
    np.testing.assert_array_equal(costs, same_costs)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(0, 3))
def test_the_second_layer_is_the_sum_over_the_beats_around(seed: int, beats: int, reach: int) -> None:
    features, weights = some_features(seed, beats), some_weights(seed, reach=reach)

    scores, _ = learned_scores(features, weights)

    heard = np.pad(features.classes, ((0, 0), (0, 0), (reach, reach)))
    for beat in range(beats):
        for root in range(12):
            first = [
                np.maximum(
                    np.einsum("kp,kph->h", np.roll(heard[:, :, beat + place], -root, axis=1), weights.classes) + weights.classes_bias, 0
                )
                for place in range(2 * reach + 1)
            ]
            second = np.maximum(sum(a @ b for a, b in zip(first, weights.beats, strict=True)) + weights.beats_bias, 0)
            expected = second @ weights.out + first[reach] @ weights.skip + weights.out_bias
            np.testing.assert_allclose(scores[beat, root * QUALITY_COUNT :][:QUALITY_COUNT], expected, rtol=1e-3, atol=1e-3)


def test_the_shipped_weights_fit_and_costs_are_above_zero() -> None:
    weights = shipped_weights()

    scores, costs = learned_scores(some_features(0, 50), weights)

    assert len(QUALITIES) == QUALITY_COUNT
    assert scores.shape == (50, 157)
    assert np.isfinite(scores).all()
    assert costs.min() > 0


def test_the_shipped_weights_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        shipped_weights().classes[0, 0, 0] = 1.0
