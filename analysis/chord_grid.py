"""The beats that chords are named on: the passage's own, or shifted to where its bass says that they fall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.beats import drums_keep_beats
from analysis.passage import Passage
from analysis.pitch import BASS_SHARE
from vocabulary.units import TICKS_PER_BEAT

CELLS_PER_STEP = 4
"""Places within a quarter that a beat may be found on; a dotted quarter has six, an eighth two: always sixteenths."""

# Sequenced songs often start a fraction of a beat, or a beat or two, late: chords then change off the grid (in 190 of the 399 songs of
# POP909-CL). Bass notes tell: they stand on downbeats, the middle of bars and other beats, and seldom half-way between beats. Worth of a
# share of the bass there, and of staying on the grid as given: softmax regression on the phase under which the tables name chords best,
# POP909-CL only; with five folds by song it raised majmin / sevenths / root from .918 / .849 / .923 to .934 / .865 / .939.
DOWNBEAT_WORTH, HALF_BAR_WORTH, BEAT_WORTH, OFFBEAT_WORTH = 1.12, 1.05, 0.94, -0.58
SAME_BEATS_WORTH, SAME_BARS_WORTH = 0.40, 0.05
FEW_BEATS = 16.0
"""Beats of bass that are added to the sum before shares are taken: a few notes do not shift a grid."""


@dataclass(frozen=True, slots=True)
class ChordGrid:
    """Even beats over a passage, the first of which may begin before it.

    Attributes:
        start: Ticks of the first beat, in -step + 1..0.
        step: Ticks of a beat.
        bar: Ticks of a bar.
        downbeat: Ticks of the first downbeat, in 0..bar - 1.
        length: Ticks of the passage.
    """

    start: int
    step: int
    bar: int
    downbeat: int
    length: int

    @property
    def steps(self) -> int:
        """Number of beats that touch the passage."""
        return -(-(self.length - self.start) // self.step)

    def borders(self) -> NDArray[np.int64]:
        """Ticks at which beats begin, and the end: shape (steps + 1,), within 0..length."""
        return np.minimum(np.maximum(self.start + np.arange(self.steps + 1) * self.step, 0), self.length)

    def within_bar(self) -> NDArray[np.int64]:
        """Ticks from the last downbeat to each beat, shape (steps,)."""
        return (self.start + np.arange(self.steps) * self.step - self.downbeat) % self.bar


def find_grid(passage: Passage, shares: NDArray[np.float64]) -> ChordGrid:
    """Find where beats and bars begin.

    The bass says; but where drums play as often on the beats as given, the beats stay, and only bars may begin elsewhere: a bass between
    the beats of a kick is an off-beat bass.

    Args:
        passage: The notes.
        shares: From `analysis.pitch.sounding_shares`, on the passage's own beats.
    """
    step, bar = passage.step_ticks, passage.bar_ticks
    phase = _phase(passage, shares) if bar % step == 0 and not passage.drums.all() else 0
    return ChordGrid(-(-phase % step), step, bar, phase, passage.length)


def _phase(passage: Passage, shares: NDArray[np.float64]) -> int:
    """Ticks of the first downbeat: the place within the bar that the bass speaks for most."""
    step, bar = passage.step_ticks, passage.bar_ticks
    cells = max(1, step * CELLS_PER_STEP // TICKS_PER_BEAT) if step <= 2 * TICKS_PER_BEAT else CELLS_PER_STEP
    cell, count = step // cells, bar // step * cells
    worths = _worths(cells, count)
    worth = worths @ _bass_shares(passage, shares, cell, count) * (count / 8)
    worth[::cells] += SAME_BEATS_WORTH
    worth[0] += SAME_BARS_WORTH
    phase = int(worth.argmax())
    if phase % cells and drums_keep_beats(passage, phase % cells * cell, step):
        phase = int(worth[::cells].argmax()) * cells
    return phase * cell


def _bass_shares(passage: Passage, shares: NDArray[np.float64], cell: int, count: int) -> NDArray[np.float64]:
    """Share of the bass that begins at each cell of a bar; a note counts by its length, a beat at most."""
    pitched = passage.pitched()
    first, last = int(pitched.pitches.min()), int(pitched.pitches.max())
    long_enough = shares.T[first : last + 1] > BASS_SHARE
    lowest = long_enough.argmax(axis=0)
    lowest = np.where(long_enough[lowest, np.arange(len(shares))], lowest + first, -1)
    is_bass = pitched.pitches <= lowest[pitched.starts // passage.step_ticks]
    beats = np.minimum((pitched.ends - pitched.starts) / TICKS_PER_BEAT, 1.0)
    places = (pitched.starts + cell // 2) // cell % count
    sums = np.bincount(places, is_bass * beats, minlength=count)
    return np.asarray(sums / (sums.sum() + FEW_BEATS))


def _worths(cells: int, count: int) -> NDArray[np.float64]:
    """Worth of bass at each cell (columns) for each phase (rows)."""
    of_place = np.zeros(count)
    if cells > 1:
        of_place[cells // 2 :: cells] = OFFBEAT_WORTH
    of_place[::cells] = BEAT_WORTH
    if count // cells % 2 == 0:
        of_place[count // 2] = HALF_BAR_WORTH
    of_place[0] = DOWNBEAT_WORTH
    places = np.arange(count)
    return np.asarray(of_place[(places[None, :] - places[:, None]) % count])
