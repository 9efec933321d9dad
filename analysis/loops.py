"""Loops without a name: stretches of chords that come again after a few bars, a chord or two of each round exchanged or not."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.chord_line import KINDS, ChordLine
from analysis.found_progression import Found, played
from analysis.roman import roman_numeral

CELLS = 4
"""Cells of a bar on which rounds are compared."""
PERIODS = (1, 2, 4, 8, 3, 6, 12, 16)
"""Bars of a round; the earlier one is preferred where two fit alike."""
ALIKE = 0.75
"""Share of cells of a round that must hold the same chord in the next: one of four chords may be exchanged."""
BETTER = 1.1
"""How much more of the passage a less common period must explain."""
SHORTEST_CELLS = 0.5
"""Cells that a chord of the loop lasts at least; shorter ones are passing."""
FEWEST_CHORDS, MOST_CHORDS = 2, 8
TELLING = 0.45
_QUALITIES = ("maj", "min", "dim")
_PLACE_OF = {kind: place for place, kind in enumerate(KINDS)}


def find_loops(line: ChordLine, cells: NDArray[np.int64], bar_ticks: int) -> Iterator[Found]:
    """Find the loop that lasts longest.

    Rounds are compared in time, not chord by chord, so that a passing or exchanged chord does not end a loop: the idea of the
    autocorrelation of a chord sequence. The loop's chords are those that most rounds have at their place.

    Args:
        line: The chords.
        cells: The same on the grid, from `chord_cells`.
        bar_ticks: Length of a bar.
    """
    best: tuple[int, int, int, int] | None = None  # cells explained, first bar, bars of a round, rounds
    heard = cells >= 0
    for period in PERIODS:
        first, rounds = _longest_chain(cells, heard, period, BETTER * best[0] if best else 0.0)
        explained = rounds * period * CELLS
        if rounds >= 2 and (best is None or explained > BETTER * best[0]) and _changes(cells, first, period):
            best = (explained, first, period, rounds)
    if best is not None:
        yield from _loop(line, cells, best, bar_ticks)


def chord_cells(line: ChordLine, bar_ticks: int) -> NDArray[np.int64]:
    """The chord that sounds in each quarter of a bar, as root x 3 + kind; -1 before the first.

    Returns:
        Array of whole bars.
    """
    step = bar_ticks / CELLS
    ids = np.array([-1, *[symbol.root * 3 + _PLACE_OF[symbol.kind] for symbol in line.symbols]])
    edges = np.ceil(np.array([0, *line.starts, line.ends[-1]]) / step - 1e-6).astype(np.int64)
    cells = ids.repeat(edges[1:] - edges[:-1])
    return np.asarray(cells[: len(cells) // CELLS * CELLS])


def _longest_chain(cells: NDArray[np.int64], heard: NDArray[np.bool_], period: int, least: float) -> tuple[int, int]:
    """First bar and number of rounds of the longest chain of rounds that are like their successors; none explains `least` cells or less."""
    size = period * CELLS
    if len(cells) < 2 * size:
        return 0, 0
    equal = cells[size:] == cells[:-size]
    equal &= heard[size:]
    most = 1 + np.count_nonzero(equal) // (ALIKE * size)
    if most < 2 or most * size <= least:
        return 0, 0
    same = np.zeros(len(equal) + 1, np.int64)
    equal.cumsum(out=same[1:])
    alike = ((same[size::CELLS] - same[:-size:CELLS]) >= ALIKE * size).nonzero()[0].tolist()
    chains: dict[int, int] = {}  # rounds from a bar on that are like the next one
    for bar in reversed(alike):
        chains[bar] = chains.get(bar + period, 0) + 1
    if not chains:
        return 0, 0
    longest = max(chains.values())
    return min(bar for bar, length in chains.items() if length == longest), longest + 1


def _changes(cells: NDArray[np.int64], first: int, period: int) -> bool:
    part = cells[first * CELLS : (first + period) * CELLS]
    return bool((part != part[0]).any())


def _loop(line: ChordLine, cells: NDArray[np.int64], best: tuple[int, int, int, int], bar_ticks: int) -> Iterator[Found]:
    _, first, period, rounds = best
    size = period * CELLS
    heard = cells[first * CELLS : first * CELLS + rounds * size].reshape(rounds, size)
    votes = 2 * np.bincount((np.maximum(heard, 0) + np.arange(size) * 36).ravel(), minlength=size * 36).reshape(size, 36)
    votes[np.arange(size), np.maximum(heard[0], 0)] += 1  # of equals the first round decides
    common = votes.argmax(axis=1)
    borders = [0, *((common[1:] != common[:-1]).nonzero()[0] + 1).tolist()]
    if not FEWEST_CHORDS <= len(borders) <= MOST_CHORDS:
        return
    start = first * bar_ticks
    key = next((key for end, key in zip(line.ends, line.keys, strict=True) if end > start), line.keys[-1])
    numerals = tuple(roman_numeral(int(common[at]) // 3, _QUALITIES[int(common[at]) % 3], 0, key) for at in borders)
    if "" in numerals:
        return
    exact = int((heard == common).all(axis=1).sum())
    because = f"{played('-'.join(numerals), rounds)}, every {'bar' if period == 1 else f'{period} bars'}"
    if exact < rounds:
        because += f", {rounds - exact} of them changed a little"
    yield Found("", numerals, start, start + period * bar_ticks, rounds, rounds * period * bar_ticks, TELLING, because, repeats=True)
