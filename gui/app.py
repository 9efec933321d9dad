"""The viewer's process: joins client and window. `python -m gui.app [--lifeline] [--parent PID] [--presentations FILE]`."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication

from gui.immortal import keep_singletons_alive
from gui.lifetime import end_with_parent
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.presentations import Presentations
from gui.qt_opengl import surface_format
from gui.stage_client import StageClient
from gui.theme import apply_theme
from render.compositor.live_pictures import Moving

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.001
"""See `gui.headless_stage`: the client's thread must not hold up frames."""


class FromOtherThreads(QObject):
    """Brings what other threads say into Qt's main thread."""

    told = Signal(object)
    ended = Signal()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the viewer from a command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m gui.app", description="Sonochrome's viewer.")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input closes")
    parser.add_argument("--parent", type=int, default=None, metavar="PID", help="end when this process ends")
    parser.add_argument("--presentations", type=Path, default=None, metavar="FILE", help="write when each picture was shown (JSON lines)")
    parser.add_argument("--full-screen", type=int, default=None, metavar="N", help="begin full screen on display N")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    return run(lifeline=options.lifeline, parent=options.parent, presentations=options.presentations, full_screen=options.full_screen)


def run(
    *,
    lifeline: bool = False,
    parent: int | None = None,
    presentations: Path | None = None,
    full_screen: int | None = None,
    moving: Moving = "auto",
) -> int:
    """Show the viewer until the user closes it (exit status 0) or the parent ends; `moving`: see `LivePictures`."""
    keep_singletons_alive()
    QSurfaceFormat.setDefaultFormat(surface_format())
    app = QApplication.instance() or QApplication(["sonochrome"])
    assert isinstance(app, QApplication)
    QCoreApplication.setApplicationName("Sonochrome")
    apply_theme(app)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    others = FromOtherThreads()
    others.ended.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.quit())
    end_with_parent(others.ended.emit, lifeline=lifeline, parent=parent)
    record = Presentations(presentations, 1 / 60) if presentations else None
    client = StageClient(others.told.emit, role="viewer", cover_px=_largest_display(app))
    window = MainWindow(app, Preferences(), client.want, client.wish, record, moving)
    others.told.connect(window.take, Qt.ConnectionType.QueuedConnection)
    window.show()
    if full_screen is not None:
        window.full_screen.show_number(full_screen)
    client.start()
    try:
        return app.exec()
    finally:
        client.stop()
        window.close()
        if record:
            record.close()


def _largest_display(app: QApplication) -> tuple[int, int]:
    """Width and height in real pixels that pictures must be able to cover."""
    sizes = [(screen.size() * screen.devicePixelRatio()).toTuple() for screen in app.screens()] or [(1920, 1080)]
    return max(width for width, _ in sizes), max(height for _, height in sizes)


if __name__ == "__main__":
    sys.exit(main())
