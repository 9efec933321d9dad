"""A whole song as the daemon would tell it: three minutes, five tracks, eight sections."""

import math
from dataclasses import dataclass

from bridge.stage.protocol import (
    Anchor,
    ChordDocument,
    ClipDocument,
    ControlDocument,
    CueMessage,
    Cues,
    Message,
    SectionDocument,
    SetChanged,
    SetDocument,
    Status,
    TrackDocument,
)
from tests.gui.fake_daemon import FakeDaemon
from vocabulary.wishes import WISH_NUMBERS, Wishes

SECTIONS = (
    ("Intro", 0, 32, "A minor", -0.2, -0.6, "gloomy", 0x9C6BFF),
    ("Verse", 32, 96, "A minor", -0.1, -0.2, "walking", 0x5AA9E6),
    ("Chorus", 96, 160, "C major", 0.7, 0.6, "bright", 0xFFB347),
    ("Verse 2", 160, 224, "A minor", 0.0, -0.1, "walking", 0x4FB0AE),
    ("Chorus 2", 224, 288, "C major", 0.7, 0.7, "bright", 0xFF8C69),
    ("Bridge", 288, 320, "F lydian", 0.3, -0.4, "floating", 0x8FD694),
    ("Last chorus", 320, 384, "D major", 0.8, 0.9, "soaring", 0xFF5D8F),
    ("Outro", 384, 416, "D major", 0.3, -0.7, "settling", 0xB8B8FF),
)
TRACKS = (("Drums", 0xE0625A), ("Bass", 0x4E9FD4), ("Chords", 0x8A7BD1), ("Lead", 0xE6C14F), ("Strings", 0x5FB08C))


@dataclass(frozen=True, slots=True)
class Example:
    """The song's documents in a fake daemon, and the messages that tell of it."""

    daemon: FakeDaemon
    messages: tuple[Message, ...]


def example(daemon: FakeDaemon, anchor: Anchor | None = None, finals: int = 6) -> Example:
    """Put the song into a fake daemon; the first `finals` sections have final pictures, the next a draft, the last none."""
    cues = []
    for index, (name, start, end, key, valence, arousal, word, rgb) in enumerate(SECTIONS):
        picture = f"picture{index}" if index <= finals else ""
        if picture:
            daemon.add_picture(picture, (rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF), (512, 512))
        document = daemon.add_document(section(name, key, valence, arousal, word, rgb))
        cues.append(CueMessage(f"a{index}", name, start, end, picture, "final" if index < finals else "draft", 1.0, 0.5, document))
    song = SetDocument("Night Drive", tuple(track(index) for index in range(5)), tuple((s[1], s[0]) for s in SECTIONS), 416.0, 4312)
    return Example(
        daemon,
        (
            SetChanged(daemon.add_document(song)),
            Cues(tuple(cues), order=tuple(cue.id for cue in cues), whole=True),
            anchor or Anchor(0.0, 110.0, 118.0, False),
            Status("device", "connected", "Night Drive", 8, finals, "Last chorus", ""),
        ),
    )


def track(index: int) -> TrackDocument:
    """A track that plays in most sections."""
    name, color = TRACKS[index]
    clips = tuple(
        ClipDocument(section[0], color, section[1], section[2], -1, contour(index, place))
        for place, section in enumerate(SECTIONS)
        if (place * 5 + index * 3) % 4 != 1
    )
    return TrackDocument(name, color, "midi", clips)


def contour(track_index: int, place: int) -> tuple[tuple[float, float], ...]:
    """A line that rises and falls."""
    return tuple((k / 48, 0.5 + 0.45 * math.sin(k * (track_index + 1) / 5 + place)) for k in range(48))


def control(name: str, word: str) -> ControlDocument:
    """Nothing is locked yet."""
    middle = tuple((number, (low + high) / 2) for number, (low, high) in WISH_NUMBERS.items())
    return ControlDocument(f"{name} lead", "Lead", Wishes(), Wishes(), Wishes(), middle, (word, "hills", "fog"), f"hills in fog, {word}")


def section(name: str, key: str, valence: float, arousal: float, word: str, rgb: int) -> SectionDocument:
    """A section's description with reasons for everything."""
    chords = tuple(
        ChordDocument(4.0 * k, 4.0 * k + 4, label, roman)
        for k, (label, roman) in enumerate((("A:min7", "i7"), ("F:maj7", "VI7"), ("C", "III"), ("G:7/b7", "VII7")))
    )
    mix = [int(rgb * 1), 0x11131C, 0x1F2A44, (rgb >> 1) & 0x7F7F7F, 0xF2E9DC]
    return SectionDocument(
        name, key, 0.84, 118.0, valence, arousal,
        ("major key" if "major" in key else "minor key", "8.2 notes a second", "high register"),
        (
            (word, 0.9, "steady eighth notes in the bass"), ("nocturnal", 0.7, "minor key, low mean pitch 48"),
            ("wide", 0.6, "four octaves between bass and lead"), ("syncopated", 0.5, "38 % of onsets off the beat"),
            ("four-on-the-floor", 0.4, "a kick on every beat"), ("repeating", 0.3, "7 of 8 bars repeat"),
        ),
        chords,
        (("ground", mix[1], "calm: arousal -0.2"), ("shadow", mix[2], "minor key"), ("body", mix[3], "home chord A minor, hue of A"),
         ("accent", mix[0], "the seventh in the chords"), ("light", mix[4], "high register of the lead")),
        ("Warm against night blue: a major sixth chord in a minor key.", "Fine grain: eighth notes at 118 bpm.",
         "Wide shapes: four octaves."),
        "nebula", "nebula", control(name, word),
    )  # fmt: skip
