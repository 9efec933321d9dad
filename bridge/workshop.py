"""The workshop: owns the render worker, hands it one picture at a time, and always gets a picture or the reason why not.

It is told the whole list of wanted pictures, soonest first, whenever that changes (`want`); the newest list wins. A picture that is not on
it any more is dropped, also while it is drawn. A worker that dies or hangs is killed and respawned, and its request tried once more; if
that ends the same way, a worker in safe mode (software OpenGL, else plain numpy) draws it.

`concurrent.futures` was tried and does not serve: a running job cannot be cancelled, one killed worker breaks all queued jobs, and an
orphan lives on.
"""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.launch import child_environment, python_command
from bridge.worker_protocol import Cancel, Failed, Frames, FromWorker, Progress, Ready, Render, Result, ToWorker, frame, from_worker
from vocabulary.errors import ProtocolError
from vocabulary.pictures import Picture, PictureRequest

log = logging.getLogger(__name__)

PAINTER = "render.painters.renderer:PainterRenderer"
WORKER_MODULE = "bridge.render_worker"
SINGLE_THREADED = {"LP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""CPU is scarce on a stage laptop: frames go before pictures."""
SAFE_ENVIRONMENT = {"LIBGL_ALWAYS_SOFTWARE": "1"}
HANG_S = 30.0
"""A worker that has said nothing for so long in the middle of a picture is killed."""
TRIES = 2
"""Times that a picture is tried before a worker in safe mode draws it."""
_BELOW_NORMAL = 0x4000
"""Windows' BELOW_NORMAL_PRIORITY_CLASS; elsewhere the worker makes itself nice."""
_RESPAWN_PAUSE_S = 0.5
_DRAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Order:
    """A wanted picture: its request's digest, the request, and where the files go."""

    id: str
    request: PictureRequest
    path: Path
    thumbnail_path: Path


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was made; `stand_in` holds why a lesser renderer drew it, "" if none had to."""

    picture: Picture
    stand_in: str = ""


class Workshop:
    """One worker process and the list of what it is to draw."""

    def __init__(
        self,
        *,
        on_made: Callable[[Made], None],
        on_failed: Callable[[str, str], None],
        renderers: Sequence[str] = (PAINTER,),
        safe_mode: bool = False,
        hang_s: float = HANG_S,
    ) -> None:
        self._on_made, self._on_failed = on_made, on_failed
        self._renderers = tuple(renderers)
        self._always_safe = safe_mode
        self._hang_s = hang_s
        self._wanted: tuple[Order, ...] = ()
        self._tries: dict[str, int] = {}
        self._given_up: set[str] = set()
        self._current: Order | None = None
        self._withdrawn = False
        self._new_wish = asyncio.Event()
        self._worker: _WorkerProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self.respawned = 0
        """Times that a worker died or hung."""

    @property
    def drawing(self) -> Order | None:
        """What is drawn at this moment."""
        return self._current

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker, if one runs."""
        return self._worker.pid if self._worker else None

    def gave_up(self, order_id: str) -> bool:
        """Whether this wanted picture will not be made."""
        return order_id in self._given_up

    def start(self) -> asyncio.Task[None]:
        """Start the worker, which takes a moment, and begin to draw what is wanted; the task ends only by a fault of ours."""
        self._task = asyncio.create_task(self._run(), name="workshop")
        return self._task

    async def close(self) -> None:
        """End the worker and wait for that."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._drop_worker()

    def want(self, orders: Sequence[Order]) -> None:
        """Replace the list of wanted pictures, soonest first. What is drawn now and is not on it is withdrawn."""
        self._wanted = tuple(orders)
        ids = {order.id for order in orders}
        # An edit that is undone gets another chance.
        self._given_up &= ids
        self._tries = {order: tries for order, tries in self._tries.items() if order in ids}
        if self._current is not None and self._current.id not in ids and not self._withdrawn:
            self._withdrawn = True
            if self._worker is not None:
                self._worker.send(Cancel(self._current.id))
        self._new_wish.set()

    async def _run(self) -> None:
        await self._worker_for(safe=self._always_safe)
        while True:
            order = next((order for order in self._wanted if order.id not in self._given_up), None)
            if order is None:
                await self._idle()
                continue
            self._current, self._withdrawn = order, False
            try:
                outcome = await self._draw(order)
            except ProtocolError as error:  # what cannot be encoded costs this one picture
                outcome = Failed(order.id, str(error))
            except Exception as error:  # a fault of ours, too; who knows what the worker is at
                log.exception("dropped by a fault of ours: picture=%s", order.id[:8])
                outcome = Failed(order.id, f"{type(error).__name__}: {error}")
                await self._drop_worker()
            finally:
                self._current = None
            self._settle(order, outcome)

    async def _idle(self) -> None:
        """Wait for a wish; a worker that dies meanwhile is started again, so that the next picture need not wait for that."""
        self._new_wish.clear()
        wish = asyncio.create_task(self._new_wish.wait())
        try:
            while not wish.done():
                worker = await self._worker_for(safe=self._always_safe)
                ended = asyncio.create_task(worker.wait() if worker is not None else asyncio.sleep(_RESPAWN_PAUSE_S))
                await asyncio.wait({wish, ended}, return_when=asyncio.FIRST_COMPLETED)
                ended.cancel()
                if worker is not None and not worker.alive:
                    log.warning("the idle render worker died; it is started again")
                    self.respawned += 1
                    await asyncio.wait({wish}, timeout=_RESPAWN_PAUSE_S)
        finally:
            wish.cancel()

    async def _draw(self, order: Order) -> Result | Failed | None:
        """What became of it; None if the worker died or hung."""
        tries = self._tries.get(order.id, 0)
        worker = await self._worker_for(safe=self._always_safe or tries >= TRIES)
        if worker is None:
            await asyncio.sleep(_RESPAWN_PAUSE_S)
        elif self._withdrawn:
            return Failed(order.id, "withdrawn", "cancelled")
        else:
            worker.send(Render(order.id, order.request, str(order.path), str(order.thumbnail_path)))
            while True:
                message = await worker.receive(self._hang_s)
                if isinstance(message, Result | Failed) and message.id == order.id:
                    return message
                if message is None:
                    break
        log.warning("the render worker died or hung: section=%s try=%d", order.id[:8], tries + 1)
        self._tries[order.id] = tries + 1
        await self._drop_worker()
        self.respawned += 1
        return None

    def _settle(self, order: Order, outcome: Result | Failed | None) -> None:
        match outcome:
            case Result():
                self._wanted = tuple(other for other in self._wanted if other.id != order.id)
                request = order.request
                picture = Picture(
                    order.id, str(order.path), outcome.width_px, outcome.height_px, request.quality, outcome.renderer, outcome.seconds
                )
                self._on_made(Made(picture, outcome.stand_in))
            case Failed(kind="error", reason=reason):
                self._give_up(order, reason)
            case None if self._tries.get(order.id, 0) > TRIES:
                self._give_up(order, "the render worker ended three times while it drew this picture")
            case _:
                pass  # withdrawn, or to be tried again

    def _give_up(self, order: Order, reason: str) -> None:
        self._given_up.add(order.id)
        self._on_failed(order.id, reason)

    async def _worker_for(self, *, safe: bool) -> "_WorkerProcess | None":
        """A worker that is ready, in safe mode or not; None if none could be started."""
        if self._worker is not None and (self._worker.safe != safe or not self._worker.alive):
            await self._drop_worker()
        if self._worker is None:
            self._worker = await _WorkerProcess.start((PAINTER,) if safe else self._renderers, safe=safe)
        worker = self._worker
        while not worker.ready:
            message = await worker.receive(self._hang_s)
            if message is None:
                await self._drop_worker()
                return None
        return worker

    async def _drop_worker(self) -> None:
        if self._worker is not None:
            await self._worker.end()  # if this is cancelled, `close` does it again
            self._worker = None


class _WorkerProcess:
    """One worker and the two ends of its pipes."""

    def __init__(self, process: asyncio.subprocess.Process, *, safe: bool) -> None:
        self._process = process
        self._frames = Frames()
        self._messages: list[FromWorker] = []
        self.safe = safe
        self.ready = False

    @classmethod
    async def start(cls, renderers: Sequence[str], *, safe: bool) -> "_WorkerProcess":
        process = await asyncio.create_subprocess_exec(
            *python_command(WORKER_MODULE, renderers),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**child_environment(), **SINGLE_THREADED, **(SAFE_ENVIRONMENT if safe else {})},
            start_new_session=True,  # Ctrl-C is the daemon's to hear
            creationflags=_BELOW_NORMAL if sys.platform == "win32" else 0,
        )
        return cls(process, safe=safe)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    def send(self, message: ToWorker) -> None:
        """Hand it to the pipe; a broken one shows when receiving."""
        if self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(frame(message))

    async def wait(self) -> None:
        """Wait until the process ended."""
        await self._process.wait()

    async def receive(self, silence_s: float) -> FromWorker | None:
        """The next message; None if the worker ended, talks nonsense, or said nothing for `silence_s`."""
        deadline = time.monotonic() + silence_s
        while not self._messages:
            assert self._process.stdout is not None
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    data = await self._process.stdout.read(65536)
                self._messages += [from_worker(body) for body in self._frames.feed(data)]
            except (TimeoutError, ProtocolError) as error:
                log.warning("the render worker does not answer: %s", str(error) or f"silent for {silence_s:g} s")
                return None
            if not data:
                return None
        message = self._messages.pop(0)
        if isinstance(message, Ready):
            self.ready = True
        elif isinstance(message, Progress):
            log.debug("drawing: picture=%s with=%s", message.id[:8], message.what)
        return message

    async def end(self) -> None:
        """Kill it, since a driver may hang for ever, and collect it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self.alive and sys.platform == "win32":
            self._process.kill()
        elif self.alive:  # Popen.kill() would collect a process that has just ended, and asyncio then misses it
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_S):
                await self._process.wait()
