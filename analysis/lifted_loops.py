"""A loop of chords that goes on in another key: where it is lifted says where the key changes, and each stretch what its key is."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

HOLDS = 0.85
"""Share of beats that must have the chord of the round before, and, where the loop is lifted, that chord moved as far as the others."""
FEWEST_ROUNDS = 2
"""Rounds in each key; the last round of all may lack a bar."""
FEWEST_BARS = 8
"""In each key: in shorter stretches of real songs what looks like a lifted loop is a chord and another."""
NOT_ALIKE = -1


def lifted_at(chords: NDArray[np.int64], bar: int, periods: tuple[int, ...]) -> list[int]:
    """Find where a loop goes on in another key.

    Args:
        chords: Of each beat, as root + 12 x kind; one number above all others for none.
        bar: Beats of a bar.
        periods: Bars of a round to try.

    Returns:
        Places in `chords` at which all chords are from then on as many semitones away; [] where the loop does not hold or is not lifted.
    """
    kinds, roots = np.divmod(chords, 12)
    for bars in periods:
        size = bars * bar
        if len(chords) < 2 * FEWEST_ROUNDS * size - bar:
            break
        steps = np.where(kinds[size:] == kinds[:-size], (roots[size:] - roots[:-size]) % 12, NOT_ALIKE)
        if 2 * np.count_nonzero(steps) > len(steps):
            continue
        places = _places(steps, size, bar)
        rests = len(steps) - size * len(places)
        held = np.count_nonzero(steps == 0) >= HOLDS * rests
        borders = [0, *places, len(chords) + bar]
        if places and held and min(after - before for before, after in pairwise(borders)) >= max(FEWEST_ROUNDS * size, FEWEST_BARS * bar):
            return places
    return []


def _places(steps: NDArray[np.int64], size: int, bar: int) -> list[int]:
    """Beats at bars' beginnings from which a whole round stands equally far from the round before."""
    places: list[int] = []
    for place in np.flatnonzero(steps > 0).tolist():
        if place % bar == 0 and (not places or place + size >= places[-1] + size * FEWEST_ROUNDS):
            round_ = steps[place : place + size]
            if len(round_) >= size - bar and np.count_nonzero(round_ == steps[place]) >= HOLDS * len(round_):
                places.append(place + size)
    return places
