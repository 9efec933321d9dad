"""Passages as they sound in real time: seconds, onsets, and a grid of what sounds; what `analysis.features` computes on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from analysis.segments import Segments, segments_of
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
    """Notes of w passages, one passage after the other, each in order of start; times in seconds from the passage's first onset.

    Attributes:
        starts, ends, pitches: Of pitched notes.
        velocities: Of pitched notes, each divided by the mean of its part, so that only accents and swells are left.
        notes: Which passage they are of.
        first: Index of the first pitched note of each onset of pitched notes.
        onsets: Which passage these are of.
        tops, bottoms: Highest and lowest pitch of each onset.
        chroma: Notes of each pitch class that sound in each cell on average, shape (cells, 12).
        cells: Which passage the cells are of.
        spans: From `Strokes`.
    """

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    pitches: NDArray[np.int64]
    velocities: NDArray[np.float64]
    notes: Segments
    first: NDArray[np.int64]
    onsets: Segments
    tops: NDArray[np.int64]
    bottoms: NDArray[np.int64]
    chroma: NDArray[np.float64]
    cells: Segments
    spans: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """When something starts in w passages, drums too.

    Attributes:
        notes: How many notes each passage has.
        note_starts: Seconds of the notes.
        first: Index of the first note of each onset.
        begins: Ticks of each passage's first onset, shape (w,).
        tick_seconds: Seconds of a tick, shape (w,).
        starts: Seconds of the onsets.
        onsets: Which passage they are of.
        spans: Seconds from the first onset to the last end, at least 1, shape (w,).
    """

    notes: Segments
    note_starts: NDArray[np.float64]
    first: NDArray[np.int64]
    begins: NDArray[np.int64]
    tick_seconds: NDArray[np.float64]
    starts: NDArray[np.float64]
    onsets: Segments
    spans: NDArray[np.float64]


def strokes_of(passages: Sequence[Passage]) -> Strokes:
    """Put passages with at least one note each on the clock, each at its own tempo.

    Twice the tempo with notes of twice the length gives the same numbers, to the last bit.
    """
    notes = segments_of(np.array([len(passage.starts) for passage in passages]))
    begins = np.array([passage.starts[0] for passage in passages])
    last_ends = np.array([passage.ends.max() for passage in passages])
    tick_seconds = np.array([60.0 / (passage.tempo * TICKS_PER_BEAT) for passage in passages])
    starts = _on_clock(np.concatenate([passage.starts for passage in passages]), notes, begins, tick_seconds)
    first = _first_of_onsets(starts, notes)
    return Strokes(
        notes=notes,
        note_starts=starts,
        first=first,
        begins=begins,
        tick_seconds=tick_seconds,
        starts=starts[first],
        onsets=segments_of(np.bincount(notes.owner[first], minlength=len(passages))),
        spans=np.maximum((last_ends - begins) * tick_seconds, SHORTEST_SPAN),
    )


def sound_of(passages: Sequence[Passage], strokes: Strokes) -> Sound:
    """Put the pitched notes of passages on the clock, at least one each.

    Args:
        passages: The notes.
        strokes: Of the same passages.
    """
    pitched = [passage.pitched() for passage in passages]
    begins, tick_seconds = strokes.begins, strokes.tick_seconds
    notes, starts, first, onsets = strokes.notes, strokes.note_starts, strokes.first, strokes.onsets
    if any(without is not passage for without, passage in zip(pitched, passages, strict=True)):
        notes = segments_of(np.array([len(passage.starts) for passage in pitched]))
        starts = _on_clock(np.concatenate([passage.starts for passage in pitched]), notes, begins, tick_seconds)
        first = _first_of_onsets(starts, notes)
        onsets = segments_of(np.bincount(notes.owner[first], minlength=len(passages)))
    ends = _on_clock(np.concatenate([passage.ends for passage in pitched]), notes, begins, tick_seconds)
    pitches = np.concatenate([passage.pitches for passage in pitched])
    widths = np.maximum(CELL_SECONDS, strokes.spans / MOST_CELLS)
    cells = segments_of(np.ceil(strokes.spans / widths - 1e-9).astype(np.int64))
    width = widths[notes.owner]
    return Sound(
        starts=starts,
        ends=ends,
        pitches=pitches,
        velocities=_relative(pitched, notes),
        notes=notes,
        first=first,
        onsets=onsets,
        tops=np.maximum.reduceat(pitches, first),
        bottoms=np.minimum.reduceat(pitches, first),
        chroma=_chroma(np.asarray(starts / width), np.asarray(ends / width), pitches % 12, notes.owner, cells),
        cells=cells,
        spans=strokes.spans,
    )


def _first_of_onsets(starts: NDArray[np.float64], notes: Segments) -> NDArray[np.int64]:
    """Indices of the notes that start an onset of their own."""
    new = np.empty(len(starts), bool)
    np.greater_equal(starts[1:] - starts[:-1], CHORD_SECONDS, out=new[1:])
    new[notes.begins] = True
    return np.flatnonzero(new)


def _on_clock(
    ticks: NDArray[np.int64], notes: Segments, begins: NDArray[np.int64], tick_seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray((ticks - begins[notes.owner]) * tick_seconds[notes.owner], np.float64)


def _relative(pitched: list[Passage], notes: Segments) -> NDArray[np.float64]:
    velocities = np.concatenate([passage.velocities for passage in pitched])
    parts = np.concatenate([passage.part_numbers for passage in pitched])
    players = notes.owner * (int(parts.max()) + 1) + parts
    means = np.bincount(players, velocities) / np.maximum(np.bincount(players), 1)
    return np.asarray(velocities / means[players])


def _chroma(
    starts: NDArray[np.float64], ends: NDArray[np.float64], classes: NDArray[np.int64], owner: NDArray[np.int64], cells: Segments
) -> NDArray[np.float64]:
    """Average number of sounding notes of each class in each cell, by first differences as in `analysis.pitch.sounding_shares`.

    Each passage has two cells more while it is computed, for what ends with it.
    """
    times = np.concatenate([starts, ends])
    cell = times.astype(np.int64)
    passed = times - cell
    base = classes + 12 * (cells.begins + 2 * np.arange(len(cells.counts)))[owner]
    place = cell * 12 + np.concatenate([base, base])
    stays = 1 - passed
    stays[len(starts) :] *= -1
    passed[len(starts) :] *= -1
    size = (len(cells.owner) + 2 * len(cells.counts)) * 12
    difference = np.bincount(np.concatenate([place, place + 12]), np.concatenate([stays, passed]), minlength=size).reshape(-1, 12)
    chroma = np.empty((len(cells.owner), 12))
    for number, (begin, count) in enumerate(cells.spans()):
        np.cumsum(difference[begin + 2 * number : begin + 2 * number + count], axis=0, out=chroma[begin : begin + count])
    return np.maximum(chroma, 0.0, out=chroma)
