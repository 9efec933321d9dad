"""Units of musical time, and the one integer grid that all sources share.

Beats are quarter notes, as everywhere in the Live Object Model. A tick is 1/15360 beat: fine enough for a thirty-second
of a triplet and for unquantised playing, and 139 810 beats (19 hours at 120 bpm) still fit into the 32-bit integers of OSC.
"""

import math
from typing import NewType

Ticks = NewType("Ticks", int)
"""Musical time in 1/15360 beat, an integer."""

Beats = NewType("Beats", float)
"""Quarter notes, as everywhere in the Live Object Model."""

Seconds = NewType("Seconds", float)
"""Wall-clock seconds; on `time.monotonic()`'s scale where a moment is meant."""

Bpm = NewType("Bpm", float)
"""Quarter notes per minute."""

TICKS_PER_BEAT = 15360
VELOCITY_UNITS = 100
"""Velocity and release velocity are held in 1/100 of MIDI velocity (Live 11+ has fractions)."""
PROBABILITY_UNITS = 1000
MAX_TICKS = 2**31 - 1
"""What an OSC int32 holds."""


def round_half_up(value: float) -> int:
    """Round to the nearest integer, halves up: JavaScript's `Math.round`, so that device and daemon agree.

    >>> round_half_up(2.5), round_half_up(-2.5)
    (3, -2)
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot round {value}")
    return math.floor(value + 0.5)


def to_ticks(beats: float) -> Ticks:
    """Quantise beats to the integer grid.

    >>> to_ticks(1.0)
    15360
    """
    return Ticks(round_half_up(beats * TICKS_PER_BEAT))


def to_duration_ticks(beats: float) -> Ticks:
    """Quantise a duration in beats; the shortest note lasts one tick."""
    return Ticks(max(1, round_half_up(beats * TICKS_PER_BEAT)))


def to_beats(ticks: int) -> Beats:
    """Turn ticks into beats, exactly.

    >>> to_beats(Ticks(7680))
    0.5
    """
    return Beats(ticks / TICKS_PER_BEAT)


def beats_per_bar(numerator: int, denominator: int) -> Beats:
    """Quarter notes in one bar of a time signature.

    >>> beats_per_bar(6, 8)
    3.0
    """
    return Beats(numerator * 4 / denominator)
