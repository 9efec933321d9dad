"""The words of a look: each can be taken away with a click, and others asked for."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.chips import HEIGHT_PX, Chips
from gui.theme import GAP, TEXT
from gui.wishing import LONGEST_WORD

REMOVE = "  ×"


class RemovableChips(Chips):
    """Words that go when they are clicked; the keyboard walks with the arrows and removes with Delete.

    Attributes:
        removed: Carries the word.
    """

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        self.setAccessibleName("Words of the look")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_choice(self, words: tuple[str, ...], own: tuple[str, ...], accent: QColor) -> None:
        """Show all words; the user's own are filled."""
        self._place = min(self._place, max(0, len(words) - 1))
        says = {True: "your word; click to remove it", False: "click to do without it"}
        self.show_words(tuple((word + REMOVE, float(word in own), says[word in own]) for word in words), accent)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remove the word that is clicked."""
        for place, rect in enumerate(self._rects(self.width())):
            if rect.contains(event.position()):
                self._remove(place)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk and remove."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right if self._words:
                self._place = (self._place + (1 if event.key() == Qt.Key.Key_Right else -1)) % len(self._words)
                self.update()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._words:
                self._remove(self._place)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A ring around the word that Delete would remove."""
        super().paintEvent(event)
        rects = self._rects(self.width())
        if self.hasFocus() and self._place < len(rects):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(TEXT, 1.2))
            painter.drawRoundedRect(QRectF(rects[self._place]).adjusted(0.6, 0.6, -0.6, -0.6), HEIGHT_PX / 2, HEIGHT_PX / 2)

    def _remove(self, place: int) -> None:
        self.removed.emit(self._words[place][0].removesuffix(REMOVE))


class WordField(QWidget):
    """The words, and a line for more.

    Attributes:
        added, removed: Carry a word.
    """

    added, removed = Signal(str), Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips = RemovableChips()
        self.line = QLineEdit(placeholderText="add a word …", maxLength=LONGEST_WORD)
        self.line.setAccessibleName("Add a word")
        self.chips.removed.connect(self.removed)
        self.line.returnPressed.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.chips)
        layout.addWidget(self.line)

    def show_choice(self, words: tuple[str, ...], own: tuple[str, ...], accent: QColor) -> None:
        """See `RemovableChips`."""
        self.chips.show_choice(words, own, accent)

    def _add(self) -> None:
        if self.line.text().strip():
            self.added.emit(self.line.text())
            self.line.clear()
