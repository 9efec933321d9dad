"""Kinds of chords, and tables that say how well each fits a beat: the formula beside the learned emissions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.keys import SCALES, is_minor
from vocabulary.descriptor import Key


@dataclass(frozen=True, slots=True)
class Quality:
    """A kind of chord.

    Attributes:
        name: Harte's shorthand (Harte et al. 2005, "Symbolic representation of musical chords", ISMIR).
        tones: (semitones above the root, share of the chord's sounding time), root first.
        prior: How common it is; only ratios count.
    """

    name: str
    tones: tuple[tuple[int, float], ...]
    prior: float


QUALITIES = (
    Quality("maj", ((0, 0.270), (4, 0.280), (7, 0.283)), 0.34),
    Quality("min", ((0, 0.270), (3, 0.280), (7, 0.283)), 0.25),
    Quality("7", ((0, 0.216), (4, 0.224), (7, 0.226), (10, 0.120)), 0.131),
    Quality("maj7", ((0, 0.216), (4, 0.224), (7, 0.226), (11, 0.120)), 0.0957),
    Quality("min7", ((0, 0.216), (3, 0.224), (7, 0.226), (10, 0.120)), 0.107),
    Quality("sus4", ((0, 0.270), (5, 0.121), (7, 0.283)), 0.001),
    Quality("sus2", ((0, 0.270), (2, 0.121), (7, 0.283)), 0.001),
    Quality("dim", ((0, 0.270), (3, 0.280), (6, 0.283)), 0.0161),
    Quality("aug", ((0, 0.270), (4, 0.280), (8, 0.283)), 0.003),
    Quality("hdim7", ((0, 0.216), (3, 0.224), (6, 0.226), (10, 0.120)), 0.0224),
    Quality("dim7", ((0, 0.216), (3, 0.224), (6, 0.226), (9, 0.120)), 0.0161),
    Quality("minmaj7", ((0, 0.216), (3, 0.224), (7, 0.226), (11, 0.120)), 0.0029),
    Quality("maj6", ((0, 0.216), (4, 0.224), (7, 0.226), (9, 0.120)), 0.0006),
)

# These tables, weights and costs: random search for the best majmin, sevenths and root on every fourth song of POP909-CL and every second
# movement of DCML's Mozart; the figures on the songs left out are in docs/accuracy.md.
CHROMA_WEIGHT = 4.1
BASS_WEIGHT = 1.01
PRIOR_WEIGHT = 0.621
DOWNBEAT_COST, HALF_BAR_COST, BEAT_COST = 1.82, 1.97, 3.05
CHROMATIC_PENALTY = 0.427
"""Taken from chords with a tone outside the key's scale, each beat: a soft wish only."""
SILENCE_SCORE = 0.3
"""Given to "no chord" in each silent beat: the last chord holds through two bars of rest at most."""

# Likelihood of the bass (only ratios count): on the root, on another chord tone, on any other class.
BASS_ON_ROOT, BASS_ON_TONE, BASS_ELSEWHERE = 0.323, 0.085, 0.0486
NOISE_FLOOR = 0.0204
"""Least probability of a class outside the chord: suspensions and passing notes sound against every chord."""
NO_CHORD_PRIOR = 0.01
"""One beat in a hundred that sounds has no chord."""

STATES = len(QUALITIES) * 12
"""States are 13 qualities x 12 roots (quality first); the next number, STATES itself, is "no chord"."""


def table_scores(chroma: NDArray[np.float64], bass: NDArray[np.int64], chromatic: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score each beat against each chord, in log units.

    Args:
        chroma: From `analysis.pitch.beat_chroma`.
        bass: From `analysis.pitch.beat_bass`.
        chromatic: What each chord has outside the key in force at each beat: rows of `outside_key`, shape (beats, 156).

    Returns:
        Array of shape (beats, 157). Silent beats score 0 for all chords.
    """
    sums = chroma.sum(axis=1)
    heard = sums > 0
    scores = np.empty((len(chroma), STATES + 1))
    scores[:, :STATES] = chroma @ (CHROMA_WEIGHT * _LOG_TONES.T) + BASS_WEIGHT * _LOG_BASS.T[bass]
    scores[:, :STATES] += PRIOR_WEIGHT * _LOG_PRIOR - CHROMATIC_PENALTY * chromatic
    scores[~heard, :STATES] = 0.0
    # "No chord" while something sounds: all classes alike, any bass.
    scores[:, STATES] = np.where(heard, (CHROMA_WEIGHT * sums + 1) * np.log(1 / 12) + np.log(NO_CHORD_PRIOR), SILENCE_SCORE)
    return scores


def table_costs(within_bar: NDArray[np.int64], bar: int) -> NDArray[np.float64]:
    """What a change of chord costs at each beat: little on a downbeat, more in the middle of a bar, most elsewhere."""
    halves = np.where(2 * within_bar == bar, HALF_BAR_COST, BEAT_COST)
    return np.where(within_bar == 0, DOWNBEAT_COST, halves)


def outside_key(key: Key, lowest: int) -> NDArray[np.float64]:
    """1 for chords with a tone outside the key's scale, else 0; minor keys have both sevenths; shape (156,), classes from `lowest`."""
    if key.tonic is None or key.mode == "unclear":
        return np.zeros(STATES)
    outside = np.ones(12)
    outside[list(SCALES[key.mode])] = 0
    if is_minor(key.mode):
        outside[11] = 0
    return np.asarray((_TONES @ np.roll(outside, key.tonic - lowest) > 0).astype(np.float64))


def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    tones = np.zeros((STATES, 12))
    bass = np.full((STATES, 12), BASS_ELSEWHERE)
    prior = np.zeros(STATES)
    weights = np.zeros((STATES, 12))
    for number, quality in enumerate(QUALITIES):
        for root in range(12):
            state = number * 12 + root
            prior[state] = quality.prior / 12
            for place, (tone, share) in enumerate(quality.tones):
                weights[state, (root + tone) % 12] = share
                tones[state, (root + tone) % 12] = 1
                bass[state, (root + tone) % 12] = BASS_ON_TONE if place else BASS_ON_ROOT
    weights = np.maximum(weights, NOISE_FLOOR)
    weights /= weights.sum(axis=1, keepdims=True)
    bass /= bass.sum(axis=1, keepdims=True)
    with_none = np.concatenate([np.log(bass), np.zeros((STATES, 1))], axis=1)  # column -1: no bass
    return tones, np.log(weights), with_none, np.log(prior)


_TONES, _LOG_TONES, _LOG_BASS, _LOG_PRIOR = _tables()
