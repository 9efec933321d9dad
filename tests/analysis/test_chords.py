from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.chord_path import best_path
from analysis.chord_tables import QUALITIES, Quality
from analysis.chords import label_chords
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import TRIADS, any_section, block_chords, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key, KeySpan, Models
from vocabulary.live_set import Section
from vocabulary.units import Ticks, to_ticks

BOTH: tuple[Models, ...] = ("learned", "formula")


def chords_of(some: Section, models: Models = "learned") -> tuple[Chord, ...]:
    passage = passage_of(some)
    return label_chords(passage, find_keys(passage, models).spans, sounding_shares(passage), models)


def labels(some: Section) -> list[str]:
    return [chord.label for chord in chords_of(some)]


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("root", range(12))
@pytest.mark.parametrize("quality", sorted(TRIADS))
def test_a_chord_of_two_bars_is_named(root: int, quality: str, models: Models) -> None:
    some = section(block_chords([(root, quality)], beats=8))

    assert [chord.label for chord in chords_of(some, models)] == [f"{PITCH_CLASS_NAMES[root]}:{quality}"]


@pytest.mark.parametrize("quality", QUALITIES, ids=lambda quality: quality.name)
def test_every_kind_of_chord_can_be_named(quality: Quality) -> None:
    held = [note(0, 60 + tone, 8.0) for tone, _ in quality.tones] + [note(0, 36, 8.0)]

    # A sixth is mostly an ornament of the triad, and rarely a name of its own in the labels learned from.
    assert labels(section(held)) == ["C:maj" if quality.name == "maj6" else f"C:{quality.name}"]


def test_the_four_chord_song() -> None:
    some = section(block_chords([(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")] * 2))

    found = chords_of(some)

    assert [chord.label for chord in found] == ["C:maj", "G:maj", "A:min", "F:maj"] * 2
    assert [chord.roman for chord in found] == ["I", "V", "vi", "IV"] * 2


def test_two_five_one_with_sevenths() -> None:
    some = section(block_chords([(2, "min7"), (7, "7"), (0, "maj7"), (0, "maj7")]))

    assert [(chord.label, chord.roman) for chord in chords_of(some)] == [("D:min7", "ii7"), ("G:7", "V7"), ("C:maj7", "Imaj7")]


def test_arpeggios_are_heard_as_chords() -> None:
    pattern = [(48, 55, 64, 60), (45, 52, 60, 57), (41, 48, 57, 53), (43, 50, 59, 55)]
    some = section([note(4 * bar + beat, pitches[beat]) for bar, pitches in enumerate(pattern) for beat in range(4)])

    assert labels(some) == ["C:maj", "A:min", "F:maj", "G:maj"]


def test_the_third_in_the_bass_is_an_inversion() -> None:
    inverted = [note(0, pitch, 8.0) for pitch in (40, 60, 64, 67)]

    assert labels(section(inverted)) == ["C:maj/3"]


def test_a_passing_note_makes_no_chord() -> None:
    melody = [note(beat / 2, pitch, 0.5) for beat, pitch in enumerate((72, 74, 76, 77, 79, 77, 76, 74))]

    assert labels(section(block_chords([(0, "maj")]), melody)) == ["C:maj"]


def test_long_silence_is_no_chord_and_short_silence_is_none_of_its_own() -> None:
    chord = block_chords([(0, "maj")])

    assert labels(section(chord, beats=64)) == ["C:maj", "N"]
    assert labels(section(chord, beats=5)) == ["C:maj"]


@pytest.mark.parametrize("models", BOTH)
def test_one_note_and_a_hundred_thousand_are_answered(models: Models) -> None:
    random = np.random.default_rng(0)
    many = [note(beat / 16, int(pitch)) for beat, pitch in enumerate(random.integers(30, 90, 100_000))]

    assert len(chords_of(section([note(0, 60)]), models)) == 1
    assert chords_of(section(many), models)[-1].end_time == max(n.end_time for n in many)


def test_drums_and_nothing_have_no_chords() -> None:
    assert chords_of(section(four_on_the_floor(4))) == ()
    assert chords_of(section([])) == ()


@pytest.mark.parametrize("models", BOTH)
@settings(deadline=None, max_examples=60)
@given(some=tame_section, semitones=st.integers(-12, 12))
def test_transposing_moves_the_chords_by_the_same_interval_and_nothing_else(models: Models, some: Section, semitones: int) -> None:
    passage, other = passage_of(some), passage_of(transposed(some, semitones))

    found = label_chords(passage, (), sounding_shares(passage), models)
    moved = label_chords(other, (), sounding_shares(other), models)

    assert [(chord.start_time, chord.end_time, _moved(chord.label, semitones)) for chord in found] == [
        (chord.start_time, chord.end_time, chord.label) for chord in moved
    ]


def _moved(label: str, semitones: int) -> str:
    if label == "N":
        return label
    root, rest = label.split(":")  # The bass is a degree above the root and stays.
    return f"{PITCH_CLASS_NAMES[(PITCH_CLASS_NAMES.index(root) + semitones) % 12]}:{rest}"


@pytest.mark.parametrize("scale", [0.5, 2.0, 3.0])
def test_playing_it_slower_leaves_the_labels(scale: float) -> None:
    progression = [(0, "maj"), (9, "min"), (2, "min"), (7, "7"), (0, "maj")]

    assert labels(section(block_chords(progression, beats=4 * scale))) == labels(section(block_chords(progression)))


def test_the_tempo_changes_no_chord() -> None:
    notes = block_chords([(0, "maj"), (5, "maj"), (10, "maj"), (0, "maj")])

    assert chords_of(section(notes, tempo=60.0)) == chords_of(section(notes, tempo=240.0))


@pytest.mark.parametrize("models", BOTH)
@settings(deadline=None, max_examples=30)
@given(some=any_section)
def test_chords_cover_the_passage_without_gaps_or_equal_neighbours(models: Models, some: Section) -> None:
    found = chords_of(some, models)

    if found:
        assert found[0].start_time == 0
        assert found[-1].end_time == some.length
        assert all(a.end_time == b.start_time for a, b in pairwise(found))
        assert all(a.label.split("/")[0] != b.label.split("/")[0] for a, b in pairwise(found))


def test_a_song_that_starts_late_is_heard_on_its_own_beats() -> None:
    progression = [(0, "maj"), (9, "min"), (5, "maj"), (7, "maj")] * 4
    on_time = section(block_chords(progression, beats=1), beats=16)
    late = section([note(n.start_time / 15360 + 0.5, n.pitch) for n in block_chords(progression, beats=1)], beats=17)

    found = [chord for chord in chords_of(late) if chord.label != "N"]

    assert [chord.label for chord in found] == labels(on_time)
    assert [chord.end_time for chord in found[:-1]] == [to_ticks(beat + 1.5) for beat in range(15)]


@pytest.mark.parametrize("models", BOTH)
def test_numerals_are_counted_in_the_local_key(models: Models) -> None:
    some = section(block_chords([(0, "maj"), (7, "maj"), (2, "maj"), (7, "maj")], beats=8))
    passage = passage_of(some)
    half = Ticks(some.length // 2)
    spans = (KeySpan(Ticks(0), half, Key(0, "major", 0.9)), KeySpan(half, Ticks(some.length), Key(7, "major", 0.9)))

    found = label_chords(passage, spans, sounding_shares(passage), models)

    assert [chord.roman for chord in found] == ["I", "V", "V", "I"]


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_the_fast_search_finds_what_the_full_search_finds(beats: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    scores, costs = random.normal(size=(beats, 5)), random.uniform(0, 2, beats)

    path = best_path(scores, costs)

    assert _worth(path, scores, costs) == pytest.approx(_full_viterbi(scores, costs))


def _worth(path: NDArray[np.int64], scores: NDArray[np.float64], costs: NDArray[np.float64]) -> float:
    return float(scores[np.arange(len(path)), path].sum() - costs[1:][np.diff(path) != 0].sum())


def _full_viterbi(scores: NDArray[np.float64], costs: NDArray[np.float64]) -> float:
    total = scores[0]
    for beat in range(1, len(scores)):
        total = (total[:, None] - costs[beat] * (1 - np.eye(scores.shape[1]))).max(axis=0) + scores[beat]
    return float(total.max())


def test_there_are_thirteen_qualities_with_the_root_first() -> None:
    assert len(QUALITIES) == 13
    assert all(quality.tones[0][0] == 0 for quality in QUALITIES)
