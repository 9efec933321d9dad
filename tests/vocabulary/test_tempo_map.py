from hypothesis import given
from hypothesis import strategies as st

from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO, TempoMap
from vocabulary.units import Bpm, Ticks

points = st.lists(st.tuples(st.integers(0, 10**9), st.floats(1e-3, 1e8)), min_size=1, max_size=6).map(
    lambda found: TempoMap(tuple((Ticks(time), Bpm(bpm)) for time, bpm in sorted(found)))
)
places = st.floats(0, 1e5)


@given(points, places, st.floats(1e-3, 1e4))
def test_the_mean_tempo_is_within_lives_limits(tempo_map: TempoMap, start: float, length: float) -> None:
    mean = tempo_map.mean_tempo(start, start + length)

    assert MIN_TEMPO <= mean <= MAX_TEMPO


@given(st.floats(MIN_TEMPO, MAX_TEMPO), places, st.floats(1.0, 1e4))
def test_the_mean_of_one_tempo_is_that_tempo(tempo: float, start: float, length: float) -> None:
    assert abs(TempoMap(((Ticks(0), Bpm(tempo)),)).mean_tempo(start, start + length) - tempo) < 1e-5
