from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.families import Member
from bridge.families import Families
from bridge.pipeline import Pipeline, cut_and_recall
from bridge.planner import Reference, cut
from bridge.set_memory import families_of, keep_families
from bridge.settings import Settings
from tests.bridge.small_sets import arrangement_set
from tests.bridge.test_set_memory import Kept
from vocabulary.live_set import LiveSet, Section


def sections(live_set: LiveSet) -> tuple[Section, ...]:
    return cut(live_set, Reference()).arrangement


def with_edit(live_set: LiveSet, clip: int, note: int, semitones: int = 1) -> LiveSet:
    """One note of one clip of the only track has another pitch."""
    (track,) = live_set.tracks
    clips = list(track.arrangement_clips)
    notes = list(clips[clip].notes)
    notes[note % len(notes)] = replace(notes[note % len(notes)], pitch=notes[note % len(notes)].pitch + semitones)
    clips[clip] = replace(clips[clip], notes=tuple(sorted(notes)))
    return replace(live_set, tracks=(replace(track, arrangement_clips=tuple(clips)),))


def families(of: Families, live_set: LiveSet) -> list[int]:
    return [of.family_of(section) for section in sections(live_set)]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 63), st.sampled_from([-2, 1, 12])), min_size=1, max_size=6))
def test_edits_of_a_set_that_settled_keep_its_families_and_seeds(edits: list[tuple[int, int, int]]) -> None:
    pipeline, live_set, whole = Pipeline(Settings(models="formula")), arrangement_set(), None
    cut_and_recall(live_set, Reference(), pipeline, whole)
    pipeline.families.settle()
    before = [pipeline.depict(section, whole).look.seed for section in sections(live_set)]

    for edit in edits:
        live_set = with_edit(live_set, *edit)
        cut_and_recall(live_set, Reference(), pipeline, whole)

        assert [pipeline.depict(section, whole).look.seed for section in sections(live_set)] == before


def test_a_repeated_section_has_the_seed_of_the_first() -> None:
    (track,) = arrangement_set().tracks
    first, *others = track.arrangement_clips
    repeated = replace(others[-1], notes=first.notes)
    live_set = replace(arrangement_set(), tracks=(replace(track, arrangement_clips=(first, *others[:-1], repeated)),))
    pipeline = Pipeline(Settings(models="formula"))
    cut_and_recall(live_set, Reference(), pipeline, None)

    seeds = [pipeline.depict(section, None).look.seed for section in sections(live_set)]

    assert seeds[0] == seeds[-1]


def test_a_set_that_comes_in_pieces_has_the_families_of_one_that_comes_whole() -> None:
    whole, (track,) = arrangement_set(), arrangement_set().tracks
    in_pieces, at_once = Families(), Families()
    for each in (in_pieces, at_once):
        each.start(())
    for clips in range(1, len(track.arrangement_clips) + 1):
        some = [replace(clip, notes=clip.notes[: 3 + 7 * place]) for place, clip in enumerate(track.arrangement_clips[:clips])]
        in_pieces.take(sections(replace(whole, tracks=(replace(track, arrangement_clips=tuple(some)),))))
    in_pieces.take(sections(whole))
    at_once.take(sections(whole))

    assert families(in_pieces, whole) == families(at_once, whole)


def test_families_come_back_from_the_library_after_a_restart_and_before_an_edit() -> None:
    memory, live_set = Kept(), arrangement_set()
    edited = with_edit(with_edit(live_set, 0, 3), 2, 5)
    first = Families()
    first.start(families_of(memory, 7))
    first.take(sections(live_set))
    first.settle()
    first.take(sections(edited))
    keep_families(memory, 7, first.settle())

    again, unseen = Families(), Families()
    again.start(families_of(memory, 7))
    again.take(sections(edited))
    unseen.take(sections(edited))

    assert families(again, edited) == families(first, live_set)
    assert families(unseen, edited) != families(first, live_set)


def test_there_is_news_until_the_set_settles_and_after_an_edit() -> None:
    found, news = Families(), []
    for step in (lambda: found.take(sections(arrangement_set())), found.settle, lambda: found.take(sections(arrangement_set())),
                 lambda: found.take(sections(with_edit(arrangement_set(), 0, 0)))):  # fmt: skip
        step()
        news.append(found.is_news)

    assert news == [True, False, False, True]


def test_what_was_kept_comes_back_as_it_was_and_damage_is_nobody() -> None:
    memory = Kept()
    members = (Member("a0", 0, 99, ((1, 2**32 - 1), ()), 7), Member("s0:1", 0, 9, ((), (5,)), 2**31 - 1))
    keep_families(memory, 7, members)
    keep_families(memory, 0, members)

    assert families_of(memory, 7) == members
    assert list(memory) == [(7, "families")]
    for damaged in ("[[1]]", "{", '[["a0",0,9,"x","",3]]'):
        assert families_of(Kept({(7, "families"): damaged}), 7) == ()


def test_a_set_takes_nothing_from_the_one_before() -> None:
    found = Families()
    found.take(sections(arrangement_set()))
    found.settle()
    edited = with_edit(arrangement_set(), 0, 0)
    found.start(())
    found.take(sections(edited))
    unseen = Families()
    unseen.take(sections(edited))

    assert families(found, edited) == families(unseen, edited)


def test_sketches_of_music_that_is_gone_are_dropped_but_not_its_family() -> None:
    found, live_set = Families(), arrangement_set()
    found.take(sections(live_set))
    before = families(found, live_set)
    found.settle()

    found.forget_all_but(())
    found.take(sections(live_set))

    assert families(found, live_set) == before
