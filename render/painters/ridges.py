"""Melodic contours as ridge lines: smooth hills for legato, peaks for short notes, terraces for strict repetition."""

import numpy as np
from numpy.typing import NDArray

from render.score import Floats, Voice

COLUMNS = 1024
"""Samples of a ridge over the picture's width."""
_LEAST_RANGE = 7.0
"""Semitones that always count as the full height of a ridge: a fifth, so that a drone stays flat."""


def contour(voice: Voice, cells: int) -> Floats:
    """Pitch over time in `cells` equal cells, 0..1 within the voice's own range; rests sink a little below their neighbours.

    Higher, longer and louder notes count more, since they are what the ear follows.
    """
    if not voice.notes:
        return np.full(cells, 0.3)
    low, high = np.percentile(voice.pitches, [4, 96])
    middle, reach = (low + high) / 2, max(_LEAST_RANGE, high - low) / 2
    height = np.clip((voice.pitches - middle) / (2 * reach) + 0.5, -0.1, 1.1)
    weight = (voice.ends - voice.starts + 0.25 / cells) * (0.3 + voice.velocities) * np.exp2(1.5 * height)
    overlap = np.zeros(cells)
    total = np.zeros(cells)
    for step, share in ((0.0, 1.0), (0.5, 0.7), (1.0, 0.5)):
        at = voice.starts + step * (voice.ends - voice.starts)
        cell = np.minimum((at * cells).astype(np.intp), cells - 1)
        np.add.at(overlap, cell, weight * share)
        np.add.at(total, cell, weight * share * height)
    heard = overlap > 0
    known = total[heard] / overlap[heard]
    places = np.flatnonzero(heard)
    filled = np.interp(np.arange(cells), places, known)
    distance = np.min(np.abs(np.arange(cells)[:, None] - places[None, :]), axis=1)
    return np.asarray(filled - np.minimum(0.22, 0.06 * distance))


def ridge(heights: Floats, roundness: float, terraces: float, rng: np.random.Generator) -> Floats:
    """A ridge of `COLUMNS` samples through contour heights.

    Args:
        heights: From `contour`.
        roundness: 0 = rocky peaks, 1 = soft hills.
        terraces: 0..1, how far it turns into steps.
        rng: For the rocks.
    """
    cells = len(heights)
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS
    padded = np.concatenate([heights[:1], heights, heights[-1:]])
    jitter = rng.uniform(-0.22, 0.22, cells) * (1.0 - roundness)
    centers = np.concatenate([[-0.5 / cells], (np.arange(cells) + 0.5 + jitter) / cells, [1 + 0.5 / cells]])
    peaks = np.interp(x, centers, padded)
    soft = smooth(peaks, 0.42 / cells)
    rough = smooth(peaks, 0.06 / cells) + (0.5 / cells**0.7) * 0.16 * rocks(rng)
    steps = smooth(padded[1:-1][np.minimum((x * cells).astype(np.intp), cells - 1)], 0.0012)
    share = _smoothstep(0.28, 0.62, roundness)
    free = soft * share + rough * (1 - share)
    return np.asarray(free * (1 - terraces) + steps * terraces)


def smooth(values: Floats, sigma: float) -> Floats:
    """Gaussian blur along x; sigma as a share of the width; edges are held."""
    reach = int(max(1, round(3 * sigma * COLUMNS)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(1e-6, sigma * COLUMNS)) ** 2)
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid")


def rocks(rng: np.random.Generator) -> NDArray[np.float64]:
    """Midpoint displacement, about -1..1 (Fournier, Fussell & Carpenter 1982)."""
    line = np.zeros(2)
    size = 1.0
    while len(line) < COLUMNS + 1:
        middles = (line[:-1] + line[1:]) / 2 + rng.uniform(-size, size, len(line) - 1)
        whole = np.empty(len(line) + len(middles))
        whole[::2], whole[1::2] = line, middles
        line = whole
        size *= 0.56
    return line[:COLUMNS]


def _smoothstep(low: float, high: float, value: float) -> float:
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3 - 2 * share)
