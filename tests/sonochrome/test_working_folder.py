import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bridge.launch import child_environment
from sonochrome.working_folder import IN_USE, PREFIX, YOUNG_S, sweep, working_folder

HOLDER = """
from sonochrome.working_folder import working_folder
with working_folder() as folder:
    (folder / "some.file").touch()
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_gone_when_its_command_ends(temporary: Path) -> None:
    with working_folder() as folder:
        (folder / "some.file").touch()
        assert folder.parent == temporary

    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_a_killed_command_left_is_removed_and_what_is_in_use_stays(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLDER]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment()) for _ in range(2)]
    killed, kept = (Path(process.stdout.readline().decode().strip()) for process in processes if process.stdout)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait(5)
    with working_folder():
        assert killed.exists()  # one so young may be about to be locked
    for folder in (killed, kept):
        os.utime(folder, (0, time.time() - 2 * YOUNG_S))

    with working_folder():
        pass

    assert not killed.exists()
    assert (kept / "some.file").exists()
    for process in processes:
        process.communicate()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_what_is_not_surely_ours_stays(temporary: Path) -> None:
    of_others = temporary / "outside"
    of_others.mkdir()
    (of_others / IN_USE).touch()
    (temporary / f"{PREFIX}link").symlink_to(of_others)
    (temporary / f"{PREFIX}never_locked").mkdir()
    (temporary / f"{PREFIX}lock_elsewhere").mkdir()
    (temporary / f"{PREFIX}lock_elsewhere" / IN_USE).symlink_to(of_others / IN_USE)
    (temporary / f"{PREFIX}file").touch()
    for folder in temporary.iterdir():
        os.utime(folder, (0, 0), follow_symlinks=False)
    before = set(temporary.rglob("*"))

    sweep()

    assert set(temporary.rglob("*")) == before
    assert os.path.lexists(of_others / IN_USE)
