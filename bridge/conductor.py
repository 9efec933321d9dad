"""The conductor: holds the daemon's state, and takes what source, workshop and stages report.

Reports come in on the asyncio loop and are taken at once. One task brings the rest up to date, step by step, always the most wanted first;
each step that computes for more than a moment runs in a thread, and a newer set interrupts after the step.
"""

import asyncio
import contextlib
import logging

from bridge.control import Control
from bridge.describer import Describer
from bridge.device_link import DeviceLink
from bridge.entries import Entries
from bridge.faults import Faults
from bridge.library import Library
from bridge.patience import FINAL_QUIET_S, Patience
from bridge.pipeline import Pipeline, log_pictured
from bridge.planner import Cut, Plan, Planner
from bridge.progress import SectionLine, depictions_of, entry_of, in_use, orders, section_lines, unfinished
from bridge.set_memory import Mood, families_of, keep_families, keep_mood, keep_wishes, mood_of, reference_of, wishes_of
from bridge.settings import Settings
from bridge.shelf import Shelf
from bridge.show import anchor_of, cue_messages, make_show
from bridge.stage.server import StageServer
from bridge.status_board import StatusBoard
from bridge.thumbnails import Thumbnails
from bridge.wish_desk import WishDesk
from bridge.workshop import Made, Workshop
from vocabulary.errors import SonochromeError
from vocabulary.live_set import LiveSet, Section, Transport
from vocabulary.pictures import Show
from vocabulary.units import to_beats

log = logging.getLogger(__name__)

FAULT_PAUSE_S = 1.0
"""Before the next step, when one went wrong."""
_FORGET_ABOVE = 64
"""Sections described beyond those of the set, e.g. for undo, before the old ones are forgotten."""


class Conductor:
    """Everything the daemon knows at this moment: `entries` about the sections of the newest `live_set`; `wish_desk` takes wishes."""

    def __init__(
        self,
        *,
        settings: Settings,
        library: Library,
        workshop: Workshop,
        stage: StageServer,
        source: DeviceLink,
        pipeline: Pipeline,
        control: Control,
        safe_mode: bool = False,
    ) -> None:
        self._settings, self._library, self._workshop = settings, library, workshop
        self._stage, self._source, self._families, self._control = stage, source, pipeline.families, control
        self._board = StatusBoard(stage, source, safe_mode=safe_mode)
        self._faults = Faults(self._say)
        self._describer = Describer(pipeline, settings.models, self._faults)
        self._patience = Patience()
        self._thumbnails = Thumbnails(library.folder, source.show_thumbnail)
        source.set_thumbnail_paths(*self._thumbnails.paths)
        self.live_set = LiveSet()
        self._transport: Transport | None = None
        self._planner = Planner()
        self._plan = Plan()
        self._cut: Cut | None = None
        self._mood: Mood | None = None
        self._notes = 0
        self._shelf = Shelf(library, self._warn)
        self.entries = Entries(stage, self._shelf, self._faults, control)
        self.wish_desk = WishDesk(control, self.entries, self._board, self._faults, self._take_wishes)
        self._described = 0
        self._show = Show()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        """Begin to bring things up to date; the task ends only by a fault of ours."""
        self._task = asyncio.create_task(self._keep_up(), name="conductor")
        self._tell_status()
        return self._task

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
            self._patience.note_edit()
            self._changed.set()
        else:
            self._plan_again()

    def take_transport(self, transport: Transport, jump: int) -> None:
        """The source knows where the playhead is; `jump` counts its unannounced jumps."""
        first = self._transport is None
        self._transport = transport
        self._stage.show(anchor=anchor_of(transport, jump))
        if first:
            self._changed.set()
        self._plan_again()

    def take_connection(self, state: str) -> None:
        """The device is "waiting", "connected", "off" or "lost"."""
        log.info("device: state=%s", state)
        self._board.connection = state
        if state != "connected":  # the next set's tempo must not be taken from this one
            self._transport = None
        self._tell_status()

    def take_stages(self, count: int) -> None:
        """So many stages are connected."""
        self._board.stages = count
        self._tell_status()

    def take_picture(self, made: Made) -> None:
        """The workshop made a picture."""
        picture = made.picture
        if made.stand_in:
            self._board.message = f"a lesser renderer had to draw: {made.stand_in}"
            log.warning("drawn by a stand-in: picture=%s renderer=%s reason=%s", picture.id[:8], picture.renderer, made.stand_in)
        self._shelf.put(picture)
        self._publish()
        # Behind the stages' tasks that `_publish` woke: no cue waits for the library. What gets lost in between is adopted from its file.
        asyncio.get_running_loop().call_soon(lambda: self._shelf.take(made, in_use(self.entries, self._show)))
        for entry in self.entries.values():
            if picture.id == entry.depicted.final_id:
                log_pictured(entry.section, entry.depicted, picture, cached=False)
        self._changed.set()

    def take_failure(self, picture_id: str, reason: str) -> None:
        """The workshop could not make a picture."""
        log.error("no picture: picture=%s reason=%s", picture_id[:8], reason)
        self._say(f"a picture could not be drawn: {reason}")
        self._changed.set()

    def section_list(self) -> tuple[SectionLine, ...]:
        """All sections of the set and what plays, in order."""
        return section_lines(self._plan, self.entries, self._shelf, lambda section: self._control.of(section)[1])

    async def _keep_up(self) -> None:
        while True:
            try:
                await self._next_step()
            except SonochromeError as error:
                self._warn(error)
                await asyncio.sleep(FAULT_PAUSE_S)
            except Exception as error:  # what is kept for later could not be: the show goes on without
                self._faults.note("a step", error)
                await asyncio.sleep(FAULT_PAUSE_S)

    async def _next_step(self) -> None:
        """Do the most urgent thing that is to be done, or wait for something to happen."""
        self._changed.clear()
        if self._transport is None or not self.live_set.tracks:
            await self._changed.wait()
        elif self._cut is None or self._cut.live_set.id != self.live_set.id:
            self._patience.note_set()
            self._mood = mood_of(self._library, self.live_set.id)
            self._families.start(families_of(self._library, self.live_set.id))
            self._control.start(wishes_of(self._library, self.live_set.id))
            if self._mood is not None:
                self._control.take_mood(self._mood.music, settled=self._mood.settled)
            await self._patience.first_quiet()
            await self._cut_again()
        elif self._mood is None:
            await self._mood_again(settled=False)
        elif self._cut.live_set != self.live_set:
            await self._cut_again()
        elif (section := self.entries.first_missing(self._plan.wanted, self._mood.music)) is not None:
            if (wait_s := self._draft_first_s()) > 0:
                await self._pause(wait_s)
            else:
                await self._depict(section)
        elif self._control.is_news:
            self._control.note_kept()
            keep_wishes(self._library, self._cut.live_set.id, self._control.book)
        elif not self._mood.fits(self._notes):
            if self._is_whole():
                await self._mood_again(settled=True)
            else:
                await self._pause(FINAL_QUIET_S)
        elif self._families.is_news and self._is_whole():
            keep_families(self._library, self._cut.live_set.id, self._families.settle())
        elif self._families.is_news or not self._finals_allowed():
            await self._pause(FINAL_QUIET_S)
        else:
            self._want()
            await self._changed.wait()

    def _is_whole(self) -> bool:
        """Whether the set is all there, and left alone for a moment."""
        return self._source.agreed and self._patience.set_is_quiet

    async def _pause(self, pause_s: float) -> None:
        """Wait for a change, but not longer than this; then ask for what may be drawn by now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._changed.wait()
        self._want()

    def _draft_first_s(self) -> float:
        """For how many seconds the draft of what is on stage is still to be waited for; 0 or less if there is nothing to wait for."""
        awaited = self.entries.awaited_draft(self._plan.wanted[:1])
        return 0.0 if awaited is None or self._workshop.gave_up(awaited) else self._patience.draft_first_s

    async def _cut_again(self) -> None:
        if self._transport is None:  # the device went while the set was let settle; the next one brings its own
            return
        live_set, mood = self.live_set, self._mood.music if self._mood else None
        reference = reference_of(self._library, live_set.id, self._transport)
        await self._control.follow(live_set)
        newest, document, known = await self._describer.cut(live_set, reference, mood, self._cut, self._control.ruling.hand_of)
        self.entries.replace_all(known, mood)
        self._cut, self._notes = newest, document.notes
        self._planner.take(newest)
        log.info(
            "set: name=%r sections=%d scenes=%d notes=%d", newest.live_set.name, len(newest.arrangement), len(newest.scenes), document.notes
        )
        self._stage.show(set_hash=self._stage.keep_document(document))
        self._plan_again(force=True)

    async def _mood_again(self, *, settled: bool) -> None:
        assert self._cut is not None
        whole, notes = self._cut, self._notes
        music = await self._describer.mood(whole)
        self._mood = Mood(self._mood.music if self._mood and self._mood.music == music else music, notes, settled)
        self._control.take_mood(self._mood.music, settled=settled)
        if settled:
            keep_mood(self._library, whole.live_set.id, self._mood)

    async def _depict(self, section: Section) -> None:
        mood = self._mood.music if self._mood else None
        self.entries.take(section, mood, await self._describer.depict(section, mood, self._control.hand_of(section)))
        self._described += 1
        if self._described > len(self._plan.wanted) + _FORGET_ABOVE:
            self._described = 0
            await self._describer.forget_all_but(self._plan.wanted)
        self._publish()

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
        entries = [entry for section in self._plan.wanted if (entry := entry_of(section, self.entries)) is not None]
        for entry in entries:
            self._stage.touch_document(entry.document)
        depictions = depictions_of(entries)
        self._show = make_show(self._plan.planned, depictions, self._shelf.get, self._show, fade_beats=self._settings.fade_beats)
        self._stage.show(cues=cue_messages(self._show, depictions))
        self._want()
        self._tell_status()

    def _want(self) -> None:
        self._workshop.want(orders(self._plan, self.entries, self._shelf, self._library, finals=self._finals_allowed()))

    def _finals_allowed(self) -> bool:
        return self._patience.finals_allowed(has_mood=self._mood is not None, settled=self._mood is not None and self._mood.settled)

    def _take_wishes(self) -> None:
        self._patience.note_edit()
        self._changed.set()
        self._tell_status()

    def _tell_status(self) -> None:
        self._board.tell(
            set_name=self.live_set.name,
            sections=len(self._plan.wanted),
            waiting=unfinished(self._plan, self.entries, self._shelf),
            shows_something=any(cue.picture_id for cue in self._show.cues),
        )

    def _say(self, message: str) -> None:
        self._board.message = message
        self._tell_status()

    def _warn(self, error: SonochromeError) -> None:
        log.warning("%s", error)
        self._say(str(error))
