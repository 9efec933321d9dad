"""Labels of the panels: small captions, large values, all elided instead of pushing the window wider."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.theme import FAINT, QUIET, TEXT, font


class Elided(QWidget):
    """One line of text that ends in "…" where there is no room; the whole text is its tooltip then."""

    def __init__(
        self,
        size_px: int,
        color: QColor = TEXT,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        spacing: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._font, self._color, self._text, self._why = font(size_px, weight, spacing=spacing), color, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def show_text(self, text: str, why: str = "", color: QColor | None = None) -> None:
        """Show a text; `why` is its tooltip."""
        text = " ".join(text.split())
        color = color or self._color
        if (text, why, color) != (self._text, self._why, self._color):
            self._text, self._why, self._color = text, why, color
            self.setAccessibleName(text)
            self._set_tip()
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The text's own size; it may be given less."""
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Hardly anything in width."""
        return QSize(16, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the text."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(self._color)
        text = QFontMetrics(self._font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _set_tip(self) -> None:
        cut = QFontMetrics(self._font).horizontalAdvance(self._text) > self.width()
        self.setToolTip(self._why or (self._text if cut else ""))


class Fact(QWidget):
    """A small caption over a value, and a quiet remark after it."""

    def __init__(self, caption: str, size_px: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = Elided(10, FAINT, QFont.Weight.Medium, spacing=0.8)
        self.value = Elided(size_px, TEXT, QFont.Weight.Medium)
        self.remark = Elided(12, QUIET)
        self._caption.show_text(caption.upper())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for widget in (self._caption, self.value, self.remark):
            layout.addWidget(widget)
        self._name = caption

    def show_fact(self, value: str, remark: str = "", why: str = "") -> None:
        """Show a value ("–" for none), a remark under it, and the reason as tooltip."""
        self.value.show_text(value or "–", why, TEXT if value else FAINT)
        self.remark.show_text(remark, why)
        self.setAccessibleName(f"{self._name}: {value or 'not known'} {remark}".strip())
