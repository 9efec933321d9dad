"""Cut a Live set into sections: the passages that one picture stands for."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from analysis.bars import COMMON_TIME, BarGrid, bar_grid, bar_ticks
from analysis.boundaries import LONGEST_BARS, best_boundaries, boundary_strength
from songs.unroll import arrangement_length, arrangement_parts, session_parts, unroll_arrangement_clip, unroll_session_clip
from vocabulary.live_set import LiveSet, Part, Section, SignatureChange, TempoMap
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Bpm, Ticks, to_beats

SCENE_BARS = 8
"""How long each scene of a set without an arrangement is taken to play."""
SHORTEST_SESSION_BARS = 4
"""A one-bar loop is heard as repeating, so its section holds four rounds."""
DEFAULT_TEMPO = Bpm(120.0)
Passage = tuple[Ticks, Ticks, str]


def arrangement_sections(
    live_set: LiveSet,
    *,
    tempo_map: TempoMap | None = None,
    tempo: Bpm = DEFAULT_TEMPO,
    signatures: Sequence[SignatureChange] = COMMON_TIME,
) -> tuple[Section, ...]:
    """Cut the arrangement into sections.

    Locators decide where there are any: each begins a section, and so does the song itself. Without locators, sections begin where
    clips start and stop and where the music changes, on bar lines, 4 to 32 bars apart. Stretches over 32 bars are divided in the
    same way. Sections in which nothing sounds are left out.

    Args:
        live_set: The set; muted clips, tracks and notes do not count.
        tempo_map: Tempo over the song, where a file tells it.
        tempo: Bpm where there is no tempo map.
        signatures: Time signatures over the song.

    Returns:
        In order of time, without overlaps; their ids are "a0", "a1", ...
    """
    end = arrangement_length(live_set)
    if end <= 0:
        return ()
    grid = bar_grid(end, signatures)
    sections: list[Section] = []
    for start, stop, name in _passages(live_set, end, grid):
        parts = arrangement_parts(live_set, start, stop)
        if any(part.notes for part in parts):
            at = tempo_map.mean_tempo(to_beats(start), to_beats(stop)) if tempo_map else tempo
            sections.append(_section(f"a{len(sections)}", name, start, stop, parts, at, grid.signature_at(start)))
    return tuple(sections)


def session_section(
    live_set: LiveSet,
    slots: Mapping[int, int],
    since: Ticks,
    *,
    tempo: Bpm = DEFAULT_TEMPO,
    signature_numerator: int = 4,
    signature_denominator: int = 4,
) -> Section | None:
    """Make the section of the session clips that play together.

    It lasts as long as the longest of the clips, in whole bars, 4 to 32 of them.

    Args:
        live_set: The set.
        slots: Track id to the scene index of the clip that plays there.
        since: Song time at which the clips began.
        tempo: Bpm now.
        signature_numerator, signature_denominator: Signature now.

    Returns:
        None if no such clip is there or nothing sounds. The id names places in the set: "s0:2,3:5" is slot 2 of the first track
        and slot 5 of the fourth.
    """
    playing = [
        (place, track, clip)
        for place, track in enumerate(live_set.tracks)
        for clip in track.session_clips
        if slots.get(track.id) == clip.slot
    ]
    if not playing:
        return None
    signature = SignatureChange(since, signature_numerator, signature_denominator)
    longest = max(clip.loop_end - clip.loop_start for _, _, clip in playing)
    length = _whole_bars(longest, signature, SHORTEST_SESSION_BARS, LONGEST_BARS)
    end = Ticks(since + length)
    parts = session_parts(live_set, slots, since, since, end)
    if not any(part.notes for part in parts):
        return None
    place_names = ",".join(f"{place}:{clip.slot}" for place, _, clip in playing)
    return _section(f"s{place_names}", _session_name(live_set, playing), since, end, parts, tempo, signature)


def clip_section(track: Track, clip: Clip, *, tempo: Bpm = DEFAULT_TEMPO) -> Section:
    """Make the section of one clip alone, as if it were played once (an arrangement clip: as long as it is there).

    Mute switches are not looked at: a muted clip can be described too. Muted notes are left out.
    """
    signature = SignatureChange(Ticks(0), clip.signature_numerator, clip.signature_denominator)
    if clip.start_time is not None and clip.end_time is not None:
        start, end = clip.start_time, Ticks(max(clip.end_time, clip.start_time + 1))
        notes = unroll_arrangement_clip(clip)
    else:
        start, end = Ticks(0), Ticks(clip.loop_end - clip.loop_start)
        notes = unroll_session_clip(clip, start, start, end)
    part = Part(track.name, _from_start(notes, start), track.color, track.program)
    name = clip.name or track.name or f"clip {clip.id}"
    return _section(f"c{clip.id}", name, start, end, (part,), tempo, signature)


def song_section(
    live_set: LiveSet,
    *,
    tempo_map: TempoMap | None = None,
    tempo: Bpm = DEFAULT_TEMPO,
    signatures: Sequence[SignatureChange] = COMMON_TIME,
) -> Section:
    """Make one section of everything: the arrangement, or else all scenes in order, eight bars each."""
    length = arrangement_length(live_set)
    grid = bar_grid(max(length, 1), signatures)
    parts = arrangement_parts(live_set, Ticks(0), length) if length > 0 else ()
    if not any(part.notes for part in parts):
        length, parts = _scenes_in_order(live_set, bar_ticks(grid.signature_at(0)))
    end = max(length, grid.lines[1])
    at = tempo_map.mean_tempo(0.0, to_beats(Ticks(end))) if tempo_map else tempo
    return _section("song", live_set.name or "song", Ticks(0), Ticks(end), parts, at, grid.signature_at(0))


def _passages(live_set: LiveSet, end: Ticks, grid: BarGrid) -> Iterator[Passage]:
    """Start, end and name of all sections, the empty ones included."""
    parts = arrangement_parts(live_set, Ticks(0), end)
    strength = boundary_strength(parts, _clip_edges(live_set), grid.lines)
    named = {locator.time: locator.name for locator in live_set.locators if 0 <= locator.time < end}
    starts = sorted({Ticks(0), *named})
    for start, stop in pairwise([*starts, end]):
        inner = range(bisect_right(grid.lines, start), bisect_left(grid.lines, stop))
        cuts = [start, stop] if named and len(inner) < LONGEST_BARS else _cut(start, stop, inner, strength, grid)
        for number, (a, b) in enumerate(pairwise(cuts), 1):
            name = named.get(start, "")
            if name and len(cuts) > 2:
                name = f"{name} ({number} of {len(cuts) - 1})"
            yield a, b, name or _bar_name(a, b, grid)


def _cut(start: Ticks, stop: Ticks, inner: Sequence[int], strength: NDArray[np.float64], grid: BarGrid) -> list[Ticks]:
    """Divide a stretch at bar lines; its own ends need not be on one."""
    if not inner:
        return [start, stop]
    first = inner[0] - 1
    last = inner[-1] + 1
    lines = best_boundaries(strength, first, last)
    return [start, *(grid.lines[line] for line in lines[1:-1]), stop]


def _clip_edges(live_set: LiveSet) -> list[int]:
    heard = [clip for track in live_set.tracks if not track.muted for clip in track.arrangement_clips if not clip.muted]
    return [edge for clip in heard for edge in (clip.start_time, clip.end_time) if edge is not None]


def _bar_name(start: int, stop: int, grid: BarGrid) -> str:
    first, last = grid.bar_number(start), grid.bar_number(stop - 1)
    return f"bar {first}" if first == last else f"bars {first}-{last}"


def _session_name(live_set: LiveSet, playing: Sequence[tuple[int, Track, Clip]]) -> str:
    """The scene's name where all clips are of one scene, else the clips' names."""
    scenes = {clip.slot for _, _, clip in playing}
    if len(scenes) == 1:
        scene = scenes.pop() or 0
        name = live_set.scenes[scene] if scene < len(live_set.scenes) else ""
        if len(playing) > 1 or name:
            return name or f"scene {scene + 1}"
    return " + ".join(clip.name or track.name or f"clip {clip.id}" for _, track, clip in playing[:4])


def _scenes_in_order(live_set: LiveSet, bar: int) -> tuple[Ticks, tuple[Part, ...]]:
    """All scenes one after the other; each track's notes joined into one part."""
    slots = sorted({clip.slot for track in live_set.tracks for clip in track.session_clips if clip.slot is not None})
    length = SCENE_BARS * bar
    notes: dict[int, list[Note]] = {}
    looks: dict[int, Part] = {}
    for number, slot in enumerate(slots):
        start = Ticks(number * length)
        for place, track in enumerate(live_set.tracks):
            if any(clip.slot == slot for clip in track.session_clips):
                for part in session_parts(live_set, {track.id: slot}, start, start, Ticks(start + length)):
                    looks.setdefault(place, part)
                    notes.setdefault(place, []).extend(_from_start(part.notes, -start))
    parts = tuple(
        Part(part.track_name, tuple(sorted(notes[place])), part.color, part.program)
        for place, part in sorted(looks.items(), key=itemgetter(0))
    )
    return Ticks(len(slots) * length), parts


def _from_start(notes: Sequence[Note], start: int) -> tuple[Note, ...]:
    """Count the notes' times from `start`; muted ones are left out."""
    if start == 0:
        return tuple(note for note in notes if not note.mute)
    return tuple(replace(note, start_time=Ticks(note.start_time - start)) for note in notes if not note.mute)


def _whole_bars(ticks: int, signature: SignatureChange, fewest: int, most: int) -> int:
    bar = bar_ticks(signature)
    return bar * min(max(-(-ticks // bar), fewest), most)


def _section(
    section_id: str, name: str, start: Ticks, end: Ticks, parts: Sequence[Part], tempo: Bpm, signature: SignatureChange
) -> Section:
    playing = tuple(part for part in parts if part.notes)
    return Section(section_id, name, start, end, playing, tempo, signature.numerator, signature.denominator)
