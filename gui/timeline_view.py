"""The timeline: sections with their pictures, bars, locators, tracks, and the playhead that runs over them."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from bridge.stage.protocol import CueMessage
from gui.state import ViewerState
from gui.theme import DEFAULT_ACCENT, FAINT, font, with_alpha
from gui.timeline_paint import NAMES_PX, Layout, paint_lanes, paint_ruler, paint_sections
from render.compositor.stage_clock import Anchor
from vocabulary.units import beats_per_bar


class TimelineView(QWidget):
    """The song at a glance. What stands still is painted once into a pixmap; only the playhead's strip is painted each frame.

    Attributes:
        section_chosen: Carries a cue's id when the user clicks a section, "" for back to now.
    """

    section_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ViewerState()
        self._thumbnails: dict[str, QPixmap] = {}
        self._accent = DEFAULT_ACCENT
        self._anchor = Anchor(0.0, 0.0)
        self._beats = 0.0
        self._length = 16.0
        self._now_id = self._chosen_id = ""
        self._still: QPixmap | None = None
        self.setMinimumHeight(150)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self.setToolTipDuration(8000)

    def show_state(self, state: ViewerState, accent: QColor) -> None:
        """Take what is known, and the colour of what is active."""
        known = {cue.picture for cue in state.cues}
        self._thumbnails = {picture: pixmap for picture, pixmap in self._thumbnails.items() if picture in known}
        self._state, self._accent, self._length = state, accent, state.length(self._beats)
        self._repaint_all()

    def show_thumbnail(self, picture_id: str, pixmap: QPixmap) -> None:
        """Take a section's small picture."""
        self._thumbnails[picture_id] = pixmap
        self._repaint_all()

    def show_position(self, beats: float, anchor: Anchor, now_id: str) -> None:
        """Move the playhead; cheap."""
        before = self._playhead_x()
        if now_id != self._now_id or self._state.length(beats) != self._length or anchor.loop != self._anchor.loop:
            self._now_id, self._beats, self._anchor = now_id, beats, anchor
            self._repaint_all()
            return
        self._beats, self._anchor = beats, anchor
        for x in {before, self._playhead_x()}:
            self.update(int(x) - 6, 0, 13, self.height())

    def choose(self, cue_id: str) -> None:
        """Mark a section as the one that is described; "" for none."""
        if cue_id != self._chosen_id:
            self._chosen_id = cue_id
            self._repaint_all()
            self.section_chosen.emit(cue_id)

    def step(self, by: int) -> None:
        """Choose the section so many places after the chosen one, or after now's."""
        ids = [cue.id for cue in sorted(self._state.cues, key=lambda cue: cue.start)]
        if ids:
            place = ids.index(self._chosen_id) if self._chosen_id in ids else ids.index(self._now_id) if self._now_id in ids else 0
            self.choose(ids[min(max(place + by, 0), len(ids) - 1)])

    def cue_under(self, position: QPointF) -> CueMessage | None:
        """The section at a point of the widget; anywhere below a section counts as well."""
        if position.x() < NAMES_PX:
            return None
        beats = self._layout().axis.beats(position.x())
        return self._state.cue_at(min(beats, self._length - 1e-6))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Copy the still part and draw the playhead."""
        painter = QPainter(self)
        if self._still is None:
            self._still = self._paint_still()
        ratio = self._still.devicePixelRatio()
        rect = QRectF(event.rect())
        painter.drawPixmap(rect, self._still, QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio))
        if self._state.live_set is None and not self._state.cues:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._playhead_x()
        painter.setPen(QPen(with_alpha(self._accent, 0.25), 5))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(self._accent, 1.6))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Paint anew in the new size."""
        self._still = None
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the section that was clicked; a second click goes back to now."""
        cue = self.cue_under(event.position())
        self.choose("" if cue is None or cue.id == self._chosen_id else cue.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk through the sections."""
        match event.key():
            case Qt.Key.Key_Left:
                self.step(-1)
            case Qt.Key.Key_Right:
                self.step(1)
            case Qt.Key.Key_Home:
                self.choose("")
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Name the section under the mouse in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cue = self.cue_under(QPointF(event.pos()))
            if cue is not None:
                quality = {"final": "final picture", "draft": "draft"}[cue.quality] if cue.picture else "no picture yet"
                QToolTip.showText(event.globalPos(), f"{cue.name or 'untitled'}  ·  {quality}", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Paint anew for another display's resolution or another font."""
        self._still = None
        super().changeEvent(event)

    def _repaint_all(self) -> None:
        self._still = None
        self.update()

    def _layout(self) -> Layout:
        return Layout.of(self.width(), self.height(), self._length)

    def _playhead_x(self) -> float:
        return self._layout().axis.x(min(max(self._beats, 0.0), self._length))

    def _paint_still(self) -> QPixmap:
        self._length = self._state.length(self._beats)
        layout = self._layout()
        pixmap = QPixmap(self.size() * self.devicePixelRatioF())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._state.live_set is None and not self._state.cues:
            painter.setPen(FAINT)
            painter.setFont(font(13))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "The song appears here as soon as Live sends it")
        else:
            paint_ruler(painter, layout, self._state, beats_per_bar(*self._state.signature))
            self._paint_loop(painter, layout)
            paint_lanes(painter, layout, self._state)
            paint_sections(painter, layout, self._state, self._thumbnails, self._accent, self._now_id, self._chosen_id)
        painter.end()
        return pixmap

    def _paint_loop(self, painter: QPainter, layout: Layout) -> None:
        if self._anchor.loop and self._anchor.loop_length > 0:
            left, right = layout.axis.x(self._anchor.loop_start), layout.axis.x(self._anchor.loop_end)
            painter.fillRect(QRectF(left, layout.ruler.bottom() - 3, right - left, 2), self._accent)
            painter.fillRect(QRectF(left, layout.lanes.top(), right - left, layout.lanes.height()), with_alpha(self._accent, 0.06))
