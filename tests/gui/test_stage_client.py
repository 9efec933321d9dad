import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TypeVar

import pytest

from bridge.launch import DaemonAddress
from bridge.stage.protocol import (
    Anchor,
    CueMessage,
    Cues,
    Hello,
    Ping,
    Pong,
    SectionDocument,
    SetChanged,
    SetDocument,
    Status,
)
from gui.events import (
    AnchorTold,
    Connected,
    Disconnected,
    Event,
    PictureTold,
    SectionTold,
    SetTold,
    ShowTold,
    StatusTold,
    ThumbnailTold,
)
from gui.stage_client import StageClient
from gui.wish_list import Wanted
from tests.gui.fake_daemon import FakeDaemon

Told = TypeVar("Told")


class Listener:
    def __init__(self) -> None:
        self.events: SimpleQueue[Event] = SimpleQueue()

    def next(self, kind: type[Told] | tuple[type[Told], ...], timeout_s: float = 5.0) -> Told:
        """The next event of a kind; others before it are passed over."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                event = self.events.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no {kind} within {timeout_s} s") from None
            if isinstance(event, kind):
                return event

    def none_of(self, kind: type[Told], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                event = self.events.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                return
            assert not isinstance(event, kind)


@contextmanager
def connected(
    listener: Listener, find: Callable[[], DaemonAddress | None], cover_px: tuple[int, int] = (640, 360)
) -> Iterator[StageClient]:
    client = StageClient(listener.events.put, role="headless", cover_px=cover_px, find=find)
    client.start()
    try:
        yield client
    finally:
        client.stop()


@pytest.fixture
def daemon() -> Iterator[FakeDaemon]:
    made = FakeDaemon()
    yield made
    made.kill()


@pytest.fixture
def listener() -> Listener:
    return Listener()


def cue(name: str, picture: str = "") -> CueMessage:
    return CueMessage(name, name, 0.0, None, picture, "draft", 1.0, 0.5)


def test_it_says_hello_and_tells_what_the_daemon_says(daemon: FakeDaemon, listener: Listener) -> None:
    daemon.greeting = (
        SetChanged(daemon.add_document(SetDocument("Song", (), ((4.0, "Verse"),), 64.0, 12))),
        Cues((cue("a", "p"),), order=("a",), whole=True),
        Anchor(1.5, 8.0, 90.0, True, numerator=6, denominator=8, jump=2),
        Status("device", "connected", "Song", 1, 0, "", ""),
    )

    with connected(listener, lambda: daemon.address):
        assert listener.next(Connected).session == "one"
        assert listener.next(ShowTold).cues == (cue("a", "p"),)
        told = listener.next(AnchorTold)
        assert (told.anchor.beats, told.anchor.tempo, told.anchor.beats_per_bar, told.anchor.jump) == (8.0, 90.0, 3.0, 2)
        assert listener.next(StatusTold).status.set_name == "Song"
        assert listener.next(SetTold).document.locators == ((4.0, "Verse"),)
    hello = daemon.received[0]
    assert isinstance(hello, Hello)
    assert hello.role == "headless"


def test_it_answers_a_ping(daemon: FakeDaemon, listener: Listener) -> None:
    with connected(listener, lambda: daemon.address):
        listener.next(Connected)
        before = time.monotonic()

        daemon.greeting = ()
        daemon.send(Ping(7))

        deadline = time.monotonic() + 5
        while len(daemon.received) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    pong = daemon.received[1]
    assert isinstance(pong, Pong)
    assert pong.number == 7
    assert before <= pong.at <= time.monotonic()


def test_pictures_come_the_soonest_first_and_once(daemon: FakeDaemon, listener: Listener) -> None:
    for name in "abc":
        daemon.add_picture(name)

    with connected(listener, lambda: daemon.address) as client:
        listener.next(Connected)
        client.want(Wanted(("b", "c", "a")))
        got = [listener.next(PictureTold).id for _ in range(3)]
        client.want(Wanted(("c", "a", "b")))
        listener.none_of(PictureTold, 0.3)

    assert got == ["b", "c", "a"]
    assert daemon.fetched == ["b", "c", "a"]


def test_a_picture_that_is_not_there_yet_is_asked_for_again_and_holds_up_no_other(daemon: FakeDaemon, listener: Listener) -> None:
    daemon.add_picture("there")

    with connected(listener, lambda: daemon.address) as client:
        listener.next(Connected)
        client.want(Wanted(("late", "there")))
        assert listener.next(PictureTold).id == "there"
        daemon.add_picture("late")

        assert listener.next(PictureTold).id == "late"


@pytest.mark.parametrize("damage", [b"", b"no picture", "half", "bent"])
def test_a_damaged_picture_is_asked_for_again(daemon: FakeDaemon, listener: Listener, damage: bytes | str) -> None:
    daemon.add_picture("p", size=(200, 200))
    whole = daemon.pictures["p"]
    broken = whole[: len(whole) // 2] if damage == "half" else whole[:45] + bytes(20) + whole[65:]
    daemon.pictures["p"] = damage if isinstance(damage, bytes) else broken

    with connected(listener, lambda: daemon.address) as client:
        listener.next(Connected)
        client.want(Wanted(("p",)))
        listener.none_of(PictureTold, 0.3)
        daemon.pictures["p"] = whole

        assert listener.next(PictureTold).pixels.shape == (200, 200, 3)


def test_a_picture_larger_than_the_stage_is_made_to_cover_it(daemon: FakeDaemon, listener: Listener) -> None:
    daemon.add_picture("p", (200, 100, 50), (1000, 800))

    with connected(listener, lambda: daemon.address, cover_px=(320, 180)) as client:
        client.want(Wanted(("p",), ("p",)))
        pixels = listener.next(PictureTold).pixels
        thumbnail = listener.next(ThumbnailTold).pixels

    assert pixels.shape == (256, 320, 3)
    assert thumbnail.shape == (144, 256, 3)
    assert pixels[0].mean() > pixels[-1].mean() + 30


def test_descriptions_are_fetched_by_their_hash(daemon: FakeDaemon, listener: Listener) -> None:
    document = SectionDocument("Verse", "D dorian", 0.8, 98.0, 0.2, -0.4, (), (), (), (), (), "nebula", "nebula")
    name = daemon.add_document(document)

    with connected(listener, lambda: daemon.address) as client:
        client.want(Wanted(sections=(name,)))

        assert listener.next(SectionTold) == SectionTold(name, document)


def test_it_waits_for_a_daemon_that_starts_later(listener: Listener) -> None:
    addresses: list[DaemonAddress] = []
    with connected(listener, lambda: addresses[0] if addresses else None):
        assert "does not run" in listener.next(Disconnected).reason
        daemon = FakeDaemon()
        addresses.append(daemon.address)

        listener.next(Connected)
    daemon.kill()


def test_it_reconnects_to_a_daemon_that_was_killed_and_started_again(listener: Listener) -> None:
    first = FakeDaemon("one", (Cues((cue("a", "p"),), order=("a",), whole=True),))
    addresses = [first.address]
    with connected(listener, lambda: addresses[-1]) as client:
        listener.next(ShowTold)
        client.want(Wanted(("q",)))
        first.kill()
        listener.next(Disconnected)
        second = FakeDaemon("two", (Cues((cue("b", "q"),), order=("b",), whole=True),))
        second.add_picture("q")
        addresses.append(second.address)
        began = time.monotonic()

        assert listener.next(Connected).session == "two"
        told = [listener.next((ShowTold, PictureTold)) for _ in range(2)]  # either may come first
        assert time.monotonic() - began < 2.0
        assert {type(event) for event in told} == {ShowTold, PictureTold}
    second.kill()


def test_what_it_does_not_understand_it_drops_and_goes_on(daemon: FakeDaemon, listener: Listener) -> None:
    with connected(listener, lambda: daemon.address):
        listener.next(Connected)

        daemon.send_raw(b"{", b'{"type":"unheard"}', b'{"type":"anchor","at":0,"beats":0,"tempo":0,"playing":true}', b"[]")
        daemon.send(Anchor(1.0, 4.0, 120.0, True))

        assert listener.next(AnchorTold).anchor.beats == 4.0
        listener.none_of(Disconnected, 0.1)


def test_another_version_of_the_protocol_is_said_in_plain_words(listener: Listener) -> None:
    daemon = FakeDaemon(protocol=99)
    with connected(listener, lambda: daemon.address):
        reason = listener.next(Disconnected).reason
    daemon.kill()

    assert "version 99" in reason
    assert "update" in reason


def test_stopping_is_quick_whatever_it_is_doing(daemon: FakeDaemon, listener: Listener) -> None:
    daemon.add_picture("slow")
    daemon.http_delay_s = 1.0
    with connected(listener, lambda: daemon.address) as client:
        listener.next(Connected)
        client.want(Wanted(("slow",)))
        time.sleep(0.1)
        began = time.monotonic()
        client.stop()

        assert time.monotonic() - began < 0.7
