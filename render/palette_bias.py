"""What a style does to a palette: a little lighter or darker, richer or paler, drawn towards one hue. The emotion stays in command."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from render.palette import color, signed_turn
from vocabulary.descriptor import check_unit
from vocabulary.look import Color

LIMITS = {"lightness": (-0.12, 0.12), "chroma": (0.5, 1.4), "contrast": (0.7, 1.3), "hue": (0.0, 360.0), "pull": (0.0, 0.5)}
"""Narrow, so that any style keeps the order of moods: a bias shifts and scales, and both are monotone."""


@dataclass(frozen=True, slots=True)
class PaletteBias:
    """A shift of OKLCH lightness, factors on chroma and on the lightness gaps to the ground, and a hue (degrees) that pulls so much."""

    lightness: float = 0.0
    chroma: float = 1.0
    contrast: float = 1.0
    hue: float = 0.0
    pull: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            check_unit(field.name, getattr(self, field.name), *LIMITS[field.name])


def biased(palette: Sequence[Color], bias: PaletteBias) -> tuple[Color, ...]:
    """The palette under a bias; hues turn along the shorter way and keep their distances from one another."""
    if bias == PaletteBias():
        return tuple(palette)
    ground = palette[0].lightness
    shifted = ground + bias.lightness
    turn = bias.pull * signed_turn(palette[0].hue, bias.hue)
    return tuple(
        color(one.role, shifted + (one.lightness - ground) * bias.contrast, one.chroma * bias.chroma, one.hue + turn, one.because)
        for one in palette
    )
