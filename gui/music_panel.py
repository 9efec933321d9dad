"""What the music is: section, key, chord, tempo, emotion and keywords, each with its reason."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bridge.stage.protocol import ChordDocument, CueMessage, SectionDocument
from gui.captions import Elided, Fact
from gui.chips import Chips
from gui.emotion_plane import EmotionPlane
from gui.plain_words import chord_name, confidence_word, emotion_words, song_position
from gui.theme import FAINT, QUIET, TEXT, font
from render.compositor.stage_clock import Anchor

MOST_WORDS = 10


class MusicPanel(QWidget):
    """Describes the section that plays, or the one that was chosen on the timeline.

    Attributes:
        back_to_now: The user wants to see what plays again.
    """

    back_to_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section: SectionDocument | None = None
        self._start = 0.0
        self._chosen = False
        self.caption = Elided(10, FAINT, QFont.Weight.Medium, spacing=0.8)
        self.title = Elided(22, TEXT, QFont.Weight.DemiBold)
        self.now_button = QPushButton("back to now")
        self.now_button.setFont(font(11))
        self.now_button.setAccessibleDescription("Describe what plays again")
        self.now_button.clicked.connect(self.back_to_now)
        self.key, self.chord = Fact("Key"), Fact("Chord")
        self.tempo, self.position = Fact("Tempo"), Fact("Bar")
        self.feeling, self.because = Elided(14, TEXT, QFont.Weight.Medium), Elided(12, QUIET)
        self.plane, self.words = EmotionPlane(), Chips()
        self._mood = QWidget()
        self._lay_out()
        self.show_section(None, None, chosen=False, accent=QColor())

    def show_section(self, cue: CueMessage | None, section: SectionDocument | None, *, chosen: bool, accent: QColor) -> None:
        """Describe a section; what is not known yet is said so."""
        self._section, self._chosen = section, chosen
        self._start = cue.start if cue else 0.0
        self.caption.show_text("CHOSEN SECTION" if chosen else "NOW")
        self.title.show_text((section.name if section else "") or (cue.name if cue else "") or ("untitled" if cue else "Nothing plays yet"))
        self.now_button.setVisible(chosen)
        self.key.show_fact(
            section.key if section else "", confidence_word(section.key_confidence) if section and section.key != "unclear" else ""
        )
        self.plane.show_point((section.valence, section.arousal) if section else None, section.emotion_reasons if section else (), accent)
        self.feeling.show_text(emotion_words(section.valence, section.arousal) if section else "listening …" if cue else "")
        self.because.show_text("  ·  ".join(section.emotion_reasons[:2]) if section else "")
        self.words.show_words(section.words[:MOST_WORDS] if section else (), accent)
        self.words.setVisible(section is not None)

    def show_position(self, beats: float, anchor: Anchor, signature: tuple[int, int]) -> None:
        """Follow the song: tempo, bar, and the chord that sounds (the first one of a chosen section)."""
        self.tempo.show_fact(f"{anchor.tempo:.1f}".removesuffix(".0"), f"{signature[0]}/{signature[1]}")
        self.position.show_fact(song_position(beats, anchor.beats_per_bar), "playing" if anchor.playing else "stopped")
        chord = chord_at(self._section, 0.0 if self._chosen else beats - self._start)
        self.chord.show_fact(chord_name(chord.label) if chord else "", chord.roman if chord else "", chord.label if chord else "")

    def make_compact(self, compact: bool) -> None:
        """Leave room for the look's editor: only section, key, chord, tempo and bar."""
        self._mood.setVisible(not compact)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.caption)
        head.addWidget(self.now_button)
        facts = QGridLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(12)
        for place, fact in enumerate((self.key, self.chord, self.tempo, self.position)):
            facts.addWidget(fact, place // 2, place % 2)
        facts.setColumnStretch(0, 1)
        facts.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addSpacing(12)
        layout.addLayout(facts)
        layout.addWidget(self._mood)
        below = QVBoxLayout(self._mood)
        below.setContentsMargins(0, 14, 0, 0)
        below.setSpacing(4)
        below.addWidget(self.plane)
        below.addSpacing(2)
        below.addWidget(self.feeling)
        below.addWidget(self.because)
        below.addSpacing(10)
        below.addWidget(self.words)


def chord_at(section: SectionDocument | None, beats: float) -> ChordDocument | None:
    """The chord that sounds so many beats after the section's start; a section that repeats begins its chords again."""
    if section is None or not section.chords:
        return None
    length = section.chords[-1].end
    beats = beats % length if length > 0 else 0.0
    return next((chord for chord in section.chords if chord.start <= beats < chord.end), None)
