"""The best sequence of chords: Viterbi's search with costs of change."""

import numpy as np
from numpy.typing import NDArray


def best_path(scores: NDArray[np.floating], costs: NDArray[np.floating]) -> NDArray[np.int64]:
    """Find the sequence of states with the greatest sum of scores less costs of changes.

    Viterbi's algorithm (1967) with a cost that depends on the time only and not on the states: the best way to change is then from
    the one best state, so each beat takes time in proportion to the states, not to their square.

    Args:
        scores: Shape (beats, states).
        costs: What a change at each beat costs, shape (beats,); the first is not used.

    Returns:
        One state a beat.
    """
    totals = scores.copy()
    rows, changes = list(totals), costs.tolist()
    kept, changed = np.empty_like(totals[0]), np.empty((), totals.dtype)  # numpy takes an array sooner than a number
    before, best = rows[0], int(rows[0].argmax())
    bests = [best]
    maximum, add = np.maximum, np.add
    for row, cost in zip(rows[1:], changes[1:], strict=True):
        changed[()] = before.item(best) - cost
        maximum(before, changed, out=kept)
        add(row, kept, row)
        best = int(row.argmax())
        bests.append(best)
        before = row
    path = [best]
    for row, change, cost in zip(rows[-2::-1], bests[-2::-1], changes[:0:-1], strict=True):
        stay = path[-1]
        path.append(change if stay != change and row[stay] < row[change] - cost else stay)
    return np.array(path[::-1], np.int64)
