"""Launches scenes of the simulated set on the beat, as Live reports it: fired first, then playing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.sources.simulated_set import SimulatedSet

FIRED_AHEAD_BEATS = 1.0
"""How long before its start a scene is fired, at most three quarters of the launch grid."""
STOP = -2
"""A slot index for "the stop button of an empty slot" (Cycling '74, Live Object Model)."""


@dataclass(frozen=True, slots=True)
class Launch:
    """A scene (index) that is launched at a song time, beats; fired about a beat before."""

    scene: int
    beats: float


class SceneLauncher:
    """The launches that are still to come."""

    def __init__(self, live: SimulatedSet) -> None:
        self._live = live
        self._launches: list[Launch] = []
        self._fired: Launch | None = None

    def add(self, launches: Sequence[Launch]) -> None:
        """Launch these, too; in order of time."""
        self._launches.extend(launches)

    def due(self, beats: float, signature: tuple[int, int]) -> list[list[Any]]:
        """What changed in the set up to this song time: [id, property, value] each."""
        items: list[list[Any]] = []
        ahead = min(FIRED_AHEAD_BEATS, 0.75 * self._live.launch_grid_beats(signature))
        while self._launches:
            launch = self._launches[0]
            if self._fired is not launch and beats >= launch.beats - ahead:
                self._fired = launch
                items.extend(self._slots(launch.scene, fired=True))
            if beats < launch.beats:
                break
            items.extend(self._slots(launch.scene, fired=False, at=launch.beats))
            self._launches.pop(0)
        return items

    def _slots(self, scene: int, *, fired: bool, at: float = 0.0) -> list[list[Any]]:
        items: list[list[Any]] = []
        for track in self._live.live_set.tracks:
            if track.kind in ("group", "return"):
                continue
            clip = next((clip for clip in track.session_clips if clip.slot == scene), None)
            slot = STOP if clip is None else scene
            if fired:
                items.append([track.id, "fired_slot_index", slot])
            else:
                items.extend([[track.id, "playing_slot_index", slot], [track.id, "fired_slot_index", -1]])
                if clip is not None:
                    items.append([clip.id, "start_time", at])
        return items
