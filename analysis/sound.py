"""A passage as it sounds in real time: seconds, onsets, and a grid of what sounds; what `analysis.features` computes on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

CHORD_SECONDS = 0.035
"""Notes that start closer than this to the one before are one onset: people play chords within some 30 ms (Goebl 2001, JASA 110(1))."""
CELL_SECONDS = 0.25
"""Width of the grid's cells; longer in passages of more than `MOST_CELLS`."""
MOST_CELLS = 2400
"""Ten minutes."""
SHORTEST_SPAN = 1.0
"""A passage counts as at least so many seconds, so that one short note is not fast."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Notes in order of start, times in seconds from the first onset.

    Attributes:
        starts, ends, pitches, parts: Of pitched notes.
        velocities: Of pitched notes, each divided by the mean of its part, so that only accents and swells are left.
        all_starts: Of drums too.
        span: Seconds from the first onset to the last end, at least 1.
        first: Index of the first pitched note of each onset of pitched notes.
        tops, bottoms: Highest and lowest pitch of each onset.
        cell: Seconds of one cell.
        chroma: Notes of each pitch class that sound in each cell on average, shape (cells, 12).
    """

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    pitches: NDArray[np.int64]
    parts: NDArray[np.int64]
    velocities: NDArray[np.float64]
    all_starts: NDArray[np.float64]
    span: float
    first: NDArray[np.int64]
    tops: NDArray[np.int64]
    bottoms: NDArray[np.int64]
    cell: float
    chroma: NDArray[np.float64]


def sound_of(passage: Passage) -> Sound:
    """Put a passage with at least one note on the clock, at its own tempo.

    Twice the tempo with notes of twice the length gives the same numbers, to the last bit.
    """
    seconds = 60.0 / (passage.tempo * TICKS_PER_BEAT)
    begin = int(passage.starts[0])
    all_starts = _on_clock(passage.starts, begin, seconds)
    span = max((int(passage.ends.max()) - begin) * seconds, SHORTEST_SPAN)
    pitched = passage.pitched() if passage.drums.any() else passage
    starts, ends = _on_clock(pitched.starts, begin, seconds), _on_clock(pitched.ends, begin, seconds)
    first = np.flatnonzero(onset_mask(starts))
    some = len(first) > 0
    cell = max(CELL_SECONDS, span / MOST_CELLS)
    return Sound(
        starts=starts,
        ends=ends,
        pitches=pitched.pitches,
        parts=pitched.part_numbers,
        velocities=_relative(pitched.velocities, pitched.part_numbers),
        all_starts=all_starts,
        span=span,
        first=first,
        tops=np.maximum.reduceat(pitched.pitches, first) if some else pitched.pitches,
        bottoms=np.minimum.reduceat(pitched.pitches, first) if some else pitched.pitches,
        cell=cell,
        chroma=_chroma(np.asarray(starts / cell), np.asarray(ends / cell), pitched.pitches % 12, int(np.ceil(span / cell - 1e-9))),
    )


def onset_mask(starts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True where a note starts an onset of its own; `starts` in order, in seconds."""
    return np.diff(starts, prepend=-np.inf) >= CHORD_SECONDS


def _on_clock(ticks: NDArray[np.int64], begin: int, seconds: float) -> NDArray[np.float64]:
    return np.asarray((ticks - begin) * seconds, np.float64)


def _relative(velocities: NDArray[np.float64], parts: NDArray[np.int64]) -> NDArray[np.float64]:
    if not len(parts):
        return velocities
    means = np.bincount(parts, velocities) / np.maximum(np.bincount(parts), 1)
    return np.asarray(velocities / means[parts])


def _chroma(starts: NDArray[np.float64], ends: NDArray[np.float64], classes: NDArray[np.int64], cells: int) -> NDArray[np.float64]:
    """Average number of sounding notes of each class in each cell, by first differences as in `analysis.pitch.sounding_shares`."""
    times = np.concatenate([starts, ends])
    cell = times.astype(np.int64)
    passed = times - cell
    place = cell * 12 + np.concatenate([classes, classes])
    sign = np.repeat([1.0, -1.0], len(starts))
    places, amounts = np.concatenate([place, place + 12]), np.concatenate([sign * (1 - passed), sign * passed])
    difference = np.bincount(places, amounts, minlength=(cells + 2) * 12)[: cells * 12].reshape(cells, 12)
    chroma: NDArray[np.float64] = np.cumsum(difference, axis=0)
    return np.maximum(chroma, 0.0)
