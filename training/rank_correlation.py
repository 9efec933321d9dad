"""Spearman's rank correlation, and permutation tests."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def spearman(one: ArrayLike, other: ArrayLike) -> float:
    """Rank correlation, equal values sharing their mean rank; 0 if one of them never changes."""
    x, y = (_ranks(np.asarray(values, np.float64)) for values in (one, other))
    if x.std() == 0 or y.std() == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def interval(one: ArrayLike, other: ArrayLike, draws: int = 500) -> float:
    """Half the 95 % interval of `spearman`, by bootstrap over the rows of both; shape (clips,) or (clips, painters)."""
    x, y = np.asarray(one, np.float64), np.asarray(other, np.float64)
    random = np.random.default_rng(0)
    values = []
    for _ in range(draws):
        rows = random.integers(0, len(x), len(x))
        values.append(spearman(x[rows].ravel(), y[rows].ravel()))
    low, high = np.quantile(values, (0.025, 0.975))
    return float(high - low) / 2


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], np.float64)
