"""Which figure a chord is: its quality decides the shape, its share of the section the size, its root the ink and the turn."""

import math
from dataclasses import dataclass
from typing import Literal

from render.painters.bauhaus_press import Ink, Press
from vocabulary.pictures import PictureRequest

Kind = Literal["disc", "half", "square", "target", "three quarters", "triangle", "hexagon", "cross"]
_MOST = 8
# Beginnings of Harte qualities, the first that fits rules. Settled chords are round, leading ones have corners, the sharpest
# corners are the tritone's.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("maj7", "target"),
    ("maj9", "target"),
    ("maj", "disc"),
    ("minmaj", "three quarters"),
    ("min7", "three quarters"),
    ("min9", "three quarters"),
    ("min", "half"),
    ("dim", "triangle"),
    ("hdim", "triangle"),
    ("aug", "hexagon"),
    ("sus", "cross"),
    ("5", "cross"),
    ("7", "square"),
    ("9", "square"),
    ("11", "square"),
    ("13", "square"),
)


@dataclass(frozen=True, slots=True)
class ChordFigure:
    """A chord of the section.

    Attributes:
        root: Pitch class.
        share: 0..1 of all chords' time, all its places added up.
        away: Steps from the longest chord's root on the circle of fifths, -5..6.
    """

    root: int
    kind: Kind
    share: float
    away: int

    @property
    def ink(self) -> Ink:
        """Home in the main ink, its neighbours in the second, farther roots in both, the farthest in the accent."""
        distance = abs(self.away)
        return "body" if distance == 0 else "second" if distance <= 2 else "both" if distance <= 4 else "accent"

    @property
    def angle(self) -> float:
        """How the figure is turned, radians: 30 degrees for each step on the circle of fifths."""
        return math.radians(30.0 * self.away)


def kind_of(label: str) -> Kind:
    """The figure of a Harte label.

    >>> kind_of("C"), kind_of("A:min/b3"), kind_of("G:7"), kind_of("B:hdim7")
    ('disc', 'half', 'square', 'triangle')
    """
    quality = label.split(":")[1].split("/")[0] if ":" in label else "maj"
    return next((kind for start, kind in _KINDS if quality.startswith(start)), "disc")


def chord_figures(request: PictureRequest) -> tuple[ChordFigure, ...]:
    """The section's chords, longest first, at most eight; () where no chord was heard."""
    lasting: dict[tuple[int, Kind], int] = {}
    for start, end, root, label in request.chords:
        if root >= 0 and end > start:
            key = root, kind_of(label)
            lasting[key] = lasting.get(key, 0) + end - start
    total = sum(lasting.values())
    ranked = sorted(lasting.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    home = ranked[0][0][0] if ranked else 0
    return tuple(ChordFigure(root, kind, time / total, ((root - home) * 7 + 5) % 12 - 5) for (root, kind), time in ranked)


def draw_figure(
    press: Press,
    figure: ChordFigure,
    x: float,
    y: float,
    radius: float,
    turn: float,
    roundness: float,
    *,
    ink: Ink | None = None,
    fade: float = 0.45,
    drift: float = 1.0,
) -> None:
    """Print a chord's figure; `turn` is where its unturned side looks, and smooth music rounds its corners."""
    color = ink or figure.ink
    angle = turn + figure.angle
    soft = max(0.0, 1.1 * roundness - 0.25) * 0.5
    match figure.kind:
        case "disc":
            press.disc(x, y, radius, color, fade=fade, drift=drift)
        case "half":
            press.sector(x, y, 1.12 * radius, 0.5 * math.pi, angle, color, fade=fade, drift=drift)
        case "target":
            press.ring(x, y, 0.86 * radius, 0.14 * radius, color)
            press.disc(x, y, 0.46 * radius, color, drift=drift)
        case "three quarters":
            press.sector(x, y, radius, 0.75 * math.pi, angle, color, fade=fade, drift=drift)
        case "square":
            press.polygon(x, y, 1.22 * radius, 4, angle, soft, color, fade=fade, drift=drift)
        case "triangle":
            press.polygon(x, y, 1.3 * radius, 3, angle, soft, color, fade=fade, drift=drift)
        case "hexagon":
            press.polygon(x, y, 1.06 * radius, 6, angle, soft, color, fade=fade, drift=drift)
        case "cross":
            press.cross(x, y, radius, 0.3 * radius, angle, color, drift=drift)
