"""Brush strokes of the painter "ink": from melodies to curves with pressure and dryness.

A stroke is steered, not plotted: pitch turns its heading, so that a rising line lifts and a returning one curls, as a hand would.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from render.painters.catalogue import setting
from render.score import Floats, Voice
from vocabulary.look import Look

STEPS = 96
"""Points of a stroke."""
PHRASES = 6
_DRIPS = 6
_BLUR = 0.035
"""Standard deviation, in shares of the section, with which notes are felt as one line: two beats of four bars."""
_EPSILON = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A brush stroke: points (steps, 2) in units, half widths in units and dryness 0..1 along it.

    Attributes:
        ink: Amounts on the four plates.
        tail: Units at its end over which the bristles leave the paper.
        hairs: Bristles across.
        wet: 0..1, how evenly it is inked.
    """

    points: Floats
    half_width: Floats
    dry: Floats
    ink: tuple[float, float, float, float]
    tail: float = 0.0
    hairs: float = 40.0
    wet: float = 0.5


def felt_along(voice: Voice, values: Floats, default: float, blur: float = _BLUR, span: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """A value of a voice's notes along time, blurred; `default` where nothing sounds."""
    weights = _nearness(voice, blur, span)
    return np.asarray((weights.T @ values + _EPSILON * default) / (weights.sum(axis=0) + _EPSILON))


def presence(voice: Voice, blur: float = _BLUR, span: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """0..1 along time: how much of a voice sounds; saturates, so that a run is not blacker than a line."""
    if not voice.notes:
        return np.zeros(STEPS)
    return np.asarray(1.0 - np.exp(-1.6 * _nearness(voice, blur, span).sum(axis=0)))


def contour(voice: Voice, blur: float = _BLUR, span: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """The line of a voice's pitches, -1..1 around its own mean; half an octave of spread fills the range."""
    if not voice.notes:
        return np.zeros(STEPS)
    center = float(np.average(voice.pitches, weights=voice.velocities + _EPSILON))
    line = felt_along(voice, voice.pitches, center, blur, span) - center
    return np.asarray(np.tanh(line / max(4.0, 1.5 * float(line.std()))))


def main_stroke(look: Look, melody: Voice, size: tuple[float, float], dice: Floats) -> Stroke:
    """The one great gesture: the whole melody in a sweep.

    Valence and arousal raise or sink it, repetition closes it to a circle, roundness bends it with the melody, register and loudness
    press the brush, density and excitement make it fast and dry.
    """
    form, excited = look.form, (look.arousal + 1) / 2
    side = 1.0 if look.seed % 2 else -1.0
    along = np.linspace(0.0, 1.0, STEPS)
    slope = (0.12 + 0.75 * excited) * math.tanh(1.4 * look.valence + 0.6 * (dice[0] - 0.5)) + 0.6 * (dice[1] - 0.5)
    droop = 0.9 * max(0.0, -look.valence) * (1.0 - excited)
    turn = side * 1.85 * math.pi * form.symmetry**1.6
    bend = (0.25 + 1.15 * form.roundness) * (0.55 + 0.45 * excited) * (1.0 - 0.65 * form.symmetry)
    heading = slope + turn * (along - 0.5) + bend * blurred(contour(melody, 0.05), 0.05) - droop * along
    points = _integrate(heading)
    if side < 0:
        points = points * np.array([-1.0, 1.0]) if dice[2] < 0.35 else points
    width, height = size
    reach = 0.52 + 0.24 * form.density + 0.08 * form.scale
    center = (width * (0.5 - (0.02 + 0.08 * dice[4]) * side), height * (0.51 + 0.16 * (look.light.height - 0.5) + 0.14 * (dice[3] - 0.5)))
    points = fit(points, center, (reach * width, (0.36 + 0.32 * form.density) * height))
    loud = felt_along(melody, melody.velocities, 0.4, 0.08)
    press = (0.45 + 0.55 * blurred(presence(melody, 0.06), 0.05)) * (0.5 + 0.8 * loud)
    thick = (0.022 + 0.062 * form.scale + 0.012 * excited) * (1.2 - 0.3 * form.symmetry) * setting(look, "weight")
    half_width = thick * press * (0.88 + 0.20 * np.cos(2.6 * along)) * np.clip(0.86 + along / 0.2, 0.0, 1.0)
    half_width = np.minimum(half_width, 0.9 * _radius(points))
    dry = 0.02 + 0.20 * excited + 0.12 * form.grain + 0.14 * form.motion * along + 0.38 * along**2 - 0.2 * (loud - 0.5)
    dry = np.clip(dry + setting(look, "dryness"), 0.0, 0.8)
    return Stroke(points, blurred(half_width, 0.02), dry, (1.0, 0.0, 0.0, 0.0), 0.08 + 0.24 * excited, 64.0, 1.0 - excited)


def counter_stroke(look: Look, voice: Voice, main: Stroke, size: tuple[float, float], dice: Floats) -> Stroke:
    """The middle voices as a stroke in the body's colour that answers the great one: thinner, drier, across it."""
    form, excited = look.form, (look.arousal + 1) / 2
    along = np.linspace(0.0, 1.0, STEPS)
    ends = main.points[-1] - main.points[0]
    direction = math.atan2(ends[1], ends[0]) + (0.35 + 0.9 * dice[0]) * (1.0 if look.seed % 4 in (0, 3) else -1.0)
    bend = (0.2 + 1.0 * form.roundness) * blurred(contour(voice, 0.05), 0.05) + 1.4 * form.symmetry * (along - 0.5)
    there = presence(voice, 0.06)
    points = _integrate(direction + bend) * (0.42 + 0.34 * form.density) * (0.5 + 0.5 * float(there.mean()))
    place = main.points[int((0.25 + 0.5 * dice[1]) * (STEPS - 1))] + (dice[2:4] - 0.5) * (0.10 + 0.30 * form.dispersion)
    points += place - points.mean(axis=0)
    points = np.clip(points, 0.04, np.array(size) - 0.04)
    loud = felt_along(voice, voice.velocities, 0.3, 0.08)
    thick = (0.008 + 0.028 * form.scale) * (0.5 + 0.8 * loud) * blurred(there, 0.05)
    half_width = np.minimum(thick * np.clip(0.5 + along / 0.2, 0.0, 1.0), 0.8 * _radius(points))
    dry = np.clip(0.16 + 0.2 * excited + 0.12 * form.grain + 0.35 * along**2 + setting(look, "dryness"), 0.0, 0.8)
    return Stroke(points, half_width, dry, (0.0, 0.0, 0.0, 1.0), 0.1 + 0.1 * excited, 28.0, 0.5)


def phrase_strokes(look: Look, melody: Voice, main: Stroke, dice: Floats) -> list[Stroke]:
    """Six phrases as smaller strokes along the great one; a silent phrase leaves its place empty."""
    strokes = []
    form, excited = look.form, (look.arousal + 1) / 2
    tangent = np.gradient(main.points, axis=0)
    for phrase in range(PHRASES):
        span = phrase / PHRASES, (phrase + 1) / PHRASES
        there = presence(melody, 0.03, span)
        amount = float(there.mean())
        if amount < 0.02:
            continue
        first, second, third = dice[3 * phrase : 3 * phrase + 3]
        at = int((0.08 + 0.84 * (phrase + first) / PHRASES) * (STEPS - 1))
        along = tangent[at] / max(1e-6, float(np.hypot(*tangent[at])))
        normal = np.array([-along[1], along[0]])
        out = (1.0 if (phrase + look.seed) % 2 else -1.0) * (0.05 + 0.20 * form.dispersion) * (0.5 + second)
        cross = (third - 0.5) * (0.5 + 1.6 * excited)
        start = math.atan2(along[1], along[0]) + cross
        heading = start + (0.3 + 1.5 * form.roundness) * (contour(melody, 0.03, span) + (second - 0.5) * np.linspace(-1.0, 1.0, STEPS))
        length = (0.18 + 0.34 * amount) * (0.8 + 0.4 * form.motion) * (1.0, 0.62, 0.8, 0.5, 0.9, 0.45)[phrase]
        points = _integrate(blurred(heading, 0.06)) * length
        points += main.points[at] + normal * out - points[STEPS // 2]
        loud = felt_along(melody, melody.velocities, 0.4, 0.03, span)
        thick = (0.003 + 0.012 * float(loud.mean()) ** 1.5) * (0.7 + 0.6 * form.scale) * (1.0, 0.35, 0.6, 0.25, 0.45, 0.3)[phrase]
        share = np.linspace(0.0, 1.0, STEPS)
        taper = (
            (0.25 + 1.1 * np.sin(math.pi * share**0.8) ** 1.5)
            * np.clip((1.0 - share) / 0.3, 0.02, 1.0)
            * (1.0 + 0.3 * np.sin(5.0 * share + 6.0 * first))
        )
        dry = np.clip(0.08 + 0.3 * excited + 0.2 * form.grain + 0.4 * share**2 - 0.2 * (loud - 0.5), 0.0, 0.8)
        ink = (1.0, 0.0, 0.0, 0.0) if phrase % 2 == 0 else (0.0, 0.0, 0.0, 1.0)
        strokes.append(Stroke(points, thick * (0.5 + 0.5 * blurred(there, 0.08)) * taper, dry, ink, 0.3 * length, 16.0, 1.0 - excited))
    return strokes


def drips(look: Look, main: Stroke, dice: Floats) -> list[Stroke]:
    """Ink that runs down from the gesture: the sadder and calmer, the longer; none in happy or excited music."""
    run = max(0.0, -look.valence) * (1.0 - (look.arousal + 1) / 2)
    strokes = []
    for drip in range(_DRIPS):
        first, second, third = dice[3 * drip : 3 * drip + 3]
        at = int((0.1 + 0.75 * (drip + first) / _DRIPS) * (STEPS - 1))
        length = run * (0.08 + 0.5 * second**2)
        if length < 0.01:
            continue
        share = np.linspace(0.0, 1.0, STEPS)
        start = main.points[at] - np.array([0.0, 0.4 * main.half_width[at]])
        points = start + np.column_stack([0.004 * np.sin(9.0 * share + 6.0 * third), -length * share])
        thick = (0.0016 + 0.0026 * third) * (1.0 - 0.5 * share + 0.9 * np.exp(-(((share - 0.975) / 0.03) ** 2)))
        strokes.append(Stroke(points, thick, 0 * share, (0.9, 0.0, 0.0, 0.0), 0.0, 1.0, 1.0))
    return strokes


def blurred(values: Floats, blur: float) -> Floats:
    """Values along a stroke, smoothed by a standard deviation in shares of its length; the ends stay."""
    reach = int(3 * blur * STEPS) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (blur * STEPS)) ** 2)
    return np.asarray(np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid"))


def fit(points: Floats, center: tuple[float, float], box: tuple[float, float]) -> Floats:
    """A path scaled into a box around a centre; stretched by at most a fifth to fill it."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, 1e-6)
    scales = np.array(box) / extent
    scales = np.minimum(scales, 1.2 * scales.min())
    return np.asarray((points - (low + high) / 2) * scales + np.array(center))


def ribbon_table(strokes: Sequence[Stroke]) -> tuple[Floats, Floats]:
    """Strokes of equally many points for `ink.glsl`: two rows each (x, y, half width, dryness; normal, arc length, 0), and instances."""
    rows = [[index, 0.0, one.tail, one.hairs, *one.ink, one.wet, 0.37 * index, 0.0, 0.0] for index, one in enumerate(strokes)]
    points, half_width, dry = (np.stack([getattr(one, name) for one in strokes]) for name in ("points", "half_width", "dry"))
    return bundle_table(points, half_width, dry, np.array(rows))


def bundle_table(points: Floats, half_width: Floats, dry: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """The same from arrays: (n, steps, 2), (n, steps) twice, and (n, 12) whose second column, the length, is written here."""
    steps = np.diff(points, axis=1)
    arc = np.pad(np.cumsum(np.hypot(steps[..., 0], steps[..., 1]), axis=1), ((0, 0), (1, 0)))
    tangent = np.gradient(points, axis=1)
    tangent /= np.maximum(np.hypot(tangent[..., 0], tangent[..., 1]), 1e-9)[..., None]
    places = np.concatenate([points, half_width[..., None], dry[..., None]], axis=2)
    frames = np.stack([-tangent[..., 1], tangent[..., 0], arc, 0 * arc], axis=2)
    rows[:, 1] = arc[:, -1]
    return np.stack([places, frames], axis=1).reshape(-1, points.shape[1], 4), rows


def _integrate(heading: Floats) -> Floats:
    """Where steps in these directions lead, the whole way 1 long."""
    steps = np.column_stack([np.cos(heading), np.sin(heading)]) / len(heading)
    return np.cumsum(steps, axis=0)


def _radius(points: Floats) -> Floats:
    """Radius of curvature along a path, units, smoothed; a wider stroke would fold onto itself."""
    tangent = np.gradient(points, axis=0)
    heading = np.unwrap(np.arctan2(tangent[:, 1], tangent[:, 0]))
    bent = np.abs(np.gradient(heading)) / np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)
    return 1.0 / np.maximum(blurred(bent, 0.03), 1e-3)


def _nearness(voice: Voice, blur: float, span: tuple[float, float]) -> Floats:
    """How near notes (rows) sound to STEPS moments of a span; long notes reach over their length."""
    moments = np.linspace(*span, STEPS)[None, :]
    away = np.maximum(np.maximum(voice.starts[:, None] - moments, moments - voice.ends[:, None]), 0.0)
    return np.exp(-0.5 * (away / blur) ** 2) * (0.3 + 0.7 * voice.velocities[:, None])
