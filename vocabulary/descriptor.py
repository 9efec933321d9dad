"""What the music is: the values that analysis finds, each with its musical reason."""

import math
from dataclasses import dataclass
from typing import Literal

from vocabulary.units import Bpm, Ticks

Mode = Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian", "unclear"]

PITCH_CLASS_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""As most scores spell them; valid in mir_eval and in Harte's chord syntax."""


def check_unit(what: str, value: float, low: float = 0.0, high: float = 1.0) -> None:
    """Refuse a number outside low..high, or NaN.

    Raises:
        ValueError: with the value and the limits.
    """
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{what} must be in {low}..{high}, got {value!r}")


@dataclass(frozen=True, slots=True)
class Key:
    """A key with the confidence in it.

    Attributes:
        tonic: Pitch class 0..11, C = 0; None if mode is "unclear".
        mode: "unclear" below eight notes or without any tonal centre.
        confidence: 0..1.
        alternative: The closest other reading, as its name, e.g. "A minor"; "" if none.
    """

    tonic: int | None
    mode: Mode
    confidence: float
    alternative: str = ""

    def __post_init__(self) -> None:
        check_unit("confidence", self.confidence)
        if (self.tonic is None) != (self.mode == "unclear"):
            raise ValueError("a key has a tonic, or is unclear")

    @property
    def name(self) -> str:
        """Name as in mir_eval, e.g. "C# minor", or "unclear"."""
        return "unclear" if self.tonic is None else f"{PITCH_CLASS_NAMES[self.tonic]} {self.mode}"


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord that sounds from start_time to end_time.

    Attributes:
        start_time, end_time: Ticks from the passage's start.
        label: Harte syntax, e.g. "G:min7/b3"; "N" for none.
        roman: Roman numeral in the local key, e.g. "V7", "" if none.
    """

    start_time: Ticks
    end_time: Ticks
    label: str
    roman: str = ""


@dataclass(frozen=True, slots=True)
class Emotion:
    """A point in Russell's circumplex (1980).

    Attributes:
        valence: -1 (unpleasant) .. 1 (pleasant).
        arousal: -1 (calm) .. 1 (excited).
        confidence: 0..1.
        reasons: Plain words, strongest first: "major key", "fast: 9.2 notes a second".
    """

    valence: float
    arousal: float
    confidence: float = 0.5
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_unit("valence", self.valence, -1.0)
        check_unit("arousal", self.arousal, -1.0)
        check_unit("confidence", self.confidence)


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word for this music with its weight (0..1) and the musical evidence for it."""

    word: str
    weight: float
    because: str

    def __post_init__(self) -> None:
        check_unit("weight", self.weight)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How time is filled; shares are 0..1.

    Attributes:
        notes_per_second, onsets_per_beat: Rates over the passage.
        syncopation: Share of onsets off the beat that the next beat does not repeat.
        swing: 0 straight .. 1 triplet swing.
        regularity: How alike bars are, 1 = the same onsets in every bar.
        subdivision: Notes per beat that the onsets fall on best: 1, 2, 3, 4, 6 or 8.
    """

    notes_per_second: float = 0.0
    onsets_per_beat: float = 0.0
    syncopation: float = 0.0
    swing: float = 0.0
    regularity: float = 0.0
    subdivision: int = 1


@dataclass(frozen=True, slots=True)
class Texture:
    """How the sound is woven; shares are 0..1.

    Attributes:
        density: Notes sounding at once on average.
        lowest_pitch, highest_pitch, mean_pitch: MIDI numbers; 0, 0, 0.0 for no notes. Drums left out.
        articulation: 0 staccato .. 1 legato: sounding share of the time to the next onset in the same part.
        polyphony: Share of time with two or more pitched notes.
        drums: Share of notes that are drums.
        dynamics: Spread of velocity, 0 even .. 1 wild.
        loudness: Mean velocity, 0..1.
        dissonance: Mean roughness of simultaneous intervals, 0..1.
        repetition: Share of bars that repeat an earlier one.
        parts: Number of parts that play.
    """

    density: float = 0.0
    lowest_pitch: int = 0
    highest_pitch: int = 0
    mean_pitch: float = 0.0
    articulation: float = 0.5
    polyphony: float = 0.0
    drums: float = 0.0
    dynamics: float = 0.0
    loudness: float = 0.0
    dissonance: float = 0.0
    repetition: float = 0.0
    parts: int = 0


@dataclass(frozen=True, slots=True)
class MusicDescriptor:
    """What a passage of music is, with reasons.

    Attributes:
        tempo: Bpm as the set says.
        pitch_classes: Twelve shares of sounding time, C first; sum 1, or all 0.
        chords: In order, covering the passage.
        keywords: Strongest first.
        note_count: Notes that sound.
    """

    key: Key
    chords: tuple[Chord, ...]
    rhythm: Rhythm
    texture: Texture
    emotion: Emotion
    keywords: tuple[Keyword, ...]
    tempo: Bpm
    signature_numerator: int = 4
    signature_denominator: int = 4
    pitch_classes: tuple[float, ...] = (0.0,) * 12
    note_count: int = 0
