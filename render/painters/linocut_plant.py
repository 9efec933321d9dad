"""What grows in the painter "linocut": stems that the melody bends, a leaf for each moment that sounds."""

import math
from dataclasses import dataclass

import numpy as np

from render.painters.ink_gesture import STEPS, Stroke, blurred, contour, felt_along, presence
from render.score import Floats, Voice
from vocabulary.look import Look

LEAVES = 18
"""Moments of the section at which a stem may bear leaves, one a moment and side by side the more the music repeats."""
_FALLING = 7
BLADES = 9
_LEGATO_BEATS = 0.8
"""Notes so long and longer bear leaves alone."""


@dataclass(frozen=True, slots=True)
class Bed:
    """Where a stem grows: its foot, its first direction and how far it turns on its way (radians), its length and half width (units)."""

    foot: tuple[float, float]
    heading: float
    turn: float
    length: float
    thick: float


def grow_stem(look: Look, voice: Voice, bed: Bed) -> Stroke:
    """A stem: the melody's line bends it, repetition curls its tip like a fern's, sadness lets it hang."""
    form, excited = look.form, (look.arousal + 1) / 2
    along = np.linspace(0.0, 1.0, STEPS)
    heading = bed.heading + bed.turn * along + (0.30 + 0.50 * form.roundness) * blurred(contour(voice, 0.05), 0.05)
    side = 1.0 if math.cos(bed.heading + bed.turn) < 0 else -1.0
    hang = 1.7 * max(0.0, -look.valence) * (1.0 - 0.6 * excited)
    heading = heading + side * (hang * along**2.5 + 3.6 * form.symmetry**2 * np.clip(along - 0.45, 0.0, 1.0) ** 1.4)
    # What hardly sounds stays a twig below the disc.
    length = bed.length * (0.45 + 0.55 * float(presence(voice, 0.05).max()))
    steps = np.column_stack([np.cos(heading), np.sin(heading)]) * (length / STEPS)
    points = np.array(bed.foot) + np.cumsum(steps, axis=0)
    grown = 0.35 + 0.65 * blurred(presence(voice, 0.05), 0.06)
    return Stroke(points, bed.thick * (1.12 - 0.96 * along) * grown, 0 * along, (1.0, 0.0, 0.0, 0.0))


def grow_leaves(look: Look, voice: Voice, stem: Stroke, dice: Floats, size: float) -> Floats:
    """Leaves of a stem: (x, y, direction, length; half width, bend, kind, side).

    Loudness is a leaf's size, the melody's line its angle; round music has broad leaves, harsh music thorns; wind is motion.
    """
    form = look.form
    draws = dice.reshape(LEAVES, 4)
    moment = (np.arange(LEAVES) + 0.5) / LEAVES
    loud = np.interp(moment, np.linspace(0, 1, STEPS), felt_along(voice, voice.velocities, 0.4, 0.012))
    there = np.interp(moment, np.linspace(0, 1, STEPS), presence(voice, 0.012))
    line = np.interp(moment, np.linspace(0, 1, STEPS), contour(voice, 0.015))
    tangent = np.gradient(stem.points, axis=0)
    rows = []
    for one in range(LEAVES):
        if there[one] < 0.04:
            continue
        for pair in (1.0, -1.0):
            side = pair * (1.0 if one % 2 else -1.0)
            share = float(np.clip((form.symmetry - 0.15) / 0.7, 0.0, 1.0)) if pair < 0 else 1.0
            length = size * (0.30 + 0.95 * loud[one]) * (0.4 + 0.6 * there[one]) * (0.75 + 0.5 * draws[one, 0])
            length *= 0.45 + 0.75 * math.sin(math.pi * (0.15 + 0.72 * moment[one]))
            length *= share * (1.0 + 0.3 * line[one])
            if length < 0.012:
                continue
            at = int((0.10 + 0.90 * moment[one]) * (STEPS - 1))
            direction = math.atan2(tangent[at, 1], tangent[at, 0])
            open_angle = 1.05 - 0.35 * line[one] + 0.5 * (draws[one, 1] - 0.5) * (0.4 + form.dispersion)
            angle = direction + side * open_angle * (1.0 - 0.55 * moment[one] ** 3)
            bend = -1.0 * side * (0.3 + 0.5 * draws[one, 2]) - 1.4 * max(0.0, -look.valence) * math.cos(angle)
            width = length * (0.065 + 0.20 * form.roundness) * (0.85 + 0.3 * draws[one, 3])
            rows.append((*stem.points[at], _blown(look, angle), length, width, bend, one + 0.5 * (pair < 0), side))
    return np.array(rows).reshape(-1, 8)


def grow_blades(look: Look, bass: Voice, size: tuple[float, float], dice: Floats) -> Floats:
    """Great leaves of the bass that fan from the lower edge, one a ninth of the section: loudness is their length, pitch their lean."""
    form = look.form
    draws = dice.reshape(BLADES, 4)
    share = np.linspace(0, 1, STEPS)
    there, loud = presence(bass, 0.05), felt_along(bass, bass.velocities, 0.4, 0.05)
    line = contour(bass, 0.06)
    tuft = 0.5 + (0.30 if look.seed % 4 < 2 else -0.30)
    rows = []
    for one in range(BLADES):
        moment = (one + 0.5) / BLADES
        amount, strong, pitch = (float(np.interp(moment, share, values)) for values in (there, loud, line))
        if amount < 0.05:
            continue
        x = size[0] * (tuft + 0.62 * (moment - 0.5) + 0.05 * (draws[one, 0] - 0.5))
        length = (0.26 + 0.24 * form.scale) * (0.4 + 0.9 * strong) * (0.4 + 0.6 * amount) * (0.55 + 0.9 * draws[one, 1])
        angle = math.pi / 2 - 2.2 * (moment - 0.5) - 0.25 * pitch + 0.3 * (draws[one, 2] - 0.5)
        droop = 0.5 + 0.9 * max(0.0, -look.valence)
        width = length * (0.07 + 0.17 * form.roundness)
        rows.append((x, 0.03, _blown(look, angle), length, width, -droop * math.cos(angle) - 0.2, 60.0 + one, 1.0))
    order = np.argsort(-np.abs(np.arange(len(rows)) - len(rows) / 2), kind="stable")
    return np.array(rows).reshape(-1, 8)[order]


def grow_berries(voice: Voice, beats: float, leaves: Floats) -> Floats:
    """Berries at the tips of a voice's leaves (x, y, radius, number): the shorter its notes, the larger; legato bears none."""
    share = np.linspace(0, 1, STEPS)
    long = felt_along(voice, np.minimum((voice.ends - voice.starts) * beats, 4.0), 1.0, 0.03)
    rows = []
    for x, y, direction, length, _width, bend, number, _side in leaves:
        short = 1.0 - float(np.interp((math.floor(number) + 0.5) / LEAVES, share, long)) / _LEGATO_BEATS
        radius = 0.019 * min(1.0, max(0.0, 1.4 * short)) * min(1.0, length / 0.10)
        if radius > 0.003:
            start, end = direction - 0.5 * bend, direction + 0.5 * bend
            turn = bend if abs(bend) > 1e-3 else 1e-3
            reach = length + 0.6 * radius
            tip = reach / turn * (math.sin(start + turn) - math.sin(start)), reach / turn * (math.cos(start) - math.cos(start + turn))
            rows.append((x + tip[0], y + tip[1], radius, number + end))
    return np.array(rows).reshape(-1, 4)


def falling_leaves(look: Look, size: tuple[float, float], stem: Stroke, dice: Floats, scale: float) -> Floats:
    """Leaves that the emotion scatters: none in gathered music, up to seven in scattered, drifting down wind."""
    draws = dice.reshape(_FALLING, 4)
    rows = []
    wind = 1.0 if look.seed % 2 else -1.0
    for one in range(_FALLING):
        amount = float(np.clip((look.form.dispersion - 0.35) * 2.2 * _FALLING - one, 0.0, 1.0))
        if amount < 0.05:
            continue
        start = stem.points[int((0.3 + 0.6 * draws[one, 0]) * (STEPS - 1))]
        x = start[0] + wind * (0.12 + 0.40 * draws[one, 1] * (0.4 + look.form.motion))
        y = start[1] - 0.25 * draws[one, 2] + 0.05
        if not (0.06 < x < size[0] - 0.06 and 0.1 < y < size[1] - 0.06):
            continue
        length = scale * amount * (0.25 + 0.3 * draws[one, 3])
        rows.append((x, y, math.tau * draws[one, 3], length, length * (0.10 + 0.18 * look.form.roundness), 1.2, 40.0 + one, 1.0))
    return np.array(rows).reshape(-1, 8)


def _blown(look: Look, angle: float) -> float:
    """An angle turned with the wind: the more motion, the more all leaves point one way."""
    wind = 0.15 if look.seed % 2 else math.pi - 0.15
    away = (wind - angle + math.pi) % math.tau - math.pi
    return angle + 0.45 * look.form.motion**2 * away
