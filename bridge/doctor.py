"""Check what works on this machine, and say what to do about the rest. It changes nothing and needs no running daemon."""

import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bridge.launch import child_environment, find_daemon, library_folder, settings_path
from bridge.ports import is_free, owner
from bridge.settings import Settings, read_settings
from bridge.stage.protocol import FIRST_PORT, LAST_PORT
from vocabulary.errors import SettingsError

Verdict = Literal["good", "note", "bad"]

FIRST_OSC_PORT, LAST_OSC_PORT = 17400, 17409
EXTRAS = {
    "diffusion": "torch",
    "audio": "onnxruntime",
    "film": "av",
    "tags": "mutagen",
    "midi": "rtmidi",
    "openvino": "openvino",
    "link": "link",
}
"""The module by which each optional part shows that it is installed."""
_GRAPHICS_TIMEOUT_S = 30.0
_LOW_SPACE_BYTES = 1_000_000_000
# OpenGL runs in a process of its own: a broken driver must not take the doctor with it.
_GRAPHICS_PROBE = """
import json, sys, moderngl
options = {"backend": "egl"} if sys.platform.startswith("linux") else {}
context = moderngl.create_standalone_context(require=330, **options)
print(json.dumps({"renderer": context.info["GL_RENDERER"], "version": context.version_code}))
"""
_SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "basic render")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: "good", a "note" that may stay so, or "bad", with what to do about it."""

    about: str
    verdict: Verdict
    says: str
    do: str = ""


def examine() -> Iterator[Finding]:
    """All findings, one after the other as they are found."""
    yield _python()
    yield _settings()
    yield _graphics()
    yield _display()
    yield _daemon()
    yield _ports("OSC ports (from Live)", FIRST_OSC_PORT, LAST_OSC_PORT, "udp")
    yield _ports("stage ports (to viewers)", FIRST_PORT, LAST_PORT, "tcp")
    yield _library()
    yield from _extras()


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", "good", version)
    return Finding("Python", "note", f"{version}; tested with 3.11 to 3.13", "if something fails, install Sonochrome with one of these")


def _settings() -> Finding:
    path = settings_path()
    if not path.exists():
        return Finding("settings", "good", f"{path} will be written on the first start")
    try:
        read_settings(path.read_text("utf-8"))
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        return Finding("settings", "bad", f"{path}, {error}", "correct or delete the file")
    return Finding("settings", "good", str(path))


def _graphics() -> Finding:
    command = [sys.executable, "-P", "-c", _GRAPHICS_PROBE]
    try:
        probe = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_GRAPHICS_TIMEOUT_S,
            env=child_environment(),
            check=False,
            stdin=subprocess.DEVNULL,
        )
        found = json.loads(probe.stdout)
    except subprocess.TimeoutExpired:
        return Finding("OpenGL", "bad", "the graphics driver does not answer", "restart the machine; update the graphics driver")
    except ValueError:
        reason = (probe.stderr.strip().splitlines() or ["no reason given"])[-1]
        if sys.platform.startswith("linux"):
            advice = "install Mesa: sudo apt install libegl1 libgl1-mesa-dri"
        else:
            advice = "update the graphics driver"
        return Finding("OpenGL", "bad", f"not usable: {reason}", f"{advice}; until then pictures are drawn plainly")
    says = f"{found['renderer']}, version {found['version'] // 100}.{found['version'] % 100 // 10}"
    if any(name in found["renderer"].lower() for name in _SOFTWARE):
        return Finding("OpenGL", "note", f"{says}: software, no graphics card", "pictures come a little later; nothing else is lost")
    return Finding("OpenGL", "good", says)


def _display() -> Finding:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Finding("display", "note", "none here", "the viewer needs one; `sonochrome run --no-viewer` does without")
    return Finding("display", "good", "there is one")


def _daemon() -> Finding:
    address = find_daemon()
    if address is None:
        return Finding("daemon", "note", "does not run", "start it with `sonochrome run`")
    return Finding("daemon", "good", f"process {address.pid}, OSC port {address.osc_port}, stage port {address.stage_port}")


def _ports(about: str, first: int, last: int, kind: Literal["udp", "tcp"]) -> Finding:
    taken = [port for port in range(first, last + 1) if not is_free(port, kind)]
    by_whom = ", ".join(f"{port} by {owner(port, kind)}" for port in taken)
    if not taken:
        return Finding(about, "good", f"{first}-{last} are free")
    if len(taken) > last - first:
        return Finding(about, "bad", f"all taken: {by_whom}", "end one of these programs, or let it use another port")
    return Finding(about, "good", f"{first}-{last}, taken: {by_whom}; the first free one is used")


def _library() -> Finding:
    folder = library_folder()
    try:
        settings = read_settings(settings_path().read_text("utf-8"))
    except (SettingsError, OSError, UnicodeDecodeError):
        settings = Settings()
    if settings.library_folder:
        folder = Path(settings.library_folder).expanduser()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Finding(
            "library", "bad", f"{folder} cannot be written to: {error.strerror}", "choose another folder under [library] in the settings"
        )
    free = shutil.disk_usage(existing).free
    says = f"{folder}, {_pictures(folder)}, {free / 1e9:.1f} GB free"
    if free < _LOW_SPACE_BYTES:
        return Finding("library", "bad", says, "make room on the disk, or choose another folder under [library] in the settings")
    return Finding("library", "good", says)


def _pictures(folder: Path) -> str:
    database = folder / "library.db"
    if not database.exists():
        return "still empty"
    try:
        reading = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        try:
            count, size = reading.execute("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM pictures").fetchone()
        finally:
            reading.close()
    except sqlite3.Error:
        return "its index is damaged and will be built anew on the next start"
    return f"{count} pictures ({size / 1e6:.0f} MB)"


def _extras() -> Iterator[Finding]:
    for extra, module in EXTRAS.items():
        if importlib.util.find_spec(module) is not None:
            yield Finding(f"extra: {extra}", "good", "installed")
        else:
            yield Finding(f"extra: {extra}", "note", "not installed", f'if you want it: pip install "sonochrome[{extra}]"')
