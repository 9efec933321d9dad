"""A rehearsal: the simulated Live plays a song into the running daemon, and what came of it is measured."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from bridge.launch import DaemonAddress
from bridge.sources.bad_network import NetworkFaults
from bridge.sources.rehearsal_compare import differences
from bridge.sources.rehearsal_plan import SCENE_BARS, Stop, plan_stops, sounding_clip
from bridge.sources.rehearsal_report import Outcome, make_report, read_presentations
from bridge.sources.rehearsal_watch import DaemonView, StageWatcher
from bridge.sources.scene_launcher import Launch
from bridge.sources.simulated_live import SimulatedLive
from bridge.sources.simulated_set import SimulatedSet
from songs.open_song import count_notes
from songs.unroll import arrangement_length
from vocabulary.errors import ConnectionLostError
from vocabulary.live_set import Song
from vocabulary.notes import Note
from vocabulary.units import beats_per_bar, to_beats

log = logging.getLogger(__name__)

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
        self._remarks: list[str] = []
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
            self.stops = plan_stops(live.set, live.clock)
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
        total = count_notes(self._live.set.live_set)
        until = time.monotonic() + SYNC_TIMEOUT_S
        while True:
            apart = self._apart()
            if not apart or time.monotonic() > until:
                return apart
            self._tell(f"{what} ({total} notes)", count_notes(self._daemon.live_set()), total)
            time.sleep(POLL_S)

    def _first_picture(self) -> None:
        """A musician presses play when the stage is there."""
        if not self.stops or self.stops[0].launch is not None:
            return
        self._tell("waiting for the first picture", 0, 0)
        record = self._presentations
        if record is not None and self._options.speed != 0:
            self._live.wait(lambda: any(line.picture for line in read_presentations(record)[0]), FIRST_PICTURE_TIMEOUT_S)
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
        candidates = [(stop, clip) for stop in self.stops if (clip := sounding_clip(self._live.set.live_set, stop)) is not None]
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
                self._remarks.append(f"no draft of {stop.section.name} within {EDIT_TIMEOUT_S:g} s of an edit")
            else:
                self._drafts_s.append(seen - at)
            self._live.change(_with_notes(clip.id, clip.notes))
            self._live.wait(partial(self._is_back, stop.section.id, before), EDIT_TIMEOUT_S)

    def _is_back(self, section_id: str, picture: str) -> bool:
        cue = self._watcher.newest.get(section_id)
        return cue is not None and cue.picture == picture

    def _report(self, apart: Sequence[str]) -> dict[str, Any]:
        live = self._live
        return make_report(
            live,
            Outcome(
                path=self._path,
                song=self._song,
                without_clock=self._options.speed == 0,
                stops=self.stops,
                finals=self._finals,
                drafts_s=tuple(self._drafts_s),
                received_notes=count_notes(self._daemon.live_set()),
                differences=tuple(apart),
                remarks=tuple(self._remarks),
                presentations=self._presentations,
                ended_at=self._ended_at,
            ),
        )


def _transposed(note: Note, semitones: int) -> Note:
    return replace(note, pitch=note.pitch + semitones if note.pitch + semitones <= 127 else note.pitch - semitones)


def _with_notes(clip_id: int, notes: tuple[Note, ...]) -> Callable[[SimulatedSet], list[tuple[Any, ...]]]:
    return lambda live_set: live_set.replace_clip(clip_id, notes=notes)
