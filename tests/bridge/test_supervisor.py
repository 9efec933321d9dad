"""The supervisor with small processes in place of daemon and viewer, and (below) with the real daemon."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bridge.launch import child_environment, find_daemon
from bridge.supervisor import MOST_RESTARTS, Restarts
from bridge.watchdog import ANSWER_S, ASK_EVERY_S, SILENT_S

# Each start appends a line to a file; the process then lives on its lifeline, as daemon and viewer do.
CHILD = """
import os, sys, time
from bridge.launch import watch_lifeline
with open(sys.argv[1], "a") as starts:
    starts.write(f"{os.getpid()} {sys.argv[2]} {time.monotonic()}\\n")
watch_lifeline(lambda: os._exit(0))
time.sleep(float(sys.argv[3]))
sys.exit(int(sys.argv[4]))
"""
# One that is found by its runtime file and answers, as the daemon does.
ANSWERING_CHILD = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from bridge.launch import runtime_path, watch_lifeline
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *arguments): pass
server = HTTPServer(("127.0.0.1", 0), Handler)
address = {"stage_port": server.server_port, "osc_port": 0, "pid": os.getpid(), "session": "fake"}
runtime_path().write_text(json.dumps(address))
with open(sys.argv[1], "a") as starts:
    starts.write(f"{os.getpid()} {sys.argv[2]} {time.monotonic()}\\n")
watch_lifeline(lambda: os._exit(0))
server.serve_forever()
"""
SUPERVISOR = """
import subprocess, sys
from pathlib import Path
from bridge import supervisor
from bridge.supervisor import Supervisor
folder, daemon_child, child, daemon_life, daemon_status, viewer_life, viewer_status = sys.argv[1:]
supervisor.SLOW_RESTART_S = 0.5
def start(name, child, life, status):
    def now(safe_mode):
        command = [sys.executable, "-c", child, f"{folder}/{name}", "safe" if safe_mode else "usual", life, status]
        return subprocess.Popen(command, stdin=subprocess.PIPE)
    return now
sys.exit(Supervisor(
    daemon=start("daemon", daemon_child, daemon_life, daemon_status),
    viewer=start("viewer", child, viewer_life, viewer_status),
    daemon_runs=lambda: False,
).run())
"""
LONG = "60"


class Run:
    """A supervisor process and the starts of what it looks after."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self.folder, self.process = folder, process

    def starts(self, name: str) -> list[tuple[int, str, float]]:
        try:
            lines = (self.folder / name).read_text().splitlines()
        except FileNotFoundError:
            return []
        return [(int(pid), mode, float(at)) for pid, mode, at in (line.split() for line in lines)]

    def until(self, condition: Callable[[], bool], timeout_s: float = 15.0) -> None:
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass"
            time.sleep(0.02)

    def pids(self) -> set[int]:
        return {pid for name in ("daemon", "viewer") for pid, _, _ in self.starts(name)}


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def supervise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path))

    def start(daemon: tuple[str, str] = (LONG, "0"), viewer: tuple[str, str] = (LONG, "0"), *, daemon_child: str = CHILD) -> Run:
        command = [sys.executable, "-c", SUPERVISOR, str(tmp_path), daemon_child, CHILD, *daemon, *viewer]
        runs.append(Run(tmp_path, subprocess.Popen(command, env=child_environment())))
        return runs[-1]

    yield start
    for run in runs:
        for pid in [run.process.pid, *run.pids()]:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        run.process.wait(5)


@pytest.mark.parametrize("name", ["daemon", "viewer"])
def test_what_is_killed_is_back_within_a_second(supervise: Callable[..., Run], name: str) -> None:
    run = supervise()
    run.until(lambda: len(run.pids()) == 2)
    killed_at = time.monotonic()
    os.kill(run.starts(name)[0][0], signal.SIGKILL)
    run.until(lambda: len(run.starts(name)) == 2)

    assert run.starts(name)[1][2] - killed_at < 1.0
    other = "viewer" if name == "daemon" else "daemon"
    assert len(run.starts(other)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process so")
def test_a_daemon_that_stops_answering_is_replaced_and_one_that_answers_is_not(supervise: Callable[..., Run]) -> None:
    run = supervise(daemon_child=ANSWERING_CHILD)
    run.until(lambda: len(run.pids()) == 2)
    time.sleep(2 * ASK_EVERY_S)
    [(first, _, _)] = run.starts("daemon")
    os.kill(first, signal.SIGSTOP)
    stopped_at = time.monotonic()
    run.until(lambda: len(run.starts("daemon")) == 2)

    silent_s = run.starts("daemon")[1][2] - stopped_at
    assert SILENT_S - ASK_EVERY_S - ANSWER_S < silent_s < SILENT_S + 2 * (ASK_EVERY_S + ANSWER_S)
    assert not alive(first)
    assert len(run.starts("viewer")) == 1


def test_closing_the_viewer_ends_the_run(supervise: Callable[..., Run]) -> None:
    run = supervise(viewer=("0.5", "0"))

    assert run.process.wait(10) == 0
    assert len(run.starts("viewer")) == 1
    assert not any(alive(pid) for pid in run.pids())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything(supervise: Callable[..., Run], number: signal.Signals) -> None:
    run = supervise()
    run.until(lambda: len(run.pids()) == 2)
    run.process.send_signal(number)

    assert run.process.wait(10) == 0
    assert not any(alive(pid) for pid in run.pids())


def test_nothing_is_left_five_seconds_after_the_supervisor_was_killed(supervise: Callable[..., Run]) -> None:
    run = supervise()
    run.until(lambda: len(run.pids()) == 2)
    run.process.kill()

    run.until(lambda: not any(alive(pid) for pid in run.pids()), timeout_s=5.0)


def test_a_daemon_that_dies_again_and_again_is_put_into_safe_mode(supervise: Callable[..., Run]) -> None:
    run = supervise(daemon=("0.1", "1"))
    run.until(lambda: len(run.starts("daemon")) == MOST_RESTARTS + 3)

    modes = [mode for _, mode, _ in run.starts("daemon")]
    assert modes == ["usual"] * (MOST_RESTARTS + 1) + ["safe"] * 2
    assert len(run.starts("viewer")) == 1


def test_five_restarts_a_minute_are_not_too_many_six_are() -> None:
    restarts = Restarts()
    for second in range(MOST_RESTARTS):
        assert not restarts.too_many(float(second))
        restarts.note(float(second))

    assert restarts.too_many(5.0)
    assert not restarts.too_many(61.0)


def test_what_cannot_run_here_at_all_is_said_once(supervise: Callable[..., Run]) -> None:
    run = supervise(daemon=("0", "2"))

    assert run.process.wait(10) != 0
    assert len(run.starts("daemon")) == 1


def test_the_real_daemon_and_its_worker_end_with_a_killed_supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path))
    command = [sys.executable, "-m", "sonochrome", "run", "--no-viewer"]
    began_at = time.monotonic()
    supervisor = subprocess.Popen(command, env=child_environment(), stderr=subprocess.DEVNULL)
    try:
        run = Run(tmp_path, supervisor)
        run.until(lambda: find_daemon() is not None and len(psutil.Process(supervisor.pid).children(recursive=True)) == 2)
        start_s = time.monotonic() - began_at
        first = find_daemon()
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        killed_at = time.monotonic()
        run.until(lambda: (found := find_daemon()) is not None and found.pid != first.pid)

        assert time.monotonic() - killed_at < 2 * start_s + 1.0  # as fast as this machine starts it, however busy it is
        run.until(lambda: len(psutil.Process(supervisor.pid).children(recursive=True)) == 2)
        ours = psutil.Process(supervisor.pid).children(recursive=True)
        supervisor.kill()
        _, left = psutil.wait_procs(ours, timeout=5.0)
        assert left == []
    finally:
        supervisor.kill()
        supervisor.wait()
