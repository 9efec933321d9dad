"""What a file is searched by: one document for the song, and for Live sets one for each clip."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis.fingerprint import Shingles, fingerprint_of
from analysis.sections import clip_section, song_section
from songs.open_song import open_song
from sonochrome.commands.passages import track_clips
from vocabulary.errors import SongError

if TYPE_CHECKING:
    from vocabulary.descriptor import Models
    from vocabulary.live_set import Section, Song
    from vocabulary.notes import Clip, Track

NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A song (`clip` and `track` are "") or a clip of it, by its shingles."""

    kind: Literal["song", "clip"]
    clip: str
    track: str
    shingles: Shingles


def documents_of(path: Path) -> tuple[Document, ...]:
    """The song, then its clips if it is a Live set; what is too short for a shingle is left out, and so is the same clip again.

    Raises:
        SongError: if the file cannot be opened.
    """
    song = open_song(path)
    documents = [Document("song", "", "", fingerprint_of(_whole(song)))]
    if song.source == "als":
        documents += (Document("clip", clip.name, track.name, fingerprint_of(clip_section(track, clip))) for track, clip in _clips(song))
    found = {(one.kind, one.clip, one.track, one.shingles.tobytes()): one for one in documents if len(one.shingles)}
    return tuple(found.values())


def query_of(path: Path, clip_name: str | None) -> Document:
    """What is looked for: the whole song, or its clip or track of this name (capital letters do not matter).

    Raises:
        SongError: if the file cannot be opened, has no such clip, or holds too little music.
    """
    song = open_song(path)
    if clip_name is None:
        query = Document("song", "", "", fingerprint_of(_whole(song)))
    else:
        track, clip = _named(path, clip_name, _clips(song))
        query = Document("clip", clip.name, track.name, fingerprint_of(clip_section(track, clip)))
    if not len(query.shingles):
        raise SongError(f"{path.name!r} holds too little music to compare; a line of four notes is the least")
    return query


def documents_as_line(path: Path, models: Models) -> str:
    """The documents of a file as a line of JSON: what a worker process sends back. The models make no difference."""
    del models
    rows = [(one.kind, one.clip, one.track, base64.b64encode(one.shingles.tobytes()).decode()) for one in documents_of(path)]
    return json.dumps(rows)


def documents_from_line(line: str) -> tuple[Document, ...]:
    """Undo `documents_as_line`."""
    return tuple(
        Document(kind, clip, track, np.frombuffer(base64.b64decode(shingles), np.uint64))
        for kind, clip, track, shingles in json.loads(line)
    )


def _whole(song: Song) -> Section:
    return song_section(song.live_set, tempo_map=song.tempo_map, tempo=song.tempo_map.points[0][1], signatures=song.signatures)


def _clips(song: Song) -> Iterator[tuple[Track, Clip]]:
    return ((track, clip) for track, clip in track_clips(song) if clip.notes)


def _named(path: Path, wanted: str, clips: Iterable[tuple[Track, Clip]]) -> tuple[Track, Clip]:
    known = list(clips)
    named = [(clip.name, track, clip) for track, clip in known] + [(track.name, track, clip) for track, clip in known]
    for name, track, clip in named:
        if name.casefold() == wanted.casefold():
            return track, clip
    there = dict.fromkeys(repr(clip.name or track.name) for track, clip in known)
    shown = ", ".join(list(there)[:NAMES_SHOWN]) + (f" and {len(there) - NAMES_SHOWN} more" if len(there) > NAMES_SHOWN else "")
    raise SongError(f"{path.name!r} has no clip named {wanted!r}; there {'are ' + shown if there else 'is none with notes'}")
