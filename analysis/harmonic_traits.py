"""What a passage's chords do as a whole: fall by fifths, stand still, borrow from the parallel minor, end on a Picardy third."""

import re
from collections.abc import Iterator

from analysis.chord_line import KINDS, ChordLine, letter
from analysis.found_progression import BEAT, Found, numeral_at, numerals_between
from analysis.keys import is_minor

SHORTEST_FIFTHS = 5
"""Chords that fall by fifths before it is called a circle."""
ONE_CHORD_SHARE = 0.85
"""Of the time on one chord, for a vamp on it."""
BORROWED_SHARE = 0.04
"""Of the time on chords of the parallel minor, to speak of modal interchange."""

_FALLING = re.compile("[" + "".join(letter(step, kind) for step in (5, 6) for kind in KINDS) + "]+")
"""Steps of falling fifths in a row, diminished ones among them."""
_BORROWED = frozenset(letter(*one) for one in ((5, "m"), (8, "M"), (10, "M"), (3, "M"), (2, "d"), (0, "m")))
"""Chords of minor that major lacks."""


def find_fifths(line: ChordLine) -> Iterator[Found]:
    """Chords whose roots fall by fifths, one of them perhaps diminished, as in a scale."""
    runs = [run.span() for run in _FALLING.finditer(line.steps)]
    start, last = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    end = last + 1  # the chord that the last step leads to
    if end - start >= SHORTEST_FIFTHS:
        numerals = tuple(numeral_at(line, place) for place in range(start, end))
        because = f"{end - start} roots in a row fall by fifths, from beat {BEAT}: {'-'.join(numerals)}"
        lasting = line.ends[end - 1] - line.starts[start]
        yield Found("circle of fifths", numerals, line.starts[start], line.ends[end - 1], 1, lasting, 0.8, because)


def find_stillness(line: ChordLine, bar_ticks: int) -> Iterator[Found]:
    """One chord throughout, or one bass under changing chords."""
    times = line.times
    chord = max(times, key=times.__getitem__)
    if times[chord] >= ONE_CHORD_SHARE * line.total and line.total >= 4 * bar_ticks:
        first = next(place for place, symbol in enumerate(line.symbols) if (symbol.root, symbol.kind) == chord)
        because = f"{times[chord] / line.total:.0%} of the time on one chord"
        numerals: tuple[str, ...] = (numeral_at(line, first),)
        yield Found("one-chord vamp", numerals, line.starts[first], line.ends[first], 1, times[chord], 0.8, because, repeats=True)
    ends, long = (*line.bass_starts[1:], line.ends[-1]), 4 * bar_ticks
    for start, end, bass in zip(line.bass_starts, ends, line.basses, strict=True):
        if end - start >= long and bass != " ":
            numerals = numerals_between(line, start, end)
            if len(set(numerals)) >= 3:
                because = f"{len(numerals)} chords over one bass for {(end - start) // bar_ticks} bars, from beat {BEAT}"
                yield Found("pedal point", numerals[:8], start, end, 1, end - start, 0.85, because)
                break


def find_borrowed(line: ChordLine) -> Iterator[Found]:
    """Chords of the parallel minor in a major key."""
    places = [place for place, degree in enumerate(line.degrees) if degree in _BORROWED and line.keys[place].mode == "major"]
    lasting = sum(line.ends[place] - line.starts[place] for place in places)
    if lasting >= BORROWED_SHARE * line.total and places:
        numerals = tuple(dict.fromkeys(numeral_at(line, place) for place in places))[:4]
        words = " and ".join((", ".join(numerals[:-1]), numerals[-1])) if len(numerals) > 1 else numerals[0]
        because = f"{words} borrowed from the parallel minor, {lasting / line.total:.0%} of the time"
        first = places[0]
        yield Found("modal interchange", numerals, line.starts[first], line.ends[first], len(places), lasting, 0.7, because)


def find_picardy(line: ChordLine) -> Iterator[Found]:
    """A minor passage that ends on its major tonic."""
    if is_minor(line.keys[-1].mode) and line.degrees[-1] == letter(0, "M") and line.degrees.count(letter(0, "m")) >= 2:
        start, end = line.starts[-1], line.ends[-1]
        yield Found("Picardy third", ("I",), start, end, 1, end - start, 0.9, "ends on the major tonic of a minor key")
