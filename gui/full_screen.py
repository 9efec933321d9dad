"""The stage full screen on any display; comes back by itself when a display that went is there again."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.stage_view import StageView
from gui.stay_awake import StayAwake

log = logging.getLogger(__name__)


class OutputWindow(QWidget):
    """Nothing but the stage, without a cursor.

    Attributes:
        key_pressed: Carries each key event, for the main window.
    """

    key_pressed = Signal(object)

    def __init__(self, view: StageView) -> None:
        super().__init__()
        self.view = view
        self.setWindowTitle("Sonochrome stage")
        self.setCursor(Qt.CursorShape.BlankCursor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand the key on."""
        self.key_pressed.emit(event)


class FullScreen(QObject):
    """Opens, moves and closes the output window.

    Attributes:
        changed: The output opened, moved or closed.
        key_pressed: Keys of the output window.
        display_chosen: Carries the name of the display that the user chose.
    """

    changed = Signal()
    key_pressed = Signal(object)
    display_chosen = Signal(str)

    def __init__(self, make_view: Callable[[], StageView], app: QGuiApplication, parent: QObject | None = None) -> None:
        """Prepare; `make_view` makes a stage for each output window, `app` tells of displays that come and go."""
        super().__init__(parent)
        self._make_view = make_view
        self._window: OutputWindow | None = None
        self._awaited = ""
        self._stay_awake = StayAwake()
        app.screenRemoved.connect(self._screen_removed)
        app.screenAdded.connect(self._screen_added)

    @property
    def window(self) -> OutputWindow | None:
        """The output window while the stage is full screen."""
        return self._window

    def toggle(self, preferred: str, own: QScreen) -> None:
        """Go full screen on the preferred display (else the window's own), or leave."""
        if self._window is not None:
            self.leave()
        else:
            self.show_on(next((screen for screen in QGuiApplication.screens() if screen.name() == preferred), own))

    def show_number(self, number: int) -> None:
        """Go to the display of a number, counted from 1; numbers without a display are ignored."""
        screens = QGuiApplication.screens()
        if 1 <= number <= len(screens):
            self.show_on(screens[number - 1])
            self.display_chosen.emit(screens[number - 1].name())

    def show_next(self, own: QScreen) -> None:
        """Go to the display after the present one, or after the window's own."""
        screens = QGuiApplication.screens()
        present = self._window.screen() if self._window else own
        place = screens.index(present) if present in screens else -1
        self.show_number((place + 1) % len(screens) + 1)

    def show_on(self, screen: QScreen) -> None:
        """Show the stage on a display, full screen."""
        self._awaited = ""
        window = self._window
        if window is None:
            window = self._window = OutputWindow(self._make_view())
            window.key_pressed.connect(self.key_pressed)
        if window.screen() is not screen and window.isVisible():
            window.showNormal()
        window.setScreen(screen)
        window.setGeometry(screen.geometry())
        window.showFullScreen()
        window.activateWindow()
        self._stay_awake.begin()
        self.changed.emit()

    def leave(self) -> None:
        """Close the output."""
        self._awaited = ""
        self._close()

    def _close(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.close()
            window.deleteLater()
            self._stay_awake.end()
            self.changed.emit()

    def _screen_removed(self, screen: QScreen) -> None:
        """A projector was unplugged: the show goes on in the main window, and returns to the display when it is back."""
        if self._window is not None and self._window.screen() in (screen, None):
            log.warning("the display %s went; the stage returns to it when it is back", screen.name())
            self._close()
            self._awaited = screen.name()

    def _screen_added(self, screen: QScreen) -> None:
        if self._awaited and screen.name() == self._awaited:
            self.show_on(screen)
