"""The shipped demo song is what the composer writes, and has what the demo needs."""

import mido

from sonochrome.demo_song import SONG_FILE, compose, song_bytes


def test_the_shipped_file_is_what_compose_writes() -> None:
    assert SONG_FILE.read_bytes() == song_bytes()


def test_the_song_lasts_three_minutes_with_five_tracks_and_eight_sections() -> None:
    song = compose()

    markers = [message.text for message in song.tracks[0] if message.type == "marker"]
    tempi = {message.tempo for message in song.tracks[0] if message.type == "set_tempo"}

    assert song.length > 180
    assert len(song.tracks) == 6
    assert len(markers) == len(set(markers)) == 8
    assert len(tempi) >= 2


def test_every_note_ends_and_no_pitch_sounds_twice_at_once_in_a_track() -> None:
    for track in compose().tracks[1:]:
        sounding: set[int] = set()
        for message in track:
            if message.type == "note_on":
                assert message.note not in sounding
                sounding.add(message.note)
            elif message.type == "note_off":
                sounding.remove(message.note)
        assert not sounding


def test_the_key_changes_from_d_minor_to_g_major() -> None:
    lead: mido.MidiTrack = compose().tracks[5]
    now = 0
    early: set[int] = set()
    late: set[int] = set()
    for message in lead:
        now += message.time
        if message.type == "note_on":
            (late if now >= 60 * 4 * 480 else early).add(message.note % 12)

    assert 6 in late, "G major has F sharp"
    assert 5 not in late, "and no F"
    assert 6 not in early
    assert 5 in early
