"""How a still picture moves with the beat: gentle, periodic, a pure function of song time."""

import math
from dataclasses import dataclass

# Enlargement that hides the picture's edges while it drifts, and how much a beat adds at full energy.
_REST_ZOOM = 1.035
_PULSE_ZOOM = 0.012
# Light breathes by this share of its linear value at full energy: far under the 10 % of WCAG 2.3.1's general flash.
MAX_BREATH = 0.03
_DRIFT = 0.010
_LENS = 0.010
DRIFT_BARS = 16
"""Bars after which slow movement repeats."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How pictures are placed in a frame.

    Attributes:
        zoom: At least 1.
        drift_x, drift_y: Shift in shares of the shown part, small.
        pan: -1..1, place of the cut-out where the picture is longer than the frame.
        light: Factor on linear light, close to 1.
        lens: How much the middle comes forward: tiny parallax.
    """

    zoom: float
    drift_x: float
    drift_y: float
    pan: float
    light: float
    lens: float


def movement_at(beats: float, beats_per_bar: float, energy: float) -> Movement:
    """The movement at a song time: a pulse each beat (stronger on a bar's first), and a slow drift over 16 bars."""
    pulse = beat_pulse(beats, beats_per_bar)
    slow = math.tau * (beats / (beats_per_bar * DRIFT_BARS) % 1.0)
    return Movement(
        zoom=_REST_ZOOM + 0.010 * math.sin(slow) + _PULSE_ZOOM * energy * pulse,
        drift_x=_DRIFT * math.sin(slow + 0.7),
        drift_y=_DRIFT * math.sin(2 * slow + 2.1),
        pan=0.55 * math.sin(slow - 0.4),
        light=1.0 + MAX_BREATH * energy * (pulse - 0.5),
        lens=_LENS * energy * pulse,
    )


def beat_pulse(beats: float, beats_per_bar: float) -> float:
    """0..1: rises over the first eighth of a beat, then falls away smoothly; 1 on a bar's first beat, else 0.62."""
    phase = beats % 1.0
    rise = min(1.0, phase / 0.12)
    shape = rise * rise * (3 - 2 * rise) * (1.0 - phase) ** 2 / 0.88**2
    first = math.floor(beats % beats_per_bar) == 0
    return min(1.0, shape) * (1.0 if first else 0.62)
