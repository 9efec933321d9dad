"""A song as the objects of the Live Object Model, and back as the `LiveSet` that a perfect receiver would hold."""

from dataclasses import replace
from typing import Any

from bridge.sources.launch_grid import closest_launch_grid, launch_grid_beats
from bridge.sources.live_objects import APP_ID, DEVICE_ID, SONG_ID, LiveObject, LiveObjects, application, device
from vocabulary.live_set import LiveSet, Song
from vocabulary.notes import UNKNOWN_PROGRAM, Clip, Track
from vocabulary.units import to_beats, to_ticks

LONGEST_NAME = 120
"""UTF-8 bytes of a name that travel (docs/osc-protocol.md)."""


class SimulatedSet:
    """The set inside the simulated Live."""

    def __init__(self, song: Song, seed: int = 0) -> None:
        self._objects = LiveObjects(seed)
        self.slots: dict[tuple[int, int], int] = {}
        """Clip slot ids by (track id, scene index)."""
        self.scenes: tuple[int, ...] = ()
        self.tempo_now: float = song.tempo_map.tempo_at(0.0)
        self.live_set = self._with_ids(song.live_set)
        self._signature = (song.signatures[0].numerator, song.signatures[0].denominator)
        self._launch_grid = closest_launch_grid(to_beats(song.live_set.launch_quantization), self._signature)

    def objects(self) -> list[LiveObject]:
        """Everything, for `SimulatedMax`."""
        live_set = self.live_set
        self.scenes = tuple(self._objects.new_id() for _ in live_set.scenes)
        cues = [
            self._objects.make("CuePoint", SONG_ID, {"name": locator.name, "time": to_beats(locator.time)}) for locator in live_set.locators
        ]
        if len({locator.time for locator in live_set.locators}) == len(cues):
            self._objects.random.shuffle(cues)  # Live lists them in the order they were made
        found = [self._song([cue["id"] for cue in cues]), application(), device(), *cues]
        for index, name in enumerate(live_set.scenes):
            found.append(
                self._objects.make("Scene", SONG_ID, {"name": name, "color": 0, "tempo": -1.0, "is_empty": 0}, object_id=self.scenes[index])
            )
        for track in live_set.tracks:
            found.extend(self._track(track))
        return found

    def launch_grid_beats(self, signature: tuple[int, int]) -> float:
        """The launch quantisation in beats, under this signature; 0 = none."""
        return launch_grid_beats(self._launch_grid, signature)

    def expected(self, signature: tuple[int, int]) -> LiveSet:
        """What a perfect receiver holds: names cut to the length that travels, launch quantisation in the signature of the moment."""
        live_set = self.live_set
        tracks = tuple(
            replace(
                track,
                name=cut_name(track.name),
                arrangement_clips=tuple(replace(clip, name=cut_name(clip.name)) for clip in track.arrangement_clips),
                session_clips=tuple(replace(clip, name=cut_name(clip.name)) for clip in track.session_clips),
            )
            for track in live_set.tracks
        )
        return replace(
            live_set,
            name=cut_name(live_set.name),
            tracks=tracks,
            locators=tuple(replace(locator, name=cut_name(locator.name)) for locator in live_set.locators),
            scenes=tuple(cut_name(name) for name in live_set.scenes),
            launch_quantization=to_ticks(self.launch_grid_beats(signature)),
        )

    @property
    def roots(self) -> dict[str, int]:
        """Ids of the paths' beginnings."""
        return {"live_set": SONG_ID, "live_app": APP_ID, "this_device": DEVICE_ID}

    def clips(self) -> dict[int, Clip]:
        """All clips by id."""
        return {clip.id: clip for track in self.live_set.tracks for clip in track.arrangement_clips + track.session_clips}

    def replace_clip(self, clip_id: int, **changes: Any) -> list[tuple[Any, ...]]:
        """Change notes, name, color or muted of a clip; gives the events for `SimulatedMax.step`."""
        clip = replace(self.clips()[clip_id], **changes)
        self._swap(clip_id, clip)
        events: list[tuple[Any, ...]] = []
        for name, value in changes.items():
            if name == "notes":
                events.append(("set", clip_id, "notes", [self._objects.note(note) for note in clip.notes]))
            else:
                events.append(("set", clip_id, name, int(value) if isinstance(value, bool) else value))
        return events

    def delete_clip(self, clip_id: int) -> list[tuple[Any, ...]]:
        """Take a clip out of the set."""
        track = next(t for t in self.live_set.tracks if any(c.id == clip_id for c in t.arrangement_clips + t.session_clips))
        clip = self.clips()[clip_id]
        self._swap(clip_id, None)
        if clip.slot is not None:
            slot = self.slots[(track.id, clip.slot)]
            return [("delete", clip_id), ("set", slot, "clip", 0), ("set", slot, "has_clip", 0)]
        left = [c.id for c in track.arrangement_clips if c.id != clip_id]
        return [("delete", clip_id), ("set", track.id, "arrangement_clips", left)]

    def add_arrangement_clip(self, track_id: int, clip: Clip) -> tuple[int, list[tuple[Any, ...]]]:
        """Put a clip into a track's arrangement; gives its id and the events."""
        clip = replace(clip, id=self._objects.new_id())
        track = next(t for t in self.live_set.tracks if t.id == track_id)
        clips = tuple(sorted((*track.arrangement_clips, clip), key=lambda c: c.start_time or 0))
        self._replace_track(replace(track, arrangement_clips=clips))
        return clip.id, [("add", self._objects.clip(clip, track_id)), ("set", track_id, "arrangement_clips", [c.id for c in clips])]

    def rename_track(self, track_id: int, name: str) -> list[tuple[Any, ...]]:
        """Give a track another name."""
        track = next(t for t in self.live_set.tracks if t.id == track_id)
        self._replace_track(replace(track, name=name))
        return [("set", track_id, "name", name)]

    def _swap(self, clip_id: int, clip: Clip | None) -> None:
        for track in self.live_set.tracks:
            if any(c.id == clip_id for c in track.arrangement_clips + track.session_clips):
                arranged = _swapped(track.arrangement_clips, clip_id, clip)
                self._replace_track(replace(track, arrangement_clips=arranged, session_clips=_swapped(track.session_clips, clip_id, clip)))
                return

    def _replace_track(self, track: Track) -> None:
        tracks = tuple(track if t.id == track.id else t for t in self.live_set.tracks)
        self.live_set = replace(self.live_set, tracks=tracks)

    def _with_ids(self, live_set: LiveSet) -> LiveSet:
        """The set with Live's object ids, without what Live does not know (programs)."""
        ids = {track.id: self._objects.new_id() for track in live_set.tracks}
        slots = [clip.slot for track in live_set.tracks for clip in track.session_clips if clip.slot is not None]
        scenes = live_set.scenes + ("",) * (max(slots, default=-1) + 1 - len(live_set.scenes))
        ordered = [t for t in live_set.tracks if t.kind != "return"] + [t for t in live_set.tracks if t.kind == "return"]
        tracks = tuple(
            replace(
                track,
                id=ids[track.id],
                group_id=None if track.group_id is None else ids[track.group_id],
                program=UNKNOWN_PROGRAM,
                arrangement_clips=self._clips_with_ids(track.arrangement_clips),
                session_clips=self._clips_with_ids(track.session_clips),
                playing_slot=None,
                playing_since=None,
                fired_slot=None,
            )
            for track in ordered
        )
        return replace(
            live_set,
            id=0,
            tracks=tracks,
            scenes=scenes,
        )

    def _clips_with_ids(self, clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
        return tuple(replace(clip, id=self._objects.new_id()) for clip in clips)

    def _song(self, cues: list[int]) -> LiveObject:
        live_set = self.live_set
        tracks = [track.id for track in live_set.tracks if track.kind != "return"]
        values = {
            "tempo": self.tempo_now, "signature_numerator": self._signature[0], "signature_denominator": self._signature[1],
            "is_playing": 0, "current_song_time": 0.0, "loop": 0, "loop_start": 0.0, "loop_length": 16.0, "start_time": 0.0,
            "record_mode": 0, "metronome": 0, "back_to_arranger": 0, "song_length": self._length(), "last_event_time": self._length(),
            "clip_trigger_quantization": self._launch_grid, "name": live_set.name, "file_path": "", "is_ableton_link_enabled": 0,
        }  # fmt: skip
        lists = {
            "tracks": tracks,
            "visible_tracks": tracks,
            "return_tracks": [track.id for track in live_set.tracks if track.kind == "return"],
            "scenes": list(self.scenes),
            "cue_points": cues,
        }
        return {"id": SONG_ID, "class": "Song", "parent": 0, "values": values, "lists": lists, "single": {}}

    def _length(self) -> float:
        ends = [clip.end_time for clip in self.clips().values() if clip.end_time is not None]
        return to_beats(max(ends, default=0))

    def _track(self, track: Track) -> list[LiveObject]:
        values = {
            "name": track.name, "color": track.color, "color_index": 0, "mute": int(track.muted), "solo": 0, "muted_via_solo": 0,
            "is_frozen": 0, "has_midi_input": int(track.kind == "midi"), "has_audio_input": int(track.kind != "midi"),
            "has_midi_output": 0, "has_audio_output": 1, "is_foldable": int(track.kind == "group"),
            "is_grouped": int(track.group_id is not None), "is_visible": 1, "can_be_armed": int(track.kind in ("midi", "audio")),
        }  # fmt: skip
        if track.kind == "return":
            without = ["arrangement_clips", "clip_slots", "playing_slot_index", "fired_slot_index", "arm", "take_lanes"]
            return [self._objects.make("Track", SONG_ID, values, without=without, object_id=track.id)]
        values |= {"playing_slot_index": -1, "fired_slot_index": -1, "arm": 0}
        without = ["arrangement_clips", "arm", "take_lanes"] if track.kind == "group" else []
        clips = {clip.slot: clip for clip in track.session_clips}
        slots = []
        for scene in range(len(self.live_set.scenes)):
            slot = self._objects.slot(track, clips.get(scene))
            self.slots[(track.id, scene)] = slot["id"]
            slots.append(slot)
        lists = {"clip_slots": [slot["id"] for slot in slots], "devices": [], "take_lanes": []}
        if track.kind != "group":
            lists["arrangement_clips"] = [clip.id for clip in track.arrangement_clips]
        single = {"group_track": track.group_id or 0}
        found = [self._objects.make("Track", SONG_ID, values, lists, single, without, object_id=track.id), *slots]
        found.extend(self._objects.clip(clip, self.slots[(track.id, clip.slot or 0)]) for clip in track.session_clips)
        found.extend(self._objects.clip(clip, track.id) for clip in track.arrangement_clips)
        return found


def _swapped(clips: tuple[Clip, ...], clip_id: int, clip: Clip | None) -> tuple[Clip, ...]:
    swapped = (clip if c.id == clip_id else c for c in clips)
    return tuple(c for c in swapped if c is not None)


def cut_name(name: str) -> str:
    """What of a name travels: at most 120 UTF-8 bytes, cut at a character's border."""
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")
