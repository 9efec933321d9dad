"""One connected stage: what it knows, whether it answers, and the steps that bring it to the newest state."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from time import monotonic

from starlette.websockets import WebSocket, WebSocketDisconnect

from bridge.stage.newest import StageState, steps
from bridge.stage.protocol import Message, Ping, Pong, Wish, decode, encode
from vocabulary.errors import ProtocolError

log = logging.getLogger(__name__)
wire = logging.getLogger("bridge.stage.out")

STEPS_AHEAD = 3
"""A client may be so many steps behind with its answers: the way there and back must not hold up what is urgent."""
UNANSWERED_S = 1.0
"""A client that has not answered for so long is sent the newest state all the same; it may be one that does not know `Ping`."""


class StageConnection:
    """One connected stage: what it knows, and whether it answers."""

    def __init__(
        self,
        websocket: WebSocket,
        newest: Callable[[], StageState],
        on_wish: Callable[[Wish], None],
        on_refusal: Callable[[str], None],
    ) -> None:
        self._websocket, self._on_wish, self._on_refusal = websocket, on_wish, on_refusal
        self._newest = newest
        self._known: StageState | None = None
        self._wake = asyncio.Event()
        self._wake.set()
        self._answered = asyncio.Event()
        self._step = 0
        self._last_answer = 0
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def wake(self) -> None:
        """The state has changed."""
        self._wake.set()

    def end(self) -> None:
        """Let it go."""
        for task in self._tasks:
            task.cancel()

    async def serve(self) -> None:
        """Until it leaves."""
        self._tasks = (asyncio.create_task(self._listen()), asyncio.create_task(self._tell()))
        try:
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                # Leaving is no fault, whichever of the two noticed it.
                with contextlib.suppress(WebSocketDisconnect, RuntimeError, asyncio.CancelledError):
                    task.result()
        finally:
            self.end()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self._websocket.close()

    async def _listen(self) -> None:
        while True:
            try:
                message = decode(await receive(self._websocket))
            except ProtocolError as error:
                log.warning("dropped a message of a stage: %s", error)
                self._on_refusal(str(error))
                continue
            if isinstance(message, Ping):
                await send(self._websocket, Pong(message.number, monotonic()))
            elif isinstance(message, Wish):
                self._on_wish(message)
            elif isinstance(message, Pong) and self._last_answer < message.number <= self._step:
                self._last_answer = message.number
                self._answered.set()

    async def _tell(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            newest = self._newest()
            messages = list(steps(self._known, newest))
            self._known = newest
            for message in messages:
                await send(self._websocket, message)
            if messages:
                self._step += 1
                await send(self._websocket, Ping(self._step))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UNANSWERED_S):
                    while self._step - self._last_answer >= STEPS_AHEAD:
                        self._answered.clear()
                        await self._answered.wait()


async def receive(websocket: WebSocket) -> bytes | str:
    """The next message of a client.

    Raises:
        WebSocketDisconnect: if it left.
    """
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))
    data: bytes | str = message["text"] if message.get("text") is not None else message["bytes"]
    return data


async def send(websocket: WebSocket, message: Message) -> None:
    """Send one message."""
    data = encode(message)
    wire.debug("%s", data)
    await websocket.send_text(data.decode())
