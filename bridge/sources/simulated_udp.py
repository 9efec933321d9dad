"""The udpsend and udpreceive of the simulated Live: real sockets behind a bad network, in both directions."""

import contextlib
import logging
import selectors
import socket
from collections import Counter

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.sources.bad_network import BadNetwork, NetworkFaults
from bridge.sources.simulated_max import Atom

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
RECEIVE_BUFFER_BYTES = 1 << 20
LARGEST_DATAGRAM = 65536


class SimulatedUdp:
    """Sends and receives OSC for one device, and sleeps until there is something to do."""

    def __init__(self, faults: NetworkFaults, seed: int, only_port: int | None = None) -> None:
        """Args:
        faults: What the network does, in both directions.
        seed: Of the faults.
        only_port: Only datagrams to this port go out, so that a rehearsal reaches the daemon it is meant for and no other.
        """
        self._only_port = only_port
        self._to_daemon: BadNetwork[tuple[bytes, tuple[str, int]]] = BadNetwork(faults, seed + 1)
        self._to_device: BadNetwork[bytes] = BadNetwork(faults, seed + 2)
        self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiver: socket.socket | None = None
        self._remote = (HOST, 0)
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self.unanswered_since: float | None = None
        """When the oldest digest went out that nothing was heard after."""
        self.asked_again = 0
        """Parts that the daemon asked to be sent again."""
        self.messages: Counter[str] = Counter()
        """Sent messages by address."""

    @property
    def sent(self) -> int:
        """Datagrams from the device, the lost ones included."""
        return self._to_daemon.sent

    @property
    def lost(self) -> int:
        """Datagrams lost in both directions."""
        return self._to_daemon.lost + self._to_device.lost

    def to_udpsend(self, atoms: tuple[Atom, ...], now: float) -> None:
        """What udpsend does with a message: an OSC message is sent, `host` and `port` are settings."""
        if atoms[0] == "host":
            self._remote = (str(atoms[1]), self._remote[1])
        elif atoms[0] == "port":
            self._remote = (self._remote[0], int(atoms[1]))
        elif str(atoms[0]).startswith("/") and self._only_port in (None, self._remote[1]):
            self.messages[str(atoms[0])] += 1
            if atoms[0] == "/sonochrome/digest" and self.unanswered_since is None:
                self.unanswered_since = now
            self._to_daemon.send(now, (encode(atoms), self._remote))

    def to_udpreceive(self, atoms: tuple[Atom, ...]) -> None:
        """What udpreceive does with `port N`: where the port is taken it stays silent."""
        if atoms[0] != "port":
            return
        if self._receiver is not None:
            self._selector.unregister(self._receiver)
            self._receiver.close()
            self._receiver = None
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        receiver.setblocking(False)
        try:
            receiver.bind((HOST, int(atoms[1])))
        except OSError:
            receiver.close()
            log.info("udpreceive cannot have port %s", atoms[1])
            return
        self._receiver = receiver
        self._selector.register(receiver, selectors.EVENT_READ)

    def send_due(self, now: float) -> None:
        """Let go what has come through the network to the daemon."""
        for datagram, address in self._to_daemon.due(now):
            with contextlib.suppress(OSError):
                self._sender.sendto(datagram, address)

    def received(self, now: float) -> list[tuple[Atom, ...]]:
        """OSC messages that have come through the network to the device: address, then arguments."""
        found = []
        for datagram in self._to_device.due(now):
            self.unanswered_since = None
            atoms = decode(datagram)
            if atoms:
                self.asked_again += (len(atoms) - 1) // 3 if atoms[0] == "/sonochrome/resend" else 0
                found.append(atoms)
        return found

    def next_arrival(self, now: float, *, for_device: bool) -> float | None:
        """Seconds until a datagram arrives, or None; `for_device`: whether those to the device count."""
        networks = (self._to_daemon, self._to_device) if for_device else (self._to_daemon,)
        arrivals = [arrival for network in networks if (arrival := network.next_arrival()) is not None]
        return max(0.0, min(arrivals) - now) if arrivals else None

    def wake(self) -> None:
        """End a `sleep`, from any thread."""
        with contextlib.suppress(BlockingIOError, OSError):
            self._wake_writer.send(b"x")

    def sleep(self, seconds: float, now: float) -> None:
        """Sleep, at most until something is received or somebody wakes us; what came is on the way to the device as of `now`."""
        for key, _ in self._selector.select(max(0.0, seconds)):
            readable = key.fileobj
            if isinstance(readable, socket.socket):
                self._read(readable, now)

    def close(self) -> None:
        """Close all sockets."""
        self._selector.close()
        for used in (self._sender, self._receiver, self._wake_reader, self._wake_writer):
            if used is not None:
                used.close()

    def _read(self, readable: socket.socket, now: float) -> None:
        while True:
            try:
                datagram = readable.recv(LARGEST_DATAGRAM)
            except (BlockingIOError, ConnectionError):
                return
            if readable is not self._wake_reader:
                self._to_device.send(now, datagram)


def encode(atoms: tuple[Atom, ...]) -> bytes:
    """An OSC message as udpsend writes it: ints as `i`, floats as `f`, symbols as `s`."""
    builder = OscMessageBuilder(str(atoms[0]))
    for atom in atoms[1:]:
        builder.add_arg(atom, "i" if isinstance(atom, int) else "f" if isinstance(atom, float) else "s")
    datagram: bytes = builder.build().dgram
    return datagram


def decode(datagram: bytes) -> tuple[Atom, ...]:
    """What udpreceive makes of a datagram: the address and the ints, floats and strings; nothing for what is no OSC message."""
    try:
        message = OscMessage(datagram)
    except (ParseError, ValueError, IndexError):
        return ()
    return (message.address, *(value for value in message.params if isinstance(value, int | float | str) and not isinstance(value, bool)))
