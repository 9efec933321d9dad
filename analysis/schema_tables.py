"""The named schemata as letters to look for in a `analysis.chord_line.ChordLine`."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.chord_line import letter
from analysis.schemata import SCHEMATA, Place, Schema, spellings

ROUNDS_NEEDED = {2: 2, 3: 2}
"""Rounds in a row without which a short loop is none; longer ones count from one round on."""
SHORTEST_NEEDLE = 3
"""Steps of the shortest stretch by which a loop is known: two rounds of two chords, or one of four."""


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
"""All loops."""
LOOPS_BY_START: dict[str, list[tuple[int, str, int]]] = {}
"""What to look for, by its first letters: number of the loop, needle, place in the loop."""
for _number, _loop in enumerate(LOOPS):
    for _needle, _place in _loop.needles:
        LOOPS_BY_START.setdefault(_needle[:SHORTEST_NEEDLE], []).append((_number, _needle, _place))
LINES = _line_table()
"""All lines: the schema, and for each of its spellings what to look for."""
TELLING_CADENCES = ("minor plagal cadence", "Mario cadence", "backdoor cadence")
"""Lines that lead to a major tonic over chords that by their notes are of another key."""
CADENCES = [
    (_steps(places, places[-1])[:-1], places)
    for schema, texts in LINES
    if schema.name in TELLING_CADENCES
    for _, places in texts
    if len(places) == 3
]
"""Their steps and places, those of three chords."""
BASSES = [(schema, "".join(letter(int(step), "M") for step in schema.numerals.split())) for schema in SCHEMATA if schema.kind == "bass"]
"""All basses, and what to look for."""
