"""Keys over the course of a passage: where it modulates, and to which key."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.keys import is_minor, key_correlations_of, named_key
from analysis.passage import Passage
from vocabulary.descriptor import Key, KeySpan, Models
from vocabulary.units import Ticks

MOST_CELLS = 128
"""Steps of time that keys are looked for in; a cell is a bar, or more bars in long passages."""

# Searched on POP909-CL's key signatures and the local keys of DCML's Mozart (duration-weighted share right); by hand, five values each.
CHANGE_COST = 1.3
"""What a change of key costs, in units of correlation with a cell."""
HOME_BONUS = 0.03
"""What the passage's own key is given in each cell."""


def find_local_keys(passage: Passage, key: Key, models: Models = "learned") -> tuple[KeySpan, ...]:
    """Find where a passage modulates.

    Each bar, heard with the bar before it, is compared with all 24 keys, and Viterbi's algorithm (1967) finds the sequence of keys that
    fits best less what the changes cost.

    Args:
        passage: The notes; drums do not count.
        key: The passage's own key, as from `estimate_key`.
        models: Which numbers judge.

    Returns:
        Spans in order that cover the passage, neighbours differ; one span where the key is unclear; () without pitched notes.
    """
    pitched = passage.pitched()
    if not len(pitched.starts):
        return ()
    if key.tonic is None:
        return (KeySpan(Ticks(0), Ticks(passage.length), key),)
    lowest = int(pitched.pitches.min())
    cell = _cell_ticks(passage)
    profiles = _cell_profiles(pitched, cell, lowest)
    home = (key.tonic - lowest) % 12 + (12 if is_minor(key.mode) else 0)
    scores = key_correlations_of(profiles + np.concatenate([np.zeros((1, 12)), profiles[:-1]]))
    scores[:, home] += HOME_BONUS
    path = _best_path(scores)
    borders = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    spans = []
    for first, last in pairwise(borders):
        state, profile = int(path[first]), profiles[first:last].sum(axis=0)
        begin, end = first * cell, min(last * cell, passage.length)
        notes = int(((pitched.starts >= begin) & (pitched.starts < end)).sum())
        here = key if state == home else named_key(profile, state, notes, lowest)
        spans.append(KeySpan(Ticks(begin), Ticks(end), here))
    return tuple(spans)


def _cell_ticks(passage: Passage) -> int:
    cell = passage.bar_ticks
    while passage.length > cell * MOST_CELLS:
        cell *= 2
    return cell


def _cell_profiles(pitched: Passage, cell: int, lowest: int) -> NDArray[np.float64]:
    """Ticks that each pitch class sounds in each cell, counted from the lowest pitch; shape (cells, 12)."""
    cells = -(-pitched.length // cell)
    at, passed = np.divmod(np.concatenate([pitched.starts, pitched.ends]), cell)
    place = at * 12 + np.tile((pitched.pitches - lowest) % 12, 2)
    sign = np.repeat([1, -1], len(pitched.starts))
    places, amounts = np.concatenate([place, place + 12]), np.concatenate([sign * (cell - passed), sign * passed])
    change = np.bincount(places, amounts, minlength=(cells + 2) * 12).reshape(-1, 12)
    return np.asarray(np.cumsum(change[:cells], axis=0))


def _best_path(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Viterbi with one cost for every change, so that the best way to change is from the one best key before."""
    totals = scores.copy()
    best = np.empty(len(totals), np.int64)
    best[0] = totals[0].argmax()
    for cell in range(1, len(totals)):
        before = totals[cell - 1]
        totals[cell] += np.maximum(before, before[best[cell - 1]] - CHANGE_COST)
        best[cell] = totals[cell].argmax()
    path = np.empty(len(totals), np.int64)
    path[-1] = best[-1]
    for cell in range(len(totals) - 1, 0, -1):
        before, stay = totals[cell - 1], path[cell]
        path[cell - 1] = best[cell - 1] if before[stay] < before[best[cell - 1]] - CHANGE_COST else stay
    return path
