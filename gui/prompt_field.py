"""The prompt for diffusion models, to be written over."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from gui.theme import QUIET, TEXT, font
from vocabulary.wishes import LONGEST_TEXT

WRITTEN_MS = 700
"""A pause in typing so long sends what is written."""


class PromptField(QPlainTextEdit):
    """Shows the prompt; what the user writes takes its place, and when all is deleted it is built again.

    Attributes:
        written: Carries the text.
    """

    written = Signal(str)

    def __init__(self) -> None:
        super().__init__(tabChangesFocus=True)
        self.setFont(font(11))
        self.setFixedHeight(76)
        self.setAccessibleName("Prompt")
        self._timer = QTimer(self, singleShot=True, interval=WRITTEN_MS)
        self._timer.timeout.connect(self._send)
        self.textChanged.connect(self._timer.start)

    def show_prompt(self, text: str, *, own: bool) -> None:
        """Show it, unless the user is writing."""
        if self.hasFocus() or self._timer.isActive():
            return
        self.setToolTip("your words; delete them to let the prompt be built" if own else "built from the look; write over it to fix it")
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
        color: QColor = TEXT if own else QUIET
        self.setStyleSheet(f"color: {color.name()};")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """What is written counts when the user goes on to something else."""
        super().focusOutEvent(event)
        if self._timer.isActive():
            self._timer.stop()
            self._send()

    def _send(self) -> None:
        self.written.emit(self.toPlainText()[:LONGEST_TEXT])
