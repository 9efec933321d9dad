"""From a clip edited in the simulated Live to its draft on the stage, over real UDP, with a stage that draws. Budget: 150 ms p95.

The whole product runs: the device script in the simulated Live, the daemon and its worker, a headless stage. The daemon notes when each
stage of an edit is done. Every edit transposes all notes of a clip under the playhead. Until the cue names the draft, as `sonochrome play`
measures it; *in a frame* is until the stage has fetched it and begins to show it.

Run: `python -m tests.benchmarks.bench_draft_latency [EDITS] [SONG]`.
"""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bridge.launch import DaemonAddress, end_process, start_python, wait_for_daemon
from bridge.sources.rehearsal_measure import percentiles
from bridge.sources.rehearsal_plan import Stop, plan_stops, sounding_clip
from bridge.sources.rehearsal_report import read_presentations
from bridge.sources.rehearsal_watch import StageWatcher
from bridge.sources.simulated_live import SimulatedLive
from max_device.build import joined_script
from songs.open_song import open_song
from vocabulary.notes import Clip

DEMO = Path(__file__).resolve().parents[2] / "sonochrome" / "songs" / "first_light.mid"
THIS = "tests.benchmarks.bench_draft_latency"
STAGES = ("set", "cut", "described", "asked", "drawn", "cued", "in a frame")
"""Set: read by the device, sent, put together. Asked: the request has left for the worker. Each counts from the one before."""
READY_S, PICTURE_S, SHOWN_S = 60.0, 5.0, 1.0
JUMP_S = 0.3
"""The stage's clock and the plan settle on the new place before the edit."""

Times = dict[str, float]


def main(edits: int = 40, song: Path = DEMO) -> None:
    """Edit a song's clips and print how long it took until the stage had the drafts, and where the time went."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SONOCHROME_HOME"] = folder
        trace, record = Path(folder) / "trace.jsonl", Path(folder) / "record.jsonl"
        with _daemon_and_stage(trace, record) as address:
            edited, missed = _edit(edits, song, address, trace, record)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    _say(f"{song.name}: {len(edited)} edits, {missed} without a draft; {platform.machine()}, {os.cpu_count()} cores{load}")
    _say(f"{'until ...':12} {'p50 ms':>8} {'p95 ms':>8}   of which in this stage")
    before = "edit"
    for stage in STAGES:
        whole = percentiles([times[stage] - times["edit"] for times in edited if stage in times])
        own = percentiles([times[stage] - times[before] for times in edited if stage in times and before in times])
        _say(f"{stage:12} {whole['p50'] or 0:8.0f} {whole['p95'] or 0:8.0f}   {own['p50'] or 0:5.0f} {own['p95'] or 0:5.0f}   n={own['n']}")
        before = stage


def daemon(trace: Path) -> None:
    """The real daemon, each stage of an edit noted with its monotonic time in a file of JSON lines."""
    from bridge import conductor, describer, pipeline, workshop
    from sonochrome.commands.daemon import command

    file = trace.open("w", buffering=1)

    def note(stage: str) -> None:
        file.write(json.dumps([stage, time.monotonic()]) + "\n")

    def noted(owner: Any, name: str, stage: str, *, before: bool = False) -> None:
        act: Callable[..., Any] = getattr(owner, name)

        def noting(*arguments: Any, **options: Any) -> Any:
            if before:
                note(stage)
            result = act(*arguments, **options)
            if not before:
                note(stage)
            return result

        setattr(owner, name, noting)

    noted(conductor.Conductor, "take_live_set", "set", before=True)
    noted(describer, "cut_and_recall", "cut")
    noted(pipeline.Pipeline, "depict", "described")
    noted(workshop, "Render", "asked")
    noted(conductor.Conductor, "take_picture", "drawn", before=True)
    command.main(["--lifeline"], standalone_mode=False)


@contextmanager
def _daemon_and_stage(trace: Path, record: Path) -> Iterator[DaemonAddress]:
    process = start_python(THIS, ["--daemon", str(trace)], lifeline=True)
    try:
        address = wait_for_daemon(20.0, process)
        stage = start_python("gui.headless_stage", ["--presentations", str(record), "--lifeline"], lifeline=True)
        try:
            yield address
        finally:
            end_process(stage)
    finally:
        end_process(process)


def _edit(edits: int, song: Path, address: DaemonAddress, trace: Path, record: Path) -> tuple[list[Times], int]:
    """The stages of each edit, and the number of edits that came to no draft in time."""
    watcher = StageWatcher(address.stage_port)
    opened = open_song(song)
    live = SimulatedLive(opened, joined_script(), set_id=opened.live_set.id & 0x3FFFFFFF, only_port=address.osc_port)
    found: list[Times] = []
    with live, watcher:
        if not live.wait(lambda: _is_finished(watcher), READY_S):
            raise SystemExit(f"the set's final pictures were not ready within {READY_S:g} s")
        places = [(stop, clip) for stop in plan_stops(live.set, live.clock) if (clip := sounding_clip(live.set.live_set, stop)) is not None]
        for number in range(edits):
            stop, clip = places[number % len(places)]
            live.jump(stop.place.start)
            time.sleep(JUMP_S)
            times = _one_edit(live, watcher, stop, clip, 1 + number, record)
            if times is not None:
                found.append(times)
    marks = [json.loads(line) for line in trace.read_text().splitlines()]
    return [_stages(times, marks) for times in found], edits - len(found)


def _one_edit(live: SimulatedLive, watcher: StageWatcher, stop: Stop, clip: Clip, semitones: int, record: Path) -> Times | None:
    """Transpose the clip, wait for the draft, and take it back."""
    cue = stop.section.id
    before = watcher.newest[cue].picture
    notes = tuple(sorted(replace(n, pitch=(n.pitch + semitones) % 128) for n in clip.notes))
    edited_at = live.change(lambda live_set: live_set.replace_clip(clip.id, notes=notes))
    cued_at = watcher.wait_for_picture(cue, before, edited_at, PICTURE_S)
    times = None
    if cued_at is not None:
        times = {"edit": edited_at, "cued": cued_at}
        live.wait(lambda: _shown_at(record, cue, edited_at) is not None, SHOWN_S)
        shown_at = _shown_at(record, cue, edited_at)
        if shown_at is not None:
            times["in a frame"] = shown_at
    live.change(lambda live_set: live_set.replace_clip(clip.id, notes=clip.notes))
    live.wait(lambda: watcher.newest[cue].picture == before, PICTURE_S)
    return times


def _stages(times: Times, marks: list[tuple[str, float]]) -> Times:
    """The first mark of each stage after the mark of the stage before."""
    found, at = dict(times), times["edit"]
    for stage in STAGES[:-2]:
        at = next((marked for name, marked in marks if name == stage and marked >= at), at)
        found[stage] = at
    return found


def _is_finished(watcher: StageWatcher) -> bool:
    status = watcher.status
    return status is not None and 0 < status.sections == status.final_pictures


def _shown_at(record: Path, cue: str, since: float) -> float | None:
    return next((line.at for line in read_presentations(record)[0] if line.at >= since and line.cue == cue), None)


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the result


if __name__ == "__main__":
    if sys.argv[1:2] == ["--daemon"]:
        daemon(Path(sys.argv[2]))
    else:
        main(int(next(iter(sys.argv[1:2]), 40)), Path(next(iter(sys.argv[2:3]), DEMO)))
