"""Build the immutable `LiveSet` from the device's documents, again and again, cheaply.

What did not change keeps its identity: the same `Clip`, `Track` and `LiveSet` objects come out, so everybody downstream compares by
`is`. Only whole versions count: a clip shows its last whole version until its properties (kind 4) and notes (kind 5) agree.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bridge.osc.chunks import Document, Key
from bridge.osc.message_values import CLIP, LOCATOR_NAMES, LOCATORS, NAME, NOTES, PLAYING, SCENE_NAMES, SET_NAME, SONG, TRACK
from bridge.osc.notes_wire import INTEGERS_PER_NOTE, unpack_notes
from vocabulary.errors import ProtocolError
from vocabulary.live_set import LiveSet, Locator
from vocabulary.notes import TRACK_KINDS, Clip, Note, Track
from vocabulary.units import Ticks

log = logging.getLogger(__name__)

LOOPING, MUTED, IN_ARRANGEMENT = 1, 2, 4
"""Bits of a clip document's flags."""
_CLIP_INTEGERS = 11
_TRACK_INTEGERS = 5

Made = TypeVar("Made", Clip, Track)
Integers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Whole:
    """The last version of a clip whose properties and notes agreed."""

    properties: Integers
    notes_body: Integers
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Playing:
    """What sounds on one track; None where nothing does."""

    slot: int | None = None
    since: Ticks | None = None
    fired: int | None = None


class LiveSetBuilder:
    """Turns documents into live sets; feed it every store it should show."""

    def __init__(self, set_id: int) -> None:
        self._set_id = set_id
        self._whole: dict[int, _Whole] = {}
        self._clips: dict[int, tuple[tuple[object, ...], Clip]] = {}
        self._tracks: dict[int, tuple[tuple[object, ...], Track]] = {}
        self._locators: tuple[tuple[object, ...], tuple[Locator, ...]] = ((), ())
        self._refused: set[tuple[Key, int]] = set()
        self._last: LiveSet | None = None

    def build(self, documents: Mapping[Key, Document]) -> LiveSet | None:
        """The live set in these documents, the same object as last time if nothing in it changed; None before the song is known."""
        song = documents.get((SONG, 0))
        if song is None or not song.body:
            return self._last
        quantization, *track_ids = _integers(song)
        playing = self._read_playing(documents)
        tracks = tuple(
            track for track_id in track_ids if (track := self._track(documents, track_id, playing.get(track_id, _Playing()))) is not None
        )
        self._forget_all_but(track_ids, tracks)
        live_set = LiveSet(
            id=self._set_id,
            name=next(iter(_strings(documents.get((SET_NAME, 0)))), ""),
            tracks=tracks,
            locators=self._read_locators(documents),
            scenes=_strings(documents.get((SCENE_NAMES, 0))),
            launch_quantization=Ticks(quantization),
        )
        if self._last is None or not _same(live_set, self._last):
            self._last = live_set
        return self._last

    def _track(self, documents: Mapping[Key, Document], track_id: int, playing: _Playing) -> Track | None:
        document = documents.get((TRACK, track_id))
        kept = self._tracks.get(track_id)
        if document is None:
            return kept[1] if kept else None
        body = _integers(document)
        arranged_count = body[4] if len(body) >= _TRACK_INTEGERS else -1
        arranged, slots = body[_TRACK_INTEGERS : _TRACK_INTEGERS + arranged_count], body[_TRACK_INTEGERS + arranged_count :]
        if not 0 <= arranged_count == len(arranged) or len(slots) % 2:
            self._refuse(document, "its numbers of clips do not fit")
            return kept[1] if kept else None
        arrangement_clips = [self._clip(documents, clip_id, None) for clip_id in arranged]
        session_clips = [self._clip(documents, clip_id, slot) for slot, clip_id in zip(slots[::2], slots[1::2], strict=True)]
        name = _name(documents, track_id)
        made_of = (body[:4], name, playing, tuple(map(id, arrangement_clips)), tuple(map(id, session_clips)))
        if kept is not None and kept[0] == made_of:
            return kept[1]
        try:
            kind, color, muted, group_id = body[:4]
            track = Track(
                id=track_id,
                name=name,
                kind=TRACK_KINDS[kind] if 0 <= kind < len(TRACK_KINDS) else "audio",
                color=color & 0xFFFFFF,
                muted=bool(muted),
                group_id=group_id or None,
                arrangement_clips=tuple(sorted((c for c in arrangement_clips if c is not None), key=_edge)),
                session_clips=tuple(sorted((c for c in session_clips if c is not None), key=_slot)),
                playing_slot=playing.slot,
                playing_since=playing.since,
                fired_slot=playing.fired,
            )
        except ValueError as error:
            self._refuse(document, str(error))
            return kept[1] if kept else None
        self._tracks[track_id] = (made_of, track)
        return track

    def _clip(self, documents: Mapping[Key, Document], clip_id: int, slot: int | None) -> Clip | None:
        """The last whole version of a clip that can stand in this place, or None before there is one."""
        whole = self._whole_clip(documents, clip_id)
        if whole is None or (slot is None) != bool(whole.properties[0] & IN_ARRANGEMENT):
            return None
        name = _name(documents, clip_id)
        kept = self._clips.get(clip_id)
        made_of = (whole, name, slot)
        if kept is not None and kept[0][0] is whole and kept[0][1:] == made_of[1:]:
            return kept[1]
        try:
            clip = _make_clip(clip_id, name, slot, whole)
        except ValueError as error:
            self._refuse(documents[CLIP, clip_id], str(error))
            return kept[1] if kept else None
        self._clips[clip_id] = (made_of, clip)
        return clip

    def _whole_clip(self, documents: Mapping[Key, Document], clip_id: int) -> _Whole | None:
        kept = self._whole.get(clip_id)
        properties, notes = documents.get((CLIP, clip_id)), documents.get((NOTES, clip_id))
        if properties is None or notes is None or len(properties.body) < _CLIP_INTEGERS:
            return kept
        body, notes_body = _integers(properties), _integers(notes)
        if body[_CLIP_INTEGERS - 1] * INTEGERS_PER_NOTE != len(notes_body):
            return kept
        same_notes = kept is not None and (kept.notes_body is notes_body or kept.notes_body == notes_body)
        if kept is not None and same_notes and kept.properties == body:
            return kept
        try:
            read = kept.notes if kept is not None and same_notes else unpack_notes(notes_body)
        except ProtocolError as error:
            self._refuse(notes, str(error))
            return kept
        self._whole[clip_id] = _Whole(body, notes_body, read)
        return self._whole[clip_id]

    def _read_locators(self, documents: Mapping[Key, Document]) -> tuple[Locator, ...]:
        times, names = documents.get((LOCATORS, 0)), documents.get((LOCATOR_NAMES, 0))
        made_of = (times.body if times else (), names.body if names else ())
        if made_of == self._locators[0] or (times and names and len(times.body) != len(names.body) and self._locators[1]):
            return self._locators[1]
        texts = _strings(names)
        found = tuple(
            Locator(Ticks(time), texts[index] if index < len(texts) else "") for index, time in enumerate(_integers(times) if times else ())
        )
        self._locators = (made_of, found)
        return found

    def _read_playing(self, documents: Mapping[Key, Document]) -> dict[int, _Playing]:
        document = documents.get((PLAYING, 0))
        numbers = iter(_integers(document) if document else ())
        found = {}
        for track_id, slot, since, fired in zip(numbers, numbers, numbers, numbers):  # noqa: B905 - a cut record is left out
            sounds = slot >= 0
            found[track_id] = _Playing(slot if sounds else None, Ticks(since) if sounds else None, fired if fired >= 0 else None)
        return found

    def _forget_all_but(self, track_ids: list[int], tracks: tuple[Track, ...]) -> None:
        """Let go of what is in no track any more, so that an id that Live uses again begins afresh."""
        for gone in self._tracks.keys() - set(track_ids):
            del self._tracks[gone]
        shown = {clip.id for track in tracks for clip in (*track.arrangement_clips, *track.session_clips)}
        for gone in self._clips.keys() - shown:
            del self._clips[gone]
            self._whole.pop(gone, None)

    def _refuse(self, document: Document, why: str) -> None:
        """Say once that a document cannot be used; what was there before stays."""
        if (document.key, document.digest) not in self._refused:
            self._refused.add((document.key, document.digest))
            log.warning("document %d of %d left out: %s", document.kind, document.id, why)


def _make_clip(clip_id: int, name: str, slot: int | None, whole: _Whole) -> Clip:
    flags, color, numerator, denominator, loop_start, loop_end, start_marker, end_marker, start_time, end_time, _ = whole.properties[:11]
    return Clip(
        id=clip_id,
        name=name,
        notes=whole.notes,
        loop_start=Ticks(loop_start),
        loop_end=Ticks(loop_end),
        start_marker=Ticks(start_marker),
        end_marker=Ticks(end_marker),
        looping=bool(flags & LOOPING),
        start_time=Ticks(start_time) if slot is None else None,
        end_time=Ticks(end_time) if slot is None else None,
        slot=slot,
        color=color & 0xFFFFFF,
        muted=bool(flags & MUTED),
        signature_numerator=numerator,
        signature_denominator=denominator,
    )


def _same(one: LiveSet, other: LiveSet) -> bool:
    """Equal in everything, tracks by identity, since a track's comparison leaves out what plays."""
    return (
        len(one.tracks) == len(other.tracks)
        and all(a is b for a, b in zip(one.tracks, other.tracks, strict=True))
        and (one.name, one.locators, one.scenes, one.launch_quantization)
        == (other.name, other.locators, other.scenes, other.launch_quantization)
    )


def _integers(document: Document) -> Integers:
    return document.body  # type: ignore[return-value]  # the kind says so, and DocumentPart checked it


def _strings(document: Document | None) -> tuple[str, ...]:
    return document.body if document else ()  # type: ignore[return-value]  # the kind says so, and DocumentPart checked it


def _name(documents: Mapping[Key, Document], of_id: int) -> str:
    return next(iter(_strings(documents.get((NAME, of_id)))), "")


def _edge(clip: Clip) -> int:
    return clip.start_time or 0


def _slot(clip: Clip) -> int:
    return clip.slot or 0
