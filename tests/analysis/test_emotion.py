import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.describe import describe
from analysis.emotion import estimate_emotion
from analysis.emotion_formula import emotion_by_formula
from analysis.emotion_reasons import AGAINST_KEY, AROUSAL, CONTRARY, GROUNDS, NO_GROUND, OPPOSED, VALENCE, agree_with_key
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile
from analysis.rhythm import describe_rhythm
from analysis.signs import SIGNS
from analysis.texture import describe_texture
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.descriptor import Emotion, Key, Models
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note

MAJOR = [(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")] * 2
MINOR = [(0, "min"), (5, "min"), (7, "min"), (0, "min")] * 2


def emotion(some: Section, models: Models = "learned") -> Emotion:
    passage = passage_of(some)
    return estimate_emotion(passage, pitch_class_profile(passage), describe_rhythm(passage), describe_texture(passage), models)


def wild(beats: float = 32.0) -> list[Note]:
    """Fast, accented, dissonant, low and full."""
    cells = range(int(beats * 4))
    return [note(cell / 4, pitch + cell % 3, 0.2, 127 if cell % 5 == 0 else 70) for cell in cells for pitch in (36, 42, 55, 61, 66)]


def calm(beats: float = 32.0) -> list[Note]:
    """Slow, soft, major."""
    return block_chords([(0, "maj"), (5, "maj")] * int(beats / 8), bass=False)


@given(any_section)
def test_any_section_is_answered(some: Section) -> None:
    found = emotion(some)

    assert found.reasons
    assert -1 <= found.valence <= 1
    assert -1 <= found.arousal <= 1


def test_wild_music_is_more_excited_than_calm_music() -> None:
    assert emotion(section(wild())).arousal > 0.3
    assert emotion(section(calm())).arousal < -0.3


def test_major_is_more_pleasant_than_minor() -> None:
    major, minor = emotion(section(block_chords(MAJOR))), emotion(section(block_chords(MINOR)))

    assert major.valence > minor.valence + 0.1


@given(tame_section, st.sampled_from([-3, 3]))
def test_transposing_a_little_moves_it_a_little(some: Section, semitones: int) -> None:
    before, after = emotion(some), emotion(transposed(some, semitones))

    assert abs(before.valence - after.valence) < 0.5
    assert abs(before.arousal - after.arousal) < 0.5


@given(tame_section)
def test_no_reason_speaks_against_the_result(some: Section) -> None:
    found = emotion(section([n for part in some.parts for n in part.notes] + calm()))

    for reason in set(found.reasons) - set(NO_GROUND):
        grounds = [ground for ground in GROUNDS if bare(reason) in (bare(ground.high), bare(ground.low))]
        sides = {(g.axis, g.sign if bare(reason) == bare(g.high) else -g.sign) for g in grounds}
        assert any((found.valence if axis == VALENCE else found.arousal) * side > 0 for axis, side in sides), (reason, found)


@given(tame_section)
def test_reasons_contradict_neither_each_other_nor_a_keyword(some: Section) -> None:
    music = describe(section([n for part in some.parts for n in part.notes] + calm()))

    told = [bare(reason) for reason in music.emotion.reasons]
    said = {keyword.word for keyword in music.keywords}
    traits = [next(g.trait for g in GROUNDS if reason in (bare(g.high), bare(g.low))) for reason in told if reason != bare(NO_GROUND[0])]
    assert len(traits) == len(set(traits))
    assert not {word for words, against in CONTRARY.items() if bare(words) in told for word in against} & said
    assert not [pair for pair in OPPOSED if {bare(words) for words in pair} <= set(told)]
    assert not [words for words, modes in AGAINST_KEY.items() if words in told and music.key.mode in modes]


def bare(reason: str) -> str:
    """The words of a reason without its degree and its value."""
    return reason.split(":")[0].removeprefix("rather ")


def test_no_reason_stays_that_the_key_contradicts() -> None:
    heard = Emotion(0.4, 0.1, 0.5, ("sounds major", "long notes", "a clear key"))

    assert agree_with_key(heard, Key(9, "minor", 0.9)).reasons == ("long notes", "a clear key")
    assert agree_with_key(heard, Key(0, "major", 0.3)).reasons == ("sounds major", "long notes")
    assert agree_with_key(heard, Key(0, "major", 0.9)) == heard
    assert agree_with_key(Emotion(0.4, 0.1, 0.5, ("hardly a key",)), Key(0, "major", 0.9)).reasons == NO_GROUND


def test_what_reasons_are_checked_against_are_signs() -> None:
    assert {word for words in CONTRARY.values() for word in words} <= {sign.word for sign in SIGNS}
    assert set(CONTRARY) <= {words for ground in GROUNDS for words in (ground.high, ground.low)}


def test_what_is_more_pleasant_than_all_rated_music_is_still_told_apart() -> None:
    found = [emotion(section([note(beat / 2, 60 + (0, 4, 7, 12)[beat % 4] + up, 0.4) for beat in range(64)])) for up in (0, 5, 12)]

    assert all(abs(one.valence) < 0.95 and abs(one.arousal) < 0.95 for one in found)
    assert len({one.valence for one in found}) == 3


def test_the_axes_are_valence_and_arousal() -> None:
    assert {ground.axis for ground in GROUNDS} == {VALENCE, AROUSAL}


def test_how_loud_a_file_is_does_not_matter() -> None:
    soft = [note(beat, 60 + beat % 12, velocity=40) for beat in range(32)]
    loud = [note(beat, 60 + beat % 12, velocity=120) for beat in range(32)]

    assert emotion(section(soft)) == emotion(section(loud))


def test_the_formula_answers_for_drums_alone_and_a_few_notes() -> None:
    for some in (section(four_on_the_floor(8)), section([note(0, 60), note(1, 64)])):
        assert emotion(some) == emotion(some, "formula")


def test_nothing_is_in_the_middle_without_confidence() -> None:
    assert emotion(section([])) == Emotion(0.0, 0.0, 0.0, ("nothing sounds",))


def test_confidence_is_a_probability_of_two_signs() -> None:
    sure, unsure = emotion(section(wild())), emotion(section(block_chords(MAJOR[:2])))

    assert 0.25 <= unsure.confidence <= 1
    assert sure.confidence > unsure.confidence


def test_a_band_says_over_how_many_parts_its_pace_is_spread() -> None:
    parts = [Part(name, tuple(sorted(wild(8)))) for name in ("one", "two", "three")]

    assert any("over 3 parts" in reason for reason in emotion(section(*parts)).reasons)


def test_the_formula_is_still_whole() -> None:
    passage = passage_of(section(block_chords(MAJOR)))
    profile, rhythm, texture = pitch_class_profile(passage), describe_rhythm(passage), describe_texture(passage)

    assert estimate_emotion(passage, profile, rhythm, texture, "formula") == emotion_by_formula(passage, profile, rhythm, texture)


def test_long_music_is_heard_through_windows_as_well() -> None:
    found = emotion(section(calm(64) + block_chords(MINOR)))

    assert np.isfinite(found.confidence)
    assert found.valence == pytest.approx(emotion(section(calm(64))).valence, abs=0.6)
