"""The device's side of docs/osc-protocol.md in small, over a simulated network with a simulated clock. It works, it does not nod."""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence

from bridge.osc.chunks import Document, Key, cut_document, make_document
from bridge.osc.digest import set_digest
from bridge.osc.message_values import (
    Enabled,
    Goodbye,
    Hello,
    IndexEntry,
    IndexPart,
    Message,
    Refuse,
    Resend,
    Seen,
    SetDigest,
    WantIndex,
    Welcome,
)
from bridge.osc.messages import decode, encode

Address = tuple[str, int]
DATAGRAMS_A_TICK = 12


class Network:
    """Carries datagrams between addresses; loses, doubles and delays them; keeps the time."""

    def __init__(self, seed: int = 0, *, loss: float = 0.0, duplicate: float = 0.0, jitter_s: float = 0.0) -> None:
        self.now = 100.0
        self.loss, self.duplicate, self.jitter_s = loss, duplicate, jitter_s
        self.sent = 0
        self._random = random.Random(seed)
        self._queue: list[tuple[float, int, bytes, Address, Address]] = []
        self._count = itertools.count()
        self._receivers: dict[Address, Callable[[bytes, Address], None]] = {}
        self._tickers: list[Callable[[], None]] = []

    def join(self, address: Address, receive: Callable[[bytes, Address], None], tick: Callable[[], None]) -> None:
        self._receivers[address] = receive
        self._tickers.append(tick)

    def leave(self, address: Address, tick: Callable[[], None]) -> None:
        del self._receivers[address]
        self._tickers.remove(tick)

    def send(self, datagram: bytes, source: Address, target: Address) -> None:
        for _ in range(2 if self._random.random() < self.duplicate else 1):
            self.sent += 1
            if self._random.random() >= self.loss:
                due = self.now + 0.0001 + self._random.random() * self.jitter_s
                heapq.heappush(self._queue, (due, next(self._count), datagram, source, target))

    def run(self, seconds: float) -> None:
        """Let time pass in steps of 20 ms."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.02
            while self._queue and self._queue[0][0] <= self.now:
                _, _, datagram, source, target = heapq.heappop(self._queue)
                receive = self._receivers.get(target)
                if receive is not None:
                    receive(datagram, source)
            for tick in list(self._tickers):
                tick()


class FakeDevice:
    """One device; `put` and `drop` change its set."""

    def __init__(self, network: Network, *, set_id: int, port: int, daemon: Address, version: int = 1) -> None:
        self.set_id, self.address, self.version = set_id, ("127.0.0.1", port), version
        self.documents: dict[Key, Document] = {}
        self.leads: bool | None = None
        self.refused = False
        self.told: list[Message] = []
        self._network, self._daemon = network, daemon
        self._revision = 0
        self._queue: dict[Key, set[int]] = {}
        self._hello_at = self._digest_at = 0.0
        self._heard_at = network.now
        network.join(self.address, self.receive, self.tick)

    def put(self, kind: int, document_id: int, body: Sequence[int] | Sequence[str]) -> None:
        self._revision += 1
        document = make_document(kind, document_id, self._revision, body)
        self.documents[document.key] = document
        self._queue[document.key] = {-1}

    def drop(self, kind: int, document_id: int) -> None:
        self._revision += 1
        del self.documents[kind, document_id]
        self._queue.pop((kind, document_id), None)

    def vanish(self) -> None:
        """Live crashes: not a word more."""
        self._network.leave(self.address, self.tick)

    def say(self, message: Message) -> None:
        self._network.send(encode(message), self.address, self._daemon)

    def switch_off(self) -> None:
        self.say(Enabled(0))
        self.leads = False
        self._hello_at = float("inf")

    def say_goodbye(self) -> None:
        self.say(Goodbye(self.set_id))
        self.vanish()

    def receive(self, datagram: bytes, source: Address) -> None:
        message = decode(datagram)
        self.told.append(message)
        self._heard_at = self._network.now
        match message:
            case Welcome(leads=leads):
                self.leads = bool(leads)
            case Refuse():
                self.refused = True
            case Resend(parts=parts):
                for part in parts:
                    if (part.kind, part.id) in self.documents:
                        self._queue.setdefault((part.kind, part.id), set()).add(part.part)
            case WantIndex(set_id=self.set_id):
                self._send_index()
            case Seen():
                pass

    def tick(self) -> None:
        now = self._network.now
        silent = now - self._heard_at
        wait = 2.0 if self.leads is False else 1.0
        if (not self.leads or silent > 1.5) and now - self._hello_at >= wait:
            self._hello_at = now
            self.say(Hello(self.version, self.set_id, self.address[1]))
        if not self.leads:
            return
        sent = self._send_parts()
        if now - self._digest_at >= (0.1 if sent and not self._queue else 1.0):
            self._digest_at = now
            digest = set_digest((d.kind, d.id, d.digest) for d in self.documents.values())
            self.say(SetDigest(self.set_id, len(self.documents), digest, self._revision))

    def _send_parts(self) -> int:
        sent = 0
        for key in list(self._queue):
            wanted = self._queue.pop(key)
            for part in cut_document(self.documents[key]):
                if -1 in wanted or part.part in wanted:
                    self.say(part)
                    sent += 1
            if sent >= DATAGRAMS_A_TICK:
                break
        return sent

    def _send_index(self) -> None:
        entries = [IndexEntry(d.kind, d.id, d.revision, d.digest) for _, d in sorted(self.documents.items())]
        pages = [tuple(entries[start : start + 50]) for start in range(0, len(entries), 50)] or [()]
        for number, page in enumerate(pages):
            self.say(IndexPart(self.set_id, self._revision, number, len(pages), page))
