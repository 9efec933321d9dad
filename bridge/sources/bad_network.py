"""A network that loses, delays, reorders and duplicates datagrams, the same way for the same seed."""

import heapq
import random
from dataclasses import dataclass
from typing import Generic, TypeVar

Datagram = TypeVar("Datagram")

REORDERED_SHARE = 0.05
"""Share of datagrams held back while others overtake, with `reorder`."""
HELD_BACK_S = (0.005, 0.030)
"""How long they are held back, seconds."""
DUPLICATED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class NetworkFaults:
    """What goes wrong on the way.

    Attributes:
        loss: Share of datagrams lost, 0..1.
        reorder: Whether some are held back while others overtake.
        duplicate: Whether some arrive twice.
        jitter_ms: Each is delayed by a uniformly random time up to this.
    """

    loss: float = 0.0
    reorder: bool = False
    duplicate: bool = False
    jitter_ms: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.loss < 1.0:
            raise ValueError(f"loss must be in 0..1 (1 excluded), got {self.loss}")
        if not 0.0 <= self.jitter_ms <= 1000.0:
            raise ValueError(f"jitter_ms must be in 0..1000, got {self.jitter_ms}")


class BadNetwork(Generic[Datagram]):
    """One direction: `send` puts datagrams in, `due` gives those that have arrived by now."""

    def __init__(self, faults: NetworkFaults, seed: int = 0) -> None:
        self._faults = faults
        self._random = random.Random(seed)
        self._on_the_way: list[tuple[float, int, Datagram]] = []
        self._count = 0
        self._latest = 0.0
        self.sent = 0
        self.lost = 0
        self.duplicated = 0

    def send(self, now: float, datagram: Datagram) -> None:
        """Take a datagram at `now` (seconds, monotonic)."""
        self.sent += 1
        if self._random.random() < self._faults.loss:
            self.lost += 1
            return
        self._travel(now, datagram)
        if self._faults.duplicate and self._random.random() < DUPLICATED_SHARE:
            self.duplicated += 1
            self._travel(now, datagram)

    def due(self, now: float) -> list[Datagram]:
        """Take out what has arrived by `now`, in order of arrival."""
        arrived = []
        while self._on_the_way and self._on_the_way[0][0] <= now:
            arrived.append(heapq.heappop(self._on_the_way)[2])
        return arrived

    def next_arrival(self) -> float | None:
        """When the next datagram arrives, or None."""
        return self._on_the_way[0][0] if self._on_the_way else None

    def _travel(self, now: float, datagram: Datagram) -> None:
        arrival = now + self._random.uniform(0.0, self._faults.jitter_ms / 1000)
        if not self._faults.reorder:
            arrival = max(arrival, self._latest)
        elif self._random.random() < REORDERED_SHARE:
            arrival += self._random.uniform(*HELD_BACK_S)
        self._latest = max(arrival, self._latest)
        self._count += 1
        heapq.heappush(self._on_the_way, (arrival, self._count, datagram))
