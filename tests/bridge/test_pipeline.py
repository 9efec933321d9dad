from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.describe import describe
from bridge.pipeline import Pipeline, coarse, cut_and_recall, set_mood
from bridge.planner import Reference, cut
from bridge.section_document import section_document
from bridge.settings import Settings
from songs.kept_notes import KeptNotes
from tests.bridge.small_sets import arrangement_set, section
from vocabulary.descriptor import Models, MusicDescriptor
from vocabulary.live_set import Section


def mood(pitch: int = 60) -> MusicDescriptor:
    return set_mood(cut(arrangement_set(pitch=pitch), Reference()))


def test_equal_music_gets_equal_requests_wherever_it_is() -> None:
    first, second = section("a0", 0, 16), section("a7", 64, 80)

    one = Pipeline(Settings()).depict(first, mood())
    other = Pipeline(Settings()).depict(second, mood())

    assert (one.draft_id, one.final_id) == (other.draft_id, other.final_id)
    assert one.draft_id != one.final_id


def test_what_is_known_is_not_described_again() -> None:
    pipeline = Pipeline(Settings())
    whole = mood()
    depicted = pipeline.depict(section("a0", 0, 16), whole)

    assert pipeline.known(section("a5", 32, 48), whole) is depicted
    assert pipeline.known(section("a0", 0, 12), whole) is None
    pipeline.forget_all_but([])
    assert pipeline.known(section("a5", 32, 48), whole) is None


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(40, 90)), max_size=4))
def test_edits_lead_to_the_requests_of_a_set_that_was_never_seen_before(edits: list[tuple[int, int]]) -> None:
    pipeline, live_set, whole = Pipeline(Settings()), arrangement_set(), mood()
    cut_and_recall(live_set, Reference(), pipeline, whole)
    for place, pitch in edits:
        (track,) = live_set.tracks
        clips = list(track.arrangement_clips)
        clips[place] = replace(clips[place], notes=arrangement_set(pitch=pitch).tracks[0].arrangement_clips[place].notes)
        live_set = replace(live_set, tracks=(replace(track, arrangement_clips=tuple(clips)),))
        found = cut_and_recall(live_set, Reference(), pipeline, whole)[0].arrangement

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("songs.unroll._kept", KeptNotes(0))
            anew = cut(live_set, Reference()).arrangement

        assert found == anew
        kept, drawn = ([each.depict(one, whole).draft_id for one in found] for each in (pipeline, Pipeline(Settings())))
        assert kept == drawn


def test_drafts_have_the_shape_of_the_final_picture() -> None:
    depicted = Pipeline(Settings(width_px=1920, height_px=1080)).depict(section(), None)

    assert (depicted.final.width_px, depicted.final.height_px) == (1920, 1080)
    assert (depicted.draft.width_px, depicted.draft.height_px) == (256, 144)


def test_the_users_seed_and_style_change_the_picture() -> None:
    ids = {
        Pipeline(settings).depict(section(), None).final_id for settings in (Settings(), Settings(seed=1), Settings(style="paper", seed=2))
    }

    assert len(ids) == 3


@settings(deadline=None)
@given(st.integers(0, 3), st.integers(0, 31))
def test_a_small_edit_hardly_ever_changes_the_mood_of_the_set(clip: int, note: int) -> None:
    before = arrangement_set()
    track = before.tracks[0]
    clips = list(track.arrangement_clips)
    notes = list(clips[clip].notes)
    notes[note] = replace(notes[note], velocity=notes[note].velocity - 500)
    clips[clip] = replace(clips[clip], notes=tuple(sorted(notes)))
    edited = replace(before, tracks=(replace(track, arrangement_clips=tuple(clips)),))

    assert set_mood(cut(edited, Reference())) == mood()


def test_coarse_steps_stay_where_they_are() -> None:
    assert coarse(mood()) == mood()


def test_a_section_tells_what_it_is_and_how_it_looks() -> None:
    one = section("a0", 0, 32)

    document = section_document(one, Pipeline(Settings()).depict(one, mood()))

    assert document.name == one.name
    assert len(document.palette) >= 5
    assert all(0 <= rgb <= 0xFFFFFF and because for _, rgb, because in document.palette)
    assert document.look_reasons
    assert document.chords[-1].end <= 32


def test_the_settings_choose_what_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(some: Section, *, models: Models) -> MusicDescriptor:
        asked.append(models)
        return describe(some, models=models)

    monkeypatch.setattr("bridge.pipeline.describe", noted)
    for models in get_args(Models):
        Pipeline(Settings(models=models)).depict(section("a0", 0, 16), None)
        set_mood(cut(arrangement_set(), Reference()), models)

    assert asked == ["learned", "learned", "formula", "formula"]


def test_words_of_a_section_set_it_apart_from_its_set() -> None:
    one, pipeline = section("a0", 0, 32), Pipeline(Settings())
    alone, lively = pipeline.depict(one, None).music, mood()
    calm = replace(lively, rhythm=replace(lively.rhythm, notes_per_second=0.25, onsets_per_beat=0.25))

    beside_lively, beside_calm = pipeline.depict(one, lively).music, pipeline.depict(one, calm).music

    assert alone == describe(one)
    assert beside_calm.keywords != beside_lively.keywords
    assert "faster" in {keyword.word for keyword in beside_calm.keywords}
    assert replace(beside_calm, keywords=()) == replace(alone, keywords=())


def test_a_coarse_mood_holds_nothing_that_every_edit_changes() -> None:
    whole = mood()

    assert (whole.key_spans, whole.progressions, whole.genre.probabilities, whole.groove.probabilities) == ((), (), (), ())
