import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.launch import (
    DaemonAddress,
    RuntimeFile,
    end_process,
    find_daemon,
    library_folder,
    runtime_path,
    settings_path,
    start_python,
    wait_for_daemon,
)
from vocabulary.errors import ConnectionLostError, SonochromeError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def port() -> Iterator[int]:
    """Somebody answers on this port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_everything_is_in_the_home_folder(home: Path) -> None:
    assert settings_path() == home / "settings.toml"
    assert library_folder() == home / "library"
    assert runtime_path() == home / "runtime.json"


def test_without_a_home_folder_each_has_its_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SONOCHROME_HOME")

    assert len({settings_path().parent, library_folder().parent}) >= 1
    assert all("sonochrome" in str(path) and path.is_absolute() for path in (settings_path(), library_folder(), runtime_path()))


def test_a_daemon_that_answers_is_found(port: int) -> None:
    runtime = RuntimeFile(runtime_path())
    address = DaemonAddress(port, 17400, os.getpid(), "abc")
    runtime.publish(address)

    assert find_daemon() == address
    assert wait_for_daemon(1.0) == address
    runtime.withdraw()
    assert find_daemon() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other users out of the profile folder by itself")
def test_only_the_user_can_read_the_runtime_file(port: int) -> None:
    before = os.umask(0)
    try:
        runtime = RuntimeFile(runtime_path())
        runtime.publish(DaemonAddress(port, 17400, 1, "abc"))
    finally:
        os.umask(before)

    assert stat.S_IMODE(runtime_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(runtime_path().parent.stat().st_mode) == 0o700
    runtime.withdraw()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "3", '{"stage_port": 1}', '{"stage_port": "x", "osc_port": 1, "pid": 1, "session": ""}']
)
def test_a_damaged_runtime_file_names_no_daemon(home: Path, content: str) -> None:
    home.mkdir()
    runtime_path().write_text(content)

    assert find_daemon() is None


def test_what_a_killed_daemon_left_behind_names_no_daemon(home: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = server.getsockname()[1]
    home.mkdir()
    runtime_path().write_text(json.dumps({"stage_port": gone, "osc_port": 17400, "pid": 1, "session": ""}))

    assert find_daemon() is None
    with pytest.raises(ConnectionLostError, match="sonochrome run"):
        wait_for_daemon(0.1)


def test_there_is_one_daemon_only(port: int) -> None:
    runtime = RuntimeFile(runtime_path())
    runtime.publish(DaemonAddress(port, 17400, 4711, "abc"))

    with pytest.raises(SonochromeError, match=rf"process 4711, stage port {port}.*sonochrome view"):
        RuntimeFile(runtime_path())
    runtime.withdraw()
    RuntimeFile(runtime_path()).withdraw()


def test_a_killed_daemon_does_not_block_the_next_one(home: Path) -> None:
    hold = "import time; from bridge.launch import *; held = RuntimeFile(runtime_path()); print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(SonochromeError, match="runs already"):
        RuntimeFile(runtime_path())

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    RuntimeFile(runtime_path()).withdraw()


def test_waiting_ends_when_the_daemon_ends() -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(2)"])

    with pytest.raises(ConnectionLostError, match="status 2"):
        wait_for_daemon(20.0, process)


def test_a_users_file_does_not_shadow_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "__init__.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)

    process = start_python("sonochrome", ["--version"], lifeline=False, stdout=subprocess.PIPE)

    assert process.communicate()[0].startswith(b"sonochrome ")


def test_a_process_that_does_not_want_to_end_is_killed() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    started = time.monotonic()

    end_process(process, grace_s=0.3)

    process.stdout.close()
    assert process.returncode == -signal.SIGKILL
    assert time.monotonic() - started < 3
