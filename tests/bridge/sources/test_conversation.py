"""The daemon's side of the protocol against a working fake device over a bad network, in simulated time."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.live_set import LiveSetBuilder
from bridge.osc.chunks import cut_document, make_document
from bridge.osc.document_sync import DocumentSync
from bridge.osc.message_values import (
    CLIP,
    NAME,
    NOTES,
    SONG,
    STRING_KINDS,
    TRACK,
    DeviceStatus,
    DocumentPart,
    Message,
    SetDigest,
    Thumbnail,
    ThumbnailPaths,
    TransportReport,
)
from bridge.osc.messages import decode, encode
from bridge.sources.conversation import Address, Conversation
from tests.bridge.fake_device import FakeDevice, Network
from vocabulary.errors import ProtocolError
from vocabulary.live_set import LiveSet

DAEMON = ("127.0.0.1", 17400)


class Daemon:
    """A conversation joined to the simulated network."""

    def __init__(self, network: Network) -> None:
        self.states: list[str] = []
        self.reports: list[TransportReport] = []
        self.begun = 0
        self.changes = 0
        self._network = network
        self._next = 0.0
        self.conversation = Conversation(
            port=DAEMON[1],
            send=self._send,
            on_documents=self._changed,
            on_report=lambda report, now: self.reports.append(report),
            on_begin=self._begin,
            on_connection=self.states.append,
        )
        network.join(DAEMON, self.receive, self.tick)

    def stop(self) -> None:
        self._network.leave(DAEMON, self.tick)

    def receive(self, datagram: bytes, source: Address) -> None:
        try:
            self.conversation.receive(decode(datagram), source, self._network.now)
        except ProtocolError:
            self.conversation.statistics.malformed += 1

    def tick(self) -> None:
        if self._network.now >= self._next:
            self._next = self._network.now + self.conversation.tick(self._network.now) - 1e-6

    def holds(self, device: FakeDevice) -> bool:
        sync = self.conversation.sync
        return sync is not None and {k: d.body for k, d in sync.assembler.whole.items()} == {k: d.body for k, d in device.documents.items()}

    def live_set(self) -> LiveSet:
        sync = self.conversation.sync
        assert sync is not None
        live_set = LiveSetBuilder(sync.set_id).build(sync.assembler.whole)
        assert live_set is not None
        return live_set

    def _send(self, message: Message, address: Address) -> None:
        self._network.send(encode(message), DAEMON, address)

    def _changed(self, sync: DocumentSync) -> None:
        self.changes += 1

    def _begin(self) -> None:
        self.begun += 1


def put_clip(device: FakeDevice, clip_id: int, notes: int, *, name: str = "riff", start: int = 0) -> None:
    body = [number for index in range(notes) for number in (index * 100, 50, 60 + 256 * 128 + 65536 * 1000, 10000 + 16384 * 6400)]
    device.put(CLIP, clip_id, [4, 0xFF0000, 4, 4, 0, 61440, 0, 61440, start, start + 61440, notes])
    device.put(NOTES, clip_id, body)
    device.put(NAME, clip_id, [name])


def put_set(device: FakeDevice, clips: int, notes: int) -> None:
    device.put(SONG, 0, [61440, 1])
    device.put(TRACK, 1, [0, 0x00FF00, 0, 0, clips, *range(10, 10 + clips)])
    device.put(NAME, 1, ["Keys"])
    for index in range(clips):
        put_clip(device, 10 + index, notes, start=index * 61440)


def meet(network: Network, *, clips: int = 3, notes: int = 5, set_id: int = 7) -> tuple[Daemon, FakeDevice]:
    daemon, device = Daemon(network), FakeDevice(network, set_id=set_id, port=17420, daemon=DAEMON)
    put_set(device, clips, notes)
    return daemon, device


def test_a_device_is_welcomed_and_its_set_arrives() -> None:
    network = Network()
    daemon, device = meet(network, notes=500)

    network.run(1.5)

    assert daemon.holds(device)
    assert daemon.states == ["connected"]
    assert [len(clip.notes) for clip in daemon.live_set().tracks[0].arrangement_clips] == [500, 500, 500]
    assert daemon.conversation.asked_again == 0


documents = st.tuples(
    st.sampled_from([1, 2, 3, 4, 5, 6, 11, 12, 13, 14]),
    st.integers(0, 6),
    st.integers(0, 900),
    st.integers(-(2**31), 2**31 - 1),
)
changes = st.lists(st.tuples(documents, st.booleans(), st.floats(0.0, 0.4)), min_size=1, max_size=25)


def body_of(kind: int, length: int, value: int) -> Sequence[int] | Sequence[str]:
    if kind in STRING_KINDS:
        return [f"näme {value} {index}" for index in range(length // 20)]
    return [value // (index + 1) for index in range(length // 4 * 4)]


@settings(max_examples=30, deadline=None)
@given(changes=changes, seed=st.integers(0, 10**6))
def test_loss_reordering_and_duplicates_converge_to_the_exact_set(
    changes: list[tuple[tuple[int, int, int, int], bool, float]], seed: int
) -> None:
    network = Network(seed, loss=0.2, duplicate=0.1, jitter_s=0.06)
    daemon, device = Daemon(network), FakeDevice(network, set_id=7, port=17420, daemon=DAEMON)
    network.run(1.0)

    for (kind, document_id, length, value), dropped, pause in changes:
        if dropped and (kind, document_id) in device.documents:
            device.drop(kind, document_id)
        else:
            device.put(kind, document_id, body_of(kind, length, value))
        network.run(pause)
    sync = None
    for _ in range(30):
        network.run(1.0)
        sync = daemon.conversation.sync  # none until a hello and its welcome both came through
        if sync is not None and daemon.holds(device) and sync.agreed and not sync.busy:
            break

    assert sync is not None
    assert daemon.holds(device)
    assert sync.agreed
    assert not sync.busy


def test_parts_of_a_clip_that_was_deleted_meanwhile_are_not_asked_for_for_ever() -> None:
    network = Network()
    daemon, device = meet(network)
    network.run(2.0)
    first, *_ = cut_document(make_document(NOTES, 99, 500, range(800)))

    device.say(first)
    device.drop(NAME, 1)
    device.put(NAME, 1, ["renamed"])
    for _ in range(500):
        device.put(NAME, 1, ["renamed"])
    network.run(3.0)

    sync = daemon.conversation.sync
    assert sync is not None
    assert daemon.holds(device)
    assert not sync.busy


def test_a_large_set_arrives_through_twenty_percent_loss_within_seconds() -> None:
    network = Network(3, loss=0.2, duplicate=0.05, jitter_s=0.01)
    daemon, device = meet(network, clips=150, notes=400)

    network.run(12.0)

    assert daemon.holds(device)
    assert daemon.conversation.asked_again > 0


def test_a_deleted_clip_vanishes() -> None:
    network = Network()
    daemon, device = meet(network, clips=3)
    network.run(2.0)

    device.put(TRACK, 1, [0, 0x00FF00, 0, 0, 2, 10, 12])
    for kind in (CLIP, NOTES, NAME):
        device.drop(kind, 11)
    network.run(2.5)

    assert daemon.holds(device)
    assert [clip.id for clip in daemon.live_set().tracks[0].arrangement_clips] == [10, 12]


def test_a_restarted_daemon_gets_the_whole_set_again() -> None:
    network = Network(5, loss=0.1)
    daemon, device = meet(network, clips=20, notes=100)
    network.run(4.0)
    daemon.stop()
    network.run(1.0)

    second = Daemon(network)
    network.run(6.0)

    assert second.holds(device)
    assert second.states == ["connected"]


@pytest.mark.parametrize("same_port", [True, False])
def test_a_restarted_device_counts_anew_and_is_understood(same_port: bool) -> None:
    network = Network()
    daemon, device = meet(network)
    for _ in range(30):
        put_clip(device, 10, 3)
    network.run(3.0)
    device.vanish()
    network.run(0.2)

    again = FakeDevice(network, set_id=7, port=17420 if same_port else 17425, daemon=DAEMON)
    put_set(again, 2, 8)
    network.run(8.0)

    assert daemon.holds(again)
    assert again.leads


def test_a_restarted_device_with_the_same_set_sends_no_clip_again() -> None:
    network = Network()
    daemon, device = meet(network, clips=5, notes=300)
    network.run(3.0)
    device.say_goodbye()
    network.run(1.0)
    again = FakeDevice(network, set_id=7, port=17431, daemon=DAEMON)
    again.documents = device.documents

    network.run(3.0)

    assert daemon.holds(again)
    assert daemon.changes == len(device.documents)
    assert daemon.states == ["connected", "waiting", "connected"]


def test_of_two_devices_the_first_leads_and_the_second_takes_over() -> None:
    network = Network()
    daemon, first = meet(network)
    network.run(2.0)
    second = FakeDevice(network, set_id=7, port=17430, daemon=DAEMON)
    put_set(second, 4, 6)
    network.run(3.0)
    assert (first.leads, second.leads) == (True, False)
    assert daemon.holds(first)

    first.vanish()
    network.run(6.0)

    assert second.leads
    assert daemon.holds(second)


def test_a_former_leader_that_wakes_up_is_told_that_another_leads() -> None:
    network = Network()
    daemon, first = meet(network)
    network.run(2.0)
    first.vanish()
    second = FakeDevice(network, set_id=8, port=17430, daemon=DAEMON)
    put_set(second, 1, 1)
    network.run(5.0)
    assert second.leads

    network.join(first.address, first.receive, first.tick)
    first.put(NAME, 1, ["nobody hears this"])
    network.run(3.0)

    assert first.leads is False
    assert daemon.holds(second)


def test_a_stranger_cannot_change_the_set() -> None:
    network = Network()
    daemon, device = meet(network)
    network.run(2.0)
    stranger = ("127.0.0.1", 40000)

    for document in device.documents.values():
        network.send(encode(SetDigest(7, 1, 1, 99)), stranger, DAEMON)
        network.send(encode(decode(encode(_forged(document.kind, document.id)))), stranger, DAEMON)
    network.run(1.0)

    assert daemon.holds(device)
    assert daemon.conversation.statistics.dropped == 2 * len(device.documents)


def _forged(kind: int, document_id: int) -> Message:
    return DocumentPart(kind, document_id, 10_000, 0, 1, ("x",) if kind in STRING_KINDS else (1,))


def test_a_leader_whose_socket_changes_is_recognised_by_its_digest() -> None:
    network = Network()
    daemon, device = meet(network)
    network.run(2.0)

    device.vanish()
    device.address = ("127.0.0.1", 50123)  # Max's udpsend took another socket; udpreceive still listens on 17420
    network.join(("127.0.0.1", 17420), device.receive, device.tick)
    device.put(NAME, 1, ["renamed"])
    network.run(6.0)

    assert daemon.holds(device)


def test_off_lost_and_back_are_told() -> None:
    network = Network()
    daemon, device = meet(network)
    network.run(2.0)

    device.vanish()
    network.run(4.0)
    network.join(device.address, device.receive, device.tick)
    network.run(2.0)
    device.switch_off()
    network.run(1.0)

    assert daemon.states == ["connected", "lost", "connected", "off"]


def test_another_protocol_version_is_refused() -> None:
    network = Network()
    daemon = Daemon(network)
    device = FakeDevice(network, set_id=7, port=17420, daemon=DAEMON, version=2)

    network.run(2.0)

    assert device.refused
    assert daemon.states == []


def test_the_device_is_told_status_paths_and_thumbnail() -> None:
    network = Network(1, loss=0.2)
    daemon, device = Daemon(network), FakeDevice(network, set_id=7, port=17420, daemon=DAEMON)
    daemon.conversation.set_thumbnail_paths(ThumbnailPaths("/tmp/a.png", "/tmp/b.png"))
    network.run(3.0)

    daemon.conversation.show_status(DeviceStatus(2, 3, 8, 1), network.now)
    daemon.conversation.show_thumbnail(Thumbnail(1), network.now)
    network.run(4.0)

    assert DeviceStatus(2, 3, 8, 1) in device.told
    assert Thumbnail(1) in device.told
    assert ThumbnailPaths("/tmp/a.png", "/tmp/b.png") in device.told
