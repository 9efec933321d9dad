"""Song time on a stage's own monotonic clock, extrapolated from anchors.

Source of the method: Ableton Link's timeline (song time is a line through one known point; a client never counts ticks),
with small corrections slewed as NTP slews a clock (RFC 5905, section 11.3: amortise small offsets, step large ones).
"""

import math
from dataclasses import dataclass

SLEW_LIMIT_S = 0.030
"""A correction below this is spread over some frames; at or above it the clock steps."""

SLEW_TIME_CONSTANT_S = 0.060
"""The rest of a correction shrinks to 1/e in this time. Twice the limit, so that song time never runs backwards."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One known point of the song's line.

    Attributes:
        at: `time.monotonic()` seconds.
        beats: Song time at that moment, quarter notes.
        tempo: Quarter notes a minute.
        playing: Whether song time runs.
        loop, loop_start, loop_length: The arrangement loop, beats.
        beats_per_bar: Quarter notes in a bar.
        jump: Grows with each unannounced jump of song time.
    """

    at: float
    beats: float
    tempo: float = 120.0
    playing: bool = False
    loop: bool = False
    loop_start: float = 0.0
    loop_length: float = 0.0
    beats_per_bar: float = 4.0
    jump: int = 0

    def __post_init__(self) -> None:
        numbers = (self.at, self.beats, self.tempo, self.loop_start, self.loop_length, self.beats_per_bar)
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"an anchor's numbers must be finite, got {self}")
        if self.tempo <= 0 or self.beats_per_bar <= 0:
            raise ValueError(f"tempo and beats_per_bar must be positive, got {self.tempo} and {self.beats_per_bar}")

    @property
    def loop_end(self) -> float:
        """Beat at which the loop returns to its start."""
        return self.loop_start + self.loop_length

    @property
    def loops(self) -> bool:
        """Whether the playhead will come to the loop's end and return."""
        return self.loop and self.loop_length > 0 and self.beats < self.loop_end


class StageClock:
    """Song time at any monotonic moment, from the newest anchor.

    Attributes:
        jumps: How often the playhead was somewhere else: jumps that Live told of, and moves while it stood.
        steps: How often a correction of running song time was too large to slew.
    """

    def __init__(self) -> None:
        self.jumps = 0
        self.steps = 0
        self._anchor: Anchor | None = None
        self._correction = 0.0
        self._corrected_at = 0.0
        self._behind_wrap = False
        self._not_before = -math.inf

    @property
    def anchor(self) -> Anchor:
        """The newest anchor; before any, a stopped one at beat 0."""
        return self._anchor or Anchor(0.0, 0.0)

    def apply(self, anchor: Anchor, now: float) -> None:
        """Go on from a newer anchor, without a visible jump if it differs by less than `SLEW_LIMIT_S`.

        Args:
            now: Monotonic seconds.
        """
        old, shown = self._anchor, self.beats_at(now)
        self._anchor = anchor
        self._correction, self._behind_wrap, self._not_before = 0.0, False, -math.inf
        if old is None:
            return
        difference, self._behind_wrap = self._difference(shown, self.beats_at(now))
        small = abs(difference) * 60 / anchor.tempo < SLEW_LIMIT_S
        running = old.playing and anchor.playing
        if small and running and anchor.jump == old.jump:
            self._correction, self._corrected_at = difference, now
            return
        self._behind_wrap, self._not_before = False, anchor.at
        if anchor.jump != old.jump or not (small or running):
            self.jumps += 1
        elif running:
            self.steps += 1

    def beats_at(self, moment: float) -> float:
        """Song time in beats at a monotonic moment."""
        anchor = self.anchor
        if not anchor.playing:
            return anchor.beats
        elapsed = max(moment, self._not_before) - anchor.at
        slewed = self._correction * math.exp(-max(0.0, moment - self._corrected_at) / SLEW_TIME_CONSTANT_S)
        return self._wrap(anchor.beats + elapsed * anchor.tempo / 60 + slewed)

    def _wrap(self, position: float) -> float:
        anchor = self.anchor
        if not anchor.loops:
            return position
        if position >= anchor.loop_end:
            return anchor.loop_start + (position - anchor.loop_start) % anchor.loop_length
        if self._behind_wrap and position < anchor.loop_start:
            return position + anchor.loop_length
        return position

    def _difference(self, shown: float, true: float) -> tuple[float, bool]:
        """How far the shown beat is ahead of the true one, the short way round a loop; and whether that is behind the wrap."""
        anchor, difference = self.anchor, shown - true
        inside = anchor.loops and all(anchor.loop_start <= beat <= anchor.loop_end for beat in (shown, true))
        if inside and difference > anchor.loop_length / 2:
            return difference - anchor.loop_length, True
        if inside and difference < -anchor.loop_length / 2:
            return difference + anchor.loop_length, False
        return difference, False
