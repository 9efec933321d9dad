"""What a leaded window is made of: pieces of glass as triangles, and the lead between them as short straight cames, in layers."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vocabulary.look import COLOR_ROLES, ColorRole

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Layer:
    """Pieces and cames that lie over the layers before, and cover their cames."""

    triangles: list[Floats] = field(default_factory=list)
    cames: list[Floats] = field(default_factory=list)

    def fans(self, middles: Floats, outlines: Floats, glass: Floats) -> None:
        """Pieces of shape (n, 2) middles, (n, m, 2) closed outlines, and n rows of `glass`."""
        count, steps = outlines.shape[0], outlines.shape[1] - 1
        ends = np.concatenate([np.repeat(middles[:, None], steps, axis=1), outlines[:, :-1], outlines[:, 1:]], axis=2)
        sheets = np.repeat(glass[:, None], steps, axis=1)
        self.triangles.append(np.concatenate([ends, sheets], axis=2).reshape(count * steps, -1))

    def strips(self, one: Floats, other: Floats, glass: Floats) -> None:
        """Pieces between two lines of m points, of shapes (m, 2); one row of `glass` for each of the m - 1 steps."""
        for a, b, c in ((one[:-1], one[1:], other[1:]), (one[:-1], other[1:], other[:-1])):
            self.triangles.append(np.column_stack([a, b, c, glass]))

    def came(self, lines: Floats, widths: Floats | float) -> None:
        """Lead along lines of points, shape (..., m, 2); widths in units, one each or one for all."""
        lines = lines.reshape(-1, lines.shape[-2], 2)
        steps = lines.shape[1] - 1
        half = np.repeat(np.broadcast_to(np.asarray(widths, dtype=np.float64) / 2, len(lines)), steps)
        rows = np.concatenate([lines[:, :-1], lines[:, 1:]], axis=2).reshape(-1, 4)
        self.cames.append(np.column_stack([rows, half, np.zeros((len(rows), 3))]))

    def jewels(self, middles: Floats, radii: Floats, glass: Floats, width: float) -> None:
        """Round pieces, each in its own lead."""
        if len(middles):
            rims = middles[:, None] + radii[:, None, None] * circle(28)
            self.fans(middles, rims, glass)
            self.came(rims, width)

    def tables(self) -> tuple[Floats, Floats]:
        """Rows of triangles (12 numbers) and of cames (8 numbers)."""
        return (
            np.concatenate(self.triangles) if self.triangles else np.zeros((0, 12)),
            np.concatenate(self.cames) if self.cames else np.zeros((0, 8)),
        )


def glass(roles: Floats, shares: Floats, sheets: Floats, glow: Floats | float = 0.0) -> Floats:
    """Rows that say what pieces are cut from: number of the colour, its share (the rest is the ground's), sheet, and glow, all 0..1."""
    count = len(shares)
    columns = (roles, shares, sheets, glow, 0.0, 0.0)
    return np.column_stack([np.broadcast_to(np.asarray(one, dtype=np.float64), count) for one in columns])


def number_of(role: ColorRole) -> float:
    """A colour's number in the shader."""
    return float(COLOR_ROLES.index(role))


def circle(steps: int) -> Floats:
    """Points around the unit circle, the first again at the end; shape (steps + 1, 2)."""
    angles = np.linspace(0.0, math.tau, steps + 1)
    return np.column_stack([np.cos(angles), np.sin(angles)])
