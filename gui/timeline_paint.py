"""Painting of the timeline: sections, bars, locators and tracks. What moves (the playhead) is the widget's."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from bridge.stage.protocol import ClipDocument, CueMessage, TrackDocument
from gui.state import ViewerState
from gui.theme import FAINT, LINE, QUIET, RAISED, SURFACE, TEXT, font, with_alpha
from gui.timeline_axis import Axis

SECTIONS_PX = 72
RULER_PX = 22
NAMES_PX = 104
LANE_GAP_PX = 2
LARGEST_LANE_PX = 26.0
NAMED_LANE_PX = 12.0
"""A lane at least so high carries its track's name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are: rows from top to bottom."""

    axis: Axis
    sections: QRectF
    ruler: QRectF
    lanes: QRectF

    @staticmethod
    def of(width_px: float, height_px: float, length: float) -> "Layout":
        """Share out a widget's size."""
        width = max(1.0, width_px - NAMES_PX)
        below = SECTIONS_PX + RULER_PX
        return Layout(
            Axis(NAMES_PX, width, length),
            QRectF(NAMES_PX, 0, width, SECTIONS_PX),
            QRectF(NAMES_PX, SECTIONS_PX, width, RULER_PX),
            QRectF(0, below, width_px, max(0.0, height_px - below)),
        )

    def section_rect(self, cue: CueMessage) -> QRectF:
        """The block of a section; one that ends nowhere reaches to the edge."""
        left = self.axis.x(cue.start)
        right = self.axis.x(self.axis.length if cue.end is None else cue.end)
        return QRectF(left + 1, self.sections.top(), max(3.0, right - left - 2), self.sections.height() - 4)


def paint_sections(
    painter: QPainter, layout: Layout, state: ViewerState, thumbnails: Mapping[str, QPixmap], accent: QColor, now_id: str, chosen_id: str
) -> None:
    """The row of sections: thumbnail, name, and whether it is a draft, final, or still to come."""
    for cue in state.cues:
        rect = layout.section_rect(cue)
        path = QPainterPath()
        path.addRoundedRect(rect, min(6.0, rect.width() / 2), 6)
        painter.save()
        painter.setClipPath(path)
        thumbnail = thumbnails.get(cue.picture)
        if thumbnail is None or thumbnail.isNull():
            painter.fillRect(rect, RAISED)
        else:
            painter.drawPixmap(rect, thumbnail, _middle(thumbnail, rect.width() / rect.height()))
        lit = cue.id in (now_id, chosen_id)
        if not lit:
            painter.fillRect(rect, QColor(0, 0, 0, 96))
        _section_name(painter, rect, cue, lit)
        painter.restore()
        _quality_mark(painter, rect, cue, accent)
        if lit:
            painter.setPen(QPen(accent if cue.id == now_id else TEXT, 2 if cue.id == now_id else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)


def paint_ruler(painter: QPainter, layout: Layout, state: ViewerState, beats_per_bar: float) -> None:
    """Bars with their numbers, and the locators."""
    lines = layout.axis.grid(beats_per_bar)
    ruler, bottom = layout.ruler, layout.lanes.bottom()
    painter.setFont(font(10))
    starts = {(round(cue.start, 2), cue.name) for cue in state.cues}
    locators = [
        (beats, "" if (round(beats, 2), name) in starts else name) for beats, name in (state.live_set.locators if state.live_set else ())
    ]
    named = [layout.axis.x(beats) for beats, name in locators if name]
    for beats in lines:
        x = layout.axis.x(beats)
        painter.setPen(QPen(with_alpha(LINE, 0.7), 1))
        painter.drawLine(QLineF(x, ruler.bottom() - 4, x, bottom))
        if not any(-34 < x - place < 90 for place in named):
            painter.setPen(FAINT)
            painter.drawText(
                QRectF(x + 3, ruler.top(), 60, ruler.height()), Qt.AlignmentFlag.AlignVCenter, f"{round(beats / beats_per_bar) + 1}"
            )
    metrics, painted_to = QFontMetricsF(font(11)), -1.0
    painter.setFont(font(11))
    for beats, name in locators:
        x = layout.axis.x(beats)
        painter.setPen(QPen(with_alpha(TEXT, 0.18), 1))
        painter.drawLine(QLineF(x, ruler.top() + 4, x, bottom))
        if not name:
            continue
        painter.setBrush(QUIET)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = ruler.center().y()
        painter.drawPolygon(QPolygonF([QPointF(x, middle - 4), QPointF(x + 6, middle), QPointF(x, middle + 4)]))
        if x + 9 > painted_to:
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 90)
            painter.setPen(QUIET)
            painter.drawText(QRectF(x + 9, ruler.top(), 96, ruler.height()), Qt.AlignmentFlag.AlignVCenter, text)
            painted_to = x + 15 + metrics.horizontalAdvance(text)


def paint_lanes(painter: QPainter, layout: Layout, state: ViewerState) -> None:
    """One lane a track that has clips, with names where there is room."""
    tracks = [track for track in state.live_set.tracks if track.clips] if state.live_set else []
    if not tracks:
        return
    height = min(LARGEST_LANE_PX, layout.lanes.height() / len(tracks))
    for index, track in enumerate(tracks):
        lane = QRectF(0, layout.lanes.top() + index * height, layout.lanes.width(), max(1.5, height - LANE_GAP_PX))
        if lane.bottom() > layout.lanes.bottom() + 1:
            return
        if height >= NAMED_LANE_PX:
            _track_name(painter, lane, track)
        painter.fillRect(QRectF(NAMES_PX, lane.top(), lane.width() - NAMES_PX, lane.height()), with_alpha(SURFACE, 0.55))
        for clip in track.clips:
            _clip(painter, layout.axis, lane, clip)


def _track_name(painter: QPainter, lane: QRectF, track: TrackDocument) -> None:
    small = font(min(11, max(9, int(lane.height()) - 3)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_rgb(track.color))
    painter.drawRoundedRect(QRectF(0, lane.center().y() - 3, 6, 6), 3, 3)
    painter.setPen(QUIET)
    painter.setFont(small)
    _elided(painter, QRectF(12, lane.top(), NAMES_PX - 22, lane.height()), track.name or "unnamed", small)


def _clip(painter: QPainter, axis: Axis, lane: QRectF, clip: ClipDocument) -> None:
    left, right = axis.x(clip.start), axis.x(clip.end)
    rect = QRectF(left, lane.top(), max(2.0, right - left - 1), lane.height())
    color = _rgb(clip.color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(color, 0.34))
    painter.drawRoundedRect(rect, 3, 3)
    if lane.height() < 6 or rect.width() < 6:
        painter.fillRect(QRectF(rect.left(), rect.center().y() - 0.5, rect.width(), 1), color.lighter(130))
        return
    dot = max(1.5, min(3.0, lane.height() / 8))
    inner = rect.adjusted(2, 2 + dot / 2, -2 - dot, -2 - dot / 2)
    painter.setBrush(color.lighter(150))
    step = max(dot, inner.width() / max(1, len(clip.contour)) * 0.8)
    for share, pitch in clip.contour:
        painter.drawRoundedRect(
            QRectF(inner.left() + share * inner.width(), inner.bottom() - pitch * inner.height() - dot / 2, step, dot), 1, 1
        )


def _section_name(painter: QPainter, rect: QRectF, cue: CueMessage, lit: bool) -> None:
    if rect.width() < 34:
        return
    shade = QRectF(rect.left(), rect.bottom() - 26, rect.width(), 26)
    painter.fillRect(shade, QBrush(QColor(0, 0, 0, 130)))
    name_font = font(11, QFont.Weight.DemiBold if lit else QFont.Weight.Normal)
    painter.setFont(name_font)
    painter.setPen(TEXT if lit else QUIET.lighter(120))
    _elided(painter, shade.adjusted(8, 4, -6, 0), cue.name or "untitled", name_font)


def _quality_mark(painter: QPainter, rect: QRectF, cue: CueMessage, accent: QColor) -> None:
    """A full dot for a final picture, a ring for a draft, a faint ring for none."""
    if rect.width() < 18:
        return
    middle = QPointF(rect.right() - 9, rect.top() + 9)
    final = bool(cue.picture) and cue.quality == "final"
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 110))
    painter.drawEllipse(middle, 5.5, 5.5)
    painter.setBrush(accent if final else Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen if final else QPen(accent if cue.picture else FAINT, 1.4))
    painter.drawEllipse(middle, 3, 3)


def _elided(painter: QPainter, rect: QRectF, text: str, in_font: QFont) -> None:
    shown = QFontMetricsF(in_font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _middle(pixmap: QPixmap, aspect: float) -> QRectF:
    """The middle of a picture in another aspect (width / height)."""
    width, height = float(pixmap.width()), float(pixmap.height())
    if width / height > aspect:
        return QRectF((width - height * aspect) / 2, 0, height * aspect, height)
    return QRectF(0, (height - width / aspect) / 2, width, width / aspect)


def _rgb(color: int) -> QColor:
    return QColor(color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF)
