import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from bridge.workshop import Made, Order, Workshop
from render.png import read_png
from tests.bridge import fake_renderers
from tests.bridge.small_sets import request

RENDERER = "tests.bridge.fake_renderers:FakeRenderer"


class Bench:
    """A workshop with fake renderers, and what it reported."""

    def __init__(self, folder: Path, *, hang_s: float = 10.0) -> None:
        self.folder = folder
        self.made: list[Made] = []
        self.failed: dict[str, str] = {}
        self._news = asyncio.Event()
        self.workshop = Workshop(on_made=self._take, on_failed=self._fail, renderers=(RENDERER,), hang_s=hang_s)

    def order(self, seed: int) -> Order:
        picture = request(seed)
        digest = picture.digest()
        return Order(digest, picture, self.folder / f"{digest}.png", self.folder / f"{digest}.thumb.png")

    async def until(self, condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                self._news.clear()
                await self._news.wait()

    @property
    def seeds(self) -> list[int]:
        return [int(read_png(Path(made.picture.path))[1]["sonochrome:seed"]) for made in self.made]

    def _take(self, made: Made) -> None:
        self.made.append(made)
        self._news.set()

    def _fail(self, picture_id: str, reason: str) -> None:
        self.failed[picture_id] = reason
        self._news.set()


Play = Callable[[Bench], Awaitable[None]]


@pytest.fixture
def on_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv(fake_renderers.MARKS, str(marks))

    def run(play: Play, **options: float) -> None:
        async def all_of_it() -> None:
            bench = Bench(tmp_path / "pictures", **options)
            bench.workshop.start()
            try:
                await play(bench)
            finally:
                await bench.workshop.close()

        coroutine: Coroutine[None, None, None] = all_of_it()
        asyncio.run(coroutine)

    return run


def tries(tmp_path: Path, seed: int) -> int:
    return len(list((tmp_path / "marks").glob(f"{seed}.*")))


def test_pictures_are_made_in_the_wanted_order(on_bench: Callable[..., None]) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(seed) for seed in (3, 1, 2)])
        await bench.until(lambda: len(bench.made) == 3)

        assert bench.seeds == [3, 1, 2]
        assert all(Path(made.picture.path).with_suffix(".thumb.png").exists() for made in bench.made)

    on_bench(play)


def test_the_newest_list_wins_and_stale_work_is_dropped(on_bench: Callable[..., None], tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        slow = bench.order(fake_renderers.SLOW)
        bench.workshop.want([slow, bench.order(1)])
        while tries(tmp_path, fake_renderers.SLOW) == 0:
            await asyncio.sleep(0.02)
        bench.workshop.want([bench.order(2)])
        await bench.until(lambda: bool(bench.made))
        await asyncio.sleep(0.1)

        assert bench.seeds == [2]
        assert not slow.path.exists()
        assert tries(tmp_path, 1) == 0

    on_bench(play)


def test_a_killed_worker_is_respawned_and_its_request_tried_again(on_bench: Callable[..., None], tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(fake_renderers.DIES_ONCE), bench.order(1)])
        await bench.until(lambda: len(bench.made) == 2)

        assert bench.seeds == [fake_renderers.DIES_ONCE, 1]
        assert bench.workshop.respawned == 1
        assert tries(tmp_path, fake_renderers.DIES_ONCE) == 2

    on_bench(play)


def test_a_worker_killed_from_outside_is_back_within_three_seconds(on_bench: Callable[..., None], tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(fake_renderers.SLOW)])
        while tries(tmp_path, fake_renderers.SLOW) == 0:
            await asyncio.sleep(0.02)
        assert bench.workshop.worker_pid is not None
        os.kill(bench.workshop.worker_pid, signal.SIGKILL)
        killed_at = time.monotonic()
        await bench.until(lambda: bool(bench.made))

        assert time.monotonic() - killed_at < 3.5  # half a second of it is the slow picture

    on_bench(play)


@pytest.mark.gl
def test_an_idle_worker_that_is_killed_comes_back_without_being_asked(on_bench: Callable[..., None]) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(1)])
        await bench.until(lambda: len(bench.made) == 1)
        killed = bench.workshop.worker_pid
        assert killed is not None

        os.kill(killed, signal.SIGKILL)
        async with asyncio.timeout(10.0):
            while bench.workshop.worker_pid in (None, killed):
                await asyncio.sleep(0.02)
        bench.workshop.want([bench.order(2)])
        await bench.until(lambda: len(bench.made) == 2)

        assert bench.workshop.respawned == 1
        assert bench.seeds == [1, 2]

    on_bench(play)


def test_what_kills_the_worker_twice_is_drawn_in_safe_mode(on_bench: Callable[..., None], tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(fake_renderers.DIES_ALWAYS)])
        await bench.until(lambda: bool(bench.made or bench.failed))

        assert bench.failed == {}
        assert bench.made[0].picture.renderer.startswith("painter:")
        assert tries(tmp_path, fake_renderers.DIES_ALWAYS) == 2

    on_bench(play)


def test_a_hanging_worker_is_killed(on_bench: Callable[..., None], tmp_path: Path) -> None:
    async def play(bench: Bench) -> None:
        order = bench.order(fake_renderers.HANGS)
        bench.workshop.want([order])
        while tries(tmp_path, fake_renderers.HANGS) == 0:
            await asyncio.sleep(0.02)
        first = bench.workshop.worker_pid
        while bench.workshop.respawned == 0:
            await asyncio.sleep(0.02)

        assert first is not None
        assert not psutil.pid_exists(first)
        bench.workshop.want([bench.order(1)])
        await bench.until(lambda: bool(bench.made))
        assert bench.seeds == [1]

    on_bench(play, hang_s=3.0)


@pytest.mark.parametrize(
    ("seed", "reason"), [(fake_renderers.BLACK, "black"), (fake_renderers.NAN, "float64"), (fake_renderers.RAISES, "out of memory")]
)
def test_a_picture_that_must_not_be_shown_is_drawn_by_another_renderer(on_bench: Callable[..., None], seed: int, reason: str) -> None:
    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(seed)])
        await bench.until(lambda: bool(bench.made))

        assert bench.made[0].picture.renderer == "PlainRenderer"
        assert reason in bench.made[0].stand_in
        pixels, texts = read_png(Path(bench.made[0].picture.path))
        assert pixels.std() > 5
        assert reason in texts["sonochrome:stand_in"]

    on_bench(play)


@pytest.mark.parametrize(
    ("spoilt", "reason", "respawned"), [({"tempo": np.float64(120)}, "float64", 0), ({"tempo": "allegro"}, "ended three times", 3)]
)
def test_a_request_that_is_none_costs_this_one_picture(
    on_bench: Callable[..., None], spoilt: dict[str, Any], reason: str, respawned: int
) -> None:
    async def play(bench: Bench) -> None:
        order = bench.order(1)
        bench.workshop.want([replace(order, request=replace(order.request, **spoilt)), bench.order(2)])
        await bench.until(lambda: bool(bench.made and bench.failed))

        assert reason in bench.failed[order.id]
        assert bench.seeds == [2]
        assert bench.workshop.respawned == respawned

    on_bench(play)


def test_the_worker_ends_with_the_workshop(on_bench: Callable[..., None]) -> None:
    found: list[int] = []

    async def play(bench: Bench) -> None:
        bench.workshop.want([bench.order(1)])
        await bench.until(lambda: bool(bench.made))
        assert bench.workshop.worker_pid is not None
        found.append(bench.workshop.worker_pid)

    on_bench(play)

    assert not psutil.pid_exists(found[0])
