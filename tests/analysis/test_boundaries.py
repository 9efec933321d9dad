import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.boundaries import LONGEST_BARS, SHORTEST_BARS, best_boundaries, novelty


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_pieces_have_four_to_thirty_two_bars_and_fill_the_song(bars: int, seed: int) -> None:
    strength = np.random.default_rng(seed).uniform(0, 0.7, bars + 1)

    cuts = best_boundaries(strength, 0, bars)

    lengths = np.diff(cuts)
    assert cuts[0] == 0
    assert cuts[-1] == bars
    assert lengths.max() <= LONGEST_BARS
    assert lengths.min() >= min(SHORTEST_BARS, bars)


def test_without_any_reason_sixteen_bars_are_a_piece() -> None:
    assert best_boundaries(np.zeros(65), 0, 64) == [0, 16, 32, 48, 64]


def test_a_strong_bar_line_is_a_boundary_even_off_the_phrase() -> None:
    strength = np.zeros(33)
    strength[11] = 1.6

    assert 11 in best_boundaries(strength, 0, 32)


def test_novelty_peaks_where_everything_changes() -> None:
    features = np.repeat([[1.0, 0.0], [0.0, 1.0]], 8, axis=0)

    found = novelty(features)

    assert found.argmax() == 8
    assert found[8] == pytest.approx(2**0.5)
    assert found[[0, 2, 14, 16]].tolist() == [0, 0, 0, 0]
