"""The emotion as a point in the valence-arousal plane (Russell 1980), with its words at the edges."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRadialGradient
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plain_words import emotion_words
from gui.theme import DEFAULT_ACCENT, FAINT, LINE, RADIUS, SURFACE, TEXT, font, with_alpha


class EmotionPlane(QWidget):
    """Valence to the right, arousal upwards, both -1..1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._point: tuple[float, float] | None = None
        self._accent = DEFAULT_ACCENT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Emotion")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A calm rectangle."""
        return QSize(240, 132)

    def show_point(self, point: tuple[float, float] | None, reasons: tuple[str, ...], accent: QColor) -> None:
        """Show (valence, arousal), or an empty plane; the reasons are its tooltip."""
        self._point, self._accent = point, accent
        words = emotion_words(*point) if point else "not known yet"
        self.setAccessibleDescription(words)
        self.setToolTip("\n".join((words, *(f"·  {reason}" for reason in reasons))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Axes, words and the point with its glow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SURFACE)
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        middle = area.center()
        painter.setPen(QPen(LINE, 1))
        painter.drawLine(QPointF(area.left() + 12, middle.y()), QPointF(area.right() - 12, middle.y()))
        painter.drawLine(QPointF(middle.x(), area.top() + 12), QPointF(middle.x(), area.bottom() - 12))
        painter.setFont(font(10))
        painter.setPen(FAINT)
        words = area.adjusted(10, 6, -10, -6)
        for flag, word in (
            (Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, "excited"),
            (Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, "tense"),
            (Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, "gloomy"),
            (Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, "serene"),
        ):
            painter.drawText(words, flag, word)
        if self._point is not None:
            self._paint_point(painter, area.adjusted(16, 14, -16, -14), *self._point)

    def _paint_point(self, painter: QPainter, area: QRectF, valence: float, arousal: float) -> None:
        place = QPointF(area.center().x() + valence * area.width() / 2, area.center().y() - arousal * area.height() / 2)
        glow = QRadialGradient(place, 34)
        glow.setColorAt(0, with_alpha(self._accent, 0.45))
        glow.setColorAt(1, with_alpha(self._accent, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glow)
        painter.drawEllipse(place, 34, 34)
        painter.setBrush(self._accent)
        painter.setPen(QPen(TEXT, 1.5))
        painter.drawEllipse(place, 5, 5)
