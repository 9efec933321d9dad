from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.features import FEATURES, symbolic_features
from analysis.features_lines import REGISTER
from analysis.features_time import ACCENT, LENGTH, PACE
from analysis.passage import passage_of
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import Bpm, Ticks

HEIGHTS = {*REGISTER, "top_mean", "bass_mean"}
"""What transposing may change."""


def features(some: Section) -> NDArray[np.float64]:
    return np.asarray(symbolic_features([passage_of(some)])[0])


def named(some: Section) -> dict[str, float]:
    return dict(zip(FEATURES, features(some).tolist(), strict=True))


def doubled(some: Section) -> Section:
    """The same sound written at twice the tempo with notes of twice the length."""
    parts = tuple(
        replace(part, notes=tuple(replace(n, start_time=Ticks(2 * n.start_time), duration=Ticks(2 * n.duration)) for n in part.notes))
        for part in some.parts
    )
    return replace(some, end_time=Ticks(2 * some.end_time), parts=parts, tempo=Bpm(2 * some.tempo))


def test_every_feature_has_a_name_of_its_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


@given(any_section)
def test_any_section_has_finite_features(some: Section) -> None:
    values = features(some)

    assert values.shape == (len(FEATURES),)
    assert np.isfinite(values).all()


def test_no_notes_give_zeros() -> None:
    assert not features(section([])).any()


@given(tame_section)
def test_what_a_file_calls_a_beat_does_not_matter(some: Section) -> None:
    np.testing.assert_array_equal(features(doubled(some)), features(some))


@given(tame_section, st.integers(-12, 12))
def test_transposing_changes_the_register_only(some: Section, semitones: int) -> None:
    before, after = named(some), named(transposed(some, semitones))

    assert {name for name in FEATURES if abs(before[name] - after[name]) > 1e-6} <= HEIGHTS


@given(tame_section, st.floats(0.3, 1.0))
def test_the_loudness_of_a_part_does_not_matter(some: Section, factor: float) -> None:
    notes = tuple(replace(n, velocity=6400) for part in some.parts for n in part.notes)
    accented = tuple(replace(n, velocity=12345) if n.pitch % 2 else n for n in notes)
    scaled = tuple(replace(n, velocity=round(n.velocity * factor)) for n in accented)

    np.testing.assert_allclose(features(section(scaled)), features(section(accented)), atol=2e-3)


@given(tame_section)
def test_even_velocity_has_no_accents(some: Section) -> None:
    values = named(section([replace(n, velocity=8000) for part in some.parts for n in part.notes]))

    assert all(values[name] == 0.0 for name in ACCENT)


@given(tame_section)
def test_drums_change_the_pace_only(some: Section) -> None:
    silent = {*PACE, *LENGTH, "top_rate", "bass_rate"}  # drums may also outlast the notes
    end = max(n.end_time for part in some.parts for n in part.notes)
    kit = Part("909", tuple(n for n in four_on_the_floor(4).notes if n.end_time <= end), program=four_on_the_floor(1).program)
    first = min(n.start_time for part in some.parts for n in part.notes)
    lead = (Note(Ticks(0), 60, Ticks(first + 1)),)
    alone = section((*lead, *(n for part in some.parts for n in part.notes)))

    before, after = named(alone), named(replace(alone, parts=(*alone.parts, kit)))

    assert {name for name in FEATURES if before[name] != pytest.approx(after[name], abs=1e-9)} <= silent


def test_drums_alone_have_a_pace_and_no_key() -> None:
    values = named(section(four_on_the_floor(4)))

    assert values["onset_rate"] == pytest.approx(2.0, abs=0.1)
    assert values["key_fit"] == values["pitch_mean"] == 0.0


def test_features_hold_what_they_say() -> None:
    values = named(section(block_chords([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")])))

    assert values["majorness"] > 0
    assert values["chord_major"] > 0.7
    assert values["degree_0"] > 0.3
    assert values["full_chords"] == 1.0
    assert values["length_mean"] == pytest.approx(1.0)


def test_a_waltz_of_repeated_phrases_keeps_its_pace() -> None:
    phrase = [(0, 60), (1, 64), (2, 67), (3, 64), (4, 62), (5, 65)]
    repeating = [note(beat + 6 * round_, pitch, 1.0) for round_ in range(8) for beat, pitch in phrase]

    values = named(section(repeating))

    assert values["gap_same"] == 1.0


@given(st.lists(any_section, max_size=3))
def test_passages_heard_together_sound_as_each_alone(some: list[Section]) -> None:
    together = symbolic_features([passage_of(one) for one in some])

    assert together.shape == (len(some), len(FEATURES))
    for row, one in zip(together, some, strict=True):
        np.testing.assert_allclose(row, features(one), atol=1e-6)
