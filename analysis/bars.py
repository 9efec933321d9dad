"""Bar lines of a song under its signature changes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vocabulary.live_set import SignatureChange
from vocabulary.units import TICKS_PER_BEAT, Ticks, beats_per_bar

COMMON_TIME = (SignatureChange(Ticks(0), 4, 4),)


@dataclass(frozen=True, slots=True)
class BarGrid:
    """Bar lines from song time 0 to the first one at or after the end.

    Attributes:
        lines: Ticks in order, the first 0; one more than there are bars.
        signatures: In order of time; rule from their time on.
    """

    lines: tuple[Ticks, ...]
    signatures: tuple[SignatureChange, ...]

    def signature_at(self, time: int) -> SignatureChange:
        """The signature that rules at a song time; before the first one, the first."""
        index = bisect_right(self.signatures, time, key=lambda change: change.time) - 1
        return self.signatures[max(index, 0)]

    def bar_number(self, time: int) -> int:
        """Number of the bar that holds a song time, counted from 1 as in Live."""
        return max(1, bisect_right(self.lines, time))

    def nearest_line(self, time: int) -> int:
        """Index of the bar line closest to a song time; the earlier one when halfway."""
        after = min(bisect_right(self.lines, time), len(self.lines) - 1)
        before = max(after - 1, 0)
        return before if time - self.lines[before] <= self.lines[after] - time else after


def bar_grid(end: int, signatures: Sequence[SignatureChange] = COMMON_TIME) -> BarGrid:
    """Lay bar lines up to the end of a song.

    A signature change starts a new bar wherever it stands, as in Live; changes before time 0 count from their own time.
    """
    changes = tuple(sorted(signatures)) or COMMON_TIME
    lines = [0]
    for index, change in enumerate(changes):
        bar = bar_ticks(change)
        until = changes[index + 1].time if index + 1 < len(changes) else end
        first = change.time if change.time >= 0 else change.time % bar
        if index == 0:
            first %= bar  # the first signature also rules what lies before it
        for line in range(first, min(until, end), bar):
            if line > lines[-1]:
                lines.append(line)
    last = bar_ticks(changes[max(0, bisect_right(changes, lines[-1], key=lambda change: change.time) - 1)])
    if end > lines[-1] or len(lines) == 1:
        lines.append(lines[-1] + last)
    return BarGrid(tuple(Ticks(line) for line in lines), changes)


def bar_ticks(signature: SignatureChange) -> int:
    """Ticks of one bar of a signature."""
    return max(1, round(beats_per_bar(signature.numerator, signature.denominator) * TICKS_PER_BEAT))
