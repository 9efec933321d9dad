"""Notes survive the way from a file through the simulated Live, the device script and OSC into the daemon."""

import io
from pathlib import Path

import mido
import pytest

from bridge.sources.bad_network import NetworkFaults
from songs.open_song import open_song
from sonochrome.demo_song import SONG_FILE
from tests.one_daemon import arrangement_notes, own_daemon, told
from tests.songs.plain_midi import plain_parse


def overlapping_song() -> bytes:
    """The same pitch struck again while it sounds, zero-velocity endings, and a note that nobody ends."""
    file = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack([mido.MetaMessage("track_name", name="Überlappung")])
    file.tracks.append(track)
    for step in range(40):
        track.append(mido.Message("note_on", note=60 + step % 3, velocity=1 + step, time=11))
        track.append(mido.Message("note_on", note=60 + step % 3, velocity=90, time=5))
        track.append(mido.Message("note_on", note=60 + step % 3, velocity=0, time=7))
        track.append(mido.Message("note_off", note=60 + step % 3, velocity=step, time=3))
    track.append(mido.Message("note_on", note=99, velocity=64, time=0))
    track.append(mido.MetaMessage("end_of_track", time=96))
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def test_live_daemon_and_plain_parse_agree_also_over_a_bad_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlapping = tmp_path / "overlapping.mid"
    overlapping.write_bytes(overlapping_song())
    faults = NetworkFaults(0.2, True, True, 10.0)

    with own_daemon(tmp_path / "home", monkeypatch) as daemon:
        for number, file in enumerate((overlapping, SONG_FILE)):
            played, held, apart = told(open_song(file), daemon, number, faults)
            plain = sorted(plain_parse(file.read_bytes()))

            assert apart == []
            assert sorted(arrangement_notes(held).elements()) == plain
            assert sorted(arrangement_notes(played).elements()) == plain
