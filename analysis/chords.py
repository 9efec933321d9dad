"""Chords beat by beat: templates over chroma and bass, smoothed by a Viterbi search that knows the metre."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.keys import SCALES, is_minor
from analysis.passage import Passage
from analysis.pitch import beat_bass, beat_chroma
from analysis.roman import roman_numeral
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key
from vocabulary.units import Ticks


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
    Quality("maj", ((0, 0.27), (4, 0.28), (7, 0.27)), 0.34),
    Quality("min", ((0, 0.27), (3, 0.28), (7, 0.27)), 0.25),
    Quality("7", ((0, 0.22), (4, 0.22), (7, 0.20), (10, 0.15)), 0.065),
    Quality("maj7", ((0, 0.20), (4, 0.23), (7, 0.21), (11, 0.15)), 0.058),
    Quality("min7", ((0, 0.20), (3, 0.23), (7, 0.21), (10, 0.15)), 0.10),
    Quality("sus4", ((0, 0.25), (5, 0.29), (7, 0.28)), 0.0023),
    Quality("sus2", ((0, 0.25), (2, 0.29), (7, 0.28)), 0.0015),
    Quality("dim", ((0, 0.25), (3, 0.29), (6, 0.28)), 0.006),
    Quality("aug", ((0, 0.25), (4, 0.29), (8, 0.28)), 0.003),
    Quality("hdim7", ((0, 0.20), (3, 0.23), (6, 0.22), (10, 0.15)), 0.0086),
    Quality("dim7", ((0, 0.18), (3, 0.23), (6, 0.23), (9, 0.17)), 0.006),
    Quality("minmaj7", ((0, 0.20), (3, 0.23), (7, 0.21), (11, 0.15)), 0.0029),
    Quality("maj6", ((0, 0.20), (4, 0.23), (7, 0.21), (9, 0.15)), 0.0072),
)
NO_CHORD = "N"

# These tables, weights and costs: random search (230 steps) for the best majmin, sevenths and root on every fourth song of POP909-CL and
# every second movement of DCML's Mozart; the figures on the songs left out are in docs/accuracy.md.
CHROMA_WEIGHT = 4.1
BASS_WEIGHT = 1.0
PRIOR_WEIGHT = 0.6
DOWNBEAT_COST, HALF_BAR_COST, BEAT_COST = 2.0, 2.4, 3.0
CHROMATIC_PENALTY = 0.40
"""Taken from chords with a tone outside the key's scale, each beat: a soft wish only."""
SILENCE_SCORE = 0.3
"""Given to "no chord" in each silent beat: the last chord holds through two bars of rest at most."""

# Likelihood of the bass (only ratios count): on the root, on another chord tone, on any other class.
BASS_ON_ROOT, BASS_ON_TONE, BASS_ELSEWHERE = 0.245, 0.085, 0.047
NOISE_FLOOR = 0.020
"""Least probability of a class outside the chord: suspensions and passing notes sound against every chord."""

_STATES = len(QUALITIES) * 12


def label_chords(passage: Passage, key: Key, shares: NDArray[np.float64]) -> tuple[Chord, ...]:
    """Name the chords of a passage.

    Args:
        passage: The notes; drums do not count.
        key: Its key, for Roman numerals and the soft wish for chords of the scale.
        shares: From `analysis.pitch.sounding_shares`.

    Returns:
        Chords in order that cover the passage, equal neighbours merged; () for a passage without pitched notes.
    """
    if not shares.any():
        return ()
    bass = beat_bass(shares)
    states = best_path(emissions(beat_chroma(shares), bass, key), change_costs(passage))
    borders = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
    step = passage.step_ticks
    return tuple(
        _chord(int(states[first]), _main_bass(bass[first:last]), key, Ticks(first * step), Ticks(min(last * step, passage.length)))
        for first, last in pairwise(borders)
    )


def emissions(chroma: NDArray[np.float64], bass: NDArray[np.int64], key: Key) -> NDArray[np.float64]:
    """Score each beat against each chord, in log units.

    Returns:
        Array of shape (beats, 157): 13 qualities x 12 roots (quality first), then no chord. Silent beats score 0 for all chords.
    """
    sums = chroma.sum(axis=1)
    heard = sums > 0
    scores = np.empty((len(chroma), _STATES + 1))
    chords = scores[:, :_STATES]
    np.einsum("tp,ps->ts", chroma, CHROMA_WEIGHT * _LOG_TONES.T, out=chords)
    chords += BASS_WEIGHT * _LOG_BASS.T[bass]
    chords += PRIOR_WEIGHT * _LOG_PRIOR - CHROMATIC_PENALTY * _chromatic(key)
    chords[~heard] = 0.0
    # "No chord" while something sounds: all classes alike, any bass, and a priori one beat in a hundred.
    scores[:, _STATES] = np.where(heard, (CHROMA_WEIGHT * sums + 1) * np.log(1 / 12) + np.log(0.01), SILENCE_SCORE)
    return scores


def change_costs(passage: Passage) -> NDArray[np.float64]:
    """What a change of chord costs at each beat: little on a downbeat, more in the middle of a bar, most elsewhere."""
    within = np.arange(passage.steps) * passage.step_ticks % passage.bar_ticks
    halves = np.where(2 * within == passage.bar_ticks, HALF_BAR_COST, BEAT_COST)
    return np.where(within == 0, DOWNBEAT_COST, halves)


def best_path(scores: NDArray[np.float64], costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Find the sequence of states with the greatest sum of scores less costs of changes.

    Viterbi's algorithm (1967) with a cost that depends on the time only and not on the states: the best way to change is then from
    the one best state, so each beat takes time in proportion to the states, not to their square.

    Returns:
        One state a beat.
    """
    beats = len(scores)
    totals = scores.copy()
    best = np.empty(beats, np.int64)
    best[0] = totals[0].argmax()
    for beat in range(1, beats):
        before, now = totals[beat - 1], totals[beat]
        now += np.maximum(before, before[best[beat - 1]] - costs[beat])
        best[beat] = now.argmax()
    path = np.empty(beats, np.int64)
    path[-1] = best[-1]
    for beat in range(beats - 1, 0, -1):
        before, stay = totals[beat - 1], path[beat]
        path[beat - 1] = best[beat - 1] if before[stay] < before[best[beat - 1]] - costs[beat] else stay
    return path


def _chord(state: int, bass: int, key: Key, start: Ticks, end: Ticks) -> Chord:
    if state == _STATES:
        return Chord(start, end, NO_CHORD)
    quality, root = QUALITIES[state // 12], state % 12
    above = (bass - root) % 12 if bass >= 0 else 0
    inverted = any(above == tone for tone, _ in quality.tones[1:])
    label = f"{PITCH_CLASS_NAMES[root]}:{quality.name}" + (f"/{HARTE_DEGREES[above]}" if inverted else "")
    place = [tone for tone, _ in quality.tones].index(above) if inverted else 0
    return Chord(start, end, label, roman_numeral(root, quality.name, place, key))


HARTE_DEGREES = ("1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7")


def _main_bass(bass: NDArray[np.int64]) -> int:
    """The bass of most beats, the earliest of equals; -1 if none."""
    heard = [pitch_class for pitch_class in bass.tolist() if pitch_class >= 0]
    return max(dict.fromkeys(heard), key=heard.count, default=-1)


def _chromatic(key: Key) -> NDArray[np.float64]:
    """1 for chords with a tone outside the key's scale, else 0; minor keys have both sevenths."""
    if key.tonic is None or key.mode == "unclear":
        return np.zeros(_STATES)
    scale = np.zeros(12)
    scale[list(SCALES[key.mode])] = 1
    if is_minor(key.mode):
        scale[11] = 1
    inside = np.roll(scale, key.tonic)
    return np.asarray((_TONES @ (1 - inside) > 0).astype(np.float64))


def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    tones = np.zeros((_STATES, 12))
    bass = np.full((_STATES, 12), BASS_ELSEWHERE)
    prior = np.zeros(_STATES)
    weights = np.zeros((_STATES, 12))
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
    with_none = np.concatenate([np.log(bass), np.zeros((_STATES, 1))], axis=1)  # column -1: no bass
    return tones, np.log(weights), with_none, np.log(prior)


_TONES, _LOG_TONES, _LOG_BASS, _LOG_PRIOR = _tables()
