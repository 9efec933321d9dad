"""How the section looks: its colours and forms, each with the musical reason; and the user's hand in it."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bridge.stage.protocol import SectionDocument
from gui.captions import Elided
from gui.look_editor import LookEditor
from gui.swatches import Swatches
from gui.theme import DEFAULT_ACCENT, FAINT, QUIET, TEXT, font
from gui.wishing import Wishing

MOST_REASONS = 3
WAIT_MS = 150


class LookPanel(QWidget):
    """Palette, painter and the reasons of a section's look; the editor opens below.

    Attributes:
        edit_toggled: Carries whether the editor is open.
    """

    edit_toggled = Signal(bool)

    def __init__(self, wishing: Wishing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wishing = wishing
        self._section: SectionDocument | None = None
        self._accent = DEFAULT_ACCENT
        self._cue_id = ""
        self._waiting: tuple[str, SectionDocument | None, QColor] | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._catch_up)
        self.caption = Elided(10, FAINT, QFont.Weight.Medium, spacing=0.8)
        self.title = Elided(15, TEXT, QFont.Weight.Medium)
        self.swatches = Swatches()
        self.reasons = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.reasons.setFont(font(12))
        self.reasons.setStyleSheet(f"color: {QUIET.name()};")
        self.caption.show_text("LOOK")
        self.edit_button = QPushButton("Edit  E")
        self.edit_button.setCheckable(True)
        self.edit_button.setFont(font(11))
        self.edit_button.setAccessibleName("Edit the look")
        self.edit_button.toggled.connect(self._toggle)
        self.editor = LookEditor(wishing)
        self.editor.hide()
        self.editor.changed.connect(self._refresh)
        self.swatches.chosen.connect(self.editor.choose_color)
        self.swatches.freed.connect(self.editor.free_color)
        head = QHBoxLayout()
        head.addWidget(self.caption, 1)
        head.addWidget(self.edit_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        for widget in (self.title, self.swatches, self.reasons, self.editor):
            layout.addWidget(widget)
        layout.insertSpacing(2, 6)
        layout.insertSpacing(4, 6)

    def show_section(self, cue_id: str, section: SectionDocument | None, accent: QColor) -> None:
        """Show a section's look, or that there is none yet; another section waits until the user lets go of what is being changed."""
        if self.editor.is_held and cue_id != self._cue_id:
            self._waiting = cue_id, section, accent
            self._timer.start()
            return
        self._waiting = None
        self._cue_id, self._section, self._accent = cue_id, section, accent
        self._wishing.show(cue_id, section.control if section else None)
        style = f", {section.style}" if section and section.style and section.style != section.painter else ""
        self.title.show_text(f"{section.painter}{style}" if section else "not imagined yet", color=TEXT if section else FAINT)
        lines = section.look_reasons if section else ()
        self.reasons.setText("\n".join(lines[:MOST_REASONS]))
        self.reasons.setToolTip("\n".join(lines))
        self._refresh()

    def _catch_up(self) -> None:
        if self._waiting is not None:
            self.show_section(*self._waiting)

    def _refresh(self) -> None:
        """Show what was asked for, though it is not told back yet."""
        section = self._section
        fixed = dict(self._wishing.wider.colors) | dict(self._wishing.own.colors)
        palette = tuple((role, fixed.get(role, rgb), because) for role, rgb, because in (section.palette if section else ()))
        self.swatches.show_palette(palette, fixed)
        if self.edit_button.isChecked():
            self.editor.show_section(section, self._accent)

    def _toggle(self, opened: bool) -> None:
        self.reasons.setVisible(not opened)
        self.editor.setVisible(opened)
        self.swatches.let_edit(opened)
        self._refresh()
        self.edit_toggled.emit(opened)
