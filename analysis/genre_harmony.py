"""Features of harmony for the genre: chords of beats and half bars, how far the notes keep to a scale, likeness and repetition of bars."""

import math

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
    struck = np.zeros((number, 16), np.bool_)
    tones = pitched.pitches % 12
    struck.ravel()[sixteenths * 16 + tones] = True
    classes = np.packbits(struck.ravel(), bitorder="little").view("<u2")  # along an axis it is twenty times slower
    pairs = classes[::2] | classes[1::2]
    beats = pairs[::2] | pairs[1::2]
    beat = sixteenths // 4
    new = np.ones(len(beat), np.bool_)
    np.not_equal(beat[1:], beat[:-1], out=new[1:])
    first = new.nonzero()[0]
    lowest = np.minimum.reduceat(pitched.pitches, first) % 12
    above = TURNED.ravel().take(lowest * len(KIND_OF_CLASSES) + beats.take(beat.take(first)))
    halves = beats[::2] | beats[1::2]
    halves = halves[halves > 0]
    return [
        *shares_of(np.bincount(KIND_OF_CLASSES.take(above), minlength=len(CHORD_KINDS))),
        *(np.ones(len(above)) @ _CLASSES_IN.take(above, axis=0) / len(above))[1:].tolist(),
        *shares_of(np.bincount(KIND_OF_CLASSES.take(halves), minlength=len(CHORD_KINDS))),
        int(_CLASSES_IN_COUNT.take(halves).sum()) / len(halves) / 5,
        int(_CLASSES_IN_COUNT.take(above).sum()) / len(above) / 5,
        *_scales(sixteenths // 16 * 12 + tones, pitched.ends - pitched.starts, number // 16),
        *_repeats(classes),
    ]


def _scales(places: NDArray[np.int64], ticks: NDArray[np.int64], number: int) -> list[float]:
    """How far the notes keep to a scale, and how alike bars are; `places` are bars x 12 + pitch class of notes that last so long."""
    lengths = np.minimum(ticks, 2 * TICKS_PER_BEAT) / TICKS_PER_BEAT
    profiles = np.bincount(places, lengths, minlength=number * 12).reshape(number, 12)
    profile = profiles.sum(axis=0)
    profile = profile / profile.sum()
    groups = np.add.reduceat(profiles, np.arange(0, number, 4), axis=0)
    sums = groups.sum(axis=1)
    groups, sums = groups[sums > 0], sums[sums > 0]
    ordered = sorted(profile.tolist(), reverse=True)
    norms = np.sqrt((profiles * profiles).sum(axis=1))
    products = norms[1:] * norms[:-1]
    both = products > 0
    likeness = (profiles[1:] * profiles[:-1]).sum(axis=1)[both] / products[both]
    return [
        float((profile @ _SCALES).max()),
        float(np.add.reduce((groups @ _SCALES).max(axis=1) / sums)) / len(sums),
        -float((profile * np.log(profile + 1e-9)).sum()),
        ordered[0],
        ordered[0] + ordered[1] + ordered[2],
        *_mean_and_spread(likeness),
    ]


def _mean_and_spread(values: NDArray[np.float64]) -> tuple[float, float]:
    if not len(values):
        return 0.0, 0.0
    mean = float(np.add.reduce(values)) / len(values)
    away = values - mean
    return mean, math.sqrt(float(np.add.reduce(away * away)) / len(values))


def _repeats(classes: NDArray[np.uint16]) -> list[float]:
    """Repetition by sets of classes struck on sixteenths, and how many onsets are off the beat."""
    total = int(_CLASSES_IN_COUNT.take(classes).sum())
    repeated = [int(_CLASSES_IN_COUNT.take(classes[lag:] & classes[:-lag]).sum()) / total for lag in (16, 32, 64, 128)]
    onsets = classes > 0
    number = np.count_nonzero(onsets)
    off = onsets.reshape(-1, 4)[:, 1:]
    pulled = off[:-1] & ~onsets[4::4, None]
    last = np.count_nonzero(off[-1])  # no beat follows
    return [*repeated, np.count_nonzero(off) / number, (np.count_nonzero(pulled) + last) / number]


def shares_of(counts: NDArray[np.int64]) -> list[float]:
    """Each count over their sum."""
    shares: list[float] = (counts / max(int(counts.sum()), 1)).tolist()
    return shares


_CLASSES_IN = ((np.arange(4096)[:, None] >> np.arange(12)) & 1).astype(np.float64)
_CLASSES_IN_COUNT = _CLASSES_IN.sum(axis=1).astype(np.uint8)
_SCALES = np.array([[float((pitch - tonic) % 12 in (0, 2, 4, 5, 7, 9, 11)) for tonic in range(12)] for pitch in range(12)])
