"""The viewer's look: near-black surfaces, quiet type, one accent that comes from the picture on the stage."""

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from bridge.stage.protocol import SectionDocument

GROUND = QColor(0x0B, 0x0B, 0x0F)
SURFACE = QColor(0x14, 0x14, 0x1A)
RAISED = QColor(0x1E, 0x1E, 0x26)
LINE = QColor(0x2A, 0x2A, 0x34)
TEXT = QColor(0xEC, 0xEA, 0xF2)
QUIET = QColor(0x9C, 0x9A, 0xA8)
FAINT = QColor(0x6B, 0x69, 0x78)
DEFAULT_ACCENT = QColor(0x9F, 0x8C, 0xFF)
GOOD = QColor(0x6F, 0xCF, 0x97)
WAITING = QColor(0xE9, 0xB9, 0x5B)
BAD = QColor(0xEF, 0x6F, 0x6C)
MOOD_COLORS = {"good": GOOD, "waiting": WAITING, "bad": BAD}

MARGIN = 16
GAP = 8
RADIUS = 8
FAMILIES = ("Inter", "SF Pro Text", "Segoe UI Variable Text", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans")

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text against its background."""


def apply_theme(app: QApplication) -> None:
    """Dress the whole application."""
    app.setStyle("Fusion")
    palette = QPalette()
    for role, color in {
        QPalette.ColorRole.Window: GROUND,
        QPalette.ColorRole.Base: SURFACE,
        QPalette.ColorRole.AlternateBase: RAISED,
        QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.PlaceholderText: FAINT,
        QPalette.ColorRole.Highlight: DEFAULT_ACCENT,
    }.items():
        palette.setColor(role, color)
    app.setPalette(palette)
    known = set(QFontDatabase.families())
    base = QFont([family for family in FAMILIES if family in known] or [app.font().family()])
    base.setPixelSize(13)
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(base)
    app.setStyleSheet(STYLE)


def font(size_px: int, weight: QFont.Weight = QFont.Weight.Normal, *, spacing: float = 0.0) -> QFont:
    """The application's typeface in a size; `spacing` in pixels between letters."""
    made = QFont(QApplication.font())
    made.setPixelSize(size_px)
    made.setWeight(weight)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made


def accent_of(section: SectionDocument | None) -> QColor:
    """The palette's accent, made light enough to be read on the ground; the default one before the first picture."""
    colors = {role: QColor(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF) for role, rgb, _ in (section.palette if section else ())}
    accent = colors.get("accent") or next(iter(colors.values()), DEFAULT_ACCENT)
    while contrast(accent, SURFACE) < LEAST_CONTRAST:
        lightness = min(1.0, accent.lightnessF() + 0.04)
        accent = QColor.fromHslF(max(0.0, accent.hslHueF()), accent.hslSaturationF(), lightness)
    return accent


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio 1..21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def with_alpha(color: QColor, alpha: float) -> QColor:
    """The same colour with another opacity, 0..1."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def _luminance(color: QColor) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


STYLE = f"""
QWidget {{ color: {TEXT.name()}; }}
QMainWindow, QWidget#ground {{ background: {GROUND.name()}; }}
QToolTip {{ background: {RAISED.name()}; color: {TEXT.name()}; border: 1px solid {LINE.name()}; padding: 6px 8px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ width: 6px; background: transparent; margin: 0; }}
QScrollBar::handle:vertical {{ background: {LINE.name()}; border-radius: 3px; min-height: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ height: 0; background: none; }}
QPushButton {{ background: transparent; border: none; border-radius: 6px; padding: 5px 10px; color: {QUIET.name()}; }}
QPushButton:hover {{ background: {RAISED.name()}; color: {TEXT.name()}; }}
QPushButton:focus {{ border: 1px solid {FAINT.name()}; padding: 4px 9px; }}
QPushButton:disabled {{ color: {LINE.name()}; }}
QPushButton:checked {{ color: {TEXT.name()}; }}
QPushButton#raised {{ background: {SURFACE.name()}; border: 1px solid {LINE.name()}; padding: 4px 8px; color: {TEXT.name()}; }}
QPushButton#raised:hover {{ background: {RAISED.name()}; }}
QPushButton#raised:pressed {{ background: {LINE.name()}; }}
QPushButton#raised:focus {{ border-color: {QUIET.name()}; }}
QPushButton#raised:disabled {{ color: {FAINT.name()}; }}
QPushButton#segment {{ background: {SURFACE.name()}; padding: 4px 8px; border: 1px solid transparent; }}
QPushButton#segment:checked {{ background: {LINE.name()}; color: {TEXT.name()}; }}
QPushButton#segment:focus {{ border-color: {FAINT.name()}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox {{ background: {SURFACE.name()}; border: 1px solid {LINE.name()}; border-radius: 6px; padding: 4px 8px; color: {TEXT.name()}; }}
QComboBox:focus, QComboBox:hover {{ border-color: {FAINT.name()}; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox QAbstractItemView {{ background: {SURFACE.name()}; border: 1px solid {LINE.name()}; outline: none; padding: 4px 0; }}
QLineEdit, QPlainTextEdit {{ background: {SURFACE.name()}; border: 1px solid {LINE.name()}; border-radius: 6px; padding: 3px 6px;
  selection-background-color: {LINE.name()}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {FAINT.name()}; }}
QSpinBox {{ background: {SURFACE.name()}; border: 1px solid {LINE.name()}; border-radius: 6px; padding: 3px 6px; color: {TEXT.name()};
  selection-background-color: {LINE.name()}; }}
QSpinBox:focus {{ border-color: {FAINT.name()}; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
"""
