"""The Max for Live device as a source: a UDP port, and the conversation over it."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import replace

from bridge.clock import SongClock
from bridge.live_set import LiveSetBuilder
from bridge.osc.document_sync import DocumentSync
from bridge.osc.message_values import DeviceStatus, Message, Thumbnail, ThumbnailPaths, TransportReport
from bridge.osc.messages import decode, encode
from bridge.sources.conversation import Address, Connection, Conversation, Statistics
from vocabulary.errors import ConnectionLostError, ProtocolError
from vocabulary.live_set import LiveSet, Transport

log = logging.getLogger(__name__)
wire_in = logging.getLogger("bridge.osc.in")
wire_out = logging.getLogger("bridge.osc.out")

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 17400, 10
RECEIVE_BUFFER_BYTES = 1 << 20
"""Live floods after a stall; Windows' default of 64 kB loses datagrams then (ableton.md B5)."""
PUBLISH_SECONDS, PUBLISH_SYNCING_SECONDS = 0.012, 0.1
"""Changes of the set are gathered this long, longer while a whole set comes in."""


class MaxDeviceSource:
    """Listens to the leading device; tells live sets, transports and the state of the connection through callbacks.

    All callbacks run in the asyncio loop that `open` was called in.
    """

    def __init__(
        self,
        *,
        on_live_set: Callable[[LiveSet], None],
        on_transport: Callable[[Transport, int], None],
        on_connection: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            on_live_set: Takes the live set when it changed.
            on_transport: Takes a transport whose `received_at` is corrected, and the number of unannounced jumps so far.
            on_connection: Takes "waiting", "connected", "off" or "lost".
            monotonic: The clock, in seconds.
        """
        self.live_set = LiveSet()
        self._on_live_set, self._on_transport, self._on_connection = on_live_set, on_transport, on_connection
        self._monotonic = monotonic
        self._clock = SongClock()
        self._builder: tuple[DocumentSync, LiveSetBuilder] | None = None
        self._built: LiveSet | None = None
        self._transport = Transport()
        self._endpoint: asyncio.DatagramTransport | None = None
        self._timer: asyncio.Handle | None = None
        self._publishing: asyncio.TimerHandle | None = None
        self._conversation = self._new_conversation(0)

    async def open(self, first_port: int = FIRST_PORT) -> int:
        """Listen on the first free of ten ports; return it.

        Raises:
            ConnectionLostError: if none is free.
        """
        loop = asyncio.get_running_loop()
        bound = _bind(first_port)
        port: int = bound.getsockname()[1]
        shown = self._conversation.shown
        self._conversation = self._new_conversation(port)
        self._conversation.shown = shown
        self._endpoint, _ = await loop.create_datagram_endpoint(lambda: _Endpoint(self._receive), sock=bound)
        self._timer = loop.call_soon(self._tick)
        log.info("listening for the device on port %d", port)
        return port

    def close(self) -> None:
        """Stop listening; the device notices the silence."""
        for handle in (self._timer, self._publishing):
            if handle is not None:
                handle.cancel()
        if self._endpoint is not None:
            self._endpoint.close()
        self._timer = self._publishing = self._endpoint = None

    @property
    def resent(self) -> int:
        """Parts and documents that had to be asked for again so far."""
        return self._conversation.asked_again

    @property
    def agreed(self) -> bool:
        """Whether the device's last digest was equal to ours: the set is whole, as far as the device knows it."""
        return self._conversation.sync is not None and self._conversation.sync.agreed

    @property
    def statistics(self) -> Statistics:
        """Datagrams received, dropped and malformed so far."""
        return self._conversation.statistics

    def show_status(self, state: int, pictures: int, sections: int, stages: int) -> None:
        """Tell the device what the daemon does: state 0 idle, 1 listening, 2 drawing, 3 picture on stage, 4 error, and counts."""
        self._conversation.show_status(DeviceStatus(state, pictures, sections, stages), self._monotonic())

    def show_thumbnail(self, slot: int) -> None:
        """Tell the device which of the two files (0 or 1) now holds the current picture."""
        self._conversation.show_thumbnail(Thumbnail(slot), self._monotonic())

    def set_thumbnail_paths(self, path_0: str, path_1: str) -> None:
        """Name the two files that hold the current picture in turn."""
        self._conversation.set_thumbnail_paths(ThumbnailPaths(path_0, path_1))

    def _new_conversation(self, port: int) -> Conversation:
        return Conversation(
            port=port,
            send=self._send,
            on_documents=self._changed,
            on_report=self._report,
            on_begin=self._clock.restart,
            on_connection=self._connection,
        )

    def _receive(self, datagram: bytes, source: Address) -> None:
        now = self._monotonic()
        statistics = self._conversation.statistics
        statistics.received += 1
        try:
            message = decode(datagram)
            if wire_in.isEnabledFor(logging.DEBUG):
                wire_in.debug("%s:%d %s", *source[:2], message)
            self._conversation.receive(message, source, now)
        except ProtocolError as error:
            statistics.malformed += 1
            log.debug("dropped a datagram from %s: %s", source, error)

    def _send(self, message: Message, address: Address) -> None:
        if self._endpoint is None or self._endpoint.is_closing():
            return
        if wire_out.isEnabledFor(logging.DEBUG):
            wire_out.debug("%s:%d %s", *address, message)
        self._endpoint.sendto(encode(message), address)

    def _tick(self) -> None:
        delay = self._conversation.tick(self._monotonic())
        self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def _report(self, report: TransportReport, now: float) -> None:
        transport = self._clock.take(report, now)
        if transport is not None:
            self._transport = transport
            self._on_transport(transport, self._clock.jumps)

    def _connection(self, connection: Connection) -> None:
        self._on_connection(connection)

    def _changed(self, sync: DocumentSync) -> None:
        if self._builder is None or self._builder[0] is not sync:
            self._builder = (sync, LiveSetBuilder(sync.set_id))
        if self._publishing is None:
            delay = PUBLISH_SECONDS if sync.agreed else PUBLISH_SYNCING_SECONDS
            self._publishing = asyncio.get_running_loop().call_later(delay, self._publish)

    def _publish(self) -> None:
        self._publishing = None
        if self._builder is None:
            return
        sync, builder = self._builder
        built = builder.build(sync.assembler.whole)
        if built is None or built is self._built:
            return
        self._built = built
        self.live_set = replace(built, transport=self._transport)
        self._on_live_set(self.live_set)


class _Endpoint(asyncio.DatagramProtocol):
    """Hands datagrams on."""

    def __init__(self, receive: Callable[[bytes, Address], None]) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receive(data, addr)

    def error_received(self, exc: Exception) -> None:
        # Windows tells that a device's port is closed; the silence will tell, too.
        log.debug("the network says: %s", exc)


def _bind(first_port: int) -> socket.socket:
    ports = range(first_port, first_port + PORTS) if first_port else (0,)
    for port in ports:
        bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            bound.bind((HOST, port))
        except OSError:
            bound.close()
            continue
        bound.setblocking(False)
        return bound
    raise ConnectionLostError(
        f"UDP ports {ports[0]} to {ports[-1]} are all taken; is Sonochrome running many times? Close what uses them, then start again"
    )
