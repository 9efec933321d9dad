"""Unrolling against a slow reference that walks the song tick by tick."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songs import unroll
from songs.unroll import (
    arrangement_length,
    arrangement_parts,
    session_parts,
    silent_track_ids,
    unroll_arrangement_clip,
    unroll_session_clip,
)
from vocabulary.live_set import LiveSet
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Ticks


@st.composite
def clips(draw: st.DrawFn, *, in_arrangement: bool = True) -> Clip:
    """Small clips with every relation of markers, loop and edges; a tick stands for itself, so that the reference can walk."""
    times = st.integers(-6, 24).map(Ticks)
    notes = draw(st.lists(st.builds(Note, times, st.integers(60, 62), st.integers(1, 9).map(Ticks), mute=st.booleans()), max_size=8))
    loop_start = draw(times)
    start = draw(st.integers(0, 9))
    return Clip(
        id=1,
        name="",
        notes=tuple(sorted(notes)),
        looping=draw(st.booleans()),
        loop_start=loop_start,
        loop_end=Ticks(loop_start + draw(st.integers(1, 12))),
        start_marker=draw(times),
        end_marker=Ticks(8),
        start_time=Ticks(start) if in_arrangement else None,
        end_time=Ticks(start + draw(st.integers(1, 40))) if in_arrangement else None,
        slot=None if in_arrangement else 0,
        muted=draw(st.booleans()),
    )


def walk(clip: Clip, begin: int, end: int) -> tuple[Note, ...]:
    """The reference: move the clip's playhead one tick at a time, start what it meets, stop it at a wrap, its end or `end`."""
    position: int = clip.start_marker if clip.looping else clip.loop_start
    enters_loop = clip.looping and position < clip.loop_end
    sounding: list[tuple[Note, int]] = []
    played: list[Note] = []

    def stop(which: list[tuple[Note, int]], now: int) -> None:
        played.extend(replace(note, start_time=Ticks(since), duration=Ticks(now - since)) for note, since in which)

    for now in range(begin, end):
        wraps = enters_loop and position == clip.loop_end
        is_over = not clip.looping and position >= clip.loop_end
        done = [(note, since) for note, since in sounding if wraps or is_over or now - since == note.duration]
        stop(done, now)
        sounding = [pair for pair in sounding if pair not in done]
        if is_over:
            break
        position = clip.loop_start if wraps else position
        sounding += [(note, now) for note in clip.notes if note.start_time == position]
        position += 1
    stop(sounding, end)
    return tuple(sorted(played))


def cut(notes: tuple[Note, ...], start: int, end: int) -> tuple[Note, ...]:
    heard = [note for note in notes if start < end and note.start_time < end and note.end_time > start]
    edges = [(note, max(note.start_time, start), min(note.end_time, end)) for note in heard]
    return tuple(sorted(replace(note, start_time=Ticks(a), duration=Ticks(b - a)) for note, a, b in edges))


def distinct(clip: Clip) -> Clip:
    """The reference tells notes apart by value, so equal ones are left out."""
    return replace(clip, notes=tuple(sorted(set(clip.notes))))


@given(clips().map(distinct))
def test_an_arrangement_clip_unrolls_as_its_playhead_walks(clip: Clip) -> None:
    assert clip.start_time is not None
    assert clip.end_time is not None

    assert unroll_arrangement_clip(clip) == walk(clip, clip.start_time, clip.end_time)


@given(clips(in_arrangement=False).map(distinct), st.integers(0, 30), st.integers(0, 50), st.integers(0, 40))
def test_a_session_clip_plays_as_its_playhead_walks(clip: Clip, since: int, start: int, length: int) -> None:
    played = unroll_session_clip(clip, Ticks(since), Ticks(start), Ticks(start + length))

    # One tick further, so that the reference's own cut at its end is not seen.
    assert played == cut(walk(clip, since, max(start + length, since) + 10), start, start + length)


@given(clips().map(distinct), st.integers(0, 50), st.integers(1, 40))
def test_a_passage_is_the_unrolled_clip_cut_to_the_window(clip: Clip, start: int, length: int) -> None:
    live_set = LiveSet(tracks=(Track(1, "a", arrangement_clips=(clip,)),))

    parts = arrangement_parts(live_set, Ticks(start), Ticks(start + length))

    heard = [note for note in cut(unroll_arrangement_clip(clip), start, start + length) if not note.mute and not clip.muted]
    assert [note for part in parts for note in part.notes] == [replace(n, start_time=Ticks(n.start_time - start)) for n in heard]


@given(clips().map(distinct), st.lists(st.integers(0, 60), max_size=5))
def test_sounding_time_does_not_depend_on_where_passages_are_cut(clip: Clip, cuts: list[int]) -> None:
    live_set = LiveSet(tracks=(Track(1, "a", arrangement_clips=(replace(clip, muted=False),)),))
    edges = sorted({0, 60, *cuts})

    pieces = [arrangement_parts(live_set, Ticks(a), Ticks(b)) for a, b in pairwise(edges)]

    whole = arrangement_parts(live_set, Ticks(0), Ticks(60))
    assert sum(n.duration for parts in pieces for p in parts for n in p.notes) == sum(n.duration for p in whole for n in p.notes)


@given(st.lists(st.lists(clips().map(distinct), max_size=3), min_size=1, max_size=3), st.integers(0, 50), st.integers(1, 40))
def test_parts_are_the_clips_notes_one_by_one_in_order(tracks: list[list[Clip]], start: int, length: int) -> None:
    ordered = [tuple(sorted(of_track, key=lambda clip: clip.start_time or 0)) for of_track in tracks]
    live_set = LiveSet(tracks=tuple(Track(number, f"t{number}", arrangement_clips=row) for number, row in enumerate(ordered)))

    parts = {part.track_name: part.notes for part in arrangement_parts(live_set, Ticks(start), Ticks(start + length))}

    for number, row in enumerate(ordered):
        heard = [n for c in row if not c.muted for n in cut(unroll_arrangement_clip(c), start, start + length) if not n.mute]
        assert parts.get(f"t{number}", ()) == tuple(sorted(replace(n, start_time=Ticks(n.start_time - start)) for n in heard))


@given(clips(in_arrangement=False).map(distinct), st.integers(0, 30), st.integers(0, 50), st.integers(1, 40))
def test_session_parts_are_the_unrolled_clip_without_its_muted_notes(clip: Clip, since: int, start: int, length: int) -> None:
    live_set = LiveSet(tracks=(Track(1, "a", session_clips=(clip,)),))

    parts = session_parts(live_set, {1: 0}, Ticks(since), Ticks(start), Ticks(start + length))

    played = unroll_session_clip(clip, Ticks(since), Ticks(start), Ticks(start + length))
    heard = [] if clip.muted else [n for n in played if not n.mute]
    assert [n for part in parts for n in part.notes] == [replace(n, start_time=Ticks(n.start_time - start)) for n in heard]


def test_notes_whose_times_stay_are_the_same_objects_and_parts_come_back_as_they_were() -> None:
    notes = (Note(Ticks(0), 60, Ticks(4)), Note(Ticks(4), 61, Ticks(9)))
    clip = Clip(1, "", notes, Ticks(0), Ticks(8), Ticks(0), Ticks(8), start_time=Ticks(0), end_time=Ticks(8))
    live_set = LiveSet(tracks=(Track(1, "a", arrangement_clips=(clip,)),))

    (part,) = arrangement_parts(live_set, Ticks(0), Ticks(8))

    assert part.notes == (notes[0], replace(notes[1], duration=Ticks(4)))
    assert part.notes[0] is notes[0]
    assert arrangement_parts(live_set, Ticks(0), Ticks(8))[0].notes is part.notes


def test_a_negative_start_relative_plays_the_run_in_before_the_loop() -> None:
    notes = (Note(Ticks(1), 60, Ticks(2)), Note(Ticks(5), 61, Ticks(9)))
    clip = Clip(1, "", notes, Ticks(4), Ticks(8), Ticks(0), Ticks(8), looping=True, start_time=Ticks(100), end_time=Ticks(114))

    played = [(note.start_time, note.pitch, note.duration) for note in unroll_arrangement_clip(clip)]

    assert played == [(101, 60, 2), (105, 61, 3), (109, 61, 3), (113, 61, 1)]


def test_parts_come_in_track_order_with_colour_and_program_and_leave_out_the_silent() -> None:
    clip = Clip(1, "", (Note(Ticks(0), 60, Ticks(4)),), Ticks(0), Ticks(8), Ticks(0), Ticks(8), start_time=Ticks(0), end_time=Ticks(8))
    tracks = (
        Track(10, "group", kind="group", muted=True),
        Track(11, "inner", kind="group", group_id=10),
        Track(1, "in a muted group", group_id=11, arrangement_clips=(clip,)),
        Track(2, "muted", muted=True, arrangement_clips=(clip,)),
        Track(3, "b", color=0x112233, program=5, arrangement_clips=(clip,)),
        Track(4, "muted clip", arrangement_clips=(replace(clip, muted=True),)),
        Track(5, "a", arrangement_clips=(clip,)),
    )
    live_set = LiveSet(tracks=tracks)

    parts = arrangement_parts(live_set, Ticks(0), Ticks(8))

    assert [(part.track_name, part.color, part.program) for part in parts] == [("b", 0x112233, 5), ("a", 0x808080, -1)]
    assert silent_track_ids(live_set) == {10, 11, 1, 2}
    assert arrangement_length(live_set) == 8
    assert arrangement_length(LiveSet()) == 0


def test_groups_that_hold_each_other_end() -> None:
    tracks = (Track(1, "a", kind="group", group_id=2), Track(2, "b", kind="group", group_id=1), Track(3, "c", group_id=2))

    assert silent_track_ids(LiveSet(tracks=tracks)) == set()


def test_session_parts_play_the_chosen_slots_only() -> None:
    def clip(slot: int) -> Clip:
        return Clip(slot + 1, "", (Note(Ticks(0), 60 + slot, Ticks(2)),), Ticks(0), Ticks(4), Ticks(0), Ticks(4), looping=True, slot=slot)

    live_set = LiveSet(tracks=(Track(1, "a", session_clips=(clip(0), clip(1))), Track(2, "b", session_clips=(clip(0),)), Track(3, "c")))

    parts = session_parts(live_set, {1: 1, 3: 0}, Ticks(2), Ticks(4), Ticks(10))

    assert [(part.track_name, [(note.start_time, note.pitch) for note in part.notes]) for part in parts] == [("a", [(2, 61)])]


def test_only_clips_of_the_arrangement_have_a_place_in_it() -> None:
    clip = Clip(1, "", (), Ticks(0), Ticks(4), Ticks(0), Ticks(4), slot=0)

    with pytest.raises(ValueError, match="no place in the arrangement"):
        unroll_arrangement_clip(clip)


@pytest.mark.parametrize("length", [1, 3])
def test_a_tiny_loop_over_hours_ends(length: int) -> None:
    notes = (Note(Ticks(0), 60, Ticks(1)),)
    clip = Clip(1, "", notes, Ticks(0), Ticks(length), Ticks(0), Ticks(1), True, start_time=Ticks(0), end_time=Ticks(2**31 - 1))

    assert len(unroll_arrangement_clip(clip)) == unroll.MAX_NOTES + 1
    late = unroll_session_clip(replace(clip, start_time=None, end_time=None, slot=0), Ticks(0), Ticks(2**31 - 10), Ticks(2**31 - 1))
    assert len(late) == len(range(2**31 - 10 + (-(2**31 - 10)) % length, 2**31 - 1, length))
