from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.key_changes import CHANGES, best_path
from analysis.keys import PARENTS, SCALES
from analysis.local_keys import PassageKeys, estimate_key, find_keys
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile, sounding_shares
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, scale_run, section, tame_section, transposed
from vocabulary.descriptor import PITCH_CLASS_NAMES, Key, Mode, Models
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

CADENCE = [(0, "maj"), (5, "maj"), (7, "7"), (0, "maj")]
BOTH: tuple[Models, ...] = ("learned", "formula")
both = pytest.mark.parametrize("models", BOTH)


def keys_of(some: Section, models: Models = "learned") -> PassageKeys:
    return find_keys(passage_of(some), models)


def in_key(tonic: int, rounds: int = 4) -> list[tuple[int, str]]:
    return [((root + tonic) % 12, quality) for root, quality in CADENCE * rounds]


def moved(found: PassageKeys, semitones: int) -> PassageKeys:
    return PassageKeys(_moved(found.key, semitones), tuple(replace(span, key=_moved(span.key, semitones)) for span in found.spans))


def _moved(key: Key, semitones: int) -> Key:
    if key.tonic is None:
        return key
    name, mode = key.alternative.split()
    other = PITCH_CLASS_NAMES[(PITCH_CLASS_NAMES.index(name) + semitones) % 12]
    return replace(key, tonic=(key.tonic + semitones) % 12, alternative=f"{other} {mode}")


@both
@settings(deadline=None, max_examples=60)
@given(tame_section, st.integers(-12, 12))
def test_transposing_moves_every_key_and_nothing_else(models: Models, some: Section, semitones: int) -> None:
    assert keys_of(transposed(some, semitones), models) == moved(keys_of(some, models), semitones)


@both
@pytest.mark.parametrize("semitones", range(1, 12))
@pytest.mark.parametrize("tones", [(0, 4, 8), (0, 3, 6, 9), (0, 2, 4, 6, 8, 10), tuple(range(12))])
def test_transposing_a_chord_that_fits_many_keys_moves_the_one_chosen(models: Models, semitones: int, tones: tuple[int, ...]) -> None:
    some = section([note(beat, 60 + tone) for beat in range(16) for tone in tones])

    assert keys_of(transposed(some, semitones), models) == moved(keys_of(some, models), semitones)


@both
@settings(deadline=None, max_examples=60)
@given(any_section)
def test_spans_cover_the_passage_and_do_not_overlap(models: Models, some: Section) -> None:
    found = keys_of(some, models)

    if not found.spans:
        assert found.key.tonic is None
        return
    assert found.spans[0].start_time == 0
    assert found.spans[-1].end_time == some.length
    assert all(span.start_time < span.end_time for span in found.spans)
    assert all(one.end_time == other.start_time for one, other in pairwise(found.spans))
    assert all((one.key.tonic, one.key.mode) != (other.key.tonic, other.key.mode) for one, other in pairwise(found.spans))


@both
@settings(deadline=None, max_examples=40)
@given(tame_section)
def test_the_passages_key_is_the_one_that_holds_longest(models: Models, some: Section) -> None:
    found = keys_of(some, models)

    held = dict.fromkeys({span.key.name for span in found.spans}, 0)
    for span in found.spans:
        held[span.key.name] += span.end_time - span.start_time
    assert held[found.key.name] >= max(held.values()) - 4 * TICKS_PER_BEAT  # the last bar may be cut short


@both
@settings(deadline=None, max_examples=30)
@given(tame_section)
def test_the_tempo_changes_no_key(models: Models, some: Section) -> None:
    assert keys_of(replace(some, tempo=Bpm(2 * some.tempo)), models) == keys_of(some, models)


@both
@settings(deadline=None, max_examples=30)
@given(tame_section)
def test_drums_change_no_key(models: Models, some: Section) -> None:
    kit = replace(four_on_the_floor(4), notes=tuple(n for n in four_on_the_floor(4).notes if n.end_time <= some.end_time))

    assert keys_of(replace(some, parts=(*some.parts, kit)), models) == keys_of(some, models)


@settings(deadline=None, max_examples=30)
@given(tame_section)
def test_shares_that_are_there_are_only_a_shortcut(some: Section) -> None:
    passage = passage_of(some)

    assert find_keys(passage, shares=sounding_shares(passage)) == find_keys(passage)
    assert estimate_key(passage) == find_keys(passage).key


@both
@pytest.mark.parametrize("notes", range(8))
def test_fewer_than_eight_notes_have_no_key(models: Models, notes: int) -> None:
    found = keys_of(section([note(beat, 60 + 2 * beat) for beat in range(notes)], beats=8), models)

    assert found.key.name == "unclear"
    assert [span.key for span in found.spans] == [found.key] * bool(notes)


@both
def test_a_drone_has_no_key(models: Models) -> None:
    assert keys_of(section([note(beat, 48 + 7 * (beat % 2)) for beat in range(16)]), models).key.name == "unclear"


@both
def test_the_chromatic_scale_has_no_key(models: Models) -> None:
    assert keys_of(section([note(beat, 60 + beat) for beat in range(12)]), models).key.name == "unclear"


@both
@pytest.mark.parametrize("mode", ["major", "minor", "dorian", "phrygian", "lydian", "mixolydian"])
@pytest.mark.parametrize("tonic", [0, 5, 10])
def test_the_scale_over_its_tonic_chord_says_the_mode(models: Models, mode: Mode, tonic: int) -> None:
    scale = SCALES[mode]
    chord = [note(beat, pitch, 4.0) for beat in range(0, 16, 4) for pitch in (48 + tonic, 48 + tonic + scale[2], 55 + tonic)]

    key = keys_of(section(scale_run(60 + tonic, scale), chord), models).key

    assert (key.tonic, key.mode) == (tonic, mode)


@both
def test_the_alternative_of_a_major_key_is_a_neighbour(models: Models) -> None:
    key = keys_of(section(block_chords([(0, "maj"), (9, "min"), (5, "maj"), (7, "maj")])), models).key

    assert key.name == "C major"
    assert key.alternative in ("A minor", "G major", "F major")


@both
def test_a_long_cadence_is_surer_than_a_doubtful_vamp(models: Models) -> None:
    cadence = keys_of(section(block_chords(CADENCE * 8)), models).key
    vamp = keys_of(section(block_chords([(9, "min"), (5, "maj"), (0, "maj"), (7, "maj")])), models).key

    assert cadence.name == "C major"
    assert cadence.confidence > max(0.8, vamp.confidence)


@both
@pytest.mark.parametrize("steps", [2, 3, 5, 7, 9])
def test_a_song_that_moves_has_two_keys(models: Models, steps: int) -> None:
    spans = keys_of(section(block_chords(in_key(0, 6) + in_key(steps, 6))), models).spans

    assert [span.key.tonic for span in spans] == [0, steps]
    assert abs(spans[0].end_time - 96 * TICKS_PER_BEAT) <= 16 * TICKS_PER_BEAT


@both
def test_a_key_that_returns_is_found_again(models: Models) -> None:
    spans = keys_of(section(block_chords(in_key(0) + in_key(3) + in_key(0))), models).spans

    assert [span.key.name for span in spans] == ["C major", "Eb major", "C major"]
    assert spans[0].key == spans[2].key


@both
def test_a_borrowed_chord_is_no_modulation(models: Models) -> None:
    spans = keys_of(section(block_chords([(0, "maj"), (5, "maj"), (2, "7"), (7, "7")] * 6)), models).spans

    assert [span.key.tonic for span in spans] == [0]


def test_drums_and_silence_have_no_keys() -> None:
    assert keys_of(section(four_on_the_floor(8))).spans == ()
    assert keys_of(section([], beats=16)).spans == ()


@both
def test_a_hundred_thousand_notes_are_answered(models: Models) -> None:
    found = keys_of(section([note(cell / 8, 36 + (0, 4, 7, 12, 5, 9, 14)[cell % 7], 0.5) for cell in range(100_000)]), models)

    assert found.key.tonic is not None


@both
def test_less_than_a_bar_has_a_key(models: Models) -> None:
    scale = [note(place / 4, 60 + step, 0.25) for place, step in enumerate((0, 2, 4, 5, 7, 9, 11, 12))]

    found = keys_of(section(scale, [note(0, 48, 2.0)], beats=2.0), models)

    assert found.key.name == "C major"
    assert len(found.spans) == 1


@both
def test_one_enormous_bar_and_tiny_bars_are_answered(models: Models) -> None:
    notes = [note(beat, 60 + (0, 4, 7, 5)[beat % 4]) for beat in range(64)]

    for signature in ((99, 1), (1, 32), (7, 8), (5, 16)):
        spans = keys_of(section(notes, signature=signature), models).spans
        assert (spans[0].start_time, spans[-1].end_time) == (0, Ticks(64 * TICKS_PER_BEAT))


def test_the_best_path_pays_for_each_change() -> None:
    scores = np.full((6, 24), -9.0)
    scores[:, [0, 1]] = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]

    assert best_path(scores, 0.0).tolist() == [0, 1, 0, 1, 1, 1]
    assert best_path(scores, 0.5).tolist() == [0, 0, 0, 1, 1, 1]
    assert best_path(scores, 9.0).tolist() == [1, 1, 1, 1, 1, 1]


def test_changes_cost_alike_in_all_keys() -> None:
    both_turned = CHANGES.reshape(2, 12, 2, 12)

    for steps in range(12):
        np.testing.assert_array_equal(np.roll(both_turned, (steps, steps), axis=(1, 3)), both_turned)
    np.testing.assert_array_equal(CHANGES, CHANGES.T)


@both
def test_a_truck_drivers_modulation_goes_a_tone_up(models: Models) -> None:
    verse = [(0, "maj"), (9, "min"), (5, "maj"), (7, "7")]
    some = section(block_chords(verse * 4 + [((root + 2) % 12, quality) for root, quality in verse * 4]))

    spans = keys_of(some, models).spans

    assert [span.key.name for span in spans] == ["C major", "D major"]


@both
@pytest.mark.parametrize("chords", [[(2, "maj"), (11, "min"), (7, "maj"), (9, "7")], [(7, "maj"), (9, "maj"), (2, "maj"), (2, "maj")]])
def test_a_lydian_tonic_is_no_weaker_than_that_of_its_major_key(chords: list[tuple[int, str]], models: Models) -> None:
    assert keys_of(section(block_chords(chords * 4)), models).key.name == "D major"


@both
@settings(deadline=None, max_examples=60)
@given(tame_section)
def test_the_tonic_of_a_church_mode_sounds_as_long_as_that_of_its_major_key(models: Models, some: Section) -> None:
    key, passage = keys_of(some, models).key, passage_of(some)

    if key.tonic is not None and key.mode in PARENTS:
        sounds = pitch_class_profile(passage)
        assert sounds[key.tonic] >= sounds[(key.tonic + PARENTS[key.mode]) % 12] - 1e-6


@both
@pytest.mark.parametrize("steps", [2, 3, 8])
def test_the_alternative_of_music_in_two_keys_is_the_other(steps: int, models: Models) -> None:
    found = keys_of(section(block_chords(in_key(0, 5) + in_key(steps, 5))), models)

    assert {found.key.name, found.key.alternative} == {span.key.name for span in found.spans}
