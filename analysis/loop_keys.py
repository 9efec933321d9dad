"""The key that a loop of chords asks for where its notes leave it open: G and F in turn are G mixolydian, though C major has all notes."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.chord_line import KINDS, letter
from analysis.lifted_loops import lifted_at
from analysis.schema_tables import CADENCES, LOOPS
from analysis.schemata import Place

PERIODS = (1, 2, 3, 4, 6, 8)
"""Bars of a round; the first that holds is the loop's."""
HOLDS = 0.85
"""Share of beats that must have the chord of the loop there, and that of the round before."""
SURE_CHORD = 0.25
"""Probability of the likeliest chord of a beat, below which the beat has none."""
VAMP_ROUNDS = 2.75
"""Rounds of two chords before the first of them is believed; the last round may be cut short."""
MOST_CHORDS = 8
BEATS_OF_TWO = 4
"""Bars of so many beats, or twice as many, are heard by two beats."""

# What counts against a key, in costs of a change of key; by hand, as real songs are hardly ever exact loops: in 15,796 songs and clips of
# POP909-CL and DCML a loop spoke 65 times, and changed the key 11 times: 53 keys were right before, 58 are now.
UNEXPLAINED, LATER = 1.0, 0.3
"""That no schema of the loop has it for its tonic; that a vamp of two chords does not begin on it."""
BLUES_TIME, BLUES_CHORD = 0.75, 0.1
"""Share of the time on dominant sevenths of I, IV and V, and on each of I and IV, for a blues."""
SEVENTH_HEARD = 0.3
"""Probability of a dominant seventh over that of its triad, from which on the seventh sounds: .06 without it, .9 with it."""

_DOMINANT = 2
"""Place of dominant sevenths in `analysis.key_evidence.CHORD_TONES`."""
_TRIADS = np.array([12 * kind + root for kind in (0, 1, 0, 2) for root in range(12)])
"""The triad, as root + 12 x place in `KINDS`, of each chord of `analysis.key_evidence.CHORD_TONES`."""
_KEYS = 24
_SILENCE = 36
_BY_CYCLE = {loop.cycle: loop for loop in LOOPS}


def against_keys(chords: NDArray[np.float64], heard: NDArray[np.float64], bar: float) -> NDArray[np.float64]:
    """Weigh what a loop of chords says against keys.

    Where nothing but dominant sevenths sounds, on I, IV and V, the key is I; likewise where nothing but these three notes sounds. Else,
    where one loop holds throughout, a schema of it begins on its own tonic and no chord lasts longer, keys that are the tonic of no
    schema of it are unlikely, and so is a vamp's second chord.

    Args:
        chords: Probability of each chord in each beat, shape (beats, 48), as the last channels of `analysis.key_evidence`.
        heard: All channels of it, summed over the beats, shape (8, 12).
        bar: Beats of a bar; loops are looked for where it is a whole number.

    Returns:
        What each key has against it, shape (24,), 0 or more, in costs of a change of key; zeros where there is no such loop.
    """
    tonic = _blues_tonic(heard[-4:])
    if tonic is not None:
        return _all_but({tonic: 0.0})
    root = _first_of_three_roots(heard[0])
    if root is not None:
        return _all_but({root: 0.0, root + 12: 0.0})
    loop, rounds = _loop(chords, int(bar)) if bar >= 1 and bar == int(bar) else ((), 0.0)
    found = _keys_of(loop)
    if not found or (len(loop) == 2 and rounds < VAMP_ROUNDS):
        return np.zeros(_KEYS)
    return _all_but(dict(found))


def _all_but(keys: dict[int, float]) -> NDArray[np.float64]:
    against = np.full(_KEYS, UNEXPLAINED)
    against[list(keys)] = list(keys.values())
    return against


def _blues_tonic(sums: NDArray[np.float64]) -> int | None:
    """The one tonic whose I, IV and V fill the time with dominant sevenths."""
    plain, sevenths, total = sums[0], sums[_DOMINANT], float(sums.sum())
    heard = np.where(sevenths > SEVENTH_HEARD * plain, plain + sevenths, 0.0)
    if heard.sum() <= BLUES_TIME * total:
        return None
    fourths, fifths = np.roll(heard, -5), np.roll(heard, -7)
    least = np.minimum(heard, fourths) > BLUES_CHORD * total
    tonics = np.flatnonzero(least & (heard + fourths + fifths > BLUES_TIME * total)).tolist()
    return tonics[0] if len(tonics) == 1 else None


def _first_of_three_roots(lengths: NDArray[np.float64]) -> int | None:
    """The tonic of a tonic, fourth and fifth that are all that sounds, if no other sounds longer."""
    classes = np.flatnonzero(lengths > 0).tolist()
    longest = int(lengths.argmax())
    return longest if len(classes) == 3 and {(pitch - longest) % 12 for pitch in classes} == {0, 5, 7} else None


def lifted_bars(chords: NDArray[np.float64], bar: float) -> list[int]:
    """Bars at which a loop that holds throughout goes on in another key, see `against_keys` for the arguments."""
    if bar < 1 or bar != int(bar):
        return []
    best, size, first = _likeliest(chords, int(bar))
    return [(first + place) // size for place in lifted_at(best, size, PERIODS)]


def _likeliest(chords: NDArray[np.float64], bar: int) -> tuple[NDArray[np.int64], int, int]:
    """The chord of each beat, or of two, from the first bar that has one to the last; the beats of a bar; the first such beat."""
    if bar % BEATS_OF_TWO == 0:  # two beats together: one beat of an arpeggio lacks the third
        pairs = len(chords) // 2
        chords, bar = (chords[: 2 * pairs : 2] + chords[1 : 2 * pairs : 2]) / 2, bar // 2
    likeliest = chords.argmax(axis=1)
    best = np.where(chords[np.arange(len(chords)), likeliest] > SURE_CHORD, _TRIADS[likeliest], _SILENCE)
    heard = np.flatnonzero(best != _SILENCE)
    first = int(heard[0]) // bar * bar if len(heard) else 0
    return best[first : heard[-1] + 1] if len(heard) else best[:0], bar, first


def _loop(chords: NDArray[np.float64], bar: int) -> tuple[tuple[int, ...], float]:
    """The chords of the loop that holds throughout, as root + 12 x place in `KINDS`, and its rounds; () for none."""
    best, bar, _ = _likeliest(chords, bar)
    if not len(best):
        return (), 0.0
    for bars in PERIODS:
        size = bars * bar
        if len(best) < 2 * size - bar:
            break
        if np.count_nonzero(best[size:] == best[:-size]) >= HOLDS * (len(best) - size):
            return _common(best, size), len(best) / size
    return (), 0.0


def _common(best: NDArray[np.int64], size: int) -> tuple[int, ...]:
    """The chords that most rounds have, equal neighbours joined; () if rounds differ, are of one chord or many, or the first is short."""
    votes = np.bincount(np.arange(len(best)) % size * (_SILENCE + 1) + best, minlength=size * (_SILENCE + 1)).reshape(size, -1)
    if votes.max(axis=1).sum() < HOLDS * len(best):
        return ()
    common = [chord for chord in votes.argmax(axis=1).tolist() if chord != _SILENCE]
    joined = [chord for chord, before in zip(common, [None, *common], strict=False) if chord != before]
    if len(joined) > 1 and joined[0] == joined[-1]:
        joined.pop()
    first_longest = all(common.count(joined[0]) >= common.count(chord) for chord in joined)
    return tuple(joined) if 2 <= len(joined) <= MOST_CHORDS and first_longest else ()


@lru_cache(maxsize=256)
def _keys_of(loop: tuple[int, ...]) -> tuple[tuple[int, float], ...]:
    """Keys 0..23 that explain a loop, with what counts against each; () if none has the first chord for its tonic."""
    size = len(loop)
    if not size:
        return ()
    steps = "".join(letter(after % 12 - chord % 12, KINDS[chord // 12]) for chord, after in zip(loop, loop[1:] + loop[:1], strict=True))
    turns = [steps[turn:] + steps[:turn] for turn in range(size)]
    cycle = min(turns)
    readings = [
        (reading.places, reading.offset - turns.index(cycle)) for reading in (_BY_CYCLE[cycle].readings if cycle in _BY_CYCLE else ())
    ]
    readings += [(places, -at) for needle, places in CADENCES for at in range(size) if size >= len(places) and turns[at].startswith(needle)]
    tonics = {_tonic(loop, places, offset) for places, offset in readings}
    found = {chord % 12 + 12 * (chord // 12) for chord in loop if chord < _KEYS} & tonics
    if loop[0] not in found:
        return ()
    return tuple((key, LATER if size == 2 and key != loop[0] else 0.0) for key in sorted(found))


def _tonic(loop: tuple[int, ...], places: tuple[Place, ...], offset: int) -> int:
    """The key 0..23 whose tonic a schema's I is, `offset` being the place of the loop's first chord in it."""
    for turn, place in enumerate(places):
        if place.semitones == 0:
            return loop[(turn - offset) % len(loop)]
    return -1
