"""What the user wants of a look, whatever the music says: for a whole set, a track or a clip."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from vocabulary.look import COLOR_ROLES

WISH_NUMBERS: Mapping[str, tuple[float, float]] = {
    "valence": (-1.0, 1.0),
    "arousal": (-1.0, 1.0),
    "hue": (0.0, 360.0),
    "roundness": (0.0, 1.0),
    "density": (0.0, 1.0),
    "symmetry": (0.0, 1.0),
    "scale": (0.0, 1.0),
    "dispersion": (0.0, 1.0),
    "motion": (0.0, 1.0),
    "grain": (0.0, 1.0),
    "angle": (-180.0, 180.0),
    "height": (0.0, 1.0),
    "contrast": (0.0, 1.0),
    "energy": (0.0, 1.0),
}
"""What can be locked to a number, and its limits: emotion, the ground's hue in degrees, form, light, movement on a stage."""

MOST_WORDS = 24
LONGEST_TEXT = 600
_WEIGHT_SIGNS = frozenset("()[]{}")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is locked; what is left empty stays free.

    Attributes:
        style: Name of a style, "" for the one that fits.
        another: How often "another one" was asked for; each gives another composition.
        numbers: (name, value) of `WISH_NUMBERS`.
        colors: (role, 0xRRGGBB) of colours that are fixed.
        words: Words that come first.
        without: Words that must not stand in words or prompt.
        prompt: The whole prompt, "" for the one that is built.
    """

    style: str = ""
    another: int = 0
    numbers: tuple[tuple[str, float], ...] = ()
    colors: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    prompt: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.another < 2**31:
            raise ValueError(f"another must be in 0..2**31-1, got {self.another}")
        for name, value in self.numbers:
            low, high = WISH_NUMBERS.get(name, (math.nan, math.nan))
            if not low <= value <= high:
                raise ValueError(f"{name} must be in {low:g}..{high:g}, got {value!r}" if name in WISH_NUMBERS else _unknown(name))
        for role, rgb in self.colors:
            if role not in COLOR_ROLES or not 0 <= rgb <= 0xFFFFFF:
                raise ValueError(f"a colour is one of {', '.join(COLOR_ROLES)} and 0..0xFFFFFF, got {role!r} {rgb!r}")
        if max(len(self.words), len(self.without)) > MOST_WORDS:
            raise ValueError(f"at most {MOST_WORDS} words, got {max(len(self.words), len(self.without))}")
        if any(not word.strip() or set(word) & _WEIGHT_SIGNS for word in (*self.words, *self.without)):
            raise ValueError("a word must say something, without brackets: diffusion tools take them for weights")
        if any(len(text) > LONGEST_TEXT for text in (self.style, self.prompt, *self.words, *self.without)):
            raise ValueError(f"a text has at most {LONGEST_TEXT} characters")

    def over(self, wider: "Wishes") -> "Wishes":
        """These wishes where they say something, else the wider ones (a clip's over its track's over its set's)."""
        return Wishes(
            style=self.style or wider.style,
            another=self.another or wider.another,
            numbers=tuple({**dict(wider.numbers), **dict(self.numbers)}.items()),
            colors=tuple({**dict(wider.colors), **dict(self.colors)}.items()),
            words=tuple(dict.fromkeys((*self.words, *wider.words)))[:MOST_WORDS],
            without=tuple(dict.fromkeys((*self.without, *(word for word in wider.without if word not in self.words))))[:MOST_WORDS],
            prompt=self.prompt or wider.prompt,
        )

    @property
    def is_empty(self) -> bool:
        """Whether all is left to the music."""
        return all(not getattr(self, field.name) for field in fields(self))


def _unknown(name: str) -> str:
    return f"there is no {name!r} to lock; there are {', '.join(WISH_NUMBERS)}"
