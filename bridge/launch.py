"""Find, start and await the daemon and the viewer; light, because every command imports it.

The running daemon writes the runtime file (`runtime.json`, readable by its user only) and holds a lock beside it for as long as it
lives: the operating system drops the lock however the process ends, so a second daemon is refused for certain and never by mistake.

A process started with `lifeline=True` gets a pipe as its standard input that only its parent holds open. When the parent ends, however
that happens, the pipe closes and the child ends by itself (`watch_lifeline`). That works alike on Linux, macOS and Windows. Ctrl-C in the
terminal is the parent's to hear: the child is in a session of its own.

`SONOCHROME_HOME` names one folder that then holds everything: `settings.toml`, `runtime.json`, `library/`.
"""

import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bridge.file_lock import HeldError, lock_file
from vocabulary.errors import ConnectionLostError, DisplayError, SonochromeError

log = logging.getLogger(__name__)

HOME_VARIABLE = "SONOCHROME_HOME"
_NEW_GROUP = 0x200
"""Windows' CREATE_NEW_PROCESS_GROUP."""
_POLL_S = 0.03
_CONNECT_TIMEOUT_S = 0.5


@dataclass(frozen=True, slots=True)
class DaemonAddress:
    """Where the running daemon is reached, on 127.0.0.1; `session` changes when it restarts."""

    stage_port: int
    osc_port: int
    pid: int
    session: str


def settings_path() -> Path:
    """The settings file, whether or not it exists."""
    return _folder("config") / "settings.toml"


def styles_folder() -> Path:
    """The folder for styles of the user's own, whether or not it exists."""
    return _folder("config") / "styles"


def library_folder() -> Path:
    """Where pictures are kept unless the settings say otherwise."""
    return _folder("data") / "library"


def runtime_path() -> Path:
    """The file in which the running daemon says where it is reached."""
    return _folder("state") / "runtime.json"


def cache_folder() -> Path:
    """Where what can be computed again is kept."""
    return _folder("cache")


def announced_daemon() -> DaemonAddress | None:
    """What the runtime file says, also of a daemon that was killed or hangs."""
    try:
        raw = json.loads(runtime_path().read_text("utf-8"))
        return DaemonAddress(int(raw["stage_port"]), int(raw["osc_port"]), int(raw["pid"]), str(raw["session"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_daemon() -> DaemonAddress | None:
    """The daemon that runs and can be connected to now, or None."""
    address = announced_daemon()
    if address is None:
        return None
    # What a daemon that was killed left behind names a port that nobody answers on.
    try:
        with socket.create_connection(("127.0.0.1", address.stage_port), timeout=_CONNECT_TIMEOUT_S):
            return address
    except OSError:
        return None


def wait_for_daemon(timeout_s: float = 10.0, process: "subprocess.Popen[bytes] | None" = None) -> DaemonAddress:
    """The daemon's address, as soon as it answers.

    Args:
        timeout_s: How long to wait.
        process: The daemon's process if the caller started it; its end ends the waiting.

    Raises:
        ConnectionLostError: if no daemon answers in time.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        address = find_daemon()
        if address is not None and (process is None or process.pid == address.pid or sys.platform == "win32"):
            return address
        if process is not None and process.poll() is not None:
            why = _last_words(process) or "run `sonochrome daemon` to see why"
            raise ConnectionLostError(f"the daemon ended at once (status {process.returncode}): {why}")
        time.sleep(_POLL_S)
    raise ConnectionLostError(f"no daemon answered within {timeout_s:g} s; start one with `sonochrome run`, or ask `sonochrome doctor`")


def start_daemon(
    *, safe_mode: bool = False, lifeline: bool = True, arguments: Sequence[str] = (), quiet: bool = False
) -> "subprocess.Popen[bytes]":
    """Start `sonochrome daemon` and return at once; `wait_for_daemon` says when it answers."""
    command = ["daemon", *(["--safe-mode"] if safe_mode else []), *(["--lifeline"] if lifeline else []), *arguments]
    if not quiet:
        return start_python("sonochrome", command, lifeline=lifeline)
    # What it says goes into a file without a name, so that `wait_for_daemon` can tell why it ended; `end_process` closes it.
    said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
    process = start_python("sonochrome", command, lifeline=lifeline, stderr=said)
    process.stderr = said
    return process


def _last_words(process: "subprocess.Popen[bytes]") -> str:
    """The last line that a quiet daemon said, "" if it said nothing or spoke to the terminal."""
    if process.stderr is None:
        return ""
    process.stderr.seek(0)
    lines = process.stderr.read().decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("sonochrome: ") if lines else ""


def start_viewer(*, lifeline: bool = True, arguments: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
    """Start `sonochrome view`; it finds the daemon by itself, also one that starts later or restarts."""
    return start_python("sonochrome", ["view", *(["--lifeline"] if lifeline else []), *arguments], lifeline=lifeline)


def has_display() -> bool:
    """Whether a window can be opened: always on macOS and Windows, elsewhere if there is an X or Wayland display (or Qt is told where)."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def require_display(instead: str) -> None:
    """Raises DisplayError, which names what to do `instead`, where no window can be opened."""
    if not has_display():
        raise DisplayError(f"there is no display here to open a window on; {instead}")


def start_python(
    module: str,
    arguments: Sequence[str] = (),
    *,
    lifeline: bool,
    stdout: int | None = None,
    stderr: int | IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `python -m module` with this same interpreter and these same packages, from any working folder."""
    return subprocess.Popen(
        python_command(module, arguments),
        stdin=subprocess.PIPE if lifeline else subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env={**child_environment(), **(environment or {})},
        start_new_session=lifeline,  # a process group alone would be stopped for writing to some terminals (stty tostop)
        creationflags=_NEW_GROUP if lifeline and sys.platform == "win32" else 0,
    )


def python_command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command line of `start_python`. `-P`: a file `render.py` in the user's folder must not shadow ours."""
    return [sys.executable, "-P", "-m", module, *arguments]


def child_environment() -> dict[str, str]:
    """The environment with our packages' folder first in PYTHONPATH; a copy that may be changed."""
    root = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, *([known] if known else [])])}


def watch_lifeline(on_end: Callable[[], None]) -> None:
    """Call `on_end`, from a thread of its own, once the parent that holds our standard input has ended."""
    descriptor = sys.stdin.fileno()

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(descriptor, 4096):
                pass
        on_end()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def end_process(process: "subprocess.Popen[bytes]", grace_s: float = 3.0) -> None:
    """Ask a process to end (lifeline, then the signal), wait, and kill it if it does not."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(grace_s)
    if process.stderr is not None:
        process.stderr.close()


class RuntimeFile:
    """The claim to be the one daemon of this user, and the file that says where it is reached."""

    def __init__(self, path: Path) -> None:
        """Claim it.

        Raises:
            SonochromeError: if a daemon runs already.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._lock = lock_file(path.with_suffix(".lock"))
        except HeldError as error:
            raise SonochromeError(_runs_already()) from error

    def publish(self, address: DaemonAddress) -> None:
        """Write the address, readable by this user only, whole or not at all."""
        beside = self._path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(address), file)
        beside.replace(self._path)

    def withdraw(self) -> None:
        """Remove the file and give up the claim."""
        self._path.unlink(missing_ok=True)
        os.close(self._lock)


def _runs_already() -> str:
    address = find_daemon()
    where = f" (process {address.pid}, stage port {address.stage_port})" if address else ""
    return f"Sonochrome's daemon runs already{where}; open a viewer on it with `sonochrome view`, or end it first"


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute()
    import platformdirs

    folders = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
        "cache": platformdirs.user_cache_path,
    }
    return folders[kind]("sonochrome", appauthor=False)
