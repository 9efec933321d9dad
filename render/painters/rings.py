"""The sky's sheets, one a chord, as radii over angle."""

import math

import numpy as np

from render.score import Floats
from vocabulary.pictures import PictureRequest

MOST_RINGS = 9
_ANGLES = 512


def ring_radii(request: PictureRequest, reach: tuple[float, float], rng: np.random.Generator) -> tuple[Floats, list[int]]:
    """Radius over angle, one row a ring, innermost first, and the chord root of each; `reach` is from where to where, units."""
    chords = [(start, end, root) for start, end, root, _ in request.chords if end > start and root >= 0]
    merged: list[list[int]] = []
    for start, end, root in chords:
        if merged and merged[-1][2] == root:
            merged[-1][1] = end
        else:
            merged.append([start, end, root])
    while len(merged) > MOST_RINGS:
        shortest = min(range(len(merged) - 1), key=lambda index: merged[index + 1][1] - merged[index][0])
        merged[shortest : shortest + 2] = [[merged[shortest][0], merged[shortest + 1][1], merged[shortest][2]]]
    while len(merged) < 4:
        merged.append([0, request.length // 4, merged[-1][2] if merged else 0])
    lasting = np.sqrt(np.array([max(1, end - start) for start, end, _ in merged], dtype=np.float64))
    edges = np.cumsum(lasting) / lasting.sum()
    base = reach[0] + (reach[1] - reach[0]) * np.concatenate([[0.0], edges[:-1]]) ** 1.18
    turn = np.arange(_ANGLES) / _ANGLES * math.tau
    wild = 0.012 + 0.045 * (1 - request.look.form.roundness) + 0.02 * request.look.form.dispersion
    rows = []
    for index, radius in enumerate(base):
        waves = sum(
            rng.uniform(0.3, 1.0) / order**0.8 * np.cos(order * turn + rng.uniform(0, math.tau)) for order in (2, 3, 5, 7 + index % 3)
        )
        rows.append(radius + min(1.0, radius) * wild * waves * (0.35 + 0.65 * min(1.0, radius / 0.4)))
    return np.array(rows), [root for _, _, root in merged]
