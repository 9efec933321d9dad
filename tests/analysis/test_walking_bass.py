from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from analysis.chord_grid import find_grid
from analysis.describe import describe
from analysis.passage import Passage, passage_of
from analysis.pitch import sounding_shares
from analysis.walking_bass import with_roots_for_approaches
from tests.analysis.music import any_section, note, section, transposed
from vocabulary.live_set import Section

II_V_I = ((0, (0, 3, 7, 10)), (5, (0, 4, 7, 10)), (10, (0, 4, 7, 11)), (10, (0, 4, 7, 11)))


def trio(tonic: int = 0, rounds: int = 4) -> Section:
    """ii-V-I with rootless chords off the beat over root, third, fifth and a semitone above the next root."""
    bass, chords = [], []
    for bar in range(4 * rounds):
        root, tones = II_V_I[bar % 4]
        following = II_V_I[(bar + 1) % 4][0]
        steps = (root, root + tones[1], root + tones[2], following + 1)
        bass += [note(4 * bar + beat, 36 + tonic + step, 0.95) for beat, step in enumerate(steps)]
        voices = [60 + tonic + root + tone for tone in (*tones[1:], 14)]
        chords += [note(4 * bar + at, pitch, 0.4) for at in (1.5, 3.0) for pitch in voices]
    return section(chords, bass, beats=16.0 * rounds, tempo=150.0)


def heard(some: Section) -> tuple[Passage, Passage]:
    passage = passage_of(some)
    return passage.pitched(), with_roots_for_approaches(passage.pitched(), find_grid(passage, sounding_shares(passage)))


@pytest.mark.parametrize("tonic", range(12))
def test_chords_over_a_walking_bass_are_those_of_the_tune(tonic: int) -> None:
    found = describe(trio(tonic))

    names = [progression.name for progression in found.progressions]
    assert "ii-V-I" in names
    assert "modal interchange" not in names
    assert {chord.roman.rstrip("maj7") for chord in found.chords} <= {"ii", "V", "I", "iii"}


def test_a_bass_in_long_notes_or_of_one_part_is_left() -> None:
    walking = trio()
    joined = section([*walking.parts[0].notes, *walking.parts[1].notes], beats=64.0)
    long = replace(walking, parts=(walking.parts[0], replace(walking.parts[1], notes=walking.parts[1].notes[::2])))

    for some in (joined, long):
        before, after = heard(some)
        assert after is before


@settings(deadline=None, max_examples=80)
@given(any_section)
def test_no_note_is_lost_and_no_pitch_is_new(some: Section) -> None:
    if (~passage_of(some).drums).any():
        before, after = heard(some)

        assert len(after.pitches) == len(before.pitches)
        assert set(after.pitches.tolist()) <= set(before.pitches.tolist())


@pytest.mark.parametrize("semitones", [-5, 7])
def test_transposing_moves_what_is_heard(semitones: int) -> None:
    np.testing.assert_array_equal(heard(transposed(trio(), semitones))[1].pitches, heard(trio())[1].pitches + semitones)
