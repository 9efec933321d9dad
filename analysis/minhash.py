"""Signatures for large collections: 128 numbers a document, from which its likeness to any other is estimated without its shingles.

The exact index (`analysis.resemblance`) is both faster and surer up to ten thousand documents; beyond, its memory is what a signature of
512 bytes saves. Bands of a signature in a table (locality-sensitive hashing) give the few documents worth comparing.

Source: Broder (1997), On the resemblance and containment of documents; Indyk & Motwani (1998), Approximate nearest neighbors; the
multiply-shift hashes are those of Dietzfelbinger et al. (1997). The estimate's standard error is sqrt(J (1 - J) / 128), at most .044.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.fingerprint import Shingles, hash_rows

Signatures = NDArray[np.uint32]
"""Shape (documents, VALUES)."""

VALUES = 128
BANDS = 64
"""Bands of two values: a likeness of .3 is found with probability .998, one of .02 (chance) with .025."""
EMPTY = np.uint32(0xFFFFFFFF)
_AT_ONCE = 4096
"""Shingles hashed at once (memory: 4 MB)."""

_SEEDS = hash_rows(np.arange(2 * VALUES, dtype=np.int64).reshape(-1, 1))
_FACTORS, _TERMS = _SEEDS[:VALUES, None] | np.uint64(1), _SEEDS[VALUES:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """For every band its keys in order, shape (BANDS, documents), and whose they are."""

    keys: NDArray[np.uint64]
    documents: NDArray[np.int64]


def signature_of(shingles: Shingles) -> Signatures:
    """The smallest value of each of 128 hash functions over a document's shingles, shape (128,); all EMPTY for none."""
    smallest = np.full(VALUES, EMPTY, np.uint32)
    for start in range(0, len(shingles), _AT_ONCE):
        hashed = ((_FACTORS * shingles[start : start + _AT_ONCE] + _TERMS) >> np.uint64(32)).astype(np.uint32)
        smallest = np.minimum(smallest, hashed.min(axis=1))
    return smallest


def estimated_likeness(signatures: Signatures, query: Signatures) -> NDArray[np.float64]:
    """Estimated Jaccard of each document and the query, shape (documents,); 0 for empty ones."""
    equal = np.mean(signatures == query, axis=1)
    return np.where((signatures[:, 0] == EMPTY) & (equal == 1.0), 0.0, equal)


def estimated_containment(likeness: NDArray[np.float64], sizes: NDArray[np.int64], query_size: int) -> NDArray[np.float64]:
    """Share of the query's shingles that each document holds, since |common| = J (a + b) / (1 + J)."""
    common = likeness * (sizes + query_size) / (1 + likeness)
    return np.minimum(1.0, common / max(1, query_size))


def band_table(signatures: Signatures) -> Bands:
    """Make the table in which `candidates` looks."""
    keys = np.stack([_band_keys(signatures, band) for band in range(BANDS)]) if len(signatures) else np.zeros((BANDS, 0), np.uint64)
    documents = np.argsort(keys, axis=1, kind="stable")
    return Bands(np.take_along_axis(keys, documents, axis=1), documents)


def candidates(table: Bands, query: Signatures) -> NDArray[np.int64]:
    """Documents that share a band with the query, ascending: nearly all that are at all alike, and few others."""
    found: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for band in range(BANDS):
        key = _band_keys(query[None, :], band)[0]
        low, high = (int(np.searchsorted(table.keys[band], key, side=side)) for side in ("left", "right"))
        found.append(table.documents[band, low:high])
    return np.unique(np.concatenate(found))


def _band_keys(signatures: Signatures, band: int) -> NDArray[np.uint64]:
    high, low = signatures[:, 2 * band].astype(np.uint64), signatures[:, 2 * band + 1].astype(np.uint64)
    return (high << np.uint64(32)) | low


def stacked(signatures: Sequence[Signatures]) -> Signatures:
    """Signatures of documents as one table."""
    return np.stack(signatures) if signatures else np.zeros((0, VALUES), np.uint32)
