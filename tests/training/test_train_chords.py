import numpy as np
import pytest

from analysis.chord_tables import QUALITIES

pytest.importorskip("torch")

from training.corpora import LabelledChord
from training.train_chords import NO_CHORD, beat_states

BORDERS = np.arange(6) * 100
NAMES = [quality.name for quality in QUALITIES]


def test_a_beat_has_the_chord_of_most_of_its_time_counted_from_the_lowest_pitch() -> None:
    chords = [LabelledChord(0, 140, "D:min7"), LabelledChord(140, 230, "N"), LabelledChord(230, 400, "G#:maj9")]

    states = beat_states(chords, BORDERS, lowest=2)

    assert states.tolist() == [NAMES.index("min7"), NO_CHORD, 6 * 13 + NAMES.index("maj7"), 6 * 13 + NAMES.index("maj7"), -1]


def test_what_no_name_fits_teaches_nothing() -> None:
    assert beat_states([LabelledChord(-50, 600, "X")], BORDERS, lowest=0).tolist() == [-1] * 5
