"""One daemon of our own, and simulated Lives that tell it their sets, for tests that compare notes."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bridge.launch import end_process, start_daemon, wait_for_daemon
from bridge.sources.bad_network import NetworkFaults
from bridge.sources.rehearsal_compare import differences
from bridge.sources.rehearsal_watch import DaemonView
from bridge.sources.simulated_live import SimulatedLive
from max_device.build import joined_script
from songs.open_song import count_notes
from songs.unroll import unroll_arrangement_clip
from vocabulary.live_set import LiveSet, Song
from vocabulary.notes import Note

AGREE_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class OwnDaemon:
    """A daemon, seen through its HTTP, and the port at which it hears the device."""

    view: DaemonView
    osc_port: int


@contextlib.contextmanager
def own_daemon(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnDaemon]:
    """A daemon process with its settings and library in `home`."""
    monkeypatch.setenv("SONOCHROME_HOME", str(home))
    process = start_daemon(lifeline=True, quiet=True)
    try:
        address = wait_for_daemon(20.0, process)
        yield OwnDaemon(DaemonView(address.stage_port), address.osc_port)
    finally:
        end_process(process)


def told(song: Song, daemon: OwnDaemon, number: int, faults: NetworkFaults | None = None) -> tuple[LiveSet, LiveSet, list[str]]:
    """The simulated Live's own set, the daemon's once it agrees (or as it is after a while), and what differs."""
    script = joined_script()
    faults = faults or NetworkFaults()
    with SimulatedLive(song, script, faults=faults, seed=number, speed=0, set_id=number + 1, only_port=daemon.osc_port) as live:
        total = count_notes(live.set.live_set)

        def expected() -> LiveSet:
            return live.set.expected(live.clock.signature_at(live.beats()))

        def agrees() -> bool:
            held = daemon.view.live_set()
            return count_notes(held) == total and not differences(expected(), held)

        live.wait(agrees, AGREE_TIMEOUT_S)
        held = daemon.view.live_set()
        return live.set.live_set, held, differences(expected(), held)


def arrangement_notes(live_set: LiveSet) -> Counter[Note]:
    """All notes of the arrangement in song time, as a bag."""
    return Counter(note for track in live_set.tracks for clip in track.arrangement_clips for note in unroll_arrangement_clip(clip))
