"""A second, plain reading of MIDI files to compare with: mido, first on - first off, overlaps as parsed."""

import io
from fractions import Fraction
from math import floor

import mido

from vocabulary.notes import Note
from vocabulary.units import Ticks


def plain_parse(data: bytes) -> list[Note]:
    """All notes of a file with metrical time that mido reads, in exact arithmetic."""
    file = mido.MidiFile(file=io.BytesIO(data), clip=True)
    notes = []
    for track in file.tracks:
        now = 0
        held: list[tuple[int, int, int, int]] = []
        for message in track:
            now += message.time
            if message.type not in ("note_on", "note_off"):
                continue
            if message.type == "note_on" and message.velocity:
                held.append((message.channel, message.note, now, message.velocity))
                continue
            first = next((entry for entry in held if entry[:2] == (message.channel, message.note)), None)
            if first is not None:
                held.remove(first)
                notes.append(_note(first, now, message.velocity if message.type == "note_off" else 64, file.ticks_per_beat))
        notes += [_note(entry, now, 64, file.ticks_per_beat) for entry in held]
    return notes


def _note(entry: tuple[int, int, int, int], end: int, release: int, ticks_per_beat: int) -> Note:
    _, pitch, start, velocity = entry
    duration = max(1, _on_grid(end - start, ticks_per_beat))
    return Note(Ticks(_on_grid(start, ticks_per_beat)), pitch, Ticks(duration), velocity * 100, release * 100)


def _on_grid(tick: int, ticks_per_beat: int) -> int:
    return floor(Fraction(tick * 15360, ticks_per_beat) + Fraction(1, 2))
