"""How the section looks: its colours and forms, each with the musical reason."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from bridge.stage.protocol import SectionDocument
from gui.captions import Elided
from gui.theme import FAINT, QUIET, RADIUS, RAISED, TEXT, font

MOST_REASONS = 3
SWATCH_PX = 44


class Swatches(QWidget):
    """The palette as one strip, the ground widest; each colour says its role and reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette: tuple[tuple[str, int, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Palette")

    def show_palette(self, palette: tuple[tuple[str, int, str], ...]) -> None:
        """Replace the colours: (role, 0xRRGGBB, because)."""
        self._palette = palette
        self.setAccessibleDescription("; ".join(f"{role}: {because}" for role, _, because in palette))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A strip."""
        return QSize(240, SWATCH_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the strip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.fillRect(self.rect(), RAISED)
        for (_, rgb, _), rect in zip(self._palette, self._rects(), strict=True):
            painter.fillRect(rect.adjusted(0, 0, 0.5, 0), QColor(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF))

    def event(self, event: QEvent) -> bool:
        """Say a colour's role and reason."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for (role, rgb, because), rect in zip(self._palette, self._rects(), strict=True):
                if rect.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), f"{role}  #{rgb & 0xFFFFFF:06x}" + (f"\n{because}" if because else ""), self)
            return True
        return super().event(event)

    def _rects(self) -> list[QRectF]:
        shares = [2.0 if role == "ground" else 1.0 for role, _, _ in self._palette]
        unit, x, rects = self.width() / max(1.0, sum(shares)), 0.0, []
        for share in shares:
            rects.append(QRectF(x, 0, share * unit, self.height()))
            x += share * unit
        return rects


class LookPanel(QWidget):
    """Palette, painter and the reasons of a section's look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = Elided(10, FAINT, QFont.Weight.Medium, spacing=0.8)
        self.title = Elided(15, TEXT, QFont.Weight.Medium)
        self.swatches = Swatches()
        self.reasons = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.reasons.setFont(font(12))
        self.reasons.setStyleSheet(f"color: {QUIET.name()};")
        self.caption.show_text("LOOK")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.caption, self.title, self.swatches, self.reasons):
            layout.addWidget(widget)
        layout.insertSpacing(2, 6)
        layout.insertSpacing(4, 6)

    def show_section(self, section: SectionDocument | None) -> None:
        """Show a section's look, or that there is none yet."""
        self.swatches.show_palette(section.palette if section else ())
        style = f", {section.style}" if section and section.style and section.style != section.painter else ""
        self.title.show_text(f"{section.painter}{style}" if section else "not imagined yet", color=TEXT if section else FAINT)
        lines = section.look_reasons if section else ()
        self.reasons.setText("\n".join(lines[:MOST_REASONS]))
        self.reasons.setToolTip("\n".join(lines))
