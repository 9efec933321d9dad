"""How a passage fills time: rates, syncopation, swing, regularity, subdivision."""

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.descriptor import Rhythm
from vocabulary.units import TICKS_PER_BEAT

ONSET_TICKS = TICKS_PER_BEAT // 32
"""Notes that start closer together than a 128th note are one onset: a strummed or loosely played chord."""
BEAT_TOLERANCE = TICKS_PER_BEAT // 12
SUBDIVISIONS = (1, 2, 3, 4, 6, 8)
WELL_FITTED = 0.9
"""Share of onsets that a subdivision must hold to be taken before a finer one."""
BAR_CELLS = 48
"""Cells that bars are compared on: sixteenths and triplets of 4/4 both fall on them."""
TRIPLET_SWING = 2 / 3
"""Where the off-beat eighth stands in triplet swing; 1/2 is straight."""


def describe_rhythm(passage: Passage) -> Rhythm:
    """Measure how time is filled; drums count."""
    notes = len(passage.starts)
    if not notes:
        return Rhythm()
    onsets = onset_times(passage)
    return Rhythm(
        notes_per_second=round(notes / passage.seconds, 4),
        onsets_per_beat=round(len(onsets) * TICKS_PER_BEAT / passage.length, 4),
        syncopation=round(syncopation(onsets, passage), 4),
        swing=round(swing(onsets), 4),
        regularity=round(regularity(onsets, passage), 4),
        subdivision=subdivision(onsets),
    )


def onset_times(passage: Passage) -> NDArray[np.int64]:
    """Ticks at which something starts, notes that start together counted once."""
    starts = passage.starts
    new = np.ones(len(starts), bool)
    np.greater_equal(starts[1:] - starts[:-1], ONSET_TICKS, out=new[1:])
    return starts[new]


def syncopation(onsets: NDArray[np.int64], passage: Passage) -> float:
    """Share of onsets off the beat that the next beat does not repeat.

    Source: the idea of Longuet-Higgins & Lee (1984), "The rhythmic interpretation of monophonic music": a note before a rest on a
    stronger place pulls against the metre. The passage is heard as a loop: its first beat follows its last.
    """
    beats = (onsets / passage.step_ticks).round()
    on_beat = np.abs(onsets - beats * passage.step_ticks) <= BEAT_TOLERANCE
    repeated = np.zeros(passage.steps + 1, bool)
    repeated[beats[on_beat].astype(np.int64)] = True
    pulls = ~on_beat & ~repeated[(onsets // passage.step_ticks + 1) % passage.steps]
    return float(pulls.mean())


def swing(onsets: NDArray[np.int64]) -> float:
    """How late the off-beat eighths are: 0 straight, 1 triplet swing, from the median place between 3/8 and 7/8 of a beat.

    Beats that are filled with sixteenths or triplets say nothing of swing and are left out: they have an onset elsewhere within.
    """
    places = onsets % TICKS_PER_BEAT / TICKS_PER_BEAT
    beat = onsets // TICKS_PER_BEAT
    inner = (places > 0.1) & (places < 0.9)
    alone = inner & (np.bincount(beat[inner], minlength=int(beat[-1]) + 1)[beat] == 1) & (places > 0.45) & (places < 0.8)
    if np.count_nonzero(alone) < 4:
        return 0.0
    found = np.sort(places[alone])
    median = float(found[len(found) // 2] + found[(len(found) - 1) // 2]) / 2  # numpy's own takes longer to start than to sort
    late = (median - 0.5) / (TRIPLET_SWING - 0.5)
    return min(max(late, 0.0), 1.0)


def regularity(onsets: NDArray[np.int64], passage: Passage) -> float:
    """How alike the onsets of neighbouring bars are: mean overlap (intersection over union) of each bar with the one before."""
    bar = passage.bar_ticks
    bars = passage.length // bar
    if bars < 2:
        return 0.0
    whole = onsets[onsets < bars * bar]
    cells = np.minimum((whole % bar * BAR_CELLS / bar).round().astype(np.int64), BAR_CELLS - 1)
    filled = whole // bar * BAR_CELLS + cells  # in order, as onsets are
    new = np.ones(len(filled), bool)
    np.greater(filled[1:], filled[:-1], out=new[1:])
    filled = filled[new]
    number, wanted = filled // BAR_CELLS, filled + BAR_CELLS
    repeated = filled.take(filled.searchsorted(wanted), mode="clip") == wanted
    counts = np.bincount(number, minlength=bars)
    common = np.bincount(number, repeated, minlength=bars)[:-1]
    union = counts[:-1] + counts[1:] - common
    sounding = union > 0
    return float((common[sounding] / union[sounding]).mean()) if sounding.any() else 0.0


def subdivision(onsets: NDArray[np.int64]) -> int:
    """The coarsest division of the beat that holds nearly all onsets; of finer ones, the one that holds most."""
    shares = []
    for parts in SUBDIVISIONS:
        grid = TICKS_PER_BEAT / parts
        off = np.abs(onsets - (onsets / grid).round() * grid)
        shares.append(np.count_nonzero(off <= min(BEAT_TOLERANCE / 2, grid / 4)) / len(onsets))
        if shares[-1] >= WELL_FITTED:
            return parts
    return SUBDIVISIONS[int(np.argmax(shares))]
