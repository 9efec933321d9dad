"""Patterns of chords: named schemata and loops, each with how often it is played and from where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.blues_forms import find_blues_forms
from analysis.chord_line import ChordLine, chord_line, letter, letter_kind
from analysis.found_progression import Found
from analysis.keys import is_minor
from analysis.loops import find_loops
from analysis.roman import roman_numeral
from analysis.schemata import SCHEMATA, Place, Schema, plain_numerals, spellings
from vocabulary.descriptor import Chord, Key, KeySpan, Progression
from vocabulary.units import TICKS_PER_BEAT, Ticks

MOST_PROGRESSIONS = 8
SHORTEST_FIFTHS = 5
"""Chords that fall by fifths before it is called a circle."""
ONE_CHORD_SHARE = 0.85
"""Of the time on one chord, for a vamp on it."""
BORROWED_SHARE = 0.04
"""Of the time on chords of the parallel minor, to speak of modal interchange."""
FOREIGN_KEY = 0.6
"""Factor for a loop whose tonic is not that of the key found."""
ROUNDS_NEEDED = {2: 2, 3: 2}
"""Rounds in a row without which a short loop is none; longer ones count from one round on."""

ONCE_SHARE = 0.4
"""Of the time that a loop must fill if it is played but once."""

ALONE_SHARE = 0.8
"""Of the time that a vamp fills, for nothing else to say which chord is the tonic."""
SURE_KEY = 0.75
"""Confidence from which on the key is believed against a vamp's first chord."""

Run = tuple[int, int, int]
"""First chord, one after the last, and the place in the loop at which it begins."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One schema that a loop of chords may be, and where in it the loop's first chord stands."""

    schema: Schema
    places: tuple[Place, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps of a loop of chords, what to look for in a line (steps, and the place in the loop they begin at), and what it may be."""

    cycle: str
    needles: tuple[tuple[str, int], ...]
    readings: tuple[Reading, ...]


def find_progressions(chords: Sequence[Chord], key: Key, key_spans: Sequence[KeySpan], bar_ticks: int) -> tuple[Progression, ...]:
    """Find the named patterns and the loops in a passage's chords.

    Args:
        chords: In order of time, as from `analysis.chords.label_chords`; roots, kinds and basses are read from their labels.
        key: The passage's key.
        key_spans: Local keys in order, or none.
        bar_ticks: Length of a bar.

    Returns:
        At most eight, the most telling first: what is rare, lasts long and comes often tells most. A loop that has no name has
        the name "".
    """
    line = chord_line(chords, key, key_spans)
    if not line.symbols:
        return ()
    found = [
        *find_blues_forms(line, bar_ticks),
        *_named_loops(line),
        *_lines(line),
        *_basses(line),
        *_fifths(line),
        *_stillness(line, bar_ticks),
        *_borrowed(line),
        *_picardy(line),
    ]
    best = _strongest_of_each(found, line.total)
    loops = [loop for loop in find_loops(line, bar_ticks) if not any(_covers(other, loop) for other in best)]
    ranked = sorted([*best, *loops], key=lambda one: (-one.score(line.total), one.start, one.name))
    return tuple(
        Progression(one.name, one.numerals, Ticks(one.start), Ticks(one.end), one.rounds, one.because) for one in ranked[:MOST_PROGRESSIONS]
    )


def _strongest_of_each(found: Iterable[Found], total: int) -> list[Found]:
    best: dict[str, Found] = {}
    for one in found:
        if one.name not in best or one.score(total) > best[one.name].score(total):
            best[one.name] = one
    return list(best.values())


def _covers(named: Found, loop: Found) -> bool:
    """Whether a named pattern tells what an unnamed loop would tell again."""
    return named.numerals == loop.numerals or (named.repeats and named.lasting >= 0.6 * loop.lasting)


def _named_loops(line: ChordLine) -> Iterator[Found]:
    steps = line.steps
    for loop in LOOPS:
        runs = {
            _whole_run(steps, loop.cycle, at, place) for needle, place in loop.needles if needle in steps for at in _places(steps, needle)
        }
        long_enough = [run for run in sorted(runs) if run[1] - run[0] > len(loop.needles[0][0])]
        if long_enough:
            yield from _read(line, long_enough, loop.readings, len(loop.cycle))


def _places(whole: str, needle: str) -> Iterator[int]:
    at = whole.find(needle)
    while at >= 0:
        yield at
        at = whole.find(needle, at + len(needle))


def _whole_run(steps: str, cycle: str, at: int, place: int) -> Run:
    """Follow a loop to both sides of where it was met."""
    size, last = len(cycle), len(steps) - 1
    first, first_place = at, place
    while first > 0 and steps[first - 1] == cycle[(first_place - 1) % size]:
        first, first_place = first - 1, (first_place - 1) % size
    end = at
    while end < last and steps[end] == cycle[(place + end - at) % size]:
        end += 1
    fits = letter_kind(steps[end]) == letter_kind(cycle[(place + end - at) % size])
    return first, end + 1 if fits else end, first_place


def _read(line: ChordLine, runs: Sequence[Run], readings: Sequence[Reading], size: int) -> Iterator[Found]:
    """Choose which schema the runs are: the one whose tonic is the key's."""
    by_reading: dict[int, list[Run]] = {}
    for run in runs:
        ranks = [_rank(line, run, reading) for reading in readings]
        rank = max(ranks)
        if rank > 0:
            by_reading.setdefault(ranks.index(rank), []).append(run)
    for number, chosen in by_reading.items():
        reading = readings[number]
        first, _, place = chosen[0]
        turn = (reading.offset + place) % size
        tonic = (line.symbols[first].root - reading.places[turn].semitones) % 12
        home = tonic == line.keys[first].tonic
        rounds = sum((end - start) // size for start, end, _ in chosen)
        lasting = sum(line.ends[end - 1] - line.starts[start] for start, end, _ in chosen)
        if rounds < 2 and (not home or lasting < ONCE_SHARE * line.total):
            continue
        names = plain_numerals(reading.schema)
        numerals = (*names[turn:], *names[:turn])
        last = min(first + size, len(line.starts)) - 1
        yield Found(
            name=reading.schema.name,
            numerals=numerals,
            start=line.starts[first],
            end=line.ends[last],
            rounds=rounds,
            lasting=lasting,
            telling=reading.schema.telling * (1.0 if home else FOREIGN_KEY),
            because=_played("-".join(numerals), rounds, line.starts[first]) + ("" if home else _heard_from(tonic, line.keys[first])),
            repeats=rounds > 1,
        )


def _rank(line: ChordLine, run: Run, reading: Reading) -> float:
    """How well a reading of a loop agrees with the key and with how the loop begins; 0 where it does not."""
    first, end, place = run
    size = len(reading.places)
    turn = (reading.offset + place) % size
    tonic = (line.symbols[first].root - reading.places[turn].semitones) % 12
    key = line.keys[first]
    begins = turn == 0
    at_home = reading.places[0].semitones == 0
    if tonic == key.tonic:
        return 2.0 + (is_minor(key.mode) == (reading.schema.mode == "minor")) + 0.5 * begins
    if size > 3:
        return 1.0 if begins else 0.5
    # A vamp says little of its key: of a passage that is nothing else, the first chord is the tonic, unless the key is certain.
    alone = begins and at_home and end - first >= 3 * size
    whole = line.ends[end - 1] - line.starts[first] >= ALONE_SHARE * line.total
    return (4.0 if whole and key.confidence < SURE_KEY else 0.5) if alone else 0.0


def _heard_from(tonic: int, key: Key) -> str:
    if key.tonic is None:
        return ""
    return f", its tonic the key's {roman_numeral(tonic, 'maj', 0, key)}"


def _lines(line: ChordLine) -> Iterator[Found]:
    for schema, texts in _LINES:
        whole = line.degrees if schema.kind == "line" else line.steps
        places = [(at, spelling) for needle, spelling in texts if needle in whole for at in _places(whole, needle)]
        places = [(at, spelling) for at, spelling in places if _fits(line, at, spelling)]
        if places:
            first = min(at for at, _ in places)
            size = len(places[0][1])
            numerals = plain_numerals(schema)
            yield Found(
                name=schema.name,
                numerals=numerals,
                start=line.starts[first],
                end=line.ends[first + size - 1],
                rounds=len(places),
                lasting=sum(line.ends[at + size - 1] - line.starts[at] for at, _ in places),
                telling=schema.telling,
                because=_played("-".join(numerals), len(places), line.starts[first]),
            )


def _fits(line: ChordLine, at: int, spelling: Sequence[Place]) -> bool:
    """Whether the last kind of chord and the sevenths asked for are there."""
    if at + len(spelling) > len(line.symbols):
        return False
    symbols = line.symbols[at : at + len(spelling)]
    return symbols[-1].kind == spelling[-1].kind and all(
        (symbol.dominant if place.kind == "M" else symbol.seventh) for symbol, place in zip(symbols, spelling, strict=True) if place.seventh
    )


def _basses(line: ChordLine) -> Iterator[Found]:
    for schema, needle in _BASSES:
        places = list(_places(line.basses, needle))
        if schema.mode == "minor":
            places = [at for at in places if is_minor(_key_at(line, line.bass_starts[at]).mode)]
        if places:
            ends = [*line.bass_starts[1:], line.ends[-1]]
            last = len(needle) - 1
            first = places[0]
            steps = "-".join(_BASS_NAMES[int(step)] for step in schema.numerals.split())
            yield Found(
                name=schema.name,
                numerals=_numerals_between(line, line.bass_starts[first], ends[first + last]),
                start=line.bass_starts[first],
                end=ends[first + last],
                rounds=len(places),
                lasting=sum(ends[at + last] - line.bass_starts[at] for at in places),
                telling=schema.telling,
                because=_played(f"the bass {steps}", len(places), line.bass_starts[first]),
            )


def _fifths(line: ChordLine) -> Iterator[Found]:
    """Chords whose roots fall by fifths, one of them perhaps diminished, as in a scale."""
    roots = [symbol.root for symbol in line.symbols]
    best, first = (0, 0), 0
    for place in range(1, len(roots) + 1):
        step = (roots[place] - roots[place - 1]) % 12 if place < len(roots) else 0
        if step not in (5, 6):
            if place - first > best[1] - best[0]:
                best = (first, place)
            first = place
    start, end = best
    if end - start >= SHORTEST_FIFTHS:
        numerals = tuple(_numeral(line, place) for place in range(start, end))
        because = f"{end - start} roots in a row fall by fifths, from beat {_beat(line.starts[start])}: {'-'.join(numerals)}"
        lasting = line.ends[end - 1] - line.starts[start]
        yield Found("circle of fifths", numerals, line.starts[start], line.ends[end - 1], 1, lasting, 0.8, because)


def _stillness(line: ChordLine, bar_ticks: int) -> Iterator[Found]:
    """One chord throughout, or one bass under changing chords."""
    times: dict[tuple[int, str], int] = {}
    for start, end, symbol in zip(line.starts, line.ends, line.symbols, strict=True):
        times[symbol.root, symbol.kind] = times.get((symbol.root, symbol.kind), 0) + end - start
    chord = max(times, key=lambda one: times[one])
    if times[chord] >= ONE_CHORD_SHARE * line.total and line.total >= 4 * bar_ticks:
        first = next(place for place, symbol in enumerate(line.symbols) if (symbol.root, symbol.kind) == chord)
        because = f"{times[chord] / line.total:.0%} of the time on one chord"
        numerals: tuple[str, ...] = (_numeral(line, first),)
        yield Found("one-chord vamp", numerals, line.starts[first], line.ends[first], 1, times[chord], 0.8, because, repeats=True)
    ends = [*line.bass_starts[1:], line.ends[-1]]
    for start, end, bass in zip(line.bass_starts, ends, line.basses, strict=True):
        if end - start >= 4 * bar_ticks and bass != " ":
            numerals = _numerals_between(line, start, end)
            if len(set(numerals)) >= 3:
                because = f"{len(numerals)} chords over one bass for {(end - start) // bar_ticks} bars, from beat {_beat(start)}"
                yield Found("pedal point", numerals[:8], start, end, 1, end - start, 0.85, because)
                break


def _borrowed(line: ChordLine) -> Iterator[Found]:
    """Chords of the parallel minor in a major key."""
    places = [
        place
        for place, (degree, key) in enumerate(zip(line.degrees, line.keys, strict=True))
        if degree in _BORROWED and key.mode == "major"
    ]
    lasting = sum(line.ends[place] - line.starts[place] for place in places)
    if lasting >= BORROWED_SHARE * line.total and places:
        numerals = tuple(dict.fromkeys(_numeral(line, place) for place in places))[:4]
        words = " and ".join((", ".join(numerals[:-1]), numerals[-1])) if len(numerals) > 1 else numerals[0]
        because = f"{words} borrowed from the parallel minor, {lasting / line.total:.0%} of the time"
        first = places[0]
        yield Found("modal interchange", numerals, line.starts[first], line.ends[first], len(places), lasting, 0.7, because)


def _picardy(line: ChordLine) -> Iterator[Found]:
    """A minor passage that ends on its major tonic."""
    if is_minor(line.keys[-1].mode) and line.degrees[-1] == letter(0, "M") and line.degrees.count(letter(0, "m")) >= 2:
        start, end = line.starts[-1], line.ends[-1]
        yield Found("Picardy third", ("I",), start, end, 1, end - start, 0.9, "ends on the major tonic of a minor key")


def _played(what: str, rounds: int, start: int) -> str:
    times = "once" if rounds == 1 else "twice" if rounds == 2 else f"{rounds} times"
    return f"{what} {times}, from beat {_beat(start)}"


def _beat(ticks: int) -> str:
    return f"{ticks / TICKS_PER_BEAT:g}"


def _numeral(line: ChordLine, place: int) -> str:
    symbol = line.symbols[place]
    return roman_numeral(symbol.root, _HARTE[symbol.kind], 0, line.keys[place])


def _numerals_between(line: ChordLine, start: int, end: int) -> tuple[str, ...]:
    return tuple(_numeral(line, place) for place, (a, b) in enumerate(zip(line.starts, line.ends, strict=True)) if a < end and b > start)


def _key_at(line: ChordLine, time: int) -> Key:
    return next((key for end, key in zip(line.ends, line.keys, strict=True) if end > time), line.keys[-1])


_HARTE = {"M": "maj", "m": "min", "d": "dim"}
_BASS_NAMES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
_BORROWED = frozenset(letter(*one) for one in ((5, "m"), (8, "M"), (10, "M"), (3, "M"), (2, "d"), (0, "m")))


def _loop_table() -> tuple[Loop, ...]:
    """All loops; those that differ only in where they begin or end up share an entry."""
    table: dict[str, list[Reading]] = {}
    for schema in SCHEMATA:
        if schema.kind == "loop":
            for places in spellings(schema):
                cycle = _steps(places, places[0])
                turns = [cycle[turn:] + cycle[:turn] for turn in range(len(cycle))]
                first = min(turns)
                table.setdefault(first, []).append(Reading(schema, places, turns.index(first)))
    return tuple(Loop(cycle, _needles(cycle), tuple(readings)) for cycle, readings in table.items())


def _needles(cycle: str) -> tuple[tuple[str, int], ...]:
    size = len(cycle)
    needed = round(ROUNDS_NEEDED.get(size, 1) * size) - 1
    return tuple(((cycle * 3)[place : place + needed], place) for place in range(size))


def _steps(places: Sequence[Place], after: Place) -> str:
    following = [*places[1:], after]
    return "".join(letter(there.semitones - here.semitones, here.kind) for here, there in zip(places, following, strict=True))


def _line_table() -> list[tuple[Schema, list[tuple[str, tuple[Place, ...]]]]]:
    table = []
    for schema in SCHEMATA:
        if schema.kind == "line":
            table.append((schema, [("".join(letter(p.semitones, p.kind) for p in places), places) for places in spellings(schema)]))
        elif schema.kind == "anywhere":
            table.append((schema, [(_steps(places, places[-1])[:-1], places) for places in spellings(schema)]))
    return table


LOOPS = _loop_table()
_LINES = _line_table()
_BASSES = [(schema, "".join(letter(int(step), "M") for step in schema.numerals.split())) for schema in SCHEMATA if schema.kind == "bass"]
