"""Find a true value below observations that are only ever late: the minimum over a window, corrected for its expected lateness.

The minimum filter is how NTP picks among delayed samples (Mills, RFC 5905, section 10, "clock filter"); the correction is that of
the smallest of n uniform numbers, whose mean is the range / (n + 1). The median lateness, half of that range, is tracked with a
constant step (Ma, Muthukrishnan and Sandler 2013, "Frugal Streaming for Estimating Quantiles").
"""

from collections import deque

_MEDIAN_STEP_SECONDS = 0.0004
_SAMPLES_FOR_MEDIAN = 12


class LatencyFloor:
    """A sliding window over late observations, in seconds.

    An older observation is trusted less: its lead is reduced by `drift` a second, and by the uncertainty that `doubt` adds.
    """

    def __init__(self, *, window: float, drift: float, typical_lateness: float) -> None:
        """Begin empty.

        Args:
            window: Seconds that an observation counts.
            drift: By how much the two clocks may drift apart, seconds a second.
            typical_lateness: Median lateness to assume until it is learned.
        """
        self.typical_lateness = typical_lateness
        self._window = window
        self._drift = drift
        self._doubt = 0.0
        self._times: deque[float] = deque()
        self._best: deque[tuple[float, float, float, float]] = deque()  # (key, value, at, doubt), keys rising

    def __len__(self) -> int:
        return len(self._times)

    def doubt(self, seconds: float) -> None:
        """All observations so far may be wrong by this much more."""
        self._doubt += seconds

    def add(self, at: float, value: float) -> None:
        """Take an observation made at a moment."""
        key = value - self._doubt - self._drift * at
        best = self._best
        while best and best[-1][0] >= key:
            best.pop()
        best.append((key, value, at, self._doubt))
        self._times.append(at)
        while self._times[0] < at - self._window:
            self._times.popleft()
        while best[0][2] < at - self._window:
            best.popleft()
        if len(self._times) >= _SAMPLES_FOR_MEDIAN:
            late = value - best[0][1] > self.typical_lateness
            self.typical_lateness = max(0.0, self.typical_lateness + (_MEDIAN_STEP_SECONDS if late else -_MEDIAN_STEP_SECONDS))

    def restart(self) -> None:
        """Forget all observations; the typical lateness stays."""
        self._times.clear()
        self._best.clear()
        self._doubt = 0.0

    def restart_from(self, other: "LatencyFloor") -> None:
        """Forget all observations but those of another floor; the typical lateness stays."""
        self._times = other._times.copy()
        self._best = other._best.copy()
        self._doubt = other._doubt

    @property
    def span(self) -> float:
        """Seconds from the first to the last observation in the window."""
        return self._times[-1] - self._times[0] if self._times else 0.0

    @property
    def lowest(self) -> float:
        """The least late observation. Ask only after one was added."""
        return self._best[0][1]

    @property
    def margin(self) -> float:
        """By how much the least late observation is uncertain, because of `doubt` that came after it."""
        return self._doubt - self._best[0][3]

    @property
    def estimate(self) -> float:
        """The true value, as well as it can be told. Ask only after one was added."""
        return self.lowest - 2 * self.typical_lateness / (len(self._times) + 1)
