"""Which scene the hand "paper" sets: the seed chooses among compositions, the music bends each.

Mood moves things and never swaps them, so that what rises by a little changes the picture by a little: tension lets a storm's sheets hang
into the sky and tears the ridges, sadness raises the land around the viewer, motion tilts it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vocabulary.look import Look

Kind = Literal["hills", "sea", "gorge", "cliff", "plain"]
Sky = Literal["rings", "arcs", "strata"]
_KINDS: tuple[Kind, ...] = ("hills", "sea", "gorge", "cliff", "plain")
_SKIES: tuple[Sky, ...] = ("rings", "arcs", "strata")
_BIRDS = 0.33
"""Share of pictures with birds: where they always fly, they are a stamp."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A composition.

    Attributes:
        kind: What lies below.
        sky: How the chords' sheets are cut: rings around the sun, arcs from a corner, or strata over the horizon.
        horizon: Mean height of the farthest ridge, a share of the height: low music has much land, high music much sky.
        sheets: How many the land has.
        side: -1 or 1, where the scene is heavier.
        sun_x: Share of the width.
        sun_size: Factor of its radius.
        sun_high: Added to the light's height.
        red_sun: Whether the sun is cut from the accent's sheet instead of the light's.
        steep: 0..1, how far cliffs reach in and gorges open.
        birds: Whether birds fly.
        storm: 0..1, how far sheets hang from above.
        torn: 0..1, how jagged all edges are.
        tilt: 0..1, how steeply the land leans.
    """

    kind: Kind
    sky: Sky
    horizon: float
    sheets: int
    side: float
    sun_x: float
    sun_size: float
    sun_high: float
    red_sun: bool
    steep: float
    birds: bool
    storm: float
    torn: float
    tilt: float

    @classmethod
    def of(cls, look: Look) -> "Scene":
        """The seed's scene, bent by the look."""
        dice = np.random.default_rng([look.seed, 3]).uniform(0.0, 1.0, 12)
        form, excited = look.form, (look.arousal + 1) / 2
        angry = excited * max(0.0, 0.35 - look.valence) / 1.35
        kind = _KINDS[int(dice[0] * len(_KINDS))]
        side = -1.0 if dice[1] < 0.5 else 1.0
        low = float(np.clip((form.scale - 0.22) / 0.5, 0.0, 1.0))
        middle = {"hills": 0.34, "sea": 0.34, "gorge": 0.26, "cliff": 0.24, "plain": 0.26}[kind]
        third = 0.5 - side * (0.12 + 0.2 * dice[2])
        return cls(
            kind=kind,
            sky=_SKIES[int(dice[3] * len(_SKIES))],
            horizon=middle + 0.16 * low + 0.22 * (dice[4] - 0.4),
            sheets=min(3 + int(dice[5] * 2.2 + 0.8 * form.density), 4 if kind == "plain" else 5),
            side=side,
            sun_x=0.5 + (third - 0.5) * {"gorge": 0.3, "cliff": 0.7}.get(kind, 1.0),
            sun_size=0.6 + 1.1 * dice[6] ** 1.5,
            sun_high=0.5 * (dice[7] - 0.5),
            red_sun=bool(dice[8] < 0.55),
            steep=float(dice[2]),
            birds=bool(dice[9] < _BIRDS),
            storm=float(np.clip(1.9 * angry - 0.12 + 0.16 * (dice[10] - 0.5), 0.0, 1.0)),
            torn=float(np.clip(1.5 * angry, 0.0, 1.0)),
            tilt=form.motion * (0.5 + 0.5 * dice[11]),
        )
