"""What makes a form of the blues a blues: many a folk song has its chords bar by bar, and nobody calls it one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.chord_line import ChordLine

SEVENTHS, SEVENTHS_IN_THREE = 0.2, 0.4
"""Share of the time on sevenths of I and IV: in a song, a seventh leads from I to IV and is gone; waltzes need more."""
BLUE_THIRD, BLUE_SEVENTH = 0.015, 0.03
"""Shares of what sounds, beside a major third: folk songs with the chords of a blues have less than .01 and .01, one .025."""
SHUFFLE, HARDLY = 0.3, 0.05
"""Swing from which on fifths and sixths are a shuffle, and the share of the major third below which they are no triads."""
MINOR_THIRD, MAJOR_THIRD, MINOR_SEVENTH = 3, 4, 10


@dataclass(frozen=True, slots=True, eq=False)
class BlueSigns:
    """What a blues is known by beside its form.

    Attributes:
        line: The chords.
        profile: Share of each pitch class in what sounds, C first.
        swing: 0 straight, 1 triplets.
        in_three: Whether bars have three beats.
    """

    line: ChordLine
    profile: NDArray[np.float64]
    swing: float
    in_three: bool

    def agree(self, tonic: int) -> bool:
        """Whether sevenths on I and IV, blue notes beside a major third, or a shuffle without triads make a form on this tonic a blues."""
        degrees = np.roll(self.profile, -tonic)
        if self._sevenths(tonic) >= (SEVENTHS_IN_THREE if self.in_three else SEVENTHS):
            return True
        if self.in_three:
            return False
        blue = degrees[MINOR_THIRD] >= BLUE_THIRD or degrees[MINOR_SEVENTH] >= BLUE_SEVENTH
        if blue and degrees[MAJOR_THIRD] >= degrees[MINOR_THIRD]:
            return True
        return self.swing >= SHUFFLE and bool(degrees[MAJOR_THIRD] < HARDLY)

    def _sevenths(self, tonic: int) -> float:
        chords = zip(self.line.starts, self.line.ends, self.line.symbols, strict=True)
        lasting = sum(end - start for start, end, symbol in chords if symbol.seventh and (symbol.root - tonic) % 12 in (0, 5))
        return lasting / max(self.line.total, 1)
