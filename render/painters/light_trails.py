"""Where light travels in the painter "light": three curves in space, one a voice, between which veils of light hang."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from render.painters.catalogue import setting
from render.score import Floats, Voice
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

STEPS = 512
"""Points of a curve: at 3000 pixels an arc of radius 0.05 stays within half a pixel."""
_MOMENTS = 160
"""Enough for what is blurred."""
_SLOW, _FINE = 0.05, 0.022
"""Blur, in shares of the section, of the arm's sweep and of the hand's own line."""
_WRIST = 0.007
"""The quickest turn of a wrist, in shares of the section: sharper ones look like kinked wire."""
_CORNERS = 15
"""Straight flicks that a curve of short, harsh notes consists of."""
_EPSILON = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """Curves of melody, harmony and bass: points (3, STEPS, 2) in units and how bright each is along it (3, STEPS)."""

    points: Floats
    bright: Floats

    def at(self, curve: int, time: Floats) -> Floats:
        """Points (n, 2) of a curve at times 0..1."""
        steps = np.clip(time, 0.0, 1.0) * (STEPS - 1)
        return np.column_stack([np.interp(steps, np.arange(STEPS), axis) for axis in self.points[curve].T])

    def heading(self, curve: int, time: Floats) -> Floats:
        """Direction in which it moves there, radians."""
        way = self.at(curve, time + 0.006) - self.at(curve, time - 0.006)
        return np.arctan2(way[:, 1], way[:, 0])


def draw_trails(request: PictureRequest, voices: Sequence[Voice], size: tuple[float, float], dice: Floats) -> Trails:
    """The melody's path as an arm would sweep it, the harmony's and the bass's as they turn around it.

    The slow contour bends the sweep, repetition closes it; each note drives a loop on; the interval to the next voice is the width
    of a veil, and the chords' roots on the circle of fifths twist it.
    """
    look, form = request.look, request.look.form
    melody, middle, bass = voices
    sweep = _sweep(look, melody, size, dice)
    turned = _twist(request, dice)
    reach = (0.165 + 0.15 * form.scale) * (1.3 - 0.35 * form.density) * setting(look, "veil")
    wide = reach * (0.45 + 0.75 * _gap(melody, middle))
    deep = reach * (0.45 + 0.75 * _gap(middle, bass))
    normal = _normals(sweep)
    first = sweep + 0.055 * _contour(melody, _FINE)[:, None] * normal
    second = first + wide[:, None] * _unit(turned)
    third = second + (deep * (1.0 + 0.35 * _contour(bass, _SLOW)))[:, None] * _unit(turned * 1.5 + 0.7 + dice[11])
    points = np.stack([first, second, third])
    soft = form.roundness
    points = np.stack([soft * _eased(one) + (1.0 - soft) * _flicked(one) for one in points])
    return Trails(_framed(points, look, size, dice), np.stack([_brightness(voice, one) for voice, one in zip(voices, points, strict=True)]))


def felt_along(voice: Voice, values: Floats, default: float, blur: float) -> Floats:
    """A value of a voice's notes along time, blurred; `default` where nothing sounds."""
    weights = _nearness(voice, blur)
    return _along((weights.T @ values + _EPSILON * default) / (weights.sum(axis=0) + _EPSILON))


def presence(voice: Voice, blur: float) -> Floats:
    """0..1 along time: how much of a voice sounds."""
    if not voice.notes:
        return np.zeros(STEPS)
    return _along(1.0 - np.exp(-2.2 * _nearness(voice, blur).sum(axis=0)))


def _sweep(look: Look, melody: Voice, size: tuple[float, float], dice: Floats) -> Floats:
    """The way of the arm: happy music rises, sad music sinks; moving music makes large loops, dense music many.

    Chance bends the way once; the melody's own line is laid on it, so that a moved note moves its own place and no other.
    """
    form, excited = look.form, (look.arousal + 1) / 2
    along = np.linspace(0.0, 1.0, STEPS)
    side = 1.0 if dice[0] < 0.5 else -1.0
    slope = (0.35 + 0.55 * excited) * math.tanh(1.4 * look.valence) + 1.3 * (dice[1] - 0.5)
    # One changed note can undo several repeated bars: repetition bends the way, it does not make it.
    turn = side * math.pi * (0.2 + 1.3 * dice[4] + 0.35 * form.symmetry)
    slow = 1.7 * np.sin(2.0 * math.pi * (along * (0.6 + 0.7 * dice[2]) + dice[3]))
    heading = slope + turn * (along - 0.5) + slow * (1.0 - 0.3 * form.symmetry)
    steps = np.column_stack([np.cos(heading), np.sin(heading)])
    width, height = size
    path = _fit(np.cumsum(steps, axis=0), (0.72 * width, 0.52 * height))
    path = path + (0.10 + 0.08 * excited) * _contour(melody, _SLOW)[:, None] * _normals(path)
    driven = np.cumsum(0.25 + presence(melody, 0.03))
    angle = side * 2.0 * math.pi * (0.6 + 4.6 * form.density) * driven / driven[-1] + 6.28 * dice[4]
    radius = (0.02 + 0.17 * form.motion**1.5) * (0.55 + 0.45 * np.sin(math.pi * along)) * (0.6 + 0.5 * presence(melody, 0.05))
    return np.asarray(path + radius[:, None] * _unit(angle) * np.array([1.0, 0.8]))


def _twist(request: PictureRequest, dice: Floats) -> Floats:
    """Angle along time at which a veil hangs: a slow turn, and the roots' places on the circle of fifths, counted from the first."""
    along = np.linspace(0.0, 1.0, STEPS)
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[2] >= 0]
    angle = 2.0 * math.pi * dice[5] + (1.6 + 2.2 * dice[6]) * (along - 0.5) * (1.0 if dice[7] < 0.5 else -1.0)
    if not chords:
        return np.asarray(angle)
    step = np.minimum((along * request.length).astype(np.int64), request.length - 1)
    fifths = np.zeros(STEPS)
    for start, end, root, _ in chords:
        fifths[(step >= start) & (step < end)] = ((root - chords[0][2]) * 7 + 5) % 12 - 5
    return np.asarray(angle + 0.36 * _blurred(fifths, 0.045))


def _gap(upper: Voice, lower: Voice) -> Floats:
    """How far apart two voices sound along time; two octaves are 1."""
    if not (upper.notes and lower.notes):
        return np.full(STEPS, 0.5)
    high, low = (felt_along(one, one.pitches, float(one.pitches.mean()), _SLOW) for one in (upper, lower))
    return np.asarray(np.tanh(np.abs(high - low) / 20.0))


def _brightness(voice: Voice, points: Floats) -> Floats:
    """Loudness where the voice sounds, and none where it is silent for long; slow light is bright, as on film."""
    along = np.linspace(0.0, 1.0, STEPS)
    shown = np.clip(along / 0.04, 0.0, 1.0) * np.clip((1.0 - along) / 0.08, 0.0, 1.0)
    if not voice.notes:
        return np.asarray(0.8 * shown)
    speed = np.hypot(*np.gradient(points, axis=0).T)
    slow = np.clip(speed.mean() / np.maximum(speed, 1e-9), 0.6, 1.8)
    loud = felt_along(voice, voice.velocities, 0.4, 0.03)
    return _blurred(shown * slow * (0.30 + 0.70 * presence(voice, 0.03)) * (0.85 + 0.7 * loud), 0.008)


def _contour(voice: Voice, blur: float) -> Floats:
    """The line of a voice's pitches, -1..1 around its own mean."""
    if not voice.notes:
        return np.zeros(STEPS)
    center = float(np.average(voice.pitches, weights=voice.velocities + _EPSILON))
    line = felt_along(voice, voice.pitches, center, blur) - center
    return _blurred(np.tanh(line / max(4.0, 1.5 * float(line.std()))), 0.6 * blur)


def _nearness(voice: Voice, blur: float) -> Floats:
    """How near notes (rows) sound to _MOMENTS of the section; long notes reach over their length."""
    moments = np.linspace(0.0, 1.0, _MOMENTS)[None, :]
    away = np.maximum(np.maximum(voice.starts[:, None] - moments, moments - voice.ends[:, None]), 0.0)
    return np.asarray(np.exp(-0.5 * (away / blur) ** 2) * (0.3 + 0.7 * voice.velocities[:, None]))


def _along(values: Floats) -> Floats:
    """From moments to a curve's points."""
    return np.asarray(np.interp(np.linspace(0.0, 1.0, STEPS), np.linspace(0.0, 1.0, _MOMENTS), values))


def _eased(points: Floats) -> Floats:
    """The same way without kinks, as a wrist turns."""
    return np.column_stack([_blurred(axis, _WRIST) for axis in points.T])


def _flicked(points: Floats) -> Floats:
    """The same way in straight strokes, their corners just rounded."""
    corners = np.linspace(0, STEPS - 1, _CORNERS)
    steps = np.arange(STEPS)
    return np.column_stack([_blurred(np.asarray(np.interp(steps, corners, np.interp(corners, steps, axis))), 0.006) for axis in points.T])


def _framed(points: Floats, look: Look, size: tuple[float, float], dice: Floats) -> Floats:
    """All curves within the picture, their middle off its centre towards the light; never stretched."""
    width, height = size
    flat = points.reshape(-1, 2)
    low, high = flat.min(axis=0), flat.max(axis=0)
    calm = (1.0 - look.arousal) / 2
    share = (0.62 + 0.14 * look.form.density + 0.14 * look.form.scale + 0.08 * calm) * (0.86 + 0.22 * dice[10])
    grown = share * np.array([width, height]) / np.maximum(high - low, 1e-6)
    most = 0.95 / share * float(grown.min())
    scale = min(most, float(grown.min() + 0.35 * (min(grown.max(), 1.6 * grown.min()) - grown.min())))
    room = np.maximum(0.0, np.array([width, height]) - scale * (high - low)) / 2
    aim = np.array([2.4 * (dice[8] - 0.5), 1.6 * (dice[9] - 0.5) + 0.7 * (look.light.height - 0.5)])
    return np.asarray((points - (low + high) / 2) * scale + np.array(size) / 2 + 0.75 * room * np.clip(aim, -1.0, 1.0))


def _fit(points: Floats, box: tuple[float, float]) -> Floats:
    low, high = points.min(axis=0), points.max(axis=0)
    scales = np.array(box) / np.maximum(high - low, 1e-6)
    return np.asarray((points - (low + high) / 2) * np.minimum(scales, 1.7 * scales.min()))


def _normals(points: Floats) -> Floats:
    way = np.column_stack([_blurred(np.asarray(np.gradient(axis)), 0.02) for axis in points.T])
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    return np.column_stack([-way[:, 1], way[:, 0]])


def _unit(angles: Floats) -> Floats:
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _blurred(values: Floats, blur: float) -> Floats:
    """Values along a curve, smoothed by a standard deviation in shares of its length."""
    reach = int(3 * blur * STEPS) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (blur * STEPS)) ** 2)
    return np.asarray(np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid"))
