"""What surrounds the strokes of the painter "ink": washes of the bass, blots of the chords, the flow of the harmony, spatter of drums."""

import math

import numpy as np

from render.painters.ink_gesture import STEPS, Stroke, bundle_table, contour, felt_along, presence
from render.score import Floats, Voice
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_TIMES, _LAYERS, _FINE_STEPS = 48, 10, 16
_BLOTS = 8
_HITS = 64
"""Moments of the section at which drums may spatter."""


def bass_wash(look: Look, bass: Voice, size: tuple[float, float], main: Stroke, dice: Floats) -> Stroke:
    """The bass as one broad wash under the gesture: its line and loudness, wide in low registers, slanted by excitement."""
    width, height = size
    form, excited = look.form, (look.arousal + 1) / 2
    along = np.linspace(0.0, 1.0, STEPS)
    loud = felt_along(bass, bass.velocities, 0.4, 0.06)
    slant = (0.06 + 0.40 * excited) * (1.0 if look.seed % 4 < 2 else -1.0) + 0.2 * (dice[0] - 0.5)
    middle = main.points.mean(axis=0)
    reach = 0.72 + 0.22 * dice[5]
    x = middle[0] + (along - 0.5) * reach * width + (dice[3] - 0.5) * 0.3 * width
    y = middle[1] + (0.10 - 0.36 * dice[1]) * height + slant * (along - 0.5) * height * reach + 0.05 * height * contour(bass, 0.06)
    thick = (0.085 + 0.080 * form.scale) * (0.55 + 0.6 * loud) * (0.35 + 0.65 * presence(bass, 0.06))
    ends = np.sqrt(np.clip(along / 0.06, 0.05, 1.0)) * (1.0 - 0.35 * along)
    dry = np.full(STEPS, 0.3 * excited)
    return Stroke(np.column_stack([x, y]), thick * ends, dry, (1.0, 0.0, 0.0, 0.0), 0.12 + 0.2 * excited, 12.0)


def chord_blots(request: PictureRequest, main: Stroke, dice: Floats) -> Floats:
    """Blots (x, y, radius, weight), one an eighth of the section: how long a root lasts is its size, its fifth from the first its side."""
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[2] >= 0]
    if not chords:
        return np.zeros((0, 4))
    rows = []
    first = chords[0][2]
    for index in range(_BLOTS):
        low, high = index * request.length / _BLOTS, (index + 1) * request.length / _BLOTS
        shares = np.array([max(0.0, min(high, chord[1]) - max(low, chord[0])) for chord in chords]) / (high - low)
        fifths = np.array([((chord[2] - first) * 7 + 6) % 12 - 6 for chord in chords]) / 6.0
        filled = float(shares.sum())
        if filled < 0.05:
            continue
        away = float(shares @ fifths) / filled
        hold = float(np.sqrt((shares**2).sum()))
        at = int((index + 0.5) / _BLOTS * (STEPS - 1))
        tangent = main.points[min(at + 1, STEPS - 1)] - main.points[at - 1]
        normal = np.array([-tangent[1], tangent[0]]) / max(1e-6, float(np.hypot(*tangent)))
        out = 0.30 * away + 0.24 * (dice[2 * index] - 0.5)
        x, y = main.points[at] + normal * out
        radius = (0.035 + 0.06 * hold) * (0.45 + 1.1 * dice[2 * index + 1])
        rows.append((x, y, radius, min(1.0, filled)))
    return np.array(rows).reshape(-1, 4)


def flow_strokes(look: Look, request: PictureRequest, voice: Voice, main: Stroke, dice: Floats) -> tuple[Floats, Floats]:
    """Fine strokes of the accompaniment that drift with the gesture and turn around the chords' roots."""
    form = look.form
    there, loud = presence(voice, 0.015), felt_along(voice, voice.velocities, 0.3, 0.015)
    index = np.arange(_TIMES * _LAYERS)
    time, layer = index % _TIMES, index // _TIMES
    share = np.clip((0.15 + 0.95 * form.density) * _LAYERS - layer, 0.0, 1.0)
    draws = dice.reshape(-1, 4)[: len(index)]
    at = np.minimum(((time + draws[:, 0]) / _TIMES * (STEPS - 1)).astype(np.intp), STEPS - 1)
    tangent = np.gradient(main.points, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    spread = 0.04 + 0.20 * form.dispersion
    offset = spread * (draws[:, 1] + draws[:, 2] + draws[:, 3] - 1.5) * 1.6
    place = main.points[at] + normal[at] * offset[:, None]
    strength = share * there[at]
    stride = (0.05 + 0.16 * draws[:, 3]) * (0.5 + 0.5 * form.motion) * (0.4 + 0.6 * strength) / _FINE_STEPS * 1.6
    swirls = _swirls(request, main)
    paths = np.empty((len(index), _FINE_STEPS, 2))
    for step in range(_FINE_STEPS):
        paths[:, step] = place
        place = place + _direction(place, main.points[::4], tangent[::4], swirls) * stride[:, None]
    taper = np.sin(np.linspace(0.15, math.pi - 0.05, _FINE_STEPS))
    half = (0.0006 + 0.0016 * loud[at] * (0.4 + draws[:, 2])) * strength
    return _thin(paths[strength > 0.05], (half[:, None] * taper)[strength > 0.05], 1)


def melody_flecks(look: Look, melody: Voice, main: Stroke, dice: Floats) -> tuple[Floats, Floats]:
    """The melody as flicks of the brush beside the gesture, one a moment: pitch lifts them off it; loudness and length are theirs."""
    slot = np.minimum((melody.starts * _HITS).astype(np.intp), _HITS - 1)
    loud, pitch, long = np.zeros(_HITS), np.zeros(_HITS), np.zeros(_HITS)
    for index in range(melody.notes):
        if melody.velocities[index] + melody.pitches[index] / 1000.0 >= loud[slot[index]] + pitch[slot[index]] / 1000.0:
            loud[slot[index]], pitch[slot[index]] = melody.velocities[index], melody.pitches[index]
            long[slot[index]] = melody.ends[index] - melody.starts[index]
    there = np.flatnonzero(loud)
    draws = dice.reshape(_HITS, 3)[there]
    at = (there / _HITS * (STEPS - 1)).astype(np.intp)
    tangent = np.gradient(main.points, axis=0)[at]
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    normal *= np.sign(normal[:, 1:] + 1e-9)
    center = float(np.median(melody.pitches)) if melody.notes else 60.0
    lift = (pitch[there] - center) / 12.0
    away = main.half_width[at] * np.where(lift >= 0, 1.0, -1.0) + 0.11 * lift
    length = 0.012 + 0.035 * draws[:, 0] + 0.25 * np.minimum(long[there], 0.25)
    lean = (draws[:, 1] - 0.5) * (0.5 + 1.4 * (look.arousal + 1) / 2)
    turned = tangent * np.cos(lean)[:, None] + normal * np.sin(lean)[:, None]
    along = np.linspace(-0.5, 0.5, _FINE_STEPS)
    arch = normal[:, None] * (0.25 * look.form.roundness * (draws[:, 2] - 0.5))[:, None, None] * (along**2)[None, :, None]
    paths = (main.points[at] + normal * away[:, None])[:, None] + (turned[:, None] * along[None, :, None] + arch) * length[:, None, None]
    taper = np.sqrt(np.clip((along + 0.5) / 0.15, 0.1, 1.0)) * (1.02 - (along + 0.5)) ** 0.8
    half = 0.0012 + 0.0072 * loud[there] ** 2 * (0.35 + 0.9 * draws[:, 0] ** 2)
    return _thin(paths, half[:, None] * taper, 0)


def spatter(look: Look, drums: tuple[Voice, Voice, Voice], main: Stroke, dice: Floats) -> Floats:
    """Drops (x, y, radius, stretch; direction, -, -, -): low drums few and large, high ones a mist; flung off the gesture."""
    rows = []
    tangent = np.gradient(main.points, axis=0)
    excited = (look.arousal + 1) / 2
    draws = dice.reshape(3, _HITS, 3, 4)
    for kind, (voice, big, far, drops) in enumerate(zip(drums, (0.015, 0.0075, 0.0036), (0.6, 0.9, 1.3), (2, 3, 3), strict=True)):
        slot = np.minimum((voice.starts * _HITS).astype(np.intp), _HITS - 1)
        loud = np.zeros(_HITS)
        np.maximum.at(loud, slot, voice.velocities)
        for hit in np.flatnonzero(loud > 0):
            at = int(hit / _HITS * (STEPS - 1))
            for drop in range(drops):
                side, away, jitter, grow = draws[kind, hit, drop]
                angle = math.atan2(tangent[at, 1], tangent[at, 0]) + (math.pi / 2) * (1 if side > 0.5 else -1) + 1.6 * (jitter - 0.5)
                distance = main.half_width[at] + far * (0.05 + 0.24 * look.form.dispersion + 0.10 * excited) * away**1.7
                radius = big * (0.25 + loud[hit]) * (0.12 + 0.9 * grow**5) * (0.55 + 0.6 * excited)
                x, y = main.points[at] + distance * np.array([math.cos(angle), math.sin(angle)])
                rows.append((x, y, radius, 1.0 + 0.4 * excited * grow, angle, 0.0, 0.0, 0.0))
    return np.array(rows).reshape(-1, 8)


def _thin(paths: Floats, half_width: Floats, plate: int) -> tuple[Floats, Floats]:
    """Fine strokes on one of the four plates, as `ribbon_table` gives them."""
    rows = np.zeros((len(paths), 12))
    rows[:, 0], rows[:, 3], rows[:, 4 + plate] = np.arange(len(paths)), 2.0, 1.0
    rows[:, 9] = 0.37 * np.arange(len(paths))
    return bundle_table(paths, half_width, np.full(half_width.shape, 0.1), rows)


def _swirls(request: PictureRequest, main: Stroke) -> Floats:
    """Whirls (x, y, strength) at twelve places around the gesture: how long each root lasts; minor turns against major."""
    strength = np.zeros(12)
    for start, end, root, label in request.chords:
        if root >= 0:
            strength[root] += (end - start) / request.length * (-1.0 if ":min" in label or ":dim" in label else 1.0)
    angle = np.arange(12) * 7 % 12 / 12 * math.tau
    center, extent = main.points.mean(axis=0), 0.7 * np.ptp(main.points, axis=0).mean() + 0.05
    return np.column_stack([center[0] + extent * np.sin(angle), center[1] + extent * np.cos(angle), strength])


def _direction(place: Floats, path: Floats, tangent: Floats, swirls: Floats) -> Floats:
    """Unit directions of the field: the gesture's own nearby, bent around the whirls."""
    away = place[:, None] - path[None]
    weight = np.exp(-(away**2).sum(axis=2) / (2 * 0.12**2)) + 1e-6
    flow = (weight[..., None] * tangent[None]).sum(axis=1) / weight.sum(axis=1)[:, None]
    away = place[:, None] - swirls[None, :, :2]
    near = swirls[None, :, 2] * np.exp(-(away**2).sum(axis=2) / (2 * 0.2**2)) * 3.0
    flow = flow + np.column_stack([(-away[..., 1] * near).sum(axis=1), (away[..., 0] * near).sum(axis=1)]) / 0.2
    return np.asarray(flow / np.maximum(np.hypot(flow[:, 0], flow[:, 1]), 1e-6)[:, None])
