"""A number that can be locked: its name, a slider, its value, and a padlock."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QSlider, QWidget

from gui.captions import Elided
from gui.theme import DEFAULT_ACCENT, FAINT, GROUND, LINE, QUIET, RAISED, TEXT, with_alpha
from vocabulary.wishes import WISH_NUMBERS

STEPS = 200
SEND_EVERY_MS = 80
"""How often a slider that is moved tells where it is; drafts come about as quickly."""
HANDLE_PX, ROW_PX, NAME_PX, VALUE_PX = 12, 22, 76, 34


class Fader(QSlider):
    """A slim slider; the wheel only turns it while it has the focus, so that scrolling past changes nothing."""

    def __init__(self, *, colors: bool = False, from_middle: bool = False) -> None:
        """`colors`: the groove shows all hues; `from_middle`: it is filled from 0, not from the lower end."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, STEPS)
        self.setSingleStep(4)
        self.setPageStep(20)
        self._colors, self._from_middle = colors, from_middle
        self._accent, self._is_locked = DEFAULT_ACCENT, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ROW_PX)

    def show_lock(self, locked: bool, accent: QColor) -> None:
        """Filled with the accent if locked."""
        self._is_locked, self._accent = locked, accent
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """See above."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The handle comes to where it is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """And follows."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Until it is let go."""
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Groove, filling, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        groove = QRectF(HANDLE_PX / 2, middle - 1.5, self.width() - HANDLE_PX, 3)
        x = groove.left() + groove.width() * self.value() / STEPS
        if self._colors:
            hues = QLinearGradient(groove.topLeft(), groove.topRight())
            for step in range(13):
                hues.setColorAt(step / 12, _hue_color(step / 12 * 360))
            painter.setBrush(hues)
            painter.drawRoundedRect(groove, 1.5, 1.5)
        else:
            painter.setBrush(LINE)
            painter.drawRoundedRect(groove, 1.5, 1.5)
            start = groove.center().x() if self._from_middle else groove.left()
            painter.setBrush(self._accent if self._is_locked else with_alpha(QUIET, 0.55))
            painter.drawRoundedRect(QRectF(QPointF(min(start, x), groove.top()), QPointF(max(start, x), groove.bottom())), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(with_alpha(self._accent, 0.3))
            painter.drawEllipse(QPointF(x, middle), HANDLE_PX / 2 + 3, HANDLE_PX / 2 + 3)
        size = HANDLE_PX / 2 - (0 if self.underMouse() or self.isSliderDown() else 1)
        painter.setBrush(TEXT if self._is_locked else RAISED)
        painter.setPen(QPen(self._accent if self._is_locked else QUIET, 1.5))
        painter.drawEllipse(QPointF(x, middle), size, size)

    def _value_at(self, x: float) -> int:
        return round(min(1.0, max(0.0, (x - HANDLE_PX / 2) / max(1, self.width() - HANDLE_PX))) * STEPS)


class Padlock(QAbstractButton):
    """Closed: chosen by the user; open: left to the music. Faint and closed: locked for more than what is in hand."""

    def __init__(self, what: str) -> None:
        super().__init__(checkable=True)
        self._what, self._accent, self._is_wider = what, DEFAULT_ACCENT, False
        self.setFixedSize(QSize(18, ROW_PX))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_lock(locked=False, wider=False, accent=DEFAULT_ACCENT)

    def show_lock(self, *, locked: bool, wider: bool, accent: QColor) -> None:
        """Show it closed or open."""
        self.setChecked(locked)
        self._is_wider, self._accent = wider and not locked, accent
        state = "locked" if locked else "locked for more than this" if wider else "free"
        self.setAccessibleName(f"{self._what}: {state}")
        self.setToolTip("locked; click to leave it to the music" if locked else f"{state}; click to lock it as it is")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Body and shackle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        closed = self.isChecked() or self._is_wider
        color = self._accent if self.isChecked() else QUIET if self._is_wider or self.underMouse() else FAINT
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self.hasFocus():
            painter.setPen(QPen(with_alpha(self._accent, 0.6), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5), 4, 4)
        painter.setPen(QPen(color, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shackle = QRectF(middle.x() - 2.5 + (0 if closed else 3), middle.y() - 6, 5, 7)
        painter.drawArc(shackle, 0, 180 * 16)
        painter.drawLine(QPointF(shackle.left(), shackle.center().y()), QPointF(shackle.left(), middle.y() - (0 if closed else 1)))
        painter.drawLine(QPointF(shackle.right(), shackle.center().y()), QPointF(shackle.right(), middle.y() - (0 if closed else 2)))
        painter.setBrush(color if self.isChecked() else GROUND)
        painter.drawRoundedRect(QRectF(middle.x() - 4, middle.y() - 0.5, 8, 6.5), 1.5, 1.5)


class FaderRow(QWidget):
    """One number of `WISH_NUMBERS`.

    Attributes:
        locked: Carries the number's name and the value it is to have, or None to free it.
    """

    locked = Signal(str, object)

    def __init__(self, name: str, says: str) -> None:
        """`says` is its tooltip."""
        super().__init__()
        self._name = name
        self._low, self._high = WISH_NUMBERS[name]
        self._text, self._number = Elided(12, QUIET), Elided(11, FAINT)
        self._text.show_text(name, says)
        self._text.setFixedWidth(NAME_PX)
        self._number.setFixedWidth(VALUE_PX)
        self.fader = Fader(colors=name == "hue", from_middle=self._low < 0)
        self.fader.setAccessibleName(name)
        self.fader.setAccessibleDescription(says)
        self.padlock = Padlock(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._text, self.fader, self._number, self.padlock):
            layout.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=SEND_EVERY_MS)
        self._timer.timeout.connect(lambda: self.locked.emit(self._name, self.value))
        self.fader.valueChanged.connect(lambda _: self._moved())
        self.padlock.clicked.connect(lambda closed: self.locked.emit(self._name, self.value if closed else None))

    @property
    def value(self) -> float:
        """What the slider says."""
        return self._low + (self._high - self._low) * self.fader.value() / STEPS

    @property
    def is_held(self) -> bool:
        """Whether the user is moving it."""
        return self.fader.isSliderDown() or self._timer.isActive()

    def show_number(self, value: float, *, locked: bool, wider: bool, accent: QColor) -> None:
        """Show a value; while the user holds the handle, it stays where it is."""
        if not self.is_held:
            self.fader.blockSignals(True)
            self.fader.setValue(round((min(self._high, max(self._low, value)) - self._low) / (self._high - self._low) * STEPS))
            self.fader.blockSignals(False)
        self.fader.show_lock(locked, accent)
        self.padlock.show_lock(locked=locked, wider=wider, accent=accent)
        self._show_value(self.value if self.is_held else value, locked=locked)

    def _show_value(self, shown: float, *, locked: bool) -> None:
        text = f"{shown:.0f}°" if self._high > 1 else f"{shown:+.2f}" if self._low < 0 else f"{shown:.2f}"
        self._number.show_text(text, color=TEXT if locked else FAINT)

    def _moved(self) -> None:
        self._show_value(self.value, locked=True)
        if not self._timer.isActive():
            self._timer.start()


def _hue_color(hue: float) -> QColor:
    """A colour of that OKLCH hue; near enough for a groove 3 pixels high."""
    # HSV's red, yellow, green, cyan, blue, magenta lie at these hues of OKLCH (Ottosson 2020).
    anchors = ((-31.6, -60.0), (29.2, 0.0), (109.8, 60.0), (142.5, 120.0), (194.8, 180.0), (264.1, 240.0), (328.4, 300.0), (389.2, 360.0))
    for (low, low_hsv), (high, high_hsv) in pairwise(anchors):
        if low <= hue <= high:
            hsv = (low_hsv + (high_hsv - low_hsv) * (hue - low) / (high - low)) % 360
            return QColor.fromHsvF(hsv / 360, 0.55, 0.9)
    return QColor.fromHsvF(0.0, 0.55, 0.9)
