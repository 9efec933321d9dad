"""The line at the bottom: how things stand and what to do next, how far the pictures are, and the visual offset."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from gui.captions import Elided
from gui.plain_words import Standing
from gui.theme import GAP, MARGIN, MOOD_COLORS, QUIET, TEXT, WAITING, font

LARGEST_OFFSET_MS = 500


class Dot(QWidget):
    """A small light in the colour of how things stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color: QColor = WAITING
        self.setFixedSize(QSize(12, 12))

    def show_color(self, color: QColor) -> None:
        """Change the colour."""
        self._color = color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawEllipse(QRectF(2, 2, 8, 8))


class StatusLine(QWidget):
    """One quiet line.

    Attributes:
        offset_changed: Carries the visual offset in milliseconds.
        full_screen_wanted, help_wanted: The buttons' wishes.
    """

    offset_changed = Signal(int)
    full_screen_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, offset_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dot = Dot()
        self.headline, self.next_step, self.pictures = Elided(13, TEXT), Elided(13, QUIET), Elided(12, QUIET)
        self.offset = QSpinBox(minimum=-LARGEST_OFFSET_MS, maximum=LARGEST_OFFSET_MS, singleStep=5, suffix=" ms", value=offset_ms)
        self.offset.setAccessibleName("Visual offset in milliseconds")
        self.offset.setToolTip(
            "Pictures come so much later than the song says (below 0: earlier).\nTo make up for a slow projector, or for slow sound."
        )
        self.offset.setFixedWidth(72)
        self.offset.setKeyboardTracking(False)
        self.offset.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.offset.valueChanged.connect(self.offset_changed)
        label = QLabel("Offset")
        label.setFont(font(12))
        label.setStyleSheet(f"color: {QUIET.name()};")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for widget, stretch in ((self.dot, 0), (self.headline, 0), (self.next_step, 1), (self.pictures, 0), (label, 0), (self.offset, 0)):
            layout.addWidget(widget, stretch)
        layout.insertSpacing(4, MARGIN)
        for text, name, signal in (("Full screen  F", "Full screen", self.full_screen_wanted), ("Help  ?", "Help", self.help_wanted)):
            button = QPushButton(text)
            button.setFont(font(12))
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
            layout.addWidget(button)

    def show_standing(self, standing: Standing, pictures: str) -> None:
        """Show how things stand."""
        self.dot.show_color(MOOD_COLORS[standing.mood])
        self.dot.setAccessibleName(standing.headline)
        self.headline.show_text(standing.headline)
        self.next_step.show_text(standing.next_step)
        self.pictures.show_text(pictures)
