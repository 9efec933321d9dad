"""Words for a passage, each with the musical evidence: moods by valence and arousal, and words by rhythm, texture and harmony."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.keys import SCALES
from analysis.moods import MOODS
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Emotion, Key, Keyword, Rhythm, Texture

MOST_MOODS = 5
MOST_WORDS = 12
REACH = 0.45
"""Distance in the valence-arousal plane at which a mood word's weight has fallen to a half (Gaussian)."""
APART = 0.12
"""Mood words closer to each other than this say the same thing; the nearer one is kept."""
LEAST_WEIGHT = 0.15

Measure = Literal[
    "density", "range", "mean_pitch", "articulation", "polyphony", "drums", "dynamics", "dissonance", "repetition", "parts",
    "onsets_per_beat", "notes_per_second", "syncopation", "swing", "regularity", "change_rate", "chromatic", "sevenths",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that is true from `start` on, fully from `full` on (which may lie below `start`), of one measure.

    Attributes:
        because: The evidence; "{}" holds the measured value.
    """

    word: str
    measure: Measure
    start: float
    full: float
    because: str


SIGNS = (
    Sign("sparse", "density", 1.2, 0.4, "{:.1f} notes sound at once"),
    Sign("lush", "density", 4.5, 8.0, "{:.1f} notes sound at once"),
    Sign("wide", "range", 40, 64, "a range of {:.0f} semitones"),
    Sign("narrow", "range", 12, 4, "a range of {:.0f} semitones"),
    Sign("deep", "mean_pitch", 50, 38, "a low register, pitch {:.0f} on average"),
    Sign("high", "mean_pitch", 70, 82, "a high register, pitch {:.0f} on average"),
    Sign("staccato", "articulation", 0.45, 0.15, "notes sound {:.0%} of the time to the next"),
    Sign("legato", "articulation", 0.9, 1.0, "notes sound {:.0%} of the time to the next"),
    Sign("solo", "polyphony", 0.1, 0.0, "two notes at once only {:.0%} of the time"),
    Sign("percussive", "drums", 0.45, 0.9, "{:.0%} of the notes are drums"),
    Sign("expressive", "dynamics", 0.45, 0.9, "velocities spread {:.2f} of the widest"),
    Sign("mechanical", "dynamics", 0.06, 0.0, "velocities spread {:.2f} of the widest"),
    Sign("dissonant", "dissonance", 0.36, 0.55, "rough intervals, {:.2f} of the roughest"),
    Sign("consonant", "dissonance", 0.14, 0.0, "smooth intervals, {:.2f} of the roughest"),
    Sign("hypnotic", "repetition", 0.6, 0.95, "{:.0%} of the bars repeat an earlier one"),
    Sign("wandering", "repetition", 0.03, 0.0, "{:.0%} of the bars repeat an earlier one"),
    Sign("layered", "parts", 4, 9, "{:.0f} parts play"),
    Sign("busy", "onsets_per_beat", 3.2, 6.0, "{:.1f} onsets a beat"),
    Sign("slow-moving", "onsets_per_beat", 0.7, 0.2, "{:.1f} onsets a beat"),
    Sign("rapid", "notes_per_second", 10.0, 20.0, "{:.1f} notes a second"),
    Sign("syncopated", "syncopation", 0.25, 0.5, "{:.0%} of the onsets pull against the beat"),
    Sign("swinging", "swing", 0.35, 0.8, "off-beats stand {:.0%} of the way to triplet swing"),
    Sign("steady", "regularity", 0.75, 1.0, "neighbouring bars share {:.0%} of their onsets"),
    Sign("free", "regularity", 0.15, 0.0, "neighbouring bars share {:.0%} of their onsets"),
    Sign("restless harmony", "change_rate", 0.45, 0.9, "{:.2f} chord changes a beat"),
    Sign("drone", "change_rate", 0.04, 0.0, "{:.2f} chord changes a beat"),
    Sign("chromatic", "chromatic", 0.3, 0.7, "{:.0%} of the time on chords outside the key"),
    Sign("jazzy", "sevenths", 0.6, 0.95, "{:.0%} of the time on chords with a seventh"),
)

MODE_WORDS = {
    "dorian": ("cool", "the raised sixth of {}"),
    "phrygian": ("dusky", "the lowered second of {}"),
    "lydian": ("otherworldly", "the raised fourth of {}"),
    "mixolydian": ("earthy", "the lowered seventh of {}"),
    "locrian": ("unstable", "the lowered fifth of {}"),
}


def find_keywords(key: Key, chords: Sequence[Chord], rhythm: Rhythm, texture: Texture, emotion: Emotion) -> tuple[Keyword, ...]:
    """Choose up to twelve words, the strongest first, equal weights in alphabetical order.

    Up to five moods stand for the emotion; all other words need evidence of their own in the notes. Nothing sounds: no words.
    """
    if emotion.confidence == 0.0:
        return ()
    words = [*_moods(emotion), *_signs(key, chords, rhythm, texture), *_of_mode(key)]
    strongest = sorted(words, key=lambda keyword: (-keyword.weight, keyword.word))
    return tuple(strongest[:MOST_WORDS])


def _moods(emotion: Emotion) -> list[Keyword]:
    """The nearest words that are not too close to each other."""
    because = "; ".join(emotion.reasons[:3]) or "nothing stands out"
    ranked = sorted((math.dist(place, (emotion.valence, emotion.arousal)), word) for word, place in MOODS.items())
    chosen: list[tuple[float, str]] = []
    for distance, word in ranked:
        if all(math.dist(MOODS[word], MOODS[other]) >= APART for _, other in chosen):
            chosen.append((distance, word))
        if len(chosen) == MOST_MOODS:
            break
    certainty = 0.5 + 0.5 * emotion.confidence
    return [Keyword(word, round(certainty * 0.5 ** ((distance / REACH) ** 2), 4), because) for distance, word in chosen]


def _signs(key: Key, chords: Sequence[Chord], rhythm: Rhythm, texture: Texture) -> list[Keyword]:
    values = measures(key, chords, rhythm, texture)
    found = []
    for sign in SIGNS:
        if sign.measure in values:
            value = values[sign.measure]
            strength = min(1.0, (value - sign.start) / (sign.full - sign.start))
            if strength > 0:
                found.append(Keyword(sign.word, round(LEAST_WEIGHT + 0.75 * strength, 4), sign.because.format(value)))
    return found


def measures(key: Key, chords: Sequence[Chord], rhythm: Rhythm, texture: Texture) -> dict[Measure, float]:
    """The numbers that words are judged by; those of pitch are missing for drums alone."""
    values: dict[Measure, float] = {
        "drums": texture.drums,
        "dynamics": texture.dynamics,
        "repetition": texture.repetition,
        "parts": float(texture.parts),
        "onsets_per_beat": rhythm.onsets_per_beat,
        "notes_per_second": rhythm.notes_per_second,
        "syncopation": rhythm.syncopation,
        "swing": rhythm.swing,
        "regularity": rhythm.regularity,
    }
    if texture.drums < 1:
        values |= {
            "density": texture.density,
            "range": float(texture.highest_pitch - texture.lowest_pitch),
            "mean_pitch": texture.mean_pitch,
            "articulation": texture.articulation,
            "polyphony": texture.polyphony,
            "dissonance": texture.dissonance,
        }
    return values | _harmony(key, [chord for chord in chords if chord.label != "N"])


def _harmony(key: Key, chords: Sequence[Chord]) -> dict[Measure, float]:
    beats = sum(chord.end_time - chord.start_time for chord in chords) / 15360
    if not beats:
        return {}
    values: dict[Measure, float] = {
        "change_rate": (len(chords) - 1) / beats,
        "sevenths": sum(chord.end_time - chord.start_time for chord in chords if "7" in chord.label.split("/")[0]) / 15360 / beats,
    }
    if key.tonic is not None and key.mode != "unclear":
        scale = {PITCH_CLASS_NAMES[(key.tonic + step) % 12] for step in SCALES[key.mode]}
        outside = [chord for chord in chords if chord.label.split(":")[0] not in scale]
        values["chromatic"] = sum(chord.end_time - chord.start_time for chord in outside) / 15360 / beats
    return values


def _of_mode(key: Key) -> list[Keyword]:
    if key.mode not in MODE_WORDS:
        return []
    word, because = MODE_WORDS[key.mode]
    return [Keyword(word, round(0.3 + 0.4 * key.confidence, 4), because.format(key.name))]
