from pathlib import Path

import mido
import pytest

from training.corpora import midi_section, name_chord, pitch_class, pop909_cl
from vocabulary.units import to_ticks


@pytest.mark.parametrize(
    ("pitches", "label"),
    [
        ((48, 52, 55), "C:maj"),
        ((48, 52, 55, 57), "C:maj6"),
        ((45, 48, 52, 55), "A:min7"),
        ((40, 60, 64, 67), "C:maj"),
        ((38, 60, 64, 67), "C:maj(9)"),
        ((42, 60, 64, 67), "C:maj"),
        ((48, 49, 50, 51), "X"),
    ],
)
def test_chords_are_named_by_their_notes(pitches: tuple[int, ...], label: str) -> None:
    assert name_chord(frozenset(pitches)) == label


@pytest.mark.parametrize(("name", "number"), [("C", 0), ("Bb", 10), ("F#", 6), ("Cb", 11), ("B#", 0)])
def test_note_names(name: str, number: int) -> None:
    assert pitch_class(name) == number


def _song(folder: Path) -> Path:
    file = mido.MidiFile(ticks_per_beat=480)
    head = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000), mido.MetaMessage("key_signature", key="Am")])
    piano = mido.MidiTrack(_chord((57, 60, 64), 480) + _chord((53, 57, 60), 960))
    piano.name = "piano"
    chords = mido.MidiTrack(_chord((45, 48, 52), 480) + _chord((41, 45, 48), 960))
    file.tracks.extend([head, piano, chords])
    (folder / "pop909_cl").mkdir()
    file.save(folder / "pop909_cl" / "001.mid")
    return folder


def _chord(pitches: tuple[int, ...], ticks: int) -> list[mido.Message]:
    on = [mido.Message("note_on", note=pitch, velocity=80) for pitch in pitches]
    off = [mido.Message("note_off", note=pitch, time=ticks if place == 0 else 0) for place, pitch in enumerate(pitches)]
    return on + off


def test_a_song_has_its_music_chords_and_key(tmp_path: Path) -> None:
    (song,) = pop909_cl(_song(tmp_path))

    assert [chord.label for chord in song.chords] == ["A:min", "F:maj"]
    assert [(chord.start, chord.end) for chord in song.chords] == [(0, to_ticks(1)), (to_ticks(1), to_ticks(3))]
    assert [(key.tonic, key.mode) for key in song.keys] == [(9, "minor")]
    assert len(song.section.parts[0].notes) == 6
    assert song.section.tempo == pytest.approx(120.0)


def test_only_the_first_seconds_in_whole_bars() -> None:
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(mido.MidiTrack([message for _ in range(8) for message in _chord((48, 52, 55), 960)]))

    assert midi_section(file, "x").length == to_ticks(16)
    assert midi_section(file, "x", most_seconds=2.2).length == to_ticks(8)
