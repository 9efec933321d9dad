"""A display for the tests: the user's, else an Xvfb of our own; plain widgets fall back to Qt's `offscreen`, which has no OpenGL."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication

from gui.immortal import keep_singletons_alive
from gui.qt_opengl import surface_format
from gui.theme import apply_theme

keep_singletons_alive()

PROBE = """
from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext
app = QGuiApplication([]); surface = QOffscreenSurface(); surface.create(); context = QOpenGLContext()
raise SystemExit(0 if context.create() and context.makeCurrent(surface) else 1)
"""
KEPT: list[object] = []


@pytest.fixture(scope="session")
def display() -> str:
    """Why there is no OpenGL on a display, "" if there is; the environment is set so that QApplication starts in any case."""
    if sys.platform != "linux":
        return ""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if shutil.which("Xvfb") is None:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return "no display, and Xvfb is not installed"
        reader, writer = os.pipe()
        held_open, _ = os.pipe()
        # The shell ends the server when our end of its input closes, after Qt has closed its connection: not before.
        server = subprocess.Popen(
            ["sh", "-c", 'Xvfb "$@" 2>/dev/null & read -r _; kill $!', "xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24"],
            pass_fds=[writer],
            stdin=held_open,
        )
        KEPT.append(server)
        os.close(writer)
        with os.fdopen(reader) as numbers:
            os.environ["DISPLAY"] = f":{numbers.readline().strip()}"
    # A missing system library ends the process that starts Qt, so another one tries first.
    probe = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=30)
    reason = "" if probe.returncode == 0 else f"Qt cannot use the display: {probe.stderr.strip().splitlines()[:1]}"
    if reason:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return reason


@pytest.fixture(scope="session")
def qapp(display: str) -> QApplication:
    """pytest-qt's application, dressed as the viewer."""
    QSurfaceFormat.setDefaultFormat(surface_format())
    app = QApplication.instance() or QApplication(["tests"])
    assert isinstance(app, QApplication)
    apply_theme(app)
    return app


@pytest.fixture
def opengl(display: str) -> None:
    """Skip where there is no OpenGL on a display."""
    if display:
        pytest.skip(display)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings and the runtime file."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("SONOCHROME_HOME", str(folder))
    return folder
