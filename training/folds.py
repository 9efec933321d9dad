"""Grouped folds: what belongs together (a song, a series, a drummer, near-duplicates) is never on both sides of a split."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray


def grouped_folds(groups: Sequence[Hashable], folds: int = 5, seed: int = 0) -> NDArray[np.int64]:
    """Deal whole groups to folds, in an order shuffled with a fixed seed; the same on every machine.

    Returns:
        The fold 0..folds-1 of each item, shape (len(groups),).
    """
    names = sorted(set(groups), key=str)
    order = np.random.default_rng(seed).permutation(len(names))
    fold_of = dict(zip(names, (order % folds).tolist(), strict=True))
    return np.fromiter((fold_of[group] for group in groups), np.int64, len(groups))
