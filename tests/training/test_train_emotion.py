from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.emotion_model import ACCENTS, LISTENED, EmotionModel
from analysis.passage import passage_of
from tests.analysis.music import note, section
from training.corpora import RatedClip
from training.emotion_table import CUT, EMOPIA, WHOLE, EmotionTable, make_table
from training.evaluate_emotion import confusion, figures, learned_figures
from training.train_emotion import fit, fit_sureness, predict_left_out


@pytest.fixture(scope="module")
def table() -> EmotionTable:
    """Scales of many paces and two modes: what is fast is excited, what is major is pleasant."""
    random = np.random.default_rng(0)
    passages, clips, kinds = [], [], []
    for number in range(60):
        step, minor = float(random.choice([0.125, 0.25, 1.0, 2.0])), bool(random.integers(2))
        degrees = (0, 2, 3, 5, 7, 8, 10) if minor else (0, 2, 4, 5, 7, 9, 11)
        pitches = [60 + degrees[int(d)] for d in random.choice([0, 0, 2, 4, 4, 1, 3, 5], 24)]
        some = section([note(i * step, p, step, int(random.integers(50, 110))) for i, p in enumerate(pitches)])
        kind = (EMOPIA, EMOPIA, CUT, WHOLE)[number % 4]
        scale = 1.0 if kind == EMOPIA else 0.3
        clips.append(RatedClip(str(number), str(number // 2), some, scale * (-1 if minor else 1), scale * (1 if step < 0.5 else -1)))
        passages.append(passage_of(some))
        kinds.append(kind)
    return make_table(passages, clips, kinds)


def test_what_decides_is_learned_and_told_of_songs_left_out(table: EmotionTable) -> None:
    places = predict_left_out(table)

    found = {(figure.data, figure.measure): figure.value for figure in learned_figures(table, places)}
    assert found["EMOPIA", "arousal"] > 0.9
    assert found["EMOPIA", "valence"] > 0.7
    assert confusion(table, places).sum() == (table.kinds == EMOPIA).sum()


def test_equal_data_give_equal_weights(table: EmotionTable) -> None:
    chosen = np.ones(len(table.kinds), np.bool_)

    first, second = fit(table, chosen), fit(table, chosen)

    for name in EmotionModel.__slots__:
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_ratings_dealt_at_random_are_not_predicted(table: EmotionTable) -> None:
    shuffled = replace(table, ratings=table.ratings[np.random.default_rng(1).permutation(len(table.ratings))])

    right = (np.sign(predict_left_out(shuffled)) == np.sign(shuffled.ratings)).all(axis=1)

    assert right.mean() < 0.55


def test_what_lies_farther_out_is_surer(table: EmotionTable) -> None:
    weights = fit_sureness(table)

    assert weights.shape == (2, 4)
    assert (weights[:, 1] > 0).all()


def test_notes_struck_alike_have_middling_accents(table: EmotionTable) -> None:
    model = fit(table, np.ones(len(table.kinds), np.bool_))
    flat = table.rows[:5].copy()
    flat[:, ACCENTS] = 0.0

    standard = model.standardise(flat)

    assert standard.shape == (5, len(LISTENED))
    assert not standard[:, ACCENTS].any()


@pytest.mark.soak
def test_the_figures_are_those_promised(data: Path) -> None:
    found = {(figure.data, figure.measure): figure.value for figure in figures(data)}

    assert found["EMOPIA", "quadrant"] > 0.70
    assert found["EMOPIA", "arousal"] > 0.89
    assert found["EMOPIA", "valence"] > 0.77
    assert found["VGMIDI, first minute", "r valence"] > 0.70
    assert found["VGMIDI, first minute", "r arousal"] > 0.78
    assert found["EMOPIA", "same quadrant, tempo and note values doubled"] == 1.0
