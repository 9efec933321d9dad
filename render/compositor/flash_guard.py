"""Keeps a show from flashing, whatever is asked of it.

Rule: WCAG 2.2, success criterion 2.3.1 - no more than three general flashes in any one second. A flash is a pair of opposing
changes of relative luminance of 10 % or more (of the maximum) where the darker state is below 0.80. This guard looks at
the mean of the whole frame, stays a margin below both figures, and does not look at red flashes or small areas.
"""

from collections import deque

SWING = 0.08
"""Change of mean relative luminance that counts as one half of a flash (WCAG: 0.10)."""
MAX_SWINGS = 4
"""Halves allowed in one second: two flashes (WCAG: three flashes)."""
WINDOW_S = 1.0


class FlashGuard:
    """Follows the luminance that is shown, and says by how much a frame must be held back."""

    def __init__(self) -> None:
        self._swings: deque[float] = deque()
        self._low: float | None = None
        self._high = 0.0
        self._direction = 0

    def allow(self, luminance: float, now_s: float) -> float:
        """Luminance (0..1) that may be shown at monotonic second `now_s` when `luminance` is wanted."""
        while self._swings and now_s - self._swings[0] > WINDOW_S:
            self._swings.popleft()
        if self._low is None:
            self._low = self._high = luminance
            return luminance
        shown = luminance
        if len(self._swings) >= MAX_SWINGS:
            shown = self._held(luminance)
        self._follow(shown, now_s)
        return shown

    def _held(self, luminance: float) -> float:
        """Stop short of the next turn, so that it does not become a swing; going on in the same direction is allowed."""
        assert self._low is not None
        floor = self._high - 0.95 * SWING if self._direction >= 0 else 0.0
        ceiling = self._low + 0.95 * SWING if self._direction <= 0 else 1.0
        return min(max(luminance, floor), ceiling)

    def _follow(self, shown: float, now_s: float) -> None:
        """Note turning points: `_high` and `_low` are the extremes since the last counted swing."""
        assert self._low is not None
        if self._direction >= 0 and shown <= self._high - SWING:
            self._swings.append(now_s)
            self._direction, self._low, self._high = -1, shown, shown
        elif self._direction <= 0 and shown >= self._low + SWING:
            self._swings.append(now_s)
            self._direction, self._low, self._high = 1, shown, shown
        else:
            self._low, self._high = min(self._low, shown), max(self._high, shown)
