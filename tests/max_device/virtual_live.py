"""The device script in the simulated Live beside the daemon's conversation, in virtual time: quick, and the same every time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.live_set import LiveSetBuilder
from bridge.osc.message_values import Message, TransportReport
from bridge.osc.messages import decode, encode
from bridge.sources.conversation import Conversation
from bridge.sources.live_objects import SONG_ID
from bridge.sources.rehearsal_compare import differences
from bridge.sources.simulated_max import Atom, Event, SimulatedMax
from bridge.sources.simulated_set import SimulatedSet
from max_device.build import joined_script
from vocabulary.live_set import LiveSet, Song

SCRIPT = joined_script()
TICK_MS = 40.0
STEP_MS = 10.0
TRAVEL_MS = 1.0


@dataclass
class Daemon:
    """A daemon on one port, with what it was told."""

    port: int
    talk: Conversation
    reports: list[tuple[float, TransportReport]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    builder: LiveSetBuilder = field(default_factory=lambda: LiveSetBuilder(0))

    def live_set(self) -> LiveSet | None:
        """The set as the daemon knows it."""
        sync = self.talk.sync
        return None if sync is None else self.builder.build(sync.assembler.whole)


@dataclass
class Device:
    """One device of the set, with what it sent."""

    max: SimulatedMax
    number: int
    port: int = 0
    to_port: int = 0
    events: list[Event] = field(default_factory=list)
    sent: list[tuple[float, tuple[Atom, ...]]] = field(default_factory=list)
    strip: dict[str, tuple[Atom, ...]] = field(default_factory=dict)
    stored: list[int] = field(default_factory=list)
    most_a_turn: int = 0
    symbols: int = 0
    observers: int = 0
    apis: int = 0

    def count(self, address: str, since_ms: float = 0.0) -> int:
        """How many such messages it sent."""
        return sum(1 for ms, atoms in self.sent if atoms[0] == f"/sonochrome/{address}" and ms >= since_ms)


class VirtualLive:
    """A set with devices, and daemons; `run` lets time pass."""

    def __init__(
        self,
        song: Song,
        *,
        devices: int = 1,
        set_id: int = 77,
        loss: float = 0.0,
        later_calls: bool = False,
        taken_ports: Sequence[int] = (),
        daemon_port: int | None = 17400,
    ) -> None:
        self.ms = 0.0
        self.set = SimulatedSet(song)
        objects = self.set.objects()
        self._random = random.Random(1)
        self._loss = loss
        self._taken = set(taken_ports)
        self._tick_ms = 0.0
        self._on_the_way: list[tuple[float, Device, Event]] = []
        self._changes: list[list[Any]] = []
        self.playing_from: tuple[float, float, float] | None = None
        self.daemon: Daemon | None = None
        self.devices = [Device(SimulatedMax(SCRIPT, objects, self.set.roots, later_calls=later_calls), number) for number in range(devices)]
        for device in self.devices:
            device.events += [("inlet", "setid", set_id)] if set_id else []
            device.events += [("inlet", "enabled", 1), ("inlet", "bang")]
        if daemon_port is not None:
            self.start_daemon(daemon_port)

    @property
    def device(self) -> Device:
        """The first device."""
        return self.devices[0]

    def start_daemon(self, port: int = 17400) -> Daemon:
        """A fresh daemon, in place of any other."""
        reports: list[tuple[float, TransportReport]] = []
        states: list[str] = []
        talk = Conversation(
            port=port,
            send=self._to_device,
            on_documents=lambda sync: None,
            on_report=lambda report, now: reports.append((now * 1000, report)),
            on_begin=lambda: None,
            on_connection=states.append,
        )
        self.daemon = Daemon(port, talk, reports, states)
        return self.daemon

    def edit(self, events: Sequence[Event]) -> None:
        """Let something happen in the set."""
        for device in self.devices:
            device.events.extend(events)

    def set_song(self, **values: Any) -> None:
        """Change properties of the song at the next observer tick."""
        self._changes += [[SONG_ID, name, value] for name, value in values.items()]

    def play(self, from_beat: float, tempo: float) -> None:
        """Press play."""
        self.playing_from = (self.ms, from_beat, tempo)
        self.set_song(is_playing=1, tempo=tempo, current_song_time=from_beat)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        until = self.ms + seconds * 1000
        while self.ms < until:
            self._turn()
            self.ms += STEP_MS

    def run_until_equal(self, seconds: float) -> float:
        """Let time pass until the daemon holds exactly this set; gives the seconds it took."""
        started = self.ms
        while self.apart():
            if self.ms - started > seconds * 1000:
                raise AssertionError(f"after {seconds} s: {self.apart()}")
            self.run(0.1)
        return (self.ms - started) / 1000

    def apart(self) -> list[str]:
        """What the daemon holds otherwise."""
        known = self.daemon.live_set() if self.daemon else None
        return ["nothing known"] if known is None else differences(self.set.expected((4, 4)), known)

    def close(self) -> None:
        for device in self.devices:
            device.max.close()

    def __enter__(self) -> "VirtualLive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _turn(self) -> None:
        if self.ms >= self._tick_ms:
            self._tick_ms += TICK_MS
            self._observer_tick()
        due = [item for item in self._on_the_way if item[0] <= self.ms]
        self._on_the_way = [item for item in self._on_the_way if item[0] > self.ms]
        for _, device, event in due:
            device.events.append(event)
        for device in self.devices:
            self._step(device)
        if self.daemon is not None:
            self.daemon.talk.tick(self.ms / 1000)

    def _observer_tick(self) -> None:
        items, self._changes = self._changes, []
        if self.playing_from is not None:
            since, beat, tempo = self.playing_from
            items.append([SONG_ID, "current_song_time", beat + (self.ms - since) / 60000 * tempo])
        for device in self.devices:
            device.events.append(("tick", items))

    def _step(self, device: Device) -> None:
        events, device.events = device.events, []
        step = device.max.step(self.ms, events)
        assert step.posts == (), step.posts
        device.symbols, device.observers, device.apis = step.symbols, step.observers, step.apis
        device.most_a_turn = max(device.most_a_turn, sum(1 for outlet, atoms in step.sent if outlet == 0))
        for outlet, atoms in step.sent:
            self._outlet(device, outlet, atoms)

    def _outlet(self, device: Device, outlet: int, atoms: tuple[Atom, ...]) -> None:
        if outlet == 1:
            device.port = int(atoms[1])
        elif outlet == 2:
            device.strip[str(atoms[0])] = atoms[1:]
        elif outlet == 3:
            device.stored.append(int(atoms[-1]))
        elif atoms[0] == "port":
            device.to_port = int(atoms[1])
        elif str(atoms[0]).startswith("/"):
            device.sent.append((self.ms, atoms))
            if self.daemon is not None and device.to_port == self.daemon.port and self._random.random() >= self._loss:
                builder = OscMessageBuilder(str(atoms[0]))
                for atom in atoms[1:]:
                    builder.add_arg(atom, "s" if isinstance(atom, str) else "i")
                source = ("127.0.0.1", 50000 + device.number)
                self.daemon.talk.receive(decode(builder.build().dgram), source, self.ms / 1000)

    def _to_device(self, message: Message, address: tuple[str, int]) -> None:
        osc = OscMessage(encode(message))
        for device in self.devices:
            if device.port == address[1] and device.port not in self._taken and self._random.random() >= self._loss:
                self._on_the_way.append((self.ms + TRAVEL_MS, device, ("inlet", osc.address, *osc.params)))
