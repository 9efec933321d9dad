"""The objects of the Live Object Model as the simulated Live keeps them: clips, notes, slots, with numbers off any grid."""

import random
from collections.abc import Mapping
from typing import Any

from vocabulary.notes import Clip, Note, Track
from vocabulary.units import PROBABILITY_UNITS, TICKS_PER_BEAT, VELOCITY_UNITS, Ticks, to_beats

SONG_ID, APP_ID, DEVICE_ID = 1, 2, 3
FIRST_ID = 10

LiveObject = dict[str, Any]


class LiveObjects:
    """Makes objects, each with an id of its own.

    Live's numbers are floats off any grid; here they lie up to 0.4 of a unit beside it, so that whoever
    rounds wrongly is found out.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._next_id = FIRST_ID
        self._note_id = 0

    def slot(self, track: Track, clip: Clip | None) -> LiveObject:
        """The clip slot of a track with this clip, or without one."""
        values = {"has_clip": int(clip is not None), "is_triggered": 0, "playing_status": 0, "is_playing": 0, "is_recording": 0}
        values |= {"is_group_slot": int(track.kind == "group"), "has_stop_button": 1}
        return self.make("ClipSlot", track.id, values, single={"clip": clip.id if clip else 0})

    def clip(self, clip: Clip, parent: int) -> LiveObject:
        """A clip under its slot or track."""
        arranged = clip.slot is None
        start, end = (clip.start_time or Ticks(0), clip.end_time or Ticks(0)) if arranged else (Ticks(0), Ticks(0))
        values: dict[str, Any] = {
            "name": clip.name, "color": clip.color, "color_index": 0, "muted": int(clip.muted), "looping": int(clip.looping),
            "signature_numerator": clip.signature_numerator, "signature_denominator": clip.signature_denominator,
            "is_midi_clip": 1, "is_audio_clip": 0, "is_arrangement_clip": int(arranged), "is_session_clip": int(not arranged),
            "is_take_lane_clip": 0, "is_playing": 0, "is_triggered": 0, "is_recording": 0, "is_overdubbing": 0, "has_envelopes": 0,
            "playing_position": 0.0, "length": to_beats(Ticks(clip.loop_end - clip.loop_start)),
            "start_time": self._off_grid(start), "end_time": self._off_grid(end),
        }  # fmt: skip
        for name in ("loop_start", "loop_end", "start_marker", "end_marker"):
            values[name] = self._off_grid(getattr(clip, name))
        found = self.make("Clip", parent, values, object_id=clip.id)
        found["notes"] = [self.note(note) for note in clip.notes]
        return found

    def note(self, note: Note) -> list[float | int]:
        """A note as Live lists it."""
        self._note_id += 1
        beside = self.random.uniform
        duration = note.duration + (beside(-0.7, 0.4) if note.duration == 1 else beside(-0.4, 0.4))
        return [
            self._note_id,
            note.pitch,
            self._off_grid(note.start_time),
            duration / TICKS_PER_BEAT,
            min(max((note.velocity + beside(-0.4, 0.4)) / VELOCITY_UNITS, 0.0), 127.0),
            int(note.mute),
            min(max((note.probability + beside(-0.4, 0.4)) / PROBABILITY_UNITS, 0.0), 1.0),
            note.velocity_deviation,
            min(max((note.release_velocity + beside(-0.4, 0.4)) / VELOCITY_UNITS, 0.0), 127.0),
        ]

    def make(
        self,
        kind: str,
        parent: int,
        values: Mapping[str, Any],
        lists: Mapping[str, list[int]] | None = None,
        single: Mapping[str, int] | None = None,
        without: list[str] | None = None,
        object_id: int | None = None,
    ) -> LiveObject:
        """An object with the next id, or the one given."""
        return {
            "id": self.new_id() if object_id is None else object_id,
            "class": kind,
            "parent": parent,
            "values": dict(values),
            "lists": dict(lists or {}),
            "single": dict(single or {}),
            "without": without or [],
        }

    def new_id(self) -> int:
        """An id that no object has yet."""
        self._next_id += 1
        return self._next_id

    def _off_grid(self, ticks: int) -> float:
        return (ticks + self.random.uniform(-0.4, 0.4)) / TICKS_PER_BEAT


def application() -> LiveObject:
    """Live itself."""
    return {
        "id": APP_ID, "class": "Application", "parent": 0, "values": {"major": 12, "minor": 1, "bugfix": 5}, "lists": {}, "single": {},
    }  # fmt: skip


def device() -> LiveObject:
    """Ours."""
    values = {"name": "Sonochrome", "is_active": 1, "class_name": "MxDeviceMidiEffect", "type": 4, "can_have_chains": 0}
    return {"id": DEVICE_ID, "class": "Device", "parent": SONG_ID, "values": values, "lists": {}, "single": {}}
