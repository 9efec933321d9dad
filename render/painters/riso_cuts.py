"""What is cut for the print of the painter "riso": fields of chords, stripes of the melody, the leaf of the tones, stamps of drums."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from render.painters.catalogue import setting
from render.score import Floats, Voice
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

A, B, C, KEY = (np.asarray(plate) for plate in np.eye(4))
"""The four plates: body, second, accent, and the darkest, or on a dark paper the lightest."""
STEPS, ANGLES = 256, 360
MARGIN = 0.045
_STRIPES = 7
_SLOTS = 8
_EQUALS = 2
_SPIKES = np.array([0.0, 0.07, 0.21, 0.29, 0.47, 0.55, 0.73, 0.80, 0.93, 1.0])
"""Where an angry shape's points stand, shares of a turn: unequal."""
_DECIDED = 5.0
"""How soon one mood's shape outweighs the others."""
_HITS = 16
"""Steps of the bar that drums are stamped in."""
LEAF, PEBBLE, RAY = range(3)
"""Rows of the outlines."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the large things are: middles in units, `side` 1 or -1: where the fields stand."""

    side: float
    fields: tuple[float, float, float, float]
    leaf: tuple[float, float, float]
    pebble: tuple[float, float, float]


def lay_out(look: Look, size: tuple[float, float], drummed: float, dice: Floats) -> Layout:
    """Fields on one side from edge to edge, the leaf on the free side, the bass's pebble on the other half; repetition centres.

    What is drummed, 0..1, is stamped along the edge beyond the leaf, which makes room for it.
    """
    width, height = size
    form = look.form
    side = 1.0 if dice[0] < 0.5 else -1.0
    centred = 0.7 * form.symmetry**2
    inner_w, inner_h = width - 2 * MARGIN, height - 2 * MARGIN
    wide = inner_w * (0.36 + 0.10 * form.density)
    field_x = width / 2 + side * (inner_w - wide) / 2 * (1.0 - centred)
    tall = inner_h * (0.62 + 0.30 * dice[1])
    field_y = MARGIN + tall / 2 if dice[2] < 0.5 else height - MARGIN - tall / 2
    free_x = width / 2 - side * inner_w * (0.20 + 0.05 * dice[3]) * (1.0 - 0.8 * centred)
    leaf_r = (0.21 + 0.10 * (look.arousal + 1) / 2) * setting(look, "figure")
    leaf_y = height * (0.56 + 0.24 * (look.light.height - 0.5) + 0.30 * (dice[4] - 0.5))
    room = MARGIN + 0.80 * leaf_r
    room += 0.145 * drummed
    leaf_y = min(height - room, max(room, leaf_y))
    pebble_r = 0.20 + 0.20 * form.scale
    below = leaf_y > height / 2
    pebble_x = width / 2 + side * inner_w * (0.46 * dice[5] - 0.20)
    pebble_y = height * (0.20 + 0.14 * dice[6]) if below else height * (0.80 - 0.14 * dice[6])
    return Layout(side, (field_x, field_y, wide / 2, tall / 2), (free_x, leaf_y, leaf_r), (pebble_x, pebble_y, pebble_r))


def chord_fields(request: PictureRequest, layout: Layout, dice: Floats) -> Floats:
    """Fields stacked in time, eighths of one root joined: the root's distance from the first chooses ink and width, minor ones slant."""
    spans = _spans(request)
    x, y, half_w, half_h = layout.fields
    form = request.look.form
    rows = []
    for index, (start, end, fifths, minor) in enumerate(spans):
        away = min(abs(fifths), 4)
        wide = half_w * (1.0 - 0.13 * away) * (1.0 + 0.25 * form.dispersion * (dice[index] - 0.5))
        low, high = y - half_h + 2 * half_h * start, y - half_h + 2 * half_h * end
        jitter = 0.10 * form.dispersion * (dice[8 + index] - 0.5)
        place = (x + layout.side * (half_w - wide) + jitter, (low + high) / 2, wide, (high - low) / 2 + 0.002)
        slant = (0.05 + 0.20 * minor) * (dice[16 + index] - 0.5) * 2.0
        ink = (A, B, 0.55 * A, A + B, 0.6 * B)[away]
        rows.append((*place, 0.4 * slant, 0.4 * slant, slant * 0.5, -slant * 0.5, *ink))
    return np.array(rows).reshape(-1, 12)


def melody_stripes(look: Look, melody: Voice, size: tuple[float, float], layout: Layout, dice: Floats) -> Floats:
    """A field of parallel stripes from edge to edge that the melody bends: smooth when legato, in steps when short; loudness is weight."""
    form = look.form
    along = np.linspace(-0.05, 1.05, STEPS)
    line = _contour(melody, 0.035)
    stepped = line[np.minimum((np.clip(along, 0.0, 0.999) * 12).astype(np.intp) * (STEPS // 12) + STEPS // 24, STEPS - 1)]
    line = form.roundness * line + (1.0 - form.roundness) * _blurred(stepped, 0.006)
    loud, there = _felt(melody, 0.03)
    weight = (0.005 + 0.012 * loud) * (0.30 + 0.70 * there) * (0.8 + 0.6 * form.scale)
    gap = (0.036 + 0.016 * form.scale) * (1.0 + 0.30 * np.sin(2.0 * math.pi * (along * 0.8 + dice[3])))
    number = 2.0 + (_STRIPES - 2) * form.density
    rise = 0.05 + 0.09 * form.motion
    paths = []
    for index in range(_STRIPES):
        share = min(1.0, max(0.0, number - index))
        aside = 1.3 * rise * line - (index - (number - 1) / 2) * gap
        way = _carried(look, layout, size, along, aside, dice)
        pace = np.hypot(*np.gradient(way - _carried(look, layout, size, along, 0 * aside, dice), axis=0).T)
        upright = np.clip(1.0 - 0.55 * pace / np.maximum(np.hypot(*np.gradient(way, axis=0).T), 1e-9), 0.4, 1.0)
        paths.append(np.column_stack([way, share * weight * upright * (1.0 - 0.07 * index), 0 * along]))
    return np.stack(paths)


def _carried(look: Look, layout: Layout, size: tuple[float, float], along: Floats, aside: Floats, dice: Floats) -> Floats:
    """Points beside the field's middle line: across the sheet, down it, or around a corner as great arcs."""
    width, height = size
    slope = 0.42 * math.tanh(1.3 * look.valence) * (0.5 + look.form.motion) + 0.22 * (dice[0] - 0.5)
    kind = int(3.0 * dice[4])
    if kind == 0:
        y = height * (0.42 + 0.16 * (dice[2] - 0.5)) + slope * (along - 0.5) * height
        return np.column_stack([width * along, y + aside])
    if kind == 1:
        x = width / 2 + layout.side * width * (0.04 + 0.12 * dice[1]) + 0.6 * slope * (along - 0.5) * height
        return np.column_stack([x + aside, height * along])
    turn = (along - 0.05) * math.pi / 2 * 1.05
    radius = np.array([width, height]) * (0.52 + 0.20 * dice[1])
    flat = np.column_stack([(radius[0] + aside) * np.cos(turn), (radius[1] + aside) * np.sin(turn)])
    low = dice[2] < 0.5 + 0.5 * math.tanh(2.0 * look.valence)
    return np.asarray([width if layout.side > 0 else 0.0, 0.0 if low else height] + flat * [-layout.side, 1.0 if low else -1.0])


def outlines(request: PictureRequest, bass: Voice) -> Floats:
    """Radii of the shapes: the mood's, carried out by the pitch classes; the pebble is the bass's line; a ray of the drums."""
    form = request.look.form
    turn = np.arange(ANGLES) / ANGLES
    profile = np.zeros(12)
    for part in request.parts:
        for note in part.notes:
            profile[note.pitch * 7 % 12] += note.duration
    profile = np.sqrt(profile / max(1.0, float(profile.max())))
    leaf = _mood_shape(request.look, turn, profile)
    line = _blurred_round(np.interp(turn, np.linspace(0, 1, STEPS), _contour(bass, 0.05)), 9)
    corners = math.pi / 4
    square = math.cos(corners) / np.maximum(np.abs(np.cos(2 * math.pi * turn)), np.abs(np.sin(2 * math.pi * turn)))
    pebble = (0.86 + 0.13 * line) * (1.0 - 0.6 * (1.0 - form.roundness) * (1.0 - 1.15 * square))
    ray = 0.22 / np.sqrt(np.cos(2 * math.pi * turn) ** 2 * 0.05 + np.sin(2 * math.pi * turn) ** 2)
    return np.stack([leaf, pebble / pebble.max(), ray])


def _mood_shape(look: Look, turn: Floats, profile: Floats) -> Floats:
    """What is cut for a mood: a star when happy, a splinter when angry, a drop when sad, a bowl when calm; between them a mixture.

    Each of the twelve pitch classes, in fifths from the top, carries its part outwards as long as it sounds.
    """
    length = profile[np.minimum((turn * 12).astype(np.intp), 11)]
    within = turn * 12 % 1.0
    star = 0.42 + 0.58 * (1.0 - np.abs(2.0 * within - 1.0)) * (0.30 + 0.70 * length)
    spike = np.clip(np.searchsorted(_SPIKES, turn, side="right") - 1, 0, len(_SPIKES) - 2)
    across = (turn - _SPIKES[spike]) / (_SPIKES[spike + 1] - _SPIKES[spike])
    tone = profile[(6.0 * (_SPIKES[spike] + _SPIKES[spike + 1])).astype(np.intp)]
    splinter = 0.26 + 0.74 * (1.0 - np.abs(2.0 * across - 1.0)) ** 1.5 * (0.45 + 0.55 * tone)
    lean = np.minimum(turn, 1.0 - turn)
    soft = _blurred_round(length, 18)
    drop = (0.56 + 0.10 * soft) * (1.0 - 0.18 * np.cos(2.0 * math.pi * turn)) + 0.44 * np.exp(-lean / 0.05)
    down = -np.cos(2.0 * math.pi * turn)
    bowl = np.minimum(0.84 + 0.14 * soft, 0.20 / np.maximum(1e-3, -down))
    closeness = np.array(
        [look.valence + look.arousal, look.arousal - look.valence, -look.valence - look.arousal, look.valence - look.arousal]
    )
    share = np.exp(_DECIDED * closeness)
    return np.asarray((share / share.sum()) @ np.stack([star, splinter, drop, bowl]))


def turned(look: Look, dice: Floats) -> float:
    """How far the mood's shape is turned, in radians: scattered music stands askew."""
    return float((dice[1] - 0.5) * (0.2 + 1.0 * look.form.dispersion))


def cut_shapes(look: Look, layout: Layout, size: tuple[float, float], dice: Floats) -> Floats:
    """The mood's shape in the accent, up to two equals behind it that repetition makes, and the bass's pebble."""
    form = look.form
    x, y, radius = layout.leaf
    turn = turned(look, dice)
    px, py, pebble = layout.pebble
    rows = [(px, py, pebble, 2.0 * math.pi * dice[2], PEBBLE, 0.0, 1.0, 0.6, *B)]
    sink = 1.0 if y < size[1] / 2 else -1.0
    for index in range(_EQUALS, 0, -1):
        share = min(1.0, max(0.0, 1.7 * form.symmetry * _EQUALS - index + 1))
        if share > 0.3:  # smaller ones would be dust
            far = 0.50 * index * radius
            place = x + 0.6 * layout.side * far, y + sink * far
            rows.append((*place, radius * (1.0 - 0.16 * index) * share, turn, LEAF, 0.0, 0.95, 0.0, *(A, B)[index - 1]))
    rows.append((x, y, radius, turn, LEAF, 0.0, 0.95, 0.0, *C))
    return np.array(rows)


def drum_stamps(request: PictureRequest, drums: Sequence[Voice], layout: Layout, leaf: Floats, turned: float) -> Floats:
    """The bar as a clock of rays around the mood's shape, all bars felt together: low drums long, middle ones shorter, high ones short."""
    beats = request.length / 15360 * request.signature_denominator / 4
    bars = max(1.0, beats / request.signature_numerator)
    x, y, size = layout.leaf
    rows = []
    for kind, voice in enumerate(drums):
        loud = np.zeros(_HITS)
        slot = np.round(voice.starts * bars % 1.0 * _HITS).astype(np.intp) % _HITS
        np.add.at(loud, slot, voice.velocities)
        loud = np.sqrt(np.minimum(1.0, loud / bars))
        for index in np.flatnonzero(loud > 0.12):
            angle = 2.0 * math.pi * (index + (0.0, 0.0, 0.5)[kind]) / _HITS
            radius = size * (0.22, 0.16, 0.09)[kind] * (0.4 + 0.6 * loud[index])
            edge = leaf[round((angle + turned) / (2.0 * math.pi) * ANGLES) % ANGLES]
            far = size * (max(0.62, float(edge)) + 0.07) + radius
            rows.append((x + far * math.sin(angle), y + far * math.cos(angle), radius, -angle, RAY, 0.0, 1.3, 0.0, *C))
    return np.array(rows).reshape(-1, 12)


def _spans(request: PictureRequest) -> list[tuple[float, float, int, float]]:
    """Start and end 0..1, fifths from the first root, and share of minor of the chords, eighth by eighth, equals joined."""
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[2] >= 0]
    spans: list[tuple[float, float, int, float]] = []
    for index in range(_SLOTS):
        low, high = index * request.length / _SLOTS, (index + 1) * request.length / _SLOTS
        held = [(max(0.0, min(high, chord[1]) - max(low, chord[0])), chord) for chord in chords]
        longest = max(held, key=lambda one: one[0], default=None)
        if longest is None or longest[0] <= 0.0:
            continue
        root, quality = longest[1][2], longest[1][3].partition(":")[2]
        fifths = ((root - chords[0][2]) * 7 + 5) % 12 - 5
        minor = float(quality.startswith(("min", "dim", "hdim")))
        start = index / _SLOTS
        if spans and spans[-1][2:] == (fifths, minor) and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, (index + 1) / _SLOTS, fifths, minor))
    return spans


def _felt(voice: Voice, blur: float) -> tuple[Floats, Floats]:
    """Loudness and presence 0..1 along time."""
    if not voice.notes:
        return np.full(STEPS, 0.3), np.full(STEPS, 0.4)
    weights = _nearness(voice, blur)
    sums = weights.sum(axis=0)
    return np.asarray((weights.T @ voice.velocities + 4e-4) / (sums + 1e-3)), np.asarray(1.0 - np.exp(-2.0 * sums))


def _contour(voice: Voice, blur: float) -> Floats:
    """The line of a voice's pitches, -1..1 around its own mean."""
    if not voice.notes:
        return np.zeros(STEPS)
    weights = _nearness(voice, blur)
    center = float(np.average(voice.pitches, weights=voice.velocities + 1e-3))
    line = (weights.T @ voice.pitches + 1e-3 * center) / (weights.sum(axis=0) + 1e-3) - center
    return _blurred(np.tanh(line / max(4.0, 1.5 * float(line.std()))), 0.02)


def _nearness(voice: Voice, blur: float) -> Floats:
    moments = np.linspace(0.0, 1.0, STEPS)[None, :]
    away = np.maximum(np.maximum(voice.starts[:, None] - moments, moments - voice.ends[:, None]), 0.0)
    return np.asarray(np.exp(-0.5 * (away / blur) ** 2) * (0.3 + 0.7 * voice.velocities[:, None]))


def _blurred(values: Floats, blur: float) -> Floats:
    reach = int(3 * blur * STEPS) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (blur * STEPS)) ** 2)
    return np.asarray(np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid"))


def _blurred_round(values: Floats, reach: int) -> Floats:
    """Values around a circle, smoothed over so many to either side."""
    return np.asarray(np.convolve(np.pad(values, reach, mode="wrap"), np.hanning(2 * reach + 3)[1:-1] / (reach + 1), mode="valid"))
