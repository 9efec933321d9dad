"""Find a true value below observations that are only ever late: the minimum over a window, corrected for its own lateness.

The minimum filter is how NTP picks among delayed samples (Mills et al. 2010, RFC 5905, section 10). The smallest observation is still
late; how much shows in the gaps between the smallest ones, from which the end point of the distribution is estimated
(Robson and Whitlock 1964, "Estimation of a truncation point"; Cooke 1979, "Statistical inference for bounds of random variables").
"""

from bisect import bisect_left, insort
from collections import deque

_SMALLEST = 8
"""How many of the smallest observations tell the end point."""
_FEW = 4
"""Below so many observations, the lateness known from before is the better guide."""
_SAME_DOUBT_SECONDS = 0.001
_LEARNING_SHARE = 0.02
"""Of each new observation in the mean lateness, once it is known."""
_PRIOR_WEIGHT = 3
"""Observations that the lateness known so far stands for when a window begins anew."""
_OUTLIER_RATIO, _OUTLIER_SECONDS = 4.0, 0.005
"""A stall of Live is no typical lateness: what is later than this counts as this."""

_Observation = tuple[float, float, float]  # (value less the trust lost by age, value, doubt when it was made)


class LatencyFloor:
    """A sliding window over late observations, in seconds.

    An older observation is trusted less: its lead is reduced by `drift` a second, and by the uncertainty that `doubt` adds.
    """

    def __init__(self, *, window: float, drift: float, typical_lateness: float, causes: int) -> None:
        """Begin empty.

        Args:
            window: Seconds that an observation counts.
            drift: By how much the two clocks may drift apart, seconds a second.
            typical_lateness: Mean lateness to assume until it is learned.
            causes: How many independent delays add up: with one, small delays are as likely as any; with two, rarer.
        """
        self.typical_lateness = typical_lateness
        self._window, self._drift, self._causes = window, drift, causes
        self._doubt = 0.0
        self._estimate: float | None = None
        self._in_time: deque[tuple[float, _Observation]] = deque()
        self._in_order: list[_Observation] = []

    def __len__(self) -> int:
        return len(self._in_time)

    def doubt(self, seconds: float) -> None:
        """All observations so far may be wrong by this much more."""
        self._doubt += seconds
        self._estimate = None

    def add(self, at: float, value: float) -> None:
        """Take an observation made at a moment."""
        self._estimate = None
        observation = (value - self._doubt - self._drift * at, value, self._doubt)
        self._in_time.append((at, observation))
        insort(self._in_order, observation)
        while self._in_time[0][0] < at - self._window:
            del self._in_order[bisect_left(self._in_order, self._in_time.popleft()[1])]
        lateness = min(value - self.lowest, _OUTLIER_RATIO * self.typical_lateness + _OUTLIER_SECONDS)
        self.typical_lateness += (lateness - self.typical_lateness) * max(_LEARNING_SHARE, 1 / (len(self) + _PRIOR_WEIGHT))

    def restart(self) -> None:
        """Forget all observations; the typical lateness stays."""
        self._in_time.clear()
        self._in_order.clear()
        self._doubt = 0.0
        self._estimate = None

    @property
    def lowest(self) -> float:
        """The least late observation. Ask only after one was added."""
        return self._in_order[0][1]

    @property
    def margin(self) -> float:
        """By how much the least late observation is uncertain, because of `doubt` that came after it."""
        return self._doubt - self._in_order[0][2]

    @property
    def estimate(self) -> float:
        """The true value, as well as it can be told. Ask only after one was added."""
        if self._estimate is None:
            self._estimate = self._end_point()
        return self._estimate

    def _end_point(self) -> float:
        least = self._in_order[0]
        # Where the tempo changed under a stall, older observations say little about the newer ones.
        trusted = least[2] - max(self.typical_lateness, _SAME_DOUBT_SECONDS)
        values = [value for _, value, doubt in self._in_order[:_SMALLEST] if doubt >= trusted]
        usual = 2 * self.typical_lateness / (len(values) + 1)
        if len(values) < _FEW:
            return least[1] - usual
        gap = max((max(values) - least[1]) / (len(values) - 1), 0.0)
        return least[1] - self._causes * min(gap, usual)
