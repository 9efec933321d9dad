"""Where a song's passages begin: the cheapest cut of its bars into pieces of musical length."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.drums import is_drums
from vocabulary.live_set import Part

SHORTEST_BARS = 4
LONGEST_BARS = 32
CONTEXT_BARS = 4
"""Bars on each side that are compared at a bar line."""

# Cost of a piece by its number of bars: sections of pop and dance music come in eights and sixteens; other lengths need a reason.
LENGTH_COSTS = {4: 0.50, 8: 0.27, 12: 0.36, 16: 0.22, 20: 0.56, 24: 0.58, 28: 0.80, 32: 0.80}
EVEN_COST, ODD_COST = 0.62, 0.78
COST_OVER_16_BARS = 0.02
"""Added for each bar over 16, where the table has no entry: long pieces change their picture too seldom."""
MANY_NOTES = 32
EDGE_WEIGHT = 1.6
NOVELTY_WEIGHT = 0.7
"""What a bar line is worth where all parts start or stop; weight of novelty there."""
OFF_PHRASE_COST = 0.12
"""A boundary off the grid of four bars, counted from the song's start, needs that much more."""


def best_boundaries(strength: NDArray[np.float64], first: int, last: int) -> list[int]:
    """Cut the bars first..last into pieces of 4 to 32 bars at the strongest bar lines.

    Dynamic programming over bar lines: the sum of the strengths of the cuts less the costs of the pieces' lengths is the greatest.

    Args:
        strength: For each bar line, how much begins there.
        first, last: Indices of bar lines.

    Returns:
        Bar lines in order, first and last included. A span shorter than four bars is one piece.
    """
    bars = last - first
    if bars <= SHORTEST_BARS:
        return [first, last]
    lengths = np.arange(1, LONGEST_BARS + 1)
    costs = np.array([_length_cost(int(length)) for length in lengths])
    best = np.full(bars + 1, -np.inf)
    came_from = np.zeros(bars + 1, np.int64)
    best[0] = 0.0
    for end in range(1, bars + 1):
        possible = lengths[: min(end, LONGEST_BARS)]
        scores = best[end - possible] - costs[: len(possible)]
        choice = int(np.argmax(np.round(scores, 9)))
        came_from[end] = end - possible[choice]
        best[end] = scores[choice] + (_cut_value(strength, first + end, first) if end < bars else 0.0)
    cuts = [bars]
    while cuts[-1] > 0:
        cuts.append(int(came_from[cuts[-1]]))
    return [first + cut for cut in reversed(cuts)]


def _cut_value(strength: NDArray[np.float64], line: int, first: int) -> float:
    return float(strength[line]) - (0.0 if (line - first) % 4 == 0 else OFF_PHRASE_COST)


def _length_cost(bars: int) -> float:
    if bars in LENGTH_COSTS:
        return LENGTH_COSTS[bars]
    too_short = 1.5 * max(0, SHORTEST_BARS - bars)
    return too_short + COST_OVER_16_BARS * max(0, bars - 16) + (ODD_COST if bars % 2 else EVEN_COST)


def boundary_strength(parts: Sequence[Part], clip_edges: Sequence[int], lines: Sequence[int]) -> NDArray[np.float64]:
    """Say for each bar line how much begins there.

    Clips that start or stop count most, as the musician's own cuts; then how much the bars before and after differ in who plays,
    how densely, and in what sounds. All measures are absolute and change a little when a little changes, so that editing one note
    moves no boundary that has a reason.

    Args:
        parts: All parts of the song, in song time.
        clip_edges: Song times at which clips start or stop, one entry a clip and edge.
        lines: Bar lines in ticks.

    Returns:
        Array of shape (lines,).
    """
    return EDGE_WEIGHT * _edge_share(clip_edges, np.asarray(lines), max(1, len(parts))) + NOVELTY_WEIGHT * novelty(
        bar_features(parts, lines)
    )


def _edge_share(clip_edges: Sequence[int], lines: NDArray[np.int64], parts: int) -> NDArray[np.float64]:
    """Clips that start or stop at each bar line, as a share of the parts, at most 1; edges off the line count for the nearest."""
    edges = np.asarray(clip_edges, np.int64)
    after = np.clip(np.searchsorted(lines, edges), 1, len(lines) - 1)
    nearest = np.where(edges - lines[after - 1] <= lines[after] - edges, after - 1, after)
    inside = edges <= lines[-1]
    counts = np.bincount(nearest[inside], minlength=len(lines))
    return np.asarray(np.minimum(counts / parts, 1.0))


def bar_features(parts: Sequence[Part], lines: Sequence[int]) -> NDArray[np.float64]:
    """Describe each bar: pitch classes (12 columns), octaves (11) and how busy each part is (one column each).

    Sounding time counts by its square root, so that a held note does not outweigh a melody. A bar's pitch classes have length 1, and
    so have its octaves; parts are as busy as the logarithm of their notes, 32 notes in all parts being length 1.

    Returns:
        Array of shape (bars, 23 + parts).
    """
    edges = np.asarray(lines)
    bars = len(edges) - 1
    chroma, octaves, busy = np.zeros(bars * 12), np.zeros(bars * 11), np.zeros((bars, len(parts)))
    for number, part in enumerate(parts):
        table = np.array([(note.start_time, note.duration, note.pitch) for note in part.notes], np.int64).reshape(-1, 3)
        bar = np.clip(np.searchsorted(edges, table[:, 0], side="right") - 1, 0, bars - 1)
        busy[:, number] = np.log1p(np.bincount(bar, minlength=bars))
        if not is_drums(part):
            heard = np.sqrt(np.minimum(table[:, 1], edges[bar + 1] - table[:, 0]).clip(1))
            chroma += np.bincount(bar * 12 + table[:, 2] % 12, heard, minlength=bars * 12)
            octaves += np.bincount(bar * 11 + table[:, 2] // 12, heard, minlength=bars * 11)
    loudest = np.log1p(MANY_NOTES) * np.sqrt(max(1, len(parts)))
    return np.concatenate([_unit_rows(chroma.reshape(-1, 12)), _unit_rows(octaves.reshape(-1, 11)), busy / loudest], axis=1)


def novelty(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compare what lies before and after each bar line.

    Source: Foote (2000), "Automatic audio segmentation using a measure of audio novelty"; the checkerboard over the self-similarity
    of a few bars equals the squared distance of the two sides' means, which is computed here.

    Returns:
        Array of shape (bars + 1,), at least 0, and 0 at both ends; 1.4 where two groups of columns share nothing.
        Songs have about .3 within their passages and .5-1 between them.
    """
    bars = len(features)
    sums = np.concatenate([np.zeros((1, features.shape[1])), np.cumsum(features, axis=0)])
    line = np.arange(1, bars)
    reach = np.minimum(np.minimum(line, bars - line), CONTEXT_BARS)[:, None]
    before = (sums[line] - sums[line - reach[:, 0]]) / reach
    after = (sums[line + reach[:, 0]] - sums[line]) / reach
    distance = np.sqrt(np.sum((after - before) ** 2, axis=1) * reach[:, 0] / CONTEXT_BARS)
    return np.concatenate([[0.0], distance, [0.0]]) if bars else np.zeros(1)


def _unit_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.where(norms > 0, rows / np.where(norms > 0, norms, 1.0), 0.0))
