from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.fingerprint import Shingles, clustered, fingerprint_of
from tests.analysis.music import any_section, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

BASS = [note(beat, 36 + 5 * (beat // 4 % 3), 1.0) for beat in range(64)]


def melody(notes: int = 64, seed: int = 0) -> list[Note]:
    """A line on eighths."""
    random = np.random.default_rng(seed)
    return [note(place / 2, int(pitch)) for place, pitch in enumerate(60 + np.cumsum(random.integers(-4, 5, notes)) % 24)]


def stretched(some: Section, numerator: int, denominator: int = 1) -> Section:
    def moved(n: Note) -> Note:
        return replace(n, start_time=Ticks(n.start_time * numerator // denominator), duration=Ticks(n.duration * numerator // denominator))

    parts = tuple(replace(part, notes=tuple(sorted(moved(n) for n in part.notes))) for part in some.parts)
    return replace(some, end_time=Ticks(some.end_time * numerator // denominator), parts=parts)


def share(one: Shingles, other: Shingles) -> float:
    return len(np.intersect1d(one, other)) / max(1, len(np.union1d(one, other)))


@settings(deadline=None)
@given(any_section)
def test_any_section_is_answered_with_ascending_hashes(some: Section) -> None:
    found = fingerprint_of(some)

    assert found.dtype == np.uint64
    assert (np.diff(found.astype(object)) > 0).all()
    assert np.array_equal(found, fingerprint_of(some))


@settings(deadline=None)
@given(tame_section, st.integers(-12, 12))
def test_transposition_changes_no_shingle(some: Section, semitones: int) -> None:
    assert np.array_equal(fingerprint_of(transposed(some, semitones)), fingerprint_of(some))


@settings(deadline=None)
@given(tame_section, st.sampled_from([(2, 1), (1, 2), (3, 4), (5, 4), (7, 1)]), st.floats(20, 999))
def test_no_tempo_changes_a_shingle_whether_it_is_said_or_written_out(some: Section, factor: tuple[int, int], tempo: float) -> None:
    with_drums = replace(some, parts=(*some.parts, four_on_the_floor(4)))

    assert np.array_equal(fingerprint_of(stretched(with_drums, *factor)), fingerprint_of(with_drums))
    assert np.array_equal(fingerprint_of(replace(with_drums, tempo=Bpm(tempo))), fingerprint_of(with_drums))


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_parts_and_their_names_do_not_matter(order: list[int]) -> None:
    parts = [Part("a", tuple(melody())), Part("b", tuple(BASS)), four_on_the_floor(16), Part("c", tuple(melody(seed=5)))]

    found = fingerprint_of(section(*(replace(parts[place], color=place) for place in order)))

    assert np.array_equal(found, fingerprint_of(section(*parts)))


def test_a_melody_alone_is_found_in_the_whole_band() -> None:
    alone, band = fingerprint_of(section(melody())), fingerprint_of(section(melody(), BASS, [note(b, 90 - b % 7, 0.5) for b in range(64)]))

    assert np.isin(alone, band).all()
    assert len(alone) > 50


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=20)
def test_chords_played_unevenly_are_the_same_chords(seed: int) -> None:
    random = np.random.default_rng(seed)
    even = [note(beat / 2, pitch + beat * 5 % 7) for beat in range(64) for pitch in (48, 64, 67, 71)]
    rolled = [replace(n, start_time=Ticks(n.start_time + int(random.integers(0, TICKS_PER_BEAT // 20)))) for n in even]

    assert share(fingerprint_of(section(even)), fingerprint_of(section(sorted(rolled)))) == 1.0


def test_drum_clips_resemble_each_other_by_their_rhythm() -> None:
    beat, half_time = four_on_the_floor(8), stretched(section(four_on_the_floor(8)), 2)
    shuffled = Part("kit", tuple(note(b + (2 / 3 if b % 2 else 0), (36, 42, 38, 42)[b % 4], 0.2) for b in range(32)), program=-2)

    assert share(fingerprint_of(section(beat)), fingerprint_of(half_time)) == 1.0
    assert share(fingerprint_of(section(beat)), fingerprint_of(section(shuffled))) < 0.2


def test_a_kit_is_one_by_its_label_so_that_a_key_does_not_make_it_another() -> None:
    notes = four_on_the_floor(8).notes
    unnamed = section(Part("1-MIDI", notes))

    assert np.array_equal(fingerprint_of(transposed(unnamed, 7)), fingerprint_of(unnamed))
    assert len(fingerprint_of(section(Part("Kit", notes)))) > len(fingerprint_of(unnamed))


def test_what_does_not_sound_has_no_shingle() -> None:
    notes = melody()
    silent = [replace(n, pitch=100, mute=True) for n in notes] + [replace(n, pitch=20, velocity=0) for n in notes]
    silent += [replace(n, pitch=110, probability=0) for n in notes] + [
        replace(n, start_time=Ticks(n.start_time + 64 * 15360)) for n in notes
    ]

    assert np.array_equal(fingerprint_of(section(sorted(notes + silent), beats=32)), fingerprint_of(section(notes, beats=32)))


def test_too_little_music_has_none_and_a_short_line_a_single_one() -> None:
    assert len(fingerprint_of(section())) == len(fingerprint_of(section(melody(1)))) == len(fingerprint_of(section(melody(2)))) == 0
    assert len(fingerprint_of(section(melody(4)))) == 2  # of melody and of bass


def test_a_hundred_thousand_notes_are_answered() -> None:
    random = np.random.default_rng(1)
    notes = [
        Note(Ticks(int(t)), int(p), Ticks(900))
        for t, p in zip(random.integers(0, 2**26, 100_000), random.integers(0, 128, 100_000), strict=True)
    ]

    assert len(fingerprint_of(section(sorted(notes)))) > 1000


def test_hashes_are_the_same_on_every_machine_and_in_every_version() -> None:
    found = fingerprint_of(section([note(beat, 60 + beat) for beat in range(7)]))

    assert [hex(int(value)) for value in found] == FOR_EVER


FOR_EVER = ["0xb33f1b0c82c480a4", "0xbbe93d49087c1d99"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 127)), min_size=1, max_size=60))
def test_clusters_cover_all_notes_in_order(notes: list[tuple[int, int]]) -> None:
    starts, pitches = np.array(notes, np.int64).T
    assume(len(starts))

    heads, highest, lowest = clustered(starts, pitches)

    assert heads[0] == starts.min()
    assert (np.diff(heads) > 0).all()
    assert (highest >= lowest).all()
    assert (highest.max(), lowest.min()) == (pitches.max(), pitches.min())
