"""A bass that walks: a note a beat, the last before a change of chord often a semitone from the next root and no part of the harmony."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.chord_grid import ChordGrid
from analysis.passage import Passage

FEWEST_NOTES = 16
WALKING_SHARE = 0.75
"""Share of beats on which a walking bass strikes a note, and of its steps that go to another pitch."""
LONGEST_NOTE = 1.25
"""Beats that such a note lasts at most."""
NEAR_BEAT = 8
"""A note within a beat's eighth of the beat is on it."""


def with_roots_for_approaches(pitched: Passage, grid: ChordGrid) -> Passage:
    """Hear the last downbeat's bass where a walking bass steps to the first or middle beat of a bar by a semitone (Levine 1995, chapter 4).

    Args:
        pitched: Notes without drums, at least one.
        grid: Their beats.

    Returns:
        The same passage where no bass walks: the lowest of two or more parts, a note on most beats, seldom one twice.
    """
    parts = pitched.part_numbers
    if parts[0] == parts[-1] and (parts == parts[0]).all():
        return pitched
    bass = _lowest_part(pitched)
    near = grid.step // NEAR_BEAT
    places = pitched.starts[bass] - grid.start + near
    beats, pitches = places // grid.step, pitched.pitches[bass]
    walks = (places % grid.step <= 2 * near) & (pitched.ends[bass] - pitched.starts[bass] <= LONGEST_NOTE * grid.step)
    if len(beats) < FEWEST_NOTES or np.count_nonzero(walks) < WALKING_SHARE * max(grid.steps, len(beats)):
        return pitched
    steps = np.abs(np.roll(pitches, -1) - pitches)
    if np.count_nonzero(steps) < WALKING_SHARE * len(steps):
        return pitched
    within, after = grid.within_bar()[np.minimum(beats, grid.steps - 1)], np.roll(beats, -1)
    after[-1] += grid.steps  # a clip comes round to its first note
    strong = np.roll(within, -1) % max(grid.bar // 2, grid.step) == 0
    leads = np.flatnonzero(walks & np.roll(walks, -1) & (steps == 1) & (after == beats + 1) & strong & (within != 0))
    heard = pitched.pitches.copy()
    heard[bass[leads]] = pitches[np.maximum.accumulate(np.where(within == 0, np.arange(len(bass)), 0))[leads]]
    return replace(pitched, pitches=heard)


def _lowest_part(pitched: Passage) -> NDArray[np.int64]:
    """The notes, by number, of the part that is lowest on average."""
    counts = np.bincount(pitched.part_numbers)
    means = np.bincount(pitched.part_numbers, pitched.pitches) / np.maximum(counts, 1)
    return np.flatnonzero(pitched.part_numbers == np.where(counts, means, np.inf).argmin())
