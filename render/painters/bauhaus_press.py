"""Four printing plates and what they give where they overlap; `bauhaus.glsl` draws the rows collected here.

Every combination of inks has a colour of its own (Neugebauer 1937), made from the look's palette only: an overprint is the
picture's second kind of dark, not an accident of arithmetic.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from render.painters.canvas import Sheet
from render.painters.inks import Lab, blend, lab_of, linear
from render.score import Floats
from vocabulary.look import Look

FILE = "bauhaus.glsl"
Ink = Literal["body", "second", "accent", "key", "both"]
# Which plates an ink's colour is printed with; "both" is body over second.
_PLATES: dict[Ink, tuple[float, float, float, float]] = {
    "body": (1.0, 0.0, 0.0, 0.0),
    "second": (0.0, 1.0, 0.0, 0.0),
    "accent": (0.0, 0.0, 1.0, 0.0),
    "key": (0.0, 0.0, 0.0, 1.0),
    "both": (1.0, 1.0, 0.0, 0.0),
}
_NAMES = ("place", "shape", "ink", "life")
_DISC, _RING, _POLYGON, _BAR, _SECTOR, _WEDGE, _CROSS = range(7)
# Bare paper around a slab, units.
_RIM = 0.006
# From this lightness on a ground is printed with transparent inks and a dark key, below with opaque ones and a light key.
LIGHT_GROUND = 0.55


class Press:
    """Shapes in the order in which they are printed; lengths in units, angles in radians against the clock from the right."""

    def __init__(self) -> None:
        self._runs: list[tuple[bool, list[Floats]]] = []

    def disc(self, x: float, y: float, radius: float, ink: Ink, *, fade: float = 0.0, drift: float = 0.0, opaque: bool = False) -> None:
        """A disc; `fade` 0..1 airbrushes it away from the light."""
        self._put((x, y, radius, radius, _DISC, 0.0, 0.0, 0.0), ink, (0.0, drift, 0.0, fade), opaque)

    def discs(self, x: Floats, y: Floats, radius: Floats, ink: Ink, *, drift: Floats | float = 0.0, swell: float = 0.0) -> None:
        """Many small discs."""
        none = np.zeros(len(x))
        self._rows(
            np.column_stack([x, y, radius, radius, none, none, none, none, *_plates(ink, len(x)), none, none + drift, none + swell, none])
        )

    def bars(
        self, x: Floats, y: Floats, half_length: Floats, half_width: Floats, angle: Floats | float, ink: Ink, swell: float = 0.0
    ) -> None:
        """Many straight bars around middles."""
        none = np.zeros(len(x))
        columns = [x, y, half_length, half_width + none, none + _BAR, angle + none, none, none]
        self._rows(np.column_stack([*columns, *_plates(ink, len(x)), none, none, none + swell, none]))

    def bar(
        self, x: float, y: float, half_length: float, half_width: float, angle: float, ink: Ink, *, drift: float = 0.0, fade: float = 0.0
    ) -> None:
        """A straight bar around its middle."""
        self._put((x, y, half_length, half_width, _BAR, angle, 0.0, 0.0), ink, (0.0, drift, 0.0, fade), False)

    def slab(self, x: float, y: float, half_length: float, half_width: float, angle: float, ink: Ink, *, drift: float = 0.0) -> None:
        """A bar that lies on all else, with a rim of bare paper."""
        life = (0.0, drift, 0.0, 0.0)
        rim = half_length + _RIM, half_width + _RIM
        self._rows(np.array([[x, y, *rim, _BAR, angle, 0.0, 0.0, *_plates(ink, 1)[:, 0], *life]]), cut=True)
        self._put((x, y, half_length, half_width, _BAR, angle, 0.0, 0.0), ink, life, False)

    def ring(
        self,
        x: float,
        y: float,
        radius: float,
        half_width: float,
        ink: Ink,
        *,
        start: float = 0.0,
        length: float = math.tau,
        turn: float = 0.0,
    ) -> None:
        """A ring, or an arc of it around the angle `start`."""
        self._put((x, y, radius, half_width, _RING, start, 0.5 * length, 0.0), ink, (turn, 0.0, 0.0, 0.0), False)

    def polygon(
        self,
        x: float,
        y: float,
        radius: float,
        sides: int,
        angle: float,
        rounding: float,
        ink: Ink,
        *,
        fade: float = 0.0,
        drift: float = 0.0,
        opaque: bool = False,
    ) -> None:
        """A regular polygon with its corners rounded by a share 0..1 of its radius."""
        self._put((x, y, radius, rounding, _POLYGON, angle, float(sides), 0.0), ink, (0.25, drift, 0.0, fade), opaque)

    def sector(
        self,
        x: float,
        y: float,
        radius: float,
        half_angle: float,
        angle: float,
        ink: Ink,
        *,
        fade: float = 0.0,
        drift: float = 0.0,
        opaque: bool = False,
    ) -> None:
        """A piece of a disc around the direction `angle`."""
        self._put((x, y, radius, 0.0, _SECTOR, angle, half_angle, 0.0), ink, (0.25, drift, 0.0, fade), opaque)

    def wedge(self, x: float, y: float, length: float, half_base: float, angle: float, rounding: float, ink: Ink) -> None:
        """A triangle whose point is at (x, y) and looks along `angle`."""
        self._put((x, y, 0.5 * length, half_base, _WEDGE, angle, rounding, 0.0), ink, (0.0, 0.5, 0.0, 0.0), False)

    def cross(self, x: float, y: float, radius: float, half_width: float, angle: float, ink: Ink, *, drift: float = 0.0) -> None:
        """Two bars across each other."""
        self._put((x, y, radius, half_width, _CROSS, angle, 0.0, 0.0), ink, (0.25, drift, 0.0, 0.0), False)

    def print(self, sheet: Sheet, look: Look, slip: NDArray[np.float64]) -> None:
        """Draw all on the plates, then print them on the sheet, each plate out of place by its row of `slip`."""
        surface = sheet.extra_surface()
        program = sheet.canvas.program(FILE, ("figure vertex",), ("units", "figure"))
        sheet.use(surface, "screen", clear=True)
        for cut, rows in self._runs:
            sheet.use(surface, "multiply" if cut else "screen")
            facts = {"cut": float(cut), "light": math.radians(look.light.angle), "gradient": 0.25 + 0.5 * look.light.contrast}
            sheet.stamp(program, np.concatenate(rows), _NAMES, **facts)
        sheet.use()
        sheet.fill(
            sheet.canvas.program(FILE, ("screen",), ("units", "press")),
            inked=surface.color_attachments[0],
            primaries=np.array([linear(color) for color in primaries(look)]),
            slip=slip,
            grain=look.form.grain,
        )

    def _put(self, place: tuple[float, ...], ink: Ink, life: tuple[float, ...], opaque: bool) -> None:
        row = np.array([[*place, *_plates(ink, 1)[:, 0], *life]])
        if opaque:
            self._rows(row, cut=True)
        self._rows(row)

    def _rows(self, rows: Floats, *, cut: bool = False) -> None:
        if not self._runs or self._runs[-1][0] != cut:
            self._runs.append((cut, []))
        self._runs[-1][1].append(rows)


def primaries(look: Look) -> tuple[Lab, ...]:
    """The colour of each of the 16 combinations of inks, body the lowest bit; the first is the bare ground.

    Body over second darkens on a light ground and lights up on a dark one; accent nearly covers; key covers.
    """
    ground = lab_of(look, "ground")
    body, second, accent = (lab_of(look, role) for role in ("body", "second", "accent"))
    key = lab_of(look, "shadow" if ground[0] > LIGHT_GROUND else "light")
    both = blend(blend(body, second, 0.5), key, 0.42)
    over = (ground, body, second, both)
    return tuple(
        key if bits & 8 else blend(accent, over[bits & 3], 0.14) if bits & 4 and bits & 3 else accent if bits & 4 else over[bits & 3]
        for bits in range(16)
    )


def _plates(ink: Ink, count: int) -> Floats:
    """Columns of the four plates."""
    return np.repeat(np.array(_PLATES[ink])[:, None], count, axis=1)
