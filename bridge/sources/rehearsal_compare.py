"""Whether two sets are the same, field by field; and whether a set's grid agrees with an independent reading of its file."""

import gzip
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mido

from songs.unroll import unroll_arrangement_clip
from vocabulary.live_set import LiveSet
from vocabulary.units import TICKS_PER_BEAT, VELOCITY_UNITS

IGNORED = {"id", "transport", "playing_slot", "playing_since", "fired_slot"}
MOST_DIFFERENCES = 20

FileNote = tuple[int, int, int, int]
"""Pitch, start ticks, duration ticks (0 where the file does not say), velocity units."""


def differences(one: LiveSet, other: LiveSet) -> list[str]:
    """Every field that differs, as "tracks[2].arrangement_clips[0].notes[17].pitch: 60, not 61"; at most twenty.

    Object ids count for tracks and clips, since both sides speak of the same objects; the set's own id does not.
    """
    return [line for _, line in zip(range(MOST_DIFFERENCES), _walk("", one, other), strict=False)]


def _walk(place: str, one: Any, other: Any) -> Iterator[str]:
    if one is other:
        return
    if is_dataclass(one) and type(one) is type(other):
        for field in fields(one):
            if field.name not in IGNORED or (field.name == "id" and place):
                dot = "." if place else ""
                yield from _walk(f"{place}{dot}{field.name}", getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple) and isinstance(other, tuple):
        if len(one) != len(other):
            yield f"{place}: {len(one)} of them, not {len(other)}"
        for index, (item, other_item) in enumerate(zip(one, other, strict=False)):
            yield from _walk(f"{place}[{index}]", item, other_item)
    elif one != other:
        yield f"{place}: {one!r}, not {other!r}"


def notes_beside_file(live_set: LiveSet, path: Path) -> int | None:
    """Notes of a set that are not, within half a unit, in its file; None where the file cannot be read a second way.

    The file is read here by other code than `songs`: every number is rounded by itself and looked up.
    """
    data = path.read_bytes()
    if data[:4] == b"MThd":
        wanted = _notes_of_arrangement(live_set)
        in_file = _midi_notes(path)
    else:
        wanted = Counter(
            (note.pitch, note.start_time, note.duration, note.velocity)
            for track in live_set.tracks
            for clip in track.arrangement_clips + track.session_clips
            for note in clip.notes
        )
        in_file = _als_notes(data)
    if in_file is None:
        return None
    # A clip may stand several times in the set's lists, never more notes of a kind than the file holds.
    return sum((wanted - in_file).values())


def _notes_of_arrangement(live_set: LiveSet) -> Counter[FileNote]:
    return Counter(
        (note.pitch, note.start_time, 0, note.velocity)
        for track in live_set.tracks
        for clip in track.arrangement_clips
        for note in unroll_arrangement_clip(clip)
    )


def _midi_notes(path: Path) -> Counter[FileNote] | None:
    try:
        file = mido.MidiFile(path, clip=True)
    except (OSError, ValueError, EOFError, KeyError, IndexError):
        return None
    found: Counter[FileNote] = Counter()
    for track in file.tracks:
        at = 0
        for message in track:
            at += message.time
            if message.type == "note_on" and message.velocity > 0:
                found[(message.note, _round(at / file.ticks_per_beat * TICKS_PER_BEAT), 0, message.velocity * VELOCITY_UNITS)] += 1
    return found


def _als_notes(data: bytes) -> Counter[FileNote] | None:
    try:
        root = ElementTree.fromstring(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    except (ElementTree.ParseError, OSError, EOFError, ValueError):
        return None
    found: Counter[FileNote] = Counter()
    for key_track in root.iter("KeyTrack"):
        key = key_track.find("MidiKey")
        if key is None:
            continue
        for note in key_track.iter("MidiNoteEvent"):
            start = _round(float(note.get("Time", "nan")) * TICKS_PER_BEAT)
            duration = max(1, _round(float(note.get("Duration", "nan")) * TICKS_PER_BEAT))
            velocity = _round(min(max(float(note.get("Velocity", "nan")), 0.0), 127.0) * VELOCITY_UNITS)
            found[(int(key.get("Value", "-1")), start, duration, velocity)] += 1
    return found


def _round(value: float) -> int:
    return math.floor(value + 0.5) if math.isfinite(value) else -(2**40)
