"""The real device script in the simulated Live, with the daemon's real source, over real UDP."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bridge.sources.bad_network import NetworkFaults
from bridge.sources.max_device import MaxDeviceSource
from bridge.sources.rehearsal_compare import differences
from bridge.sources.scene_launcher import Launch
from bridge.sources.simulated_live import SimulatedLive
from max_device.build import joined_script
from tests.bridge.sources.songs_for_rehearsal import arrangement_clip, session_song, small_song, some_notes
from vocabulary.live_set import Song, Transport
from vocabulary.notes import Note

BAD = NetworkFaults(loss=0.2, reorder=True, duplicate=True, jitter_ms=10.0)
SCRIPT = joined_script()


@dataclass
class Heard:
    """What the daemon's source told."""

    source: MaxDeviceSource
    transports: list[tuple[Transport, int]] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)


def rehearse(song: Song, act: Callable[[SimulatedLive, Heard], None], **options: Any) -> Heard:
    """Let `act` use a simulated Live that is connected to a real source."""

    async def main() -> Heard:
        transports: list[tuple[Transport, int]] = []
        connections: list[str] = []
        source = MaxDeviceSource(
            on_live_set=lambda _set: None, on_transport=lambda *told: transports.append(told), on_connection=connections.append
        )
        heard = Heard(source, transports, connections)
        port = await source.open()
        live = SimulatedLive(song, SCRIPT, only_port=port, **options)

        def run() -> None:
            with live:
                act(live, heard)

        try:
            await asyncio.to_thread(run)
            await asyncio.sleep(0.1)
        finally:
            source.close()
        return heard

    return asyncio.run(main())


def agreed(live: SimulatedLive, heard: Heard) -> bool:
    signature = live.clock.signature_at(live.beats())
    return not differences(live.set.expected(signature), heard.source.live_set)


def agree(live: SimulatedLive, heard: Heard, timeout_s: float = 15.0) -> None:
    live.wait(lambda: agreed(live, heard), timeout_s)
    assert differences(live.set.expected(live.clock.signature_at(live.beats())), heard.source.live_set) == []


@pytest.mark.parametrize("later_calls", [False, True])
def test_the_whole_set_arrives(later_calls: bool) -> None:
    heard = rehearse(small_song(), agree, later_calls=later_calls)

    assert heard.connections[0] == "connected"
    assert heard.source.live_set.tracks[1].arrangement_clips[0].name == "Ünïcödé 🎵"
    assert len(heard.source.live_set.tracks[1].name.encode()) <= 120


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_network_converges_to_the_exact_set(seed: int) -> None:
    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        clip = live.set.live_set.tracks[1].arrangement_clips[1]
        live.change(lambda s: s.replace_clip(clip.id, notes=some_notes(60, 9), name="edited", muted=True))
        live.change(lambda s: s.rename_track(live.set.live_set.tracks[2].id, "renamed"))
        agree(live, heard)
        assert live.udp.lost > 0

    rehearse(small_song(), act, faults=BAD, seed=seed)


def test_a_clip_of_2000_notes_arrives() -> None:
    song = small_song()
    track = replace(song.live_set.tracks[1], arrangement_clips=(arrangement_clip(10, some_notes(2000, 5), 0),))
    heard = rehearse(replace(song, live_set=replace(song.live_set, tracks=(song.live_set.tracks[0], track))), agree)

    assert len(heard.source.live_set.tracks[1].arrangement_clips[0].notes) == 2000


def test_clips_come_and_go_while_they_are_observed() -> None:
    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        track = live.set.live_set.tracks[1]
        # Within one observer tick: edited and deleted, another one made, a session clip deleted.
        live.change(
            lambda s: [
                *s.replace_clip(track.arrangement_clips[0].id, notes=some_notes(3, 8)),
                *s.delete_clip(track.arrangement_clips[0].id),
                *s.add_arrangement_clip(track.id, arrangement_clip(99, some_notes(7, 9), 64))[1],
                *s.delete_clip(track.session_clips[0].id),
            ]
        )
        agree(live, heard)
        for clip in live.set.clips():
            live.change(lambda s, gone=clip: s.delete_clip(gone))  # type: ignore[misc]  # bound at once
        agree(live, heard)

    rehearse(small_song(), act)


def test_an_edit_is_told_soon_and_often_edited_clips_end_right() -> None:
    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        clip = live.set.live_set.tracks[1].arrangement_clips[0]
        for pitch in range(30):
            live.change(lambda s, pitch=pitch: s.replace_clip(clip.id, notes=(Note(0, pitch, 15360),)))  # type: ignore[misc,arg-type]
            time.sleep(0.005)
        began = time.monotonic()
        live.wait(lambda: agreed(live, heard), 5.0)
        assert time.monotonic() - began < 1.5

    heard = rehearse(small_song(), act, stalls=False)

    assert heard.source.live_set.tracks[1].arrangement_clips[0].notes[0].pitch == 29


def test_the_transport_follows_the_true_clock_through_tempo_and_signature() -> None:
    errors: list[float] = []

    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        live.jump(28.0)
        live.start_playing()
        live.wait(lambda: live.beats() > 36.0, 10.0)
        played = live.clock.passes[0]
        told = [transport for transport, _ in heard.transports if transport.is_playing]
        errors.extend(abs(transport.received_at - live.clock.at_beats(played, transport.song_time / 15360)) for transport in told[5:])
        assert told[-1].signature_numerator == 3
        assert told[-1].tempo == pytest.approx(171.5, abs=0.01)

    rehearse(small_song(), act, stalls=True, seed=4)

    assert len(errors) > 20
    assert sorted(errors)[len(errors) // 2] < 0.010


def test_launched_scenes_are_announced_then_play() -> None:
    states: list[tuple[int | None, int | None]] = []

    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        live.launch_scenes([Launch(0, 0.0), Launch(1, 4.0)])
        live.start_playing()
        while live.beats() < 5.0:
            track = heard.source.live_set.tracks[0]
            state = (track.playing_slot, track.fired_slot)
            if not states or states[-1] != state:
                states.append(state)
            time.sleep(0.01)
        live.wait(lambda: heard.source.live_set.tracks[0].playing_slot == 1, 2.0)
        assert heard.source.live_set.tracks[0].playing_since == 4 * 15360
        assert heard.source.live_set.tracks[1].playing_slot == 1

    rehearse(session_song(), act, stalls=False)

    assert [state for state in states if state in ((0, None), (0, 1), (1, None))] == [(0, None), (0, 1), (1, None)]


def test_without_a_clock_the_set_arrives_as_fast_as_it_is_confirmed() -> None:
    heard = rehearse(small_song(), agree, speed=0)

    assert heard.connections[0] == "connected"


def test_the_set_id_is_made_once_and_kept() -> None:
    ids: list[int] = []

    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        ids.append(live.stored_set_id)

    rehearse(session_song(), act)
    rehearse(session_song(), act, set_id=ids[0])

    assert ids[0] > 0
    assert ids[1] == ids[0]


def test_what_max_keeps_for_ever_does_not_grow_with_edits() -> None:
    symbols: list[int] = []

    def act(live: SimulatedLive, heard: Heard) -> None:
        agree(live, heard)
        clip = live.set.live_set.tracks[1].arrangement_clips[0]
        for number in range(20):
            symbols.append(live.last_step.symbols)
            live.change(lambda s, number=number: s.replace_clip(clip.id, notes=some_notes(20, number)))  # type: ignore[misc]
            time.sleep(0.06)
        agree(live, heard)

    rehearse(small_song(), act, stalls=False)

    assert symbols[-1] - symbols[5] <= 10


def test_closing_says_goodbye() -> None:
    heard = rehearse(session_song(), agree)

    assert heard.connections[-1] in ("off", "waiting", "lost")
