"""A simulated Ableton Live: plays a song on its own clock and runs the real device script beside it, over real UDP.

One thread is Live's main thread. Every 20-60 ms it looks at the transport and tells the observers (Live's observer tick); now and then
it stalls for 100-400 ms, and what was due meanwhile comes as a flood, with values as old as they are. The transport itself
never waits: `TrueClock` knows at what monotonic time each beat really was.
"""

import contextlib
import logging
import queue
import random
import selectors
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.sources.bad_network import BadNetwork, NetworkFaults
from bridge.sources.simulated_max import Atom, SimulatedMax, Step
from bridge.sources.simulated_set import SONG_ID, SimulatedSet
from bridge.sources.true_clock import TrueClock
from vocabulary.live_set import Song

log = logging.getLogger(__name__)

TICK_S = (0.020, 0.060)
"""Live's observer tick, seconds from one to the next."""
STALL_S = (0.1, 0.4)
STALL_EVERY_S = (6.0, 14.0)
FAST_FORWARD = 20
"""With speed 0, how many seconds of a stopped Live pass in one."""
CONFIRMED_S = 0.3
"""With speed 0, how long the clock waits for the answer to a digest."""
FIRED_AHEAD_BEATS = 1.0
"""How long before its start a scene is fired, at most three quarters of the launch grid."""
RECEIVE_BUFFER = 1 << 20

ChangeEvents = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Launch:
    """A scene (index) that is launched at a song time, beats; fired about a beat before."""

    scene: int
    beats: float


class SimulatedLive:
    """Live with one loaded set and the device in it. Use as a context manager."""

    def __init__(
        self,
        song: Song,
        script: str,
        *,
        faults: NetworkFaults | None = None,
        seed: int = 0,
        speed: float = 1.0,
        set_id: int = 0,
        stalls: bool = True,
        later_calls: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load a song; nothing runs before `open`.

        Args:
            song: What the set holds.
            script: The device script.
            faults: What the network does, in both directions.
            seed: Of ticks, stalls and network.
            speed: Multiple of the song's tempo; 0 = no clock: a stopped Live's time is run through quickly.
            set_id: The set id stored in the Live set; 0 = none yet.
            stalls: Whether the main thread stalls now and then.
            later_calls: See `SimulatedMax`.
            monotonic: Seconds.
        """
        self._monotonic = monotonic
        self._random = random.Random(seed)
        self.set = SimulatedSet(song, seed)
        self.clock = TrueClock(song.tempo_map, song.signatures, speed or 1.0)
        self.set.tempo_now = self.clock.tempo_at(0.0)
        self._no_clock = speed == 0
        self._skipped_ms = 0.0
        self._stalls = stalls
        self.stored_set_id = set_id
        self._max = SimulatedMax(script, self.set.objects(), self.set.roots, later_calls=later_calls)
        self._to_daemon: BadNetwork[tuple[bytes, tuple[str, int]]] = BadNetwork(faults or NetworkFaults(), seed + 1)
        self._to_device: BadNetwork[bytes] = BadNetwork(faults or NetworkFaults(), seed + 2)
        self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiver: socket.socket | None = None
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._commands: queue.SimpleQueue[tuple[Callable[[float], ChangeEvents], Future[float]]] = queue.SimpleQueue()
        self._remote = ("127.0.0.1", 0)
        self._launches: list[Launch] = []
        self._fired: Launch | None = None
        self._ended = False
        self._unanswered_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="simulated-live", daemon=True)
        self.error: BaseException | None = None
        self.interface: deque[tuple[Atom, ...]] = deque(maxlen=1000)
        """What the device showed in its strip."""
        self.messages: Counter[str] = Counter()
        """Sent OSC messages by address."""
        self.asked_again = 0
        """Parts that the daemon asked to be sent again."""
        self.last_step = Step((), None)

    def open(self) -> None:
        """Load the device, as Live does when the set is opened."""
        self._opened_at = self._monotonic()
        self._next_tick_ms = 0.0
        self._stall_from = self._opened_at + self._random.uniform(*STALL_EVERY_S)
        self._stalled_until = 0.0
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self._wake_reader.setblocking(False)
        self._pending: ChangeEvents = [("inlet", "setid", self.stored_set_id)] if self.stored_set_id else []
        self._pending += [("inlet", "enabled", 1), ("inlet", "bang")]
        self._thread.start()

    def close(self) -> None:
        """Close the set: the device says goodbye, everything ends.

        Raises:
            MaxRuleError: if the device broke a rule of Max on the way.
        """
        if self._thread.is_alive():
            with contextlib.suppress(Exception):
                self.do(lambda _now: [("inlet", "goodbye")])
                self.wait(lambda: self._to_daemon.next_arrival() is None, timeout_s=0.5)
            self._ended = True
            self._wake()
            self._thread.join(10)
        self._max.close()
        self._sender.close()
        for used in (self._receiver, self._wake_reader, self._wake_writer):
            if used is not None:
                used.close()
        self._selector.close()
        if self.error is not None:
            raise self.error

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def do(self, command: Callable[[float], ChangeEvents]) -> float:
        """Do something in Live's main thread: `command` gets the monotonic time and gives events for the model.

        Returns:
            The monotonic time at which it was done.
        """
        self._check()
        done: Future[float] = Future()
        self._commands.put((command, done))
        self._wake()
        while True:
            try:
                return done.result(timeout=1.0)
            except TimeoutError:
                self._check()

    def start_playing(self) -> float:
        """Press play."""
        return self.do(lambda now: self._quietly(self.clock.start, now))

    def stop_playing(self) -> float:
        """Press stop."""
        return self.do(lambda now: self._quietly(self.clock.stop, now))

    def jump(self, beats: float) -> float:
        """Click into the arrangement."""
        return self.do(lambda now: self._quietly(self.clock.jump, now, beats))

    def set_loop(self, start: float, end: float, times: int) -> float:
        """Set the arrangement loop, beats, and play it so many times."""
        return self.do(lambda _now: self._quietly(self.clock.set_loop, start, end, times))

    def launch_scenes(self, launches: Sequence[Launch]) -> float:
        """Launch scenes at these song times, in order."""
        return self.do(lambda _now: self._quietly(self._launches.extend, launches))

    def change(self, edit: Callable[[SimulatedSet], ChangeEvents]) -> float:
        """Edit the set; returns the monotonic time of the edit."""
        return self.do(lambda _now: edit(self.set))

    def beats(self) -> float:
        """Song time now."""
        found: list[float] = []
        self.do(lambda now: self._quietly(lambda: found.append(self.clock.beats_at(now))))
        return found[0]

    def wait(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until a condition holds; False if it did not in time."""
        until = self._monotonic() + timeout_s
        while not condition():
            self._check()
            if self._monotonic() > until:
                return False
            time.sleep(0.005)
        return True

    @property
    def datagrams_sent(self) -> int:
        """Datagrams from the device, the lost ones included."""
        return self._to_daemon.sent

    @property
    def datagrams_lost(self) -> int:
        """Datagrams lost in both directions."""
        return self._to_daemon.lost + self._to_device.lost

    def _quietly(self, act: Callable[..., object], *arguments: object) -> ChangeEvents:
        act(*arguments)
        return []

    def _check(self) -> None:
        if self.error is not None:
            raise self.error
        if self._thread.ident is not None and not self._thread.is_alive():
            raise RuntimeError("the simulated Live has ended")

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            self._wake_writer.send(b"x")

    def _run(self) -> None:
        try:
            while not self._ended:
                self._turn()
        except BaseException as error:
            log.exception("the simulated Live ends")
            self.error = error

    def _turn(self) -> None:
        now = self._monotonic()
        self._travel(now)
        self._sample(now)
        if now >= self._stalled_until:
            if self._stalls and now >= self._stall_from and not self._no_clock:
                self._stalled_until = now + self._random.uniform(*STALL_S)
                self._stall_from = self._stalled_until + self._random.uniform(*STALL_EVERY_S)
            else:
                self._main_thread(now)
        self._sleep()

    def _travel(self, now: float) -> None:
        """Move datagrams that are on the way."""
        for datagram, address in self._to_daemon.due(now):
            with contextlib.suppress(OSError):
                self._sender.sendto(datagram, address)

    def _sample(self, now: float) -> None:
        """Live's observer tick: what the transport did, noted even while the main thread stalls."""
        ms = self._ms(now)
        if ms < self._next_tick_ms:
            return
        self._next_tick_ms = ms + self._random.uniform(*TICK_S) * 1000
        beats = self.clock.beats_at(now)
        numerator, denominator = self.clock.signature_at(beats)
        values = {
            "tempo": self.clock.tempo_at(beats), "signature_numerator": numerator, "signature_denominator": denominator,
            "is_playing": int(self.clock.is_playing), "current_song_time": beats, "loop": int(self.clock.loop),
            "loop_start": self.clock.loop_start, "loop_length": (self.clock.loop_end - self.clock.loop_start) or 16.0,
        }  # fmt: skip
        items = [[SONG_ID, name, value] for name, value in values.items()]
        items.extend(self._launch(beats))
        self._pending.append(("tick", items))

    def _launch(self, beats: float) -> list[list[Any]]:
        """What scene launches change at this song time."""
        items: list[list[Any]] = []
        while self._launches and self.clock.is_playing:
            launch = self._launches[0]
            ahead = min(FIRED_AHEAD_BEATS, 0.75 * self.set.launch_grid_beats(self.clock.signature_at(beats)))
            if self._fired is not launch and beats >= launch.beats - ahead:
                self._fired = launch
                items.extend(self._slots_of(launch.scene, fired=True))
            if beats < launch.beats:
                break
            items.extend(self._slots_of(launch.scene, fired=False, at=launch.beats))
            self._launches.pop(0)
        return items

    def _slots_of(self, scene: int, *, fired: bool, at: float = 0.0) -> list[list[Any]]:
        items: list[list[Any]] = []
        for track in self.set.live_set.tracks:
            if track.kind in ("group", "return"):
                continue
            clip = next((clip for clip in track.session_clips if clip.slot == scene), None)
            slot = -2 if clip is None else scene
            if fired:
                items.append([track.id, "fired_slot_index", slot])
            else:
                items.extend([[track.id, "playing_slot_index", slot], [track.id, "fired_slot_index", -1]])
                if clip is not None:
                    items.append([clip.id, "start_time", at])
        return items

    def _main_thread(self, now: float) -> None:
        """One turn of Live's main thread: what people did, what the tick noted, what udpreceive got, Tasks."""
        done = []
        while not self._commands.empty():
            command, future = self._commands.get()
            try:
                self._pending.extend(command(now))
                done.append(future)
            except Exception as error:  # the caller's, not ours
                future.set_exception(error)
        for datagram in self._to_device.due(now):
            self._pending.extend(self._received(datagram))
        due = self.last_step.next_ms is not None and self.last_step.next_ms <= self._ms(now)
        if self._pending or due:
            events, self._pending = self._pending, []
            self.last_step = self._max.step(self._ms(now), events)
            for outlet, atoms in self.last_step.sent:
                self._outlet(outlet, atoms)
            self._travel(self._monotonic())
        for future in done:
            future.set_result(now)

    def _received(self, datagram: bytes) -> ChangeEvents:
        self._unanswered_since = None
        try:
            message = OscMessage(datagram)
        except (ParseError, ValueError, IndexError):
            return []  # as udpreceive does
        atoms = [value for value in message.params if isinstance(value, int | float | str) and not isinstance(value, bool)]
        if message.address == "/sonochrome/resend":
            self.asked_again += len(atoms) // 3
        return [("inlet", message.address, *atoms)]

    def _outlet(self, outlet: int, atoms: tuple[Atom, ...]) -> None:
        if outlet == 0 and atoms[0] in ("host", "port"):
            host, port = self._remote
            self._remote = (str(atoms[1]), port) if atoms[0] == "host" else (host, int(atoms[1]))
        elif outlet == 0 and str(atoms[0]).startswith("/"):
            self._send(atoms)
        elif outlet == 1 and atoms[0] == "port":
            self._bind(int(atoms[1]))
        elif outlet == 2:
            self.interface.append(atoms)
        elif outlet == 3:
            self.stored_set_id = int(atoms[-1])

    def _send(self, atoms: tuple[Atom, ...]) -> None:
        builder = OscMessageBuilder(str(atoms[0]))
        for atom in atoms[1:]:
            builder.add_arg(atom, "i" if isinstance(atom, int) else "f" if isinstance(atom, float) else "s")
        self.messages[str(atoms[0])] += 1
        now = self._monotonic()
        if atoms[0] == "/sonochrome/digest" and self._unanswered_since is None:
            self._unanswered_since = now
        self._to_daemon.send(now, (builder.build().dgram, self._remote))

    def _bind(self, port: int) -> None:
        """What udpreceive does with `port`; where the port is taken it stays silent."""
        if self._receiver is not None:
            self._selector.unregister(self._receiver)
            self._receiver.close()
            self._receiver = None
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        receiver.setblocking(False)
        try:
            receiver.bind(("127.0.0.1", port))
        except OSError:
            receiver.close()
            log.info("udpreceive cannot bind port %d", port)
            return
        self._receiver = receiver
        self._selector.register(receiver, selectors.EVENT_READ)

    def _ms(self, now: float) -> float:
        return (now - self._opened_at) * 1000 + self._skipped_ms

    def _sleep(self) -> None:
        """Sleep until the next thing happens, or a datagram or command comes."""
        now = self._monotonic()
        ms = self._ms(now)
        coming = [self._next_tick_ms] if now >= self._stalled_until else []
        if now >= self._stalled_until and self.last_step.next_ms is not None:
            coming.append(self.last_step.next_ms)
        wait = max(0.0, min(coming, default=ms + 60) - ms) / 1000
        skip = self._no_clock and not self.clock.is_playing and not self._awaits_answer(now)
        if skip:
            wait /= FAST_FORWARD
        if now < self._stalled_until:
            wait = min(self._stalled_until - now, max(0.0, (self._next_tick_ms - ms) / 1000))
        for arrival in (self._to_daemon.next_arrival(), self._to_device.next_arrival()):
            if arrival is not None and (now >= self._stalled_until or arrival > now):
                wait = min(wait, max(0.0, arrival - now))
        for key, _ in self._selector.select(wait):
            self._read(key.fileobj)
        if skip:
            slept = self._monotonic() - now
            self._skipped_ms += slept * 1000 * (FAST_FORWARD - 1)

    def _awaits_answer(self, now: float) -> bool:
        if self._unanswered_since is not None and now - self._unanswered_since > CONFIRMED_S:
            self._unanswered_since = None
        return self._unanswered_since is not None

    def _read(self, readable: Any) -> None:
        if readable is self._wake_reader:
            with contextlib.suppress(BlockingIOError):
                self._wake_reader.recv(4096)
            return
        while True:
            try:
                datagram = readable.recv(65536)
            except (BlockingIOError, ConnectionError):
                return
            self._to_device.send(self._monotonic(), datagram)
