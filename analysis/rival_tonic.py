"""Doubt in a key where a loop of chords that fills the time has another tonic: D, C and G in turn are of G, or of D."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.chord_line import ChordLine
from analysis.schemata import SCHEMATA, Place, spellings
from vocabulary.descriptor import PITCH_CLASS_NAMES, Key, Mode, Progression

LOOP_SHARE = 0.6
"""Of the time that a loop must fill to put the key in doubt."""
DOUBTFUL = 0.75
"""Confidence that a key has at most beside a loop of another tonic: listeners do not agree on such loops (Richards 2017)."""


def doubted(key: Key, line: ChordLine, progressions: Sequence[Progression]) -> Key:
    """The key with the loop's own tonic as its alternative and no more confidence than two answers allow; as it is without such a loop.

    Args:
        key: Of the passage.
        line: Its chords.
        progressions: Found in them, in the same beats.
    """
    for found in progressions:
        rival = _tonic(line, found) if key.tonic is not None else None
        if rival is not None and rival[0] != key.tonic and found.rounds * (found.end_time - found.start_time) >= LOOP_SHARE * line.total:
            name = f"{PITCH_CLASS_NAMES[rival[0]]} {rival[1]}"
            return replace(key, confidence=min(key.confidence, DOUBTFUL), alternative=name)
    return key


def _tonic(line: ChordLine, found: Progression) -> tuple[int, Mode] | None:
    """Tonic and mode that a named loop has by its schema."""
    if found.rounds < 2 or found.start_time not in line.starts:
        return None
    root = line.symbols[line.starts.index(found.start_time)].root
    for name, mode, numeral, place in _FIRST:
        if (name, numeral) == (found.name, found.numerals[0]):
            return (root - place.semitones) % 12, mode
    return None


_FIRST: tuple[tuple[str, Mode, str, Place], ...] = tuple(
    (schema.name, schema.mode, numeral, place)
    for schema in SCHEMATA
    if schema.kind == "loop"
    for numeral, place in zip(schema.numerals.split(), spellings(schema)[0], strict=True)
)
"""Name and mode of each loop with each of its chords."""
