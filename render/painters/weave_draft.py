"""The draft of a cloth, crossing by crossing: which thread lies on top, and its colour; and the outlines of its motif."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from render.painters.bauhaus_figures import Kind
from render.score import Floats, Voice

Bools = NDArray[np.bool_]
# Colours of the cloth by index: the six roles, then mixtures: body in shadow, ground with some body.
GROUND, SHADOW, BODY, SECOND, ACCENT, LIGHT, DEEP, SOFT = range(8)
# Where one is tied down, after how many threads and how far the next one's tie is moved: plain weave, twills, satin.
_BINDINGS = ((2, 1), (3, 1), (4, 1), (5, 2), (8, 3))
# A chord's quality as an outline: the exponent of its norm (1 a diamond, less a star, more a cushion), lobes around, how deep they are.
_OUTLINES: dict[Kind, tuple[float, int, float]] = {
    "disc": (1.0, 0, 0.0),
    "target": (1.35, 8, 0.05),
    "half": (0.84, 0, 0.0),
    "three quarters": (1.0, 6, 0.07),
    "square": (2.1, 0, 0.0),
    "triangle": (0.74, 4, 0.05),
    "hexagon": (1.5, 6, 0.06),
    "cross": (0.66, 0, 0.0),
}


@dataclass(slots=True)
class Draft:
    """Arrays of shape (picks upwards, ends to the right); a warp-faced cloth, dyed before it is woven.

    Attributes:
        colors: What indices mean, shape (n, 3), OKLab.
        over: True where the weft is on top.
        lab: The colour there, OKLab.
    """

    picks: int
    ends: int
    colors: Floats
    over: Bools = field(init=False)
    lab: Floats = field(init=False)

    def __post_init__(self) -> None:
        shape = self.picks, self.ends
        rows, columns = np.indices(shape)
        self.over = (rows + columns) % 2 == 0
        self.lab = np.tile(self.colors[GROUND], (*shape, 1))

    def dye(self, rows: slice, columns: slice, color: int, share: Floats | float = 1.0) -> None:
        """Colour a field; between 0 and 1 the dye has only run there and mixes with what was before."""
        below = self.lab[rows, columns]
        part = np.broadcast_to(np.clip(share, 0.0, 1.0), below.shape[:2])
        there = part > 0.0
        old = below[there]
        below[there] = old + (self.colors[color] - old) * part[there][:, None]

    def bind(self, articulation: float) -> None:
        """Staccato is bound as plain weave, legato floats long as satin."""
        tie, step = _BINDINGS[min(len(_BINDINGS) - 1, int(articulation * len(_BINDINGS)))]
        y, x = np.ogrid[: self.picks, : self.ends]
        self.over = (y + step * x) % tie == 0


def radius_of(kind: Kind, x: Floats, y: Floats, softness: float) -> Floats:
    """How far a place lies from a motif's middle, 1 at its tips, in the outline of a chord's quality; soft ones are rounder."""
    power, lobes, depth = _OUTLINES[kind]
    power *= 1.0 + 0.45 * softness
    far = (np.abs(x) ** power + np.abs(y) ** power + 1e-9) ** (1.0 / power)
    if lobes:
        far = far * (1.0 + depth * (1.0 - np.cos(lobes * np.arctan2(x, y))))
    return np.asarray(far)


def contour_of(voice: Voice, picks: int) -> Floats:
    """A voice's melody -1..1 over `picks` steps of time, smoothed over about a tenth of it; zeros where it has no notes."""
    if not voice.notes:
        return np.zeros(picks)
    times = (np.arange(picks) + 0.5) / picks
    weights = np.exp(-(((voice.starts[None, :] - times[:, None]) / 0.1) ** 2)) * (0.2 + voice.velocities) + 1e-12
    pitch = (weights * voice.pitches).sum(axis=1) / weights.sum(axis=1)
    return np.asarray(np.clip((pitch - float(np.average(voice.pitches))) / 7.0, -1.0, 1.0))
