"""The stage's side of the stage protocol, in a thread of its own: looks the daemon up, connects, reconnects, and fetches ahead.

It knows no Qt and no OpenGL. What it learns it tells as values of `gui.events` through one callable, in its own thread.
"""

import asyncio
import contextlib
import importlib.metadata
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bridge.launch import DaemonAddress, find_daemon
from bridge.stage.protocol import (
    MAX_MESSAGE_BYTES,
    PROTOCOL_VERSION,
    Cues,
    Hello,
    Message,
    Ping,
    Pong,
    SectionDocument,
    SetChanged,
    SetDocument,
    Status,
    StylesDocument,
    Wish,
    decode,
    encode,
)
from bridge.stage.protocol import Anchor as AnchorMessage
from gui.cue_list import CueList
from gui.events import (
    AnchorTold,
    Connected,
    Disconnected,
    Event,
    PictureTold,
    RequestTold,
    SectionTold,
    SetTold,
    ShowTold,
    StatusTold,
    StylesTold,
    ThumbnailTold,
)
from gui.fetching import decode_document, decode_picture, fetch, thumbnail_of
from gui.wish_list import FORGET_FAILURES, Job, Wanted, WishList
from render.compositor.stage_clock import Anchor
from vocabulary.errors import ConnectionLostError, ProtocolError, SonochromeError
from vocabulary.pictures import PictureRequest
from vocabulary.units import beats_per_bar

log = logging.getLogger(__name__)

LOOK_UP_EVERY_S = 0.25
KEEPALIVE_S = 5.0
NO_DAEMON = "Sonochrome's daemon does not run"


class StageClient:
    """Keeps one stage supplied. `start` and `stop` once each; `want` at any time from any thread."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        *,
        role: str,
        cover_px: tuple[int, int],
        find: Callable[[], DaemonAddress | None] = find_daemon,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare a client.

        Args:
            tell: Called in the client's thread with each event; must not block.
            role: "viewer" or "headless".
            cover_px: Width and height that pictures must cover; larger ones are made smaller.
            find: Looks the daemon up; may block for half a second.
            monotonic: The machine's clock in seconds.
        """
        self._tell, self._role, self._cover_px, self._find, self._monotonic = tell, role, cover_px, find, monotonic
        self._wishes = WishList(monotonic)
        self._cues = CueList()
        self._port: int | None = None
        self._connection: ClientConnection | None = None
        self._loop = asyncio.new_event_loop()
        self._news = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="stage client", daemon=True)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="stage pictures")

    def start(self) -> None:
        """Begin looking for the daemon."""
        self._thread.start()

    def stop(self) -> None:
        """End the connection and the thread; no event is told afterwards."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # the loop has just ended by itself
                self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(5.0)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def want(self, wanted: Wanted) -> None:
        """Say what to have from now on; replaces what was wanted before."""

        def take() -> None:
            self._wishes.want(wanted)
            self._news.set()

        with contextlib.suppress(RuntimeError):  # after stop
            self._loop.call_soon_threadsafe(take)

    def wish(self, wish: Wish) -> None:
        """Tell the daemon what the user wants, from any thread; without a daemon it is dropped."""

        def send() -> None:
            if self._connection is not None and self._port is not None:
                task = self._loop.create_task(self._send(self._connection, wish))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

        with contextlib.suppress(RuntimeError):  # after stop
            self._loop.call_soon_threadsafe(send)

    async def _send(self, connection: ClientConnection, wish: Wish) -> None:
        try:
            await connection.send(encode(wish).decode())
        except (WebSocketException, ValueError) as error:
            log.warning("a wish was dropped: %s", error)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, contextlib.suppress(asyncio.CancelledError):
            while True:
                try:
                    runner.run(self._main())
                except ExceptionGroup:
                    log.exception("the stage client met a fault of its own and starts again")
                    time.sleep(LOOK_UP_EVERY_S)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _main(self) -> None:
        self._task = asyncio.current_task()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._connect_forever())
            group.create_task(self._fetch_forever())

    async def _connect_forever(self) -> None:
        told = ""
        while True:
            address = await self._loop.run_in_executor(None, self._find)
            if address is None:
                reason = NO_DAEMON
            else:
                try:
                    await self._converse(address)
                    reason = "the daemon ended the connection"
                except (OSError, WebSocketException, SonochromeError) as error:
                    reason = str(error) or type(error).__name__
                told = "" if self._port is not None else told
                self._port = None
            if reason != told:
                log.info("not connected to the daemon: %s", reason)
                self._tell(Disconnected(reason))
                told = reason
            await asyncio.sleep(LOOK_UP_EVERY_S)

    async def _converse(self, address: DaemonAddress) -> None:
        """Talk with one daemon until the connection ends."""
        # A socket of our own: `connect` would go through a proxy that the environment names.
        sock = await self._loop.run_in_executor(None, lambda: socket.create_connection(("127.0.0.1", address.stage_port), 1.0))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        uri = f"ws://127.0.0.1:{address.stage_port}/stage"
        async with connect(
            uri,
            sock=sock,
            compression=None,
            max_size=4 * MAX_MESSAGE_BYTES,
            open_timeout=3.0,
            ping_interval=KEEPALIVE_S,
            ping_timeout=KEEPALIVE_S,
            close_timeout=0.5,
        ) as connection:
            self._connection = connection
            await connection.send(encode(Hello(PROTOCOL_VERSION, self._role, importlib.metadata.version("sonochrome"))).decode())
            async for data in connection:
                try:
                    await self._take(decode(data), connection, address.stage_port)
                except ProtocolError as error:
                    log.warning("dropped a message: %s", error)

    async def _take(self, message: Message, connection: ClientConnection, port: int) -> None:
        match message:
            case Hello(protocol=protocol, session=session):
                if protocol != PROTOCOL_VERSION:
                    raise ConnectionLostError(
                        f"the daemon speaks version {protocol} of the protocol, the viewer {PROTOCOL_VERSION}; update both"
                    )
                self._port = port
                self._wishes.forget_failures()
                self._news.set()
                self._tell(Connected(session))
            case Cues():
                before, self._cues = self._cues, self._cues.after(message)
                if self._cues.cues != before.cues or message.whole:
                    self._tell(ShowTold(self._cues.cues))
            case AnchorMessage():
                self._tell(_anchor_told(message))
            case SetChanged(hash=set_hash):
                self._wishes.set_hash = set_hash
                self._news.set()
            case Status(styles=styles_hash):
                self._wishes.styles_hash = styles_hash
                self._news.set()
                self._tell(StatusTold(message))
            case Ping(number=number):
                await connection.send(encode(Pong(number, self._monotonic())).decode())
            case Pong() | Wish():
                pass

    async def _fetch_forever(self) -> None:
        """Fetch one thing after the other, the most urgent first, in the worker thread."""
        while True:
            self._news.clear()
            job, wait_s = self._wishes.next_job() if self._port is not None else (None, None)
            if job is None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), wait_s)
                continue
            assert self._port is not None
            try:
                events = await self._loop.run_in_executor(self._worker, self._perform, job, self._port)
            except SonochromeError as error:
                often = self._wishes.note_failure(job) == FORGET_FAILURES
                (log.warning if often else log.debug)("%s", error)
                continue
            if self._wishes.note_done(job):
                for event in events:
                    self._tell(event)

    def _perform(self, job: Job, port: int) -> Iterable[Event]:
        """Fetch and decode one thing (worker thread)."""
        body = fetch(port, job.path)
        match job.kind:
            case "picture":
                return (PictureTold(job.id, decode_picture(body, self._cover_px)),)
            case "thumbnail":
                return (ThumbnailTold(job.id, thumbnail_of(decode_picture(body, (256, 144)))),)
            case "request":
                return (RequestTold(job.id, decode_document(body, PictureRequest)),)
            case "styles":
                return (StylesTold(decode_document(body, StylesDocument).styles),)
            case "set":
                return (SetTold(decode_document(body, SetDocument)),)
            case _:
                return (SectionTold(job.id, decode_document(body, SectionDocument)),)


def _anchor_told(message: AnchorMessage) -> AnchorTold:
    try:
        anchor = Anchor(
            at=message.at,
            beats=message.beats,
            tempo=message.tempo,
            playing=message.playing,
            loop=message.loop,
            loop_start=message.loop_start,
            loop_length=message.loop_length,
            beats_per_bar=beats_per_bar(message.numerator, message.denominator),
            jump=message.jump,
        )
    except (ValueError, ZeroDivisionError) as error:
        raise ProtocolError(f"an anchor that means nothing: {error}") from error
    return AnchorTold(anchor, message.numerator, message.denominator)
