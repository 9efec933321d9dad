"""Learned chords: a small network, the same for all twelve roots, that scores each beat against each chord and weighs each change."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.chord_features import ChordFeatures, surroundings
from analysis.weights_file import load_weights

QUALITY_COUNT = 13

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ChordWeights:
    """Weights as `training.train_chords` writes them.

    Attributes:
        classes: First layer, shape (KINDS, 12, hidden): by kind of feature and semitones above the root.
        classes_bias: Shape (hidden,).
        beats: Second layer, shape (reach * 2 + 1, hidden, hidden2): by the beat that it looks at, the earliest first.
        beats_bias: Shape (hidden2,).
        out, skip: To the 13 qualities, shapes (hidden2, 13) and (hidden, 13).
        out_bias: Shape (13,).
        none, none_bias: "No chord" from the cues, shapes (CUES,) and (1,).
        change, change_bias: Hidden layer of the cost of change, shapes (4 * CUES, hidden3) and (hidden3,).
        change_out, change_out_bias: Its output, shapes (hidden3,) and (1,).
        cost_scale: Factor on all costs, shape (1,).
    """

    classes: Array
    classes_bias: Array
    beats: Array
    beats_bias: Array
    out: Array
    skip: Array
    out_bias: Array
    none: Array
    none_bias: Array
    change: Array
    change_bias: Array
    change_out: Array
    change_out_bias: Array
    cost_scale: Array


def learned_scores(features: ChordFeatures, weights: ChordWeights | None = None) -> tuple[Array, Array]:
    """Score each beat against each chord, and find what a change costs at each beat.

    A root hears the features turned so that its own pitch class comes first, and all roots share one set of weights; so a chord is
    recognised equally well in every key.

    Args:
        features: Of the passage.
        weights: The shipped ones if not given.

    Returns:
        Scores of shape (beats, 157), 12 roots x 13 qualities (root first), then no chord; costs of shape (beats,).
    """
    weights = weights or shipped_weights()
    beats = features.classes.shape[2]
    first = (features.classes.reshape(-1, beats).T @ turned_weights(weights)).reshape(beats * 12, -1)
    first += weights.classes_bias
    np.maximum(first, 0, out=first)
    second = _over_beats(first, weights)
    scores = np.empty((beats, 12 * QUALITY_COUNT + 1), np.float32)
    out = second @ weights.out + first @ weights.skip + weights.out_bias
    scores[:, :-1] = out.reshape(beats, -1)
    scores[:, -1] = weights.none @ features.cues + weights.none_bias
    return scores, _costs(features, weights)


def _over_beats(first: Array, weights: ChordWeights) -> Array:
    """Second layer, a row for each beat and root: the sum of what the beats around pass on; beyond the ends there is silence."""
    rows = len(first)
    silence = np.maximum(weights.classes_bias, 0)
    second = np.empty((rows, len(weights.beats_bias)), np.float32)
    second[:] = weights.beats_bias
    for place, passed_on in enumerate(weights.beats):
        shift = 12 * (place - len(weights.beats) // 2)
        begin, end = min(rows, max(0, -shift)), max(0, min(rows, rows - shift))
        if begin < end:
            second[begin:end] += (first @ passed_on)[begin + shift : end + shift]
        second[:begin] += silence @ passed_on
        second[max(begin, end) :] += silence @ passed_on
    return np.maximum(second, 0, out=second)


def _costs(features: ChordFeatures, weights: ChordWeights) -> Array:
    """Cost of change at each beat, from the cues of this beat, its neighbours and its surroundings; above 0."""
    cues = features.cues
    edge = np.zeros((len(cues), 1), np.float32)
    around = np.concatenate([edge, cues, edge], axis=1)
    seen = np.concatenate([around[:, :-2], cues, around[:, 2:], surroundings(cues)])
    hidden = np.maximum(weights.change.T @ seen + weights.change_bias[:, None], 0)
    return np.asarray(np.logaddexp(0, weights.change_out @ hidden + weights.change_out_bias) * weights.cost_scale)


@cache
def turned_weights(weights: ChordWeights) -> Array:
    """The first layer for all roots: shape (KINDS * 12, 12 * hidden); a root's weights are those of root 0, turned."""
    classes, roots = np.arange(12)[:, None], np.arange(12)[None, :]
    turned = weights.classes[:, (classes - roots) % 12]
    return np.ascontiguousarray(turned.reshape(len(weights.classes) * 12, -1))


@cache
def shipped_weights() -> ChordWeights:
    """The weights of `analysis/weights/chords.safetensors`."""
    return ChordWeights(**load_weights("chords"))
