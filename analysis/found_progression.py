"""A pattern of chords as it was found, before the most telling ones are chosen."""

from dataclasses import dataclass


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
        because: Plain words.
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
