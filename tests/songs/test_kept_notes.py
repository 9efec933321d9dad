"""What clips play is kept for that very clip, and not without bounds."""

import gc
from dataclasses import replace

from songs.kept_notes import KeptNotes
from vocabulary.notes import Clip, Note
from vocabulary.units import Ticks


def clip_of(pitch: int = 60, notes: int = 1) -> Clip:
    played = tuple(Note(Ticks(index), pitch, Ticks(1)) for index in range(notes))
    return Clip(1, "", played, Ticks(0), Ticks(8), Ticks(0), Ticks(8), slot=0)


class Unrolling:
    """Counts how often a clip is unrolled."""

    def __init__(self, kept: KeptNotes) -> None:
        self.kept, self.times = kept, 0

    def __call__(self, clip: Clip, *window: int) -> tuple[Note, ...]:
        def unroll() -> tuple[Note, ...]:
            self.times += 1
            return clip.notes

        return self.kept.notes(clip, window, unroll)


def test_a_clip_is_unrolled_once_for_each_window() -> None:
    unrolled, clip = Unrolling(KeptNotes()), clip_of()

    first = unrolled(clip, 0, 8)

    assert unrolled(clip, 0, 8) is first
    assert unrolled.times == 1
    unrolled(clip, 0, 4)
    assert unrolled.times == 2


def test_an_equal_clip_is_another_clip() -> None:
    unrolled, clip = Unrolling(KeptNotes()), clip_of()
    unrolled(clip, 0, 8)

    unrolled(replace(clip), 0, 8)

    assert unrolled.times == 2


def test_a_clip_that_is_gone_lends_its_notes_to_no_other() -> None:
    kept = KeptNotes()

    for pitch in range(100):
        clip = clip_of(pitch)
        assert kept.notes(clip, (0, 8), lambda clip=clip: clip.notes)[0].pitch == pitch  # type: ignore[misc]  # bound at once
        del clip
        gc.collect(0)


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    unrolled = Unrolling(KeptNotes(most_notes=10))
    first, second, third = clip_of(60, 4), clip_of(61, 4), clip_of(62, 4)
    unrolled(first), unrolled(second), unrolled(first)

    unrolled(third)

    assert unrolled.kept.count == 8
    assert unrolled.times == 3
    unrolled(first)
    assert unrolled.times == 3
    unrolled(second)
    assert unrolled.times == 4


def test_a_clip_with_more_notes_than_may_be_kept_is_answered_all_the_same() -> None:
    unrolled = Unrolling(KeptNotes(most_notes=10))

    assert len(unrolled(clip_of(60, 11))) == 11
    assert unrolled.kept.count == 0


def test_empty_answers_count_too() -> None:
    unrolled, clip = Unrolling(KeptNotes(most_notes=10)), clip_of(60, 0)

    for window in range(100):
        unrolled(clip, window)

    assert unrolled.kept.count == 10
