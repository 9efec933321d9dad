"""A Live set at one moment, its transport, and the passages ("sections") that one picture stands for."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from vocabulary.notes import UNKNOWN_PROGRAM, Note, Track, check_range
from vocabulary.units import Beats, Bpm, Seconds, Ticks, to_beats

MIN_TEMPO = 20.0
MAX_TEMPO = 999.0
"""Live's limits. Files may say otherwise; readers clamp."""


@dataclass(frozen=True, slots=True)
class Transport:
    """What Live's transport did at one moment.

    Attributes:
        song_time: Ticks of the arrangement (current_song_time).
        tempo: Quarter notes per minute at that moment, 20..999.
        received_at: `time.monotonic()` seconds at which song_time was true, as well as we know.
        loop, loop_start, loop_length: The arrangement loop, ticks.
    """

    is_playing: bool = False
    song_time: Ticks = Ticks(0)
    tempo: Bpm = Bpm(120.0)
    signature_numerator: int = 4
    signature_denominator: int = 4
    loop: bool = False
    loop_start: Ticks = Ticks(0)
    loop_length: Ticks = Ticks(0)
    received_at: Seconds = Seconds(0.0)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tempo) and MIN_TEMPO <= self.tempo <= MAX_TEMPO):
            raise ValueError(f"tempo must be {MIN_TEMPO}..{MAX_TEMPO} bpm, got {self.tempo}")
        if not math.isfinite(self.received_at):
            raise ValueError(f"received_at must be finite, got {self.received_at}")
        check_range("signature_numerator", self.signature_numerator, 1, 99)
        if self.signature_denominator not in (1, 2, 4, 8, 16, 32):
            raise ValueError(f"signature_denominator must be a power of two up to 32, got {self.signature_denominator}")


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """A named place on the arrangement's timeline (Live's cue point)."""

    time: Ticks
    name: str


@dataclass(frozen=True, slots=True, order=True)
class SignatureChange:
    """From `time` on, bars have this signature."""

    time: Ticks
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Tempo over song time: straight lines between points, constant before the first and after the last.

    Two points at one time are a jump. Only files know it ahead; Live tells the tempo of the moment.

    Attributes:
        points: (ticks, bpm) in order of time, at least one.
    """

    points: tuple[tuple[Ticks, Bpm], ...] = ((Ticks(0), Bpm(120.0)),)
    _seconds: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a tempo map needs at least one point")
        if any(a[0] > b[0] for a, b in pairwise(self.points)):
            raise ValueError("tempo points must be in order of time")
        if any(not math.isfinite(bpm) or bpm <= 0 for _, bpm in self.points):
            raise ValueError("tempi must be positive and finite")
        seconds = [0.0]
        for (start, bpm), (end, next_bpm) in pairwise(self.points):
            seconds.append(seconds[-1] + _ramp_seconds(to_beats(Ticks(end - start)), bpm, next_bpm))
        object.__setattr__(self, "_seconds", tuple(seconds))

    def tempo_at(self, beats: float) -> Bpm:
        """Tempo at a song time; at a jump, the tempo after it."""
        index = self._index(beats)
        start, bpm = self.points[max(index, 0)]
        if index < 0 or index + 1 == len(self.points):
            return bpm
        end, next_bpm = self.points[index + 1]
        share = (beats - to_beats(start)) / to_beats(Ticks(end - start))
        return Bpm(bpm + (next_bpm - bpm) * share)

    def seconds_at(self, beats: float) -> Seconds:
        """Seconds from the first point to a song time (negative before it).

        Source: the integral of 60/bpm over a straight line of bpm is 60 * length / (b - a) * ln(b / a).
        """
        index = self._index(beats)
        start, bpm = self.points[max(index, 0)]
        since = beats - to_beats(start)
        if index < 0:
            return Seconds(since * 60 / bpm)
        return Seconds(self._seconds[index] + _ramp_seconds(since, bpm, self.tempo_at(beats)))

    def beats_at(self, seconds: float) -> Beats:
        """Song time at `seconds` after the first point; undoes `seconds_at`."""
        index = bisect_right(self._seconds, seconds) - 1
        start, bpm = self.points[max(index, 0)]
        since = seconds - self._seconds[max(index, 0)]
        if index < 0 or index + 1 == len(self.points):
            return Beats(to_beats(start) + since * bpm / 60)
        end, next_bpm = self.points[index + 1]
        slope = (next_bpm - bpm) / to_beats(Ticks(end - start))
        if abs(slope) < 1e-9:
            return Beats(to_beats(start) + since * bpm / 60)
        return Beats(to_beats(start) + bpm / slope * math.expm1(slope * since / 60))

    def mean_tempo(self, start: float, end: float) -> Bpm:
        """Beats per minute from `start` to `end` (beats, end after start), within Live's limits: what a whole passage is taken to have."""
        seconds = self.seconds_at(end) - self.seconds_at(start)
        if seconds * MAX_TEMPO <= (end - start) * 60:
            return Bpm(MAX_TEMPO)
        return Bpm(max(MIN_TEMPO, round((end - start) * 60 / seconds, 6)))

    def _index(self, beats: float) -> int:
        return bisect_right(self.points, beats, key=lambda point: to_beats(point[0])) - 1


def _ramp_seconds(beats: float, bpm: float, end_bpm: float) -> float:
    if abs(end_bpm - bpm) < 1e-9 * bpm:
        return beats * 60 / bpm
    return 60 * beats / (end_bpm - bpm) * math.log(end_bpm / bpm)


@dataclass(frozen=True, slots=True)
class LiveSet:
    """Everything we know of a Live set at one moment; the next moment is another value.

    Attributes:
        id: Number that the device keeps inside the Live set; for files a hash of the content.
        name: File name without suffix, or "" if unsaved.
        tracks: In Live's order.
        locators: In order of time.
        scenes: Names, in order; the index is a session clip's slot.
        launch_quantization: Ticks of the grid on which session clips start; 0 = at once.
    """

    id: int = 0
    name: str = ""
    tracks: tuple[Track, ...] = ()
    locators: tuple[Locator, ...] = ()
    scenes: tuple[str, ...] = ()
    launch_quantization: Ticks = Ticks(61440)
    transport: Transport = field(default=Transport(), compare=False)


@dataclass(frozen=True, slots=True)
class Song:
    """What a music file holds: the set, and what only a file knows ahead of time.

    Attributes:
        live_set: Clips, tracks, locators.
        tempo_map: Tempo over the whole song.
        signatures: At least one; the first at time 0 or before.
        warnings: Plain lines about what was odd in the file and how it was read.
        source: "als" or "mid".
    """

    live_set: LiveSet
    tempo_map: TempoMap = TempoMap()
    signatures: tuple[SignatureChange, ...] = (SignatureChange(Ticks(0), 4, 4),)
    warnings: tuple[str, ...] = ()
    source: str = "als"


@dataclass(frozen=True, slots=True)
class Part:
    """What one track plays during a passage.

    Attributes:
        track_name: As shown in Live.
        color: 0xRRGGBB of the track.
        program: See `Track.program`.
        notes: Sorted; start_time counts from the passage's start. Muted notes are left out.
    """

    track_name: str
    notes: tuple[Note, ...]
    color: int = 0x808080
    program: int = UNKNOWN_PROGRAM


@dataclass(frozen=True, slots=True)
class Section:
    """A passage of music that one picture stands for; holds all that analysis and painters need.

    Attributes:
        id: Stable name of its place: "a3" is the fourth arrangement section, "s1:2,5" session slots. Not hashed.
        name: Locator, scene or clip name, or "bars 1-8".
        start_time, end_time: Song time in ticks, half open.
        parts: One per track that plays, in track order.
        tempo: Bpm: the mean where a file tells the tempo over the song, else that of the moment.
        signature_numerator, signature_denominator: At its start.
    """

    id: str
    name: str
    start_time: Ticks
    end_time: Ticks
    parts: tuple[Part, ...]
    tempo: Bpm = Bpm(120.0)
    signature_numerator: int = 4
    signature_denominator: int = 4

    def __post_init__(self) -> None:
        if self.end_time <= self.start_time:
            raise ValueError(f"a section must last, got {self.start_time}..{self.end_time}")

    @property
    def length(self) -> Ticks:
        """Ticks from start to end."""
        return Ticks(self.end_time - self.start_time)
