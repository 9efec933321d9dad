"""The real daemon as its own process, with a small device over UDP and a stage over WebSocket."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import connect

from bridge.launch import DaemonAddress, end_process, start_daemon, start_python, wait_for_daemon
from bridge.stage.protocol import Anchor, CueMessage, Cues, Hello, Ping, Pong, decode, encode
from render.png import read_png
from tests.bridge.udp_device import device

pytestmark = pytest.mark.gl

FORBIDDEN = {"torch", "diffusers", "PySide6", "moderngl", "gui", "sonochrome.commands.view", "mini_racer", "py_mini_racer"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def daemon() -> Iterator[tuple[DaemonAddress, "subprocess.Popen[bytes]"]]:
    process = start_daemon()
    try:
        yield wait_for_daemon(15.0, process), process
    finally:
        end_process(process, grace_s=5.0)


def get(address: DaemonAddress, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{address.stage_port}{path}", timeout=5) as response:
        return json.loads(response.read())


def until(condition: Callable[[], bool], timeout_s: float = 30.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def all_pictured(address: DaemonAddress, sections: int = 4) -> bool:
    found = get(address, "/sections")
    return len(found) == sections and all(section["final"] for section in found)


def test_a_set_becomes_pictures_and_an_edit_redraws_its_own_section_only(
    daemon: tuple[DaemonAddress, "subprocess.Popen[bytes]"], home: Path
) -> None:
    address, _ = daemon
    with device(address.osc_port) as live:
        until(lambda: all_pictured(address))
        before = get(address, "/sections")
        live.edit(2, pitch=70)
        until(lambda: get(address, "/sections")[2]["request"] != before[2]["request"] and all_pictured(address))
        after = get(address, "/sections")
        status = get(address, "/status")

    assert [section["name"] for section in before] == [f"part {number}" for number in range(4)]
    assert [one["final"] == other["final"] for one, other in zip(before, after, strict=True)] == [True, True, False, True]
    assert (status["device"], status["set_name"], status["sections"], status["final_pictures"]) == ("connected", "small", 4, 4)
    pictures = [home / "library" / "pictures" / section["final"][:2] / f"{section['final']}.png" for section in after]
    assert [read_png(path)[0].shape for path in pictures] == [(1024, 1024, 3)] * 4
    former = home / "library" / "pictures" / before[2]["final"][:2] / f"{before[2]['final']}.png"
    assert read_png(former)[1]["sonochrome:seed"] == read_png(pictures[2])[1]["sonochrome:seed"]  # an octave up: one picture family
    assert read_png(home / "library" / "on_stage_1.png")[0].shape == (160, 160, 3) or (home / "library" / "on_stage_0.png").exists()


def test_a_restarted_daemon_shows_the_same_pictures_without_drawing(home: Path) -> None:
    found = []
    for _ in range(2):
        process = start_daemon()
        try:
            address = wait_for_daemon(15.0, process)
            with device(address.osc_port):
                started = time.monotonic()
                until(lambda address=address: all_pictured(address))  # type: ignore[misc]
                found.append((get(address, "/sections"), time.monotonic() - started))
            files = {path: path.stat().st_mtime_ns for path in (home / "library" / "pictures").glob("*/*")}
        finally:
            process.kill()  # as hard as can be
            end_process(process)
        if len(found) == 1:
            drawn = files

    assert found[0][0] == found[1][0]
    assert files == drawn


class StageLog:
    """What one stage hears: the newest cue of each id, anchors, and when it came."""

    def __init__(self) -> None:
        self.cues: dict[str, CueMessage] = {}
        self.anchors: list[Anchor] = []

    async def listen(self, address: DaemonAddress, condition: Callable[["StageLog"], bool]) -> None:
        async with asyncio.timeout(30), connect(f"ws://127.0.0.1:{address.stage_port}/stage") as socket:
            await socket.send(encode(Hello(1, "headless", "test")).decode())
            while not condition(self):
                message = decode(await socket.recv())
                if isinstance(message, Ping):
                    await socket.send(encode(Pong(message.number, time.monotonic())).decode())
                elif isinstance(message, Cues):
                    self.cues |= {cue.id: cue for cue in message.changed}
                elif isinstance(message, Anchor):
                    self.anchors.append(message)


def test_cues_come_ahead_of_time_and_anchors_follow_the_transport(daemon: tuple[DaemonAddress, "subprocess.Popen[bytes]"]) -> None:
    address, _ = daemon
    log = StageLog()
    with device(address.osc_port) as live:
        live.play(4.0)
        asyncio.run(log.listen(address, lambda log: len(log.cues) == 4 and all(cue.quality == "final" for cue in log.cues.values())))
        asyncio.run(log.listen(address, lambda log: log.anchors[-1:] != [] and log.anchors[-1].beats > 6))
        started = live.playing_since
    assert started is not None

    assert [(cue.start, cue.end) for cue in log.cues.values()] == [(0, 32), (32, 64), (64, 96), (96, 128)]
    last = log.anchors[-1]
    truth = 4.0 + (last.at - started) * 2
    assert last.playing
    assert abs(last.beats - truth) < 0.05  # beats; 25 ms


def test_no_process_is_left_when_the_daemon_is_killed_or_loses_its_parent(home: Path) -> None:
    for end in ("kill", "lifeline"):
        process = start_daemon()
        wait_for_daemon(15.0, process)
        until(lambda process=process: len(psutil.Process(process.pid).children()) == 1)  # type: ignore[misc]
        worker = psutil.Process(process.pid).children()[0]
        if end == "kill":
            process.kill()
        else:
            assert process.stdin is not None
            process.stdin.close()
        process.wait(5.0)
        _, left = psutil.wait_procs([worker], timeout=5.0)
        end_process(process)

        assert left == []


def test_a_killed_worker_is_not_missed(daemon: tuple[DaemonAddress, "subprocess.Popen[bytes]"]) -> None:
    address, process = daemon
    until(lambda: len(psutil.Process(process.pid).children()) == 1)
    with device(address.osc_port):
        until(lambda: any(section["draft"] for section in get(address, "/sections")))
        os.kill(psutil.Process(process.pid).children()[0].pid, signal.SIGKILL)

        until(lambda: all_pictured(address))


WITH_MODULES = """
import asyncio, json, sys
from bridge.daemon import DaemonOptions, run_daemon
asyncio.run(run_daemon(DaemonOptions("test", lifeline=True)))
print(json.dumps(sorted(sys.modules)))
"""


def test_a_daemon_that_showed_a_picture_has_loaded_no_window_and_no_opengl(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "daemon_with_modules.py"
    script.write_text(WITH_MODULES)
    process = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    address = wait_for_daemon(15.0, process)
    with device(address.osc_port):
        until(lambda: any(section["draft"] for section in get(address, "/sections")))
    out, _ = process.communicate(timeout=10)

    loaded = set(json.loads(out))
    assert "bridge.daemon" in loaded
    assert not {name for name in loaded if name in FORBIDDEN or name.partition(".")[0] in FORBIDDEN}


def test_a_second_daemon_says_that_one_runs_already(daemon: tuple[DaemonAddress, "subprocess.Popen[bytes]"]) -> None:
    address, process = daemon

    second = start_python("sonochrome", ["daemon"], lifeline=False, stderr=subprocess.PIPE)
    _, errors = second.communicate(timeout=20)

    assert second.returncode == 2
    assert f"runs already (process {process.pid}, stage port {address.stage_port})".encode() in errors
    assert b"Traceback" not in errors


def test_wrong_settings_are_one_clear_line(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("[picture]\nwidth_px = 7\n")

    process = start_python("sonochrome", ["daemon"], lifeline=False, stderr=subprocess.PIPE)
    _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert b"line 2: width_px must be a whole number from 64 to 4096, got 7" in errors
    assert b"Traceback" not in errors
