"""What shines around the veils of the painter "light": beads of the melody, sparks of the drums, lamps of the chords, glow of the bass."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render.painters.light_trails import STEPS, Trails
from render.score import Floats, Voice
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_HITS = 64
"""Moments of the section at which drums may throw sparks."""
_THROWN = 6
_BEADS = 96
_LAMPS = 8
# Low drums throw few, slow and thick sparks that fall far, high ones many that are quick and fine: units flown, fall, half width, number.
_KINDS = ((0.15, 0.16, 0.0020, 3), (0.24, 0.10, 0.0013, 5), (0.17, 0.03, 0.0008, 6))


def melody_beads(look: Look, melody: Voice) -> Floats:
    """A bead of light on the path for each moment at which the melody begins a note; loudness is its size."""
    loud = _loudest(melody, _BEADS)
    there = np.flatnonzero(loud)
    one, zero = np.ones(len(there)), np.zeros(len(there))
    radius = (0.0022 + 0.0070 * loud[there] ** 2) * (0.8 + 0.5 * look.form.scale)
    return np.column_stack([zero, _step(there, _BEADS), zero, zero, radius, 0.7 * one, zero, 2.0 * one, zero, zero, zero, one])


def flare(look: Look, melody: Voice) -> Floats:
    """The lamp itself, seen where the melody culminates: a core in a halo of the accent's colour, larger the more excited."""
    if not melody.notes:
        return np.zeros((0, 12))
    step = float(melody.starts[np.argmax(melody.pitches + 14.0 * melody.velocities)]) * (STEPS - 1)
    halo = 0.045 + 0.035 * (look.arousal + 1) / 2
    return np.array(
        [
            (0.0, step, 0.0, 0.0, halo, 1.0, 0.0, 1.5, 0.0, 0.0, 1.0, 0.0),
            (0.0, step, 0.0, 0.0, 0.36 * halo, 0.95, 0.0, 4.0, 0.0, 0.0, 0.0, 1.0),
        ]
    )


def sparks(look: Look, drums: Sequence[Voice], dice: Floats, trails: Trails) -> Floats:
    """Sparks of the drums, thrown off the melody's path at the moment of the hit; loudness is how far, excitement too."""
    excited = (look.arousal + 1) / 2
    draws = dice.reshape(3, _HITS, _THROWN, 4)
    rows = []
    for kind, (voice, (flown, fall, half_width, number)) in enumerate(zip(drums, _KINDS, strict=True)):
        loud = _loudest(voice, _HITS)
        there = np.flatnonzero(loud)
        heading = trails.heading(0, (there + 0.5) / _HITS)
        for index in range(number):
            first, second, third, fourth = draws[kind, there, index].T
            angle = heading + (first + second - 1.0) * (0.5 + 1.6 * look.form.dispersion)
            far = flown * (0.35 + 0.9 * third) * (0.4 + 0.8 * loud[there]) * (0.55 + 0.8 * excited)
            places = [0 * far, _step(there, _HITS), far * np.cos(angle), far * np.sin(angle)]
            rows.append(np.column_stack([*places, fall * (0.4 + 0.8 * third), 0 * far + half_width, 0.4 + 0.9 * loud[there], fourth]))
    return np.concatenate(rows)


def chord_lamps(request: PictureRequest, dice: Floats) -> Floats:
    """A lamp out of focus for each eighth of the section: how long its chord holds is its size, its root its side; minor ones are rings."""
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[2] >= 0]
    if not chords:
        return np.zeros((0, 12))
    rows = []
    form = request.look.form
    for index in range(_LAMPS):
        low, high = index * request.length / _LAMPS, (index + 1) * request.length / _LAMPS
        shares = np.array([max(0.0, min(high, chord[1]) - max(low, chord[0])) for chord in chords]) / (high - low)
        filled = float(shares.sum())
        if filled < 0.05:
            continue
        fifths = float(shares @ np.array([((chord[2] - chords[0][2]) * 7 + 5) % 12 - 5 for chord in chords])) / filled
        minor = float(shares @ np.array([_is_minor(chord[3]) for chord in chords], dtype=float)) / filled
        hold = float(np.sqrt((shares**2).sum()))
        first, second, third, fourth = dice[4 * index : 4 * index + 4]
        angle = math.pi / 2 - fifths * math.pi / 6 + 1.2 * (first - 0.5)
        away = 0.04 + (0.10 + 0.20 * form.dispersion) * second
        radius = (0.022 + 0.13 * third**2.5) * (0.5 + 0.7 * hold) * (0.7 + 0.6 * form.scale)
        bright = min(1.0, filled) * (0.35 + 0.45 * fourth) * 0.08 / (0.05 + radius)
        step = float(_step(np.array([index]), _LAMPS)[0])
        rows.append(
            (1.0, step, away * math.cos(angle), away * math.sin(angle), radius, 0.06 + 0.2 * fourth, minor, bright, 0.0, 1.0, 0.0, 0.0)
        )
    return np.array(rows).reshape(-1, 12)


def _loudest(voice: Voice, slots: int) -> Floats:
    """The loudest velocity that begins in each slot of time; 0 where nothing does."""
    loud = np.zeros(slots)
    np.maximum.at(loud, np.minimum((voice.starts * slots).astype(np.intp), slots - 1), voice.velocities)
    return loud


def _step(slots: NDArray[np.intp], count: int) -> Floats:
    """The curve's point in the middle of a slot of time."""
    return np.asarray((slots + 0.5) / count * (STEPS - 1))


def _is_minor(label: str) -> bool:
    """Whether a Harte label has a minor third."""
    quality = label.partition(":")[2]
    return quality.startswith(("min", "dim", "hdim"))
