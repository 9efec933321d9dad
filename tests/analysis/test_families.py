from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.families import FORMER, NEARLY_SAME, STILL_THE_SAME, Member, Sketch, find_families, likeness, sketch_of
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section, tame_section, transposed
from tests.analysis.test_fingerprint import melody
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import Bpm, Ticks

CHORDS = block_chords([(0, "maj"), (9, "min"), (5, "maj"), (7, "7")] * 2)


def place(some: Section, number: int) -> Section:
    """The same music as the n-th section of an arrangement of sections of this length."""
    start = number * some.length
    return replace(some, id=f"a{number}", start_time=Ticks(start), end_time=Ticks(start + some.length))


def sketched(*sections: Section) -> list[tuple[Section, Sketch]]:
    return [(one, sketch_of(one)) for one in (place(some, number) for number, some in enumerate(sections))]


def numbers(sections: Sequence[Section], known: Sequence[Member] = ()) -> list[int]:
    return [member.family for member in find_families(sketched(*sections), known)[: len(sections)]]


def edited(notes: Sequence[Note], share: float, seed: int) -> list[Note]:
    """So large a share of the notes (one at least) gets another pitch, another place, or is left out."""
    random = np.random.default_rng(seed)
    chosen = set(random.choice(len(notes), max(1, round(share * len(notes))), replace=False).tolist())
    found = []
    for number, one in enumerate(notes):
        if number not in chosen:
            found.append(one)
        elif (change := int(random.integers(3))) == 0:
            found.append(replace(one, pitch=one.pitch + int(random.integers(1, 5))))
        elif change == 1:
            found.append(replace(one, start_time=Ticks(max(0, one.start_time + 3840))))
    return sorted(found)


VERSE, CHORUS = (
    section(melody(64, 1), CHORDS, beats=32),
    section(melody(64, 2), BASS := [note(b / 2, 40 + b * 7 % 12, 0.5) for b in range(64)]),
)


def test_a_repeated_passage_is_of_the_same_family_and_other_music_of_another() -> None:
    found = numbers([VERSE, CHORUS, VERSE, transposed(CHORUS, 12)])

    assert found[0] == found[2]
    assert found[1] == found[3]
    assert found[0] != found[1]
    assert all(0 <= number < 2**31 for number in found)


@given(st.sampled_from([0.0, 0.05, 0.1]), st.integers(0, 2**31), st.sampled_from([VERSE, CHORUS]))
@settings(deadline=None)
def test_a_light_edit_stays_in_the_family(share: float, seed: int, before: Section) -> None:
    after = replace(before, parts=tuple(Part(p.track_name, tuple(edited(p.notes, share, seed))) for p in before.parts))
    known = find_families(sketched(before, CHORUS), ())

    assert numbers([after, CHORUS], known) == [member.family for member in known]


@given(st.integers(1, 6), st.integers(0, 2**31), st.integers(20, 90))
def test_one_note_of_few_may_become_another(notes: int, seed: int, pitch: int) -> None:
    before = [note(beat, pitch + 5 * beat % 7) for beat in range(notes)]
    known = find_families(sketched(section(before, beats=16)), ())
    changed = before.copy()
    changed[seed % notes] = replace(changed[seed % notes], pitch=pitch + 11)

    assert numbers([section(changed, beats=16)], known) == [known[0].family]


@settings(deadline=None)
@given(tame_section, st.sampled_from([-12, 12]), st.floats(20, 999))
def test_an_octave_and_the_tempo_make_no_other_family(some: Section, semitones: int, tempo: float) -> None:
    assert numbers([some, replace(transposed(some, semitones), tempo=Bpm(tempo))])[0] == numbers([some])[0]
    assert len(set(numbers([some, transposed(some, semitones)]))) == 1


def test_another_key_is_the_same_music() -> None:
    assert len(set(numbers([VERSE, transposed(VERSE, 2)]))) == 1


def test_drum_clips_are_told_apart_by_their_beats() -> None:
    beat = section(four_on_the_floor(4))
    one_more = section(replace(four_on_the_floor(4), notes=tuple(sorted((*four_on_the_floor(4).notes, note(2.75, 39, 0.2))))))
    other = section(Part("kit", tuple(note(b / 3, (36, 38, 46)[b % 3], 0.2) for b in range(48)), program=-2))

    found = numbers([beat, one_more, other])

    assert found[0] == found[1] != found[2]


def test_a_loop_is_the_same_music_however_often_it_goes_round() -> None:
    bar = [note(beat / 2, 60 + beat * 3 % 11, 0.5) for beat in range(8)]
    rounds = [[replace(n, start_time=Ticks(n.start_time + 61440 * turn)) for turn in range(turns) for n in bar] for turns in (4, 8)]

    assert len(set(numbers([section(some) for some in rounds]))) == 1


@given(st.permutations(range(3)))
@settings(deadline=None)
def test_the_order_of_edits_makes_no_difference(order: list[int]) -> None:
    before = [section(melody(64, seed), beats=32) for seed in range(3)]
    after = [section(edited(melody(64, seed), 0.1, seed), beats=32) for seed in range(3)]
    known = find_families(sketched(*before), ())
    first, now = [member.family for member in known], list(before)

    for number in order:
        now[number] = after[number]
        known = find_families(sketched(*now), known)

    assert [member.family for member in known[:3]] == first


def test_what_grows_into_something_else_step_by_step_stays_in_its_family_and_undo_leads_back() -> None:
    notes = melody(64, 1)
    known = find_families(sketched(section(notes, beats=32)), ())
    first, versions = known[0].family, [notes]
    for seed in range(20):
        versions.append(edited(versions[-1], 0.1, seed))
        known = find_families(sketched(section(versions[-1], beats=32)), known)

        assert known[0].family == first

    assert likeness(sketch_of(section(notes)), sketch_of(section(versions[-1]))) < NEARLY_SAME
    assert {numbers([section(version, beats=32)], known)[0] for version in versions} == {first}


def test_other_music_in_its_place_founds_another_family() -> None:
    known = find_families(sketched(VERSE), ())

    assert numbers([section([note(b / 3, 45 + b * 5 % 31, 0.3) for b in range(96)])], known) != [known[0].family]


def test_a_bar_put_in_front_moves_all_and_changes_no_family() -> None:
    known = find_families(sketched(VERSE, CHORUS), ())

    found = numbers([section(melody(64, 9), beats=32), VERSE, CHORUS], known)

    assert found[1:] == [member.family for member in known]


def test_only_so_many_former_versions_are_remembered() -> None:
    known: tuple[Member, ...] = ()
    for seed in range(FORMER + 20):
        known = find_families(sketched(section(melody(16, seed))), known)

    assert len(known) == 1 + FORMER


@settings(deadline=None)
@given(any_section, any_section)
def test_any_section_has_a_sketch_and_likeness_is_a_share(one: Section, other: Section) -> None:
    mine, theirs = sketch_of(one), sketch_of(other)

    assert 0 <= likeness(mine, theirs) == likeness(theirs, mine) <= 1
    assert mine == sketch_of(replace(one, tempo=Bpm(77.0), name="x"))
    assert likeness(mine, mine) == (1.0 if mine[0] else 0.0)
    assert len(numbers([one, other])) == 2


@given(st.integers(0, 2**31), st.floats(0.05, 1.0))
@settings(deadline=None, max_examples=30)
def test_the_estimate_is_near_the_true_likeness(seed: int, share: float) -> None:
    notes = [note(b / 4, int(p), 0.2) for b, p in enumerate(np.random.default_rng(seed).integers(40, 80, 256))]
    changed = edited(notes, share, seed)
    one, other = ({(n.start_time % 245760, n.pitch % 12) for n in some} for some in (notes, changed))
    true = len(one & other) / len(one | other)
    assume(true > 0)

    assert likeness(sketch_of(section(notes, beats=64)), sketch_of(section(changed, beats=64))) >= true - 0.3


def test_the_number_is_the_same_on_every_machine() -> None:
    assert numbers([section([note(beat, 60 + 2 * beat) for beat in range(4)])]) == [156287034]


def test_thresholds_leave_room_between_copies_and_versions() -> None:
    assert 0 < STILL_THE_SAME < NEARLY_SAME < 1
    assert likeness(sketch_of(VERSE), sketch_of(CHORUS)) == pytest.approx(0.1, abs=0.15)
