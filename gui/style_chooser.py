"""Chooses a style from a list that says what each is like."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bridge.stage.protocol import StyleDocument
from gui.theme import DEFAULT_ACCENT, QUIET, RADIUS, SURFACE, TEXT, font, with_alpha

LIST_PX, LINE_PX = 380, 44
FREE = "the one that fits"
_Index = QModelIndex | QPersistentModelIndex


class _Lines(QStyledItemDelegate):
    """Name over description."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        """Two lines."""
        return QSize(LIST_PX, LINE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw them."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        painter.fillRect(rect, SURFACE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(DEFAULT_ACCENT, 0.2))
            painter.drawRoundedRect(rect.adjusted(3, 1, -3, -1), RADIUS - 2, RADIUS - 2)
        for text, top, size, weight, color in (
            (str(index.data()), 5, 13, QFont.Weight.Medium, TEXT),
            (str(index.data(Qt.ItemDataRole.ToolTipRole) or ""), 23, 11, QFont.Weight.Normal, QUIET),
        ):
            painter.setFont(font(size, weight))
            painter.setPen(color)
            line = rect.adjusted(12, top, -12, 0)
            painter.drawText(line, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width())))
        painter.restore()


class StyleChooser(QComboBox):
    """All styles; the first choice leaves it to the music.

    Attributes:
        chosen: Carries the style's name, "" for the one that fits.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styles: tuple[StyleDocument, ...] | None = None
        self.setView(QListView())
        self.view().setMinimumWidth(LIST_PX)
        self.setItemDelegate(_Lines(self))
        self.setMaxVisibleItems(11)
        self.setAccessibleName("Style")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda place: self.chosen.emit(str(self.itemData(place))))
        self.show_styles(())

    def show_styles(self, styles: tuple[StyleDocument, ...]) -> None:
        """Replace the list."""
        if styles == self._styles:
            return
        self._styles = styles
        now = self.currentData()
        self.blockSignals(True)
        self.clear()
        for name, data, says in (
            (FREE, "", "the music chooses once for the set, and keeps to it"),
            *((f"{style.name}  ·  yours" if style.yours else style.name, style.name, style.description) for style in styles),
        ):
            self.addItem(name, data)
            self.setItemData(self.count() - 1, says, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(now)))
        self.blockSignals(False)

    def show_choice(self, own: str, in_force: str) -> None:
        """Show what is chosen; what is in force where nothing is."""
        place = max(0, self.findData(own)) if own else 0
        if not self.view().isVisible():
            self.setCurrentIndex(place)
            self.setItemText(0, f"{FREE}: {in_force}" if in_force and not own else FREE)
        self.setAccessibleDescription(f"now {own or in_force}")
        self.setToolTip(str(self.itemData(place, Qt.ItemDataRole.ToolTipRole) or ""))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """With an arrow, which a style sheet takes away."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(TEXT if self.underMouse() else QUIET, 1.5))
        x, y = self.width() - 15.0, self.height() / 2
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scrolling past changes nothing."""
        event.ignore()
