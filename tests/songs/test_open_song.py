"""The front door: what is opened, what is refused, and in which words."""

import io
import os
import struct
from pathlib import Path

import mido
import pytest

from songs.open_song import count_notes, has_notes, open_song
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als
from vocabulary.errors import SongError


def a_midi_file(*messages: mido.Message) -> bytes:
    out = io.BytesIO()
    mido.MidiFile(tracks=[mido.MidiTrack(messages)]).save(file=out)
    return out.getvalue()


def a_note() -> tuple[mido.Message, mido.Message]:
    return mido.Message("note_on", note=60), mido.Message("note_off", note=60, time=480)


A_SET = build_als(SetPlan(tracks=(TrackPlan(clips=(ClipPlan((NotePlan(0, 60, 1),)), ClipPlan((NotePlan(0, 61, 1),), slot=0))),)))


@pytest.mark.parametrize(
    ("file_name", "content", "source"),
    [
        ("song.als", A_SET, "als"),
        ("song.mid", A_SET, "als"),
        ("song", a_midi_file(*a_note()), "mid"),
        ("song.als", a_midi_file(*a_note()), "mid"),
        (
            "song.als",
            b"\xef\xbb\xbf" + build_als(SetPlan(tracks=(TrackPlan(clips=(ClipPlan((NotePlan(0, 60, 1),)),)),)), packed=False),
            "als",
        ),
        ("a.rmi", b"RIFF" + struct.pack("<I", 99) + b"RMIDdata" + struct.pack("<I", 99) + a_midi_file(*a_note()), "mid"),
    ],
)
def test_the_content_decides_not_the_suffix(tmp_path: Path, file_name: str, content: bytes, source: str) -> None:
    path = tmp_path / file_name
    path.write_bytes(content)

    song = open_song(path)

    assert song.source == source
    assert song.live_set.name == path.stem
    assert has_notes(song)
    assert song.warnings == ()


def test_notes_of_both_views_count(tmp_path: Path) -> None:
    path = tmp_path / "song.als"
    path.write_bytes(A_SET)

    assert count_notes(open_song(path).live_set) == 2


@pytest.mark.parametrize("content", [build_als(SetPlan(tracks=(TrackPlan(clips=(ClipPlan(),)),))), a_midi_file()])
def test_a_song_without_notes_opens_and_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty"
    path.write_bytes(content)

    song = open_song(path)

    assert not has_notes(song)
    assert "it holds no MIDI notes, so there is nothing to picture" in song.warnings


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"Dear Live,\nthis is a letter.\n" * 30, "a text file"),
        ("Ünïcödé, " * 99, "a text file"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "an audio file"),
        (b"FORM\x00\x00\x00\x00AIFF", "an audio file"),
        (b"fLaC\x00", "an audio file"),
        (b"ID3\x03", "an audio file"),
        (b"\x00\x00\x00\x20ftypM4A ", "an audio file"),
        (b"PK\x03\x04rest", "a zip archive; unpack it first"),
        (b"ampf\x04\x00\x00\x00mmmm", "a Max for Live device"),
        (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "hidden companion"),
        (b"\x93\x1c\xfe\x00\x88" * 99, "of an unknown or encrypted kind"),
        (b"\x1f\x8b\x08\x00" + b"\xfe" * 40, "damaged"),
        (b"<?xml version='1.0'?><a/>", "not a Live set"),
        (b"MThd\x00", "cut off in its header"),
    ],
)
def test_everything_else_is_refused_in_one_line_that_names_file_and_reason(tmp_path: Path, content: bytes | str, reason: str) -> None:
    path = tmp_path / "My Song.als"
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(SongError, match=reason) as refusal:
        open_song(path)

    assert str(refusal.value).startswith("cannot open 'My Song.als': ")
    assert "\n" not in str(refusal.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SongError, match="no such file"):
        open_song(tmp_path / "a\nb.als")
    with pytest.raises(SongError, match="is a folder; choose the "):
        open_song(tmp_path)
    with pytest.raises(SongError, match="cannot open"):
        open_song(tmp_path / ("long" * 999))
    with pytest.raises(SongError, match="cannot open"):
        open_song(tmp_path / "nul\0.als")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(SongError, match="no regular file"):
        open_song(tmp_path / "pipe")


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "song.als"
    path.write_bytes(A_SET)
    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(SongError, match="Permission denied"):
        open_song(path)
