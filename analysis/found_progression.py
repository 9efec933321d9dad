"""A pattern of chords as it was found, before the most telling ones are chosen."""

from dataclasses import dataclass

from analysis.chord_line import ChordLine
from analysis.roman import roman_numeral
from vocabulary.units import TICKS_PER_BEAT

BEAT = "{beat}"
"""Stands in a found pattern's words for the beat of its start, which `beat_of` names once it is known in whose beats."""
_HARTE = {"M": "maj", "m": "min", "d": "dim"}


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern with what it is ranked by.

    Attributes:
        name: "" for a loop without a name.
        numerals: Of one round.
        start, end: Its first round, ticks.
        rounds: How often it is played.
        lasting: Ticks that all rounds last.
        telling: 0..1, see `analysis.schemata.Schema`.
        because: Plain words, `BEAT` in them.
        repeats: Whether it is played again and again, as a loop or a form.
    """

    name: str
    numerals: tuple[str, ...]
    start: int
    end: int
    rounds: int
    lasting: int
    telling: float
    because: str
    repeats: bool = False

    def score(self, total: int) -> float:
        """What it tells of a passage whose chords last `total` ticks: rare, long and frequent patterns tell most."""
        share = self.lasting / max(total, 1)
        return round(self.telling * (0.3 + 0.7 * min(1.0, share + 0.05 * self.rounds)), 6)


def played(what: str, rounds: int) -> str:
    """Say how often something is played and from where."""
    times = "once" if rounds == 1 else "twice" if rounds == 2 else f"{rounds} times"
    return f"{what} {times}, from beat {BEAT}"


def beat_of(ticks: int) -> str:
    """Name the beat at a time, counted from 0.

    >>> beat_of(0), beat_of(23040), beat_of(1476096)
    ('0', '1.5', '96.1')
    """
    return f"{ticks / TICKS_PER_BEAT:.2f}".rstrip("0").rstrip(".")


def numeral_at(line: ChordLine, place: int) -> str:
    """Roman numeral of a chord, without figures."""
    symbol = line.symbols[place]
    return roman_numeral(symbol.root, _HARTE[symbol.kind], 0, line.keys[place])


def numerals_between(line: ChordLine, start: int, end: int) -> tuple[str, ...]:
    """Roman numerals of the chords that sound between two times."""
    return tuple(numeral_at(line, place) for place, (a, b) in enumerate(zip(line.starts, line.ends, strict=True)) if a < end and b > start)
