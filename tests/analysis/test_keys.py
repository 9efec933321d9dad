import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.keys import MAJOR_PROFILE, MINOR_PROFILE, SCALES, estimate_key, key_correlations
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile
from tests.analysis.music import block_chords, note, scale_run, section, tame_section, transposed
from vocabulary.descriptor import Key, Mode
from vocabulary.live_set import Section


def key_of(some: Section) -> Key:
    passage = passage_of(some)
    return estimate_key(pitch_class_profile(passage), len(passage.starts))


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize(("mode", "profile"), [("major", MAJOR_PROFILE), ("minor", MINOR_PROFILE)])
def test_each_key_is_found_from_its_own_profile(tonic: int, mode: str, profile: tuple[float, ...]) -> None:
    key = estimate_key(np.roll(profile, tonic), 100)

    assert (key.tonic, key.mode) == (tonic, mode)
    assert key.confidence > 0.8


@settings(deadline=None, max_examples=60)
@given(tame_section, st.integers(-12, 12))
def test_transposing_moves_the_key_and_nothing_else(some: Section, semitones: int) -> None:
    passage = passage_of(some)
    correlated = pitch_class_profile(passage)
    key, moved = key_of(some), key_of(transposed(some, semitones))

    if _is_tied(correlated):
        return
    assert moved.mode == key.mode
    assert moved.confidence == pytest.approx(key.confidence, abs=0.002)
    if key.tonic is not None:
        assert moved.tonic == (key.tonic + semitones) % 12


def _is_tied(profile: NDArray[np.float64]) -> bool:
    """Whether two keys fit equally: an augmented chord has no one tonic, so that transposing may name another of them."""
    best = np.sort(key_correlations(profile))[-2:]
    return bool(best[1] - best[0] < 1e-6)


@pytest.mark.parametrize("notes", range(8))
def test_fewer_than_eight_notes_have_no_key(notes: int) -> None:
    key = key_of(section([note(beat, 60 + 2 * beat) for beat in range(notes)], beats=8))

    assert key.name == "unclear"
    assert key.tonic is None


def test_a_drone_has_no_key() -> None:
    assert key_of(section([note(beat, 48 + 7 * (beat % 2)) for beat in range(16)])).name == "unclear"


def test_the_chromatic_scale_has_no_key() -> None:
    assert key_of(section([note(beat, 60 + beat) for beat in range(12)])).name == "unclear"


@pytest.mark.parametrize("mode", ["major", "minor", "dorian", "phrygian", "lydian", "mixolydian"])
@pytest.mark.parametrize("tonic", [0, 5, 10])
def test_the_scale_over_its_tonic_chord_says_the_mode(tonic: int, mode: Mode) -> None:
    scale = SCALES[mode]
    chord = [note(beat, pitch, 4.0) for beat in range(0, 16, 4) for pitch in (48 + tonic, 48 + tonic + scale[2], 55 + tonic)]

    key = key_of(section(scale_run(60 + tonic, scale), chord))

    assert (key.tonic, key.mode) == (tonic, mode)


def test_the_alternative_of_a_major_key_is_a_neighbour() -> None:
    key = key_of(section(block_chords([(0, "maj"), (9, "min"), (5, "maj"), (7, "maj")])))

    assert key.name == "C major"
    assert key.alternative in ("A minor", "G major", "F major")


def test_more_notes_make_the_key_surer() -> None:
    progression = [(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")]

    few, many = key_of(section(block_chords(progression))), key_of(section(block_chords(progression * 8)))

    assert few.name == many.name
    assert few.confidence < many.confidence
