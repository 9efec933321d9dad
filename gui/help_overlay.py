"""What the keys do, over the window."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme import LINE, QUIET, RAISED, SURFACE, TEXT, font

KEYS = (
    ("F", "full screen, and back"),
    ("Esc", "leave full screen, or what was chosen"),
    ("D", "full screen on the next display"),
    ("1 … 9", "full screen on that display"),
    ("← →", "look at the section before, after"),
    ("Home", "back to what plays now"),
    ("E", "edit the look"),
    ("N  B", "another picture, the one before"),
    ("M", "the whole set like this"),
    ("Ctrl Z", "take back the last change"),
    ("P", "hide or show the panels"),
    (", .", "pictures 5 ms earlier, later"),
    ("?", "this help"),
)


class HelpOverlay(QWidget):
    """A card in the middle of its parent; any click closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        parent.installEventFilter(self)
        self.setAccessibleName("Keys")
        self.setAccessibleDescription("; ".join(f"{key}: {what}" for key, what in KEYS))
        self.hide()

    def toggle(self) -> None:
        """Open or close it."""
        self.setGeometry(self._over.rect())
        self.setVisible(not self.isVisible())
        self.raise_()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def mousePressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Close it."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A shade, the card, the keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 150))
        card = QRectF(0, 0, 440, 96 + 30 * len(KEYS))
        card.moveCenter(QRectF(self.rect()).center())
        painter.setPen(LINE)
        painter.setBrush(SURFACE)
        painter.drawRoundedRect(card, 14, 14)
        painter.setPen(TEXT)
        painter.setFont(font(17, QFont.Weight.DemiBold))
        painter.drawText(card.adjusted(28, 24, -28, 0), "Keys")
        for index, (key, what) in enumerate(KEYS):
            row = QRectF(card.left() + 28, card.top() + 66 + 30 * index, card.width() - 56, 24)
            cap = QRectF(row.left(), row.top(), 64, 24)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(RAISED)
            painter.drawRoundedRect(cap, 6, 6)
            painter.setPen(TEXT)
            painter.setFont(font(12, QFont.Weight.Medium))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            painter.setPen(QUIET)
            painter.setFont(font(13))
            painter.drawText(row.adjusted(80, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, what)
