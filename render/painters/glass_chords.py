"""Which triads of `glass` are lit: chords on the Tonnetz, by the part of the section in which they sound."""

import math

import numpy as np
from numpy.typing import NDArray

from render.painters.glass_window import number_of
from vocabulary.pictures import PictureRequest

Floats = NDArray[np.float64]

RINGS = 7
"""Strips of triads, out to the window's corners."""
PARTS = 5
"""The first strip is the section's first fifth, and so on; what lies beyond goes on with the last, for little of it is seen."""


def lit_triads(request: PictureRequest) -> Floats:
    """Shape (7, 12, 2): how much light each major and minor triad has in each ring, 0..1, from chords near it; more in energetic music."""
    sounding = np.zeros((PARTS, 12, 2))
    part = request.length / PARTS
    for start, end, root, label in request.chords:
        if root >= 0:
            for ring in range(PARTS):
                shared = min(end, (ring + 1) * part) - max(start, ring * part)
                sounding[ring, root, int(is_minor(label))] += max(0.0, shared) / part
    places = np.arange(12) * 7 % 12
    away = np.abs((places[:, None] - places[None, :] + 6) % 12 - 6)
    near = np.exp(-((away / (0.78 + 0.16 * request.look.form.dispersion)) ** 2))
    spread = np.einsum("ab,rbq->raq", near, np.sqrt(sounding))
    both = spread + 0.35 * np.stack([np.roll(spread[..., 1], 3, axis=1), np.roll(spread[..., 0], -3, axis=1)], axis=-1)
    lit = np.minimum(1.0, (1.3 + 0.8 * request.look.energy) * both**1.2)
    lit = lit * lit * (3.0 - 2.0 * lit)
    return np.concatenate([lit, np.repeat(lit[-1:], RINGS - PARTS, axis=0)])


def is_minor(label: str) -> bool:
    """Whether a chord's third is minor.

    >>> is_minor("A:min7"), is_minor("B:dim"), is_minor("C:maj7")
    (True, True, False)
    """
    return label.partition(":")[2].startswith(("min", "dim", "hdim"))


def home_of(request: PictureRequest) -> float:
    """Mean place of the chords on the circle of fifths, 0..12."""
    x = y = 0.0
    for start, end, root, _ in request.chords:
        if root >= 0:
            angle = math.tau * (root * 7 % 12) / 12
            x, y = x + (end - start) * math.cos(angle), y + (end - start) * math.sin(angle)
    return math.atan2(y, x) / math.tau * 12 % 12


def roles_of(roots: NDArray[np.int_], home: float) -> Floats:
    """Numbers of the colours: near chords in the body's, farther ones in the second, far ones in the accent."""
    away = np.abs((roots * 7 % 12 - home + 6) % 12 - 6)
    return np.where(away < 1.2, number_of("body"), np.where(away < 3.4, number_of("second"), number_of("accent")))
