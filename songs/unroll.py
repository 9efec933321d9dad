"""What clips play in song time: loops unrolled, cut where the clip or the window ends.

Live's rules, as read from files and its own MIDI export: a looped clip plays from its start marker to the end of the loop, then
repeats the loop; an unlooped clip plays from its start to its end. A note sounds only if its start is reached, and not longer than
the pass of the loop, or the clip, that it is in. A start marker behind the loop's end never enters the loop.

What a clip plays in a window is kept (`songs.kept_notes`): after an edit only the edited clip is unrolled again. Notes that need no other
time stay the same objects.
"""

import logging
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, pairwise
from operator import attrgetter

from songs.kept_notes import KeptNotes
from vocabulary.live_set import LiveSet, Part
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import MAX_TICKS, Ticks

log = logging.getLogger(__name__)

MAX_NOTES = 200_000
"""Notes that one clip may unroll to in one call. Only a loop of a few ticks over hours gets there; the rest is left out."""
_kept = KeptNotes()


def unroll_arrangement_clip(clip: Clip) -> tuple[Note, ...]:
    """All notes that an arrangement clip plays, in song time, sorted; muted notes stay and stay muted.

    Raises:
        ValueError: if it is a session clip.
    """
    if clip.start_time is None or clip.end_time is None:
        raise ValueError(f"clip {clip.id} has no place in the arrangement; use unroll_session_clip")
    return _play(clip, clip.start_time, clip.start_time, clip.end_time)


def unroll_session_clip(clip: Clip, since: Ticks, start: Ticks, end: Ticks) -> tuple[Note, ...]:
    """What a session clip launched at `since` plays from `start` to `end`, in song time, sorted and cut to that window.

    A note that sounds already at `start` begins there. Muted notes stay and stay muted.
    """
    return _play(clip, since, Ticks(max(start, since)), end)


def arrangement_parts(live_set: LiveSet, start: Ticks, end: Ticks) -> tuple[Part, ...]:
    """What each track's arrangement plays from `start` to `end`; tracks that play nothing are left out.

    Note times count from `start`. Notes are cut to the window, and one that sounds already at `start` begins at 0.
    Muted notes, clips and tracks, and tracks in a muted group, are left out.
    """
    return _parts(live_set, lambda track: (_clip_in_window(clip, start, end) for clip in track.arrangement_clips if not clip.muted))


def session_parts(live_set: LiveSet, slots: Mapping[int, int], since: Ticks, start: Ticks, end: Ticks) -> tuple[Part, ...]:
    """What session clips launched together at `since` play from `start` to `end`; for the rest see `arrangement_parts`.

    Args:
        live_set: The set.
        slots: Scene index by track id. An empty slot plays nothing.
        since: Song time at which the clips were launched.
        start: Song time at which the window begins.
        end: Song time at which it ends.
    """

    def playing(track: Track) -> Iterator[tuple[Note, ...]]:
        for clip in track.session_clips:
            if clip.slot == slots.get(track.id) and not clip.muted:
                yield _heard(clip, since, Ticks(max(start, since)), end, start)

    return _parts(live_set, playing)


def arrangement_length(live_set: LiveSet) -> Ticks:
    """Song time at which the last arrangement clip ends; 0 without any."""
    return Ticks(max((clip.end_time or 0 for track in live_set.tracks for clip in track.arrangement_clips), default=0))


def silent_track_ids(live_set: LiveSet) -> frozenset[int]:
    """Ids of tracks that are muted themselves or sit in a muted group, at any depth."""
    tracks = {track.id: track for track in live_set.tracks}

    def is_silent(track: Track) -> bool:
        seen: set[int] = set()
        current: Track | None = track
        while current is not None and current.id not in seen:
            if current.muted:
                return True
            seen.add(current.id)
            current = None if current.group_id is None else tracks.get(current.group_id)
        return False

    return frozenset(track.id for track in live_set.tracks if is_silent(track))


def _parts(live_set: LiveSet, playing: Callable[[Track], Iterable[tuple[Note, ...]]]) -> tuple[Part, ...]:
    silent = silent_track_ids(live_set)
    parts = []
    for track in live_set.tracks:
        if track.id in silent:
            continue
        heard = _joined([notes for notes in playing(track) if notes])
        if heard:
            parts.append(Part(track.name, heard, track.color, track.program))
    return tuple(parts)


def _joined(pieces: Sequence[tuple[Note, ...]]) -> tuple[Note, ...]:
    """Sorted pieces as one, sorted; clips mostly follow each other, and then nothing is to be sorted."""
    if len(pieces) == 1:
        return pieces[0]
    joined = tuple(note for piece in pieces for note in piece)
    return joined if all(a[-1] <= b[0] for a, b in pairwise(pieces)) else tuple(sorted(joined))


def _clip_in_window(clip: Clip, start: Ticks, end: Ticks) -> tuple[Note, ...]:
    if clip.start_time is None or clip.end_time is None:
        return ()
    return _heard(clip, clip.start_time, Ticks(max(start, clip.start_time)), Ticks(min(end, clip.end_time)), start)


def _heard(clip: Clip, begin: Ticks, start: Ticks, end: Ticks, origin: Ticks) -> tuple[Note, ...]:
    """What `_play` gives less the muted notes, counted from `origin`; kept."""
    if end <= start or not clip.notes:
        return ()
    return _kept.notes(clip, (begin, start, end, origin), lambda: _play(clip, begin, start, end, origin=origin, muted=False))


def _play(clip: Clip, begin: Ticks, start: Ticks, end: Ticks, *, origin: int = 0, muted: bool = True) -> tuple[Note, ...]:
    """Notes that sound in start..end of song time when the clip begins to play at `begin`.

    Their times count from `origin`; without the muted ones if `muted` is false.
    """
    if end <= start or not clip.notes:
        return ()
    played: list[Note] = []
    in_order, found = True, 0
    longest = max(map(_duration, clip.notes))
    for song_time, position, position_end in _passes(clip, begin, start, end):
        offset = song_time - position
        first = _index(clip, max(position, start - offset - longest))
        last = _index(clip, min(position_end, end - offset))
        for note in clip.notes[first:last]:
            note_start = note.start_time + offset
            note_end = note_start + note.duration
            if note_start < start or note_end > min(position_end + offset, end):  # what is cut may sort elsewhere
                note_start, note_end = max(note_start, start), min(note_end, position_end + offset, end)
                in_order = False
            if note_end > start:
                found += 1
                if muted or not note.mute:
                    played.append(_at(note, note_start - origin, note_end - note_start))
        if found > MAX_NOTES:
            log.warning("clip %d %r repeats %d ticks; only its first %d notes are used", clip.id, clip.name, _loop(clip), found)
            break
    return tuple(played if in_order else sorted(played))


_duration = attrgetter("duration")


def _at(note: Note, start: int, duration: int) -> Note:
    """The note with these times: itself if they are its own. (`dataclasses.replace` would take twice as long.)"""
    if note.start_time == start and note.duration == duration:
        return note
    return Note(
        Ticks(start),
        note.pitch,
        Ticks(duration),
        note.velocity,
        note.release_velocity,
        note.probability,
        note.velocity_deviation,
        note.mute,
    )


def _passes(clip: Clip, begin: Ticks, start: Ticks, end: Ticks) -> Iterator[tuple[int, int, int]]:
    """Song time, clip position and end position of every pass that touches start..end."""
    if not clip.looping:
        yield begin, clip.loop_start, clip.loop_end
        return
    if clip.start_marker >= clip.loop_end:
        yield begin, clip.start_marker, 2 * MAX_TICKS
        return
    yield begin, clip.start_marker, clip.loop_end
    first_repeat = begin + clip.loop_end - clip.start_marker
    if _index(clip, clip.loop_start) == _index(clip, clip.loop_end):
        return
    for repeat in count(max(0, (start - first_repeat) // _loop(clip))):
        song_time = first_repeat + repeat * _loop(clip)
        if song_time >= end:
            return
        yield song_time, clip.loop_start, clip.loop_end


def _loop(clip: Clip) -> int:
    return clip.loop_end - clip.loop_start


def _index(clip: Clip, position: int) -> int:
    """Index of the first note at or after a clip position."""
    return bisect_left(clip.notes, position, key=lambda note: note.start_time)
