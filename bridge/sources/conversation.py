"""The daemon's side of the talk with devices: who leads, is it still there, what it tells, what it is told. No socket, no clock.

Messages come in through `receive`, time through `tick`, answers leave through `send`. docs/osc-protocol.md is the specification.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bridge.osc.document_sync import DocumentSync
from bridge.osc.message_values import (
    PROTOCOL_VERSION,
    DeviceStatus,
    DocumentPart,
    Enabled,
    Goodbye,
    Hello,
    IndexPart,
    Message,
    Refuse,
    Seen,
    SetDigest,
    Thumbnail,
    ThumbnailPaths,
    TransportReport,
    Welcome,
)

log = logging.getLogger(__name__)

Address = tuple[str, int]
Connection = Literal["waiting", "connected", "off", "lost"]

LOST_SECONDS = 3.5
"""Silence after which a device counts as lost; it digests once a second."""
TAKE_OVER_SECONDS = 2.0
"""Silence of the leader after which another device that says hello leads."""
NEW_SOURCE_SECONDS = 1.5
"""Silence after which a digest of the same set from another port counts: Max's udpsend may take a new socket."""
SAME_CONVERSATION_SECONDS = 1.0
STATUS_SECONDS = 1.0
REPEATS = 3
"""How often what has no answer of its own (thumbnails, their paths) is sent, a second apart: datagrams get lost."""
BUSY_TICK_SECONDS, IDLE_TICK_SECONDS = 0.02, 0.2


@dataclass(slots=True)
class Leader:
    """The device that we listen to."""

    set_id: int
    address: Address
    source: Address
    heard_at: float
    silent_since_hello: bool = True


@dataclass(slots=True)
class Statistics:
    """Datagrams counted since the start."""

    received: int = 0
    dropped: int = 0
    malformed: int = 0


@dataclass(slots=True)
class Shown:
    """What devices are told, and how often more."""

    status: DeviceStatus = field(default=DeviceStatus(0, 0, 0, 0))
    status_at: float = 0.0
    paths: ThumbnailPaths | None = None
    thumbnail: Thumbnail | None = None
    paths_left: int = 0
    thumbnail_left: int = 0


class Conversation:
    """Talks with all devices that say hello; listens to one of them, the leader."""

    def __init__(
        self,
        *,
        port: int,
        send: Callable[[Message, Address], None],
        on_documents: Callable[[DocumentSync], None],
        on_report: Callable[[TransportReport, float], None],
        on_begin: Callable[[], None],
        on_connection: Callable[[Connection], None],
    ) -> None:
        """Begin without any device.

        Args:
            port: Our own UDP port.
            send: Takes a message and where it goes.
            on_documents: Called when the documents of the set changed.
            on_report: Called with each transport report and the moment it came.
            on_begin: Called when a device begins to talk: its clock and counters are new.
            on_connection: Called when the state of the connection changes.
        """
        self.port = port
        self.statistics = Statistics()
        self.sync: DocumentSync | None = None
        self.connection: Connection = "waiting"
        self._send, self._on_documents, self._on_report = send, on_documents, on_report
        self._on_begin, self._on_connection = on_begin, on_connection
        self._leader: Leader | None = None
        self._others: dict[Address, tuple[Address, float]] = {}  # source: (where it listens, when it was last answered)
        self.shown = Shown()
        self._asked_before = 0

    @property
    def asked_again(self) -> int:
        """Parts and documents asked for again so far, of all sets."""
        return self._asked_before + (self.sync.asked_again if self.sync else 0)

    def receive(self, message: Message, source: Address, now: float) -> None:
        """Take one message from a device.

        Raises:
            ProtocolError: if it asks for the impossible; drop it and go on.
        """
        if isinstance(message, Hello):
            self._greet(message, source, now)
        elif self._is_leader(message, source, now):
            self._listen(message, now)
        else:
            self.statistics.dropped += 1
            self._demote(source, now)

    def tick(self, now: float) -> float:
        """Do what time asks for; return seconds until the next call."""
        leader = self._leader
        if leader is None or self.sync is None:
            return IDLE_TICK_SECONDS
        if now - leader.heard_at > LOST_SECONDS:
            self._tell("lost")
        if now - self.shown.status_at >= STATUS_SECONDS:
            self._show(leader, now)
        if self.connection != "connected":
            return IDLE_TICK_SECONDS
        for message in self.sync.ask(now):
            self._send(message, leader.address)
        return BUSY_TICK_SECONDS if self.sync.busy else IDLE_TICK_SECONDS

    def show_status(self, status: DeviceStatus, now: float) -> None:
        """Tell the device what the daemon is doing: at once if that changed, and once a second."""
        changed = status != self.shown.status
        self.shown.status = status
        if changed and self._leader is not None:
            self._show(self._leader, now)

    def show_thumbnail(self, thumbnail: Thumbnail, now: float) -> None:
        """Tell the device which file holds the picture on stage."""
        self.shown.thumbnail, self.shown.thumbnail_left = thumbnail, REPEATS
        if self._leader is not None:
            self._show(self._leader, now)

    def set_thumbnail_paths(self, paths: ThumbnailPaths) -> None:
        """Name the two files; sent after each welcome."""
        self.shown.paths, self.shown.paths_left = paths, REPEATS

    def _greet(self, hello: Hello, source: Address, now: float) -> None:
        address = (source[0], hello.port)
        if hello.version != PROTOCOL_VERSION:
            log.warning("a device speaks protocol %d, we speak %d; update the older one", hello.version, PROTOCOL_VERSION)
            self._send(Refuse(PROTOCOL_VERSION), address)
            return
        leader = self._leader
        leads = leader is None or address == leader.address or now - leader.heard_at > TAKE_OVER_SECONDS
        self._send(Welcome(PROTOCOL_VERSION, hello.set_id, int(leads), self.port), address)
        if not leads:
            self._others[source] = (address, now)
            return
        if leader is not None and address == leader.address and hello.set_id == leader.set_id and self._goes_on(leader, now):
            leader.source = source
            return
        self._lead(hello.set_id, address, source, now)

    def _goes_on(self, leader: Leader, now: float) -> bool:
        """Whether a hello of the leader is only a doubled or late datagram."""
        return not leader.silent_since_hello and now - leader.heard_at < SAME_CONVERSATION_SECONDS

    def _lead(self, set_id: int, address: Address, source: Address, now: float) -> None:
        log.info("device on port %d leads, set %d", address[1], set_id)
        former = self._leader
        self._leader = Leader(set_id, address, source, heard_at=now)
        self._others = {other: known for other, known in self._others.items() if other != source and known[0] != address}
        if former is not None and former.address != address:
            self._others[former.source] = (former.address, 0.0)
        if self.sync is None or self.sync.set_id != set_id:
            self._asked_before = self.asked_again
            self.sync = DocumentSync(set_id)
        else:
            self.sync.restart()
        self._on_begin()
        self._tell("connected")
        self.shown.paths_left = self.shown.thumbnail_left = REPEATS
        self._show(self._leader, now)

    def _is_leader(self, message: Message, source: Address, now: float) -> bool:
        leader = self._leader
        if leader is None or source == leader.source:
            return leader is not None
        silent = now - leader.heard_at > NEW_SOURCE_SECONDS
        if isinstance(message, SetDigest) and message.set_id == leader.set_id and silent and source not in self._others:
            leader.source = source
        return source == leader.source

    def _listen(self, message: Message, now: float) -> None:
        leader, sync = self._leader, self.sync
        if leader is None or sync is None:
            return
        leader.heard_at, leader.silent_since_hello = now, False
        self._tell("connected")
        match message:
            case DocumentPart():
                if sync.take_part(message, now) is not None:
                    self._on_documents(sync)
            case TransportReport():
                self._on_report(message, now)
            case SetDigest():
                sync.take_digest(message, now)
                self._send(Seen(message.revision if sync.agreed else sync.revision), leader.address)
            case IndexPart():
                if sync.take_index(message):
                    self._on_documents(sync)
            case Enabled(on=on):
                if not on:
                    self._leave("off")
            case Goodbye(set_id=leader.set_id):
                self._leave("waiting")
            case _:
                self.statistics.dropped += 1

    def _demote(self, source: Address, now: float) -> None:
        """Tell a device that led before, and does not know better, that another one leads now."""
        if self._leader is None or source not in self._others:
            return
        address, answered_at = self._others[source]
        if now - answered_at >= STATUS_SECONDS:
            self._others[source] = (address, now)
            self._send(Welcome(PROTOCOL_VERSION, self._leader.set_id, 0, self.port), address)

    def _leave(self, connection: Connection) -> None:
        self._leader = None
        self._tell(connection)

    def _tell(self, connection: Connection) -> None:
        if connection != self.connection:
            self.connection = connection
            log.info("device: %s", connection)
            self._on_connection(connection)

    def _show(self, leader: Leader, now: float) -> None:
        shown = self.shown
        if shown.paths is not None and shown.paths_left > 0:
            shown.paths_left -= 1
            self._send(shown.paths, leader.address)
        if shown.thumbnail is not None and shown.thumbnail_left > 0:
            shown.thumbnail_left -= 1
            self._send(shown.thumbnail, leader.address)
        shown.status_at = now
        self._send(shown.status, leader.address)
