"""The melody of `glass`: a leaved stem that winds out of the rose, and the strip along the window's rims."""

import math

import numpy as np
from numpy.typing import NDArray

from render.painters.glass_rose import Rose
from render.painters.glass_window import Layer, glass, number_of
from render.score import Voice, fold
from vocabulary.look import Look

Floats = NDArray[np.float64]

_STEPS = 160
_LEAVES = 16
"""At most so many leaves, one a slot of time."""
_PANE = 10
"""Steps of the stem between two cuts."""


def lay_vine(look: Look, rose: Rose, melody: Voice | None, size: tuple[float, float], sheets: Floats) -> tuple[Layer, Layer]:
    """The melody as a stem that winds out of the rose, one turn and a bit: high notes swing it out, loud ones swell it.

    Returns:
        The leaves, and the stem that lies over them.
    """
    leaves, layer = Layer(), Layer()
    if melody is None or not melody.notes:
        return leaves, layer
    times = np.linspace(0.0, 1.0, _STEPS + 1)
    pitch, loud, voiced = contour(fold(melody, 2 * _STEPS), times)
    turned = -1.0 if rose.twist < 0 else 1.0
    line = _stem(look, rose, (times, pitch), turned, size)
    # Pointed at both ends, as a stem drawn in one sweep; it narrows where the melody rests.
    swell = np.sin(math.pi * times**1.6) ** 0.6 * (0.3 + 0.7 * voiced)
    half = 0.002 + (0.007 + 0.008 * look.form.scale) * (0.3 + 1.1 * loud) * swell
    normals = np.gradient(line, axis=0)
    normals = np.column_stack([-normals[:, 1], normals[:, 0]]) / np.maximum(np.linalg.norm(normals, axis=1), 1e-6)[:, None]
    _lay_leaves(leaves, look, rose, melody, (times, line, normals * turned), sheets)
    upper, lower = line + normals * half[:, None], line - normals * half[:, None]
    layer.strips(upper, lower, glass(np.array(number_of("accent")), np.full(_STEPS, 0.95), sheets[42, :1], 0.1 + 0.5 * loud[:-1]))
    # Its lead thins out with it, and it is cut into panes as long as a slot of time.
    edges = np.stack([np.concatenate([upper[:-1], lower[:-1]]), np.concatenate([upper[1:], lower[1:]])], axis=1)
    thin = rose.came * np.minimum(0.9, half[:-1] / 0.006)
    layer.came(edges, np.concatenate([thin, thin]))
    cuts = np.arange(_PANE, _STEPS - _PANE + 1, _PANE)
    layer.came(np.stack([upper[cuts], lower[cuts]], axis=1), 0.55 * rose.came)
    return leaves, layer


def _stem(look: Look, rose: Rose, melody: tuple[Floats, Floats], turned: float, size: tuple[float, float]) -> Floats:
    """The line: a spiral out of a rose, a wave across lancets, one stroke through a field; pitch swings it."""
    times, pitch = melody
    swing = 0.06 + 0.07 * look.form.dispersion
    if rose.layout == "lancets":
        y = size[1] * (0.46 + 0.12 * (look.light.height - 0.5)) + 1.5 * swing * pitch + 0.05 * np.sin(math.tau * (times + rose.turn))
        return np.column_stack([size[0] * (0.05 + 0.90 * times), y])
    if rose.layout == "field":
        long = 0.40 * math.hypot(*size)
        away, across = (2.0 * times - 1.0) * long, 1.2 * swing * pitch + 0.13 * turned * np.sin(math.tau * 0.9 * times)
        way = np.array([size[0], size[1] * turned]) / math.hypot(*size)
        middle = 0.5 * np.array(size) + 0.22 * (np.array([rose.x, rose.y]) - 0.5 * np.array(size))
        return np.asarray(middle + away[:, None] * way + across[:, None] * np.array([-way[1], way[0]]))
    ease = np.minimum(1.0, 5.0 * times)
    angles = rose.turn + 1.0 + turned * math.tau * (0.55 + 1.1 * look.form.motion) * times
    nearest = min(rose.x, rose.y, size[0] - rose.x, size[1] - rose.y)
    away = rose.radius(0) + 0.015 + min(0.40, max(0.28, nearest - 0.04)) * times**0.9 + swing * pitch * ease
    spread = np.maximum(away, 0.8 * rose.radius(0))[:, None]
    return np.asarray(np.array([rose.x, rose.y]) + spread * np.column_stack([np.cos(angles), np.sin(angles)]))


def _lay_leaves(layer: Layer, look: Look, rose: Rose, melody: Voice, stem: tuple[Floats, Floats, Floats], sheets: Floats) -> None:
    """A leaf for the notes of each slot of time: outward for high ones, inward for low, longer for long notes, wider for loud."""
    voice = fold(melody, _LEAVES)
    times, line, normals = stem
    at = np.interp(voice.starts, times, np.arange(len(times))).astype(np.intp)
    ahead = np.gradient(line, axis=0)[at]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1), 1e-6)[:, None]
    low, middle, high = np.quantile(melody.pitches, (0.1, 0.5, 0.9))
    height = np.clip((voice.pitches - middle) / max(5.0, float(high - low) / 2), -1.0, 1.0)
    side = -normals[at] * np.where(height >= 0.0, 1.0, -1.0)[:, None]
    way = 0.75 * ahead + 0.66 * side
    way /= np.linalg.norm(way, axis=1)[:, None]
    lasting = np.sqrt(np.minimum(1.0, 10.0 * (voice.ends - voice.starts)))
    length = (
        (0.075 + 0.05 * look.form.scale) * (0.6 + 0.4 * np.abs(height)) * (0.7 + 0.5 * lasting) * np.minimum(1.0, 0.35 + 4.0 * voice.starts)
    )
    width = length * (0.24 + 0.26 * voice.velocities) * (0.6 + 0.6 * look.form.roundness)
    along = np.linspace(0.0, 1.0, 9)
    belly = np.sin(math.pi * along**0.8)
    cross = np.stack([-way[:, 1], way[:, 0]], axis=1)
    spine = line[at][:, None] + (length[:, None] * along)[..., None] * way[:, None]
    bulge = 0.5 * (width[:, None] * belly)[..., None] * cross[:, None]
    outlines = np.concatenate([spine + bulge, (spine - bulge)[:, ::-1]], axis=1)
    slot = np.minimum((voice.starts * _LEAVES).astype(np.intp), _LEAVES - 1)
    roles = np.where(voice.velocities > 0.75, number_of("light"), number_of("accent"))
    layer.fans(spine[:, 4], outlines, glass(roles, 0.6 + 0.4 * voice.velocities, sheets[47, slot], 0.4))
    layer.came(outlines, 0.7 * rose.came)


def lay_border(look: Look, size: tuple[float, float], bass: Voice | None, sheets: Floats) -> Layer:
    """A strip of glass along the rims: the bass's notes in time around the window, clockwise from the lower left."""
    layer = Layer()
    wide, came = 0.014 + 0.014 * look.form.scale, 0.0065
    width, height = size
    outer = np.array([[0.0, 0.0], [0.0, height], [width, height], [width, 0.0], [0.0, 0.0]])
    inner = np.array([[wide, wide], [wide, height - wide], [width - wide, height - wide], [width - wide, wide], [wide, wide]])
    for side in range(4):
        count = 12 if side % 2 == 0 else max(12, round(12 * width / height))
        stops = np.linspace(0.0, 1.0, count + 1)
        one, other = (line[side] + (line[side + 1] - line[side]) * stops[:, None] for line in (outer, inner))
        low = np.array([_bass_at(bass, (side + stop) / 4.0) for stop in stops[:-1]])
        roles = np.where(np.arange(count) % 2 == 0, number_of("second"), number_of("body"))
        layer.strips(one, other, glass(roles, 0.15 + 0.8 * low, sheets[43 + side, np.arange(count) % 48], 0.3 * low))
        layer.came(np.stack([one, other], axis=1), 0.5 * came)
    layer.came(inner, came)
    return layer


def contour(melody: Voice, times: Floats) -> tuple[Floats, Floats, Floats]:
    """Pitch along the section, about -1..1 and smooth, loudness 0..1, and how much sounds, 0..1."""
    middle = (melody.starts + melody.ends) / 2
    away = (times[:, None] - middle[None, :]) / 0.04
    weights = np.exp(-0.5 * away**2) * (melody.ends - melody.starts + 0.01) + 1e-7 / (1.0 + away**2)
    voiced = np.minimum(1.0, np.exp(-0.5 * away**2).sum(axis=1))
    weights /= weights.sum(axis=1, keepdims=True)
    spread = max(7.0, float(np.quantile(melody.pitches, 0.9) - np.quantile(melody.pitches, 0.1)) / 2)
    pitch = (weights @ melody.pitches - float(np.median(melody.pitches))) / spread
    return np.asarray(np.clip(pitch, -1.6, 1.6)), np.asarray(weights @ melody.velocities), voiced


def _bass_at(bass: Voice | None, time: float) -> float:
    """How loud the bass is about a time, 0..1."""
    if bass is None or not bass.notes:
        return 0.0
    near = (bass.starts < time + 0.03) & (bass.ends > time)
    return float(bass.velocities[near].max()) if near.any() else 0.0
