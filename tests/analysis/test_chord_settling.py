import pytest
from hypothesis import given, settings

from analysis.chord_line import parse_label
from analysis.chords import label_chords
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import block_chords, note, section, tame_section
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key, KeySpan, Mode, Models
from vocabulary.live_set import Section
from vocabulary.notes import Note
from vocabulary.units import Ticks

both = pytest.mark.parametrize("models", ["learned", "formula"])
UNCLEAR = Key(None, "unclear", 0.0)


def chords_in(key: Key, notes: list[Note], models: Models = "learned") -> list[Chord]:
    passage = passage_of(section(notes))
    span = KeySpan(Ticks(0), Ticks(passage.length), key)
    return list(label_chords(passage, (span,), sounding_shares(passage), models))


def diminished(bass: int) -> list[Note]:
    return [note(0, pitch, 8.0) for pitch in (36 + bass, 59, 62, 65, 68)]


@both
@pytest.mark.parametrize("bass", [2, 5, 8, 11])
@pytest.mark.parametrize(
    ("key", "root"),
    [(Key(0, "major", 0.9), 11), (Key(9, "minor", 0.9), 8), (Key(5, "major", 0.9), 11), (Key(6, "major", 0.9), 5)],
    ids=["C major", "A minor", "F major: of the dominant", "F# major"],
)
def test_a_diminished_seventh_stands_on_the_leading_tone(bass: int, key: Key, root: int, models: Models) -> None:
    assert [chord.label.split("/")[0] for chord in chords_in(key, diminished(bass), models)] == [f"{PITCH_CLASS_NAMES[root]}:dim7"]


@both
@pytest.mark.parametrize("bass", [2, 5, 8, 11])
@pytest.mark.parametrize("key", [UNCLEAR, Key(10, "major", 0.9)], ids=["unclear", "neither"])
def test_else_a_diminished_seventh_stands_on_its_bass(bass: int, key: Key, models: Models) -> None:
    assert [chord.label for chord in chords_in(key, diminished(bass), models)] == [f"{PITCH_CLASS_NAMES[bass]}:dim7"]


@pytest.mark.parametrize("tone", [11, 2, 5, 8])
def test_a_diminished_seventh_leads_to_the_next_chord(tone: int) -> None:
    after = [note(n.start_time / 15360 + 8, n.pitch, 8.0) for n in block_chords([((tone + 1) % 12, "min")])]

    found = chords_in(Key(0, "major", 0.9), diminished(2) + after)

    assert found[0].label.split("/")[0] == f"{PITCH_CLASS_NAMES[tone]}:dim7"


def test_a_diminished_seventh_leads_home() -> None:
    seventh = [note(beat, pitch, 4.0) for beat in (4, 20) for pitch in (47, 62, 65, 68)]
    some = section(block_chords([(0, "maj")]) + seventh + [note(n.start_time / 15360 + 8, n.pitch, 4.0) for n in _cadence()])

    assert "B:dim7 vii°7" in _named(some)


def _cadence() -> list[Note]:
    return block_chords([(0, "maj"), (5, "maj"), (7, "7"), (0, "maj")])


def _named(some: Section) -> list[str]:
    passage = passage_of(some)
    chords = label_chords(passage, find_keys(passage).spans, sounding_shares(passage))
    return [f"{chord.label} {chord.roman}" for chord in chords]


def power_chords(*roots: int) -> list[Note]:
    return [note(4 * place, pitch + root, 4.0) for place, root in enumerate(roots) for pitch in (36, 43, 48)]


@both
def test_fifths_get_the_third_of_the_key(models: Models) -> None:
    found = chords_in(Key(2, "minor", 0.9), power_chords(2, 5, 7, 10), models)

    assert [chord.label for chord in found] == ["D:min", "F:maj", "G:min", "Bb:maj"]


@both
@pytest.mark.parametrize(("mode", "label"), [("dorian", "G:maj"), ("minor", "G:min")])
def test_the_mode_says_the_third(mode: Mode, label: str, models: Models) -> None:
    assert [chord.label for chord in chords_in(Key(2, mode, 0.9), power_chords(7, 7), models)] == [label]


@both
def test_a_third_that_sounds_is_kept_in_any_key(models: Models) -> None:
    notes = block_chords([(2, "maj"), (2, "min")], beats=8)

    assert [chord.label for chord in chords_in(Key(0, "major", 0.9), notes, models)] == ["D:maj", "D:min"]


@both
@pytest.mark.parametrize("count", [1, 8, 64])
def test_one_pitch_without_a_key_is_no_chord(count: int, models: Models) -> None:
    clicks = section([note(beat, 60, 0.25) for beat in range(count)])
    passage = passage_of(clicks)

    chords = label_chords(passage, find_keys(passage, models).spans, sounding_shares(passage), models)

    assert [(chord.label, chord.roman) for chord in chords] == [("N", "")]


@both
def test_a_fifth_without_a_key_keeps_its_root(models: Models) -> None:
    assert [chord.label[:2] for chord in chords_in(UNCLEAR, power_chords(2, 2), models)] == ["D:"]


@settings(deadline=None, max_examples=40)
@given(tame_section)
def test_no_chord_has_a_third_that_is_silent_beside_one_that_sounds(some: Section) -> None:
    passage = passage_of(some)
    keys = find_keys(passage)

    for chord in label_chords(passage, keys.spans, sounding_shares(passage)):
        symbol = parse_label(chord.label)
        if symbol and chord.label.partition(":")[2].partition("/")[0] in ("maj", "min", "7", "min7") and keys.key.tonic is not None:
            during = (passage.starts < chord.end_time) & (passage.ends > chord.start_time)
            heard = {(pitch - symbol.root) % 12 for pitch in passage.pitches[during].tolist()} & {3, 4}
            assert not heard or (3 if symbol.kind == "m" else 4) in heard
