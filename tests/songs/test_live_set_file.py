"""Live sets in the shapes of Live 8 to 12, whole and damaged."""

import gzip
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songs import als_xml
from songs.als_colors import OLD_PALETTE, PALETTE
from songs.live_set_file import content_id, read_live_set
from songs.unroll import unroll_arrangement_clip
from tests.songs.als_builder import CREATORS, ClipPlan, NotePlan, SetPlan, TrackPlan, build_als
from vocabulary.errors import SongError
from vocabulary.live_set import Locator, SignatureChange, Song
from vocabulary.notes import Note
from vocabulary.units import Ticks, to_beats, to_ticks

VERSIONS = sorted(CREATORS)

beats = st.floats(-64, 4096, allow_nan=False)
note_plans = st.builds(
    NotePlan,
    time=beats,
    pitch=st.integers(0, 127),
    duration=st.floats(0.00002, 64),
    velocity=st.floats(0, 127),
    off_velocity=st.floats(0, 127),
    deviation=st.integers(-127, 127).map(float),
    probability=st.floats(0, 1),
    enabled=st.booleans(),
)


def one_clip(plan: ClipPlan, version: int = 12) -> Song:
    return read_live_set(build_als(SetPlan(version, (TrackPlan(clips=(plan,)),))), "x")


@settings(deadline=None)
@given(st.sampled_from(VERSIONS), st.lists(note_plans, max_size=20).map(tuple))
def test_every_note_comes_with_every_field_within_half_a_unit(version: int, plans: tuple[NotePlan, ...]) -> None:
    track = one_clip(ClipPlan(plans), version).live_set.tracks[0]

    has_chance = version >= 11
    assert len(track.arrangement_clips[0].notes) == len(plans)
    remaining = list(track.arrangement_clips[0].notes)
    for plan in plans:
        match = next(note for note in remaining if _is_within_half_a_unit(note, plan, has_chance))
        remaining.remove(match)


def _is_within_half_a_unit(note: Note, plan: NotePlan, has_chance: bool) -> bool:
    half = 0.5 + 1e-6
    return (
        note.pitch == plan.pitch
        and abs(note.start_time - plan.time * 15360) <= half
        and (abs(note.duration - plan.duration * 15360) <= half or (note.duration == 1 and plan.duration * 15360 <= half))
        and abs(note.velocity - plan.velocity * 100) <= half
        and abs(note.release_velocity - plan.off_velocity * 100) <= half
        and abs(note.probability - (plan.probability if has_chance else 1) * 1000) <= half
        and note.velocity_deviation == (plan.deviation if has_chance else 0)
        and note.mute != plan.enabled
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_set_is_read_whole_in_every_versions_shape(version: int) -> None:
    note = NotePlan(0.5, 60, 0.25)
    arrangement = (ClipPlan((note,), start=8, end=12, name="late", color=2), ClipPlan((note, note), start=0, end=4, disabled=True))
    tracks = (
        TrackPlan("GroupTrack", "Band", 5, muted=True),
        TrackPlan("MidiTrack", "Keys", 1, group=0, clips=(*arrangement, ClipPlan((note,), slot=2, signature=(3, 4)))),
        TrackPlan("AudioTrack", "Voice", 2),
        TrackPlan("ReturnTrack", "Hall", 3),
    )
    plan = SetPlan(
        version, tracks, locators=((16, "Chorus"), (0, "Intro")), scenes=("One", "Two", "Drop"), loop=(True, 8, 16), quantisation=7
    )

    song = read_live_set(build_als(plan), "My Song")

    live_set = song.live_set
    palette = PALETTE if version >= 10 else OLD_PALETTE
    assert live_set.name == "My Song"
    assert [(track.kind, track.color, track.group_id) for track in live_set.tracks] == [
        ("group", palette[5], None),
        ("midi", palette[1], 1),
        ("audio", palette[2], None),
        ("return", palette[3], None),
    ]
    assert [track.name for track in live_set.tracks] == ["Band", "Keys", "Voice", "Hall" if version >= 9 else "A-Hall"]
    assert [track.muted for track in live_set.tracks] == [True, False, False, False]
    keys = live_set.tracks[1]
    assert [(float(to_beats(clip.start_time or 0)), clip.name, clip.muted, len(clip.notes)) for clip in keys.arrangement_clips] == [
        (0, "clip", True, 2),
        (8, "late", False, 1),
    ]
    assert keys.arrangement_clips[1].color == palette[2]
    assert [(clip.slot, clip.start_time, clip.signature_numerator) for clip in keys.session_clips] == [(2, None, 3)]
    ids = [track.id for track in live_set.tracks] + [clip.id for clip in (*keys.arrangement_clips, *keys.session_clips)]
    assert len(set(ids)) == len(ids)
    assert live_set.locators == (Locator(Ticks(0), "Intro"), Locator(to_ticks(16), "Chorus"))
    assert live_set.scenes == ("One", "Two", "Drop")
    assert live_set.launch_quantization == to_ticks(1)
    transport = live_set.transport
    assert (transport.loop, transport.loop_start, transport.loop_length) == (True, to_ticks(8), to_ticks(16))
    assert song.warnings == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_tempo_and_signature_automation_are_found_in_both_places(version: int) -> None:
    plan = SetPlan(
        version,
        tempo=(95.5,),
        tempo_points=((4, 95.5), (8, 140), (16, 140), (16, 70)),
        signature=200,
        signature_points=((12, 201), (24, 201), (32, 99 * 3 + 6)),
    )

    song = read_live_set(build_als(plan), "x")

    assert [song.tempo_map.tempo_at(beats) for beats in (-5, 0, 4, 6, 8, 15.999, 16, 99)] == pytest.approx(
        [95.5, 95.5, 95.5, 117.75, 140, 140, 70, 70]
    )
    assert song.signatures == (SignatureChange(Ticks(0), 3, 4), SignatureChange(to_ticks(12), 4, 4), SignatureChange(to_ticks(32), 7, 8))
    assert song.live_set.transport.tempo == 95.5
    assert song.live_set.transport.signature_numerator == 3
    assert song.live_set.launch_quantization == to_ticks(3)


def test_a_bent_tempo_is_followed_and_named() -> None:
    plan = SetPlan(tempo=(100.0,), tempo_points=((0, 100), (8, 200), (16, 200)), curve_on=0)

    song = read_live_set(build_als(plan), "x")

    # The Bezier curve through (0.5, 0) and (1, 0.5) lies below the straight line; at t = 0.5: x = 0.6875, y = 0.3125.
    assert song.tempo_map.tempo_at(0.6875 * 8) == pytest.approx(131.25, abs=0.5)
    assert [bpm for _, bpm in song.tempo_map.points] == sorted(bpm for _, bpm in song.tempo_map.points)
    assert song.warnings == ("1 bent tempo curve is followed in straight lines",)


def test_a_tempo_line_that_starts_before_the_song_is_entered_in_its_middle() -> None:
    song = read_live_set(build_als(SetPlan(tempo=(60.0,), tempo_points=((-8, 60), (8, 120), (16, 90)))), "x")

    assert [song.tempo_map.tempo_at(beats) for beats in (0, 4, 8, 12, 16)] == pytest.approx([90, 105, 120, 105, 90])
    assert float(song.tempo_map.seconds_at(0)) == 0


def test_tempi_beyond_lives_limits_are_clamped_and_named() -> None:
    song = read_live_set(build_als(SetPlan(tempo=(5.0,), tempo_points=((8, 5000.0),))), "x")

    assert float(song.tempo_map.tempo_at(0)) == 20
    assert float(song.tempo_map.tempo_at(9)) == 999
    assert any("beyond Live's 20 to 999 bpm" in line for line in song.warnings)


@given(st.lists(st.tuples(st.floats(-50, 500), st.floats(1, 2000)), max_size=8), st.sampled_from(VERSIONS))
@settings(deadline=None, max_examples=50)
def test_any_automation_gives_a_tempo_map_within_lives_limits(points: list[tuple[float, float]], version: int) -> None:
    song = read_live_set(build_als(SetPlan(version, tempo=(120.0,), tempo_points=tuple(sorted(points)))), "x")

    assert song.tempo_map.points[0][0] == 0
    assert all(20 <= bpm <= 999 for _, bpm in song.tempo_map.points)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        # (loop_start, loop_end, start_marker, end_marker) as the Live Object Model reports them.
        (ClipPlan(loop_on=True, loop_start=1, loop_end=4, start_relative=-1, out_marker=8), (1, 4, 0, 8)),
        (ClipPlan(loop_on=True, loop_start=0, loop_end=3, start_relative=1, out_marker=8), (0, 3, 1, 8)),
        (ClipPlan(loop_on=False, loop_start=1, loop_end=3, out_marker=4), (1, 3, 1, 4)),
        (ClipPlan(loop_on=False, loop_start=1, loop_end=5, start_relative=1, out_marker=9), (2, 5, 2, 9)),
    ],
)
def test_loop_and_markers_are_as_the_live_object_model_says(plan: ClipPlan, expected: tuple[float, ...]) -> None:
    clip = one_clip(plan).live_set.tracks[0].arrangement_clips[0]

    markers = (clip.loop_start, clip.loop_end, clip.start_marker, clip.end_marker)
    assert tuple(to_beats(marker) for marker in markers) == expected


def test_a_looped_clip_plays_its_run_in_and_then_repeats_the_loop() -> None:
    notes = (NotePlan(0, 60, 0.5), NotePlan(2, 62, 4))
    plan = ClipPlan(notes, start=10, end=17, loop_on=True, loop_start=1, loop_end=4, start_relative=-1)

    played = unroll_arrangement_clip(one_clip(plan).live_set.tracks[0].arrangement_clips[0])

    assert [(float(to_beats(n.start_time)), n.pitch, float(to_beats(n.duration))) for n in played] == [
        (10, 60, 0.5),
        (12, 62, 2),
        (15, 62, 2),
    ]


def test_grooves_and_take_lanes_are_no_music() -> None:
    note = NotePlan(0, 60, 1)
    track = TrackPlan(clips=(ClipPlan((note,)),), take_lane_clips=(ClipPlan((note,)), ClipPlan((note,))))

    song = read_live_set(build_als(SetPlan(11, (track,), groove_clips=(ClipPlan((note,)),))), "x")

    assert [len(clip.notes) for clip in song.live_set.tracks[0].arrangement_clips] == [1]
    assert song.warnings == ("2 clips in take lanes were left out, as they do not play",)


def test_names_of_early_live_8_are_put_together_as_live_shows_them() -> None:
    tracks = (TrackPlan("MidiTrack"), TrackPlan("AudioTrack"), TrackPlan("GroupTrack"), TrackPlan("ReturnTrack"), TrackPlan("ReturnTrack"))

    song = read_live_set(build_als(SetPlan(8, tracks)), "x")

    assert [track.name for track in song.live_set.tracks] == ["1-MIDI", "2-Audio", "3-Group", "A-Return", "B-Return"]


def test_the_version_is_found_without_a_creator_and_a_newer_one_is_named() -> None:
    plan = SetPlan(8, (TrackPlan(color=59, clips=(ClipPlan(),)),), attributes={"Creator": "", "MinorVersion": "8.1_226"})
    old = read_live_set(build_als(plan), "x")
    new = read_live_set(build_als(SetPlan(12, attributes={"Creator": "Ableton Live 14.0"})), "x")

    assert old.live_set.tracks[0].color == 0xFFFFFF
    assert new.warnings == ("made by Live 14, read as if by Live 12",)


def test_packed_and_plain_files_read_the_same_but_for_their_id() -> None:
    plan = SetPlan(tracks=(TrackPlan(clips=(ClipPlan((NotePlan(1, 60, 1),)),)),))

    packed, plain = build_als(plan), build_als(plan, packed=False)

    assert read_live_set(packed, "x").live_set == replace(read_live_set(plain, "x").live_set, id=content_id(packed))
    assert 0 < content_id(packed) < 2**31


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Ableton><LiveSet/></Ableton>', "DOCTYPE"),
        (b"<Ableton><GroupDevicePreset/></Ableton>", "not a Live set but an Ableton file of another kind \\(GroupDevicePreset\\)"),
        (b"<html></html>", "not a Live set but XML of 'html'"),
        (b"<Ableton><LiveSet>", "XML is damaged"),
        (b"<a>" * 300, "nested deeper than 200"),
        (gzip.compress(b"<Ableton/>")[:-12], "cut off"),
        (gzip.compress(b"<Ableton/>", mtime=0)[:10] + b"\xff" * 40, "damaged"),
        (gzip.compress(b""), "XML is damaged"),
        (b'<?xml version="1.0" encoding="klingon"?><Ableton/>', "XML is damaged"),
    ],
)
def test_what_is_no_live_set_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(SongError, match=reason) as refusal:
        read_live_set(data, "x")

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("limit", "value", "content"),
    [
        ("MAX_XML_BYTES", 2**20, b"<a>" + b" " * 2**21),
        ("MAX_ELEMENTS", 1000, b"<a>" + b"<b/>" * 2000),
        ("MAX_KEPT_ELEMENTS", 1000, b"<a>" + b"<b/>" * 2000),
        ("MAX_TOKEN_BYTES", 2**19, b'<a b="' + b"x" * 2**21),
    ],
)
def test_a_bomb_is_refused_before_it_bursts(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, content: bytes) -> None:
    monkeypatch.setattr(als_xml, limit, value)

    with pytest.raises(SongError, match="which no Live set"):
        read_live_set(gzip.compress(content), "x")


def opens_or_is_refused(data: bytes) -> None:
    try:
        song = read_live_set(data, "x")
    except SongError as error:
        refusal = str(error)
    else:
        refusal = ""
        for clip in (clip for track in song.live_set.tracks for clip in track.arrangement_clips):
            unroll_arrangement_clip(clip)
    assert "\n" not in refusal


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(VERSIONS), st.integers(1, 8))
def test_a_damaged_set_opens_or_is_refused_in_one_line(seed: int, version: int, hits: int) -> None:
    chance = random.Random(seed)
    note = NotePlan(1, 60, 1)
    tracks = (TrackPlan("GroupTrack"), TrackPlan(group=0, clips=(ClipPlan((note, note), loop_on=True), ClipPlan((note,), slot=1))))
    plan = SetPlan(version, tracks, tempo_points=((1, 90), (2, 80)), signature_points=((3, 199),), locators=((1, "a"),), scenes=("b",))
    data = bytearray(build_als(plan, packed=False))
    for _ in range(hits):
        _damage(data, chance)

    opens_or_is_refused(bytes(data))


def _damage(data: bytearray, chance: random.Random) -> None:
    """Change an attribute's value to something nasty, flip a byte, or cut the end off."""
    kind = chance.random()
    quotes = [index for index, byte in enumerate(data) if byte == ord('"')]
    if kind < 0.75 and len(quotes) > 4:
        first = chance.randrange(len(quotes) // 2) * 2
        nasty = chance.choice([b"", b"nan", b"inf", b"-1e300", b"1e17", b"-1", b"0", b"99999", b"true", b"\xc3\xa9", b"0x10", b"1e-320"])
        data[quotes[first] + 1 : quotes[first + 1]] = nasty
    elif kind < 0.95:
        data[chance.randrange(len(data))] = chance.randrange(256)
    else:
        del data[chance.randrange(len(data)) :]
        data.append(0)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
def test_a_damaged_packed_set_opens_or_is_refused_in_one_line(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(build_als(SetPlan(tracks=(TrackPlan(clips=(ClipPlan((NotePlan(1, 60, 1),)),)),))))
    if chance.random() < 0.5:
        del data[chance.randrange(3, len(data)) :]
    else:
        data[chance.randrange(2, len(data))] ^= 1 << chance.randrange(8)

    opens_or_is_refused(bytes(data))
