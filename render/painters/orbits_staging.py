"""Where the discs of the painter "orbits" stand: five stagings, turned and sized by the music and the seed."""

import math
from dataclasses import dataclass

import numpy as np

from render.score import Floats
from vocabulary.look import Look

_TURN = math.tau
_SPREAD = 1.4
"""Half the arc on which satellites stand, radians."""
_CLEAR = 0.05
"""Units between two discs above which more room is no better."""


@dataclass(frozen=True, slots=True)
class Round:
    """A disc: centre and radius in units."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Stage:
    """The melody's disc, the moon behind it, and which of the two the bass turns around, at how many of its radii."""

    hero: Round
    moon: Round
    size: tuple[float, float]
    bass_at_moon: bool
    bass_reach: float

    @property
    def inward(self) -> float:
        """Direction from the melody's disc to the middle of the picture's emptier part, radians clockwise from the top."""
        away_x, away_y = self.size[0] / 2 - self.hero.x, self.size[1] / 2 - self.hero.y
        return math.atan2(away_x, away_y) if math.hypot(away_x, away_y) > 1e-6 else 0.0

    def shown(self, angle: float, reach: float, rim: float) -> tuple[float, float]:
        """A point that far from the melody's middle, its angle folded into what the frame shows; `rim` units stay free."""
        width, height = self.size
        turns = np.linspace(0.0, math.pi, 64)
        seen = [all(self._inside(self.inward + way * turn, reach, rim) for way in (-1, 1)) for turn in turns]
        room = float(turns[max(0, (seen.index(False) if False in seen else len(seen)) - 1)])
        folded = self.inward + ((angle - self.inward + math.pi) % _TURN - math.pi) * room / math.pi
        x, y = self.hero.x + reach * math.sin(folded), self.hero.y + reach * math.cos(folded)
        return float(np.clip(x, rim, width - rim)), float(np.clip(y, rim, height - rim))

    def free_place(self, reach: float, radius: float, wish: float, others: list[Round]) -> Round:
        """A place for a satellite, as far from the others as there is room, else where it wishes (0..1 of an arc inwards)."""

        def merit(offset: float) -> float:
            x, y = self.shown(self.inward + offset, reach, 1.3 * radius)
            gaps = [math.hypot(x - one.x, y - one.y) - one.radius - radius for one in others]
            return min([_CLEAR, *gaps]) - 0.02 * abs(offset - _SPREAD * (2.0 * wish - 1.0))

        offset = max((float(one) for one in np.linspace(-_SPREAD, _SPREAD, 17)), key=merit)
        return Round(*self.shown(self.inward + offset, reach, 1.3 * radius), radius)

    def _inside(self, angle: float, reach: float, rim: float) -> bool:
        x, y = self.hero.x + reach * math.sin(angle), self.hero.y + reach * math.cos(angle)
        return rim <= x <= self.size[0] - rim and rim <= y <= self.size[1] - rim


# Middle of the melody's disc in shares of the picture and its radius; the same of the moon; what the bass turns around, and how far out.
# Chance mirrors them, so that a disc may rise or set on either side.
_STAGINGS: tuple[tuple[tuple[float, float, float], tuple[float, float, float], bool, float], ...] = (
    ((0.28, 0.26, 0.40), (0.79, 0.79, 0.14), False, 1.16),  # a great disc enters from a corner, the moon is far
    ((0.40, 0.55, 0.30), (0.61, 0.66, 0.36), False, 1.30),  # a record before its moon
    ((0.36, 0.38, 0.265), (0.58, 0.60, 0.27), False, 1.55),  # an eclipse: two discs of a size on the diagonal
    ((0.66, 0.69, 0.225), (0.20, 0.08, 0.56), True, 0.80),  # a small disc high over a planet
    ((0.76, 0.50, 0.34), (0.17, 0.50, 0.13), False, 1.22),  # half a disc at one side, all else empty
)


def set_stage(look: Look, size: tuple[float, float], dice: Floats) -> Stage:
    """The seed chooses a staging, mirrors it and shifts it a little; low and excited music is large, high and happy music stands high."""
    hero, moon, at_moon, reach = _STAGINGS[min(len(_STAGINGS) - 1, int(dice[0] * len(_STAGINGS)))]
    grown = (0.88 + 0.24 * look.form.scale) * (0.94 + 0.12 * dice[1]) * (1.0 + 0.12 * look.arousal)
    spread = 0.88 + 0.24 * look.form.dispersion
    sides = 1.0 if dice[2] < 0.5 else -1.0, 1.0 if dice[3] < 0.6 else -1.0
    shift = 0.10 * (dice[4] - 0.5), 0.10 * (dice[5] - 0.5) + 0.08 * (look.light.height - 0.5) + 0.05 * look.valence

    def placed(one: tuple[float, float, float], grow: float) -> Round:
        x = 0.5 + sides[0] * spread * (one[0] - 0.5) + shift[0]
        y = 0.5 + sides[1] * spread * (one[1] - 0.5) + shift[1]
        return Round(size[0] * x, size[1] * y, grow * one[2])

    return Stage(placed(hero, grown), placed(moon, 0.88 + 0.24 * dice[6]), size, at_moon, reach)
