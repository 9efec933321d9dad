"""Features of harmony for the genre: chords of beats and half bars, how far the notes keep to a scale, likeness and repetition of bars."""

import numpy as np
from numpy.typing import NDArray

from analysis.genre_chords import CHORD_KINDS, KIND_OF_CLASSES, TURNED
from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

HARMONY: tuple[str, ...] = (
    *(f"{name} in a beat" for name in CHORD_KINDS),  # share of beats by the classes struck in them
    *(f"{step} above the bass" for step in range(1, 12)),  # share of beats
    *(f"{name} in two beats" for name in CHORD_KINDS),
    "classes in two beats",  # fifths of the mean number of pitch classes struck
    "classes in a beat",
    "diatonic",  # sounding share of the best major scale
    "diatonic bars",  # the same of each group of four bars, mean
    "profile entropy",
    "commonest class",  # its share
    "commonest three",
    "likeness of bars",  # mean cosine of the profiles of neighbouring bars
    "likeness spread",
    *(f"repeats after {bars} bars" for bars in (1, 2, 4, 8)),  # share of (class, sixteenth) struck that long before, bars of four beats
    "off the beat",  # share of onsets
    "syncopated",  # share of onsets off the beat that the next beat does not repeat
)


def harmony_features(pitched: Passage, cells: NDArray[np.int64]) -> list[float]:
    """Values of `HARMONY`.

    Args:
        pitched: Notes without drums, at least one.
        cells: Nearest twelfth of a beat of each note's start.
    """
    sixteenths = (cells + 1) // 3
    number = (int(sixteenths[-1]) // 16 + 1) * 16
    struck = np.zeros((number, 12), np.bool_)
    struck[sixteenths, pitched.pitches % 12] = True
    classes = struck @ _BIT
    beats = np.bitwise_or.reduce(classes.reshape(-1, 4), axis=1)
    beat = sixteenths // 4
    first = np.flatnonzero(np.diff(beat, prepend=-1))
    above = TURNED[np.minimum.reduceat(pitched.pitches, first) % 12, beats[beat[first]]]
    halves = np.bitwise_or.reduce(beats.reshape(-1, 2), axis=1)
    halves = halves[halves > 0]
    return [
        *shares_of(np.bincount(KIND_OF_CLASSES[above], minlength=len(CHORD_KINDS))),
        *_CLASSES_IN[above].mean(axis=0)[1:].tolist(),
        *shares_of(np.bincount(KIND_OF_CLASSES[halves], minlength=len(CHORD_KINDS))),
        float(_CLASSES_IN[halves].sum() / len(halves)) / 5,
        float(_CLASSES_IN[above].sum() / len(above)) / 5,
        *_scales(pitched, sixteenths // 16, number // 16),
        *_repeats(classes),
    ]


def _scales(pitched: Passage, bars: NDArray[np.int64], number: int) -> list[float]:
    lengths = np.minimum(pitched.ends - pitched.starts, 2 * TICKS_PER_BEAT) / TICKS_PER_BEAT
    profiles = np.bincount(bars * 12 + pitched.pitches % 12, lengths, minlength=number * 12).reshape(number, 12)
    profile = profiles.sum(axis=0)
    profile = profile / profile.sum()
    groups = np.add.reduceat(profiles, np.arange(0, number, 4), axis=0)
    groups = groups[groups.sum(axis=1) > 0]
    ordered = np.sort(profile)[::-1]
    norms = np.sqrt((profiles**2).sum(axis=1))
    products = norms[1:] * norms[:-1]
    both = products > 0
    likeness = (profiles[1:] * profiles[:-1]).sum(axis=1)[both] / products[both]
    return [
        float((profile @ _SCALES).max()),
        float(((groups @ _SCALES).max(axis=1) / groups.sum(axis=1)).mean()),
        -float((profile * np.log(profile + 1e-9)).sum()),
        float(ordered[0]),
        float(ordered[:3].sum()),
        float(likeness.mean()) if len(likeness) else 0.0,
        float(likeness.std()) if len(likeness) else 0.0,
    ]


def _repeats(classes: NDArray[np.int64]) -> list[float]:
    """Repetition by sets of classes struck on sixteenths, and how many onsets are off the beat."""
    sizes = _CLASSES_IN_COUNT[classes]
    total = int(sizes.sum())
    repeated = [float(_CLASSES_IN_COUNT[classes[lag:] & classes[:-lag]].sum()) / total for lag in (16, 32, 64, 128)]
    onsets = (classes > 0).reshape(-1, 4)
    number = int(np.count_nonzero(onsets))
    pulled = onsets[:, 1:] & ~np.append(onsets[1:, 0], False)[:, None]
    return [*repeated, np.count_nonzero(onsets[:, 1:]) / number, np.count_nonzero(pulled) / number]


def shares_of(counts: NDArray[np.int64]) -> list[float]:
    """Each count over their sum."""
    shares: list[float] = (counts / max(int(counts.sum()), 1)).tolist()
    return shares


_BIT = 1 << np.arange(12)
_CLASSES_IN = (np.arange(4096)[:, None] >> np.arange(12)) & 1
_CLASSES_IN_COUNT = _CLASSES_IN.sum(axis=1)
_SCALES = np.array([[float((pitch - tonic) % 12 in (0, 2, 4, 5, 7, 9, 11)) for tonic in range(12)] for pitch in range(12)])
