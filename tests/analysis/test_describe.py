"""Properties of whole descriptors, and golden ones; renew those by

SONOCHROME_RENEW=1 python -m pytest tests/analysis/test_describe.py
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.describe import describe
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, scale_run, section, tame_section, transposed
from vocabulary.descriptor import PITCH_CLASS_NAMES, Emotion, Genre, Key, Models, MusicDescriptor
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

GOLDEN = Path(__file__).parent / "golden"
PIECES = {
    "four_chords": section(
        Part("keys", tuple(sorted(block_chords([(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")] * 4)))), four_on_the_floor(16)
    ),
    "dorian_tune": section(scale_run(62, (0, 2, 3, 5, 7, 9, 10)), [note(4 * bar, 50, 4.0) for bar in range(7)], tempo=84.0),
    "jig": section([note(beat / 2, 67 + (0, 4, 7, 4, 12, 7)[beat % 6], 0.4) for beat in range(48)], tempo=132.0, signature=(6, 8)),
    "drums": section(four_on_the_floor(8), tempo=128.0),
    "nothing": section([], beats=16),
}
models = st.sampled_from(get_args(Models))
loose_note = st.builds(
    Note,
    start_time=st.integers(0, 16 * TICKS_PER_BEAT),
    pitch=st.integers(36, 84),
    duration=st.integers(999, 30_000),
    velocity=st.just(9000),
)
tame_or_loose_section = st.one_of(tame_section, st.lists(loose_note, min_size=24, max_size=60).map(lambda notes: section(notes, beats=17)))
"""On sixteenths, or on no grid, so that beats are tracked."""
MOST_SECONDS = 3.0
"""Of processor time for 100,000 notes on a part: bounded by the grids' sizes, not by the notes; measured 0.1 to 0.6."""
TOLERANCE = 2e-4
"""Numbers are rounded to four places; another processor may round the last one the other way."""


@settings(deadline=None, max_examples=60)
@given(any_section, models)
def test_every_section_is_answered(some: Section, judges: Models) -> None:
    found = describe(some, models=judges)

    assert 0 <= found.note_count <= sum(len(part.notes) for part in some.parts)
    assert sum(found.pitch_classes) == pytest.approx(1.0, abs=1e-4) or not any(found.pitch_classes)
    assert json.loads(json.dumps(asdict(found)))
    assert foreign_types(found) == set()  # what is not Python's own cannot be sent to the worker or the stage


def foreign_types(value: object) -> set[type]:
    """Types in a value that are neither ours nor plain Python's: numpy's numbers pass for floats until they are encoded."""
    if is_dataclass(value):
        return set[type]().union(*(foreign_types(getattr(value, field.name)) for field in fields(value)))
    if isinstance(value, tuple):
        return set[type]().union(*map(foreign_types, value))
    return set() if type(value) in (str, int, float, bool, type(None)) else {type(value)}


@settings(deadline=None, max_examples=40)
@given(tame_or_loose_section, st.integers(-12, 12), models)
def test_transposing_moves_key_and_chords_and_only_what_hears_height_with_them(some: Section, semitones: int, judges: Models) -> None:
    before, after = describe(some, models=judges), describe(transposed(some, semitones), models=judges)

    assert after.key == moved_key(before.key, semitones)
    assert after.key_spans == tuple(replace(span, key=moved_key(span.key, semitones)) for span in before.key_spans)
    assert after.chords == tuple(replace(chord, label=moved_label(chord.label, semitones)) for chord in before.chords)
    assert after.pitch_classes == pytest.approx(tuple(before.pitch_classes[(place - semitones) % 12] for place in range(12)), abs=1e-6)
    assert without_height(after) == without_height(before)


def moved_key(key: Key, semitones: int) -> Key:
    """The key and its alternative, some semitones higher."""
    if key.tonic is None:
        return key
    tonic, _, mode = key.alternative.partition(" ")
    alternative = f"{moved_label(tonic, semitones)} {mode}" if tonic else ""
    return replace(key, tonic=(key.tonic + semitones) % 12, alternative=alternative)


def moved_label(label: str, semitones: int) -> str:
    """A chord label with its root some semitones higher."""
    root, colon, rest = label.partition(":")
    return label if label == "N" else PITCH_CLASS_NAMES[(PITCH_CLASS_NAMES.index(root) + semitones) % 12] + colon + rest


def without_height(music: MusicDescriptor) -> MusicDescriptor:
    """What neither names a pitch nor hears height: a deep bass sounds darker than a high one, to emotion, genre and their words."""
    texture = replace(music.texture, lowest_pitch=0, highest_pitch=0, mean_pitch=0.0)
    heard = replace(music, texture=texture, genre=Genre(), emotion=Emotion(0, 0), keywords=())
    return replace(heard, key=Key(None, "unclear", 0.0), key_spans=(), chords=(), pitch_classes=())


@settings(deadline=None, max_examples=30)
@given(tame_or_loose_section, st.floats(40.0, 400.0), models)
def test_doubling_the_tempo_changes_no_chord_and_no_key(some: Section, tempo: float, judges: Models) -> None:
    slow, fast = describe(replace(some, tempo=Bpm(tempo)), models=judges), describe(replace(some, tempo=Bpm(2 * tempo)), models=judges)

    assert (fast.key, fast.key_spans, fast.chords, fast.progressions) == (slow.key, slow.key_spans, slow.chords, slow.progressions)
    assert (fast.texture, fast.rhythm.subdivision, fast.rhythm.swing) == (slow.texture, slow.rhythm.subdivision, slow.rhythm.swing)
    assert fast.rhythm.notes_per_second == pytest.approx(2 * slow.rhythm.notes_per_second, rel=1e-3, abs=2e-4)


@settings(deadline=None, max_examples=30)
@given(tame_section)
def test_muted_and_silent_notes_change_nothing(some: Section) -> None:
    extra = (replace(note(1, 61), mute=True), note(2, 66, velocity=0), replace(note(3, 70), probability=0))
    with_muted = replace(some, parts=(replace(some.parts[0], notes=tuple(sorted((*some.parts[0].notes, *extra)))),))

    assert describe(with_muted) == describe(some)


@settings(deadline=None, max_examples=20)
@given(tame_section)
def test_names_and_places_change_nothing(some: Section) -> None:
    moved = replace(some, id="a7", name="other", start_time=Ticks(some.start_time + 999), end_time=Ticks(some.end_time + 999))

    assert describe(moved) == describe(some)


def test_one_note_is_answered() -> None:
    found = describe(section([note(0, 60)]))

    assert found.note_count == 1
    assert found.key.name == "unclear"
    assert found.pitch_classes[0] == 1.0


def test_drums_alone_have_rhythm_but_neither_key_nor_chords() -> None:
    found = describe(PIECES["drums"])

    assert found.key.name == "unclear"
    assert found.chords == ()
    assert found.texture.drums == 1.0
    assert found.rhythm.regularity == 1.0


def test_drums_do_not_change_key_and_chords() -> None:
    keys = Part("keys", tuple(sorted(block_chords([(0, "maj"), (5, "maj"), (7, "7"), (0, "maj")]))))

    alone, with_drums = describe(section(keys)), describe(section(keys, four_on_the_floor(4)))

    assert with_drums.key == alone.key
    assert with_drums.chords == alone.chords


@pytest.mark.parametrize("judges", get_args(Models))
@pytest.mark.parametrize("cells_per_beat", [8, 4000])
def test_a_hundred_thousand_notes_are_answered_in_bounded_time(judges: Models, cells_per_beat: int) -> None:
    many = section([note(cell / cells_per_beat, 36 + cell * 7 % 60, 4 / cells_per_beat) for cell in range(100_000)])
    began = time.process_time()

    found = describe(many, models=judges)

    assert found.note_count == 100_000
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("name", sorted(PIECES))
def test_descriptors_are_as_recorded(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    found = json.loads(json.dumps(asdict(describe(PIECES[name]))))
    if os.environ.get("SONOCHROME_RENEW"):
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert _differences(found, json.loads(path.read_text(encoding="utf-8"))) == []


def _differences(found: Any, recorded: Any, where: str = "") -> list[str]:
    if isinstance(found, dict) and isinstance(recorded, dict) and found.keys() == recorded.keys():
        return [line for name in found for line in _differences(found[name], recorded[name], f"{where}.{name}")]
    if isinstance(found, list) and isinstance(recorded, list) and len(found) == len(recorded):
        return [line for place, pair in enumerate(zip(found, recorded, strict=True)) for line in _differences(*pair, f"{where}[{place}]")]
    numbers = isinstance(found, float) and isinstance(recorded, float)
    same = abs(found - recorded) <= TOLERANCE if numbers else found == recorded
    return [] if same else [f"{where}: {found!r}, recorded {recorded!r}"]


def test_the_golden_pieces_are_what_they_should_be() -> None:
    found: dict[str, MusicDescriptor] = {name: describe(some) for name, some in PIECES.items()}

    assert found["four_chords"].key.name == "C major"
    assert [chord.roman for chord in found["four_chords"].chords[:4]] == ["I", "V", "vi", "IV"]
    assert found["dorian_tune"].key.name == "D dorian"
    assert found["jig"].key.name == "G major"


def test_importing_the_front_door_loads_nothing_heavy() -> None:
    code = (
        "import sys, analysis.describe; print([m for m in ('torch','scipy','sklearn','librosa','mido','pretty_midi') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
