"""MIDI files: what mido writes comes back; damaged ones are read as far as players do."""

import io
import random
import struct
from collections import Counter

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songs.midi_file import read_midi
from tests.songs.plain_midi import plain_parse
from vocabulary.errors import SongError
from vocabulary.live_set import Locator, SignatureChange, Song
from vocabulary.notes import GM_DRUM_PROGRAM, UNKNOWN_PROGRAM, Note
from vocabulary.units import Ticks, to_ticks

messages = st.one_of(
    st.builds(
        mido.Message,
        st.just("note_on"),
        channel=st.integers(0, 2),
        note=st.integers(60, 62),
        velocity=st.integers(0, 127),
        time=st.integers(0, 700),
    ),
    st.builds(
        mido.Message,
        st.just("note_off"),
        channel=st.integers(0, 2),
        note=st.integers(60, 62),
        velocity=st.integers(0, 127),
        time=st.integers(0, 700),
    ),
)
tracks = st.lists(st.lists(messages, max_size=30), min_size=1, max_size=4)


def written(track_messages: list[list[mido.Message | mido.MetaMessage]], *, file_format: int = 1, ticks_per_beat: int = 480) -> bytes:
    file = mido.MidiFile(type=file_format, ticks_per_beat=ticks_per_beat)
    file.tracks.extend(mido.MidiTrack(message.copy() for message in track) for track in track_messages)
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def notes_of(song: Song) -> Counter[Note]:
    return Counter(note for track in song.live_set.tracks for clip in track.arrangement_clips for note in clip.notes)


def on(note: int = 60, time: int = 0, velocity: int = 100, channel: int = 0) -> mido.Message:
    return mido.Message("note_on", note=note, time=time, velocity=velocity, channel=channel)


def off(note: int = 60, time: int = 0, velocity: int = 64, channel: int = 0) -> mido.Message:
    return mido.Message("note_off", note=note, time=time, velocity=velocity, channel=channel)


@settings(deadline=None)
@given(tracks, st.sampled_from([24, 96, 120, 480, 960, 15360, 32767]))
def test_notes_are_those_of_a_plain_parse_with_overlaps_as_parsed(some_tracks: list[list[mido.Message]], ticks_per_beat: int) -> None:
    data = written(some_tracks, ticks_per_beat=ticks_per_beat)

    song = read_midi(data, "x")

    assert notes_of(song) == Counter(plain_parse(data))
    ends = [note.end_time for note in notes_of(song)]
    for track in song.live_set.tracks:
        clip = track.arrangement_clips[0]
        assert (clip.start_time, clip.loop_start, clip.start_marker) == (0, 0, 0)
        assert clip.end_time == clip.loop_end == clip.end_marker
        assert max(ends) <= clip.loop_end < max(ends) + to_ticks(4)


@settings(deadline=None, max_examples=50)
@given(st.lists(messages, max_size=30))
def test_format_0_splits_into_one_track_a_channel(some_messages: list[mido.Message]) -> None:
    data = written([some_messages], file_format=0)

    song = read_midi(data, "x")

    sounding = {message.channel for message in some_messages if message.type == "note_on" and message.velocity > 0}
    assert len(song.live_set.tracks) == len(sounding)
    assert notes_of(song) == Counter(plain_parse(data))


def test_overlapping_notes_of_one_pitch_pair_first_on_with_first_off() -> None:
    song = read_midi(written([[on(velocity=10), on(time=480, velocity=20), off(time=480, velocity=1), off(time=480, velocity=2)]]), "x")

    expected = (Note(Ticks(0), 60, to_ticks(2), 1000, 100), Note(to_ticks(1), 60, to_ticks(2), 2000, 200))
    assert song.live_set.tracks[0].arrangement_clips[0].notes == expected


def test_a_silent_note_on_releases_and_says_nothing_of_release_velocity() -> None:
    song = read_midi(written([[on(), on(time=240, velocity=0)]]), "x")

    assert list(notes_of(song)) == [Note(Ticks(0), 60, to_ticks(0.5), 10000, 6400)]


def test_a_note_that_is_never_released_ends_with_its_track() -> None:
    end = mido.MetaMessage("end_of_track", time=960)
    song = read_midi(written([[on(), end], [on(time=4800), off(time=480)]]), "x")

    assert Note(Ticks(0), 60, to_ticks(2), 10000, 6400) in notes_of(song)
    assert song.warnings == ("1 note is never released and ends with its track",)


def test_tempo_signature_markers_names_and_programs_are_found_in_any_track() -> None:
    meta = mido.MetaMessage
    conductor = [
        meta("track_name", name="Song"),
        meta("set_tempo", tempo=mido.bpm2tempo(90)),
        meta("time_signature", numerator=3, denominator=4),
        mido.Message("program_change", channel=2, program=33),
        meta("marker", text="Vers é".encode().decode("latin-1"), time=480),
        meta("set_tempo", tempo=mido.bpm2tempo(180), time=480),
        meta("cue_marker", text="Hit\x00"),
        meta("time_signature", numerator=6, denominator=8, time=480),
    ]
    lead = [meta("track_name", name=" Lead "), mido.Message("program_change", program=80), on(), off(time=480)]
    both = [on(channel=2), off(channel=2, time=480), on(channel=9), off(channel=9, time=10), on(channel=5), off(channel=5, time=10)]

    song = read_midi(written([conductor, lead, both]), "x")

    assert [(track.name, track.program) for track in song.live_set.tracks] == [
        ("Lead", 80),
        ("Finger Bass", 33),
        ("Channel 6", UNKNOWN_PROGRAM),
        ("Drums", GM_DRUM_PROGRAM),
    ]
    assert len({track.color for track in song.live_set.tracks}) == 4
    assert song.live_set.locators == (Locator(to_ticks(1), "Vers é"), Locator(to_ticks(2), "Hit"))
    assert [song.tempo_map.tempo_at(beats) for beats in (0, 1.99, 2, 50)] == pytest.approx([90, 90, 180, 180], abs=0.01)
    assert song.signatures == (SignatureChange(Ticks(0), 3, 4), SignatureChange(to_ticks(3), 6, 8))
    assert song.live_set.tracks[0].arrangement_clips[0].signature_numerator == 3
    assert song.source == "mid"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(30000, 5_000_000)), max_size=10))
def test_seconds_run_as_mido_plays(changes: list[tuple[int, int]]) -> None:
    changes = [(wait, min(max(tempo, mido.bpm2tempo(999)), mido.bpm2tempo(20))) for wait, tempo in changes]
    metas = [mido.MetaMessage("set_tempo", tempo=tempo, time=wait) for wait, tempo in changes]
    data = written([[*metas, on(time=100), off(time=777)]])

    song = read_midi(data, "x")

    end = sum(wait for wait, _ in changes) + 877
    assert song.tempo_map.seconds_at(end / 480) == pytest.approx(
        mido.MidiFile(file=io.BytesIO(data)).length, abs=0.002 * (len(changes) + 1)
    )


def test_absurd_tempi_and_signatures_are_named() -> None:
    meta = mido.MetaMessage
    metas = [meta("set_tempo", tempo=1), meta("set_tempo", tempo=0, time=9), meta("time_signature", numerator=0, denominator=2**40)]

    song = read_midi(written([[*metas, on(), off(time=9)]]), "x")

    assert float(song.tempo_map.tempo_at(0)) == 999
    assert song.signatures == (SignatureChange(Ticks(0), 4, 4),)
    assert len(song.warnings) == 2


def test_patterns_of_format_2_come_one_after_the_other() -> None:
    song = read_midi(written([[on(), off(time=480)], [on(62), off(62, time=480)]], file_format=2), "x")

    assert sorted((note.start_time, note.pitch) for note in notes_of(song)) == [(0, 60), (to_ticks(4), 62)]
    assert "format 2" in song.warnings[0]


@pytest.mark.parametrize(("frames", "rate"), [(24, 24), (25, 25), (29, 30000 / 1001), (30, 30)])
def test_film_time_is_laid_out_at_120_bpm(frames: int, rate: float) -> None:
    division = struct.pack("bB", -frames, 40)
    # The tempo event must not change anything: 10 s are 20 beats.
    data = bytearray(written([[mido.MetaMessage("set_tempo", tempo=250_000), on(), off(time=round(rate * 40 * 10))]]))
    data[12:14] = division

    song = read_midi(bytes(data), "x")

    assert next(iter(notes_of(song))).duration == pytest.approx(to_ticks(20), abs=15)
    assert float(song.tempo_map.tempo_at(5)) == 120
    assert "film frames" in song.warnings[0]


@pytest.mark.parametrize("division", [b"\x00\x00", b"\xf0\x60", b"\xe7\x00"])
def test_a_header_without_a_time_is_refused(division: bytes) -> None:
    data = bytearray(written([[on(), off(time=480)]]))
    data[12:14] = division

    with pytest.raises(SongError, match="no known time division"):
        read_midi(bytes(data), "x")


def whole() -> bytes:
    return written([[on(), off(time=480)], [on(62, time=480), off(62, time=480), on(64), off(64, time=480)]])


@pytest.mark.parametrize(
    ("damage", "pitches", "warning"),
    [
        (lambda data: data[:-4], {60, 62, 64}, "1 MIDI track has no end mark"),
        (lambda data: data[:-6], {60, 62, 64}, "1 MIDI track is damaged and was read up to there"),
        (lambda data: data[: data.rfind(b"MTrk")], {60}, "the MIDI file is damaged: 1 of its 2 tracks were found"),
        (lambda data: data[:14] + b"JUNK\x00\x00\x00\x02ab" + data[14:], {60, 62, 64}, None),
        (lambda data: b"RIFF\x00\x00\x00\x00RMIDdata\x00\x00\x00\x00" + data, {60, 62, 64}, None),
        (lambda data: data[:18] + b"\x7f\xff\xff\xff" + data[22:], {60, 62, 64}, None),
        (lambda data: data[:18] + b"\x00\x00\x00\x02" + data[22:], {60, 62, 64}, None),
        (lambda data: data.replace(b"\x00\x90", b"\x00\x40", 1), {62, 64}, "1 MIDI track is damaged and was read up to there"),
        (lambda data: data[:11] + b"\x09" + data[12:], {60, 62, 64}, "the MIDI file is damaged: 2 of its 9 tracks were found"),
    ],
)
def test_a_damaged_file_is_read_as_far_as_players_do(damage: object, pitches: set[int], warning: str | None) -> None:
    assert callable(damage)

    song = read_midi(damage(whole()), "x")

    assert {note.pitch for note in notes_of(song)} == pitches
    assert warning is None or warning in song.warnings


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"nothing", "no MThd header"),
        (b"MThd\x00\x00\x00\x06\x00", "cut off in its header"),
        (b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0", "no track"),
        (b"MThd" + b"\0" * (32 * 2**20 + 2**19 - 4), "32 MB"),
    ],
)
def test_what_no_player_reads_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(SongError, match=reason):
        read_midi(data, "x")


@pytest.mark.timeout(20)
def test_numbers_without_end_do_not_keep_the_reader_busy() -> None:
    body = b"\x00\x90\x3c\x40\x10\x80\x3c\x40" + b"\xff" * 3_000_000
    data = b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk" + struct.pack(">I", len(body)) + body

    song = read_midi(data, "x")

    assert [note.pitch for note in notes_of(song)] == [60]


def test_time_beyond_the_grid_is_cut_with_a_warning() -> None:
    far = b"\xff\xff\xff\x7f"
    body = b"\x00\x90\x3c\x40\x10\x80\x3c\x40" + (far + b"\xb0\x01\x01") * 20 + b"\x00\x90\x3e\x40\x00\xff\x2f\x00"
    data = b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x01MTrk" + struct.pack(">I", len(body)) + body

    song = read_midi(data, "x")

    assert [note.pitch for note in notes_of(song)] == [60]
    assert any("was cut there" in line for line in song.warnings)


def damaged(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    bad = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        kind = chance.random()
        if kind < 0.7:
            bad[chance.randrange(len(bad))] = chance.choice([0, 0x7F, 0x80, 0xFF, 0xF0, chance.randrange(256)])
        elif kind < 0.85:
            del bad[min(len(bad), chance.randrange(8, 400)) :]
        else:
            position = chance.randrange(len(bad) - 1)
            bad[position:position] = bad[chance.randrange(len(bad)) :][:9]
    return bytes(bad)


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 2**32))
def test_any_damage_gives_a_song_or_a_reason_in_one_line(seed: int) -> None:
    meta = [
        mido.MetaMessage("set_tempo", tempo=400_000),
        mido.MetaMessage("key_signature", key="C#m"),
        mido.MetaMessage("marker", text="a"),
    ]
    data = damaged(written([meta, [on(), off(time=480), mido.Message("sysex", data=[1, 2, 3])], [on(64), off(64, time=9)]]), seed)

    try:
        read_midi(data, "x")
        refusal = ""
    except SongError as error:
        refusal = str(error)

    assert "\n" not in refusal
