"""The conductor: holds the daemon's state, and takes what source, workshop and stages report.

Reports come in on the asyncio loop and are taken at once. One task brings the rest up to date, step by step, always the most wanted first;
each step that computes for more than a moment runs in a thread, and a newer set interrupts after the step.
"""

import asyncio
import contextlib
import json
import logging
import time
from dataclasses import dataclass
from typing import Protocol

import msgspec

from bridge.library import Library
from bridge.pipeline import Depicted, Pipeline, section_document, set_mood
from bridge.planner import Cut, Plan, Planner, Reference, cut
from bridge.set_document import set_document
from bridge.settings import Settings
from bridge.show import Depiction, cue_messages, make_show
from bridge.stage.protocol import Anchor, SetDocument, Status
from bridge.stage.server import StageServer
from bridge.thumbnails import Thumbnails
from bridge.workshop import Made, Order, Workshop
from vocabulary.descriptor import MusicDescriptor
from vocabulary.errors import LibraryError, SonochromeError
from vocabulary.live_set import LiveSet, Section, Transport
from vocabulary.pictures import Picture, Show
from vocabulary.units import Bpm, to_beats

log = logging.getLogger(__name__)

FIRST_QUIET_S, FIRST_PATIENCE_S = 0.15, 1.0
"""A set that comes in whole is taken when nothing new came for so long, or after so long at most. Edits are taken at once."""
MOOD_QUIET_S = 1.0
"""The whole set's mood is looked at again when nothing was edited for so long."""
FINAL_QUIET_S = 0.3
"""Final pictures wait until nothing was edited for so long, so that the draft of the next edit finds the worker free."""
_FORGET_ABOVE = 64
"""Sections described beyond those of the set, e.g. for undo, before the old ones are forgotten."""


class DeviceLink(Protocol):
    """What the conductor tells the device."""

    @property
    def resent(self) -> int:
        """Datagrams that had to be asked for again so far."""
        ...

    def show_status(self, state: int, pictures: int, sections: int, stages: int) -> None:
        """See /sonochrome/status."""
        ...

    def show_thumbnail(self, slot: int) -> None:
        """See /sonochrome/thumbnail."""
        ...

    def set_thumbnail_paths(self, path_0: str, path_1: str) -> None:
        """See /sonochrome/thumbnail_paths."""
        ...


class SectionLine(msgspec.Struct, frozen=True):
    """One line of `/sections`; beats; `end` None until further notice. Ids of pictures are "" until they are ready."""

    id: str
    name: str
    start: float
    end: float | None
    draft: str
    final: str
    request: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found about a section within a set of this mood; `document` names its description."""

    section: Section
    mood: MusicDescriptor | None
    depicted: Depicted
    document: str


class Conductor:
    """Everything the daemon knows at this moment."""

    def __init__(
        self,
        *,
        settings: Settings,
        library: Library,
        workshop: Workshop,
        stage: StageServer,
        source: DeviceLink,
        pipeline: Pipeline,
        safe_mode: bool = False,
    ) -> None:
        self._settings, self._library, self._workshop = settings, library, workshop
        self._stage, self._source, self._pipeline = stage, source, pipeline
        self._safe_mode = safe_mode
        self._thumbnails = Thumbnails(library.folder, source.show_thumbnail)
        source.set_thumbnail_paths(*self._thumbnails.paths)
        self.live_set = LiveSet()
        self._transport: Transport | None = None
        self._connection = "waiting"
        self._stages = 0
        self._message = ""
        self._reference: tuple[int, Reference] | None = None
        self._planner = Planner()
        self._plan = Plan()
        self._cut: Cut | None = None
        self._mood: tuple[Cut, MusicDescriptor] | None = None
        self._entries: dict[str, Entry] = {}
        self._pictures: dict[str, Picture] = {}
        self._missing: set[str] = set()
        self._described = 0
        self._show = Show()
        self._changed = asyncio.Event()
        self._edited_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to bring things up to date."""
        self._task = asyncio.create_task(self._keep_up(), name="conductor")
        self._tell_status()

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def take_live_set(self, live_set: LiveSet) -> None:
        """The source knows a newer set (or only what plays in it changed)."""
        music_changed = live_set != self.live_set
        self.live_set = live_set
        if music_changed:
            self._edited_at = time.monotonic()
            self._changed.set()
        else:
            self._plan_again()

    def take_transport(self, transport: Transport, jump: int) -> None:
        """The source knows where the playhead is; `jump` counts its unannounced jumps."""
        first = self._transport is None
        self._transport = transport
        self._stage.show(anchor=_anchor(transport, jump))
        if first:
            self._changed.set()
        self._plan_again()

    def take_connection(self, state: str) -> None:
        """The device is "waiting", "connected", "off" or "lost"."""
        log.info("device: state=%s", state)
        self._connection = state
        self._tell_status()

    def take_stages(self, count: int) -> None:
        """So many stages are connected."""
        self._stages = count
        self._tell_status()

    def take_picture(self, made: Made) -> None:
        """The workshop made a picture."""
        picture = made.picture
        self._pictures[picture.id] = picture
        self._missing.discard(picture.id)
        if made.stand_in:
            self._message = f"a lesser renderer had to draw: {made.stand_in}"
            log.warning("drawn by a stand-in: picture=%s renderer=%s reason=%s", picture.id[:8], picture.renderer, made.stand_in)
        try:
            self._library.add(picture, stand_in=made.stand_in)
            for gone in self._library.prune(self._in_use()):
                self._pictures.pop(gone, None)
        except LibraryError as error:  # it can be shown all the same
            self._warn(error)
        for entry in self._entries.values():
            if picture.id == entry.depicted.final_id:
                _log_pictured(entry.section, entry.depicted, picture, cached=False)
        self._publish()

    def take_failure(self, picture_id: str, reason: str) -> None:
        """The workshop could not make a picture."""
        log.error("no picture: picture=%s reason=%s", picture_id[:8], reason)
        self._message = f"a picture could not be drawn: {reason}"
        self._tell_status()

    def section_list(self) -> tuple[SectionLine, ...]:
        """All sections of the set and what plays, in order."""
        lines = []
        for place in self._plan.planned:
            entry = self._entry(place.section)
            depicted = entry.depicted if entry else None
            ready = (
                [digest if digest in self._pictures else "" for digest in (depicted.draft_id, depicted.final_id)] if depicted else ["", ""]
            )
            end = None if place.end_time is None else to_beats(place.end_time)
            request = depicted.final_id if depicted else ""
            lines.append(SectionLine(place.section.id, place.section.name, to_beats(place.start_time), end, ready[0], ready[1], request))
        return tuple(lines)

    async def _keep_up(self) -> None:
        while True:
            try:
                await self._next_step()
            except SonochromeError as error:
                self._warn(error)
                await asyncio.sleep(1.0)

    async def _next_step(self) -> None:
        """Do the most urgent thing that is to be done, or wait for something to happen."""
        self._changed.clear()
        if self._transport is None or not self.live_set.tracks:
            await self._changed.wait()
        elif self._cut is None or self._cut.live_set.id != self.live_set.id:
            await self._quiet(FIRST_QUIET_S, FIRST_PATIENCE_S)
            await self._cut_again()
            await self._mood_again()
        elif self._cut.live_set != self.live_set:
            await self._cut_again()
        elif (section := self._next_undepicted()) is not None:
            await self._depict(section)
        elif not self._finals_allowed():
            if await self._quiet(FINAL_QUIET_S):
                self._want()
        elif self._mood is None or self._mood[0] is not self._cut:
            if await self._quiet(MOOD_QUIET_S):
                await self._mood_again()
        else:
            await self._changed.wait()

    async def _quiet(self, quiet_s: float, patience_s: float = 0.0) -> bool:
        """Wait until nothing was edited for so long; False if something was (with patience: go on waiting, up to that long)."""
        deadline = time.monotonic() + patience_s
        while True:
            left = self._edited_at + quiet_s - time.monotonic()
            if left <= 0:
                return True
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                continue
            if time.monotonic() >= deadline:
                return False
            self._changed.clear()

    async def _cut_again(self) -> None:
        mood = self._mood[1] if self._mood else None
        newest, document, known = await asyncio.to_thread(
            _cut_and_recall, self.live_set, self._reference_of(self.live_set.id), self._pipeline, mood
        )
        # Sections whose music is known, wherever they were before, have their pictures at once.
        self._entries = {section.id: self._new_entry(section, mood, depicted) for section, depicted in known}
        self._cut = newest
        self._planner.take(newest)
        log.info(
            "set: name=%r sections=%d scenes=%d notes=%d", newest.live_set.name, len(newest.arrangement), len(newest.scenes), document.notes
        )
        self._stage.show(set_hash=self._stage.keep_document(document))
        self._plan_again(force=True)

    async def _mood_again(self) -> None:
        whole = self._cut
        assert whole is not None
        mood = await asyncio.to_thread(set_mood, whole)
        before = self._mood[1] if self._mood else None
        self._mood = (whole, before if before == mood else mood)

    async def _depict(self, section: Section) -> None:
        mood = self._mood[1] if self._mood else None
        depicted = await asyncio.to_thread(self._pipeline.depict, section, mood)
        self._entries[section.id] = self._new_entry(section, mood, depicted)
        self._described += 1
        if self._described > len(self._plan.wanted) + _FORGET_ABOVE:
            self._described = 0
            await asyncio.to_thread(self._pipeline.forget_all_but, self._plan.wanted)
        self._publish()

    def _new_entry(self, section: Section, mood: MusicDescriptor | None, depicted: Depicted) -> Entry:
        self._look_up(section, depicted)
        return Entry(section, mood, depicted, self._stage.keep_document(section_document(section, depicted)))

    def _entry(self, section: Section) -> Entry | None:
        """What was found about this very section, not about one that had its place before an edit."""
        entry = self._entries.get(section.id)
        return entry if entry is not None and entry.section is section else None

    def _next_undepicted(self) -> Section | None:
        mood = self._mood[1] if self._mood else None
        for section in self._plan.wanted:
            entry = self._entry(section)
            if entry is None or entry.mood is not mood:
                return section
        return None

    def _in_use(self) -> set[str]:
        """Pictures that are in the show, or belong to the set as it is."""
        digests = {digest for entry in self._entries.values() for digest in (entry.depicted.draft_id, entry.depicted.final_id)}
        return digests | {cue.picture_id for cue in self._show.cues}

    def _look_up(self, section: Section, depicted: Depicted) -> None:
        """Ask the library once whether the pictures are there."""
        for digest in (depicted.final_id, depicted.draft_id):
            if digest in self._pictures or digest in self._missing:
                continue
            try:
                picture = self._library.find(digest)
            except LibraryError as error:
                self._warn(error)
                picture = None
            if picture is None:
                self._missing.add(digest)
            else:
                self._pictures[digest] = picture
                if digest == depicted.final_id:
                    _log_pictured(section, depicted, picture, cached=True)

    def _plan_again(self, *, force: bool = False) -> None:
        if self._cut is None or self._transport is None:
            return
        plan = self._planner.plan(self.live_set, self._transport)
        if force or plan != self._plan:
            self._plan = plan
            self._changed.set()
            self._publish()
        current = self._show.cue_at(to_beats(self._transport.song_time))
        if current is not None and current.picture_id:
            self._thumbnails.show(self._library.thumbnail_path(current.picture_id))

    def _publish(self) -> None:
        """Show what is ready, ask for what is not."""
        entries = [entry for section in self._plan.wanted if (entry := self._entry(section)) is not None]
        for entry in entries:
            self._stage.touch_document(entry.document)
        depictions = {
            entry.section.id: Depiction(entry.depicted.draft_id, entry.depicted.final_id, entry.depicted.look.energy, entry.document)
            for entry in entries
        }
        self._show = make_show(self._plan.planned, depictions, self._pictures.get, self._show, fade_beats=self._settings.fade_beats)
        self._stage.show(cues=cue_messages(self._show, depictions))
        self._want()
        self._tell_status()

    def _want(self) -> None:
        """Tell the workshop what to draw: drafts and finals of what is on stage now and next, then all drafts, then all finals."""
        urgent, later = self._plan.wanted[: self._plan.urgent], self._plan.wanted[self._plan.urgent :]
        finals = self._finals_allowed()
        orders: dict[str, Order] = {}
        for sections in (urgent, later):
            for quality in ("draft", "final"):
                for section in sections:
                    entry = self._entry(section)
                    if entry is None or (quality == "final" and not finals):
                        continue
                    depicted = entry.depicted
                    if depicted.final_id in self._pictures:
                        continue
                    digest, request = (depicted.draft_id, depicted.draft) if quality == "draft" else (depicted.final_id, depicted.final)
                    if digest not in self._pictures:
                        orders[digest] = Order(digest, request, self._library.path(digest), self._library.thumbnail_path(digest))
        self._workshop.want(tuple(orders.values()))

    def _finals_allowed(self) -> bool:
        return time.monotonic() >= self._edited_at + FINAL_QUIET_S

    def _reference_of(self, set_id: int) -> Reference:
        """The set's reference tempo and signature: what was first heard with it, kept in the library."""
        if self._reference is not None and self._reference[0] == set_id:
            return self._reference[1]
        assert self._transport is not None
        heard = Reference(self._transport.tempo, self._transport.signature_numerator, self._transport.signature_denominator)
        if set_id:
            try:
                kept = self._library.remembered(set_id, "reference")
                if kept is None:
                    self._library.remember(
                        set_id, "reference", json.dumps([heard.tempo, heard.signature_numerator, heard.signature_denominator])
                    )
                else:
                    tempo, numerator, denominator = json.loads(kept)
                    heard = Reference(Bpm(float(tempo)), int(numerator), int(denominator))
            except LibraryError as error:
                self._warn(error)
        self._reference = (set_id, heard)
        return heard

    def _tell_status(self) -> None:
        entries = [self._entry(section) for section in self._plan.wanted]
        unfinished = [
            section.name
            for section, entry in zip(self._plan.wanted, entries, strict=True)
            if entry is None or entry.depicted.final_id not in self._pictures
        ]
        sections = len(entries)
        finals = sections - len(unfinished)
        self._stage.show(
            status=Status(
                source="" if self._connection == "waiting" else "device",
                device=self._connection,
                set_name=self.live_set.name,
                sections=sections,
                final_pictures=finals,
                drawing=unfinished[0] if unfinished else "",
                message=self._message,
                safe_mode=self._safe_mode,
                dropped=self._source.resent,
            )
        )
        on_stage = self._stages > 0 and any(cue.picture_id for cue in self._show.cues)
        state = 2 if unfinished else 3 if on_stage else 1 if self._connection == "connected" else 0
        self._source.show_status(state, finals, sections, self._stages)

    def _warn(self, error: SonochromeError) -> None:
        log.warning("%s", error)
        self._message = str(error)
        self._tell_status()


def _cut_and_recall(
    live_set: LiveSet, reference: Reference, pipeline: Pipeline, mood: MusicDescriptor | None
) -> tuple[Cut, SetDocument, list[tuple[Section, Depicted]]]:
    newest = cut(live_set, reference)
    sections = (*newest.arrangement, *newest.scenes)
    known = [(section, depicted) for section in sections if (depicted := pipeline.known(section, mood)) is not None]
    return newest, set_document(live_set), known


def _log_pictured(section: Section, depicted: Depicted, picture: Picture, *, cached: bool) -> None:
    log.info(
        "pictured: section=%s name=%r key=%s seconds=%.2f cached=%s by=%s",
        section.id, section.name, depicted.music.key.name, 0.0 if cached else picture.seconds, cached, picture.renderer,
    )  # fmt: skip


def _anchor(transport: Transport, jump: int) -> Anchor:
    return Anchor(
        at=transport.received_at,
        beats=to_beats(transport.song_time),
        tempo=transport.tempo,
        playing=transport.is_playing,
        loop=transport.loop,
        loop_start=to_beats(transport.loop_start),
        loop_length=to_beats(transport.loop_length),
        numerator=transport.signature_numerator,
        denominator=transport.signature_denominator,
        jump=jump,
    )
