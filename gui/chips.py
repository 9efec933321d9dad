"""Words in rounded fields that flow over lines, each with its reason."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.theme import DEFAULT_ACCENT, RAISED, TEXT, font, with_alpha

HEIGHT_PX, GAP_PX, PADDING_PX = 24.0, 6.0, 10.0
Word = tuple[str, float, str]
"""Word, weight 0..1, because."""


class Chips(QWidget):
    """Keywords, strongest first; a stronger one is filled more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[Word, ...] = ()
        self._accent = DEFAULT_ACCENT
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Keywords")

    def show_words(self, words: tuple[Word, ...], accent: QColor) -> None:
        """Replace the words."""
        self._words, self._accent = words, accent
        self.setAccessibleDescription("; ".join(f"{word}: {because}" for word, _, because in words))
        self.setFixedHeight(self.heightForWidth(max(1, self.width())))
        self.update()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height of all lines in a width."""
        rects = self._rects(width)
        return int(rects[-1].bottom()) + 1 if rects else int(HEIGHT_PX)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the words need in the present width."""
        return QSize(200, self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Flow anew."""
        self.setFixedHeight(self.heightForWidth(max(1, event.size().width())))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the fields."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(font(12))
        painter.setFont(font(12))
        for (word, weight, _), rect in zip(self._words, self._rects(self.width()), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(RAISED)
            painter.drawRoundedRect(rect, HEIGHT_PX / 2, HEIGHT_PX / 2)
            painter.setBrush(with_alpha(self._accent, 0.28 * min(1.0, max(0.0, weight))))
            painter.drawRoundedRect(rect, HEIGHT_PX / 2, HEIGHT_PX / 2)
            painter.setPen(TEXT)
            text = metrics.elidedText(word, Qt.TextElideMode.ElideRight, rect.width() - PADDING_PX)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        """Say why a word is there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for (word, _, because), rect in zip(self._words, self._rects(self.width()), strict=True):
                if rect.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), f"{word}\n{because}" if because else word, self)
            return True
        return super().event(event)

    def _rects(self, width: float) -> list[QRectF]:
        metrics, rects, x, y = QFontMetricsF(font(12)), [], 0.0, 0.0
        for word, _, _ in self._words:
            wide = min(metrics.horizontalAdvance(word) + 2 * PADDING_PX, width)
            if x > 0 and x + wide > width:
                x, y = 0.0, y + HEIGHT_PX + GAP_PX
            rects.append(QRectF(x, y, wide, HEIGHT_PX))
            x += wide + GAP_PX
        return rects
