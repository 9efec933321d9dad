"""The palette as one strip, the ground widest; each colour says its role and reason, and can be fixed by the user."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.theme import RADIUS, RAISED, TEXT

SWATCH_PX = 44
Swatch = tuple[str, int, str]
"""Role, 0xRRGGBB, because."""


class Swatches(QWidget):
    """The colours; while they can be edited a click chooses one, a right click or Delete frees it.

    Attributes:
        chosen, freed: Carry the colour's role.
    """

    chosen, freed = Signal(str), Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette: tuple[Swatch, ...] = ()
        self._fixed: Collection[str] = ()
        self._place = 0
        self._is_editable = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Palette")

    def show_palette(self, palette: tuple[Swatch, ...], fixed: Collection[str] = ()) -> None:
        """Replace the colours; those of the roles in `fixed` are the user's."""
        self._palette, self._fixed = palette, fixed
        self._place = min(self._place, max(0, len(palette) - 1))
        told = (f"{role}{', fixed by you' if role in fixed else ''}: {because}" for role, _, because in palette)
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def let_edit(self, editable: bool) -> None:
        """Whether a click chooses a colour."""
        self._is_editable = editable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if editable else Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A strip."""
        return QSize(240, SWATCH_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose or free a colour."""
        for place, rect in enumerate(self._rects()):
            if self._is_editable and rect.contains(event.position()):
                self._place = place
                role = self._palette[place][0]
                (self.freed if event.button() == Qt.MouseButton.RightButton else self.chosen).emit(role)
                self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk, choose, free."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right if self._palette:
                self._place = (self._place + (1 if event.key() == Qt.Key.Key_Right else -1)) % len(self._palette)
                self.update()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._palette:
                self.chosen.emit(self._palette[self._place][0])
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._palette:
                self.freed.emit(self._palette[self._place][0])
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the strip; a ring on each colour that is the user's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.fillRect(self.rect(), RAISED)
        for place, ((role, rgb, _), rect) in enumerate(zip(self._palette, self._rects(), strict=True)):
            color = QColor(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF)
            painter.fillRect(rect.adjusted(0, 0, 0.5, 0), color)
            ink = QColor(0, 0, 0, 190) if color.lightnessF() > 0.5 else QColor(255, 255, 255, 215)
            if role in self._fixed:
                painter.setPen(QPen(ink, 1.8))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(rect.center(), 5, 5)
            if self.hasFocus() and place == self._place:
                painter.setPen(QPen(TEXT, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), RADIUS - 3, RADIUS - 3)

    def event(self, event: QEvent) -> bool:
        """Say a colour's role and reason."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for (role, rgb, because), rect in zip(self._palette, self._rects(), strict=True):
                if rect.contains(QPointF(event.pos())):
                    free = "; right click to leave it to the music" if role in self._fixed else ""
                    how = f"\nclick to choose{free}" if self._is_editable else ""
                    QToolTip.showText(event.globalPos(), f"{role}  #{rgb & 0xFFFFFF:06x}" + (f"\n{because}" if because else "") + how, self)
            return True
        return super().event(event)

    def _rects(self) -> list[QRectF]:
        shares = [2.0 if role == "ground" else 1.0 for role, _, _ in self._palette]
        unit, x, rects = self.width() / max(1.0, sum(shares)), 0.0, []
        for share in shares:
            rects.append(QRectF(x, 0, share * unit, self.height()))
            x += share * unit
        return rects
