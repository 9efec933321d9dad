import pytest

from analysis.drums import is_drums
from tests.analysis.music import note
from vocabulary.live_set import Part
from vocabulary.notes import GM_DRUM_PROGRAM, Note

GROOVE = tuple(sorted([note(beat, 36, 0.2) for beat in range(16)] + [note(beat + 0.5, 42, 0.2) for beat in range(16)]))
BASS_LINE = tuple(note(beat, pitch, 0.9) for beat, pitch in enumerate((36, 36, 43, 41, 39, 36, 48, 46) * 2))


@pytest.mark.parametrize(
    "name",
    [
        "Kick",
        "kick 2",
        "808 Hats",
        "Drums",
        "drum rack",
        "Perc",
        "Snare 1",
        "Hi-Hat",
        "TR-909",
        "01 Bass Drum",
        "Open_Hat",
        "BD",
        "Heavy Dr",
    ],
)
def test_names_of_drums(name: str) -> None:
    assert is_drums(Part(name, BASS_LINE))


@pytest.mark.parametrize(
    "name", ["Hatfield Strings", "Bass", "Sub bass", "Piano", "Steel Drums", "Kickstart Lead", "Vocals", "Ride the Lightning Lead"]
)
def test_names_that_are_no_drums(name: str) -> None:
    assert not is_drums(Part(name, BASS_LINE))


def test_the_drum_program_decides() -> None:
    assert is_drums(Part("Piano", BASS_LINE, program=GM_DRUM_PROGRAM))


def test_a_groove_is_known_by_its_notes() -> None:
    assert is_drums(Part("1-Audio", GROOVE))


def test_bass_lines_and_chords_are_not_taken_for_grooves() -> None:
    assert not is_drums(Part("2", BASS_LINE))
    assert not is_drums(Part("3", tuple(sorted(note(beat, pitch) for beat in range(8) for pitch in (60, 64, 67)))))
    assert not is_drums(Part("4", GROOVE, program=33))
    assert not is_drums(Part("5", ()))


@pytest.mark.parametrize(
    "notes",
    [
        [note(beat, 60, 1 / 16) for beat in range(32)],  # a click
        [note(beat / 4, (36, 38, 43, 50, 8, 22)[beat * beat % 6], 1 / 64) for beat in range(64)],  # pads of an electronic kit
        [note(beat / 2, 36 + beat % 16, 0.5) for beat in range(64)],  # a loop cut into sixteen slices
    ],
)
def test_notes_without_pitch_are_drums_of_a_live_set(notes: list[Note]) -> None:
    assert is_drums(Part("2-MIDI", tuple(notes)))
    assert not is_drums(Part("Lead", tuple(notes)))


def test_a_held_tone_and_a_scale_are_no_drums() -> None:
    assert not is_drums(Part("2-MIDI", tuple(note(beat, 48, 1.0) for beat in range(32))))
    assert not is_drums(Part("2-MIDI", tuple(note(beat / 4, 36 + (0, 2, 4, 5, 7, 9, 11)[beat % 7], 0.25) for beat in range(64))))
