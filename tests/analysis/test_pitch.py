import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.passage import passage_of
from analysis.pitch import beat_bass, beat_chroma, pitch_class_profile, sounding_shares
from tests.analysis.music import any_section, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.live_set import Section


@settings(deadline=None, max_examples=60)
@given(tame_section, st.integers(-12, 12))
def test_transposing_turns_the_profile(some: Section, semitones: int) -> None:
    profile = pitch_class_profile(passage_of(some))

    moved = pitch_class_profile(passage_of(transposed(some, semitones)))

    np.testing.assert_array_equal(moved, np.roll(profile, semitones))


@settings(deadline=None, max_examples=30)
@given(any_section)
def test_a_profile_sums_to_one_or_is_empty(some: Section) -> None:
    profile = pitch_class_profile(passage_of(some))

    assert profile.min() >= 0
    assert profile.sum() == pytest.approx(1.0) or not profile.any()


def test_the_profile_weighs_by_duration_and_leaves_drums_out() -> None:
    some = section([note(0, 60, 3.0), note(0, 67, 1.0)], four_on_the_floor(1))

    profile = pitch_class_profile(passage_of(some))

    assert profile[0] == pytest.approx(0.75)
    assert profile[7] == pytest.approx(0.25)


@settings(deadline=None, max_examples=60)
@given(tame_section)
def test_shares_of_all_beats_sum_to_the_notes_durations(some: Section) -> None:
    passage = passage_of(some)

    shares = sounding_shares(passage)

    assert shares.min() >= 0
    assert shares.sum() * passage.step_ticks == pytest.approx((passage.ends - passage.starts).sum())


def test_a_note_over_three_beats_sounds_in_each_for_its_share() -> None:
    shares = sounding_shares(passage_of(section([note(0.75, 60, 1.5)], beats=4)))

    np.testing.assert_allclose(shares[:, 60], [0.25, 1.0, 0.25, 0.0])


def test_a_beat_with_many_notes_counts_at_most_one() -> None:
    chroma = beat_chroma(sounding_shares(passage_of(section([note(0, pitch) for pitch in (48, 60, 64, 67, 72)], beats=2))))

    np.testing.assert_allclose(chroma.sum(axis=1), [1.0, 0.0])
    np.testing.assert_allclose(chroma[0, [0, 4, 7]], 1 / 3)


def test_the_bass_is_the_lowest_note_that_is_no_passing_note() -> None:
    bass = beat_bass(sounding_shares(passage_of(section([note(0, 40, 0.1), note(0, 48), note(0, 64), note(1, 65)], beats=3))))

    assert bass.tolist() == [0, 5, -1]
