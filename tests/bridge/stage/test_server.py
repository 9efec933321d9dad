import asyncio
import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bridge.stage.client import STEPS_AHEAD
from bridge.stage.protocol import (
    MAX_MESSAGE_BYTES,
    Anchor,
    CueMessage,
    Cues,
    Hello,
    Message,
    Ping,
    Pong,
    SetChanged,
    SetDocument,
    Status,
    Wish,
    decode,
    encode,
)
from bridge.stage.server import StageServer
from tests.bridge.small_sets import request as picture_request
from vocabulary.errors import ConnectionLostError, LibraryError

PICTURE = "ab" * 16
FIRST, LAST = 17460, 17479
WISHES: list[Wish] = []
REFUSALS: list[str] = []


class Stage:
    """A client as the protocol asks for: greets, answers pings."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[Message] = []

    async def until(self, condition: Callable[[Message], bool], timeout_s: float = 5.0) -> Message:
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.hear()
                if condition(message):
                    return message

    async def hear(self, *, answer: bool = True) -> Message:
        data = await self.socket.recv()
        assert len(data) <= MAX_MESSAGE_BYTES
        message = decode(data)
        self.heard.append(message)
        if answer and isinstance(message, Ping):
            await self.socket.send(encode(Pong(message.number, 0.0)).decode())
        return message


@contextlib.asynccontextmanager
async def serving(tmp_path: Path) -> AsyncIterator[StageServer]:
    async def live_set() -> bytes:
        return b'{"name": "song"}'

    def picture_path(name: str) -> Path:
        if len(name) != 32:
            raise LibraryError(f"{name!r} is not a picture's id")
        return tmp_path / f"{name}.png"

    server = StageServer(
        version="1",
        session="s1",
        picture_path=picture_path,
        live_set=live_set,
        sections=lambda: b"[]",
        on_wish=WISHES.append,
        on_refusal=REFUSALS.append,
        request=lambda picture_id: picture_request(3) if picture_id == PICTURE else None,
    )
    await server.open(FIRST, LAST)
    try:
        yield server
    finally:
        await server.close()


@contextlib.asynccontextmanager
async def stage(server: StageServer, *, hello: bool = True) -> AsyncIterator[Stage]:
    async with connect(f"ws://127.0.0.1:{server.port}/stage") as socket:
        client = Stage(socket)
        if hello:
            await socket.send(encode(Hello(1, "headless", "1")).decode())
            assert await client.hear() == Hello(1, "daemon", "1", "s1")
        yield client


def run(play: Callable[[StageServer], Awaitable[None]], tmp_path: Path) -> None:
    async def all_of_it() -> None:
        async with serving(tmp_path) as server:
            await play(server)

    asyncio.run(all_of_it())


def anchor(number: int) -> Anchor:
    return Anchor(float(number), float(number), 120.0, True)


def cue(number: int, picture: str = "") -> CueMessage:
    return CueMessage(f"a{number}", f"section {number}" * 4, number * 8.0, number * 8.0 + 8, picture, "draft", 1.0, 0.5)


def test_a_stage_that_comes_late_is_told_everything_once(tmp_path: Path) -> None:
    status = Status("device", "connected", "song", 600, 0, "", "")

    async def play(server: StageServer) -> None:
        server.show(set_hash="h1", cues=tuple(cue(number) for number in range(600)), anchor=anchor(1), status=status)
        async with stage(server) as client:
            assert await client.hear() == anchor(1)
            await client.until(lambda message: isinstance(message, Ping))

            parts = [message for message in client.heard if isinstance(message, Cues)]
            assert len(parts) > 3
            assert sum((part.changed for part in parts), ()) == server.state.cues
            assert SetChanged("h1") in client.heard
            assert status in client.heard
            assert server.stages == 1
        while server.stages:
            await asyncio.sleep(0.01)

    run(play, tmp_path)


def test_changes_arrive_as_patches(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        server.show(cues=(cue(0), cue(1)))
        async with stage(server) as client:
            await client.until(lambda message: isinstance(message, Ping))
            server.show(cues=(cue(0), cue(1, PICTURE)))
            patch = await client.until(lambda message: isinstance(message, Cues))

            assert patch == Cues(changed=(cue(1, PICTURE),))

    run(play, tmp_path)


def test_a_slow_stage_gets_the_newest_state_instead_of_a_queue(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        async with stage(server) as slow, stage(server) as quick:
            server.show(anchor=anchor(1))
            while not isinstance(last := await slow.hear(answer=False), Ping) or anchor(1) not in slow.heard:
                await slow.socket.send(encode(Pong(last.number, 0.0)).decode()) if isinstance(last, Ping) else None
            for number in range(2, 500):
                server.show(anchor=anchor(number), cues=(cue(0, f"{number:032x}"),))
                if number % 50 == 0:
                    await quick.until(lambda message, number=number: message == anchor(number))  # type: ignore[misc]
            await slow.socket.send(encode(Pong(last.number, 0.0)).decode())
            await slow.until(lambda message: message == anchor(499))
            await slow.until(lambda message: isinstance(message, Ping))

            told = [message for message in slow.heard if isinstance(message, Anchor)]
            assert len(told) <= 1 + STEPS_AHEAD
            assert told[-1] == anchor(499)
            assert [message.changed for message in slow.heard if isinstance(message, Cues)][-1] == (cue(0, f"{499:032x}"),)

    run(play, tmp_path)


def test_a_stage_that_never_answers_is_told_all_the_same(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        async with stage(server) as mute:
            server.show(anchor=anchor(1))
            async with asyncio.timeout(5):
                while anchor(1) not in mute.heard:
                    await mute.hear(answer=False)
                server.show(anchor=anchor(2))
                while anchor(2) not in mute.heard:
                    await mute.hear(answer=False)

    run(play, tmp_path)


def test_a_ping_is_answered_with_the_daemons_clock(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        async with stage(server) as client:
            await client.socket.send(encode(Ping(41)).decode())
            await client.socket.send("this is no message")
            await client.socket.send(encode(Ping(42)).decode())
            answer = await client.until(lambda message: isinstance(message, Pong) and message.number == 42)

            assert isinstance(answer, Pong)
            assert answer.at > 0

    run(play, tmp_path)


@pytest.mark.parametrize(
    ("first", "code"), [("nonsense", 4401), (encode(Hello(99, "viewer", "9")).decode(), 4400), (encode(Ping(1)).decode(), 4400)]
)
def test_a_client_that_is_none_of_ours_is_sent_away(tmp_path: Path, first: str, code: int) -> None:
    async def play(server: StageServer) -> None:
        async with stage(server, hello=False) as client:
            await client.socket.send(first)
            with pytest.raises(ConnectionClosed) as closed:
                await client.hear()

            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code
            assert server.stages == 0

    run(play, tmp_path)


def fetch(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_documents_and_pictures_are_served_by_name(tmp_path: Path) -> None:
    (tmp_path / f"{PICTURE}.png").write_bytes(b"\x89PNG picture")

    async def play(server: StageServer) -> None:
        name = server.keep_document(SetDocument("song", (), (), 16.0, 3))
        server.show(status=Status("", "waiting", "", 0, 0, "", ""))

        async def get(path: str) -> tuple[int, bytes]:
            return await asyncio.to_thread(fetch, server.port, path)

        assert json.loads((await get(f"/documents/{name}"))[1])["name"] == "song"
        assert await get(f"/pictures/{PICTURE}") == (200, b"\x89PNG picture")
        assert (await get(f"/pictures/{'0' * 32}"))[0] == 404
        assert (await get("/pictures/..%2f..%2fsecret"))[0] == 404
        assert (await get("/documents/none"))[0] == 404
        assert (await get("/live_set"))[1] == b'{"name": "song"}'
        assert (await get("/sections"))[1] == b"[]"
        assert json.loads((await get("/status"))[1])["device"] == "waiting"

    run(play, tmp_path)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:17410"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://[bad"},
    ],
)
def test_pages_from_elsewhere_are_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    async def play(server: StageServer) -> None:
        assert (await asyncio.to_thread(fetch, server.port, "/status", **headers))[0] == 403
        if "Origin" in headers:
            with pytest.raises(InvalidStatus, match="403"):
                async with connect(f"ws://127.0.0.1:{server.port}/stage", additional_headers=headers):
                    pass

    run(play, tmp_path)


def test_a_page_of_this_machine_is_let_in(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        assert (await asyncio.to_thread(fetch, server.port, "/status", Origin=f"http://localhost:{server.port}"))[0] == 200

    run(play, tmp_path)


def test_the_first_free_port_is_taken_and_it_is_said_when_there_is_none(tmp_path: Path) -> None:
    async def play(server: StageServer) -> None:
        async with serving(tmp_path) as second:
            assert second.port > server.port
            with pytest.raises(ConnectionLostError, match="doctor"):
                await StageServer(
                    version="1", session="s", picture_path=Path, live_set=lambda: asyncio.sleep(0, b""), sections=lambda: b""
                ).open(server.port, server.port)

    run(play, tmp_path)
