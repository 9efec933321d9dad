"""The conductor with the real pipeline, library and workshop (and a renderer of stripes), when something of ours goes wrong."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bridge.hand
import bridge.pipeline
from bridge.conductor import Conductor
from bridge.control import Control
from bridge.library import Library
from bridge.pipeline import Pipeline
from bridge.settings import Settings
from bridge.stage.protocol import CueMessage, Wish
from bridge.stage.server import StageServer
from bridge.workshop import Workshop
from render.style_files import shipped_styles
from tests.bridge import fake_renderers
from tests.bridge.small_sets import arrangement_set, transport
from vocabulary.live_set import Section
from vocabulary.wishes import Wishes

SETTINGS = Settings(width_px=64, height_px=64, draft_px=64)
FAULTY = "part 2"


class Source:
    """A device that agrees with us."""

    agreed, resent = True, 0

    def show_status(self, state: int, pictures: int, sections: int, stages: int) -> None: ...

    def show_thumbnail(self, slot: int) -> None: ...

    def set_thumbnail_paths(self, path_0: str, path_1: str) -> None: ...


class Daemon:
    """A daemon's inner parts, without ports."""

    def __init__(self, folder: Path) -> None:
        library = Library(folder, limit_bytes=10**8)
        self.stage = StageServer(version="", session="", picture_path=library.path, live_set=_nothing, sections=lambda: b"")
        self.workshop = Workshop(
            on_made=lambda made: self.conductor.take_picture(made),
            on_failed=lambda picture_id, reason: self.conductor.take_failure(picture_id, reason),
            renderers=("tests.bridge.fake_renderers:FakeRenderer",),
        )
        self.conductor = Conductor(
            settings=SETTINGS,
            library=library,
            workshop=self.workshop,
            stage=self.stage,
            source=Source(),
            pipeline=Pipeline(SETTINGS),
            control=Control("", shipped_styles()),
        )

    @property
    def cues(self) -> tuple[CueMessage, ...]:
        return self.stage.state.cues

    @property
    def message(self) -> str:
        return self.stage.state.status.message if self.stage.state.status else ""

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20.0):
            while not condition():
                await asyncio.sleep(0.02)

    async def until_qualities(self, *qualities: str) -> None:
        await self.until(lambda: tuple(cue.quality if cue.picture else "" for cue in self.cues) == qualities)


async def _nothing() -> bytes:
    return b""


@pytest.fixture
def on_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    (tmp_path / "marks").mkdir()
    monkeypatch.setenv(fake_renderers.MARKS, str(tmp_path / "marks"))

    def run(play: Callable[[Daemon], Coroutine[Any, Any, None]]) -> None:
        async def all_of_it() -> None:
            daemon = Daemon(tmp_path / "library")
            tasks = [daemon.workshop.start(), daemon.conductor.start()]
            try:
                daemon.conductor.take_connection("connected")
                daemon.conductor.take_live_set(arrangement_set())
                daemon.conductor.take_transport(transport(), 0)
                await play(daemon)
                assert not any(task.done() for task in tasks)
            finally:
                await daemon.conductor.close()
                await daemon.workshop.close()

        asyncio.run(all_of_it())

    return run


def spoil(monkeypatch: pytest.MonkeyPatch, name: str, spoilt: Callable[..., Any]) -> None:
    """Put `spoilt(original, *arguments, **options)` in place of what the pipeline or the hand calls by this name."""
    module = bridge.hand if hasattr(bridge.hand, name) else bridge.pipeline
    original = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *arguments, **options: spoilt(original, *arguments, **options))


def test_a_final_picture_that_cannot_be_encoded_leaves_its_draft_on_stage(
    on_daemon: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unencodable(original: Callable[..., Any], section: Section, *arguments: Any, quality: str, **options: Any) -> Any:
        request = original(section, *arguments, quality=quality, **options)
        if section.name != FAULTY or quality == "draft":
            return request
        return replace(request, look=replace(request.look, energy=np.float64(request.look.energy)))  # mypy sees a float, msgspec does not

    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "draft", "final")
        daemon.conductor.take_live_set(arrangement_set(pitch=70))  # all music changes, and the show goes on
        await daemon.until(lambda: not any(cue.quality == "final" for cue in daemon.cues))
        await daemon.until_qualities("final", "final", "draft", "final")

        assert "cannot be encoded" in daemon.message
        assert daemon.workshop.respawned == 0

    spoil(monkeypatch, "picture_request", unencodable)
    on_daemon(play)


def test_a_section_that_cannot_be_described_gets_a_plain_picture_and_the_others_theirs(
    on_daemon: Callable[..., None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def undescribable(original: Callable[..., Any], section: Section, **options: Any) -> Any:
        if section.name == FAULTY and section.parts:
            tried.append(section)
            raise ZeroDivisionError("float division by zero")
        return original(section, **options)

    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        live_set = arrangement_set()
        daemon.conductor.take_live_set(replace(live_set, name="renamed"))
        await daemon.until(lambda: daemon.stage.state.status is not None and daemon.stage.state.status.set_name == "renamed")
        await daemon.until_qualities("final", "final", "final", "final")

        assert len({cue.picture for cue in daemon.cues}) == 4
        assert FAULTY in daemon.message
        assert all(cue.document for cue in daemon.cues)

    spoil(monkeypatch, "describe", undescribable)
    on_daemon(play)

    assert len(tried) == 1  # not again with every edit elsewhere
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("name", ["set_document", "imagine_look"])
def test_a_fault_in_any_step_of_an_edit_keeps_what_is_on_stage(
    on_daemon: Callable[..., None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    faulty: list[bool] = []

    def sometimes(original: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if faulty:
            raise KeyError(name)
        return original(*arguments, **options)

    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        faulty.append(True)
        daemon.conductor.take_live_set(arrangement_set(pitch=70))
        await asyncio.sleep(0.5)

        assert len(daemon.cues) == 4
        assert all(cue.picture for cue in daemon.cues)
        faulty.clear()
        daemon.conductor.take_live_set(arrangement_set(pitch=50))
        await daemon.until_qualities("final", "final", "final", "final")

    spoil(monkeypatch, name, sometimes)
    on_daemon(play)


def test_a_set_whose_mood_cannot_be_found_is_pictured_without_one(on_daemon: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    def moodless(original: Callable[..., Any], live_set: Any, **options: Any) -> Any:
        if live_set.tracks:
            raise IndexError("pop from empty list")
        return original(live_set, **options)

    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")

        assert "the mood of the set was dropped" in daemon.message

    spoil(monkeypatch, "song_section", moodless)
    on_daemon(play)


def style_of(daemon: Daemon, place: int) -> str:
    return daemon.conductor.section_list()[place].style


def test_a_wish_draws_anew_what_it_changes_and_nothing_else_and_outlives_the_daemon(on_daemon: Callable[..., None]) -> None:
    pictures: list[str] = []

    async def wish(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        before = [cue.picture for cue in daemon.cues]
        target = daemon.cues[1].id
        daemon.conductor.wish_desk.take_wish(Wish(5, "change", "clip", target, Wishes(style="weave", words=("fog",))))
        await daemon.until(lambda: daemon.cues[1].picture not in ("", before[1]))
        await daemon.until_qualities("final", "final", "final", "final")
        await daemon.until(lambda: style_of(daemon, 1) == "weave")

        assert [cue.picture for cue in daemon.cues][::2] == before[::2]
        status = daemon.stage.state.status
        assert status is not None
        assert (status.answered, status.refused, status.can_undo) == (5, "", True)
        request = daemon.conductor.entries.request(daemon.cues[1].picture)
        assert request is not None
        assert (request.look.style, request.digest()) == ("weave", daemon.cues[1].picture)
        pictures.append(daemon.cues[1].picture)

    async def come_back(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        assert [cue.picture for cue in daemon.cues][1:2] == pictures
        daemon.conductor.wish_desk.take_wish(Wish(1, "change", "set", "", Wishes(style="oil")))
        status = daemon.stage.state.status
        assert status is not None
        assert "there is no style 'oil'" in status.refused

    on_daemon(wish)
    on_daemon(come_back)


def test_a_changed_style_draws_its_sections_anew_and_a_fault_is_told(on_daemon: Callable[..., None]) -> None:
    styles = shipped_styles()
    warmer = {**styles, "weave": replace(styles["weave"], bias=replace(styles["weave"].bias, lightness=0.05))}

    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        daemon.conductor.wish_desk.take_wish(Wish(1, "change", "clip", daemon.cues[1].id, Wishes(style="weave")))
        await daemon.until(lambda: style_of(daemon, 1) == "weave")
        await daemon.until_qualities("final", "final", "final", "final")
        before = [cue.picture for cue in daemon.cues]
        daemon.conductor.wish_desk.take_styles(warmer, ("mine.toml, line 3: no painter 'oil'",))
        assert daemon.message == "mine.toml, line 3: no painter 'oil'"
        await daemon.until(lambda: daemon.cues[1].picture != before[1])
        await daemon.until_qualities("final", "final", "final", "final")

        assert [cue.picture for cue in daemon.cues][::2] == before[::2]
        daemon.conductor.wish_desk.take_styles(warmer, ())
        assert daemon.message == ""

    on_daemon(play)


def test_a_fault_in_taking_a_wish_costs_the_wish_only(on_daemon: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(daemon: Daemon) -> None:
        await daemon.until_qualities("final", "final", "final", "final")
        with monkeypatch.context() as patch:
            patch.setattr(Control, "take", lambda *_: 1 / 0)
            daemon.conductor.wish_desk.take_wish(Wish(1, "another"))
        assert "a wish was dropped" in daemon.message
        before = daemon.cues[0].picture
        daemon.conductor.wish_desk.take_wish(Wish(2, "another"))
        await daemon.until(lambda: daemon.cues[0].picture != before)

    on_daemon(play)
