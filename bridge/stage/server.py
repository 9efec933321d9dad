"""The stage server: WebSocket for what changes, HTTP for pictures and documents; loopback only.

Each client is told the newest state. It is asked for a sign of life (`Ping`) with every step, and gets no further step before it gave one,
so that a slow client skips states instead of collecting a queue. Requests whose Host or Origin is not this machine are refused: a
web page elsewhere must not read a user's music through the browser (DNS rebinding, cross-site WebSockets).
"""

import asyncio
import contextlib
import hashlib
import logging
import socket
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bridge.stage.newest import StageState, steps
from bridge.stage.protocol import FIRST_PORT, LAST_PORT, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, Hello, Message, Ping, Pong, decode, encode
from vocabulary.errors import ConnectionLostError, LibraryError, ProtocolError

log = logging.getLogger(__name__)
wire = logging.getLogger("bridge.stage.out")

HELLO_S = 5.0
"""How long a new client may take for its first message."""
UNANSWERED_S = 1.0
"""A client that has not answered for so long is sent the newest state all the same; it may be one that does not know `Ping`."""
MOST_DOCUMENTS = 2000
"""Descriptions kept for clients that ask late; some 3 kB each."""
CLOSE_OTHER_VERSION, CLOSE_NOT_UNDERSTOOD, CLOSE_NO_HELLO = 4400, 4401, 4402
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_JSON = "application/json"


class StageServer:
    """Serves the newest state to every stage that connects."""

    def __init__(
        self,
        *,
        version: str,
        session: str,
        picture_path: Callable[[str], Path],
        live_set: Callable[[], Awaitable[bytes]],
        sections: Callable[[], bytes],
        on_stages: Callable[[int], None] = lambda count: None,
    ) -> None:
        """Args:
        picture_path: Where the picture of an id is; raises LibraryError for what is no id.
        live_set, sections: The documents behind `/live_set` and `/sections`, JSON.
        on_stages: Told the number of connected stages when it changes.
        """
        self._version, self._session = version, session
        self._picture_path, self._live_set, self._sections = picture_path, live_set, sections
        self._on_stages = on_stages
        self._state = StageState()
        self._documents: OrderedDict[str, bytes] = OrderedDict()
        self._clients: set[_Client] = set()
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def state(self) -> StageState:
        """What a client that comes now is told."""
        return self._state

    @property
    def stages(self) -> int:
        """Number of connected stages."""
        return len(self._clients)

    async def open(self, first_port: int = FIRST_PORT, last_port: int = LAST_PORT) -> int:
        """Listen on the first free port and return it.

        Raises:
            ConnectionLostError: if all are taken.
        """
        listener = _listen(first_port, last_port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            LoopbackOnly(self._app()),
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            ws_max_size=MAX_MESSAGE_BYTES,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve([listener]), name="stage server")
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise ConnectionLostError("the stage server did not start; see the messages above")
            await asyncio.sleep(0.005)
        return self.port

    async def close(self) -> None:
        """Say good-bye to all stages and stop listening."""
        if self._server is None or self._task is None:
            return
        for client in tuple(self._clients):
            client.end()
        self._server.should_exit = True
        await self._task

    def show(self, **changes: Any) -> None:
        """Change fields of the `StageState`; whoever is connected is told at once."""
        state = replace(self._state, **changes)
        if state == self._state:
            return
        self._state = state
        for client in self._clients:
            client.wake()

    def keep_document(self, document: msgspec.Struct) -> str:
        """Keep a document for `/documents/<hash>` and return the hash."""
        data = msgspec.json.encode(document)
        name = hashlib.sha256(data).hexdigest()[:32]
        self._documents[name] = data
        self._documents.move_to_end(name)
        while len(self._documents) > MOST_DOCUMENTS:
            self._documents.popitem(last=False)
        return name

    def touch_document(self, name: str) -> None:
        """Count a document as used now, so that it outlives older ones."""
        if name in self._documents:
            self._documents.move_to_end(name)

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                WebSocketRoute("/stage", self._stage),
                Route("/documents/{name}", self._document),
                Route("/pictures/{name}", self._picture),
                Route("/live_set", self._whole_set),
                Route("/status", self._status),
                Route("/sections", self._all_sections),
            ]
        )

    async def _stage(self, websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            if not await self._greet(websocket):
                return
        except (WebSocketDisconnect, RuntimeError):  # it left in the middle
            return
        client = _Client(websocket, lambda: self._state)
        self._clients.add(client)
        self._on_stages(len(self._clients))
        try:
            await client.serve()
        finally:
            self._clients.discard(client)
            self._on_stages(len(self._clients))

    async def _greet(self, websocket: WebSocket) -> bool:
        try:
            async with asyncio.timeout(HELLO_S):
                hello = decode(await _receive(websocket))
        except TimeoutError:
            await websocket.close(CLOSE_NO_HELLO, "say hello first")
            return False
        except ProtocolError as error:
            log.warning("a stage was refused: %s", error)
            await websocket.close(CLOSE_NOT_UNDERSTOOD, "not understood")
            return False
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL_VERSION:
            await websocket.close(CLOSE_OTHER_VERSION, f"this daemon speaks version {PROTOCOL_VERSION}; update the older of the two")
            return False
        log.info("stage connected: role=%s version=%s", hello.role, hello.version)
        await _send(websocket, Hello(PROTOCOL_VERSION, "daemon", self._version, self._session))
        return True

    async def _document(self, request: Request) -> Response:
        data = self._documents.get(request.path_params["name"])
        if data is None:
            return PlainTextResponse("no such document; it may be of an earlier session", 404)
        return Response(data, headers=_IMMUTABLE, media_type=_JSON)

    async def _picture(self, request: Request) -> Response:
        try:
            path = self._picture_path(request.path_params["name"].removesuffix(".png"))
        except LibraryError as error:
            return PlainTextResponse(str(error), 404)
        if not path.exists():
            return PlainTextResponse("no such picture in the library", 404)
        return FileResponse(path, headers=_IMMUTABLE, media_type="image/png")

    async def _whole_set(self, request: Request) -> Response:
        return Response(await self._live_set(), media_type=_JSON)

    async def _status(self, request: Request) -> Response:
        status = self._state.status
        return Response(encode(status) if status else b"{}", media_type=_JSON)

    async def _all_sections(self, request: Request) -> Response:
        return Response(self._sections(), media_type=_JSON)


class _Client:
    """One connected stage: what it knows, and whether it answers."""

    def __init__(self, websocket: WebSocket, newest: Callable[[], StageState]) -> None:
        self._websocket = websocket
        self._newest = newest
        self._known: StageState | None = None
        self._wake = asyncio.Event()
        self._wake.set()
        self._answered = asyncio.Event()
        self._step = 0
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def wake(self) -> None:
        self._wake.set()

    def end(self) -> None:
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
                message = decode(await _receive(self._websocket))
            except ProtocolError as error:
                log.warning("dropped a message of a stage: %s", error)
                continue
            if isinstance(message, Ping):
                await _send(self._websocket, Pong(message.number, monotonic()))
            elif isinstance(message, Pong) and message.number == self._step:
                self._answered.set()

    async def _tell(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            newest = self._newest()
            messages = list(steps(self._known, newest))
            self._known = newest
            for message in messages:
                await _send(self._websocket, message)
            if messages:
                self._step += 1
                self._answered.clear()
                await _send(self._websocket, Ping(self._step))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(UNANSWERED_S):
                        await self._answered.wait()


class LoopbackOnly:
    """Refuses what does not name this machine as Host, or comes from a page that is not of this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
        allowed = _is_loopback("//" + headers.get("host", "")) and ("origin" not in headers or _is_loopback(headers["origin"]))
        if allowed:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            log.warning("refused a stage: host=%s origin=%s", headers.get("host"), headers.get("origin"))
            await send({"type": "websocket.close", "code": 4403})
        else:
            log.warning("refused a request: host=%s origin=%s", headers.get("host"), headers.get("origin"))
            await PlainTextResponse("Sonochrome answers this machine only", 403)(scope, receive, send)


def _is_loopback(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(first: int, last: int) -> socket.socket:
    for port in range(first, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would allow two daemons on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
        except OSError:
            listener.close()
            continue
        listener.setblocking(False)
        return listener
    raise ConnectionLostError(f"all stage ports {first}-{last} are taken; `sonochrome doctor` says by whom")


async def _receive(websocket: WebSocket) -> bytes | str:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))
    data: bytes | str = message["text"] if message.get("text") is not None else message["bytes"]
    return data


async def _send(websocket: WebSocket, message: Message) -> None:
    data = encode(message)
    wire.debug("%s", data)
    await websocket.send_text(data.decode())
