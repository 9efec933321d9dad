"""One daemon of our own, and simulated Lives that tell it their sets, for tests that compare notes."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.launch import end_process, start_daemon, wait_for_daemon
from bridge.sources.bad_network import NetworkFaults
from bridge.sources.rehearsal_compare import differences, note_count
from bridge.sources.rehearsal_watch import DaemonView
from bridge.sources.simulated_live import SimulatedLive
from max_device.build import joined_script
from songs.unroll import unroll_arrangement_clip
from vocabulary.live_set import LiveSet, Song
from vocabulary.notes import Note

AGREE_TIMEOUT_S = 30.0


@contextlib.contextmanager
def own_daemon(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DaemonView]:
    """A daemon process with its settings and library in `home`."""
    monkeypatch.setenv("SONOCHROME_HOME", str(home))
    process = start_daemon(lifeline=True, quiet=True)
    try:
        yield DaemonView(wait_for_daemon(20.0, process).stage_port)
    finally:
        end_process(process)


def told(song: Song, daemon: DaemonView, number: int, faults: NetworkFaults | None = None) -> tuple[LiveSet, LiveSet, list[str]]:
    """The simulated Live's own set, the daemon's once it agrees (or as it is after a while), and what differs."""
    with SimulatedLive(song, joined_script(), faults=faults or NetworkFaults(), seed=number, speed=0, set_id=number + 1) as live:
        total = note_count(live.set.live_set)

        def agrees() -> bool:
            held = daemon.live_set()
            return note_count(held) == total and not differences(live.set.expected(live.clock.signature_at(live.beats())), held)

        live.wait(agrees, AGREE_TIMEOUT_S)
        held = daemon.live_set()
        return live.set.live_set, held, differences(live.set.expected(live.clock.signature_at(live.beats())), held)


def arrangement_notes(live_set: LiveSet) -> Counter[Note]:
    """All notes of the arrangement in song time, as a bag."""
    return Counter(note for track in live_set.tracks for clip in track.arrangement_clips for note in unroll_arrangement_clip(clip))
