"""What the learned chords are judged by: pitch classes around each beat, counted from the lowest note, and cues that a chord changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.chord_grid import ChordGrid
from analysis.passage import Passage
from analysis.pitch import BASS_SHARE, pitch_ticks

WINDOWS = (1, 2, 4, 16)
"""Beats on each side over which pitch classes are averaged: what holds the chord, the bar, the phrase and the key."""
BASS_WINDOWS = (1, 2)
"""Beats on each side among which the lowest note is looked for: an Alberti bass touches it once in a while."""
CUE_WINDOWS = (1, 2, 4)
"""Beats before and after a beat that are compared for a change."""
CUE_SURROUNDINGS = 8
"""Beats on each side over which cues are averaged: how often chords seem to change here."""

KINDS = 3 + 1 + 3 + len(BASS_WINDOWS) + len(WINDOWS) + 1
CUES = 9 + len(CUE_WINDOWS)
_MARGIN = max(*WINDOWS, *CUE_WINDOWS, CUE_SURROUNDINGS) + 1
_NO_ROW = 999
"""Above all rows of pitches."""


@dataclass(frozen=True, slots=True, eq=False)
class ChordFeatures:
    """Features of each beat.

    Attributes:
        classes: Shape (KINDS, 12, beats), the lowest note's pitch class first.
        cues: Shape (CUES, beats), about a change at each beat.
        bass: Pitch class of each beat's bass, counted from the lowest, -1 for none.
    """

    classes: NDArray[np.float32]
    cues: NDArray[np.float32]
    bass: NDArray[np.int64]


def chord_features(pitched: Passage, grid: ChordGrid, lowest: int) -> ChordFeatures:
    """Compute the features of notes.

    Args:
        pitched: Notes without drums, at least one.
        grid: Their beats.
        lowest: The lowest pitch, from which classes are counted.
    """
    half, steps = grid.step // 2, grid.steps
    ticks = pitch_ticks(pitched, lowest, half, grid.start)
    halves = np.zeros((len(ticks), 2 * steps), np.float32)
    np.multiply(ticks, np.float32(1 / half), out=halves[:, : ticks.shape[1]], casting="unsafe")
    beats = (halves[:, ::2] + halves[:, 1::2]) / 2
    bass, half_bass, lowest_row = _lowest_row(beats, BASS_SHARE), _lowest_row(halves, BASS_SHARE), _lowest_row(beats, 0.0)
    basses = np.array([bass, half_bass[::2], half_bass[1::2], *(_lowest_near(lowest_row, window) for window in BASS_WINDOWS)])
    classes = np.zeros((KINDS, 12, steps), np.float32)
    classes[0], classes[3] = _chroma(beats), _onsets(pitched, grid, lowest)
    classes[1:3] = _chroma(halves).reshape(12, steps, 2).transpose(2, 0, 1)
    kinds, at = (basses >= 0).nonzero()
    classes[4 + kinds, basses[kinds, at] % 12, at] = 1
    sums = _running(classes[0])
    for kind, window in enumerate(WINDOWS, 4 + len(basses)):
        classes[kind] = _average(sums, window)
    classes[-1] = (sums[:, -1:] / max(1e-9, float(sums[:, -1].sum()))).astype(np.float32)
    return ChordFeatures(classes, _cues(grid, sums, lowest_row, classes[3]), np.where(bass < 0, -1, bass % 12))


def surroundings(cues: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cues averaged over the beats around each beat; same shape."""
    return _average(_running(cues), CUE_SURROUNDINGS).astype(np.float32)


def _chroma(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """As `analysis.pitch.beat_chroma`, of pitches from the lowest in whole octaves; shape (12, beats)."""
    chroma = np.minimum(rows.reshape(-1, 12, rows.shape[1]).sum(axis=0), np.float32(1))
    return np.asarray(chroma / np.maximum(chroma.sum(axis=0), np.float32(1)))


def _onsets(pitched: Passage, grid: ChordGrid, lowest: int) -> NDArray[np.float32]:
    """Pitch classes that begin within an eighth of a beat around it, by their length, a beat at most; shape (12, beats)."""
    beat, late = np.divmod(pitched.starts - grid.start + grid.step // 8, grid.step)
    lengths = np.minimum((pitched.ends - pitched.starts) / grid.step, 1.0) * (late < grid.step // 4)
    cells = (pitched.pitches - lowest) % 12 * (grid.steps + 1) + beat
    sums = np.bincount(cells, lengths, minlength=12 * (grid.steps + 1)).reshape(12, -1)
    return np.minimum(sums[:, :-1], 1.0).astype(np.float32)


def _lowest_row(rows: NDArray[np.floating], share: float) -> NDArray[np.int64]:
    """First row that sounds for more than a share of each beat; -1 for none."""
    sounds = rows > np.float32(share)
    lowest = sounds.argmax(axis=0)
    return np.where(sounds[lowest, np.arange(len(lowest))], lowest, -1)


def _lowest_near(rows: NDArray[np.int64], window: int) -> NDArray[np.int64]:
    """Lowest row of a window around each beat; -1 for none."""
    heard = np.where(rows < 0, _NO_ROW, rows)
    least = heard.copy()
    for shift in range(1, window + 1):
        np.minimum(least[shift:], heard[:-shift], out=least[shift:])
        np.minimum(least[:-shift], heard[shift:], out=least[:-shift])
    return np.where(least == _NO_ROW, -1, least)


def _running(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sums of all beats before each beat, the first and last repeated `_MARGIN` times; shape (rows, beats + 1 + 2 * _MARGIN)."""
    beats = values.shape[1]
    sums = np.zeros((len(values), beats + 1 + 2 * _MARGIN))
    values.cumsum(axis=1, dtype=np.float64, out=sums[:, _MARGIN + 1 : _MARGIN + 1 + beats])
    sums[:, _MARGIN + 1 + beats :] = sums[:, _MARGIN + beats, None]
    return sums


def _average(sums: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Mean over a window around each beat; what lies outside the passage is silence."""
    return np.asarray((_shifted(sums, window + 1) - _shifted(sums, -window)) / (2 * window + 1))


def _shifted(sums: NDArray[np.float64], beats: int) -> NDArray[np.float64]:
    """Running sums so many beats later (earlier, if below 0) at each beat."""
    return sums[:, _MARGIN + beats : sums.shape[1] - 1 - _MARGIN + beats]


def _cues(grid: ChordGrid, sums: NDArray[np.float64], lowest_row: NDArray[np.int64], onsets: NDArray[np.float32]) -> NDArray[np.float32]:
    """Place in the bar, change of pitch classes over three windows, of the lowest note, and how much begins; shape (CUES, beats)."""
    within, steps = grid.within_bar(), grid.steps
    cues = np.zeros((CUES, steps), np.float32)
    cues[0] = within == 0
    cues[1] = 2 * within == grid.bar
    cues[2, 1:] = lowest_row[1:] % 12 != lowest_row[:-1] % 12
    cues[3, 1:] = lowest_row[1:] < lowest_row[:-1]
    cues[4] = lowest_row < 0
    begins = onsets.sum(axis=0) / 4
    cues[5] = begins
    cues[6] = begins > 0
    cues[7, :-1] = begins[1:]
    cues[8, 1:] = begins[:-1]
    here, sides = _shifted(sums, 0), np.empty((2, len(CUE_WINDOWS), 12, steps))
    for number, window in enumerate(CUE_WINDOWS):
        np.subtract(here, _shifted(sums, -window), out=sides[0, number])
        np.subtract(_shifted(sums, window), here, out=sides[1, number])
    loudest = np.maximum(sides.sum(axis=2).max(axis=0), 1e-9)
    cues[9:] = 1 - np.minimum(sides[0], sides[1]).sum(axis=1) / loudest
    return cues
