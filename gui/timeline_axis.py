"""Where beats lie on the timeline's width, and which lines divide it. No Qt here."""

import math
from dataclasses import dataclass

LEAST_GRID_PX = 36.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A line from song time to pixels.

    Attributes:
        left_px, width_px: Where the song's start lies and how wide the song is; at least 1 wide.
        length: Beats that the width stands for, above 0.
    """

    left_px: float
    width_px: float
    length: float

    def x(self, beats: float) -> float:
        """Pixel of a song time; kept within what painting can stand."""
        return self.left_px + min(max(beats / self.length, -1.0), 2.0) * self.width_px

    def beats(self, x: float) -> float:
        """Song time at a pixel, kept within the song."""
        return min(max((x - self.left_px) / self.width_px, 0.0), 1.0) * self.length

    def grid(self, beats_per_bar: float) -> tuple[float, ...]:
        """Song times of the lines: every bar, or every so many that they do not crowd (a power of two)."""
        bar_px = beats_per_bar / self.length * self.width_px
        step = 2.0 ** max(0, math.ceil(math.log2(LEAST_GRID_PX / bar_px))) * beats_per_bar
        return tuple(k * step for k in range(math.ceil(self.length / step)))
