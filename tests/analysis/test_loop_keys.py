import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_line import parse_label
from analysis.describe import describe
from analysis.keys import PARENTS, SCALES, is_minor
from analysis.local_keys import estimate_key
from analysis.loop_keys import against_keys
from analysis.passage import passage_of
from tests.analysis.music import TRIADS, block_chords, note, section
from vocabulary.descriptor import Key, Mode, Models
from vocabulary.live_set import Section

BOTH: tuple[Models, ...] = ("learned", "formula")
Chords = tuple[tuple[int, str], ...]

VAMPS: dict[str, tuple[Chords, Mode]] = {
    "mixolydian": (((0, "maj"), (10, "maj")), "mixolydian"),
    "phrygian": (((0, "min"), (1, "maj")), "phrygian"),
    "dorian": (((0, "min7"), (5, "7")), "dorian"),
    "lydian": (((0, "maj7"), (2, "maj")), "lydian"),
    "lydian triads": (((0, "maj"), (2, "maj")), "lydian"),
}
BORROWED: dict[str, Chords] = {
    "I III IV iv": ((0, "maj"), (4, "maj"), (5, "maj"), (5, "min")),
    "I vi IV iv": ((0, "maj"), (9, "min"), (5, "maj"), (5, "min")),
    "I IV iv I": ((0, "maj"), (5, "maj"), (5, "min"), (0, "maj")),
    "I bVI bVII I": ((0, "maj"), (8, "maj"), (10, "maj"), (0, "maj")),
    "I I bVI bVII": ((0, "maj"), (0, "maj"), (8, "maj"), (10, "maj")),
}
QUICK_CHANGE = (0, 5, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7)
SLOW_CHANGE = (0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 0)


def arpeggios(chords: Chords, tonic: int, rounds: int) -> Section:
    """Two eighths of a chord's tones a beat, over its root."""
    notes = []
    for place, (root, quality) in enumerate(chords * rounds):
        notes.append(note(4 * place, 36 + (root + tonic) % 12, 4.0))
        pitches = sorted(60 + (root + tonic + tone) % 12 for tone in TRIADS[quality])
        notes += [note(4 * place + eighth / 2, pitches[eighth % len(pitches)], 0.5) for eighth in range(8)]
    return section(notes)


def played(chords: Chords, tonic: int, rounds: int, melody: bool = False) -> Section:
    turned = [((root + tonic) % 12, quality) for root, quality in chords * rounds]
    tune = [
        note(4 * place + beat, 72 + (root + (0, 7, 12, 7)[beat]) % 24, 1.0) for place, (root, _) in enumerate(turned) for beat in range(4)
    ]
    return section(block_chords(turned), *([tune] if melody else []))


def summed(chords: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.concatenate([np.ones((4, 12)), chords.sum(axis=0).reshape(4, 12)])


def key_of(some: Section, models: Models) -> Key:
    return estimate_key(passage_of(some), models)


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("melody", [False, True])
@pytest.mark.parametrize("name", VAMPS)
def test_a_vamp_is_in_the_mode_of_its_first_chord(name: str, melody: bool, models: Models) -> None:
    chords, mode = VAMPS[name]

    for tonic in range(12):
        key = key_of(played(chords, tonic, 4, melody), models)
        assert (key.tonic, key.mode) == (tonic, mode)


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("name", ["mixolydian", "phrygian", "dorian", "lydian triads"])
def test_a_vamp_of_arpeggios_is_in_the_mode_of_its_first_chord(name: str, models: Models) -> None:
    chords, mode = VAMPS[name]

    for tonic in range(12):
        key = key_of(arpeggios(chords, tonic, 4), models)
        assert key.tonic == tonic
        assert is_minor(key.mode) == is_minor(mode)


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("melody", [False, True])
@pytest.mark.parametrize("name", BORROWED)
def test_borrowed_chords_leave_the_tonic(name: str, melody: bool, models: Models) -> None:
    for tonic in range(12):
        key = key_of(played(BORROWED[name], tonic, 3, melody), models)
        assert (key.tonic, key.mode) == (tonic, "major")


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("form", [QUICK_CHANGE, SLOW_CHANGE, (0, 5), (0, 5, 7, 5)])
def test_a_blues_of_dominant_sevenths_is_in_the_key_of_its_first_chord(form: tuple[int, ...], models: Models) -> None:
    for tonic in range(12):
        key = key_of(played(tuple((root, "7") for root in form), tonic, 4), models)
        assert key.tonic == tonic
        assert key.mode in ("major", "mixolydian")


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("form", [QUICK_CHANGE, SLOW_CHANGE])
def test_a_bass_on_the_roots_of_a_blues_is_in_its_key(form: tuple[int, ...], models: Models) -> None:
    for tonic in range(12):
        roots = section([note(4 * bar + beat, 36 + (root + tonic) % 12) for bar, root in enumerate(form) for beat in range(4)])
        assert key_of(roots, models).tonic == tonic


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("name", VAMPS)
def test_a_vamp_is_told_in_its_own_key(name: str, models: Models) -> None:
    chords, _ = VAMPS[name]

    found = describe(played(chords, 2, 6), models=models)

    assert found.progressions[0].name.startswith(name.split()[0])
    assert found.chords[0].roman.rstrip("maj7").lower() == "i"
    assert "its tonic the key's" not in found.progressions[0].because


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("chords", [((2, "min7"), (7, "7"), (0, "maj7"), (0, "maj7")), ((5, "maj"), (7, "maj"), (0, "maj"), (0, "maj"))])
def test_a_loop_that_begins_away_from_home_keeps_its_key(chords: Chords, models: Models) -> None:
    for tonic in range(12):
        key = key_of(played(chords, tonic, 4), models)
        assert (key.tonic, key.mode) == (tonic, "major")


@pytest.mark.parametrize("models", BOTH)
def test_a_key_that_a_loop_asks_for_against_its_notes_is_not_certain(models: Models) -> None:
    vamp = key_of(played(VAMPS["mixolydian"][0], 0, 4), models)
    cadence = key_of(played(((0, "maj"), (5, "maj"), (7, "7"), (0, "maj")), 0, 4), models)

    assert vamp.confidence < min(0.75, cadence.confidence)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 8)), max_size=24), st.sampled_from([1.0, 3.0, 4.0, 2.5, 0.5]))
def test_any_chords_speak_against_some_keys_or_none(beats: list[tuple[int, int]], bar: float) -> None:
    chords = np.repeat(np.eye(48)[[chord for chord, _ in beats]], [count for _, count in beats], axis=0) if beats else np.zeros((4, 48))

    against = against_keys(chords, summed(chords), bar)

    assert against.shape == (24,)
    assert (against >= 0).all()
    assert (against == 0).any()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 35), min_size=1, max_size=6), st.integers(1, 11))
def test_turning_a_loop_turns_what_it_says(loop: list[int], steps: int) -> None:
    def against(turn: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        chords = np.repeat(np.eye(48)[[chord // 12 * 12 + (chord + turn) % 12 for chord in loop * 4]], 4, axis=0)
        return against_keys(chords, summed(chords), 4.0)

    turned = against(steps).reshape(2, 12)

    np.testing.assert_array_equal(np.roll(turned, -steps, axis=1).ravel(), against(0))


@pytest.mark.parametrize("models", BOTH)
@pytest.mark.parametrize("name", VAMPS)
def test_the_alternative_of_a_church_mode_is_the_major_key_of_its_notes(name: str, models: Models) -> None:
    chords, mode = VAMPS[name]

    assert key_of(played(chords, 0, 4), models).alternative.split()[1] == "major"
    label = key_of(played(chords, 0, 4), models).alternative.split()[0]
    found = parse_label(f"{label}:maj")
    assert found is not None
    assert found.root == PARENTS[mode]
    assert {(found.root + step) % 12 for step in SCALES["major"]} == set(SCALES[mode])
