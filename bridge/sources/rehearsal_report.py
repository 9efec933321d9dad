"""What is reported of a rehearsal: `sonochrome play --report`."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.sources.rehearsal_compare import notes_beside_file
from bridge.sources.rehearsal_measure import Shown, clock_errors, expected_changes, judge, percentiles
from bridge.sources.rehearsal_plan import Stop
from bridge.sources.simulated_live import SimulatedLive
from songs.open_song import count_notes
from vocabulary.live_set import Song


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal found, besides what the simulated Live knows.

    Attributes:
        stops: All sections, in order.
        finals: Final picture by section id.
        drafts_s: Seconds from each edit to the stage having its draft.
        differences: Between the daemon's set and the simulated Live's.
        presentations: The record of the stage.
        ended_at: Monotonic time at which playing ended; later pictures are not judged.
    """

    path: Path
    song: Song
    without_clock: bool
    stops: tuple[Stop, ...]
    finals: Mapping[str, str]
    drafts_s: tuple[float, ...]
    received_notes: int
    differences: tuple[str, ...]
    remarks: tuple[str, ...]
    presentations: Path | None
    ended_at: float


def make_report(live: SimulatedLive, outcome: Outcome) -> dict[str, Any]:
    """The report as plain JSON values."""
    missing = [stop.section.name for stop in outcome.stops if stop.section.id not in outcome.finals]
    beside = notes_beside_file(outcome.song.live_set, outcome.path)
    latency = percentiles(outcome.drafts_s)
    return {
        "song": outcome.path.name,
        "speed": 0 if outcome.without_clock else live.clock.speed,
        "sections": len(outcome.stops),
        "pictures": len(outcome.stops) - len(missing),
        "sections_without_final_picture": missing,
        "section_list": [_section(stop, outcome.finals) for stop in outcome.stops],
        **_measured(live, outcome),
        "draft_latency_ms": {name: latency[name] for name in ("n", "p50", "p95", "max")},
        "datagrams": {"sent": live.udp.sent, "lost": live.udp.lost, "resent": live.udp.asked_again},
        "notes": {"sent": count_notes(live.set.live_set), "received": outcome.received_notes},
        "live_set_equal": not outcome.differences and not beside,
        "differences": list(outcome.differences),
        "notes_beside_file": beside,
        "remarks": list(outcome.remarks),
        "device": {"symbols": live.last_step.symbols, "observers": live.last_step.observers, "messages": dict(live.udp.messages)},
        "machine": {"cpus": os.cpu_count(), "platform": platform.platform(), "python": platform.python_version()},
    }


def _section(stop: Stop, finals: Mapping[str, str]) -> dict[str, Any]:
    section = stop.section
    return {"id": section.id, "name": section.name, "start": stop.place.start, "picture": finals.get(section.id, "")}


def _measured(live: SimulatedLive, outcome: Outcome) -> dict[str, Any]:
    """How the stage followed; empty where no stage was recorded or there was no clock."""
    shown: list[Shown] = []
    if outcome.presentations is not None and not outcome.without_clock:
        shown = read_presentations(outcome.presentations)[0]
    expected = expected_changes(live.clock, tuple(stop.place for stop in outcome.stops), outcome.ended_at) if shown else ()
    verdict = judge(expected, shown, outcome.finals)
    return {
        "sync_error_ms": {**percentiles(verdict.errors_s), "missed": len(verdict.missed)},
        "sync_errors_ms": [round(error * 1000, 2) for error in verdict.errors_s],
        "missed": [{"section": missed.cue, "beats": missed.beats} for missed in verdict.missed],
        "worst": [{"late_ms": round(late * 1000, 1), "section": cue, "beats": beats} for late, cue, beats in verdict.worst],
        "jumps": {**percentiles(verdict.waits_s), "missed": len(verdict.missed_jumps)},
        "stage_clock_error_ms": percentiles(clock_errors(live.clock, shown)),
    }


def read_presentations(path: Path) -> tuple[list[Shown], dict[str, Any]]:
    """The record of a stage: what was shown when, and the statistics at its end (empty while it runs)."""
    shown: list[Shown] = []
    statistics: dict[str, Any] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return shown, statistics
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the line that is written just now
        if "statistics" in entry:
            statistics = entry["statistics"]
        elif "presented_at" in entry:
            at, beats = float(entry["presented_at"]), float(entry["beats"])
            shown.append(Shown(at, str(entry["cue"]), str(entry["picture"]), str(entry.get("kind", "cue")), beats))
    return shown, statistics
