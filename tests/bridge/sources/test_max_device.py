"""The source over real UDP: ports, hostile datagrams, and the real device script in the simulated Live."""

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from bridge.osc.message_values import Hello, Welcome
from bridge.osc.messages import decode, encode
from bridge.sources.bad_network import NetworkFaults
from bridge.sources.max_device import MaxDeviceSource
from bridge.sources.rehearsal_compare import differences
from bridge.sources.simulated_live import SimulatedLive
from max_device.build import joined_script
from vocabulary.errors import ConnectionLostError
from vocabulary.live_set import LiveSet, Locator, Song, Transport
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Ticks

TEST_PORT = 24400
"""Away from a daemon that may be running on this machine."""


class Listener:
    """A source and all that it told."""

    def __init__(self) -> None:
        self.live_sets: list[LiveSet] = []
        self.transports: list[tuple[Transport, int]] = []
        self.states: list[str] = []
        self.source = MaxDeviceSource(
            on_live_set=self.live_sets.append,
            on_transport=lambda transport, jumps: self.transports.append((transport, jumps)),
            on_connection=self.states.append,
        )


@contextlib.asynccontextmanager
async def listening(first_port: int = TEST_PORT) -> AsyncIterator[tuple[Listener, int]]:
    listener = Listener()
    port = await listener.source.open(first_port)
    try:
        yield listener, port
    finally:
        listener.source.close()
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


def song() -> Song:
    notes = tuple(sorted(Note(Ticks(index * 960), 36 + index % 50, Ticks(480), velocity=5000 + index) for index in range(700)))

    def arranged(number: int) -> Clip:
        start = number * 61440
        return Clip(
            30 + number, f"part {number}", notes[: 100 * number], Ticks(0), Ticks(61440), Ticks(0), Ticks(61440),
            start_time=Ticks(start), end_time=Ticks(start + 61440),
        )  # fmt: skip

    session = Clip(50, "loop", notes[:9], Ticks(0), Ticks(15360), Ticks(0), Ticks(15360), looping=True, slot=1)
    tracks = (Track(11, "Keys", arrangement_clips=tuple(map(arranged, range(8)))), Track(12, "Bäss", session_clips=(session,)))
    return Song(LiveSet(5, "Song", tracks, (Locator(Ticks(0), "Start"), Locator(Ticks(61440), "Next")), ("one", "two")))


@pytest.mark.parametrize("faults", [NetworkFaults(), NetworkFaults(loss=0.2, reorder=True, duplicate=True, jitter_ms=10)])
def test_the_set_of_the_real_device_script_arrives_exactly_and_a_jump_is_told(faults: NetworkFaults) -> None:
    async def scene() -> None:
        async with listening(17400) as (listener, port):
            live = await asyncio.to_thread(SimulatedLive, song(), joined_script(), faults=faults, only_port=port, seed=2)
            live.open()
            try:
                expected = live.set.expected((4, 4))
                await until(lambda: bool(listener.live_sets) and not differences(expected, listener.source.live_set))
                assert listener.states == ["connected"]

                await asyncio.to_thread(live.start_playing)
                await until(lambda: any(transport.is_playing for transport, _ in listener.transports), 5.0)
                await asyncio.to_thread(live.jump, 16.0)
                await until(lambda: listener.transports[-1][1] == 1, 5.0)
            finally:
                await asyncio.to_thread(live.close)
            await until(lambda: listener.states[-1] in ("waiting", "lost"), 6.0)
            assert not differences(expected, listener.source.live_set)

    asyncio.run(scene())


def test_the_first_free_of_ten_ports_is_taken() -> None:
    async def scene() -> None:
        async with listening() as (_, first), listening(first) as (_, second):
            assert second == first + 1

    asyncio.run(scene())


def test_no_free_port_is_said() -> None:
    async def scene() -> None:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(10):
                await stack.enter_async_context(listening(TEST_PORT + 20))
            with pytest.raises(ConnectionLostError, match="24420 to 24429"):
                await Listener().source.open(TEST_PORT + 20)

    asyncio.run(scene())


def test_noise_and_damaged_datagrams_are_counted_and_survived() -> None:
    async def scene() -> None:
        chance = random.Random(4)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
            device.bind(("127.0.0.1", 0))
            device.setblocking(False)
            own_port = device.getsockname()[1]
            async with listening() as (listener, port):
                hello = encode(Hello(1, 7, own_port))
                for _ in range(300):
                    damaged = bytearray(hello)
                    damaged[chance.randrange(20, len(damaged) - 12)] ^= 1 << chance.randrange(8)
                    device.sendto(damaged, ("127.0.0.1", port))
                    device.sendto(chance.randbytes(chance.randrange(200)), ("127.0.0.1", port))
                    await asyncio.sleep(0)
                await until(lambda: listener.source.statistics.received >= 600)
                device.sendto(hello, ("127.0.0.1", port))
                await until(lambda: "connected" in listener.states)

                answers = []
                with contextlib.suppress(BlockingIOError):
                    while True:
                        answers.append(decode(device.recv(2000)))
                assert listener.source.statistics.malformed > 300
                assert Welcome(1, 7, 1, port) in answers

    asyncio.run(scene())
