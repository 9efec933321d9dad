import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_features import CUES, KINDS, ChordFeatures, chord_features, surroundings
from analysis.chord_grid import find_grid
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import any_section, block_chords, note, section, tame_section, transposed
from vocabulary.live_set import Section


def features_of(some: Section) -> ChordFeatures:
    passage = passage_of(some)
    pitched = passage.pitched()
    return chord_features(pitched, find_grid(passage, sounding_shares(passage)), int(pitched.pitches.min()))


@settings(deadline=None, max_examples=60)
@given(any_section)
def test_features_of_any_passage_are_numbers_within_bounds(some: Section) -> None:
    if not passage_of(some).pitched().starts.size:
        return

    found = features_of(some)

    beats = len(found.bass)
    assert found.classes.shape == (KINDS, 12, beats)
    assert found.cues.shape == surroundings(found.cues).shape == (CUES, beats)
    for values in (found.classes, found.cues):
        assert values.min() >= -1e-5
        assert np.isfinite(values).all()
    assert found.classes.max() <= 1 + 1e-5
    assert found.bass.min() >= -1
    assert found.bass.max() <= 11


@settings(deadline=None, max_examples=60)
@given(tame_section, st.integers(-12, 12))
def test_transposing_changes_no_bit_of_the_features(some: Section, semitones: int) -> None:
    found, moved = features_of(some), features_of(transposed(some, semitones))

    np.testing.assert_array_equal(found.classes, moved.classes)
    np.testing.assert_array_equal(found.cues, moved.cues)
    np.testing.assert_array_equal(found.bass, moved.bass)


def test_an_alberti_bass_is_heard_from_its_lowest_note() -> None:
    figure = [note(2 * bar + place / 2, pitch, 0.5) for bar in range(4) for place, pitch in enumerate((48, 55, 52, 55))]

    found = features_of(section(figure))

    # On every beat the bass is C or E; the lowest of the beats around it is always C, the lowest pitch of all.
    assert set(found.bass.tolist()) == {0, 4}
    assert found.classes[7, 0].all()


def test_a_change_of_chord_shows_in_the_cues() -> None:
    found = features_of(section(block_chords([(0, "maj"), (1, "maj")])))

    changes = found.cues[9]

    assert changes[4] > 0.9
    assert changes[[1, 2, 3, 5, 6, 7]].max() < 0.01
