from itertools import pairwise

import pytest
from hypothesis import given, settings

from analysis.emotion_curve import MOST_POINTS, emotion_curve
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import Emotion, EmotionPoint, Models
from vocabulary.live_set import Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Ticks

BOTH: tuple[Models, Models] = ("learned", "formula")


def calm_then_wild(beats: int = 128) -> list[Note]:
    """Slow major chords; from the middle on fast, accented clusters over a low bass."""
    calm = block_chords([(0, "maj"), (5, "maj")] * (beats // 16), bass=False)
    cells = range(beats * 2)
    wild = [note(beats / 2 + cell / 4, p + cell % 3, 0.2, 127 if cell % 5 == 0 else 70) for cell in cells for p in (36, 42, 55, 61, 66)]
    return calm + wild


@settings(max_examples=30)
@given(any_section)
def test_points_cover_any_section_without_gaps(some: Section) -> None:
    points = emotion_curve(some)

    assert points[0].start_time == 0
    assert points[-1].end_time == some.length
    assert all(before.end_time == after.start_time for before, after in pairwise(points))
    assert len(points) <= MOST_POINTS + 1


@pytest.mark.parametrize("models", BOTH)
def test_a_calm_song_that_turns_wild_has_a_rising_arousal(models: Models) -> None:
    points = emotion_curve(section(calm_then_wild()), models)

    arousals = [point.emotion.arousal for point in points]
    assert arousals[-1] > arousals[0] + 0.8
    assert all(after > before - 0.05 for before, after in pairwise(arousals))


def test_silence_is_in_the_middle_without_confidence() -> None:
    notes = [*calm_then_wild(32), *(note(beat + 200, 60) for beat in range(16))]

    points = emotion_curve(section(notes, beats=216))

    assert any(point.emotion == Emotion(0.0, 0.0, 0.0, ("nothing sounds",)) for point in points)


def test_no_notes_and_drums_alone_are_answered() -> None:
    assert emotion_curve(section([]))[0].emotion.confidence == 0.0
    assert all(point.emotion.confidence > 0 for point in emotion_curve(section(four_on_the_floor(16))))


def test_the_learned_curve_differs_from_the_formula() -> None:
    song = section(calm_then_wild())

    assert emotion_curve(song) != emotion_curve(song, "formula")


def test_a_point_lasts() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        EmotionPoint(Ticks(TICKS_PER_BEAT), Ticks(TICKS_PER_BEAT), Emotion(0.0, 0.0))
