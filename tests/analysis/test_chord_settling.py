import pytest

from analysis.chords import label_chords
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import block_chords, note, section
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key, KeySpan, Models
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
