from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bars import bar_grid
from vocabulary.live_set import SignatureChange
from vocabulary.units import TICKS_PER_BEAT, Ticks, to_ticks

changes = st.lists(
    st.builds(
        SignatureChange,
        time=st.integers(0, 200 * TICKS_PER_BEAT),
        numerator=st.integers(1, 15),
        denominator=st.sampled_from([2, 4, 8, 16]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda change: change.time,
)


@settings(deadline=None, max_examples=60)
@given(changes, st.integers(1, 300 * TICKS_PER_BEAT))
def test_lines_rise_from_zero_past_the_end_and_hold_every_change(some: list[SignatureChange], end: int) -> None:
    grid = bar_grid(end, some)

    assert grid.lines[0] == 0
    assert grid.lines[-2] < end <= grid.lines[-1]
    assert all(a < b for a, b in pairwise(grid.lines))
    assert {change.time for change in sorted(some)[1:] if change.time < end} <= set(grid.lines)


def test_bars_of_three_after_two_bars_of_four() -> None:
    grid = bar_grid(to_ticks(14), (SignatureChange(Ticks(0), 4, 4), SignatureChange(to_ticks(8), 3, 4)))

    assert [line / TICKS_PER_BEAT for line in grid.lines] == [0, 4, 8, 11, 14]
    assert grid.signature_at(to_ticks(7.9)).numerator == 4
    assert grid.signature_at(to_ticks(8)).numerator == 3
    assert grid.bar_number(to_ticks(9)) == 3


def test_a_first_change_before_zero_counts_from_there() -> None:
    grid = bar_grid(to_ticks(9), (SignatureChange(to_ticks(-1), 4, 4),))

    assert [line / TICKS_PER_BEAT for line in grid.lines] == [0, 3, 7, 11]


def test_an_empty_song_has_one_bar() -> None:
    assert [line / TICKS_PER_BEAT for line in bar_grid(0).lines] == [0, 4]
