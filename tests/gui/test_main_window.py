"""The whole window against a small daemon, under a display with OpenGL."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bridge.launch import child_environment
from bridge.stage.protocol import Anchor, Cues, Status, Wish
from gui.app import FromOtherThreads
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.stage_client import StageClient
from tests.gui.example_show import example, section
from tests.gui.fake_daemon import FakeDaemon

pytestmark = [pytest.mark.display, pytest.mark.usefixtures("opengl")]


@dataclass
class Viewer:
    window: MainWindow
    daemon: FakeDaemon

    def shown(self) -> str:
        cue = self.window.stage.timeline.on_stage()
        return cue.picture_id if cue else ""

    def stage_color(self) -> tuple[int, int, int]:
        image = self.window.stage.grabFramebuffer()
        color = image.pixelColor(image.width() // 2, image.height() // 2)
        return color.red(), color.green(), color.blue()


@pytest.fixture
def viewer(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Viewer]:
    daemon = FakeDaemon()
    daemon.greeting = example(daemon).messages
    others = FromOtherThreads()
    client = StageClient(others.told.emit, role="viewer", cover_px=(640, 360), find=lambda: daemon.address)
    window = MainWindow(qapp, Preferences(), client.want, client.wish)
    others.told.connect(window.take, Qt.ConnectionType.QueuedConnection)
    qtbot.addWidget(window)
    window.resize(900, 560)
    window.show()
    client.start()
    made = Viewer(window, daemon)
    qtbot.waitUntil(lambda: made.shown() == "picture2" and window.music.key.value.text == "C major", timeout=10000)
    yield made
    client.stop()
    window.close()
    daemon.kill()


def wait(qtbot: QtBot, true: Callable[[], bool], timeout_ms: int = 8000) -> None:
    qtbot.waitUntil(true, timeout=timeout_ms)


def test_the_picture_belongs_to_the_section_under_the_playhead(viewer: Viewer, qtbot: QtBot) -> None:
    assert viewer.window.music.title.text == "Chorus"
    wait(qtbot, lambda: (color := viewer.stage_color())[0] > color[2] + 40)

    viewer.daemon.send(Anchor(0.0, 40.0, 118.0, False, jump=1))

    wait(qtbot, lambda: viewer.shown() == "picture1" and viewer.window.music.title.text == "Verse")
    wait(qtbot, lambda: (color := viewer.stage_color())[2] > color[0] + 40)


def test_the_whole_window_shows_something_everywhere(viewer: Viewer, qtbot: QtBot) -> None:
    wait(qtbot, lambda: len(viewer.window.timeline._thumbnails) == 7)
    image = viewer.window.grab().toImage()

    for widget in (viewer.window.stage, viewer.window.timeline, viewer.window.music, viewer.window.look, viewer.window.status):
        corner = widget.mapTo(viewer.window, widget.rect().topLeft())
        seen = {
            image.pixel(corner.x() + x, corner.y() + y)
            for x in range(0, min(widget.width(), image.width() - corner.x()), 3)
            for y in range(0, min(widget.height(), image.height() - corner.y()), 2)
        }
        assert len(seen) > 8, widget


def test_a_chosen_section_is_described_while_the_stage_goes_on(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.window.timeline.choose("a6")

    wait(qtbot, lambda: viewer.window.music.title.text == "Last chorus")
    assert viewer.window.music.now_button.isVisibleTo(viewer.window)
    assert viewer.shown() == "picture2"
    QTest.keyClick(viewer.window, Qt.Key.Key_Escape)
    assert viewer.window.music.title.text == "Chorus"


def test_full_screen_shows_the_picture_at_once_and_escape_leaves(viewer: Viewer, qtbot: QtBot) -> None:
    QTest.keyClick(viewer.window, Qt.Key.Key_F)
    output = viewer.window.full_screen.window
    assert output is not None
    wait(qtbot, lambda: output.view.timeline.on_stage() is not None)

    assert output.isFullScreen()
    assert output.geometry() == output.screen().geometry()
    assert output.cursor().shape() == Qt.CursorShape.BlankCursor
    wait(qtbot, lambda: output.view.grabFramebuffer().pixelColor(400, 300).red() > 60)
    QTest.keyClick(output, Qt.Key.Key_Escape)
    assert viewer.window.full_screen.window is None
    QTest.keyClick(viewer.window, Qt.Key.Key_1)
    assert viewer.window.full_screen.window is not None


def test_an_unplugged_display_sends_the_show_back_and_its_return_brings_it_there(viewer: Viewer) -> None:
    screen = QGuiApplication.screens()[0]
    viewer.window.full_screen.show_on(screen)

    viewer.window.full_screen._screen_removed(screen)
    gone = viewer.window.full_screen.window
    viewer.window.full_screen._screen_added(screen)

    assert gone is None
    assert viewer.window.full_screen.window is not None


def test_a_daemon_that_dies_leaves_the_picture_and_says_so(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.daemon.kill()

    wait(qtbot, lambda: "the picture stays" in viewer.window.status.headline.text)
    assert viewer.shown() == "picture2"
    assert viewer.stage_color()[0] > 60


def test_an_empty_set_and_no_cues_leave_the_last_picture(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.daemon.send(Cues(order=(), whole=True), Status("", "waiting", "", 0, 0, "", ""))

    wait(qtbot, lambda: viewer.window.music.title.text == "Nothing plays yet")
    assert viewer.window.status.next_step.text == "put the Sonochrome device on a MIDI track"
    assert viewer.shown() == "picture2"


def test_the_offset_reaches_the_stage_by_key(viewer: Viewer) -> None:
    for _ in range(3):
        QTest.keyClicks(viewer.window, ".")

    assert viewer.window.stage.timeline.offset_s == 0.015
    assert Preferences().offset_ms == 15


def test_the_panels_hide_and_come_back(viewer: Viewer) -> None:
    before = viewer.window.stage.width()

    QTest.keyClick(viewer.window, Qt.Key.Key_P)
    hidden = viewer.window.timeline.isVisible()
    QApplication.processEvents()
    alone = viewer.window.stage.width()
    QTest.keyClick(viewer.window, Qt.Key.Key_Escape)

    assert not hidden
    assert alone == viewer.window.width() > before
    assert viewer.window.timeline.isVisible()


def start(home: Path, *arguments: str, **pipes: Any) -> "subprocess.Popen[bytes]":
    environment = {**child_environment(), "SONOCHROME_HOME": str(home)}
    return subprocess.Popen([sys.executable, "-m", "sonochrome", "view", *arguments], env=environment, **pipes)


def test_the_process_shows_a_picture_in_time_and_ends_with_its_parent(home: Path, tmp_path: Path) -> None:
    daemon = FakeDaemon()
    daemon.greeting = example(daemon).messages
    (home / "runtime.json").write_bytes(msgspec.json.encode(asdict(daemon.address)))
    record = tmp_path / "record.jsonl"

    process = start(home, "--lifeline", "--presentations", str(record), stdin=subprocess.PIPE)
    deadline = time.monotonic() + 15
    while not (record.exists() and record.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    lines = record.read_text().splitlines()
    mapped = {Path(entry.path).name for entry in psutil.Process(process.pid).memory_maps()} if sys.platform == "linux" else set()
    assert process.stdin is not None
    process.stdin.close()

    assert process.wait(5) == 0
    daemon.kill()
    assert msgspec.json.decode(lines[0])["picture"] == "picture2"
    assert not any("torch" in name or "QtWebEngine" in name for name in mapped)


def test_the_viewer_loads_no_analysis_and_no_torch() -> None:
    code = "import sys, gui.app; print(*(m for m in sys.modules if m.split('.')[0] in {'analysis', 'torch', 'songs', 'mido', 'uvicorn'}))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=child_environment())

    assert loaded.stdout.split() == []


def wishes(viewer: Viewer) -> list[Wish]:
    return [message for message in viewer.daemon.received if isinstance(message, Wish)]


def test_keys_ask_for_other_pictures_while_the_show_goes_on(viewer: Viewer, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_M):
        QTest.keyClick(viewer.window, key)
    QTest.keyClick(viewer.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: len(wishes(viewer)) == 4)

    assert [(wish.act, wish.scope, wish.section) for wish in wishes(viewer)] == [
        (act, "clip", "a2") for act in ("another", "previous", "like_this", "undo")
    ]
    assert viewer.shown() == "picture2"


def test_a_wish_that_is_refused_is_told_in_the_status_line(viewer: Viewer, qtbot: QtBot) -> None:
    status = Status("device", "connected", "Night Drive", 8, 6, "", "", refused="there is no style 'oil'")
    viewer.daemon.send(status)

    wait(qtbot, lambda: viewer.window.status.next_step.text == "there is no style 'oil'")


def test_a_new_text_about_a_section_never_blanks_the_panels(viewer: Viewer, qtbot: QtBot) -> None:
    QTest.keyClick(viewer.window, Qt.Key.Key_E)
    titles = set()
    viewer.daemon.http_delay_s = 0.2
    cues = [cue for message in viewer.daemon.greeting if isinstance(message, Cues) for cue in message.changed]
    document = viewer.daemon.add_document(section("Chorus", "C major", 0.7, 0.6, "wild", 0x00FF00))
    viewer.daemon.send(Cues((msgspec.structs.replace(cues[2], document=document),)))
    deadline = time.monotonic() + 5
    while "wild" not in viewer.window.look.editor.prompt.toPlainText():
        assert time.monotonic() < deadline
        QApplication.processEvents()
        titles.add(viewer.window.look.title.text)

    assert titles == {"nebula"}
