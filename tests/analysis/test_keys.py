import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.keys import MAJOR_PROFILE, MINOR_PROFILE, SCALES, church_mode, family_of, key_correlations
from vocabulary.descriptor import Mode

SHARES = st.lists(st.integers(0, 10**9), min_size=12, max_size=12).map(lambda ticks: np.array(ticks, float))


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize(("family", "profile"), [("major", MAJOR_PROFILE), ("minor", MINOR_PROFILE)])
def test_each_key_correlates_best_with_its_own_profile(tonic: int, family: Mode, profile: tuple[float, ...]) -> None:
    best = int(key_correlations(np.roll(profile, tonic)).argmax())

    assert (best % 12, family_of(best)) == (tonic, family)


@given(SHARES, st.integers(0, 11))
def test_turning_a_profile_turns_the_correlations(profile: np.ndarray[tuple[int], np.dtype[np.float64]], steps: int) -> None:
    turned = key_correlations(np.roll(profile, steps)).reshape(2, 12)

    np.testing.assert_allclose(np.roll(turned, -steps, axis=1).ravel(), key_correlations(profile), atol=1e-8)


@given(SHARES, st.integers(1, 10**6))
def test_how_long_the_music_is_does_not_count(profile: np.ndarray[tuple[int], np.dtype[np.float64]], times: int) -> None:
    np.testing.assert_allclose(key_correlations(profile * times), key_correlations(profile), atol=1e-8)


@given(st.lists(SHARES, min_size=1, max_size=4))
def test_many_profiles_are_judged_like_each(profiles: list[np.ndarray[tuple[int], np.dtype[np.float64]]]) -> None:
    np.testing.assert_allclose(key_correlations(np.array(profiles)), [key_correlations(profile) for profile in profiles], atol=1e-8)


@pytest.mark.parametrize("mode", ["dorian", "phrygian", "lydian", "mixolydian", "locrian"])
@pytest.mark.parametrize("tonic", [0, 5, 10])
def test_an_even_church_scale_says_its_mode(mode: Mode, tonic: int) -> None:
    profile = np.zeros(12)
    profile[[(tonic + step) % 12 for step in SCALES[mode]]] = 1 / 7
    family: Mode = "minor" if SCALES[mode][2] == 3 else "major"

    assert church_mode(profile, tonic, family) == mode


@pytest.mark.parametrize("family", ["major", "minor"])
def test_an_even_major_or_minor_scale_is_no_church_mode(family: Mode) -> None:
    profile = np.zeros(12)
    profile[list(SCALES[family])] = 1 / 7

    assert church_mode(profile, 0, family) == family
