"""The diagonal on which a constructivist print hangs."""

import math
from dataclasses import dataclass

import numpy as np

from render.painters.catalogue import setting
from render.score import Floats
from vocabulary.look import Look

_MARGIN = 0.045


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The diagonal that everything hangs on.

    Attributes:
        x, y: Middle of the main figure.
        radius: Its radius.
        angle: Of the diagonal, radians.
        side: 1 or -1: on which side of the diagonal the chords lie; drums and bass lie on the other.
        ahead, behind: Way to the picture's rim along the diagonal, forwards and backwards.
    """

    x: float
    y: float
    radius: float
    angle: float
    side: float
    ahead: float
    behind: float
    size: tuple[float, float]

    def at(self, along: Floats | float, across: Floats | float) -> tuple[Floats, Floats]:
        """Places along and across the diagonal, in units."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        u, n = np.asarray(along, dtype=np.float64), np.asarray(across, dtype=np.float64) * self.side
        return self.x + u * cos - n * sin, self.y + u * sin + n * cos

    def point(self, along: float, across: float) -> tuple[float, float]:
        """One place along and across."""
        x, y = self.at(along, across)
        return float(x), float(y)

    def inside(self, place: tuple[float, float], half_length: float, half_width: float) -> tuple[float, float]:
        """The nearest place where something so long (along the diagonal) and so wide keeps off the rim."""
        cos, sin = abs(math.cos(self.angle)), abs(math.sin(self.angle))
        reach = half_length * cos + half_width * sin + _MARGIN, half_length * sin + half_width * cos + _MARGIN
        x, y = (
            min(max(value, min(room, side / 2)), max(side - room, side / 2))
            for value, room, side in zip(place, reach, self.size, strict=True)
        )
        return x, y


def make_frame(size: tuple[float, float], look: Look, rng: np.random.Generator) -> Frame:
    """The diagonal is steep where music moves; the main figure rises with valence and stands in the middle of music that repeats."""
    width, height = size
    hand, side, shift = rng.choice((-1.0, 1.0)), rng.choice((-1.0, 1.0)), rng.uniform(-0.04, 0.04)
    slope = math.radians(6.0 + 46.0 * look.form.motion)
    angle = math.atan2(height * math.sin(slope), width * math.cos(slope) * hand)
    free = 1.0 - 0.9 * look.form.symmetry**2
    back, aside = (0.09 + shift) * free * max(size), 0.10 * free * side
    x = 0.5 * width - back * math.cos(angle) - aside * math.sin(angle)
    y = 0.5 * height - back * math.sin(angle) + aside * math.cos(angle)
    y += 0.10 * look.valence + 0.05 * (look.light.height - 0.5)
    radius = (0.175 + 0.125 * look.form.scale) * setting(look, "scale") * min(1.3, max(size) ** 0.35)
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    right, left = (width - x, x) if hand > 0 else (x, width - x)
    ahead = min(right / max(cos, 1e-3), (height - y) / max(sin, 1e-3))
    behind = min(left / max(cos, 1e-3), y / max(sin, 1e-3))
    return Frame(x, y, radius, angle, float(side), ahead, behind, size)
