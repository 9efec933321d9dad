"""A small daemon for the stage client's tests: speaks `bridge.stage.protocol` over a real WebSocket and HTTP server.

Unlike the real one it does only what a test tells it, so that a test can be late, wrong or dead at the moment it chooses.
"""

import asyncio
import hashlib
import io
import socket
import threading
import time
from typing import Any

import msgspec
import numpy as np
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bridge.launch import DaemonAddress
from bridge.stage.protocol import PROTOCOL_VERSION, Hello, Message, decode, encode


class FakeDaemon:
    """Serves `pictures` and `documents`; sends `greeting` and then whatever `send` is given to every stage."""

    def __init__(self, session: str = "one", greeting: tuple[Message, ...] = (), protocol: int = PROTOCOL_VERSION) -> None:
        self.greeting = greeting
        self.pictures: dict[str, bytes] = {}
        self.documents: dict[str, bytes] = {}
        self.received: list[Message] = []
        self.fetched: list[str] = []
        self.http_delay_s = 0.0
        self._session, self._protocol = session, protocol
        self._stages: set[WebSocket] = set()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        routes = [Route("/pictures/{id}", self._picture), Route("/documents/{id}", self._document), WebSocketRoute("/stage", self._stage)]
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", ws="websockets-sansio", lifespan="off")
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    @property
    def address(self) -> DaemonAddress:
        return DaemonAddress(self.port, 17400, 1, self._session)

    def add_picture(self, picture_id: str, color: tuple[int, int, int] = (90, 60, 160), size: tuple[int, int] = (64, 64)) -> None:
        self.pictures[picture_id] = png_of(color, size)

    def add_document(self, document: Any) -> str:
        body = msgspec.json.encode(document)
        name = hashlib.sha256(body).hexdigest()[:16]
        self.documents[name] = body
        return name

    def send(self, *messages: Message) -> None:
        self.send_raw(*(encode(message) for message in messages))

    def send_raw(self, *messages: bytes) -> None:
        async def send() -> None:
            for stage in tuple(self._stages):
                for message in messages:
                    await stage.send_text(message.decode())

        asyncio.run_coroutine_threadsafe(send(), self._loop).result(5.0)

    def kill(self) -> None:
        """End at once, as a killed process does: connections break, the port refuses."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(5.0)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with self._socket:
            self._loop.run_until_complete(self._server.serve([self._socket]))
            pending = asyncio.all_tasks(self._loop)
            for task in pending:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    async def _stage(self, socket: WebSocket) -> None:
        await socket.accept()
        self.received.append(decode(await socket.receive_text()))
        for message in (Hello(self._protocol, "daemon", "0", self._session), *self.greeting):
            await socket.send_text(encode(message).decode())
        self._stages.add(socket)
        try:
            while True:
                self.received.append(decode(await socket.receive_text()))
        except (WebSocketDisconnect, asyncio.CancelledError):
            pass
        finally:
            self._stages.discard(socket)

    async def _picture(self, request: Request) -> Response:
        return await self._answer(self.pictures, request, "image/png")

    async def _document(self, request: Request) -> Response:
        return await self._answer(self.documents, request, "application/json")

    async def _answer(self, shelf: dict[str, bytes], request: Request, kind: str) -> Response:
        self.fetched.append(request.path_params["id"])
        await asyncio.sleep(self.http_delay_s)
        body = shelf.get(request.path_params["id"])
        return Response(status_code=404) if body is None else Response(body, media_type=kind)


def png_of(color: tuple[int, int, int], size: tuple[int, int]) -> bytes:
    """A picture of one colour, darker towards the bottom, so that up and down differ."""
    width, height = size
    rows = np.linspace(1.0, 0.5, height)[:, None, None] * np.array(color)
    pixels = np.broadcast_to(rows, (height, width, 3)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
