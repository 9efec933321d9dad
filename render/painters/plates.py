"""Shapes for four printing plates, collected as rows that `orbits.glsl` draws as instances."""

import numpy as np

from render.score import Floats


class Plates:
    """Shapes collected for the four inks, in order."""

    def __init__(self, sides: int, angular: float, turn: float) -> None:
        """All round shapes have so many sides, are so angular (0..1) and turned so."""
        self.form = (float(sides), angular, turn)
        self.blobs: list[Floats] = []
        self.bands: list[Floats] = []

    def disc(self, x: float, y: float, radius: float, ink: Floats, tint: float = 1.0) -> None:
        """A filled disc."""
        self.blobs.append(np.array([[x, y, radius, 0.0, *self.form, tint, *ink]]))

    def glow(self, x: float, y: float, radius: float, ink: Floats, tint: float, direction: float) -> None:
        """A disc whose halftone fades against a direction (radians clockwise from the top)."""
        sides, angular, _ = self.form
        self.blobs.append(np.array([[x, y, radius, 2.0, sides, angular, direction, tint, *ink]]))

    def lines(self, x: Floats, y: Floats, half_length: Floats, half_width: Floats, direction: Floats, ink: Floats) -> None:
        """Straight strokes around middles."""
        one = np.ones_like(x)
        inks = np.broadcast_to(ink, (len(x), 4))
        self.blobs.append(np.column_stack([x, y, half_length * one, one, half_width * one, 0 * one, direction * one, one, inks]))

    def dots(self, x: Floats, y: Floats, radius: Floats, ink: Floats) -> None:
        """Small discs, always round."""
        one = np.ones_like(x)
        inks = np.broadcast_to(ink, (len(x), 4))
        self.blobs.append(np.column_stack([x, y, radius * one, 0 * one, 8 * one, 0 * one, 0 * one, one, inks]))

    def arcs(
        self,
        center: tuple[float, float],
        radius: Floats,
        half_width: Floats,
        start: Floats,
        length: Floats,
        ink: Floats,
        tint: Floats,
        petals: float | Floats = 1.0,
    ) -> None:
        """Arcs of circles around one centre; angles in radians clockwise from the top; ends are square at `petals` 0, round at 1."""
        one = np.ones_like(start)
        inks = np.broadcast_to(ink, (len(start), 4))
        ends = (1.0 - self.form[1]) * petals
        table = [center[0] * one, center[1] * one, radius * one, half_width * one, start, length, ends * one, 0 * one]
        table += [value * one for value in self.form] + [tint * one]
        self.bands.append(np.column_stack([*table, inks]))
