"""The judge of rehearsals: right stages get errors of zero, wrong and missing pictures are found."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.rehearsal_measure import Expected, Place, Shown, clock_errors, expected_changes, judge, percentiles, session_places
from bridge.sources.scene_launcher import Launch
from bridge.sources.true_clock import TrueClock
from vocabulary.live_set import SignatureChange, TempoMap
from vocabulary.units import Bpm, Ticks

PLACES = (Place("a0", 0.0, 8.0), Place("a1", 8.0, 16.0), Place("a2", 16.0, 32.0))
PICTURES = {"a0": "red", "a1": "green", "a2": "blue"}


def played_clock(loop: tuple[float, float, int] | None = None, until: float = 17.0) -> TrueClock:
    """120 bpm from monotonic time 100."""
    clock = TrueClock(TempoMap(((Ticks(0), Bpm(120.0)),)), (SignatureChange(Ticks(0), 4, 4),))
    if loop:
        clock.set_loop(*loop)
    clock.start(100.0)
    clock.beats_at(100.0 + until)
    clock.stop(100.0 + until)
    return clock


def show_rightly(expected: tuple[Expected, ...], late_s: float = 0.0) -> list[Shown]:
    return [Shown(change.at + late_s, change.cue, PICTURES[change.cue]) for change in expected]


def test_sections_are_expected_at_the_true_time_of_their_beat() -> None:
    expected = expected_changes(played_clock(), PLACES, 117.0)

    assert [(round(e.at, 6), e.cue, e.announced) for e in expected] == [(100.0, "a0", False), (104.0, "a1", True), (108.0, "a2", True)]


def test_each_round_of_a_loop_is_expected() -> None:
    expected = expected_changes(played_clock((4.0, 12.0, 3)), PLACES, 117.0)

    assert [(round(e.at, 6), e.cue) for e in expected] == [
        (100.0, "a0"), (104.0, "a1"), (106.0, "a0"), (108.0, "a1"), (110.0, "a0"), (112.0, "a1"), (116.0, "a2"),
    ]  # fmt: skip
    assert [e.announced for e in expected] == [False] + [True] * 6


def test_a_jump_is_not_announced_and_nothing_is_expected_where_nothing_changes() -> None:
    clock = played_clock(until=1.0)
    clock.start(110.0)
    clock.jump(111.0, 20.0)
    clock.jump(112.0, 24.0)
    clock.stop(113.0)

    expected = expected_changes(clock, PLACES, 113.0)

    assert [(round(e.at, 6), e.cue, e.announced) for e in expected] == [(100.0, "a0", False), (111.0, "a2", False)]


def test_launched_scenes_follow_one_another_and_the_first_is_not_announced() -> None:
    places = session_places([(Launch(0, 0.0), "s0"), (Launch(1, 8.0), "s1")], announced=True)

    expected = expected_changes(played_clock(), places, 117.0)

    assert [(round(e.at, 6), e.cue, e.announced) for e in expected] == [(100.0, "s0", False), (104.0, "s1", True)]
    assert places[1].end == math.inf


@given(st.floats(-0.4, 1.0), st.sampled_from([None, (4.0, 12.0, 3), (0.0, 16.0, 2)]))
def test_the_error_is_how_late_the_picture_came(late_s: float, loop: tuple[float, float, int] | None) -> None:
    expected = expected_changes(played_clock(loop), PLACES, 117.0)

    verdict = judge(expected, show_rightly(expected, late_s), PICTURES)

    assert verdict.errors_s == pytest.approx([abs(late_s)] * (len(expected) - 1), abs=1e-9)
    assert verdict.missed == ()


@given(st.sets(st.integers(1, 6)))
def test_what_was_not_shown_is_missed(left_out: set[int]) -> None:
    expected = expected_changes(played_clock((4.0, 12.0, 3)), PLACES, 117.0)
    shown = [line for index, line in enumerate(show_rightly(expected)) if index not in left_out]

    verdict = judge(expected, shown, PICTURES)

    assert {expected.index(missed) for missed in verdict.missed} == left_out
    assert len(verdict.errors_s) == len(expected) - 1 - len(left_out)


def test_a_picture_that_gets_better_is_no_change() -> None:
    expected = expected_changes(played_clock(), PLACES, 117.0)
    shown = [*show_rightly(expected)[:2], Shown(105.0, "a1", "better", "upgrade")]

    verdict = judge(expected, shown, PICTURES)

    assert [missed.cue for missed in verdict.missed] == ["a2"]


def test_between_two_sections_with_the_same_picture_there_is_no_change_to_miss() -> None:
    expected = expected_changes(played_clock(), PLACES, 117.0)

    verdict = judge(expected, show_rightly(expected)[:2], {**PICTURES, "a2": "green"})

    assert verdict.missed == ()


def test_a_jump_waits_for_its_picture_or_is_missed() -> None:
    expected = (Expected(100.0, "a0", False), Expected(110.0, "a2", False), Expected(111.0, "a1", False))

    verdict = judge(expected, [Shown(99.0, "a0", "red"), Shown(110.25, "a2", "blue", "jump")], PICTURES)

    assert verdict.waits_s == (0.0, 0.25)
    assert [missed.cue for missed in verdict.missed_jumps] == ["a1"]


def test_a_stage_that_believes_a_wrong_song_time_is_found_out() -> None:
    clock = played_clock()

    errors = clock_errors(clock, [Shown(104.0, "a1", "green", beats=8.0), Shown(108.0, "a2", "blue", beats=16.1)])

    assert errors == pytest.approx((0.0, 0.05))


def test_percentiles_are_nearest_rank_in_milliseconds() -> None:
    assert percentiles([0.001 * n for n in range(1, 101)]) == {"n": 100, "p50": 50.0, "p95": 95.0, "p99": 99.0, "max": 100.0}
    assert percentiles([]) == {"n": 0, "p50": None, "p95": None, "p99": None, "max": None}
