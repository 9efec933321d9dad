"""What the notes of a chord leave open, its surroundings say: the root of diminished sevenths."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.chord_grid import ChordGrid
from analysis.chord_tables import QUALITIES, STATES
from vocabulary.descriptor import Key, KeySpan

DIMINISHED = [quality.name for quality in QUALITIES].index("dim7")
LEADING_TONES = (11, 6)
"""Semitones above the tonic on which diminished sevenths stand: below the tonic, below the dominant."""


def settle_chords(
    states: NDArray[np.int64], bass: NDArray[np.int64], lowest: int, grid: ChordGrid, key_spans: Sequence[KeySpan]
) -> NDArray[np.int64]:
    """Decide what is open in each stretch of equal chords.

    A diminished seventh has the same tones on four roots: its root is the leading tone of the next chord, else of the tonic, else of the
    dominant, else the bass. (The key before the next chord costs .005 of the roots of DCML's Mozart: "vii°7/vi" goes to vi.)

    Args:
        states: Of each beat, quality first, counted from `lowest`.
        bass: Of each beat, -1 for none.
        lowest: The lowest pitch.
        grid: The beats.
        key_spans: The keys in force; () if unknown.

    Returns:
        States as given, some with another root.
    """
    alike = np.where(states // 12 == DIMINISHED, DIMINISHED * 12 + states % 3, states)
    places = np.concatenate([[0], np.flatnonzero(alike[1:] != alike[:-1]) + 1, [len(states)]])
    kinds = alike[places[:-1]] // 12
    doubtful = np.flatnonzero(kinds == DIMINISHED).tolist()
    if not doubtful:
        return states
    found, spans = states.copy(), spans_at(grid.borders()[places], key_spans)
    for stretch in doubtful:
        first, last = int(places[stretch]), int(places[stretch + 1])
        key = key_spans[spans[stretch]].key if key_spans else None
        after = int(states[last]) if last < len(states) else STATES
        found[first:last] = _diminished(int(states[first]), after, bass[first:last].tolist(), key, lowest)
    return found


def spans_at(borders: NDArray[np.int64], key_spans: Sequence[KeySpan]) -> list[int]:
    """Number of the key in force in the middle of each stretch between borders (ticks); 0 without keys."""
    key_starts = np.array([span.start_time for span in key_spans[1:]], np.int64)
    found: list[int] = key_starts.searchsorted((borders[:-1] + borders[1:]) // 2, side="right").tolist()
    return found


def _diminished(state: int, after: int, basses: list[int], key: Key | None, lowest: int) -> int:
    """The diminished seventh on the root that the next chord or the key says, else on its bass, else as it is."""
    wanted = [(after - 1) % 12] if after < STATES and after // 12 != DIMINISHED else []
    wanted += [] if key is None or key.tonic is None else [(key.tonic + tone - lowest) % 12 for tone in LEADING_TONES]
    roots = [root for root in (*wanted, *basses) if root >= 0 and root % 3 == state % 3]
    return DIMINISHED * 12 + roots[0] if roots else state
