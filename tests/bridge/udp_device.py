"""A small device over real UDP: the fake device's conversation on a socket, in a thread, and a set to put into it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

from bridge.osc.message_values import TransportReport
from tests.bridge.fake_device import Address, FakeDevice, Network
from tests.bridge.small_sets import ticks

TRACK = 100
STEP_S = 0.005


class UdpNetwork(Network):
    """Real datagrams and the real clock behind the fake network's methods."""

    def __init__(self) -> None:
        super().__init__()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(STEP_S)
        self.now = time.monotonic()

    def send(self, datagram: bytes, source: Address, target: Address) -> None:
        self.socket.sendto(datagram, target)

    def step(self) -> None:
        self.now = time.monotonic()
        with contextlib.suppress(TimeoutError, ConnectionError):
            datagram, source = self.socket.recvfrom(65536)
            self.now = time.monotonic()
            for receive in list(self._receivers.values()):
                receive(datagram, source)
        for tick in list(self._tickers):
            tick()


class UdpDevice:
    """A device with one track of four clips, each with a locator; runs until closed."""

    def __init__(self, osc_port: int, *, set_id: int = 77) -> None:
        self._network = UdpNetwork()
        port = self._network.socket.getsockname()[1]
        self.device = FakeDevice(self._network, set_id=set_id, port=port, daemon=("127.0.0.1", osc_port))
        self._todo: list[Callable[[], None]] = []
        self._ended = False
        self._sequence = 0
        self._started = time.monotonic()
        self.playing_since: float | None = None
        self.start_beats = 0.0
        self._fill()
        self._transport_at = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended = True
        self._thread.join(5)
        self._network.socket.close()

    def play(self, beats: float = 0.0) -> None:
        self.start_beats, self.playing_since = beats, time.monotonic()

    def edit(self, clip: int, pitch: int) -> None:
        """Another melody in this clip, 0..3."""
        self._todo.append(lambda: self._put_clip(clip, pitch))

    def _fill(self) -> None:
        put = self.device.put
        put(1, 0, [ticks(4), TRACK])
        put(2, 0, [ticks(32 * number) for number in range(4)])
        put(13, 0, [f"part {number}" for number in range(4)])
        put(3, TRACK, [0, 0x808080, 0, 0, 4, *range(200, 204)])
        put(12, TRACK, ["keys"])
        put(11, 0, ["small"])
        for clip in range(4):
            self._put_clip(clip, 48 + 5 * clip)

    def _put_clip(self, clip: int, pitch: int) -> None:
        starts = [ticks(beat) for beat in range(32)]
        notes = [(start, ticks(1), _pitch_word(pitch + (7 * index) % 12), 10000 + 16384 * 6400) for index, start in enumerate(starts)]
        head = [4, 0x808080, 4, 4, 0, ticks(32), 0, ticks(32), ticks(32 * clip), ticks(32 * clip + 32), len(notes)]
        self.device.put(4, 200 + clip, head)
        self.device.put(5, 200 + clip, [number for note in notes for number in note])
        self.device.put(12, 200 + clip, [f"clip {clip}"])

    def _run(self) -> None:
        while not self._ended:
            while self._todo:
                self._todo.pop(0)()
            self._network.step()
            if self.device.leads and time.monotonic() - self._transport_at > 0.04:
                self._transport_at = time.monotonic()
                self._report()

    def _report(self) -> None:
        self._sequence += 1
        now = time.monotonic()
        since = now - self.playing_since if self.playing_since is not None else 0.0
        beats = self.start_beats + since * 2
        milliseconds = round((now - self._started) * 1000)
        report = TransportReport(
            self._sequence, milliseconds, int(self.playing_since is not None), ticks(beats), 1_200_000, 4, 4, 0, 0, ticks(16)
        )
        self.device.say(report)


@contextlib.contextmanager
def device(osc_port: int) -> Iterator[UdpDevice]:
    made = UdpDevice(osc_port)
    try:
        yield made
    finally:
        made.close()


def _pitch_word(pitch: int) -> int:
    return pitch + 256 * 128 + 65536 * 1000
