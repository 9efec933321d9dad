import pytest

from analysis.local_keys import estimate_key
from analysis.passage import passage_of
from tests.analysis.music import note, section
from vocabulary.descriptor import PITCH_CLASS_NAMES
from vocabulary.live_set import Section

ROOTLESS = ((56, 60, 63, 67), (56, 60, 62, 67), (55, 58, 62, 65), (55, 58, 62, 65))
"""Fm9, Bb13 and Ebmaj9 without their roots (Levine 1995, chapter 7)."""
WALK = ((41, 44, 48, 45), (46, 50, 53, 50), (39, 43, 46, 43), (39, 46, 43, 40))


def trio(steps: int, length: float, walk: tuple[tuple[int, ...], ...] = WALK) -> Section:
    bars = range(16)
    chords = [note(4 * bar, pitch + steps, length) for bar in bars for pitch in ROOTLESS[bar % 4]]
    bass = [note(4 * bar + beat, pitch + steps, 0.95) for bar in bars for beat, pitch in enumerate(walk[bar % 4])]
    return section(chords, bass, beats=64.0)


@pytest.mark.parametrize("length", [1.3, 1.9, 3.9])
@pytest.mark.parametrize("steps", range(12))
def test_rootless_chords_over_a_walking_bass_are_in_the_key_of_their_two_five_one(steps: int, length: float) -> None:
    key = estimate_key(passage_of(trio(steps, length)))

    assert key.name == f"{PITCH_CLASS_NAMES[(3 + steps) % 12]} major"
    assert key.alternative == f"{PITCH_CLASS_NAMES[steps % 12]} minor"


def test_a_bass_that_does_not_fall_to_a_tonic_says_nothing() -> None:
    still = tuple((48, 51, 55, 48) for _ in WALK)

    assert estimate_key(passage_of(trio(0, 3.9, still))).name == "C minor"
