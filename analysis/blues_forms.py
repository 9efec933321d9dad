"""Forms of the blues: which chord stands in which bar."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.blue_notes import BlueSigns
from analysis.chord_line import KINDS, ChordLine
from analysis.found_progression import Found, played
from analysis.loops import CELLS


@dataclass(frozen=True, slots=True)
class BluesForm:
    """A form, one step a bar.

    Attributes:
        name: As musicians call it.
        bars: Numerals allowed in each bar, divided by blanks; "I|V" means either.
        shown: The numerals of one round.
        anchors: Bars (from 0) that must be as written.
        least: Bars that must be as written, in all.
    """

    name: str
    bars: str
    shown: tuple[str, ...]
    anchors: tuple[int, ...]
    least: int


# Koch (1982), "Harmonic approaches to the twelve-bar blues form", Annual Review of Jazz Studies 1; Levine (1995), The Jazz Theory Book.
FORMS: tuple[BluesForm, ...] = (
    BluesForm("12-bar blues", "I I I I IV IV I I V IV|V I I|V", ("I", "IV", "I", "V", "IV", "I"), (0, 4, 6, 8, 10), 11),
    BluesForm("quick-change blues", "I IV I I IV IV I I V IV|V I I|V", ("I", "IV", "I", "IV", "I", "V", "I"), (0, 1, 2, 4, 8, 10), 11),
    BluesForm(
        "jazz blues",
        "I I|IV I I|v IV IV|#IV I VI|iii|I|III ii V I|iii|III|VI ii|V|VI|I",
        ("I", "IV", "I", "VI", "ii", "V", "I"),
        (0, 4, 6, 8, 9),
        11,
    ),
    BluesForm("minor blues", "i i|iv i i iv iv i i bVI|ii|V V|bVI|iv i i|V|ii", ("i", "iv", "i", "bVI", "V", "i"), (0, 4, 6, 8, 10), 11),
    BluesForm("8-bar blues", "I V IV IV I V I V|I", ("I", "V", "IV", "I", "V", "I"), (0, 1, 2, 3, 4, 5), 8),
    BluesForm("8-bar blues", "I I IV IV I V I V", ("I", "IV", "I", "V", "I", "V"), (0, 2, 3, 4, 5, 7), 8),
    BluesForm("16-bar blues", "I I I I I I I|IV I IV IV I I V IV|V I I|V", ("I", "IV", "I", "V", "IV", "I"), (0, 4, 8, 9, 10, 12, 14), 15),
)
TONIC_SHARE, SUBDOMINANT_SHARE = 0.45, 0.12
"""Of the time on I and IV together, and on IV, without which there is no blues."""
ONCE_SHARE = 0.4
"""Of the time that a form must fill if it is played but once."""
_DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}


def find_blues_forms(line: ChordLine, cells: NDArray[np.int64], bar_ticks: int, signs: BlueSigns | None = None) -> Iterator[Found]:
    """Find rounds of the blues on any tonic whose I and IV fill the time.

    Bars may be half as long as the form's, so pairs of bars are tried too. A round must have its anchors and nearly all its bars; a bar
    is as written when one of its halves is.

    Args:
        line: The chords.
        cells: The same on the grid, from `analysis.loops.chord_cells`.
        bar_ticks: Length of a bar.
        signs: What must make it a blues, where that is known.
    """
    for tonic in _tonics(line):
        if signs is not None and not signs.agree(tonic):
            continue
        for bars in (1, 2):
            grid = cells[: len(cells) // (bars * CELLS) * bars * CELLS : bars].reshape(-1, CELLS)
            halves = grid[:, :: CELLS // 2]
            degrees = np.where(halves < 0, _SILENCE, (halves - 3 * tonic) % 36)
            for table in _TABLES:
                found = _rounds(degrees, table)
                if found is not None:
                    number, rounds = found
                    lasting = len(rounds) * table.size * bars * bar_ticks
                    if len(rounds) == 1 and lasting < ONCE_SHARE * line.total:
                        continue
                    yield _found(line, table.forms[number], rounds, bars * bar_ticks)
                    return


def _tonics(line: ChordLine) -> list[int]:
    times = [0] * 12
    for (root, _), time in line.times.items():
        times[root] += time
    fourths = times[5:] + times[:5]
    return [
        root
        for root, (first, fourth) in enumerate(zip(times, fourths, strict=True))
        if first >= fourth >= SUBDOMINANT_SHARE * line.total and first + fourth >= TONIC_SHARE * line.total
    ]


def _rounds(degrees: NDArray[np.int64], table: "_Table") -> tuple[int, list[int]] | None:
    """The form of a table that fits best, by number, and the first bars of its rounds, without overlaps.

    Args:
        degrees: Chords above the tonic of both halves of each bar, shape (bars, 2).
        table: The forms.
    """
    size = table.size
    bars = len(degrees)
    if bars < size:
        return None
    fits = np.bitwise_or(*table.allowed.take(degrees.T)) & table.places  # (place in the form, bar)
    # Rows one longer than the bars put place j of a round that begins in bar b, which is bar b + j, into column b.
    diagonal = np.zeros(size * (bars + 1), np.int64)
    diagonal[: size * bars] = fits.ravel()
    held = np.bitwise_or.reduce(diagonal.reshape(size, bars + 1)[:, : bars - size + 1])  # by the first bar of a round
    anchored = held & table.anchors == table.anchors
    if not anchored.any():
        return None
    rounds = (held[:, None] >> table.bits[:, None]) & 1
    good = anchored & (rounds.sum(axis=2) >= table.least)
    fitting = np.where(good, rounds.sum(axis=2), 0).max(axis=1)
    number = int(fitting.argmax())
    if not fitting[number]:
        return None
    chosen: list[int] = []
    for first in good[number].nonzero()[0].tolist():
        if not chosen or first >= chosen[-1] + size:
            chosen.append(first)
    return number, chosen


def _found(line: ChordLine, form: BluesForm, rounds: list[int], bar_ticks: int) -> Found:
    size = len(form.bars.split())
    start = rounds[0] * bar_ticks
    end = min(start + size * bar_ticks, line.ends[-1])
    because = played(f"the chords of the {form.name}, bar by bar ({form.bars}),", len(rounds))
    return Found(form.name, form.shown, start, end, len(rounds), len(rounds) * size * bar_ticks, 1.0, because, repeats=len(rounds) > 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Forms of one length, as sets of bits: one for each bar of each form.

    Attributes:
        size: Bars.
        allowed: The bars in which a chord may stand, by the chord as in `chord_cells` above the tonic; silence is the last.
        places: The first bars of all forms, the second, ...; shape (size, 1).
        anchors: The bars that must be as written, a form; shape (forms, 1).
        least: Bars that must fit, a form; shape (forms, 1).
        bits: Numbers of the bits; shape (forms, size).
    """

    forms: tuple[BluesForm, ...]
    size: int
    allowed: NDArray[np.int64]
    places: NDArray[np.int64]
    anchors: NDArray[np.int64]
    least: NDArray[np.int64]
    bits: NDArray[np.int64]


_SILENCE = 36


def _table(forms: tuple[BluesForm, ...]) -> _Table:
    """Read the numerals: case decides the third of I and IV, other chords may be of any kind."""
    size = len(forms[0].bars.split())
    bits = np.arange(len(forms) * size).reshape(len(forms), size)
    allowed = np.zeros(_SILENCE + 1, np.int64)
    for number, form in enumerate(forms):
        for place, step in enumerate(form.bars.split()):
            for numeral in step.split("|"):
                bare = numeral.lstrip("b#")
                degree = (_DEGREES[bare.upper()] + numeral.count("#") - numeral.count("b")) % 12
                kinds = ("M" if bare.isupper() else "m") if degree in (0, 5) else KINDS
                allowed[[3 * degree + KINDS.index(kind) for kind in kinds]] |= 1 << int(bits[number, place])
    anchors = [sum(1 << int(row[place]) for place in form.anchors) for form, row in zip(forms, bits, strict=True)]
    least = [form.least for form in forms]
    return _Table(forms, size, allowed, (1 << bits).sum(axis=0)[:, None], np.array(anchors)[:, None], np.array(least)[:, None], bits)


_TABLES = tuple(_table(tuple(form for form in FORMS if len(form.bars.split()) == size)) for size in (16, 12, 8))
