"""What a chord's notes leave open, its surroundings say: the root of diminished sevenths, thirds that do not sound, bare notes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.chord_grid import ChordGrid
from analysis.chord_tables import QUALITIES, STATES
from analysis.keys import SCALES, is_minor
from vocabulary.descriptor import Key, KeySpan

LEADING_TONES = (11, 6)
"""Semitones above the tonic on which diminished sevenths stand: below the tonic, below the dominant."""
OTHER_THIRDS = {"maj": (4, "min"), "min": (3, "maj"), "7": (4, "min7"), "min7": (3, "7")}
"""The third of a chord, and the chord that differs in its third alone."""

_NAMES = [quality.name for quality in QUALITIES]
DIMINISHED = _NAMES.index("dim7")
_OTHER = {_NAMES.index(name): _NAMES.index(other) for name, (_, other) in OTHER_THIRDS.items()}
_THIRDS = np.array([OTHER_THIRDS[name][0] if name in OTHER_THIRDS else 0 for name in _NAMES] + [0])


def settle_chords(
    states: NDArray[np.int64],
    bass: NDArray[np.int64],
    chroma: NDArray[np.floating],
    lowest: int,
    grid: ChordGrid,
    key_spans: Sequence[KeySpan],
) -> NDArray[np.int64]:
    """Decide what is open in each stretch of equal chords.

    A diminished seventh has the same tones on four roots: its root is the leading tone of the next chord, else of the tonic, else of the
    dominant, else the bass. (The key before the next chord costs .005 of the roots of DCML's Mozart: "vii°7/vi" goes to vi.) A triad or
    seventh whose third does not sound gets the third that sounds, else the one of the key's scale. A note alone without a key is no chord.

    Args:
        states: Of each beat, quality first, counted from `lowest`.
        bass: Of each beat, -1 for none.
        chroma: How long each pitch class sounds in each beat, counted from `lowest`; shape (12, beats).
        lowest: The lowest pitch.
        grid: The beats.
        key_spans: The keys in force; () if unknown.

    Returns:
        States as given, some with another root or quality.
    """
    alike = np.where(states // 12 == DIMINISHED, DIMINISHED * 12 + states % 3, states)
    places = np.concatenate([[0], np.flatnonzero(alike[1:] != alike[:-1]) + 1, [len(states)]])
    kinds, roots = np.divmod(alike[places[:-1]], 12)
    sounds = np.add.reduceat(chroma, places[:-1], axis=1) > 0
    thirds = _THIRDS[kinds]
    open_thirds = (thirds > 0) & ~sounds[(roots + thirds) % 12, np.arange(len(roots))]
    doubtful = np.flatnonzero(open_thirds | (kinds == DIMINISHED)).tolist()
    if not doubtful:
        return states
    found, spans = states.copy(), spans_at(grid.borders()[places], key_spans)
    for stretch in doubtful:
        first, last = int(places[stretch]), int(places[stretch + 1])
        key = _from_lowest(key_spans[spans[stretch]].key, lowest) if key_spans else None
        state = int(states[first])
        if open_thirds[stretch]:
            found[first:last] = _with_third(state, sounds[:, stretch], key)
        else:
            after = int(states[last]) if last < len(states) else STATES
            found[first:last] = _diminished(state, after, bass[first:last].tolist(), key)
    return found


def spans_at(borders: NDArray[np.int64], key_spans: Sequence[KeySpan]) -> list[int]:
    """Number of the key in force in the middle of each stretch between borders (ticks); 0 without keys."""
    key_starts = np.array([span.start_time for span in key_spans[1:]], np.int64)
    found: list[int] = key_starts.searchsorted((borders[:-1] + borders[1:]) // 2, side="right").tolist()
    return found


HomeKey = tuple[int, tuple[int, ...], bool]
"""Tonic counted from the lowest pitch, scale, whether it is minor."""


def _from_lowest(key: Key, lowest: int) -> HomeKey | None:
    if key.tonic is None or key.mode == "unclear":
        return None
    return (key.tonic - lowest) % 12, SCALES[key.mode], is_minor(key.mode)


def _diminished(state: int, after: int, basses: list[int], key: HomeKey | None) -> int:
    """The diminished seventh on the root that the next chord or the key says, else on its bass, else as it is."""
    wanted = [(after - 1) % 12] if after < STATES and after // 12 != DIMINISHED else []
    wanted += [(key[0] + tone) % 12 for tone in LEADING_TONES] if key else []
    roots = [root for root in (*wanted, *basses) if root >= 0 and root % 3 == state % 3]
    return DIMINISHED * 12 + roots[0] if roots else state


def _with_third(state: int, sounds: NDArray[np.bool_], key: HomeKey | None) -> int:
    """The chord with the other third if that sounds or the scale has it alone; the dominant of a minor key may have either."""
    kind, root = divmod(state, 12)
    other = _OTHER[kind] * 12 + root
    if key is None:
        return STATES if np.count_nonzero(sounds) == 1 else state
    if sounds[(root + _THIRDS[_OTHER[kind]]) % 12]:
        return other
    tonic, scale, minor = key
    above = (root - tonic) % 12
    has, has_other = ((above + int(_THIRDS[which])) % 12 in scale for which in (kind, _OTHER[kind]))
    return other if has_other and not has and not (minor and above == 7) else state
