from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.describe import describe
from analysis.keys import SCALES
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, scale_run, section, tame_section, transposed
from vocabulary.descriptor import Key, KeySpan
from vocabulary.live_set import Section
from vocabulary.units import Bpm

CADENCE = [(0, "maj"), (5, "maj"), (7, "7"), (0, "maj")]


def spans_of(some: Section) -> tuple[KeySpan, ...]:
    return describe(some).key_spans


def moved_key(key: Key, semitones: int) -> tuple[int | None, str, float]:
    return (None if key.tonic is None else (key.tonic + semitones) % 12), key.mode, key.confidence


def in_key(tonic: int, rounds: int = 4) -> list[tuple[int, str]]:
    return [((root + tonic) % 12, quality) for root, quality in CADENCE * rounds]


@settings(deadline=None, max_examples=60)
@given(any_section)
def test_spans_cover_the_passage_and_do_not_overlap(some: Section) -> None:
    found = describe(some)
    spans = found.key_spans

    if not spans:
        assert found.key.tonic is None
        return
    assert spans[0].start_time == 0
    assert spans[-1].end_time == some.length
    assert all(span.start_time < span.end_time for span in spans)
    assert all(one.end_time == other.start_time for one, other in pairwise(spans))
    assert all(one.key != other.key for one, other in pairwise(spans))


@settings(deadline=None, max_examples=60)
@given(tame_section, st.integers(-12, 12))
def test_transposing_moves_every_key_and_nothing_else(some: Section, semitones: int) -> None:
    before, after = spans_of(some), spans_of(transposed(some, semitones))

    assert [(span.start_time, span.end_time) for span in after] == [(span.start_time, span.end_time) for span in before]
    assert [moved_key(span.key, 0) for span in after] == [moved_key(span.key, semitones) for span in before]


@settings(deadline=None, max_examples=30)
@given(tame_section)
def test_the_tempo_changes_no_key(some: Section) -> None:
    assert spans_of(replace(some, tempo=Bpm(2 * some.tempo))) == spans_of(some)


@pytest.mark.parametrize("steps", [2, 3, 9])
def test_a_song_that_moves_up_has_two_keys(steps: int) -> None:
    spans = spans_of(section(block_chords(in_key(0) + in_key(steps))))

    assert [span.key.tonic for span in spans] == [0, steps]
    assert abs(spans[0].end_time - 64 * 15360) <= 4 * 15360


def test_a_key_that_returns_is_found_again() -> None:
    spans = spans_of(section(block_chords(in_key(0) + in_key(3) + in_key(0))))

    assert [span.key.name for span in spans] == ["C major", "Eb major", "C major"]


def test_a_borrowed_chord_is_no_modulation() -> None:
    spans = spans_of(section(block_chords([(0, "maj"), (5, "maj"), (2, "7"), (7, "7")] * 6)))

    assert [span.key.tonic for span in spans] == [0]


def test_one_key_is_the_passages_own() -> None:
    found = describe(section(scale_run(62, SCALES["dorian"]), [note(4 * bar, 50, 4.0) for bar in range(7)]))

    assert [span.key for span in found.key_spans] == [found.key]


def test_drums_and_silence_have_no_keys() -> None:
    assert spans_of(section(four_on_the_floor(8))) == ()
    assert spans_of(section([], beats=16)) == ()


def test_one_note_has_one_unclear_span() -> None:
    (span,) = spans_of(section([note(0, 60)]))

    assert span.key.name == "unclear"


def test_a_hundred_thousand_notes_are_answered() -> None:
    assert spans_of(section([note(cell / 8, 36 + cell * 7 % 60, 0.5) for cell in range(100_000)]))
