"""Whole scenarios: the joined script in the simulated Live against the daemon's conversation, in virtual time."""

from dataclasses import replace

import pytest

from bridge.osc.message_values import PROTOCOL_VERSION, DeviceStatus, Thumbnail, ThumbnailPaths
from tests.bridge.sources.songs_for_rehearsal import arrangement_clip, session_clip, session_song, small_song, some_notes
from tests.max_device.virtual_live import VirtualLive
from vocabulary.live_set import LiveSet, Song
from vocabulary.notes import Track
from vocabulary.units import Ticks


def song_of(*tracks: Track, scenes: tuple[str, ...] = ()) -> Song:
    return Song(LiveSet(1, "song", tracks, scenes=scenes))


def many_clips(count: int, notes: int = 3) -> Song:
    clips = tuple(
        arrangement_clip(100 + number, some_notes(notes, number), 16 * number, name=f"clip {number % 7}") for number in range(count)
    )
    return song_of(Track(1, "many", arrangement_clips=clips))


@pytest.mark.parametrize("later_calls", [False, True])
def test_a_set_with_everything_arrives_exactly(later_calls: bool) -> None:
    with VirtualLive(small_song(), later_calls=later_calls) as live:
        seconds = live.run_until_equal(3)

        assert seconds < 2
        live.run(3)
        assert live.daemon is not None
        assert live.daemon.talk.sync is not None
        assert live.daemon.talk.sync.agreed
        assert live.daemon.talk.asked_again == 0


def test_an_empty_set_arrives() -> None:
    with VirtualLive(song_of()) as live:
        live.run_until_equal(2)


def test_a_clip_of_many_notes_arrives_without_a_flood() -> None:
    with VirtualLive(song_of(Track(1, "t", arrangement_clips=(arrangement_clip(10, some_notes(6000, 3), 0),)))) as live:
        live.run_until_equal(3)

        assert live.device.most_a_turn <= 34


def test_more_clips_than_observers_arrive_and_stay_bounded() -> None:
    with VirtualLive(many_clips(500)) as live:
        seconds = live.run_until_equal(12)

        assert seconds < 8
        live.run(3)
        assert live.device.observers <= 400 + 24 * 12 + 13 + 7
        assert live.device.apis <= live.device.observers + 1


def test_an_edit_is_sent_within_three_ticks() -> None:
    with VirtualLive(many_clips(30)) as live:
        live.run_until_equal(5)
        live.run(3)
        edited = live.set.live_set.tracks[0].arrangement_clips[17].id
        asked = live.ms
        live.edit([*live.set.replace_clip(edited, notes=some_notes(50, 99))])

        while not live.device.count("doc", asked):
            live.run(0.01)
        assert live.ms - asked <= 40 + 60  # an observer tick, the debounce and two of our ticks
        live.run_until_equal(1)


def test_what_no_observer_tells_is_found_by_looking_again() -> None:
    with VirtualLive(many_clips(450)) as live:
        live.run_until_equal(12)
        live.run(3)
        far = [clip.id for clip in live.set.live_set.tracks[0].arrangement_clips[-2:]]
        live.edit(live.set.replace_clip(far[0], color=0x123456, name="renamed"))
        live.edit(live.set.replace_clip(far[1], notes=some_notes(9, 5)))

        assert live.run_until_equal(30) < 30


def test_clips_near_the_playhead_are_observed_first() -> None:
    with VirtualLive(many_clips(450)) as live:
        live.run_until_equal(12)
        live.play(16.0 * 440, 120.0)
        live.run(4)
        late = live.set.live_set.tracks[0].arrangement_clips[445].id
        live.edit(live.set.replace_clip(late, color=0x00FFEE))

        assert live.run_until_equal(1) <= 0.3


def test_clips_come_and_go_while_they_are_observed() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.run(2)
        track = live.set.live_set.tracks[1]
        live.edit(live.set.delete_clip(track.arrangement_clips[0].id))
        live.edit(live.set.delete_clip(track.session_clips[0].id))
        _, events = live.set.add_arrangement_clip(track.id, arrangement_clip(0, some_notes(12, 8), 100))
        live.edit(events)
        live.edit(live.set.rename_track(track.id, "neu 漢字"))

        assert live.run_until_equal(3) < 2


def test_a_clip_edited_and_deleted_in_one_moment_is_no_fault() -> None:
    with VirtualLive(small_song()) as live:
        live.run(0.5)
        clip = live.set.live_set.tracks[1].arrangement_clips[0]
        live.edit(live.set.replace_clip(clip.id, notes=()))
        live.edit(live.set.delete_clip(clip.id))

        live.run_until_equal(3)


def test_editing_for_a_long_time_leaves_nothing_behind_in_max() -> None:
    with VirtualLive(small_song(5)) as live:
        live.run_until_equal(3)
        live.run(3)
        symbols, apis = live.device.symbols, live.device.apis
        track = live.set.live_set.tracks[1]
        for number in range(40):
            added, events = live.set.add_arrangement_clip(track.id, arrangement_clip(0, some_notes(3, number), 100 + 20 * number, name="x"))
            live.edit(events)
            live.run(0.2)
            live.edit(live.set.replace_clip(added, notes=some_notes(4, number)))
            live.run(0.2)
            live.edit(live.set.delete_clip(added))
            live.run(0.2)

        live.run_until_equal(3)
        assert live.device.symbols <= symbols + 3
        assert live.device.apis <= apis + 13


@pytest.mark.parametrize("loss", [0.05, 0.3])
def test_loss_converges_to_the_exact_set(loss: float) -> None:
    with VirtualLive(many_clips(40, 90), loss=loss) as live:
        live.run_until_equal(25)
        live.run(4)

        assert live.daemon is not None
        assert live.daemon.talk.asked_again > 0


def test_a_daemon_on_another_port_is_found_within_two_seconds() -> None:
    with VirtualLive(small_song(), daemon_port=17409) as live:
        assert live.run_until_equal(4) <= 3
        assert live.device.strip["state"] == ("connected",)


def test_the_device_waits_for_a_daemon_and_reads_nothing_until_then() -> None:
    with VirtualLive(small_song(), daemon_port=None) as live:
        live.run(8)
        assert live.device.strip["state"] == ("looking for Sonochrome",)
        assert (live.device.apis, live.device.count("doc")) == (0, 0)
        assert {atoms[0] for _, atoms in live.device.sent} == {"/sonochrome/hello"}
        assert live.device.count("hello") <= 85

        live.start_daemon()
        live.run_until_equal(4)


def test_a_restarted_daemon_has_the_set_again_within_three_seconds() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.run(1.5)
        live.start_daemon()

        assert live.run_until_equal(4) <= 3


def test_a_daemon_that_comes_back_on_another_port_is_found() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.daemon = None
        live.run(6)
        assert live.device.strip["state"] == ("looking for Sonochrome",)
        live.start_daemon(17403)

        assert live.run_until_equal(4) <= 3


def test_changes_while_no_daemon_listens_are_told_later() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.daemon = None
        live.run(5)
        live.edit(live.set.rename_track(live.set.live_set.tracks[1].id, "meanwhile"))
        live.edit(live.set.delete_clip(live.set.live_set.tracks[1].arrangement_clips[0].id))
        live.run(1)
        live.start_daemon()

        live.run_until_equal(5)


def test_a_taken_port_is_left_for_the_next() -> None:
    with VirtualLive(small_song(), taken_ports=range(17420, 17440, 2)) as live:
        live.run_until_equal(6)

        assert live.device.port % 2 == 1


def test_only_one_of_two_devices_talks() -> None:
    with VirtualLive(small_song(), devices=2) as live:
        live.run_until_equal(5)
        live.run(8)
        leads, rests = sorted(live.devices, key=lambda device: device.count("doc"), reverse=True)

        if leads.port != rests.port:  # one of twenty: both chose the same
            assert rests.strip["state"] == ("resting",)
            assert rests.count("doc") == rests.count("digest") == rests.count("transport") == 0
            assert 3 <= rests.count("hello", live.ms - 8000) <= 5


def test_the_second_device_takes_over_when_the_first_is_removed() -> None:
    with VirtualLive(small_song(), devices=2) as live:
        live.run_until_equal(5)
        leads, rests = sorted(live.devices, key=lambda device: device.count("doc"), reverse=True)
        leads.events.append(("inlet", "goodbye"))
        live.run(6)

        assert leads.count("goodbye") == 2
        assert rests.strip["state"] == ("connected",)
        live.run_until_equal(3)


def test_switching_off_ends_the_talk_and_on_begins_it_again() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.device.events.append(("inlet", "enabled", 0))
        live.run(0.1)
        off = live.ms
        live.run(5)
        assert live.daemon is not None
        assert live.daemon.states[-1] == "off"
        assert live.device.strip["state"] == ("switched off",)
        assert not [atoms for ms, atoms in live.device.sent if ms >= off]

        live.edit(live.set.rename_track(live.set.live_set.tracks[1].id, "while off"))
        live.device.events.append(("inlet", "enabled", 1))
        live.run_until_equal(3)
        assert live.daemon.states[-1] == "connected"


def test_the_devices_own_power_button_counts_too() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.device.events.append(("inlet", "powered", 0))
        live.run(0.1)
        assert live.device.strip["state"] == ("switched off",)
        live.device.events += [("inlet", "enabled", 1), ("inlet", "powered", 1)]
        live.run(2)
        assert live.device.strip["state"] == ("connected",)


def test_another_protocol_version_asks_for_an_update() -> None:
    with VirtualLive(small_song(), daemon_port=None) as live:
        live.run(0.2)
        live.device.events.append(("inlet", "/sonochrome/refuse", PROTOCOL_VERSION + 1))
        live.run(0.1)

        assert live.device.strip["state"] == ("update needed",)


def test_ready_comes_again_when_the_device_is_saved() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        sent = live.device.count("doc")
        live.device.events += [("inlet", "setid", 77), ("inlet", "bang")]
        live.run(2)

        assert live.device.count("doc") == sent
        assert live.device.stored == []


def test_a_set_without_a_number_gets_one_once() -> None:
    with VirtualLive(small_song(), set_id=0) as live:
        live.run_until_equal(3)
        live.device.events.append(("inlet", "setid", live.device.stored[0]))
        live.run(1)

        assert len(live.device.stored) == 1
        assert 1 <= live.device.stored[0] < 2**24
        assert {atoms[2] for _, atoms in live.device.sent if atoms[0] == "/sonochrome/hello"} == set(live.device.stored)


def test_the_transport_is_told_at_once_and_not_too_often() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        assert live.daemon is not None
        live.play(4.0, 999.0)
        live.run(2)
        playing = [report for at, report in live.daemon.reports if report.is_playing]
        assert 40 <= len(playing) <= 51
        assert {report.tempo for report in playing} == {9990000}
        assert [report.sequence for report in playing] == list(range(playing[0].sequence, playing[0].sequence + len(playing)))
        for report in playing:  # song time and device clock belong together
            offset = report.song_time / 15360 - report.device_ms / 60000 * 999
            assert offset == pytest.approx(playing[0].song_time / 15360 - playing[0].device_ms / 60000 * 999, abs=0.02)

        changed = live.ms
        live.set_song(tempo=20.0, loop=1, loop_start=8.0, loop_length=4.0)
        live.run(0.08)
        last = live.daemon.reports[-1][1]
        assert (last.tempo, last.loop, last.loop_start, last.loop_length) == (200000, 1, 8 * 15360, 4 * 15360)
        assert live.ms - changed < 100


def test_a_resting_transport_is_told_once_a_second() -> None:
    with VirtualLive(small_song()) as live:
        live.run_until_equal(3)
        live.run(1)
        before = live.device.count("transport")
        live.run(5)

        assert 4 <= live.device.count("transport") - before <= 6


def test_session_clips_tell_when_they_started() -> None:
    with VirtualLive(session_song()) as live:
        live.run_until_equal(3)
        track = live.set.live_set.tracks[0]
        live.play(0.0, 120.0)
        live.edit([("set", track.id, "fired_slot_index", 1)])
        live.run(0.5)
        assert live.daemon is not None
        known = live.daemon.live_set()
        assert known is not None
        assert known.tracks[0].fired_slot == 1

        clip = track.session_clips[1].id
        live.edit([("set", track.id, "fired_slot_index", -1), ("set", track.id, "playing_slot_index", 1)])
        live.run(0.06)
        live.edit([("set", clip, "start_time", 4.0)])  # a moment later, as Live does
        live.run(0.5)
        known = live.daemon.live_set()
        assert known is not None
        assert (known.tracks[0].playing_slot, known.tracks[0].playing_since, known.tracks[0].fired_slot) == (1, Ticks(4 * 15360), None)

        live.edit([("set", track.id, "playing_slot_index", -2)])
        live.run(0.5)
        known = live.daemon.live_set()
        assert known is not None
        assert known.tracks[0].playing_slot is None


def test_a_clip_dragged_onto_another_is_noticed() -> None:
    song = song_of(
        Track(1, "t", session_clips=(session_clip(10, some_notes(4, 1), 0), session_clip(11, some_notes(4, 2), 1))), scenes=("", "")
    )
    with VirtualLive(song) as live:
        live.run_until_equal(3)
        track = live.set.live_set.tracks[0]
        first, second = track.session_clips
        slot = live.set.slots[(track.id, 0)]
        live.set._replace_track(replace(track, session_clips=(replace(second, slot=0),)))
        live.edit([("set", slot, "clip", second.id), ("set", live.set.slots[(track.id, 1)], "clip", 0)])
        live.edit([("set", live.set.slots[(track.id, 1)], "has_clip", 0), ("delete", first.id)])

        live.run_until_equal(4)


def test_the_strip_shows_the_state_and_the_picture() -> None:
    with VirtualLive(small_song()) as live:
        assert live.daemon is not None
        live.daemon.talk.set_thumbnail_paths(ThumbnailPaths("/tmp/a 0.jpg", "/tmp/a 1.jpg"))
        live.run_until_equal(3)
        live.daemon.talk.show_status(DeviceStatus(2, 2, 8, 1), live.ms / 1000)
        live.daemon.talk.show_thumbnail(Thumbnail(1), live.ms / 1000)
        live.run(1.5)

        assert live.device.strip["state"] == ("drawing 3 of 8",)
        assert live.device.strip["detail"] == ("on one stage",)
        assert live.device.strip["thumbnail"] == ("/tmp/a 1.jpg",)


@pytest.mark.parametrize(
    "atoms",
    [
        ("/sonochrome/welcome",), ("/sonochrome/welcome", "x", 1.5, 2), ("/sonochrome/resend", 1), ("/sonochrome/resend", "a", "b", "c"),
        ("/sonochrome/resend", 5, 99999, 3, 4, -7, -1), ("/sonochrome/want_index",), ("/sonochrome/status", 9, -1, -1, 99),
        ("/sonochrome/status", 2), ("/sonochrome/thumbnail", 7), ("/sonochrome/thumbnail_paths", 3, 4), ("/sonochrome/unknown", 1),
        ("/other",), ("bang2",), ("/sonochrome/resend", *([5, 10, -1] * 60)),
    ],
)  # fmt: skip
def test_nonsense_is_dropped(atoms: tuple[str | int | float, ...]) -> None:
    with VirtualLive(song_of()) as live:
        live.run_until_equal(2)
        live.device.events.append(("inlet", *atoms))
        live.run(0.5)

        assert live.device.strip["state"] == ("connected",)
