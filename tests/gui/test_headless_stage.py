"""The headless stage as a process, against a small daemon that the runtime file names."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
import pytest

from bridge.launch import child_environment
from bridge.stage.protocol import Anchor, CueMessage, Cues
from tests.gui.fake_daemon import FakeDaemon

pytestmark = pytest.mark.gl

FRAME_S = 1 / 60


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def daemon(home: Path) -> Iterator[FakeDaemon]:
    made = FakeDaemon()
    announce(made, home)
    yield made
    made.kill()


def announce(daemon: FakeDaemon, home: Path) -> None:
    (home / "runtime.json").write_text(json.dumps(asdict(daemon.address)))


def start(home: Path, record: Path, *arguments: str, launcher: tuple[str, ...] = (), **pipes: Any) -> "subprocess.Popen[bytes]":
    command = [*launcher, sys.executable, "-m", "gui.headless_stage", "--presentations", str(record), "--width", "160", "--height", "90"]
    return subprocess.Popen([*command, *arguments], env={**child_environment(), "SONOCHROME_HOME": str(home)}, **pipes)


def lines(record: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def wait_until(true: Callable[[], bool], timeout_s: float = 15.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def cue(name: str, start: float, end: float, picture: str, quality: Any = "final") -> CueMessage:
    return CueMessage(name, name, start, end, picture, quality, 0.5, 0.5)


def test_it_records_each_change_and_the_frames(home: Path, daemon: FakeDaemon, tmp_path: Path) -> None:
    for picture in "abc":
        daemon.add_picture(picture)
    show = Cues(
        (cue("one", 0, 4, "a"), cue("two", 4, 8, "b", "draft"), cue("three", 8, 99, "c")), order=("one", "two", "three"), whole=True
    )
    daemon.greeting = (show, Anchor(0.0, 0.0, 120.0, False))
    record = tmp_path / "record.jsonl"

    process = start(home, record)
    wait_until(lambda: len(lines(record)) == 1 and set(daemon.fetched) >= set("abc"))
    began = time.monotonic() + 1.0
    daemon.send(Anchor(began, 3.0, 120.0, True))
    wait_until(lambda: len(lines(record)) >= 3)
    daemon.send(Anchor(time.monotonic(), 1.0, 120.0, True, jump=1))
    wait_until(lambda: len(lines(record)) >= 4)
    process.send_signal(signal.SIGTERM)

    assert process.wait(5) == 0
    *changes, end = lines(record)
    assert [(c["cue"], c["picture"], c["quality"], c["jump"]) for c in changes] == [
        ("one", "a", "final", 0), ("two", "b", "draft", 0), ("three", "c", "final", 0), ("one", "a", "final", 1),
    ]  # fmt: skip
    assert [c["kind"] for c in changes] == ["late", "cue", "cue", "jump"]
    for change, due in zip(changes[1:3], (began + 0.5, began + 2.5), strict=True):
        # In the first frame that reaches the eye when it is due, however many frames a busy machine leaves; bench_stage counts those.
        assert change["frame_before_began_at"] < due
        assert change["presented_at"] > due - FRAME_S
        assert change["beats"] == pytest.approx(3.0 + (change["presented_at"] - began) * 2, abs=1e-6)
        assert change["due_beats"] == pytest.approx(3.0 + (due - began) * 2)
    assert end["statistics"]["frames"] > 60


def test_the_daemons_death_leaves_it_running_and_it_finds_the_next_one(home: Path, daemon: FakeDaemon, tmp_path: Path) -> None:
    daemon.add_picture("a")
    daemon.greeting = (Cues((cue("one", 0, 4, "a"),), order=("one",), whole=True), Anchor(0.0, 0.0, 120.0, False))
    record = tmp_path / "record.jsonl"
    process = start(home, record)
    wait_until(lambda: len(lines(record)) == 1)

    daemon.kill()
    second = FakeDaemon("two", (Cues((cue("one", 0, 4, "b"),), order=("one",), whole=True), Anchor(0.0, 0.0, 120.0, False)))
    second.add_picture("b")
    announce(second, home)
    wait_until(lambda: len(lines(record)) == 2, 5.0)
    process.terminate()
    process.wait(5)
    second.kill()

    assert [(line["picture"], line["kind"]) for line in lines(record)[:2]] == [("a", "late"), ("b", "upgrade")]


def test_it_ends_when_its_lifeline_is_cut(home: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    process = start(home, record, "--lifeline", stdin=subprocess.PIPE)
    wait_until(record.exists)
    assert process.stdin is not None

    process.stdin.close()

    assert process.wait(5) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no parent")
def test_it_ends_when_its_parent_is_killed(home: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    parent = start(home, record, launcher=(sys.executable, "-c", "import subprocess, sys; subprocess.call(sys.argv[1:])"))
    wait_until(record.exists)
    [stage] = psutil.Process(parent.pid).children()

    parent.kill()
    parent.wait(5)

    stage.wait(5)
    assert not stage.is_running()
