"""Sets are compared to the last field, and with their files."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import mido
import pytest

from bridge.sources.rehearsal_compare import differences, notes_beside_file
from songs.open_song import count_notes
from tests.bridge.sources.songs_for_rehearsal import arrangement_clip, small_song
from vocabulary.live_set import LiveSet
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Ticks

SET = small_song().live_set
NOTE_CHANGES: list[dict[str, Any]] = [
    {"duration": 99_999}, {"velocity": 1}, {"release_velocity": 1}, {"probability": 999}, {"velocity_deviation": 3}, {"mute": True},
]  # fmt: skip


def with_clip(**changes: Any) -> LiveSet:
    track = SET.tracks[1]
    return with_track(arrangement_clips=(replace(track.arrangement_clips[0], **changes), *track.arrangement_clips[1:]))


def with_track(**changes: Any) -> LiveSet:
    return replace(SET, tracks=(SET.tracks[0], replace(SET.tracks[1], **changes), *SET.tracks[2:]))


def test_a_set_equals_itself_whatever_plays_and_whatever_its_own_id() -> None:
    assert differences(SET, with_track(playing_slot=1, playing_since=Ticks(0))) == []
    assert differences(SET, replace(SET, id=99)) == []


@pytest.mark.parametrize("change", NOTE_CHANGES, ids=lambda change: next(iter(change)))
def test_every_field_of_a_note_counts(change: dict[str, Any]) -> None:
    note = replace(SET.tracks[1].arrangement_clips[0].notes[0], duration=Ticks(100_000), mute=False, velocity_deviation=0)
    one = with_clip(notes=(note,))
    other = with_clip(notes=(replace(note, **change),))

    assert any(line.startswith(f"tracks[1].arrangement_clips[0].notes[0].{next(iter(change))}") for line in differences(one, other))


@pytest.mark.parametrize(
    "other",
    [
        replace(SET, name="x"), replace(SET, scenes=()), replace(SET, locators=SET.locators[1:]), replace(SET, tracks=SET.tracks[1:]),
        replace(SET, launch_quantization=Ticks(0)), with_track(name="x"), with_track(color=1), with_track(muted=True), with_track(id=77),
        with_track(kind="audio"), with_track(group_id=None), with_track(session_clips=()), with_clip(name="x"), with_clip(color=1),
        with_clip(id=78), with_clip(loop_end=Ticks(1)), with_clip(end_time=Ticks(1)), with_clip(signature_numerator=3),
    ],
)  # fmt: skip
def test_every_other_field_counts(other: LiveSet) -> None:
    assert differences(SET, other)


def test_notes_are_counted_in_all_clips() -> None:
    assert count_notes(SET) == 40 + 40 + 5 + 40


def als_with(notes: str) -> bytes:
    return gzip.compress(f'<Ableton><KeyTrack><Notes>{notes}</Notes><MidiKey Value="60"/></KeyTrack></Ableton>'.encode())


def one_note_set(note: Note) -> LiveSet:
    return LiveSet(tracks=(Track(1, "t", arrangement_clips=(arrangement_clip(2, (note,), 0),)),))


@pytest.mark.parametrize(("time", "beside"), [("1.0000325", 0), ("0.9999675", 0), ("1.0000327", 1), ("2", 1)])
def test_a_live_sets_notes_lie_within_half_a_unit(tmp_path: Path, time: str, beside: int) -> None:
    path = tmp_path / "song.als"
    path.write_bytes(als_with(f'<MidiNoteEvent Time="{time}" Duration="0.00001" Velocity="100.004"/>'))

    assert notes_beside_file(one_note_set(Note(Ticks(15360), 60, Ticks(1), 10000)), path) == beside


def test_a_midi_files_notes_are_found_again(tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(
        mido.MidiTrack([mido.Message("note_on", note=60, velocity=90, time=240), mido.Message("note_off", note=60, time=480)])
    )
    file.save(path)
    clip = Clip(
        1,
        "",
        (Note(Ticks(7680), 60, Ticks(15360), 9000),),
        Ticks(0),
        Ticks(61440),
        Ticks(0),
        Ticks(61440),
        start_time=Ticks(0),
        end_time=Ticks(61440),
    )
    live_set = LiveSet(tracks=(Track(1, "t", arrangement_clips=(clip,)),))

    assert notes_beside_file(live_set, path) == 0
    assert (
        notes_beside_file(
            replace(
                live_set,
                tracks=(replace(live_set.tracks[0], arrangement_clips=(replace(clip, notes=(replace(clip.notes[0], pitch=61),)),)),),
            ),
            path,
        )
        == 1
    )


@pytest.mark.parametrize("data", [b"<Ableton><broken", b"\x1f\x8bbroken", b"MThd\x00"])
def test_a_file_that_cannot_be_read_a_second_way_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.als"
    path.write_bytes(data)

    assert notes_beside_file(SET, path) is None
