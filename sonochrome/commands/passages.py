"""What of a music file is looked at: the whole song, a section, a clip, or a track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.sections import arrangement_sections, clip_section, song_section
from vocabulary.errors import SongError
from vocabulary.units import to_beats

if TYPE_CHECKING:
    from vocabulary.live_set import Section, Song
    from vocabulary.notes import Clip, Track

NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a song.

    Attributes:
        kind: "song", "section" or "clip".
        section: Its music.
        track: The clip's track, "" else.
    """

    kind: str
    section: Section
    track: str = ""


def whole_song(song: Song) -> Passage:
    """Everything in it."""
    return Passage("song", song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures))


def sections_of(song: Song) -> tuple[Passage, ...]:
    """The sections of its arrangement, in order."""
    sections = arrangement_sections(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)
    return tuple(Passage("section", section) for section in sections)


def clips_of(song: Song) -> Iterator[Passage]:
    """Every clip as a passage of its own."""
    for track, clip, section in song_clips(song):
        yield Passage("clip", replace(section, name=clip.name or section.name), track.name)


def song_clips(song: Song) -> Iterator[tuple[Track, Clip, Section]]:
    """Every clip with its section; one that lies in the arrangement has the tempo of its place, another that of the song's beginning."""
    first = song.tempo_map.tempo_at(0.0)
    for track, clip in track_clips(song):
        section = clip_section(track, clip, tempo=first)
        if clip.start_time is not None:
            mean = song.tempo_map.mean_tempo(to_beats(section.start_time), to_beats(section.end_time))
            section = replace(section, tempo=mean)
        yield track, clip, section


def track_clips(song: Song) -> Iterator[tuple[Track, Clip]]:
    """Every clip with its track: a track's clips in the arrangement, then those in its slots."""
    for track in song.live_set.tracks:
        for clip in (*track.arrangement_clips, *track.session_clips):
            yield track, clip


def chosen_passage(song: Song, section: str | None, clip: str | None) -> Passage:
    """The section (by name or number, 1 is the first) or the clip (by its or its track's name) that was asked for, else the song.

    Raises:
        SongError: names what there is.
    """
    if clip is not None:
        return _found(clip, [one for one in clips_of(song) if one.section.parts[0].notes], "clip")
    if section is not None:
        return _found(section, sections_of(song), "section")
    return whole_song(song)


def _found(name: str, passages: list[Passage] | tuple[Passage, ...], what: str) -> Passage:
    wanted = name.strip().lower()
    for passage in passages:
        if wanted in (passage.section.name.lower(), passage.track.lower()):
            return passage
    if what == "section" and wanted.isdecimal() and 1 <= int(wanted) <= len(passages):
        return passages[int(wanted) - 1]
    names = list(dict.fromkeys(passage.section.name for passage in passages))
    shown = ", ".join(repr(one) for one in names[:NAMES_SHOWN]) + (
        f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    )
    raise SongError(f"there is no {what} {name!r} with notes; there are {shown}" if names else f"there is no {what} with notes")
