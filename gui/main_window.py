"""The viewer's window: the stage as its hero, the music and the look beside it, the timeline below."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from bridge.stage.protocol import Wish
from gui.events import Event, ThumbnailTold
from gui.full_screen import FullScreen
from gui.help_overlay import HelpOverlay
from gui.look_panel import LookPanel
from gui.music_panel import MusicPanel
from gui.plain_words import pictures_line, standing
from gui.preferences import Preferences
from gui.presentations import Presentations
from gui.stage_hub import StageHub
from gui.stage_view import StageView
from gui.state import ViewerState, sections_wanted, thumbnails_wanted
from gui.status_line import StatusLine
from gui.theme import GAP, MARGIN, accent_of
from gui.timeline_view import TimelineView
from gui.wish_list import Wanted
from gui.wishing import Act, Wishing
from render.compositor.live_pictures import Moving

PANEL_PX = 288
ACTS: dict[int, Act] = {Qt.Key.Key_N: "another", Qt.Key.Key_B: "previous", Qt.Key.Key_M: "like_this"}
REVIEW_EVERY_MS = 200
PREVIEW_FPS = 4.0
"""While another display shows the stage, the window draws rarely: swapping two windows at the display's rate would halve both."""


class MainWindow(QWidget):
    """Joins the widgets; takes the client's events and says what it wants of the client."""

    def __init__(
        self,
        app: QGuiApplication,
        preferences: Preferences,
        want: Callable[[Wanted], None],
        wish: Callable[[Wish], None] = lambda wish: None,
        presentations: Presentations | None = None,
        moving: Moving = "auto",
    ) -> None:
        """Build the window; `want` is told what the client should fetch, `wish` what the user wants of looks."""
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Sonochrome")
        self._preferences, self._want, self._moving = preferences, want, moving
        self._state = ViewerState()
        self._wanted = Wanted()
        self._chosen_id = ""
        self._described: object = None
        self._hub = StageHub()
        self.stage = StageView(self._hub, offset_s=preferences.offset_ms / 1000, presentations=presentations, moving=moving)
        self.full_screen = FullScreen(self._make_output, app, self)
        self._wishing = Wishing(wish)
        self.timeline, self.music, self.look = TimelineView(), MusicPanel(), LookPanel(self._wishing)
        self.status = StatusLine(preferences.offset_ms)
        self._lay_out()
        self.help = HelpOverlay(self)
        self._connect()
        self._show_state()
        self.resize(1280, 720)
        if preferences.geometry.size():
            self.restoreGeometry(QByteArray(preferences.geometry))

    @property
    def state(self) -> ViewerState:
        """What is known now."""
        return self._state

    def take(self, event: object) -> None:
        """Take one of the client's events (main thread)."""
        if isinstance(event, ThumbnailTold):
            self.timeline.show_thumbnail(event.id, pixmap_of(event.pixels))
            return
        told: Event = event  # type: ignore[assignment]  # Qt's signals carry plain objects
        self._hub.receive(told)
        state = self._state.after(told)
        if state is not self._state:
            self._state = state
            self._show_state()
            self._review()

    def handle_key(self, event: QKeyEvent) -> None:
        """What the keys do; those of the full-screen stage come here as well."""
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_F:
            self._toggle_full_screen()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_D:
            self.full_screen.show_next(self.screen())
        elif text and text in "123456789":
            self.full_screen.show_number(int(text))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.timeline.step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Home:
            self.timeline.choose("")
        elif key == Qt.Key.Key_P:
            self._toggle_panels()
        elif key == Qt.Key.Key_E:
            self.look.edit_button.toggle()
        elif key == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wishing.act("undo")
        elif key in ACTS and not event.modifiers():
            self._wishing.act(ACTS[key])
        elif text in (",", "."):
            self.status.offset.setValue(self.status.offset.value() + (5 if text == "." else -5))
        elif text == "?" or key == Qt.Key.Key_F1:
            self.help.toggle()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """See `handle_key`."""
        self.handle_key(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the window, close the output with it."""
        self._preferences.geometry = self.saveGeometry()
        self.full_screen.leave()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        side = QWidget()
        panels = QVBoxLayout(side)
        panels.setContentsMargins(0, 0, GAP, 0)
        panels.setSpacing(24)
        panels.addWidget(self.music)
        panels.addWidget(self.look)
        panels.addStretch(1)
        self._side = QScrollArea(widgetResizable=True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setWidget(side)
        self._side.setFixedWidth(PANEL_PX)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = QVBoxLayout()
        left.setSpacing(MARGIN)
        left.addWidget(self.stage, 5)
        left.addWidget(self.timeline, 2)
        upper = QHBoxLayout()
        upper.setSpacing(MARGIN + GAP)
        upper.addLayout(left, 1)
        upper.addWidget(self._side)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(MARGIN, MARGIN, MARGIN, 10)
        self._whole.setSpacing(10)
        self._whole.addLayout(upper, 1)
        self._whole.addWidget(self.status)

    def _connect(self) -> None:
        self.stage.frame_begins.connect(self._follow)
        self.stage.double_clicked.connect(self._toggle_full_screen)
        self.timeline.section_chosen.connect(self._choose)
        self.look.edit_toggled.connect(self.music.make_compact)
        self.music.back_to_now.connect(lambda: self.timeline.choose(""))
        self.status.offset_changed.connect(self._set_offset)
        self.status.full_screen_wanted.connect(self._toggle_full_screen)
        self.status.help_wanted.connect(self.help.toggle)
        self.full_screen.key_pressed.connect(self.handle_key)
        self.full_screen.display_chosen.connect(self._remember_display)
        self.full_screen.changed.connect(self._output_changed)
        timer = QTimer(self, interval=REVIEW_EVERY_MS)
        timer.timeout.connect(self._review)
        timer.start()

    def _beats(self) -> float:
        return self.stage.timeline.clock.beats_at(self.stage.now() - self.stage.timeline.offset_s)

    def _follow(self) -> None:
        """Once a frame: playhead, chord and bar; the section when another one begins."""
        beats, anchor = self._beats(), self.stage.timeline.clock.anchor
        now = self._state.cue_at(beats)
        self.timeline.show_position(beats, anchor, now.id if now else "")
        chosen = self._state.cue(self._chosen_id)
        cue = chosen or now
        section = self._state.section_of(cue)
        if (cue, section, chosen) != self._described:
            self._described = (cue, section, chosen)
            accent = accent_of(section)
            self.music.show_section(cue, section, chosen=chosen is not None, accent=accent)
            self.look.show_section(cue.id if cue else "", section, accent)
            self.timeline.show_state(self._state, self._accent())
        self.music.show_position(beats, anchor, self._state.signature)

    def _accent(self) -> QColor:
        """The accent of what plays; that of a chosen section colours only its own panel."""
        return accent_of(self._state.section_of(self._state.cue_at(self._beats())))

    def _show_state(self) -> None:
        self.status.show_standing(standing(self._state), pictures_line(self._state))
        self.timeline.show_state(self._state, self._accent())
        self.look.editor.show_styles(self._state.styles)
        if self._state.status is not None:
            self._wishing.take_status(self._state.status)
            self.look.editor.buttons["undo"].setEnabled(self._state.status.can_undo)
        name = self._state.live_set.name if self._state.live_set else ""
        self.setWindowTitle(f"{name} – Sonochrome" if name else "Sonochrome")

    def _review(self) -> None:
        """Say what is wanted of the client, if it changed."""
        self._hub.review()
        wanted = Wanted(
            self._hub.wanted, thumbnails_wanted(self._state), sections_wanted(self._state, self._beats()), self._hub.requests_wanted
        )
        if wanted != self._wanted:
            self._wanted = wanted
            self._want(wanted)

    def _choose(self, cue_id: str) -> None:
        self._chosen_id = cue_id
        self._follow()

    def _set_offset(self, offset_ms: int) -> None:
        self._preferences.offset_ms = offset_ms
        outputs = [self.full_screen.window.view] if self.full_screen.window else []
        for view in (self.stage, *outputs):
            view.timeline.offset_s = offset_ms / 1000

    def _make_output(self) -> StageView:
        view = StageView(self._hub, offset_s=self._preferences.offset_ms / 1000, moving=self._moving)
        view.double_clicked.connect(self.full_screen.leave)
        return view

    def _toggle_full_screen(self) -> None:
        self.full_screen.toggle(self._preferences.display, self.screen())

    def _remember_display(self, name: str) -> None:
        self._preferences.display = name

    def _output_changed(self) -> None:
        self.stage.set_slowest(PREVIEW_FPS if self.full_screen.window else 0.0)

    def _toggle_panels(self) -> None:
        shown = not self.timeline.isVisible()
        for widget in (self.timeline, self._side, self.status):
            widget.setVisible(shown)
        self._whole.setContentsMargins(*((MARGIN, MARGIN, MARGIN, 10) if shown else (0, 0, 0, 0)))

    def _escape(self) -> None:
        if self.help.isVisible():
            self.help.hide()
        elif self.full_screen.window is not None:
            self.full_screen.leave()
        elif not self.timeline.isVisible():
            self._toggle_panels()
        else:
            self.timeline.choose("")


def pixmap_of(pixels: NDArray[np.uint8]) -> QPixmap:
    """A pixmap of pixels (height, width, 3)."""
    height, width = pixels.shape[:2]
    whole = np.ascontiguousarray(pixels)
    return QPixmap.fromImage(QImage(whole.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy())
