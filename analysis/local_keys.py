"""The key of a passage, and the keys it moves through."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.falling_bass import two_five_one_tonic
from analysis.key_changes import best_path
from analysis.key_evidence import key_evidence, tonic_support
from analysis.key_judges import Judge, judge_of
from analysis.keys import (
    FEWEST_CLASSES,
    FEWEST_NOTES,
    PARENTS,
    UNCLEAR_KEY,
    WEAKEST_CORRELATION,
    church_mode,
    family_of,
    key_correlations,
)
from analysis.loop_keys import against_keys, lifted_bars
from analysis.passage import Passage
from analysis.pitch import sounding_shares
from vocabulary.descriptor import PITCH_CLASS_NAMES, Key, KeySpan, Mode, Models
from vocabulary.units import Ticks

MOST_CELLS = 128
"""Steps of time that keys are looked for in; a cell is a bar, or more bars in long passages."""

WHOLE_BARS = 8.0
"""The scores of the whole count like so many bars, spread evenly: short clips have hardly a key but that of the whole."""

FEW_BEATS = 8
"""Cells of so many beats are summed side by side, in the order in which numpy's `reduceat` sums them, four times as fast."""

LOOP_LEAD = 0.1
"""By how much a key leads that a loop of chords asked for against the notes, in costs of a change of key: not much, for confidence."""

ALTERNATIVE_SHARE = 0.25
"""Of the bars that another key holds, for it to be the closest alternative whatever the scores of the whole say."""

TIE = 1e-9
"""Sums of shares that differ by less are equal."""

LARGEST_MARGIN = 6.0
"""No confidence beyond .0025 and .9975."""


@dataclass(frozen=True, slots=True)
class PassageKeys:
    """The key of the whole, and spans in order that cover the passage, neighbours different; () without pitched notes."""

    key: Key
    spans: tuple[KeySpan, ...]


def find_keys(passage: Passage, models: Models = "learned", shares: NDArray[np.float64] | None = None) -> PassageKeys:
    """Find the key of a passage and where it modulates.

    Args:
        passage: The notes; drums do not count.
        models: Which numbers judge.
        shares: From `analysis.pitch.sounding_shares`, if already there.

    Returns:
        Major or minor, or the church mode that the scale says; "unclear" below eight notes, below three pitch classes, and where no key
        fits. The key of the whole is the one that holds longest.
    """
    return judged_keys(passage, judge_of(models), shares)


@dataclass(frozen=True, slots=True, eq=False)
class KeyPath:
    """The best key of each cell, pitch classes counted from the lowest pitch.

    Attributes:
        sums: Evidence before each border of cells, shape (cells + 1, channels, 12).
        states: Key 0..23 of each cell, C major first, then C minor.
        home: The key of most cells.
        home_scores: The judge's scores of all 24 keys for the whole.
        traits: What the confidence in `home` is weighed from.
        lowest: The lowest pitch.
        cell: Ticks of a cell.
    """

    sums: NDArray[np.float64]
    states: NDArray[np.int64]
    home: int
    home_scores: NDArray[np.float64]
    traits: tuple[float, ...]
    lowest: int
    cell: int

    def is_key(self, tonic: int, minor: bool) -> bool:
        """Whether the passage's key has this tonic and third."""
        return (self.home + self.lowest) % 12 == tonic and (self.home >= 12) == minor


def judged_keys(passage: Passage, judge: Judge, shares: NDArray[np.float64] | None = None) -> PassageKeys:
    """Find keys with a certain judge, see `find_keys`."""
    path = key_path(passage, judge, shares)
    if path is None:
        heard = bool((~passage.drums).any())
        return PassageKeys(UNCLEAR_KEY, (KeySpan(Ticks(0), Ticks(passage.length), UNCLEAR_KEY),) if heard else ())
    key = _named(path.sums[-1], path.home_scores, path.home, path.traits, path.lowest, judge)
    held = np.bincount(path.states, minlength=24)
    held[path.home] = 0
    if held.max() >= ALTERNATIVE_SHARE * len(path.states):
        key = replace(key, alternative=_plain_name(int(held.argmax()), path.lowest))
    stretches = _stretches(path.states)
    away = [place for place, (first, _) in enumerate(stretches) if path.states[first] != path.home]
    names = dict(zip(away, _names(path, [stretches[place] for place in away], judge), strict=True))
    spans = []
    for place, (first, last) in enumerate(stretches):
        here = names.get(place, key)
        spans.append(KeySpan(Ticks(first * path.cell), Ticks(min(last * path.cell, passage.length)), here))
    return PassageKeys(key, tuple(spans))


def _stretches(states: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and last (not included) cell of each key."""
    return list(pairwise([0, *(np.flatnonzero(states[1:] != states[:-1]) + 1).tolist(), len(states)]))


def _parents_of_weak_lydian(states: NDArray[np.int64], sums: NDArray[np.float64]) -> NDArray[np.int64]:
    """Keys with the major key of the same scale in place of a lydian one of weaker tonic: D major over G, A and D is no G lydian."""
    found = states
    for first, last in _stretches(states):
        state, heard = int(states[first]), sums[last] - sums[first]
        if state < 12 and _scale_mode(heard[0], state) == "lydian" and not _is_founded(heard, state, "lydian"):
            found = found.copy() if found is states else found
            found[first:last] = (state + PARENTS["lydian"]) % 12
    return found


def _scale_mode(durations: NDArray[np.float64], state: int) -> Mode:
    """What the scale says of a key."""
    return church_mode(durations / max(float(durations.sum()), 1e-12), state % 12, family_of(state))


def _is_founded(heard: NDArray[np.float64], state: int, mode: Mode) -> bool:
    """Whether a church mode's tonic has as much for it as the tonic of the major key of the same scale."""
    support, tonic = tonic_support(heard), state % 12
    return bool((support[:, tonic] >= support[:, (tonic + PARENTS[mode]) % 12] - TIE).all())


def _names(path: KeyPath, stretches: list[tuple[int, int]], judge: Judge) -> list[Key]:
    """The keys of stretches of cells, with the confidence in each."""
    if not stretches:
        return []
    heard = np.array([path.sums[last] - path.sums[first] for first, last in stretches])
    keys = []
    for (first, _), sums, scores in zip(stretches, heard, judge.score(heard), strict=True):
        state = int(path.states[first])
        traits = confidence_traits(scores, state, int(sums[1].sum()), 1.0)
        keys.append(_named(sums, scores, state, traits, path.lowest, judge))
    return keys


def key_path(passage: Passage, judge: Judge, shares: NDArray[np.float64] | None = None) -> KeyPath | None:
    """Find the best sequence of keys.

    Each bar, heard with the bar before it, is compared with all 24 keys; Viterbi's algorithm (1967) finds the sequence of keys that fits
    best less what the changes cost, the key of the whole being favoured. All pitches are counted from the lowest, so that transposed music
    is judged alike to the last bit, ties included.

    Returns:
        None below eight notes or three pitch classes, and where no key fits.
    """
    pitched = passage.pitched()
    if len(pitched.starts) < FEWEST_NOTES:
        return None
    evidence = key_evidence(pitched, sounding_shares(pitched) if shares is None else shares)
    cell = cell_ticks(passage)
    sums = _running_sums(evidence, passage, cell)
    whole = sums[-1:]
    lifted = _lifted_path(evidence, sums, passage, cell, judge)
    if lifted is not None:
        return lifted
    if np.count_nonzero(whole[0, 0] > 0) < FEWEST_CLASSES or key_correlations(whole[0, 0]).max() < WEAKEST_CORRELATION:
        return None
    heard = np.concatenate([whole, sums[1:]])
    windows = heard[1:]
    windows[1:] -= sums[:-2]
    scores = judge.score(heard)
    whole_scores, scores = scores[0], scores[1:]
    scores[windows[:, 0].sum(axis=1) <= 0] = 0.0
    against = judge.change_cost * against_keys(
        evidence.reshape(len(evidence), -1)[:, -48:], whole[0], passage.bar_ticks / passage.step_ticks
    )
    tonic = two_five_one_tonic(evidence[:, 2], whole[0, 0], passage.bar_ticks / passage.step_ticks)
    if tonic is not None:
        against = judge.change_cost * (np.arange(24) != tonic)
    likely = whole_scores - against
    scores += WHOLE_BARS / len(scores) * likely - against
    scores[:, likely.argmax()] += judge.home_bonus
    states = _parents_of_weak_lydian(best_path(scores, judge.change_cost), sums)
    home = int(np.bincount(states, minlength=24).argmax())
    if against.any():
        whole_scores = _led_by(home, whole_scores, LOOP_LEAD * judge.change_cost)
    traits = confidence_traits(whole_scores, home, len(pitched.starts), float((states == home).mean()))
    return KeyPath(sums, states, home, whole_scores, traits, int(pitched.pitches.min()), cell)


def _lifted_path(evidence: NDArray[np.float64], sums: NDArray[np.float64], passage: Passage, cell: int, judge: Judge) -> KeyPath | None:
    """The keys of a loop that is lifted, each judged by its own bars as if there were no others; None where no loop is lifted."""
    bar, chords = passage.bar_ticks / passage.step_ticks, evidence.reshape(len(evidence), -1)[:, -48:]
    bars = lifted_bars(chords, bar) if cell == passage.bar_ticks else []
    if not bars:
        return None
    borders = [0, *bars, len(sums) - 1]
    heard = np.array([sums[last] - sums[first] for first, last in pairwise(borders)])
    scores, loops = judge.score(heard), np.zeros((len(heard), 24))
    for row, (first, last) in enumerate(pairwise(borders)):
        loops[row] = judge.change_cost * against_keys(chords[round(first * bar) : round(last * bar)], heard[row], bar)
    states = _parents_of_weak_lydian(np.repeat((scores - loops).argmax(axis=1), np.diff(borders)), sums)
    held = np.bincount(states, minlength=24)
    home = next(int(state) for state in states if held[state] == held.max())
    pitched = passage.pitched()
    of_home = _led_by(home, scores[next(row for row, first in enumerate(borders) if states[first] == home)], LOOP_LEAD * judge.change_cost)
    traits = confidence_traits(of_home, home, len(pitched.starts), float((states == home).mean()))
    return KeyPath(sums, states, home, of_home, traits, int(pitched.pitches.min()), cell)


def _led_by(home: int, scores: NDArray[np.float64], lead: float) -> NDArray[np.float64]:
    """The scores, all others lowered alike where `home` is not the best."""
    missing = lead - (float(scores[home]) - float(scores[_best_other(scores, home)]))
    if scores.argmax() == home:
        return scores
    led = scores - missing
    led[home] = scores[home]
    return np.asarray(led)


def estimate_key(passage: Passage, models: Models = "learned") -> Key:
    """Find the key of a passage, see `find_keys`."""
    return find_keys(passage, models).key


def cell_ticks(passage: Passage) -> int:
    """A bar, doubled until it is a beat at least and there are `MOST_CELLS` at most."""
    cell = passage.bar_ticks
    while cell < passage.step_ticks or passage.length > cell * MOST_CELLS:
        cell *= 2
    return cell


def _running_sums(evidence: NDArray[np.float64], passage: Passage, cell: int) -> NDArray[np.float64]:
    """Evidence before each border of cells, shape (cells + 1, channels, 12); where beats do not divide a cell, to the beat before."""
    firsts = np.arange(-(-passage.length // cell)) * cell // passage.step_ticks
    beats, flat = cell // passage.step_ticks, evidence.reshape(len(evidence), -1)
    sums = np.zeros((len(firsts) + 1, flat.shape[1]))
    if beats * passage.step_ticks == cell and 2 <= beats <= FEW_BEATS:
        whole = len(flat) // beats
        cells = flat[: whole * beats].reshape(whole, beats, flat.shape[1])  # -1 cannot be told from no whole cell
        rest = cells[:, 1].copy()
        for beat in range(2, beats):
            rest += cells[:, beat]
        np.add(cells[:, 0], rest, out=sums[1 : whole + 1])
        if whole < len(firsts):
            sums[-1] = np.add.reduceat(flat[whole * beats :], [0], axis=0)
    else:
        sums[1:] = np.add.reduceat(flat, firsts, axis=0)
    np.cumsum(sums[1:], axis=0, out=sums[1:])
    return sums.reshape(-1, *evidence.shape[1:])


def _named(
    heard: NDArray[np.float64], scores: NDArray[np.float64], state: int, traits: tuple[float, ...], lowest: int, judge: Judge
) -> Key:
    """The key of a state, pitch classes counted from `lowest`, with the confidence in it and the best other key."""
    margin = sum(weight * trait for weight, trait in zip(judge.confidence, traits, strict=True))
    confidence = 1 / (1 + math.exp(-max(-LARGEST_MARGIN, min(LARGEST_MARGIN, margin))))
    second = _best_other(scores, state)
    mode = _scale_mode(heard[0], state)
    if mode in PARENTS and not _is_founded(heard, state, mode):
        mode = family_of(state)
    if mode in PARENTS:
        second = (state + PARENTS[mode]) % 12
    return Key((state + lowest) % 12, mode, round(confidence, 3), _plain_name(second, lowest))


def _plain_name(state: int, lowest: int) -> str:
    return f"{PITCH_CLASS_NAMES[(state + lowest) % 12]} {family_of(state)}"


def confidence_traits(scores: NDArray[np.float64], state: int, notes: int, support: float) -> tuple[float, ...]:
    """What a judge's confidence weighs: 1, the key's score, its lead over the best other, log2 of notes, share of bars in the key."""
    best, other = float(scores[state]), float(scores[_best_other(scores, state)])
    return 1.0, best, best - other, math.log2(max(notes, 1)), support


def _best_other(scores: NDArray[np.float64], state: int) -> int:
    order = np.argsort(-scores, kind="stable")
    return int(order[0]) if order[0] != state else int(order[1])
