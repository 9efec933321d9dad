"""Notes, clips and tracks, named as in the Live Object Model, on the integer grid of `vocabulary.units`."""

from dataclasses import dataclass, field
from typing import Literal

from vocabulary.units import MAX_TICKS, PROBABILITY_UNITS, VELOCITY_UNITS, Ticks

TrackKind = Literal["midi", "audio", "group", "return"]
TRACK_KINDS: tuple[TrackKind, ...] = ("midi", "audio", "group", "return")
"""Position in this tuple is the number on the wire."""

GM_DRUM_PROGRAM = -2
UNKNOWN_PROGRAM = -1
"""An Ableton track carries no General MIDI program."""


def check_range(what: str, value: int, low: int, high: int) -> None:
    """Refuse a value outside low..high, or one that is no integer (NaN and floats included).

    Raises:
        ValueError: with the value and the limits.
    """
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{what} must be an integer in {low}..{high}, got {value!r}")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One MIDI note of a clip; sorted notes are in reading order.

    Attributes:
        start_time: Ticks from the clip's origin (Live's clip time); may be negative.
        pitch: MIDI number, 0..127, 60 = C3 in Live.
        duration: Ticks, at least 1.
        velocity: 1/100 of MIDI velocity, 0..12700.
        release_velocity: The same for note-off; Live's default is 6400.
        probability: 1/1000, 0..1000.
        velocity_deviation: -127..127, whole MIDI velocities.
        mute: Whether the note is deactivated in Live.
    """

    start_time: Ticks
    pitch: int
    duration: Ticks
    velocity: int = 100 * VELOCITY_UNITS
    release_velocity: int = 64 * VELOCITY_UNITS
    probability: int = PROBABILITY_UNITS
    velocity_deviation: int = 0
    mute: bool = False

    def __post_init__(self) -> None:
        check_range("start_time", self.start_time, -MAX_TICKS, MAX_TICKS)
        check_range("pitch", self.pitch, 0, 127)
        check_range("duration", self.duration, 1, MAX_TICKS)
        check_range("velocity", self.velocity, 0, 127 * VELOCITY_UNITS)
        check_range("release_velocity", self.release_velocity, 0, 127 * VELOCITY_UNITS)
        check_range("probability", self.probability, 0, PROBABILITY_UNITS)
        check_range("velocity_deviation", self.velocity_deviation, -127, 127)

    @property
    def end_time(self) -> Ticks:
        """Tick at which the note is released."""
        return Ticks(self.start_time + self.duration)


@dataclass(frozen=True, slots=True)
class Clip:
    """A MIDI clip, in the arrangement (`start_time` given) or in a session slot (`slot` given).

    Attributes:
        id: Live's object id, or a running number for files. Never part of a picture's identity.
        name: As shown in Live; may be empty.
        color: 0xRRGGBB.
        notes: Sorted.
        looping: Whether it repeats loop_start..loop_end. If not, those are the clip's own start and end.
        loop_start, loop_end, start_marker, end_marker: Ticks in clip time.
        start_time, end_time: Edges on the arrangement's timeline in ticks; None for a session clip.
        slot: Scene index of a session clip; None in the arrangement.
        muted: Whether the clip is deactivated.
        signature_numerator, signature_denominator: The clip's own time signature.
    """

    id: int
    name: str
    notes: tuple[Note, ...]
    loop_start: Ticks
    loop_end: Ticks
    start_marker: Ticks
    end_marker: Ticks
    looping: bool = False
    start_time: Ticks | None = None
    end_time: Ticks | None = None
    slot: int | None = None
    color: int = 0x808080
    muted: bool = False
    signature_numerator: int = 4
    signature_denominator: int = 4

    def __post_init__(self) -> None:
        check_range("id", self.id, 0, MAX_TICKS)
        check_range("color", self.color, 0, 0xFFFFFF)
        if (self.start_time is None) != (self.end_time is None):
            raise ValueError("an arrangement clip has both start_time and end_time, a session clip neither")
        if (self.start_time is None) == (self.slot is None):
            raise ValueError("a clip has either start_time and end_time, or a slot")
        if self.loop_end <= self.loop_start:
            raise ValueError(f"loop_end must be after loop_start, got {self.loop_start}..{self.loop_end}")
        if any(a > b for a, b in zip(self.notes, self.notes[1:], strict=False)):
            raise ValueError("notes must be sorted; use tuple(sorted(notes))")


@dataclass(frozen=True, slots=True)
class Track:
    """A track and its clips.

    Attributes:
        id: Live's object id, or a running number for files.
        kind: What the track holds; only "midi" tracks have clips here.
        group_id: Id of the group track it sits in, or None.
        program: General MIDI program 0..127 where a MIDI file names one, UNKNOWN_PROGRAM, or GM_DRUM_PROGRAM.
        arrangement_clips: In order of start_time.
        session_clips: In order of slot.
        playing_slot: Scene index of the session clip that sounds now, or None (the arrangement plays).
        playing_since: Song time in ticks at which that clip started, or None.
        fired_slot: Scene index of the session clip that is about to start, or None.
    """

    id: int
    name: str
    kind: TrackKind = "midi"
    color: int = 0x808080
    muted: bool = False
    group_id: int | None = None
    program: int = UNKNOWN_PROGRAM
    arrangement_clips: tuple[Clip, ...] = ()
    session_clips: tuple[Clip, ...] = ()
    playing_slot: int | None = field(default=None, compare=False)
    playing_since: Ticks | None = field(default=None, compare=False)
    fired_slot: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_range("id", self.id, 0, MAX_TICKS)
        check_range("color", self.color, 0, 0xFFFFFF)
        check_range("program", self.program, GM_DRUM_PROGRAM, 127)
        if self.kind not in TRACK_KINDS:
            raise ValueError(f"kind must be one of {TRACK_KINDS}, got {self.kind!r}")
        if any(clip.start_time is None for clip in self.arrangement_clips):
            raise ValueError("arrangement_clips must have a start_time")
        if any(clip.slot is None for clip in self.session_clips):
            raise ValueError("session_clips must have a slot")
