"""The draft of a cloth, crossing by crossing: which thread lies on top, and the colours of both."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from render.painters.weave_layout import Block
from render.score import Floats, Voice

Bools = NDArray[np.bool_]
# Colours of the cloth by index: the six roles, then mixtures: body in shadow, ground with some body.
GROUND, SHADOW, BODY, SECOND, ACCENT, LIGHT, DEEP, SOFT = range(8)
# Where one is tied down, after how many threads and how far the next pick's tie is moved: plain weave, twills, satin.
_BINDINGS = ((2, 1), (3, 1), (4, 1), (5, 2), (8, 3))


@dataclass(slots=True)
class Draft:
    """Arrays of shape (picks upwards, ends to the right).

    Attributes:
        over: True where the weft is on top.
        color: Index of the colour there.
        laid: True where an extra weft lies on top of the cloth.
    """

    picks: int
    ends: int
    over: Bools = field(init=False)
    color: NDArray[np.int8] = field(init=False)
    laid: Bools = field(init=False)

    def __post_init__(self) -> None:
        shape = self.picks, self.ends
        rows, columns = np.indices(shape)
        self.over = (rows + columns) % 2 == 0
        self.color = np.full(shape, GROUND, dtype=np.int8)
        self.laid = np.zeros(shape, dtype=bool)

    def dye(self, rows: slice, columns: slice, color: NDArray[np.integer] | int, where: Bools | bool = True) -> None:
        """Colour a field."""
        self.color[rows, columns] = np.where(where, color, self.color[rows, columns])

    def bind(self, rows: slice, columns: slice, articulation: float, where: Bools | bool = True) -> None:
        """Weft-faced cloth: staccato is bound as plain weave, legato floats long as satin."""
        tie, step = _BINDINGS[min(len(_BINDINGS) - 1, int(articulation * len(_BINDINGS)))]
        y, x = np.ogrid[rows, columns]
        self.over[rows, columns] = np.where(where, (x + step * y) % tie != 0, self.over[rows, columns])

    def texels(self, colors: Floats) -> Floats:
        """What `weave.glsl` reads: colour of the top thread and which it is; colors of shape (n, 3), linear light."""
        return np.dstack([colors[self.color], np.where(self.laid, 2.0, np.where(self.over, 1.0, 0.0))])


def motif(block: Block, across: Floats, up: Floats) -> Floats:
    """How far a place lies from a motif's middle, 1 at its rim; the chord's quality is the motif.

    Args:
        across: Distance from the middle, 1 at the rim, of shape (1, ends) or (picks, ends).
        up: 0 at the foot, 1 at the head, of shape (picks, 1).
    """
    off = np.abs(2.0 * up - 1.0)
    match block.kind:
        case "disc":
            return across + off
        case "target":
            return np.hypot(across, off) * 1.05
        case "half":
            return across + 0.78 * (1.0 - off)
        case "three quarters":
            return across + up
        case "square":
            return np.maximum(across, off) + 0.0 * across
        case "triangle":
            return (across + (2.0 * up) % 1.0) * 0.8
        case "hexagon":
            return np.maximum(across, 0.5 * across + 0.9 * off)
        case "cross":
            return np.minimum(across, off) * 2.2 + 0.25 * np.maximum(across, off)


def contour_of(voice: Voice, start: float, end: float, picks: int) -> Floats:
    """A voice's melody -1..1 over `picks` steps of time, smoothed over about a tenth of it; zeros where it has no notes."""
    if not voice.notes:
        return np.zeros(picks)
    times = start + (end - start) * (np.arange(picks) + 0.5) / picks
    width = max(1e-4, (end - start) / 10)
    weights = np.exp(-(((voice.starts[None, :] - times[:, None]) / width) ** 2)) * (0.2 + voice.velocities) + 1e-12
    pitch = (weights * voice.pitches).sum(axis=1) / weights.sum(axis=1)
    return np.asarray(np.clip((pitch - float(np.average(voice.pitches))) / 7.0, -1.0, 1.0))
