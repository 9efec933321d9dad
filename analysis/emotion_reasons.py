"""Why a passage was placed where it was: plain words for what pushed it there, none that speaks against the result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_model import LISTENED, EmotionModel
from analysis.signs import SIGNS, Measure
from vocabulary.descriptor import Emotion, Key, Mode

VALENCE, AROUSAL = 0, 1
LIVELY, UNHURRIED = "lively: {}", "unhurried: {}"
"""Reasons for valence that nobody would believe of calm and of excited music."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Something that a listener can hear, and the axis it may explain.

    Attributes:
        axis: 0 valence, 1 arousal.
        trait: What it is about; of one trait, one reason is told.
        measure: The column that chooses between the words: above or below the middle of rated music.
        sign: 1 if more of it is known to raise the axis, -1 if to lower it.
        columns: The model's columns of the same thing; their contributions are added up.
        high, low: The words; "{}" holds the notes a second.
    """

    axis: int
    trait: str
    measure: str
    sign: int
    columns: tuple[str, ...]
    high: str
    low: str


_GAPS = ("gap_mean", "gap_low", "gap_high", "gaps_below_eighth", "gaps_below_quarter", "gaps_below_half", "gaps_below_one")
_PACE = ("note_rate", "onset_rate", "pitched_rate", *_GAPS)
_LENGTHS = ("length_mean", "length_low", "length_high", "lengths_below_quarter", "lengths_above_one")
_ACCENTS = ("accent_spread", "accent_share", "accent_faint")
_CHORDS = ("chord_size", "single_notes", "full_chords", "sounding")
_THIRDS = ("degree_3", "degree_4", "chord_major", "chord_minor")
_MODE = ("majorness", "major_fit", "minor_fit", "major_weight", "local_majorness", "local_minor", *_THIRDS)
# Signs as in Gabrielsson & Lindstroem (2010), "The role of structure in the musical expression of emotions", and Eerola, Friberg & Bresin
# (2013), "Emotional expression in music", Frontiers in Psychology 4:487.
GROUNDS = (
    Ground(AROUSAL, "pace", "note_rate", 1, _PACE, "fast: {}", "slow: {}"),
    Ground(AROUSAL, "length", "length_mean", -1, _LENGTHS, "long notes", "short notes"),
    Ground(AROUSAL, "accents", "accent_spread", 1, _ACCENTS, "strong accents", "even strokes"),
    Ground(AROUSAL, "texture", "chord_size", 1, _CHORDS, "full chords", "single notes"),
    Ground(AROUSAL, "depth", "pitch_low", -1, ("pitch_mean", "pitch_low", "below_48", "bass_mean"), "no low notes", "a deep bass"),
    Ground(AROUSAL, "melody", "top_rate", 1, ("top_rate", "top_step", "top_turns"), "a busy melody", "a calm melody"),
    Ground(VALENCE, "mode", "majorness", 1, _MODE, "sounds major", "sounds minor"),
    Ground(VALENCE, "key", "key_fit", 1, ("key_fit", "local_fit", "key_spread"), "a clear key", "hardly a key"),
    Ground(VALENCE, "roughness", "roughness", -1, ("roughness", "interval_1", "interval_2", "interval_6"), "dissonant", "consonant"),
    Ground(VALENCE, "height", "pitch_mean", 1, ("pitch_mean", "pitch_high", "above_72", "above_84", "top_mean"), "lies high", "lies low"),
    Ground(VALENCE, "pace", "onset_rate", 1, _PACE, LIVELY, UNHURRIED),
    Ground(VALENCE, "texture", "sounding", -1, _CHORDS, "thick texture", "thin texture"),
    Ground(VALENCE, "accents", "accent_spread", -1, _ACCENTS, "strong accents", "even strokes"),
)
CONTRARY: dict[str, tuple[str, ...]] = {
    "fast: {}": ("unhurried", "slow"),
    "lively: {}": ("unhurried", "slow"),
    "slow: {}": ("quick", "rapid"),
    "unhurried: {}": ("quick", "rapid"),
    "long notes": ("staccato",),
    "short notes": ("legato",),
    "full chords": ("sparse", "solo", "bare"),
    "single notes": ("lush", "full-voiced"),
    "thick texture": ("sparse", "solo", "bare"),
    "thin texture": ("lush", "full-voiced"),
    "no low notes": ("deep", "rumbling"),
    "a deep bass": ("high",),
    "lies high": ("deep",),
    "lies low": ("high",),
    "dissonant": ("consonant",),
    "consonant": ("dissonant", "astringent"),
    "strong accents": ("mechanical",),
    "even strokes": ("expressive",),
}
"""Words of a reason, and the keywords (`analysis.signs`) that nobody would believe beside them: above the middle of rated piano music is
not above that of all music."""
OPPOSED: tuple[frozenset[str], ...] = (
    frozenset({"fast: {}", "a calm melody"}),
    frozenset({"lively: {}", "a calm melody"}),
    frozenset({"slow: {}", "a busy melody"}),
    frozenset({"unhurried: {}", "a busy melody"}),
    frozenset({"no low notes", "lies low"}),
    frozenset({"a deep bass", "lies high"}),
)
"""Words of two traits that nobody would believe beside each other; the stronger is told."""
AGAINST_KEY: Mapping[str, tuple[Mode, ...]] = {
    "sounds major": ("minor", "dorian", "phrygian", "locrian"),
    "sounds minor": ("major", "lydian", "mixolydian"),
    "a clear key": ("unclear",),
}
"""Words of a reason, and the modes of the key that nobody would believe beside them."""
CLEAR_KEY = 0.5
"""Confidence in the key below which it is not called clear, and from which on it is not called hardly a key."""
MILD = 0.5
"""Standard deviations from rated music within which a pace is "rather" fast or slow."""
LEAST_SHARE = 0.04
"""Contributions below this are no reason."""
MOST_REASONS = 5
NO_GROUND = ("like rated music as a whole; no single trait stands out",)

_NAMES = tuple(name for name, _ in LISTENED)
_COLUMNS = np.array([[name in ground.columns for name in _NAMES] for ground in GROUNDS], np.float64)
_MEASURES = np.array([_NAMES.index(ground.measure) for ground in GROUNDS])
_AXES = np.array([ground.axis for ground in GROUNDS])
_SIGNS = np.array([ground.sign for ground in GROUNDS])


def find_reasons(
    row: NDArray[np.float64], place: NDArray[np.float64], model: EmotionModel, pace: str, measured: Mapping[Measure, float]
) -> tuple[str, ...]:
    """Words for what pushed a passage to its side of each axis, the strongest push first, one for each trait.

    Pushes are those of the straight line that comes closest to the model. What pushes to the other side is not told, nor what
    listeners are known to hear the other way round, nor what a keyword contradicts.

    Args:
        row: From `listen`.
        place: Valence and arousal that were found.
        model: That found them.
        pace: Notes a second, in words.
        measured: What the keywords look at, as far as it is known.
    """
    standard = model.standardise(row[None])[0]
    sides = np.sign(place)[_AXES]
    pushes = ((_COLUMNS @ (standard[:, None] * model.surrogate))[np.arange(len(GROUNDS)), _AXES]) * sides
    agrees = (standard[_MEASURES] * _SIGNS * sides > 0) & (pushes >= LEAST_SHARE)
    told: dict[str, str] = {}
    mild: dict[str, bool] = {}
    for number in np.argsort(-pushes, kind="stable").tolist():
        ground = GROUNDS[number]
        words = ground.high if standard[_MEASURES[number]] > 0 else ground.low
        opposed = any({words, other} in OPPOSED for other in told.values())
        against = words == (LIVELY if place[AROUSAL] < 0 else UNHURRIED)
        if agrees[number] and ground.trait not in told and not (opposed or against or _contradicted(words, measured)):
            told[ground.trait] = words
            mild[words] = abs(standard[_MEASURES[number]]) < MILD
    return tuple(_told(words, pace, mild[words]) for words in list(told.values())[:MOST_REASONS]) or NO_GROUND


def agree_with_key(emotion: Emotion, key: Key) -> Emotion:
    """The same emotion without the reasons that the key contradicts."""
    against = {words for words, modes in AGAINST_KEY.items() if key.mode in modes}
    against |= {"a clear key" if key.confidence < CLEAR_KEY else "hardly a key"}
    kept = tuple(reason for reason in emotion.reasons if reason not in against)
    return emotion if kept == emotion.reasons else replace(emotion, reasons=kept or NO_GROUND)


def _told(words: str, pace: str, mild: bool) -> str:
    return ("rather " if mild and "{}" in words else "") + words.format(pace)


def _contradicted(words: str, measured: Mapping[Measure, float]) -> bool:
    signs = [_SIGNS_BY_WORD[word] for word in CONTRARY.get(words, ())]
    return any(sign.measure in measured and sign.truth(measured[sign.measure]) > 0 for sign in signs)


_SIGNS_BY_WORD = {sign.word: sign for sign in SIGNS}
