"""The user's own hand: changes a section's look for its clip, its track or the whole set, while the show goes on."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QButtonGroup, QColorDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bridge.stage.protocol import SectionDocument, StyleDocument
from gui.captions import Elided
from gui.faders import SEND_EVERY_MS, FaderRow
from gui.prompt_field import PromptField
from gui.style_chooser import StyleChooser
from gui.theme import DEFAULT_ACCENT, FAINT, GAP, QUIET, font
from gui.wishing import SCOPES, Wishing
from gui.word_field import WordField

SCOPE_WORDS = {"clip": "Clip", "track": "Track", "set": "Set"}
ROWS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("COLOUR", (("hue", "hue of the ground; the other colours turn with it"),)),
    ("EMOTION", (("valence", "from sad to glad"), ("arousal", "from calm to excited"))),
    (
        "FORM",
        (
            ("roundness", "from angular to round"),
            ("density", "from few things to many"),
            ("symmetry", "from free to ordered"),
            ("scale", "from small to large"),
            ("dispersion", "from gathered to scattered"),
            ("motion", "from resting to moving forms"),
            ("grain", "from smooth to rough"),
        ),
    ),
    (
        "LIGHT",
        (("angle", "where it comes from; 90 is above"), ("height", "from low to high"), ("contrast", "from soft to hard")),
    ),
    ("STAGE", (("energy", "how much the picture moves with the beat"),)),
)


class LookEditor(QWidget):
    """Shows what is locked, and sends what the user changes to `wishing`.

    Attributes:
        changed: Something was asked for; to be shown before it is told back.
    """

    changed = Signal()

    def __init__(self, wishing: Wishing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wishing = wishing
        self._section: SectionDocument | None = None
        self._accent = DEFAULT_ACCENT
        self._dialog: QColorDialog | None = None
        self.scopes = {scope: _scope_button(SCOPE_WORDS[scope]) for scope in SCOPES}
        self.target = Elided(12, QUIET)
        self.style_chooser, self.words, self.prompt = StyleChooser(), WordField(), PromptField()
        self.rows = {name: FaderRow(name, says) for _, rows in ROWS for name, says in rows}
        self.buttons = {
            act: _button(text, says)
            for act, text, says in (
                ("another", "Another  N", "another composition of the same music"),
                ("previous", "Previous  B", "the composition before"),
                ("like_this", "More like this  M", "the whole set gets this section's style and hue"),
                ("free", "Free all", "leave all that is locked here to the music again"),
                ("undo", "Undo", "take back the last change (Ctrl+Z)"),
            )
        }
        self._lay_out()
        self._connect()
        self.show_section(None, DEFAULT_ACCENT)

    def show_styles(self, styles: tuple[StyleDocument, ...]) -> None:
        """These can be chosen."""
        self.style_chooser.show_styles(styles)

    def show_section(self, section: SectionDocument | None, accent: QColor) -> None:
        """Show what is locked of a section's look."""
        self._section, self._accent = section, accent
        wishing = self._wishing
        scope, own, wider, values = wishing.scope_in_force, wishing.own, wishing.wider, wishing.values
        for one, button in self.scopes.items():
            button.setEnabled(wishing.name_of(one) is not None)
            button.setChecked(one == scope)
        self.setEnabled(wishing.is_possible)
        name = wishing.name_of(scope)
        self.target.show_text({"clip": f"this section's clip “{name}”", "track": f"the track “{name}”"}.get(scope, "the whole set"))
        self.style_chooser.show_choice(own.style, section.style if section else "")
        locked, by_wider = dict(own.numbers), dict(wider.numbers)
        for number, row in self.rows.items():
            row.show_number(values.get(number, 0.0), locked=number in locked, wider=number in by_wider, accent=accent)
        control = section.control if section else None
        gone = set(own.without)
        shown = tuple(dict.fromkeys((*own.words, *(word for word in (control.words if control else ()) if word not in gone))))
        self.words.show_choice(shown, (*own.words, *wider.words), accent)
        self.prompt.show_prompt(own.prompt or (control.prompt if control else ""), own=bool(own.prompt or wider.prompt))

    def choose_color(self, role: str) -> None:
        """Open a dialog for a colour; the pictures follow while it is open."""
        now = next((rgb for name, rgb, _ in (self._section.palette if self._section else ()) if name == role), 0x808080)
        dialog = QColorDialog(QColor(now >> 16 & 0xFF, now >> 8 & 0xFF, now & 0xFF), self)
        dialog.setOptions(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"Colour: {role}")
        dialog.setModal(False)
        timer = QTimer(dialog, singleShot=True, interval=SEND_EVERY_MS)
        timer.timeout.connect(lambda: self._asked(lambda: self._wishing.fix_color(role, dialog.currentColor().rgb() & 0xFFFFFF)))
        dialog.currentColorChanged.connect(lambda _: timer.isActive() or timer.start())
        before = dict(self._wishing.own.colors).get(role)
        dialog.rejected.connect(lambda: self._asked(lambda: self._wishing.fix_color(role, before)))
        self._dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.show()

    @property
    def is_held(self) -> bool:
        """Whether the user is in the middle of a change, which belongs to the section that was shown when it began."""
        writes = self.prompt.hasFocus() or bool(self.words.line.text())
        return self._dialog is not None or writes or any(row.is_held for row in self.rows.values())

    def free_color(self, role: str) -> None:
        """Leave a colour to the music."""
        self._asked(lambda: self._wishing.fix_color(role, None))

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _asked(self, ask: Callable[[], None]) -> None:
        ask()
        self.changed.emit()

    def _connect(self) -> None:
        wishing = self._wishing
        for scope, button in self.scopes.items():
            button.clicked.connect(lambda _, scope=scope: self._choose_scope(scope))
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _, act=act: self._asked(lambda: wishing.act(act)))
        for row in self.rows.values():
            row.locked.connect(lambda name, value: self._asked(lambda: wishing.lock(name, value)))
        self.style_chooser.chosen.connect(lambda name: self._asked(lambda: wishing.choose_style(name)))
        self.words.added.connect(lambda word: self._asked(lambda: wishing.add_word(word)))
        self.words.removed.connect(lambda word: self._asked(lambda: wishing.remove_word(word)))
        self.prompt.written.connect(self._write)

    def _choose_scope(self, scope: str) -> None:
        self._wishing.scope = scope  # type: ignore[assignment]  # one of SCOPES
        self.changed.emit()

    def _write(self, text: str) -> None:
        control = self._section.control if self._section else None
        if control is not None and " ".join(text.split()) != control.prompt:
            self._asked(lambda: self._wishing.write_prompt(text))

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        scopes = QHBoxLayout()
        scopes.setSpacing(2)
        for button in self.scopes.values():
            group.addButton(button)
            scopes.addWidget(button, 1)
        lines = [self._line("another", "previous"), self._line("like_this"), self._line("free", "undo")]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(scopes)
        layout.addWidget(self.target)
        layout.addSpacing(GAP)
        layout.addWidget(self.style_chooser)
        layout.addSpacing(2)
        for line in lines:
            layout.addLayout(line)
        for caption, rows in ROWS:
            layout.addSpacing(6)
            layout.addWidget(_caption(caption))
            for name, _ in rows:
                layout.addWidget(self.rows[name])
        for caption, widget in (("WORDS", self.words), ("PROMPT", self.prompt)):
            layout.addSpacing(6)
            layout.addWidget(_caption(caption))
            layout.addWidget(widget)
        layout.setSpacing(3)

    def _line(self, *acts: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        for act in acts:
            line.addWidget(self.buttons[act], 1)
        return line


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(font(10, QFont.Weight.Medium, spacing=0.8))
    label.setStyleSheet(f"color: {FAINT.name()};")
    return label


def _scope_button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setObjectName("segment")
    button.setFont(font(12))
    button.setAccessibleName(f"Change the {text.lower()}")
    return button


def _button(text: str, says: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("raised")
    button.setFont(font(12))
    button.setToolTip(says)
    button.setAccessibleName(text.partition("  ")[0])
    button.setAccessibleDescription(says)
    return button
