import pytest

from analysis.describe import describe
from analysis.emotion_formula import TRAITS
from tests.analysis.music import block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import Emotion
from vocabulary.notes import Note

MAJOR = [(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")] * 2
MINOR = [(0, "min"), (5, "min"), (7, "min"), (0, "min")] * 2


def emotion(notes: list[Note], tempo: float = 120.0) -> Emotion:
    return describe(section(notes, tempo=tempo), models="formula").emotion


def test_major_is_more_pleasant_than_minor() -> None:
    major, minor = emotion(block_chords(MAJOR)), emotion(block_chords(MINOR))

    assert major.valence > minor.valence + 0.3
    assert "sounds major" in major.reasons
    assert "sounds minor" in minor.reasons


def test_faster_is_more_excited_whatever_makes_it_so() -> None:
    slow = emotion(block_chords(MAJOR))
    by_tempo = emotion(block_chords(MAJOR), tempo=480.0)
    by_notes = emotion(block_chords(MAJOR, beats=1.0))

    assert by_tempo.arousal == pytest.approx(by_notes.arousal, abs=0.02)
    assert by_tempo.arousal > slow.arousal + 0.3
    assert any(reason.startswith("fast") for reason in by_notes.reasons)


def test_arousal_rises_with_every_step_of_pace() -> None:
    arousals = [emotion(block_chords(MAJOR), tempo=tempo).arousal for tempo in (30, 60, 120, 240, 480)]

    assert arousals == sorted(arousals)


def test_velocity_habits_change_nothing() -> None:
    soft = [note(beat, 60 + beat % 12, velocity=20) for beat in range(32)]
    loud = [note(beat, 60 + beat % 12, velocity=127) for beat in range(32)]

    assert emotion(soft) == emotion(loud)


def test_drums_alone_have_an_arousal_but_no_word_on_pitch() -> None:
    found = describe(section(four_on_the_floor(8), tempo=160.0), models="formula").emotion

    assert found.confidence > 0
    assert not any("major" in reason or "minor" in reason or "bass" in reason for reason in found.reasons)


def test_nothing_is_in_the_middle_without_confidence() -> None:
    assert describe(section([]), models="formula").emotion == Emotion(0.0, 0.0, 0.0, ("nothing sounds",))


def test_more_notes_are_surer() -> None:
    assert emotion([note(0, 60)]).confidence < emotion(block_chords(MAJOR)).confidence


def test_five_to_ten_traits_each_with_words() -> None:
    assert 5 <= len(TRAITS) <= 10
    assert all(trait.spread > 0 and trait.high and trait.low for trait in TRAITS)
