"""A transport with a true clock, seen through Live's observers, the device and a bad network, in simulated time.

Used by tests/bridge/test_clock.py and tests/benchmarks/bench_clock.py.
"""

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.clock import TEMPO_UNITS, SongClock, expected_beats
from bridge.osc.message_values import TransportReport
from bridge.sources.true_clock import TrueClock
from vocabulary.live_set import SignatureChange, TempoMap, Transport
from vocabulary.units import Bpm, Ticks, to_ticks

CLOCK_OFFSET_S = -345.678
"""Device ms count from anywhere."""
TASK_S = 0.020
SEND_EACH_S = 0.040


@dataclass(frozen=True, slots=True)
class Conditions:
    """How bad the way is.

    Attributes:
        tick_s: Observer ticks, shortest and longest.
        old_values: Whether a value is as old as anything since the tick before, or read at the tick.
        stall_s: Longest stall of Live's main thread, and how often one begins, seconds.
    """

    tick_s: tuple[float, float] = (0.02, 0.06)
    old_values: bool = True
    stall_s: float = 0.4
    stall_every_s: float = 8.0
    jitter_s: float = 0.01
    loss: float = 0.2
    duplicate: float = 0.05


@dataclass(frozen=True, slots=True)
class Action:
    """What the user does at a second: "start", "stop", "jump" (to beats)."""

    at: float
    what: str
    beats: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run.

    Attributes:
        errors_ms: Shown minus true song time, each 5 ms while playing, not within `settle_s` of a start or jump.
        settling_ms: The same, within `settle_s`.
        jumps: Jumps told.
        steps_ms: How much each new transport moved what was shown, at constant tempo.
    """

    errors_ms: tuple[float, ...]
    settling_ms: tuple[float, ...]
    jumps: int
    steps_ms: tuple[float, ...]


def tempo_map(*points: tuple[float, float]) -> TempoMap:
    """A tempo map from (beats, bpm)."""
    return TempoMap(tuple((to_ticks(beats), Bpm(bpm)) for beats, bpm in points))


def run(
    tempi: TempoMap,
    actions: Sequence[Action],
    seconds: float,
    *,
    conditions: Conditions | None = None,
    loop: tuple[float, float] | None = None,
    seed: int = 0,
    settle_s: float = 0.5,
) -> Outcome:
    """Play, and compare what a stage shows with the truth every 5 ms."""
    conditions = conditions or Conditions()
    chance = random.Random(seed)
    true = TrueClock(tempi, (SignatureChange(Ticks(0), 4, 4),))
    if loop is not None:
        true.set_loop(*loop, times=1_000_000)
    clock = SongClock()
    told: Transport | None = None
    errors: list[float] = []
    settling: list[float] = []
    steps: list[float] = []
    settled_at = 0.0
    to_do = list(actions)
    live = _SimulatedDevice(true, conditions, chance)
    for step in range(int(seconds / 0.005)):
        now = step * 0.005
        while to_do and to_do[0].at <= now:
            action = to_do.pop(0)
            _act(true, action, now)
            settled_at = now + settle_s
        for received_at, report in live.turn(now):
            new = clock.take(report, received_at)
            if new is not None:
                if told is not None and told.tempo == new.tempo and told.is_playing and new.is_playing and now > settled_at:
                    steps.append(_difference_ms(expected_beats(new, now), expected_beats(told, now), new.tempo, true))
                told = new
        if told is not None and true.is_playing and told.is_playing:
            error = _difference_ms(expected_beats(told, now), true.beats_at(now), true.tempo_at(true.beats_at(now)), true)
            (errors if now > settled_at else settling).append(error)
    return Outcome(tuple(errors), tuple(settling), clock.jumps, tuple(steps))


def percentile(values: Sequence[float], share: float) -> float:
    """Of absolute values; 0 for none."""
    ordered = sorted(map(abs, values))
    return ordered[min(len(ordered) - 1, math.floor(share * len(ordered)))] if ordered else 0.0


def _act(true: TrueClock, action: Action, now: float) -> None:
    if action.what == "start":
        true.start(now)
    elif action.what == "stop":
        true.stop(now)
    else:
        true.jump(now, action.beats)


def _difference_ms(beats: float, other: float, tempo: float, true: TrueClock) -> float:
    difference = beats - other
    length = true.loop_end - true.loop_start
    if true.loop and length > 0 and abs(difference) > length / 2:
        difference -= math.copysign(length, difference)  # only one of the two has wrapped yet
    return difference * 60_000 / tempo


class _SimulatedDevice:
    """Live's observer ticks, the device's Task, and the network."""

    def __init__(self, true: TrueClock, conditions: Conditions, chance: random.Random) -> None:
        self._true, self._conditions, self._chance = true, conditions, chance
        self._next_tick = self._next_task = 0.0
        self._last_tick = 0.0
        self._stall_at = conditions.stall_every_s * chance.random() if conditions.stall_s else math.inf
        self._stalled_until = -1.0
        self._told: list[tuple[float, float, bool]] = []  # beats, tempo, playing; waits while Live's main thread stalls
        self._moved = False
        self._read: tuple[float, float, bool, float] | None = None
        self._sent: tuple[float, tuple[float, bool]] = (-10.0, (0.0, False))
        self._sequence = 0
        self._way: list[tuple[float, int, TransportReport]] = []

    def turn(self, now: float) -> list[tuple[float, TransportReport]]:
        """Reports that arrive in these 5 ms, with their moments."""
        if now >= self._next_tick:
            self._tick(now)
        if now >= self._stalled_until and self._told:
            self._read, self._told, self._moved = (*self._told[-1], now), [], True
        if now >= self._stall_at:
            self._stalled_until = now + self._chance.random() * self._conditions.stall_s
            self._stall_at = self._stalled_until + self._conditions.stall_every_s * (0.5 + self._chance.random())
        if now >= self._stalled_until and now >= self._next_task:
            self._next_task = now + TASK_S
            self._task(now)
        arrived = []
        while self._way and self._way[0][0] <= now:
            at, _, report = heapq.heappop(self._way)
            arrived.append((at, report))
        return arrived

    def _tick(self, now: float) -> None:
        age = self._chance.random() * (now - self._last_tick) if self._conditions.old_values else 0.0
        beats = self._true.beats_at(now)
        playing_since = self._true.passes[-1].start_at if self._true.passes else 0.0
        if self._true.is_playing and now - age >= playing_since:
            beats = _beats_before(self._true, now, age)
        self._told.append((beats, self._true.tempo_at(beats), self._true.is_playing))
        self._last_tick = now
        self._next_tick = now + self._chance.uniform(*self._conditions.tick_s)

    def _task(self, now: float) -> None:
        if self._read is None:
            return
        beats, tempo, playing, read_at = self._read
        changed = (tempo, playing) != self._sent[1]
        if not changed and now - self._sent[0] < (SEND_EACH_S if playing and self._moved else 1.0):
            return
        if not playing:
            read_at = now  # a stopped transport is read anew
        self._sent = (now, (tempo, playing))
        self._moved = False
        self._sequence += 1
        loop = self._true.loop
        report = TransportReport(
            self._sequence,
            math.floor((read_at + CLOCK_OFFSET_S) * 1000),
            int(playing),
            to_ticks(beats),
            round(tempo * TEMPO_UNITS),
            4,
            4,
            int(loop),
            to_ticks(self._true.loop_start),
            to_ticks(self._true.loop_end - self._true.loop_start),
        )
        for _ in range(2 if self._chance.random() < self._conditions.duplicate else 1):
            if self._chance.random() >= self._conditions.loss:
                at = now + 0.0001 + self._chance.random() * self._conditions.jitter_s
                heapq.heappush(self._way, (at, self._sequence, report))


def _beats_before(true: TrueClock, now: float, age: float) -> float:
    """Song time a moment ago; past the start of this pass it was in the one before."""
    last = true.passes[-1]
    seconds = now - age - last.start_at
    tempi = true._tempo_map
    return float(tempi.beats_at(tempi.seconds_at(last.start_beats) + seconds))
