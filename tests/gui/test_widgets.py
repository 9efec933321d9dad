"""The panels and the timeline: what they say, and that nothing odd breaks them."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bridge.stage.protocol import ChordDocument, ClipDocument, ControlDocument, CueMessage, SectionDocument, SetDocument, TrackDocument
from gui.events import Connected, SectionTold, SetTold, ShowTold
from gui.help_overlay import HelpOverlay
from gui.look_panel import LookPanel
from gui.music_panel import MusicPanel, chord_at
from gui.preferences import Preferences
from gui.state import ViewerState
from gui.status_line import StatusLine
from gui.theme import DEFAULT_ACCENT, LEAST_CONTRAST, SURFACE, accent_of, contrast
from gui.timeline_axis import Axis
from gui.timeline_view import TimelineView
from gui.wishing import Wishing
from render.compositor.stage_clock import Anchor
from tests.gui.example_show import SECTIONS, TRACKS, section, track
from vocabulary.wishes import Wishes

LONG = "ꙮ Ünïcødé \u202eright to left\u202c 🎛️ \n\t" * 40
WILD = Wishes(style="gone", numbers=(("hue", 360.0),), words=("w" * 600,))
EMPTY = SectionDocument("", "unclear", 0.0, 120.0, 0.0, 0.0, (), (), (), (), (), "", "")
HUGE = SectionDocument(
    LONG, LONG, 1.0, 999.0, 1.0, -1.0, (LONG,) * 9, ((LONG, 1.0, LONG),) * 30, (ChordDocument(0, 4, LONG, LONG),),
    ((LONG, 0xFFFFFF, LONG),) * 9, (LONG,) * 9, LONG, LONG,
    ControlDocument(LONG, LONG, WILD, WILD, WILD, (("hue", 1e9),), (LONG,) * 30, LONG),
)  # fmt: skip


def cue(name: str, start: float, end: float | None, document: str = "d") -> CueMessage:
    return CueMessage(name, name, start, end, name, "final", 1.0, 0.5, document)


def song() -> ViewerState:
    state = ViewerState().after(Connected("s"))
    state = state.after(SetTold(SetDocument("Song", tuple(track(k) for k in range(len(TRACKS))), ((96.0, "Chorus"),), 416.0, 9)))
    return state.after(ShowTold(tuple(cue(name, start, end) for name, start, end, *_ in SECTIONS)))


def picture_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colors(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


@pytest.fixture
def timeline(qtbot: QtBot) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(904, 200)
    view.show()
    return view


def test_the_timeline_shows_sections_tracks_and_the_playhead(timeline: TimelineView) -> None:
    bare = picture_of(timeline)

    timeline.show_state(song(), DEFAULT_ACCENT)
    timeline.show_position(100.0, Anchor(0.0, 100.0), "Chorus")
    full = picture_of(timeline)
    timeline.show_position(300.0, Anchor(0.0, 300.0), "Chorus")
    moved = picture_of(timeline)

    assert colors(bare) < colors(full)
    x = round(timeline._playhead_x())
    assert full.pixelColor(x, 150) != moved.pixelColor(x, 150)
    assert moved.pixelColor(x, 150).hue() == pytest.approx(DEFAULT_ACCENT.hue(), abs=6)


def test_moving_the_playhead_repaints_no_more_than_its_strip(timeline: TimelineView, qapp: QApplication) -> None:
    timeline.show_state(song(), DEFAULT_ACCENT)
    timeline.show_position(100.0, Anchor(0.0, 100.0), "Chorus")
    picture_of(timeline)
    still = timeline._still

    timeline.show_position(100.1, Anchor(0.0, 100.1), "Chorus")
    qapp.processEvents()

    assert timeline._still is still


def test_a_click_chooses_the_section_and_a_second_one_goes_back(timeline: TimelineView, qtbot: QtBot) -> None:
    timeline.show_state(song(), DEFAULT_ACCENT)
    place = QPoint(round(timeline._layout().axis.x(230.0)), 30)

    with qtbot.waitSignal(timeline.section_chosen) as chosen:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(timeline.section_chosen) as back:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place)

    assert (chosen.args, back.args) == (["Chorus 2"], [""])


def test_arrow_keys_walk_through_the_sections_and_stop_at_the_ends(timeline: TimelineView, qtbot: QtBot) -> None:
    timeline.show_state(song(), DEFAULT_ACCENT)
    timeline.show_position(40.0, Anchor(0.0, 40.0), "Verse")
    seen: list[str] = []
    timeline.section_chosen.connect(seen.append)

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(timeline, key)

    assert seen == ["Chorus", "Verse", "Intro", ""]


def test_thumbnails_of_pictures_that_went_are_let_go(timeline: TimelineView) -> None:
    timeline.show_state(song(), DEFAULT_ACCENT)
    red = QPixmap(256, 144)
    red.fill(QColor(255, 0, 0))

    timeline.show_thumbnail("Chorus", red)
    shown = picture_of(timeline)
    timeline.show_state(ViewerState(), DEFAULT_ACCENT)

    assert shown.pixelColor(round(104 + 120 / 416 * 800), 12).red() > 100
    assert timeline._thumbnails == {}


@pytest.mark.parametrize("document", [EMPTY, HUGE, None], ids=["empty", "huge", "none"])
def test_panels_stand_any_document(qtbot: QtBot, document: SectionDocument | None) -> None:
    music, look = MusicPanel(), LookPanel(Wishing(lambda wish: None))
    for widget in (music, look):
        qtbot.addWidget(widget)
        widget.resize(272, 640)
        widget.show()

    music.show_section(cue(LONG, 0, 4), document, chosen=True, accent=DEFAULT_ACCENT)
    music.show_position(1e9, Anchor(0.0, 1e9, 999.0, True), (99, 32))
    look.show_section("a0", document, DEFAULT_ACCENT)
    look.edit_button.setChecked(True)

    for widget in (music, look):
        assert colors(picture_of(widget)) > 2
        assert widget.minimumSizeHint().width() <= 280


@pytest.mark.parametrize("size", [(1, 1), (130, 150), (4000, 60)])
def test_the_timeline_stands_any_song_and_size(timeline: TimelineView, size: tuple[int, int]) -> None:
    wild = tuple(
        TrackDocument(
            LONG, 0xFFFFFF, "midi", (ClipDocument(LONG, 0, -50.0, 1e7, -1, ((0.0, 0.0), (1.0, 1.0))), ClipDocument("", 0, 3, 3, 2))
        )
        for _ in range(120)
    )
    state = ViewerState().after(SetTold(SetDocument(LONG, wild, ((-4.0, LONG), (1e9, "")), 0.0, 0)))
    state = state.after(ShowTold((cue(LONG, -8.0, None), cue("", 1e8, 1e9), cue("x", 0.0, 0.0))))

    timeline.resize(*size)
    timeline.show_state(state, DEFAULT_ACCENT)
    timeline.show_position(-12.5, Anchor(0.0, -12.5, loop=True, loop_start=-4.0, loop_length=1e9), LONG)

    assert not picture_of(timeline).isNull()
    timeline.cue_under(timeline.rect().center().toPointF())
    timeline.step(1)


def test_the_panel_says_key_feeling_and_chord(qtbot: QtBot) -> None:
    music = MusicPanel()
    qtbot.addWidget(music)

    music.show_section(
        cue("Chorus", 96, 160), section("Chorus", "C major", 0.7, 0.6, "bright", 0xFFB347), chosen=False, accent=DEFAULT_ACCENT
    )
    music.show_position(101.0, Anchor(0.0, 101.0, 98.5, True), (4, 4))

    texts = (music.title.text, music.key.value.text, music.key.remark.text, music.chord.value.text, music.chord.remark.text)
    assert texts == ("Chorus", "C major", "certain", "Fmaj7", "VI7")
    assert (music.tempo.value.text, music.position.value.text) == ("98.5", "26.2")
    assert "excited" in music.feeling.text
    assert "8.2 notes a second" in music.plane.toolTip()
    assert music.key.accessibleName() == "Key: C major certain"


def test_the_chord_goes_round_with_a_section_that_repeats() -> None:
    document = section("A", "A minor", 0, 0, "x", 0)

    assert [chord.label if (chord := chord_at(document, beats)) else None for beats in (0.0, 4.0, 15.9, 16.0, -1.0)] == [
        "A:min7", "F:maj7", "G:7/b7", "A:min7", "G:7/b7",
    ]  # fmt: skip
    assert chord_at(EMPTY, 1.0) is None


@pytest.mark.parametrize("rgb", [0x000000, 0x101010, 0x0000FF, 0x8A0000, 0xFFFFFF, 0x7F7F7F])
def test_the_accent_can_be_read_whatever_the_palette(rgb: int) -> None:
    document = section("A", "A minor", 0, 0, "x", rgb)

    assert contrast(accent_of(document), SURFACE) >= LEAST_CONTRAST


def test_the_offset_is_told_and_kept(qtbot: QtBot, home: Path) -> None:
    status = StatusLine(0)
    qtbot.addWidget(status)
    preferences = Preferences()

    with qtbot.waitSignal(status.offset_changed) as told:
        status.offset.setValue(-35)
    preferences.offset_ms = told.args[0]

    assert Preferences().offset_ms == -35
    assert (home / "viewer.ini").exists()


def test_damaged_preferences_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / "viewer.ini"
    path.write_bytes(b"[General]\nvisual_offset_ms=lots\ngeometry=\xff\xfe\nbroken")

    preferences = Preferences(path)

    assert preferences.offset_ms == 0
    assert preferences.geometry.size() == 0


def test_help_covers_its_window_and_closes_with_a_click(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    overlay = HelpOverlay(window)

    overlay.toggle()
    window.resize(1000, 700)
    covered = overlay.size()
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton)

    assert covered == window.size()
    assert not overlay.isVisible()


def test_grid_lines_do_not_crowd() -> None:
    for length in (16.0, 400.0, 5000.0, 1e9):
        axis = Axis(100.0, 800.0, length)
        lines = axis.grid(4.0)

        assert len(lines) * 36.0 <= 800.0 + 36.0
        assert all(line % 4 == 0 for line in lines)
        assert axis.beats(axis.x(length / 3)) == pytest.approx(length / 3)


def test_painting_a_large_song_is_quick(timeline: TimelineView) -> None:
    timeline.show_state(song(), DEFAULT_ACCENT)
    picture_of(timeline)
    began = time.perf_counter()
    for k in range(60):
        timeline.show_position(100.0 + k / 60, Anchor(0.0, 100.0), "Chorus")
        timeline.repaint()

    assert time.perf_counter() - began < 1.0


def test_descriptions_that_arrive_change_the_state_only_for_known_cues() -> None:
    state = song().after(SectionTold("d", EMPTY))

    assert state.section_of(state.cues[0]) is EMPTY
