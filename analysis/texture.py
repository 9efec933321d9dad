"""How the sound of a passage is woven: density, register, articulation, polyphony, dissonance, repetition."""

import math

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.descriptor import Texture

# Aggregate dyadic consonance of interval classes 1..6: Huron (1994), "Interval-class content in equally tempered pitch-class sets",
# Music Perception 11(3), 289-305; turned over and scaled so that the semitone is 1 and the fifth 0.
CONSONANCE = (-1.428, -0.582, 0.594, 0.386, 1.240, -0.453)
ROUGHNESS = tuple((max(CONSONANCE) - value) / (max(CONSONANCE) - min(CONSONANCE)) for value in CONSONANCE)

WILD_VELOCITY = 32.0
"""Standard deviation of velocity that counts as 1: ghost notes beside full strokes."""
LONGEST_GAP_BARS = 1
"""Rests longer than this are rests, not staccato."""
BAR_CELLS = 16
_KINDS = 32
"""Numbers between two ticks: starts of each pitch class, then ends."""
_CLASS_OF = np.arange(24) % 12
_SIGN_OF = np.repeat([1.0, -1.0], 12)
# Roughness of each pair of pitch classes, shape (12, 12).
_PAIRS = np.array([[(0.0, *ROUGHNESS)[min((high - low) % 12, (low - high) % 12)] for high in range(12)] for low in range(12)])


def _splitmix64(count: int) -> NDArray[np.int64]:
    """Random 62-bit numbers, always the same: SplitMix64 (Steele, Lea & Flood 2014), since loading numpy.random takes 15 ms."""
    mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(2)).astype(np.int64)


# A bar is named by the sum of its notes' random 62-bit numbers; two different bars share a sum once in 10^18.
_CODES = _splitmix64(BAR_CELLS * 128)


def describe_texture(passage: Passage) -> Texture:
    """Measure how the sound is woven; drums count for parts, dynamics, loudness and repetition only."""
    if not len(passage.starts):
        return Texture()
    pitched = passage.pitched() if passage.drums.any() else passage
    pitches = pitched.pitches
    some = len(pitches) > 0
    polyphony, together = sounding_together(pitched)
    mean = float(np.add.reduce(passage.velocities)) / len(passage.velocities)
    away = passage.velocities - mean
    spread = math.sqrt(float(np.add.reduce(away * away)) / len(away))
    return Texture(
        density=round(float((pitched.ends - pitched.starts).sum() / passage.length), 4),
        lowest_pitch=int(pitches.min()) if some else 0,
        highest_pitch=int(pitches.max()) if some else 0,
        mean_pitch=round(float(pitches.mean()), 4) if some else 0.0,
        articulation=round(articulation(pitched), 4),
        polyphony=round(polyphony / passage.length, 4),
        drums=round(int(np.count_nonzero(passage.drums)) / len(passage.drums), 4),
        dynamics=round(min(1.0, spread / WILD_VELOCITY), 4),
        loudness=round(min(1.0, mean / 127), 4),
        dissonance=round(dissonance(together), 4),
        repetition=round(repetition(passage), 4),
        parts=int(np.count_nonzero(np.bincount(passage.part_numbers))),
    )


def sounding_together(pitched: Passage) -> tuple[int, NDArray[np.float64]]:
    """Cut time wherever a note starts or ends.

    Returns:
        Ticks in which two notes or more sound, and ticks in which each two pitch classes sound together, shape (12, 12).
    """
    # Sorted as one number, time before kind and class of change: numbers sort three times as fast as their places.
    kinds = pitched.pitches % 12
    changes = np.concatenate([pitched.starts * _KINDS + kinds, pitched.ends * _KINDS + kinds + 12])
    changes.sort()
    times, kinds = np.divmod(changes, _KINDS)
    new = _changes(times)
    moments = times.take(new.nonzero()[0])
    pieces = len(moments)
    places = new.cumsum() + (_CLASS_OF * (pieces + 1) - 1).take(kinds)
    steps = np.bincount(places, _SIGN_OF.take(kinds), minlength=12 * (pieces + 1))
    # Each row ends at 0, so one running sum serves all; from the last moment on nothing sounds.
    counts = steps.astype(np.int32).cumsum(dtype=np.int32).reshape(12, pieces + 1)[:, : pieces - 1]
    durations = (moments[1:] - moments[:-1]).astype(np.float64)
    sounding = (counts > 0).astype(np.float64)
    several = np.add.reduce(counts, axis=0) >= 2
    return int(durations @ several), (sounding * durations) @ sounding.T


def dissonance(together: NDArray[np.float64]) -> float:
    """Mean roughness of all pairs of different pitch classes that sound together, weighted by time; 0 for none."""
    total = float(together.sum() - together.trace())
    return min(1.0, float((together * _PAIRS).sum()) / total) if total else 0.0


def articulation(pitched: Passage) -> float:
    """Sounding share of the time from each onset to the next in the same part; 0.5 where nothing follows anything.

    Args:
        pitched: A passage without drums.
    """
    order = np.argsort(pitched.part_numbers, kind="stable")  # within a part notes stay in order of start
    parts, starts, ends = pitched.part_numbers[order], pitched.starts[order], pitched.ends[order]
    if len(starts) < 2:
        return 0.5
    first = np.flatnonzero(_changes(starts) | _changes(parts))
    last_end = np.maximum.reduceat(ends, first)
    begins, players = starts[first], parts[first]
    gap = begins[1:] - begins[:-1]
    follows = (players[1:] == players[:-1]) & (gap > 0) & (gap <= LONGEST_GAP_BARS * pitched.bar_ticks)
    if not follows.any():
        return 0.5
    shares = np.minimum((last_end - begins)[:-1][follows] / gap[follows], 1.0)
    return float(shares.mean())


def repetition(passage: Passage) -> float:
    """Share of bars that have the same notes as an earlier bar, on a grid of 16 cells a bar; 0 for a single bar."""
    bar = passage.bar_ticks
    bars = passage.length // bar
    whole = passage.starts < bars * bar
    if bars < 2 or not whole.any():
        return 0.0
    starts, pitches = passage.starts[whole], passage.pitches[whole]
    cells = np.minimum((starts % bar * BAR_CELLS / bar).round().astype(np.int64), BAR_CELLS - 1)
    keys = np.sort(starts // bar * (BAR_CELLS * 128) + cells * 128 + pitches)
    keys = keys[_changes(keys)]
    number = keys // (BAR_CELLS * 128)
    first = np.flatnonzero(_changes(number))
    sums = np.sort(np.add.reduceat(_CODES[keys - number * (BAR_CELLS * 128)], first))
    return 1.0 - int(np.count_nonzero(_changes(sums))) / len(sums)


def _changes(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a value is another one than the one before; the first is."""
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new
