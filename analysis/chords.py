"""Chords beat by beat: how well each fits, smoothed by a search that knows the metre, and named in the local key."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.chord_features import chord_features
from analysis.chord_grid import ChordGrid, find_grid
from analysis.chord_network import QUALITY_COUNT, ChordWeights, learned_scores
from analysis.chord_path import best_path
from analysis.chord_settling import settle_chords, spans_at
from analysis.chord_tables import QUALITIES, STATES, outside_key, table_costs, table_scores
from analysis.passage import Passage
from analysis.pitch import beat_bass, beat_chroma, sounding_shares
from analysis.roman import roman_numeral
from analysis.walking_bass import with_roots_for_approaches
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key, KeySpan, Models

NO_CHORD = "N"
HARTE_DEGREES = ("1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7")


def label_chords(
    passage: Passage, key_spans: Sequence[KeySpan], shares: NDArray[np.float64], models: Models = "learned"
) -> tuple[Chord, ...]:
    """Name the chords of a passage.

    All is counted from the passage's lowest pitch, so that a transposed passage has the same chords, moved, to the last bit.

    Args:
        passage: The notes; drums do not count.
        key_spans: Its keys, for Roman numerals and the formula's soft wish for chords of the scale; () if unknown.
        shares: From `analysis.pitch.sounding_shares`.
        models: Which numbers judge.

    Returns:
        Chords in order that cover the passage, equal neighbours merged; () for a passage without pitched notes.
    """
    if not shares.any():
        return ()
    pitched = passage.pitched()
    lowest, grid = int(pitched.pitches.min()), find_grid(passage, shares)
    pitched = with_roots_for_approaches(pitched, grid)
    if models == "learned":
        states, bass, chroma = learned_path(pitched, grid, lowest)
    else:
        states, bass, chroma = table_path(pitched, grid, lowest, key_spans)
    settled = settle_chords(states, bass, chroma, lowest, grid, key_spans)
    return name_chords(settled, bass, lowest, grid, key_spans)


def learned_path(
    pitched: Passage, grid: ChordGrid, lowest: int, weights: ChordWeights | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.floating]]:
    """Find the chord of each beat by the network, its bass and its pitch classes.

    Args:
        pitched: Notes without drums, at least one.
        grid: Their beats.
        lowest: The lowest pitch.
        weights: The shipped ones if not given.

    Returns:
        State (13 qualities x 12 roots, quality first, then no chord) and bass (-1 for none) of each beat, and how long each pitch class
        sounds in it, shape (12, beats); all counted from `lowest`.
    """
    features = chord_features(pitched, grid, lowest)
    root, quality = np.divmod(best_path(*learned_scores(features, weights)), QUALITY_COUNT)
    return np.where(root == 12, STATES, quality * 12 + root), features.bass, features.classes[0]


def table_path(
    pitched: Passage, grid: ChordGrid, lowest: int, key_spans: Sequence[KeySpan]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.floating]]:
    """The same by the tables alone."""
    shares = sounding_shares(pitched, grid.step, grid.start)
    bass, chroma = beat_bass(shares, lowest), beat_chroma(shares, lowest)
    scores = table_scores(chroma, bass, _chromatic(key_spans, grid, lowest))
    return best_path(scores, table_costs(grid.within_bar(), grid.bar)), bass, chroma.T


def _chromatic(key_spans: Sequence[KeySpan], grid: ChordGrid, lowest: int) -> NDArray[np.float64]:
    """What chords have outside the key at each beat, shape (beats, 156) or (1, 156)."""
    if not key_spans:
        return np.zeros((1, STATES))
    rows = np.array([outside_key(span.key, lowest) for span in key_spans])
    ends = np.array([span.end_time for span in key_spans[:-1]], np.int64)
    return rows[np.searchsorted(ends, grid.borders()[:-1], side="right")]


def name_chords(
    states: NDArray[np.int64], bass: NDArray[np.int64], lowest: int, grid: ChordGrid, key_spans: Sequence[KeySpan]
) -> tuple[Chord, ...]:
    """Merge equal beats into chords with labels, inversions and numerals."""
    new = np.ones(len(states), np.bool_)
    np.not_equal(states[1:], states[:-1], out=new[1:])
    places = new.nonzero()[0]
    borders = grid.borders()[np.append(places, len(states))]
    times, kinds, basses = borders.tolist(), states[places].tolist(), _main_basses(bass, new, places).tolist()
    spans = spans_at(borders, key_spans)
    names = [_namer(lowest % 12, span.key) for span in key_spans] or [_namer(lowest % 12, None)]
    return tuple([
        Chord(start, end, *names[span](state, below))
        for state, span, below, start, end in zip(kinds, spans, basses, times, times[1:], strict=False)
    ])  # fmt: skip


@lru_cache(maxsize=512)
def _namer(lowest: int, key: Key | None) -> Callable[[int, int], tuple[str, str]]:
    """Gives the Harte label and Roman numeral in a key; state and bass are counted from the pitch class `lowest`, bass -1 is none."""

    @cache
    def name(state: int, bass: int) -> tuple[str, str]:
        if state == STATES:
            return NO_CHORD, ""
        quality, root = QUALITIES[state // 12], (state + lowest) % 12
        above = (bass - state) % 12 if bass >= 0 else 0
        inverted = any(above == tone for tone, _ in quality.tones[1:])
        label = f"{PITCH_CLASS_NAMES[root]}:{quality.name}" + (f"/{HARTE_DEGREES[above]}" if inverted else "")
        place = [tone for tone, _ in quality.tones].index(above) if inverted else 0
        return label, roman_numeral(root, quality.name, place, key) if key else ""

    return name


def _main_basses(bass: NDArray[np.int64], new: NDArray[np.bool_], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bass of most beats of each chord, the earliest of equals; -1 if none.

    Args:
        bass: Of each beat.
        new: Beats at which a chord begins.
        places: Their numbers.
    """
    kinds = new.cumsum() * 13 + bass  # one below a chord's own thirteen stands for none
    beats = np.bincount(kinds).take(kinds) * (bass >= 0)
    # The most beats and of these the first: the greatest of numbers that count beats first and places from the end second.
    ranks = beats * len(bass) + np.arange(len(bass))[::-1]
    return np.asarray(bass[len(bass) - 1 - np.maximum.reduceat(ranks, places) % len(bass)])
