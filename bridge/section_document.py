"""What a section is, how it looks, and what the user can change about that: for the panels of a viewer."""

from bridge.hand import Hand
from bridge.pipeline import Depicted
from bridge.stage.protocol import ChordDocument, ControlDocument, SectionDocument
from bridge.wish_book import Targets
from render.oklch import encode_srgb, lch_to_linear
from vocabulary.live_set import Section
from vocabulary.look import Color, Look
from vocabulary.units import to_beats
from vocabulary.wishes import WISH_NUMBERS

NO_TARGETS = Targets()


def section_document(section: Section, depicted: Depicted, targets: Targets = NO_TARGETS) -> SectionDocument:
    """What a section is and how it looks, for people; `targets` are those whose wishes rule it."""
    music, look = depicted.music, depicted.look
    return SectionDocument(
        name=section.name,
        key=music.key.name,
        key_confidence=music.key.confidence,
        tempo=music.tempo,
        valence=music.emotion.valence,
        arousal=music.emotion.arousal,
        emotion_reasons=music.emotion.reasons,
        words=tuple((word.word, word.weight, word.because) for word in music.keywords),
        chords=tuple(
            ChordDocument(to_beats(chord.start_time), to_beats(chord.end_time), chord.label, chord.roman) for chord in music.chords
        ),
        palette=tuple((color.role, _rgb(color), color.because) for color in look.palette),
        look_reasons=look.reasons,
        painter=look.painter,
        style=look.style,
        control=_control(depicted.hand, look, targets),
    )


def _control(hand: Hand, look: Look, targets: Targets) -> ControlDocument:
    clip, track = targets.clip, targets.track
    return ControlDocument(
        clip=None if clip is None else clip.name or "unnamed",
        track=None if track is None else track.name or "unnamed",
        of_clip=hand.of_clip,
        of_track=hand.of_track,
        of_set=hand.of_set,
        numbers=tuple((name, round(_number(look, name), 4)) for name in WISH_NUMBERS),
        words=look.words,
        prompt=look.prompt,
    )


def _number(look: Look, name: str) -> float:
    """The value of what can be locked."""
    if name == "hue":
        return look.palette[0].hue
    owner = next(one for one in (look.light, look.form, look) if hasattr(one, name))
    return float(getattr(owner, name))


def _rgb(color: Color) -> int:
    """0xRRGGBB."""
    red, green, blue = (round(255 * value) for value in encode_srgb(lch_to_linear((color.lightness, color.chroma, color.hue))).tolist())
    return int(red << 16 | green << 8 | blue)
