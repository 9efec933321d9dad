"""Two-five-one in the bass: what chords without their roots leave open, downbeats that fall by fifths say."""

import numpy as np
from numpy.typing import NDArray

BARS = 4
"""Of a round: ii, V and two bars of I."""
FEWEST_ROUNDS = 3
HOLDS = 0.9
"""Share of downbeats that must have the bass of the round, the last bar's aside: there a line turns back."""
SCALE_SHARE = 0.93
"""Share of the sound within the major scale; the rest are approaches to roots."""
_SCALE = [0, 2, 4, 5, 7, 9, 11]


def two_five_one_tonic(basses: NDArray[np.float64], durations: NDArray[np.float64], bar: float) -> int | None:
    """The major tonic on which rounds of ii-V-I end, from the bass on downbeats (Levine 1995, chapter 2).

    Args:
        basses: 1 for the bass of each beat, shape (beats, 12).
        durations: How long each pitch class sounds, shape (12,).
        bar: Beats of a bar.
    """
    if bar < 1 or bar != int(bar) or len(basses) < FEWEST_ROUNDS * BARS * bar:
        return None
    downbeats = basses[:: int(bar)]
    rounds = downbeats[: len(downbeats) // BARS * BARS].reshape(-1, BARS, 12).sum(axis=0)
    second, fifth, first = (int(one) for one in rounds[:3].argmax(axis=1))
    falls = (fifth - second) % 12 == 5 and (first - fifth) % 12 == 5
    held = float(rounds[:3].max(axis=1).sum()) >= HOLDS * 3 * (len(downbeats) // BARS)
    inside = float(durations[[(first + step) % 12 for step in _SCALE]].sum()) >= SCALE_SHARE * float(durations.sum())
    return first if falls and held and inside else None
