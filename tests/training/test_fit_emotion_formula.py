import numpy as np
import pytest

from analysis.emotion_formula import TRAITS
from training.fit_emotion_formula import Table, accuracy, fit, predict_unseen


def _table(noise: float) -> Table:
    """Clips whose ratings follow the first two traits, in thirty groups."""
    random = np.random.default_rng(3)
    values = random.normal(size=(300, len(TRAITS)))
    ratings = np.clip(0.4 * values[:, [1, 0]] + noise * random.normal(size=(300, 2)), -1, 1)
    is_emopia = np.arange(300) < 200
    ratings[is_emopia] = np.sign(ratings[is_emopia])
    weights = np.where(is_emopia, 1 / 200, 1 / 100)
    return Table(values, ratings, weights, tuple(str(clip // 10) for clip in range(300)), is_emopia)


def test_the_traits_that_decide_get_the_weights() -> None:
    formula = fit(_table(0.05), np.ones(300, bool))

    assert formula.weights[:-1, 0].argmax() == 1
    assert formula.weights[:-1, 1].argmax() == 0


def test_unseen_clips_are_predicted_where_there_is_something_to_learn() -> None:
    table = _table(0.05)

    figures = accuracy(table, predict_unseen(table))

    assert figures["VGMIDI r valence"] > 0.9
    assert figures["EMOPIA quadrant"] > 0.75


def test_ratings_dealt_at_random_are_not_predicted() -> None:
    table = _table(0.05)
    shuffled = Table(table.values[np.random.default_rng(0).permutation(300)], table.ratings, table.weights, table.groups, table.emopia)

    figures = accuracy(shuffled, predict_unseen(shuffled))

    assert abs(figures["VGMIDI r arousal"]) < 0.3
    assert figures["EMOPIA quadrant"] == pytest.approx(0.25, abs=0.12)
