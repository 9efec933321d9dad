"""The stage server: WebSocket for what changes, HTTP for pictures and documents; loopback only.

Each client is told the newest state. It is asked for a sign of life (`Ping`) with every step, and gets no further step while three are
without one, so that a slow client skips states instead of collecting a queue (`bridge.stage.client`). Requests whose Host or Origin is
not this machine are refused: a web page elsewhere must not read a user's music through the browser (DNS rebinding, cross-site
WebSockets; `bridge.stage.loopback`).
"""

import asyncio
import contextlib
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bridge.stage.client import StageConnection, receive, send
from bridge.stage.loopback import LoopbackOnly, listen_on_first_free
from bridge.stage.newest import StageState
from bridge.stage.protocol import FIRST_PORT, LAST_PORT, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, Hello, Wish, decode, encode
from vocabulary.errors import ConnectionLostError, LibraryError, ProtocolError
from vocabulary.pictures import PictureRequest

log = logging.getLogger(__name__)

HELLO_S = 5.0
"""How long a new client may take for its first message."""
MOST_DOCUMENTS = 2000
"""Descriptions kept for clients that ask late; some 3 kB each."""
CLOSE_OTHER_VERSION, CLOSE_NOT_UNDERSTOOD, CLOSE_NO_HELLO = 4400, 4401, 4402
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
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
        on_wish: Callable[[Wish], None] = lambda wish: None,
        on_refusal: Callable[[str], None] = lambda reason: None,
        request: Callable[[str], PictureRequest | None] = lambda picture_id: None,
    ) -> None:
        """Args:
        picture_path: Where the picture of an id is; raises LibraryError for what is no id.
        live_set, sections: The documents behind `/live_set` and `/sections`, JSON.
        on_stages: Told the number of connected stages when it changes.
        on_wish, on_refusal: Told what a viewer wants, and why something that a stage said is not understood.
        request: What a picture is painted from, if that is known.
        """
        self._version, self._session = version, session
        self._picture_path, self._live_set, self._sections = picture_path, live_set, sections
        self._on_stages, self._on_wish, self._on_refusal, self._request = on_stages, on_wish, on_refusal, request
        self._state = StageState()
        self._documents: OrderedDict[str, bytes] = OrderedDict()
        self._clients: set[StageConnection] = set()
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
        listener = listen_on_first_free(first_port, last_port)
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
                Route("/request/{name}", self._picture_request),
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
        client = StageConnection(websocket, lambda: self._state, self._on_wish, self._on_refusal)
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
                hello = decode(await receive(websocket))
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
        await send(websocket, Hello(PROTOCOL_VERSION, "daemon", self._version, self._session))
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

    async def _picture_request(self, request: Request) -> Response:
        found = self._request(request.path_params["name"])
        if found is None:
            return PlainTextResponse("no picture of the set as it is has this id", 404)
        return Response(await asyncio.to_thread(msgspec.json.encode, found), headers=_IMMUTABLE, media_type=_JSON)

    async def _whole_set(self, request: Request) -> Response:
        return Response(await self._live_set(), media_type=_JSON)

    async def _status(self, request: Request) -> Response:
        status = self._state.status
        return Response(encode(status) if status else b"{}", media_type=_JSON)

    async def _all_sections(self, request: Request) -> Response:
        return Response(self._sections(), media_type=_JSON)


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
