"""The best sequence of keys: what changes cost, and the search that pays for them."""

import numpy as np
from numpy.typing import NDArray

# Three to five values each tried on songs left out; a relative key shares its notes, so that a change to it must be well founded.
FIFTH_CHANGE, DISTANT_CHANGE, RELATIVE_CHANGE = 1.0, 1.1, 1.7


def best_path(scores: NDArray[np.float64], change_cost: float) -> NDArray[np.int64]:
    """The sequence of keys with the greatest sum of scores less costs of changes: Viterbi's algorithm (1967)."""
    alone = _best_alone(scores, change_cost * min(FIFTH_CHANGE, DISTANT_CHANGE, RELATIVE_CHANGE))
    if alone is not None:
        return np.full(len(scores), alone)
    costs = change_cost * CHANGES
    # Transposed, the greatest of all ways is found down the columns; where each came from is asked along the best path only.
    ways, costs_from, totals = np.empty((24, 24)), np.ascontiguousarray(costs.T), scores.copy()
    subtract, add, greatest = np.subtract, np.add, np.maximum.reduce
    for before, after in zip(totals[:-1, :, None], totals[1:], strict=True):
        subtract(before, costs_from, ways)
        add(after, greatest(ways), after)
    path = [int(totals[-1].argmax())]
    safe = (totals > totals.max(axis=1, keepdims=True) - costs[costs > 0].min()).tolist() if change_cost > 0 else None
    for cell in range(len(scores) - 2, -1, -1):
        here = path[-1]
        path.append(here if safe and safe[cell][here] else int((totals[cell] - costs[here]).argmax()))
    return np.array(path[::-1], np.int64)


def _best_alone(scores: NDArray[np.float64], least_cost: float) -> int | None:
    """The key that beats every path with changes, where that is plain without the search; else None.

    It is plain where all others, even if one might go from one to another for nothing, never lead by what a change back costs, and do
    not lead at the end: a search among two states, at home and away.
    """
    home = int(scores.sum(axis=0).argmax())
    others = scores.copy()
    others[:, home] = -np.inf
    ahead = (others.max(axis=1) - scores[:, home]).tolist()
    lead = most = ahead[0]
    for step in ahead[1:]:
        lead = max(lead, -least_cost) + step
        most = max(most, lead)
    return home if most < least_cost and lead < 0 else None


def _changes() -> NDArray[np.float64]:
    """Cost of each change of key in units of a judge's change cost, shape (to, from)."""
    costs = np.full((24, 24), DISTANT_CHANGE)
    for key in range(24):
        family, relative = key // 12 * 12, (key + 9) % 12 + 12 if key < 12 else (key + 3) % 12
        costs[key, key] = 0.0
        costs[key, relative] = RELATIVE_CHANGE
        costs[key, [family + (key + 5) % 12, family + (key + 7) % 12]] = FIFTH_CHANGE
    return costs


CHANGES = _changes()
