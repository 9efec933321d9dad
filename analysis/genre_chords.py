"""Kinds of chords by the set of pitch classes: a table of all 4096 sets, so that a beat's chord is one look-up."""

import numpy as np
from numpy.typing import NDArray

SPELLINGS: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...] = (
    ("major", ((0, 4, 7),)),
    ("minor", ((0, 3, 7),)),
    ("dominant", ((0, 4, 7, 10), (0, 4, 10))),
    ("major seventh", ((0, 4, 7, 11), (0, 4, 11))),
    ("minor seventh", ((0, 3, 7, 10), (0, 3, 10))),
    ("diminished", ((0, 3, 6), (0, 4, 8), (0, 3, 6, 10), (0, 3, 6, 9))),  # augmented and half-diminished too
    ("suspended", ((0, 5, 7), (0, 2, 7))),
    ("added", ((0, 4, 7, 9), (0, 3, 7, 9), (0, 2, 4, 7))),
    ("ninth", ((0, 2, 4, 7, 10), (0, 2, 4, 7, 11), (0, 2, 3, 7, 10), (0, 5, 7, 10), (0, 4, 9, 10), (0, 3, 4, 10), (0, 2, 4, 9, 10))),
    ("fifth", ((0, 7),)),
)
"""Tones above the root; a set that can be read in two ways takes the later one."""
CHORD_KINDS: tuple[str, ...] = (*(name for name, _ in SPELLINGS), "one class", "two classes", "three classes", "four classes", "more")
"""Sets that no spelling fits are told by their size."""


def _kinds() -> NDArray[np.int64]:
    sizes = ((np.arange(4096)[:, None] >> np.arange(12)) & 1).sum(axis=1)
    kinds = len(SPELLINGS) - 1 + np.clip(sizes, 1, 5)
    for kind, (_, spellings) in enumerate(SPELLINGS):
        for tones in spellings:
            for root in range(12):
                kinds[sum(1 << (root + tone) % 12 for tone in tones)] = kind
    return np.asarray(kinds, np.int64)


KIND_OF_CLASSES = _kinds()
"""Number of the kind in `CHORD_KINDS` of each set of pitch classes; bit 0 is C."""
_SETS, _BASSES = np.arange(4096), np.arange(12)[:, None]
TURNED = ((_SETS >> _BASSES) | (_SETS << (12 - _BASSES))) & 4095
"""Each set seen from a bass: bit 0 is the bass; shape (12, 4096)."""
