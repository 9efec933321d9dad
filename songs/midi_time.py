"""Musical time of a MIDI file: its clock, tempo map, time signatures and markers, on the integer grid."""

import contextlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import mido

from songs.midi_chunks import MidiData
from songs.warnings_list import Warnings
from vocabulary.errors import SongError
from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO, Locator, SignatureChange, TempoMap
from vocabulary.units import MAX_TICKS, TICKS_PER_BEAT, Bpm, Ticks, to_ticks

DEFAULT_TEMPO = 120.0
"""Of the standard, where a file names none."""
SMPTE_FRAME_RATES = {24: 24.0, 25: 25.0, 29: 30000 / 1001, 30: 30.0}
MAX_BEATS = MAX_TICKS / TICKS_PER_BEAT - 1
PATTERN_BEATS = 4
"""Patterns of a format 2 file are laid one after the other on multiples of this."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A message at its absolute time in file ticks."""

    tick: int
    message: mido.Message | mido.MetaMessage


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns a file's ticks into ours.

    Attributes:
        ticks_per_beat: File ticks in a quarter note; for SMPTE time those in half a second, so that the file runs at 120 bpm.
        is_smpte: Whether the file counts film frames; then its tempo events say nothing about time.
    """

    ticks_per_beat: float
    is_smpte: bool = False

    def to_beats(self, tick: int) -> float:
        """Quarter notes of a number of file ticks."""
        return tick / self.ticks_per_beat

    @property
    def last_tick(self) -> int:
        """The latest file tick that our grid holds (about 38 hours at 60 bpm)."""
        return int(MAX_BEATS * self.ticks_per_beat)


def read_clock(division: int, warnings: Warnings) -> Clock:
    """The clock that a header's division names.

    Raises:
        SongError: if it names none.
    """
    if division > 0:
        return Clock(division)
    frame_rate, ticks_per_frame = SMPTE_FRAME_RATES.get(-(division >> 8)), division & 0xFF
    if division == 0 or frame_rate is None or ticks_per_frame == 0:
        raise SongError(f"the MIDI file's header names no known time division ({division & 0xFFFF:#06x})")
    warnings.add(f"the file counts film frames ({frame_rate:.4g} a second) instead of beats; it is laid out at {DEFAULT_TEMPO:g} bpm")
    return Clock(frame_rate * ticks_per_frame * 60 / DEFAULT_TEMPO, is_smpte=True)


def lay_out(data: MidiData, clock: Clock, warnings: Warnings) -> tuple[tuple[Timed, ...], ...]:
    """Give every message its absolute time; tracks of format 2 come one after the other."""
    tracks = []
    offset = 0
    for messages in data.tracks:
        tick = offset
        timed = []
        for message in messages:
            tick += message.time
            if tick > clock.last_tick:
                warnings.count("{} [track goes|tracks go] on after the last time we can count (139 809 beats) and [was|were] cut there")
                break
            timed.append(Timed(tick, message))
        tracks.append(tuple(timed))
        if data.format == 2 and timed:
            pattern = PATTERN_BEATS * clock.ticks_per_beat
            offset = round(math.ceil(timed[-1].tick / pattern) * pattern)
    if data.format == 2 and len(tracks) > 1:
        warnings.add(f"a MIDI file of format 2: its {len(tracks)} patterns are laid one after the other")
    return tuple(tracks)


def read_tempo_map(tracks: Sequence[Sequence[Timed]], clock: Clock, warnings: Warnings) -> TempoMap:
    """Tempo over song time in steps; tempi beyond Live's limits are clamped with a warning."""
    if clock.is_smpte:
        return TempoMap()
    tempi: dict[Ticks, Bpm] = {Ticks(0): Bpm(DEFAULT_TEMPO)}
    for timed in _of_type(tracks, "set_tempo"):
        bpm = mido.tempo2bpm(max(1, timed.message.tempo))
        if not MIN_TEMPO <= bpm <= MAX_TEMPO:
            warnings.count(f"{{}} tempi beyond Live's {MIN_TEMPO:g} to {MAX_TEMPO:g} bpm were moved to the limit")
        tempi[to_ticks(clock.to_beats(timed.tick))] = Bpm(min(max(bpm, MIN_TEMPO), MAX_TEMPO))
    points: list[tuple[Ticks, Bpm]] = []
    for bpm, same in groupby(sorted(tempi.items()), key=lambda change: change[1]):
        time = next(same)[0]
        if points:
            points.append((time, points[-1][1]))
        points.append((time, bpm))
    return TempoMap(tuple(points))


def read_signatures(tracks: Sequence[Sequence[Timed]], clock: Clock, warnings: Warnings) -> tuple[SignatureChange, ...]:
    """Time signatures over song time, the first at 0."""
    changes: dict[Ticks, tuple[int, int]] = {Ticks(0): (4, 4)}
    for timed in _of_type(tracks, "time_signature"):
        numerator, denominator = timed.message.numerator, timed.message.denominator
        if 1 <= numerator <= 99 and denominator in (1, 2, 4, 8, 16, 32):
            changes[to_ticks(clock.to_beats(timed.tick))] = (numerator, denominator)
        else:
            warnings.count("{} impossible time [signature was|signatures were] left out")
    merged = (next(same) for _, same in groupby(sorted(changes.items()), key=lambda change: change[1]))
    return tuple(SignatureChange(time, *signature) for time, signature in merged)


def read_locators(tracks: Sequence[Sequence[Timed]], clock: Clock) -> tuple[Locator, ...]:
    """Markers and cue points, in order of time; equal ones once."""
    found = _of_type(tracks, "marker", "cue_marker")
    return tuple(sorted({Locator(to_ticks(clock.to_beats(timed.tick)), readable(timed.message.text)) for timed in found}))


def readable(text: str) -> str:
    """Text of a MIDI file for people: mido reads latin-1, many files hold UTF-8; control characters go."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _of_type(tracks: Sequence[Sequence[Timed]], *types: str) -> Iterable[Timed]:
    """Messages of some types from all tracks, in order of time (at one time, in order of track)."""
    return sorted((timed for track in tracks for timed in track if timed.message.type in types), key=lambda timed: timed.tick)
