import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.compositor.stage_clock import SLEW_LIMIT_S, Anchor, StageClock

moments = st.floats(0.0, 500.0)
tempi = st.floats(20.0, 999.0)


def clock_of(*anchors: Anchor) -> StageClock:
    clock = StageClock()
    for anchor in anchors:
        clock.apply(anchor, anchor.at)
    return clock


@given(at=moments, beats=st.floats(-16, 4000), tempo=tempi, later=moments)
def test_song_time_runs_with_the_tempo(at: float, beats: float, tempo: float, later: float) -> None:
    clock = clock_of(Anchor(at, beats, tempo, playing=True))

    assert clock.beats_at(at + later) == pytest.approx(beats + later * tempo / 60, abs=1e-6)


def test_song_time_stands_while_stopped() -> None:
    clock = clock_of(Anchor(5.0, 12.5, 120.0, playing=False))

    assert clock.beats_at(1000.0) == 12.5


@given(start=st.floats(0, 64), length=st.floats(0.25, 64), into=st.floats(0, 0.999), tempo=tempi, later=moments)
def test_a_loop_is_never_left(start: float, length: float, into: float, tempo: float, later: float) -> None:
    clock = clock_of(Anchor(0.0, start + into * length, tempo, True, True, start, length))

    assert start - 1e-9 <= clock.beats_at(later) <= start + length


def test_the_playhead_enters_a_loop_from_before_and_passes_one_it_is_behind() -> None:
    before = clock_of(Anchor(0.0, 0.0, 60.0, True, True, 4.0, 4.0))
    behind = clock_of(Anchor(0.0, 9.0, 60.0, True, True, 4.0, 4.0))

    assert [before.beats_at(t) for t in (2.0, 7.0, 8.0, 9.0, 12.5)] == [2.0, 7.0, 4.0, 5.0, 4.5]
    assert behind.beats_at(10.0) == 19.0


@given(tempo=tempi, errors=st.lists(st.floats(-0.029, 0.029), max_size=12), gap=st.floats(0.01, 0.5))
def test_small_corrections_never_jump_nor_run_backwards(tempo: float, errors: list[float], gap: float) -> None:
    clock = clock_of(Anchor(0.0, 0.0, tempo, playing=True))
    shown, moment = [clock.beats_at(k * gap / 8) for k in range(8)], 0.0
    for error in errors:
        moment += gap
        believed = clock.beats_at(moment)
        clock.apply(Anchor(moment, believed + error * tempo / 60, tempo, playing=True), moment)
        shown += [clock.beats_at(moment + k * gap / 8) for k in range(8)]

    largest_step = gap / 8 * tempo / 60 + SLEW_LIMIT_S * tempo / 60 + 1e-9
    assert all(-1e-9 <= b - a <= largest_step for a, b in pairwise(shown))
    assert (clock.jumps, clock.steps) == (0, 0)


@given(error=st.floats(-0.029, 0.029), tempo=tempi)
def test_a_small_correction_is_taken_over_within_a_quarter_second(error: float, tempo: float) -> None:
    clock = clock_of(Anchor(0.0, 100.0, tempo, playing=True))

    clock.apply(Anchor(1.0, 100.0 + (1.0 + error) * tempo / 60, tempo, playing=True), 1.0)

    behind = clock.beats_at(1.25) - (100.0 + (1.25 + error) * tempo / 60)
    assert abs(behind) * 60 / tempo < 0.0005


@given(error=st.one_of(st.floats(-8.0, -0.031), st.floats(0.031, 8.0)), tempo=tempi)
def test_a_large_correction_is_taken_at_once(error: float, tempo: float) -> None:
    clock = clock_of(Anchor(0.0, 1000.0, tempo, playing=True))

    clock.apply(Anchor(1.0, 1000.0 + (1.0 + error) * tempo / 60, tempo, playing=True), 1.0)

    assert clock.beats_at(1.0) == pytest.approx(1000.0 + (1.0 + error) * tempo / 60)
    assert (clock.jumps, clock.steps) == (0, 1)


def test_a_jump_that_live_tells_of_is_taken_at_once_however_small() -> None:
    clock = clock_of(Anchor(0.0, 8.0, 120.0, playing=True))

    clock.apply(Anchor(1.0, 10.01, 120.0, playing=True, jump=1), 1.0)

    assert clock.beats_at(1.0) == 10.01
    assert clock.jumps == 1


def test_moving_the_playhead_while_stopped_is_a_jump_and_starting_is_not() -> None:
    clock = clock_of(Anchor(0.0, 8.0), Anchor(1.0, 32.0), Anchor(2.0, 32.0, playing=True))

    assert clock.jumps == 1


def test_after_a_jump_no_moment_shows_what_lies_before_it() -> None:
    clock = clock_of(Anchor(0.0, 0.0, 120.0, playing=True))

    clock.apply(Anchor(1.0, 32.0, 120.0, playing=True, jump=1), 0.99)

    assert clock.beats_at(0.99) == 32.0


@given(length=st.floats(1.0, 32.0), lead=st.floats(-0.02, 0.02), share=st.floats(-1.0, 1.0))
def test_a_correction_across_the_loops_end_is_small(length: float, lead: float, share: float) -> None:
    """The stage is just behind the wrap and the anchor just before it, or the other way round."""
    loop = {"tempo": 60.0, "playing": True, "loop": True, "loop_start": 16.0, "loop_length": length}
    clock = clock_of(Anchor(0.0, 16.0, **loop))  # type: ignore[arg-type]  # keyword table
    moment = length + share * 0.02
    true = clock.beats_at(moment + lead)
    before = clock.beats_at(moment)

    clock.apply(Anchor(moment, true, **loop), moment)  # type: ignore[arg-type]  # keyword table

    gap = abs(clock.beats_at(moment) - before)
    assert min(gap, length - gap) < 1e-6
    assert (clock.jumps, clock.steps) == (0, 0)


@given(st.data())
def test_anchors_late_or_out_of_order_never_break_the_clock(data: st.DataObject) -> None:
    clock = StageClock()
    for _ in range(data.draw(st.integers(1, 8))):
        anchor = Anchor(
            data.draw(moments), data.draw(st.floats(-1e4, 1e6)), data.draw(tempi), data.draw(st.booleans()), data.draw(st.booleans()),
            data.draw(st.floats(0, 100)), data.draw(st.floats(0, 100)), jump=data.draw(st.integers(0, 3)),
        )  # fmt: skip
        clock.apply(anchor, data.draw(moments))

    assert math.isfinite(clock.beats_at(data.draw(moments)))


@pytest.mark.parametrize("wrong", [{"beats": math.nan}, {"at": math.inf}, {"tempo": 0.0}, {"beats_per_bar": -1.0}])
def test_an_anchor_refuses_numbers_that_mean_nothing(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Anchor(**{"at": 0.0, "beats": 0.0, **wrong})  # type: ignore[arg-type]  # table of wrong values
