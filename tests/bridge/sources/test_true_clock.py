"""The simulated Live's clock: exact both ways, whatever happens to the transport."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.true_clock import TrueClock
from vocabulary.live_set import SignatureChange, TempoMap
from vocabulary.units import Bpm, Ticks

FOUR_FOUR = (SignatureChange(Ticks(0), 4, 4),)


@st.composite
def tempo_maps(draw: st.DrawFn) -> TempoMap:
    times = draw(st.lists(st.integers(0, 64 * 15360), min_size=1, max_size=5).map(sorted))
    return TempoMap(tuple((Ticks(time), Bpm(draw(st.floats(20.0, 999.0)))) for time in times))


@given(tempo_maps(), st.floats(0.0, 300.0), st.floats(0.25, 8.0), st.floats(0.0, 40.0))
def test_a_beat_is_played_at_the_moment_the_clock_says(tempo_map: TempoMap, beats: float, speed: float, start: float) -> None:
    clock = TrueClock(tempo_map, FOUR_FOUR, speed)
    clock.jump(5.0, start)
    clock.start(10.0)

    at = clock.at_beats(clock.passes[0], start + beats)

    assert at >= 10.0
    assert clock.beats_at(at) == pytest.approx(start + beats, abs=1e-6)


@given(tempo_maps(), st.floats(0.25, 16.0))
def test_the_tempo_told_stays_within_lives_limits_and_is_the_speed_of_song_time(tempo_map: TempoMap, speed: float) -> None:
    clock = TrueClock(tempo_map, FOUR_FOUR, speed)
    clock.start(0.0)

    for beats in (0.0, 7.3, 31.0, 80.0):
        told = clock.tempo_at(beats)
        at = clock.at_beats(clock.passes[0], beats)
        passed = clock.beats_at(at + 1e-4) - clock.beats_at(at)

        assert 20.0 <= told <= 999.0
        if not any(beats < time / 15360 <= beats + passed for time, _ in tempo_map.points):
            slow, fast = sorted((told, clock.tempo_at(beats + passed)))
            assert slow * 0.999 <= passed / 1e-4 * 60 <= fast * 1.001


@given(st.floats(0.5, 16.0), st.floats(1.0, 16.0), st.integers(1, 5), st.lists(st.floats(0.001, 3.0), min_size=60, max_size=60))
def test_a_loop_plays_as_often_as_asked_and_then_goes_on(start: float, length: float, times: int, steps: list[float]) -> None:
    clock = TrueClock(TempoMap(), FOUR_FOUR)
    clock.set_loop(start, start + length, times)
    clock.start(0.0)

    at = 0.0
    for step in [*steps, 200.0]:
        at += step
        assert clock.beats_at(at) >= 0.0

    assert [p.announced for p in clock.passes] == [False] + [True] * (times - 1)
    assert all(p.end_beats == pytest.approx(start + length) for p in clock.passes[:-1])
    assert clock.beats_at(at) == pytest.approx(at * 2 - length * (times - 1), abs=1e-6)
    assert not clock.loop


def test_stopping_keeps_the_place_and_jumps_begin_a_pass() -> None:
    clock = TrueClock(TempoMap(), FOUR_FOUR)
    clock.start(1.0)
    clock.jump(2.0, 40.0)
    clock.stop(3.0)
    clock.start(8.0)

    assert [(p.start_beats, p.end_beats) for p in clock.passes] == [(0.0, 2.0), (40.0, 42.0), (42.0, math.inf)]
    assert clock.beats_at(9.0) == pytest.approx(44.0)


def test_signatures_change_where_the_song_says() -> None:
    clock = TrueClock(TempoMap(), (SignatureChange(Ticks(0), 3, 4), SignatureChange(Ticks(6 * 15360), 7, 8)))

    assert [clock.signature_at(beats) for beats in (0.0, 5.99, 6.0, 50.0)] == [(3, 4), (3, 4), (7, 8), (7, 8)]


def test_a_loop_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="start < end"):
        TrueClock(TempoMap(), FOUR_FOUR).set_loop(4.0, 4.0, 2)
