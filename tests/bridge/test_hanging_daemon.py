"""A show under `sonochrome run` whose daemon stops answering: real daemon, real worker, a stage, a device over UDP."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from bridge.launch import DaemonAddress, end_process, find_daemon, start_python
from tests.bridge.test_daemon import all_pictured, get, until
from tests.bridge.udp_device import device

pytestmark = [pytest.mark.gl, pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process so")]

WITHIN_STARTS = 3.0
SILENCE_S = 8.0
"""What the watchdog takes at most; and the restart takes as long as starts do on this machine."""


def found_daemon(but: int = 0) -> DaemonAddress:
    found: list[DaemonAddress] = []

    def one() -> bool:
        address = find_daemon()
        found.extend([address] if address is not None and address.pid != but else [])
        return bool(found)

    until(one)
    return found[0]


def timed(act: Callable[[], DaemonAddress]) -> tuple[DaemonAddress, float]:
    began = time.monotonic()
    return act(), time.monotonic() - began


def shown(record: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def test_a_hanging_daemon_is_replaced_and_the_stage_keeps_its_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path / "home"))
    record = tmp_path / "record.jsonl"
    supervisor = start_python("sonochrome", ["run", "--no-viewer"], lifeline=False, stderr=subprocess.DEVNULL)
    first, start_s = timed(found_daemon)
    stage = start_python(
        "gui.headless_stage", ["--presentations", str(record), "--width", "64", "--height", "36", "--lifeline"], lifeline=True
    )
    try:
        with device(first.osc_port):
            until(lambda: all_pictured(first) and bool(shown(record)) and shown(record)[-1].get("quality") == "final")
            before = get(first, "/sections")
        on_stage = shown(record)[-1]["picture"]
        os.kill(first.pid, signal.SIGSTOP)
        second, silence_s = timed(lambda: found_daemon(but=first.pid))
        kept = shown(record)[-1]["picture"]
        with device(second.osc_port):
            until(lambda: all_pictured(second))
            after = get(second, "/sections")

        assert not psutil.pid_exists(first.pid)
        assert silence_s < SILENCE_S + WITHIN_STARTS * start_s
        assert kept == on_stage
        assert stage.poll() is None
        assert [section["final"] for section in after] == [section["final"] for section in before]
    finally:
        end_process(stage)
        end_process(supervisor, grace_s=8.0)

    assert {line["picture"] for line in shown(record) if "picture" in line} <= {
        section[which] for section in before for which in ("draft", "final")
    }
