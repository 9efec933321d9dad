"""A simulated Ableton Live: plays a song on its own clock and runs the real device script beside it, over real UDP.

One thread is Live's main thread. Every 20-60 ms it looks at the transport and tells the observers (Live's observer tick); now and then
it stalls for 100-400 ms, and what was due meanwhile comes as a flood, with values as old as they are. The transport itself
never waits: `TrueClock` knows at what monotonic time each beat really was.
"""

import contextlib
import logging
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Self

from bridge.sources.bad_network import NetworkFaults
from bridge.sources.live_objects import SONG_ID
from bridge.sources.scene_launcher import Launch, SceneLauncher
from bridge.sources.simulated_max import Atom, SimulatedMax, Step
from bridge.sources.simulated_set import SimulatedSet
from bridge.sources.simulated_udp import SimulatedUdp
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

ChangeEvents = list[tuple[Any, ...]]


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
        only_port: int | None = None,
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
            only_port: See `SimulatedUdp`.
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
        self.udp = SimulatedUdp(faults or NetworkFaults(), seed, only_port)
        self._commands: queue.SimpleQueue[tuple[Callable[[float], ChangeEvents], Future[float]]] = queue.SimpleQueue()
        self._launcher = SceneLauncher(self.set)
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="simulated-live", daemon=True)
        self.error: BaseException | None = None
        self.interface: deque[tuple[Atom, ...]] = deque(maxlen=1000)
        """What the device showed in its strip."""
        self.last_step = Step((), None)

    def open(self) -> None:
        """Load the device, as Live does when the set is opened."""
        self._opened_at = self._monotonic()
        self._next_tick_ms = 0.0
        self._stall_from = self._opened_at + self._random.uniform(*STALL_EVERY_S)
        self._stalled_until = 0.0
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
                self.wait(lambda: self.udp.next_arrival(self._monotonic(), for_device=False) is None, timeout_s=0.5)
            self._ended = True
            self.udp.wake()
            self._thread.join(10)
        self._max.close()
        self.udp.close()
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
        self.udp.wake()
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
        return self.do(lambda _now: self._quietly(self._launcher.add, launches))

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

    def _quietly(self, act: Callable[..., object], *arguments: object) -> ChangeEvents:
        act(*arguments)
        return []

    def _check(self) -> None:
        if self.error is not None:
            raise self.error
        if self._thread.ident is not None and not self._thread.is_alive():
            raise RuntimeError("the simulated Live has ended")

    def _run(self) -> None:
        try:
            while not self._ended:
                self._turn()
        except BaseException as error:
            log.exception("the simulated Live ends")
            self.error = error

    def _turn(self) -> None:
        now = self._monotonic()
        self.udp.send_due(now)
        self._sample(now)
        if now >= self._stalled_until:
            if self._stalls and now >= self._stall_from and not self._no_clock:
                self._stalled_until = now + self._random.uniform(*STALL_S)
                self._stall_from = self._stalled_until + self._random.uniform(*STALL_EVERY_S)
            else:
                self._main_thread(now)
        self._sleep()

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
        if self.clock.is_playing:
            items.extend(self._launcher.due(beats, (numerator, denominator)))
        self._pending.append(("tick", items))

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
        self._pending.extend(("inlet", *atoms) for atoms in self.udp.received(now))
        due = self.last_step.next_ms is not None and self.last_step.next_ms <= self._ms(now)
        if self._pending or due:
            events, self._pending = self._pending, []
            self.last_step = self._max.step(self._ms(now), events)
            for outlet, atoms in self.last_step.sent:
                self._outlet(outlet, atoms)
            self.udp.send_due(self._monotonic())
        for future in done:
            future.set_result(now)

    def _outlet(self, outlet: int, atoms: tuple[Atom, ...]) -> None:
        if outlet == 0:
            self.udp.to_udpsend(atoms, self._monotonic())
        elif outlet == 1:
            self.udp.to_udpreceive(atoms)
        elif outlet == 2:
            self.interface.append(atoms)
        else:
            self.stored_set_id = int(atoms[-1])

    def _ms(self, now: float) -> float:
        return (now - self._opened_at) * 1000 + self._skipped_ms

    def _sleep(self) -> None:
        """Sleep until the next thing happens, or a datagram or command comes."""
        now = self._monotonic()
        ms = self._ms(now)
        stalled = now < self._stalled_until
        coming = [self._next_tick_ms]
        if self.last_step.next_ms is not None and not stalled:
            coming.append(self.last_step.next_ms)
        wait = max(0.0, min(coming) - ms) / 1000
        skip = self._no_clock and not self.clock.is_playing and not self._awaits_answer(now)
        if skip:
            wait /= FAST_FORWARD
        if stalled:
            wait = min(wait, self._stalled_until - now)
        arrival = self.udp.next_arrival(now, for_device=not stalled)
        self.udp.sleep(wait if arrival is None else min(wait, arrival), now)
        if skip:
            self._skipped_ms += (self._monotonic() - now) * 1000 * (FAST_FORWARD - 1)

    def _awaits_answer(self, now: float) -> bool:
        since = self.udp.unanswered_since
        if since is not None and now - since > CONFIRMED_S:
            self.udp.unanswered_since = None
        return self.udp.unanswered_since is not None
