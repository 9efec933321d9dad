"""The editor as a hand and a keyboard use it."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.stage.protocol import SectionDocument, StyleDocument, Wish
from gui.look_panel import LookPanel
from gui.theme import DEFAULT_ACCENT
from gui.wishing import Wishing
from tests.gui.example_show import section
from vocabulary.wishes import Wishes

SECTION = section("Chorus", "C major", 0.7, 0.6, "bright", 0xFFB347)
STYLES = (StyleDocument("ink", "brush and ink", "ink", False), StyleDocument("mine", "my own", "paper", True))
SENT: list[Wish] = []


@pytest.fixture
def panel(qtbot: QtBot) -> LookPanel:
    SENT.clear()
    made = LookPanel(Wishing(SENT.append))
    qtbot.addWidget(made)
    made.resize(272, 900)
    made.editor.show_styles(STYLES)
    made.show_section("a2", SECTION, DEFAULT_ACCENT)
    made.show()
    made.edit_button.setChecked(True)
    return made


def with_own(**wishes: object) -> SectionDocument:
    assert SECTION.control is not None
    return msgspec.structs.replace(SECTION, control=msgspec.structs.replace(SECTION.control, of_clip=Wishes(**wishes)))  # type: ignore[arg-type]


def last() -> Wishes:
    wishes = SENT[-1].wishes
    assert wishes is not None
    return wishes


def test_a_slider_that_is_moved_locks_its_number_and_the_padlock_frees_it(panel: LookPanel, qtbot: QtBot) -> None:
    row = panel.editor.rows["roundness"]
    row.fader.setFocus()
    QTest.keyClick(row.fader, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: bool(SENT))

    assert last().numbers == (("roundness", 1.0),)
    assert row.padlock.isChecked()
    assert "locked" in row.padlock.accessibleName()
    QTest.mouseClick(row.padlock, Qt.MouseButton.LeftButton)
    assert last() == Wishes()


def test_a_drag_tells_where_it_is_now_and_then_and_where_it_ends(panel: LookPanel, qtbot: QtBot) -> None:
    fader = panel.editor.rows["grain"].fader
    middle = fader.height() // 2
    QTest.mousePress(fader, Qt.MouseButton.LeftButton, pos=QPoint(6, middle))
    for x in range(6, fader.width(), 2):
        QTest.mouseMove(fader, QPoint(x, middle))
    panel.show_section("a3", with_own(style="ink"), DEFAULT_ACCENT)  # the song goes on meanwhile
    QTest.mouseRelease(fader, Qt.MouseButton.LeftButton, pos=QPoint(fader.width() - 6, middle))
    qtbot.waitUntil(lambda: bool(SENT) and dict(last().numbers).get("grain", 0) > 0.95)

    assert len(SENT) < 5
    assert {wish.section for wish in SENT} == {"a2"}
    qtbot.waitUntil(lambda: panel.editor.style_chooser.currentText() == "ink")


def test_words_are_added_and_removed(panel: LookPanel) -> None:
    QTest.keyClicks(panel.editor.words.line, "lighthouse")
    QTest.keyClick(panel.editor.words.line, Qt.Key.Key_Return)
    assert last().words == ("lighthouse",)

    chips = panel.editor.words.chips
    chips.setFocus()
    QTest.keyClick(chips, Qt.Key.Key_Delete)
    assert last() == Wishes()
    QTest.mouseClick(chips, Qt.MouseButton.LeftButton, pos=chips._rects(chips.width())[0].center().toPoint())
    assert last().without == ("bright",)


def test_a_style_is_chosen_by_keyboard_and_left_to_the_music_again(panel: LookPanel) -> None:
    chooser = panel.editor.style_chooser
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert last().style == "ink"
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert last() == Wishes()
    assert [chooser.itemText(place) for place in range(1, 3)] == ["ink", "mine  ·  yours"]


def test_scope_and_buttons_say_what_they_change(panel: LookPanel) -> None:
    QTest.mouseClick(panel.editor.scopes["track"], Qt.MouseButton.LeftButton)
    assert panel.editor.target.text == "the track “Lead”"
    for act in ("another", "previous", "like_this", "free"):
        QTest.mouseClick(panel.editor.buttons[act], Qt.MouseButton.LeftButton)

    assert [(wish.act, wish.scope) for wish in SENT] == [(act, "track") for act in ("another", "previous", "like_this", "free")]


def test_a_colour_is_fixed_while_its_dialog_is_open_and_given_back_when_it_is_cancelled(panel: LookPanel, qtbot: QtBot) -> None:
    panel.swatches.setFocus()
    QTest.keyClick(panel.swatches, Qt.Key.Key_Return)
    dialog = panel.editor._dialog
    assert dialog is not None
    assert not dialog.isModal()
    dialog.setCurrentColor(Qt.GlobalColor.red)
    qtbot.waitUntil(lambda: bool(SENT))
    assert last().colors == (("ground", 0xFF0000),)

    dialog.reject()

    assert last() == Wishes()
    qtbot.waitUntil(lambda: panel.editor._dialog is None)


def test_a_fixed_colour_is_freed_by_delete(panel: LookPanel) -> None:
    panel.show_section("a2", with_own(colors=(("ground", 0xFF0000),)), DEFAULT_ACCENT)
    panel.swatches.setFocus()

    QTest.keyClick(panel.swatches, Qt.Key.Key_Delete)

    assert last() == Wishes()


def test_the_prompt_is_written_over_after_a_pause(panel: LookPanel, qtbot: QtBot) -> None:
    panel.editor.prompt.setPlainText("a harbour\nat night")
    qtbot.waitUntil(lambda: bool(SENT), timeout=3000)

    assert last().prompt == "a harbour at night"


def test_every_control_has_a_name_for_screen_readers(panel: LookPanel) -> None:
    editor = panel.editor
    rows = [part for row in editor.rows.values() for part in (row.fader, row.padlock)]
    fields = (editor.style_chooser, editor.words.line, editor.words.chips, editor.prompt, panel.swatches, panel.edit_button)

    assert all(control.accessibleName() for control in (*editor.scopes.values(), *editor.buttons.values(), *rows, *fields))


def test_the_open_editor_fits_beside_the_stage(panel: LookPanel) -> None:
    assert panel.editor.minimumSizeHint().width() <= 272
