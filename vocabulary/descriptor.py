"""What the music is: the values that analysis finds, each with its musical reason."""

import math
from dataclasses import dataclass
from typing import Literal

from vocabulary.units import Bpm, Ticks

Mode = Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian", "unclear"]

Models = Literal["learned", "formula"]
"""Which numbers judge: the shipped trained weights, or documented formulas and published tables alone."""

GTZAN_GENRES = ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")
"""Names of genres, as in GTZAN (Tzanetakis & Cook 2002, IEEE Transactions on Speech and Audio Processing 10(5))."""

UNCLEAR = "unclear"

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
class KeySpan:
    """A key that holds from start_time to end_time (ticks from the passage's start)."""

    start_time: Ticks
    end_time: Ticks
    key: Key


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
class Progression:
    """A pattern of chords that was found.

    Attributes:
        name: Named schema, e.g. "ii-V-I", "12-bar blues"; "" for a pattern without a name.
        numerals: Roman numerals of one round, e.g. ("I", "V", "vi", "IV").
        start_time, end_time: Its first round, in ticks from the passage's start.
        rounds: How often it is played.
        because: The evidence in plain words.
    """

    name: str
    numerals: tuple[str, ...]
    start_time: Ticks
    end_time: Ticks
    rounds: int = 1
    because: str = ""


@dataclass(frozen=True, slots=True)
class Genre:
    """What kind of music it is.

    Attributes:
        name: One of `GTZAN_GENRES`, or "unclear" rather than a wild guess.
        probabilities: (genre, 0..1) of the genres that can be told from notes, most probable first; what is missing to 1 is none of them.
        subgenre: Finer name found by a rule, e.g. "bossa nova"; "" if no rule fired.
        because: The rule that fired and the evidence, in plain words.
    """

    name: str = UNCLEAR
    probabilities: tuple[tuple[str, float], ...] = ()
    subgenre: str = ""
    because: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, probability in self.probabilities:
            if name not in GTZAN_GENRES:
                raise ValueError(f"unknown genre {name!r}; there are {', '.join(GTZAN_GENRES)}")
            check_unit(f"probability of {name}", probability)
        if self.name != UNCLEAR and self.name not in GTZAN_GENRES:
            raise ValueError(f"unknown genre {self.name!r}; there are {', '.join(GTZAN_GENRES)}")


@dataclass(frozen=True, slots=True)
class Groove:
    """How the drums play.

    Attributes:
        style: E.g. "rock", "funk"; "" without drums, "unclear" rather than a wild guess.
        probabilities: (style, 0..1), most probable first.
    """

    style: str = ""
    probabilities: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        for name, probability in self.probabilities:
            check_unit(f"probability of {name}", probability)


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
class EmotionPoint:
    """The emotion of a song from start_time to end_time (ticks from its start); points follow each other without gaps."""

    start_time: Ticks
    end_time: Ticks
    emotion: Emotion

    def __post_init__(self) -> None:
        if not 0 <= self.start_time < self.end_time:
            raise ValueError(f"a point must end after it starts, got {self.start_time}..{self.end_time}")


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
        key_spans: Local keys in order, covering the passage; () without pitched notes.
        progressions: Most telling first.
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
    key_spans: tuple[KeySpan, ...] = ()
    progressions: tuple[Progression, ...] = ()
    genre: Genre = Genre()
    groove: Groove = Groove()
