"""A rehearsal: the simulated Live plays a song into the running daemon, and what came of it is measured."""

import json
import logging
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis.sections import arrangement_sections, session_section
from bridge.launch import DaemonAddress
from bridge.sources.bad_network import NetworkFaults
from bridge.sources.rehearsal_compare import differences, note_count, notes_beside_file
from bridge.sources.rehearsal_measure import (
    Place,
    Shown,
    arrangement_places,
    clock_errors,
    expected_changes,
    judge,
    percentiles,
    session_places,
)
from bridge.sources.rehearsal_watch import DaemonView, StageWatcher
from bridge.sources.simulated_live import Launch, SimulatedLive
from bridge.sources.simulated_set import SimulatedSet
from songs.unroll import arrangement_length, unroll_arrangement_clip
from vocabulary.errors import ConnectionLostError
from vocabulary.live_set import Section, SignatureChange, Song
from vocabulary.notes import Clip, Note
from vocabulary.units import Bpm, Ticks, beats_per_bar, to_beats

log = logging.getLogger(__name__)

SCENE_BARS = 8
CONNECT_TIMEOUT_S = 20.0
SYNC_TIMEOUT_S = 60.0
FIRST_PICTURE_TIMEOUT_S = 15.0
FINAL_TIMEOUT_S = 60.0
"""For each section without a final picture."""
EDIT_TIMEOUT_S = 10.0
POLL_S = 0.1

Tell = Callable[[str, float, float], None]
"""Takes what is done now, how much of it is done, and of how much (0: unknown)."""


@dataclass(frozen=True, slots=True)
class RehearsalOptions:
    """How a song is rehearsed.

    Attributes:
        speed: Multiple of the song's tempo; 0: no clock, the playhead jumps from section to section as pictures are ready.
        loop: (start beats, end beats, times) or None.
        edits: How many clips are edited at the end, to measure how soon the stage has the draft.
    """

    faults: NetworkFaults = field(default_factory=NetworkFaults)
    speed: float = 1.0
    loop: tuple[float, float, int] | None = None
    edits: int = 5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """A passage of the rehearsal: a section with its place; `launch` for a scene."""

    section: Section
    place: Place
    launch: Launch | None = None


class Rehearsal:
    """One song, once."""

    def __init__(
        self, song: Song, path: Path, script: str, address: DaemonAddress, options: RehearsalOptions, presentations: Path | None, tell: Tell
    ) -> None:
        """Args:
        song: What is played.
        path: Its file, to compare with.
        script: The device script.
        address: The daemon's.
        options: How.
        presentations: The record of the headless stage or viewer, if one runs.
        tell: Is told how far it is.
        """
        self._song, self._path, self._options, self._presentations, self._tell = song, path, options, presentations, tell
        self._daemon = DaemonView(address.stage_port)
        self._watcher = StageWatcher(address.stage_port)
        self._live = SimulatedLive(
            song,
            script,
            faults=options.faults,
            seed=options.seed,
            speed=options.speed,
            set_id=song.live_set.id & 0x3FFFFFFF,
            only_port=address.osc_port,
        )
        self._finals: dict[str, str] = {}
        self._drafts_s: list[float] = []
        self._notes: list[str] = []
        self._ended_at = 0.0
        self.stops: tuple[Stop, ...] = ()

    def run(self) -> dict[str, Any]:
        """Play it all; the report.

        Raises:
            ConnectionLostError: if the daemon does not answer.
            MaxRuleError: if the device script breaks a rule of Max.
        """
        with self._live as live, self._watcher:
            self._connect()
            self._agree("sending the set")
            self.stops = self._plan()
            self._first_picture()
            if self._options.speed == 0:
                self._jump_through()
            else:
                self._play()
            live.stop_playing()
            self._ended_at = time.monotonic()
            self._await_finals()
            if self._options.speed != 0:
                self._edit()
            apart = self._agree("comparing the sets")
            return self._report(apart)

    @property
    def final_pictures(self) -> dict[str, str]:
        """Final picture id by section id."""
        return dict(self._finals)

    def picture(self, picture_id: str) -> bytes:
        """A picture's PNG."""
        return self._daemon.picture(picture_id)

    def _connect(self) -> None:
        self._tell("waiting for the daemon to find the device", 0, 0)
        if not self._live.wait(lambda: self._state() == "connected", CONNECT_TIMEOUT_S):
            raise ConnectionLostError(
                f"the daemon did not take up the simulated device within {CONNECT_TIMEOUT_S:g} s (it says: {self._state() or 'nothing'}); "
                "is another Live set connected to it?"
            )

    def _state(self) -> str:
        status = self._watcher.status
        return status.device if status is not None else ""

    def _apart(self) -> list[str]:
        beats = self._live.beats()
        signature = self._live.clock.signature_at(beats)
        return differences(self._live.set.expected(signature), self._daemon.live_set())

    def _agree(self, what: str) -> list[str]:
        """Wait until the daemon holds the set as it is in Live; what differs when the time is over."""
        total = note_count(self._live.set.live_set)
        until = time.monotonic() + SYNC_TIMEOUT_S
        while True:
            apart = self._apart()
            if not apart or time.monotonic() > until:
                return apart
            self._tell(f"{what} ({total} notes)", note_count(self._daemon.live_set()), total)
            time.sleep(POLL_S)

    def _plan(self) -> tuple[Stop, ...]:
        """The sections as the daemon must find them: of the arrangement, else of the scenes in order."""
        clock, live_set = self._live.clock, self._live.set.live_set
        numerator, denominator = clock.signature_at(0.0)
        tempo = Bpm(round(clock.tempo_at(0.0) * 10000) / 10000)
        arrangement = arrangement_sections(live_set, tempo=tempo, signatures=(SignatureChange(Ticks(0), numerator, denominator),))
        if arrangement:
            return tuple(Stop(section, place) for section, place in zip(arrangement, arrangement_places(arrangement), strict=True))
        scenes: list[tuple[Launch, Section]] = []
        for scene in sorted({clip.slot for track in live_set.tracks for clip in track.session_clips if clip.slot is not None}):
            slots = {track.id: scene for track in live_set.tracks if any(clip.slot == scene for clip in track.session_clips)}
            section = session_section(
                live_set, slots, Ticks(0), tempo=tempo, signature_numerator=numerator, signature_denominator=denominator
            )
            if section is not None:
                scenes.append((Launch(scene, len(scenes) * SCENE_BARS * beats_per_bar(numerator, denominator)), section))
        announced = self._live.set.launch_grid_beats((numerator, denominator)) >= 0.5
        places = session_places([(launch, section.id) for launch, section in scenes], announced=announced)
        return tuple(Stop(section, place, launch) for (launch, section), place in zip(scenes, places, strict=True))

    def _first_picture(self) -> None:
        """A musician presses play when the stage is there."""
        if not self.stops or self.stops[0].launch is not None:
            return
        self._tell("waiting for the first picture", 0, 0)
        if self._presentations is not None and self._options.speed != 0:
            self._live.wait(lambda: any(line.picture for line in self._shown()), FIRST_PICTURE_TIMEOUT_S)
        else:
            self._live.wait(lambda: any(seen.picture for seen in self._watcher.seen), FIRST_PICTURE_TIMEOUT_S)

    def _play(self) -> None:
        live, options = self._live, self._options
        if options.loop is not None:
            live.set_loop(*options.loop)
        launches = [stop.launch for stop in self.stops if stop.launch is not None]
        bar = beats_per_bar(*live.clock.signature_at(0.0))
        end = launches[-1].beats + SCENE_BARS * bar if launches else to_beats(arrangement_length(live.set.live_set))
        live.launch_scenes(launches)
        live.start_playing()
        while self.stops:
            beats = live.beats()
            name = next((stop.section.name for stop in reversed(self.stops) if stop.place.start <= beats), "")
            self._tell(f"playing: {name}", min(beats, end), end)
            if beats >= end and not live.clock.loop:
                return
            self._note_finals()
            time.sleep(POLL_S)

    def _jump_through(self) -> None:
        for number, stop in enumerate(self.stops):
            self._tell(f"section: {stop.section.name}", number, len(self.stops))
            self._visit(stop)

    def _visit(self, stop: Stop) -> None:
        """Put the playhead there and wait for the final picture."""
        if stop.launch is None:
            self._live.jump(stop.place.start)
        else:
            bar = beats_per_bar(*self._live.clock.signature_at(0.0))
            beats = self._live.beats()
            start = (int(beats / bar) + 1) * bar
            self._live.launch_scenes([Launch(stop.launch.scene, start)])
            self._live.start_playing()
            self._live.jump(start - min(0.5, bar / 2))
        self._live.wait(lambda: self._has_final(stop.section.id), FINAL_TIMEOUT_S)

    def _has_final(self, section_id: str) -> bool:
        self._note_finals()
        return section_id in self._finals

    def _note_finals(self) -> None:
        for cue in self._watcher.newest.copy().values():
            if cue.quality == "final" and cue.picture:
                self._finals[cue.cue] = cue.picture
            else:
                self._finals.pop(cue.cue, None)

    def _await_finals(self) -> None:
        for stop in self.stops:
            self._tell("waiting for the final pictures", len(self._finals), len(self.stops))
            if not self._has_final(stop.section.id):
                self._visit(stop)
        self._live.stop_playing()

    def _edit(self) -> None:
        """Edit clips under the playhead, as a musician does, and take each edit back; times until a stage has the new draft."""
        candidates = [(stop, clip) for stop in self.stops if (clip := self._clip_of(stop)) is not None]
        for number in range(min(self._options.edits, 3 * len(candidates))):
            self._tell("editing clips", number, self._options.edits)
            stop, clip = candidates[number * len(candidates) // self._options.edits % len(candidates)]
            if stop.launch is None:
                self._live.jump(stop.place.start)
                time.sleep(0.3)
            before = self._finals.get(stop.section.id, "")
            edited = tuple(sorted(_transposed(note, 1 + number) for note in clip.notes))
            at = self._live.change(_with_notes(clip.id, edited))
            seen = self._watcher.wait_for_picture(stop.section.id, before, at, EDIT_TIMEOUT_S)
            if seen is None:
                self._notes.append(f"no draft of {stop.section.name} within {EDIT_TIMEOUT_S:g} s of an edit")
            else:
                self._drafts_s.append(seen - at)
            self._live.change(_with_notes(clip.id, clip.notes))
            self._live.wait(partial(self._is_back, stop.section.id, before), EDIT_TIMEOUT_S)

    def _is_back(self, section_id: str, picture: str) -> bool:
        cue = self._watcher.newest.get(section_id)
        return cue is not None and cue.picture == picture

    def _clip_of(self, stop: Stop) -> Clip | None:
        """A clip that sounds in the section alone, so that an edit touches nothing else; else any that sounds there."""
        start, end = stop.section.start_time, stop.section.end_time
        for track in self._live.set.live_set.tracks:
            if track.muted:
                continue
            clips = track.session_clips if stop.launch is not None else track.arrangement_clips
            for clip in clips:
                here = clip.slot == stop.launch.scene if stop.launch is not None else _overlaps(clip, start, end)
                if here and clip.notes and not clip.muted and _sounds(clip, start, end):
                    return clip
        return None

    def _shown(self) -> list[Shown]:
        return read_presentations(self._presentations)[0] if self._presentations is not None else []

    def _report(self, apart: Sequence[str]) -> dict[str, Any]:
        live = self._live
        places = tuple(stop.place for stop in self.stops)
        missing = [stop.section.name for stop in self.stops if stop.section.id not in self._finals]
        beside = notes_beside_file(self._song.live_set, self._path)
        report: dict[str, Any] = {
            "song": self._path.name,
            "speed": live.clock.speed if self._options.speed else 0,
            "sections": len(self.stops),
            "pictures": len(self.stops) - len(missing),
            "sections_without_final_picture": missing,
            "section_list": [
                {"id": s.section.id, "name": s.section.name, "start": s.place.start, "picture": self._finals.get(s.section.id, "")}
                for s in self.stops
            ],
            "draft_latency_ms": {key: value for key, value in percentiles(self._drafts_s).items() if key != "p99"},
            "datagrams": {"sent": live.udp.sent, "lost": live.udp.lost, "resent": live.udp.asked_again},
            "notes": {"sent": note_count(live.set.live_set), "received": note_count(self._daemon.live_set())},
            "live_set_equal": not apart and not beside,
            "differences": list(apart),
            "notes_beside_file": beside,
            "remarks": self._notes,
            "device": {"symbols": live.last_step.symbols, "observers": live.last_step.observers, "messages": dict(live.udp.messages)},
            "machine": {"cpus": os.cpu_count(), "platform": platform.platform(), "python": platform.python_version()},
        }
        shown, statistics = read_presentations(self._presentations) if self._presentations is not None else ([], {})
        measured = bool(shown) and self._options.speed != 0
        verdict = judge(expected_changes(live.clock, places, self._ended_at) if measured else (), shown, self._finals)
        report["sync_error_ms"] = {**percentiles(verdict.errors_s), "missed": len(verdict.missed)}
        report["missed"] = [{"section": missed.cue, "beats": missed.beats} for missed in verdict.missed]
        report["worst"] = [{"late_ms": round(late * 1000, 1), "section": cue, "beats": beats} for late, cue, beats in verdict.worst]
        report["jumps"] = {**percentiles(verdict.waits_s), "missed": len(verdict.missed_jumps)}
        report["stage_clock_error_ms"] = percentiles(clock_errors(live.clock, shown) if measured else ())
        report["frames"] = statistics
        report["sync_errors_ms"] = [round(error * 1000, 2) for error in verdict.errors_s]
        return report


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


def _transposed(note: Note, semitones: int) -> Note:
    return replace(note, pitch=note.pitch + semitones if note.pitch + semitones <= 127 else note.pitch - semitones)


def _overlaps(clip: Clip, start: int, end: int) -> bool:
    return clip.start_time is not None and clip.end_time is not None and clip.start_time < end and clip.end_time > start


def _sounds(clip: Clip, start: int, end: int) -> bool:
    if clip.slot is not None:
        return any(not note.mute for note in clip.notes)
    return any(start <= note.start_time < end and not note.mute for note in unroll_arrangement_clip(clip))


def _with_notes(clip_id: int, notes: tuple[Note, ...]) -> Callable[[SimulatedSet], list[tuple[Any, ...]]]:
    return lambda live_set: live_set.replace_clip(clip_id, notes=notes)
