"""Patterns of chords: named schemata and loops, each with how often it is played and from where."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.blue_notes import BlueSigns
from analysis.blues_forms import find_blues_forms
from analysis.chord_line import ChordLine, letter_kind
from analysis.found_progression import BEAT, Found, beat_of, numerals_between, played
from analysis.harmonic_traits import find_borrowed, find_fifths, find_picardy, find_stillness
from analysis.keys import is_minor
from analysis.loops import chord_cells, find_loops
from analysis.roman import roman_numeral
from analysis.schema_tables import BASSES, LINES, LOOPS, LOOPS_BY_START, SHORTEST_NEEDLE, Reading
from analysis.schemata import Place, Schema, plain_numerals
from vocabulary.descriptor import UNCLEAR, Key, Progression
from vocabulary.units import Ticks

MOST_PROGRESSIONS = 8
COVERED = 0.6
"""Of the time of an unnamed loop in which a named one is heard, so that the other has nothing to add."""
FOREIGN_KEY = 0.6
"""Factor for a loop whose tonic is not that of the key found."""

SCATTERED_ROUNDS = 3
"""Rounds of a loop, none after the other, from which on it counts; in another key than the one found, no such loop does."""
ONCE_SHARE = 0.4
"""Of the time that a loop must fill if it is played but once."""

ALONE_SHARE = 0.8
"""Of the time that a vamp fills, for nothing else to say which chord is the tonic."""
SURE_KEY = 0.75
"""Confidence from which on the key is believed against a vamp's first chord."""

POPULAR = frozenset(
    (
        "gospel cadence",
        "ragtime progression",
        "flamenco vamp",
        "puff loop",
        "doo-wop loop",
        "minor doo-wop loop",
        "Komuro loop",
        "royal road",
        "Marunouchi loop",
        "axis loop",
        "aeolian axis loop",
        "diminished turnaround",
        "turnaround",
        "minor turnaround",
        "chain of dominants",
        "backdoor cadence",
        "tritone substitution",
        "Mario cadence",
        "double plagal cadence",
        "mixolydian loop",
        "rhythm changes bridge",
    )
)
"""Named after songs, films, and styles of the last hundred years; their chords pass by in older music as well."""
POPULAR_SHARE, BLUES_SEVENTHS = 0.4, 0.4
"""Shares of the time that these must last, and that sevenths must sound under a form of the blues, in classical music."""

Run = tuple[int, int, int]
"""First chord, one after the last, and the place in the loop at which it begins."""


def find_progressions(
    line: ChordLine, bar_ticks: int, genre: str = UNCLEAR, signs: BlueSigns | None = None, to_file: Callable[[int], int] = int
) -> tuple[Progression, ...]:
    """Find the named patterns and the loops in a passage's chords.

    Args:
        line: The chords, from `analysis.chord_line.chord_line`.
        bar_ticks: Length of a bar.
        genre: Name of the genre, where it is known: in classical music, what is named after other styles must fill the time.
        signs: What makes a form of the blues one, where it is known.
        to_file: Ticks of the line to those that reasons are told in, where these are others.

    Returns:
        At most eight, the most telling first: what is rare, lasts long and comes often tells most. A loop that has no name has
        the name "".
    """
    if not line.symbols:
        return ()
    cells = chord_cells(line, bar_ticks)
    found = [
        *find_blues_forms(line, cells, bar_ticks, signs),
        *_named_loops(line),
        *_lines(line),
        *_basses(line),
        *find_fifths(line),
        *find_stillness(line, bar_ticks),
        *find_borrowed(line),
        *find_picardy(line),
    ]
    if genre == "classical":
        found = [one for one in found if _in_classical(one, line)]
    best = _strongest_of_each(found, line.total)
    loops: list[Found] = []
    if not any(one.repeats and one.lasting >= COVERED * line.total for one in best):
        loops = [loop for loop in find_loops(line, cells, bar_ticks) if not any(_covers(other, loop) for other in best)]
    ranked = sorted([*best, *loops], key=lambda one: (-one.score(line.total), one.start, one.name))
    return tuple(
        Progression(
            one.name,
            one.numerals,
            Ticks(one.start),
            Ticks(one.end),
            one.rounds,
            one.because.replace(BEAT, beat_of(to_file(one.start))),
        )
        for one in ranked[:MOST_PROGRESSIONS]
    )


def _in_classical(one: Found, line: ChordLine) -> bool:
    """Whether a name is to be believed of classical music: forms of the blues over sevenths, others of popular styles if they last."""
    if "blues" in one.name:
        symbols = zip(line.starts, line.ends, line.symbols, strict=True)
        return sum(end - start for start, end, symbol in symbols if symbol.seventh) >= BLUES_SEVENTHS * line.total
    return one.name not in POPULAR or one.lasting >= POPULAR_SHARE * line.total


def _strongest_of_each(found: Iterable[Found], total: int) -> list[Found]:
    best: dict[str, Found] = {}
    for one in found:
        if one.name not in best or one.score(total) > best[one.name].score(total):
            best[one.name] = one
    return list(best.values())


def _covers(named: Found, loop: Found) -> bool:
    """Whether a named pattern tells what an unnamed loop would tell again."""
    return named.numerals == loop.numerals or (named.repeats and named.lasting >= COVERED * loop.lasting)


def _named_loops(line: ChordLine) -> Iterator[Found]:
    steps = line.steps
    met: dict[int, list[tuple[str, int]]] = {}
    for start in LOOPS_BY_START.keys() & {steps[at : at + SHORTEST_NEEDLE] for at in range(len(steps) - SHORTEST_NEEDLE + 1)}:
        for number, needle, place in LOOPS_BY_START[start]:
            if len(needle) == SHORTEST_NEEDLE or needle in steps:
                met.setdefault(number, []).append((needle, place))
    for number, needles in sorted(met.items()):
        loop = LOOPS[number]
        runs = {_whole_run(steps, loop.cycle, at, place) for needle, place in needles for at in _places(steps, needle)}
        long_enough = [run for run in sorted(runs) if run[1] - run[0] > len(needles[0][0])]
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
        in_a_row = max(end - start for start, end, _ in chosen) // size
        if in_a_row < 2 and (not home or (rounds < SCATTERED_ROUNDS and lasting < ONCE_SHARE * line.total)):
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
            because=played("-".join(numerals), rounds) + ("" if home else _heard_from(tonic, line.keys[first])),
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
    for schema, texts in LINES:
        whole = line.degrees if schema.kind == "line" else line.steps
        places = [(at, spelling) for needle, spelling in texts if needle in whole for at in _places(whole, needle)]
        places = [(at, spelling) for at, spelling in places if _fits(line, at, schema, spelling)]
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
                because=played("-".join(numerals), len(places)),
            )


def _fits(line: ChordLine, at: int, schema: Schema, spelling: Sequence[Place]) -> bool:
    """Whether the mode, the last kind of chord and the sevenths asked for are there."""
    if at + len(spelling) > len(line.symbols):
        return False
    if schema.kind == "line" and is_minor(line.keys[at].mode) != (schema.mode == "minor"):
        return False
    symbols = line.symbols[at : at + len(spelling)]
    return symbols[-1].kind == spelling[-1].kind and all(
        (symbol.dominant if place.kind == "M" else symbol.seventh) for symbol, place in zip(symbols, spelling, strict=True) if place.seventh
    )


def _basses(line: ChordLine) -> Iterator[Found]:
    for schema, needle in BASSES:
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
                numerals=numerals_between(line, line.bass_starts[first], ends[first + last]),
                start=line.bass_starts[first],
                end=ends[first + last],
                rounds=len(places),
                lasting=sum(ends[at + last] - line.bass_starts[at] for at in places),
                telling=schema.telling,
                because=played(f"the bass {steps}", len(places)),
            )


def _key_at(line: ChordLine, time: int) -> Key:
    return next((key for end, key in zip(line.ends, line.keys, strict=True) if end > time), line.keys[-1])


_BASS_NAMES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
