"""Arrays of several passages laid end to end, and sums over each of them: numpy is called once for all passages."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLAT = 1e-9
"""Norms up to this count as "does not vary"."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """How n values are shared out among w passages, each of which has at least one.

    Attributes:
        counts: Values of each passage, shape (w,).
        begins: Index of the first one, shape (w,).
        owner: Passage of each value, shape (n,).
    """

    counts: NDArray[np.int64]
    begins: NDArray[np.int64]
    owner: NDArray[np.int64]

    @property
    def lasts(self) -> NDArray[np.int64]:
        """Index of each passage's last value."""
        return self.begins + self.counts - 1

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Add up each passage's values along the last axis: shape (..., n) to (..., w)."""
        return np.asarray(np.add.reduceat(values, self.begins, axis=-1))

    def means(self, values: NDArray[Any]) -> NDArray[Any]:
        """Mean of each passage's values along the last axis."""
        return np.asarray(self.sums(values) / self.counts)

    def centred(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values less their passage's mean."""
        return np.asarray(values - self.means(values)[..., self.owner])

    def spans(self) -> list[tuple[int, int]]:
        """Begin and count of each passage."""
        return list(zip(self.begins.tolist(), self.counts.tolist(), strict=True))

    def numbers(self) -> NDArray[np.int64]:
        """Place of each value in its passage, from 0."""
        return np.arange(len(self.owner)) - self.begins[self.owner]

    def sort(self, values: NDArray[Any]) -> NDArray[Any]:
        """A copy with each passage's values in order."""
        ordered = values.copy()
        for begin, count in self.spans():
            ordered[begin : begin + count].sort()
        return ordered

    def at_share(self, ordered: NDArray[Any], share: float, counts: NDArray[np.int64]) -> NDArray[Any]:
        """The value that a share of the first `counts` sorted values of each passage lie below."""
        return np.asarray(ordered[self.begins + np.maximum(np.minimum((share * counts).astype(np.int64), counts - 1), 0)])


def segments_of(counts: NDArray[np.int64]) -> Segments:
    """Lay out passages of so many values each."""
    return Segments(counts, counts.cumsum() - counts, np.arange(len(counts)).repeat(counts))


def ratio(products: NDArray[Any], first: NDArray[Any], second: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.float64]:
    """Pearson's r from sums of centred products and squares; 0 where either does not vary or there are fewer than three values."""
    norms = np.sqrt(first * second)
    return np.asarray(np.where((norms > FLAT) & (counts >= 3), products / np.maximum(norms, FLAT), 0.0))
