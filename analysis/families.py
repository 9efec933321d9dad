"""Picture families: passages that repeat each other, or are edits of each other, share one, and with it the composition of their pictures.

A passage is sketched twice: by what pitch class is where in four bars, of which an edited note changes one and an octave none; and by how
its lines go on from where they are in the bar, which no transposition changes. What is alike in either way is alike.

A passage belongs to the family of what it was before, or of what it is nearly the same as; or it founds one, whose number follows from
its notes. So a set that was never seen has the families that its music gives, and an edit keeps the family for as long as the members
are remembered.

Source of the sketch: bottom-k (Broder 1997, On the resemblance and containment of documents; Cohen & Kaplan 2007, Summarizing data using
bottom-k sketches).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.drums import is_drums
from analysis.fingerprint import hash_rows
from vocabulary.live_set import Part, Section
from vocabulary.units import TICKS_PER_BEAT, beats_per_bar

Sketch = tuple[tuple[int, ...], tuple[int, ...]]
"""The smallest hashes of what a passage holds, of its notes and of its lines: each ascending, 0..2**32-1, at most SKETCH of them."""

SKETCH = 64
"""The standard error of a likeness is sqrt(J (1 - J) / 64), at most .06; passages of fewer different figures are compared exactly."""
NEARLY_SAME = 0.7
"""From this likeness on, a passage joins another's family, wherever it is: a copy with every twentieth note changed has .8."""
STILL_THE_SAME = 0.25
"""Down to this likeness, a passage stays in the family of what was in its place: one with every fifth note changed has .45."""
FORMER = 64
"""Former passages that are remembered, so that undo leads back."""
ONE_NOTE = 2
"""And it stays if no more than so many figures differ: one note was edited, however few there are."""
_GRID = TICKS_PER_BEAT // 4
_NOTE, _DRUM, _LOW, _HIGH = range(4)
_NOTE_BARS = 4
"""Notes are placed in so many bars: a loop is the same music however often it goes round."""


@dataclass(frozen=True, slots=True)
class Member:
    """A passage that has a family: its place (section id, ticks), its sketch, and the family's number 0..2**31-1."""

    place: str
    start_time: int
    end_time: int
    sketch: Sketch
    family: int


def find_families(sections: Sequence[tuple[Section, Sketch]], known: Sequence[Member]) -> tuple[Member, ...]:
    """Give every section a family.

    Args:
        sections: In the set's order, each with its sketch.
        known: Who had one before, newest first; nobody for a set that was never seen.

    Returns:
        A member for each section, in their order, then of those known before as many as are to be remembered.
    """
    of_sketch = {member.sketch: member.family for member in reversed(known)}
    found: list[Member] = []
    for section, sketch in sections:
        family = of_sketch.get(sketch)
        if family is None:
            member = Member(section.id, section.start_time, section.end_time, sketch, 0)
            family = _family(member, known, found)
            of_sketch[sketch] = family
        found.append(Member(section.id, section.start_time, section.end_time, sketch, family))
    now = {(member.place, member.sketch) for member in found}
    former = [member for member in known if (member.place, member.sketch) not in now]
    return (*found, *former[:FORMER])


def sketch_of(section: Section) -> Sketch:
    """Sketch a passage; both parts empty if nothing sounds. About a millisecond for two thousand notes."""
    bar = max(1, round(beats_per_bar(section.signature_numerator, section.signature_denominator) * TICKS_PER_BEAT))
    tables = [(part, table) for part in section.parts if len(table := _sounding(part, section.length))]
    return _smallest([_note_figures(part, table, bar) for part, table in tables]), _smallest(
        [_line_figures(table, bar) for _, table in tables]
    )


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimated likeness of two passages, 0..1: the greater Jaccard index of their notes and of their lines."""
    return max(_jaccard(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _jaccard(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of what is common, 0 for two empty ones; estimated from the smallest, exact while both have fewer than SKETCH."""
    both = frozenset(one).intersection(other)
    if not both:
        return 0.0
    union = sorted(frozenset(one).union(other))
    if len(one) == SKETCH or len(other) == SKETCH:  # beyond the shorter sketch's end nobody knows what is in both
        union = union[:SKETCH]
    return sum(value in both for value in union) / len(union)


def _family(new: Member, known: Sequence[Member], found: Sequence[Member]) -> int:
    """The family of the passage that it was, else of the one that it is most like, else its own."""
    here = [member for member in known if _same_place(new, member)]
    before = _most_like(new.sketch, here, STILL_THE_SAME)
    if before is None:
        before = next((member for member in here if len(set(new.sketch[0]) ^ set(member.sketch[0])) <= ONE_NOTE), None)
    if before is not None and likeness(new.sketch, before.sketch) >= NEARLY_SAME:
        return before.family
    other = _most_like(new.sketch, (*known, *found), NEARLY_SAME) or before
    return _number(new.sketch) if other is None else other.family


def _same_place(one: Member, other: Member) -> bool:
    """The same scene, or overlapping passages of the arrangement (an edit may move where it is cut)."""
    if one.place == other.place:
        return True
    both_arranged = one.place.startswith("a") and other.place.startswith("a")
    return both_arranged and one.start_time < other.end_time and other.start_time < one.end_time


def _most_like(sketch: Sketch, members: Iterable[Member], least: float) -> Member | None:
    """The first of the members that are most like it, none if they are less than `least`."""
    best, best_likeness = None, least
    for member in members:
        found = likeness(sketch, member.sketch)
        if found > best_likeness or (best is None and found == best_likeness):
            best, best_likeness = member, found
    return best


def _number(sketch: Sketch) -> int:
    """The number of the family that a passage founds."""
    values = np.array([[*sketch[0], -1, *sketch[1]]], np.int64)
    return int(hash_rows(values)[0] >> np.uint64(33))


def _sounding(part: Part, length: int) -> NDArray[np.int64]:
    """Start and pitch of the notes that are heard from their start, shape (n, 2)."""
    return np.array(
        [
            (note.start_time, note.pitch)
            for note in part.notes
            if 0 <= note.start_time < length and note.velocity and note.probability and not note.mute
        ],
        np.int64,
    ).reshape(-1, 2)


def _note_figures(part: Part, table: NDArray[np.int64], bar: int) -> NDArray[np.int64]:
    """Place and pitch class of every note, of drums the pitch; a kit is one by its label, else it would be none in another key."""
    kit = is_drums(replace(part, notes=()))
    return _rows(_DRUM if kit else _NOTE, _places(table[:, 0], _NOTE_BARS * bar), table[:, 1] if kit else table[:, 1] % 12)


def _line_figures(table: NDArray[np.int64], bar: int) -> NDArray[np.int64]:
    """Place and next interval of the highest and of the lowest notes; of a line without chords once."""
    order = np.lexsort((table[:, 1], table[:, 0]))
    starts, edges = np.unique(table[order, 0], return_index=True)
    low, high = (by.reduceat(table[order, 1], edges) for by in (np.minimum, np.maximum))
    places = _places(starts, bar)[:-1]
    rows = [_rows(_LOW, places, np.diff(low))]
    if not np.array_equal(low, high):
        rows.append(_rows(_HIGH, places, np.diff(high)))
    return np.concatenate(rows)


def _places(starts: NDArray[np.int64], cycle: int) -> NDArray[np.int64]:
    """Which sixteenth of a cycle of so many ticks is nearest."""
    return (starts % cycle + _GRID // 2) // _GRID % -(-cycle // _GRID)


def _rows(what: int, places: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.column_stack([np.full(len(places), what), places, values])


def _smallest(figures: Sequence[NDArray[np.int64]]) -> tuple[int, ...]:
    hashes = np.unique(hash_rows(np.concatenate([*figures, np.zeros((0, 3), np.int64)])) >> np.uint64(32))
    return tuple(hashes[:SKETCH].tolist())
