"""How valence and arousal move over a song: one point for some bars, each heard through a window of 15 s around it."""

import numpy as np

from analysis.emotion import estimate_emotion
from analysis.emotion_model import WINDOW_SECONDS, window
from analysis.passage import Passage, passage_of
from analysis.pitch import pitch_class_profile
from analysis.rhythm import describe_rhythm
from analysis.texture import describe_texture
from vocabulary.descriptor import Emotion, EmotionPoint, Models
from vocabulary.live_set import Section
from vocabulary.units import Ticks

POINT_SECONDS = WINDOW_SECONDS / 2
"""Points stand about so far apart, in whole bars."""
MOST_POINTS = 48
"""Longer songs get longer points."""
KERNEL = (0.25, 0.5, 0.25)
"""Weights of the point before, of the point itself and of the one after it, times their confidence."""
IN_BETWEEN = ("in between what comes before and after",)


def emotion_curve(section: Section, models: Models = "learned") -> tuple[EmotionPoint, ...]:
    """Follow the emotion through a section.

    Returns:
        Points in order that cover the section without gaps, at most 48; where nothing sounds, the middle with confidence 0.
    """
    passage = passage_of(section)
    spans = _spans(passage)
    found = [_heard(passage, (low + high) / 2, max(WINDOW_SECONDS, _seconds(passage, high - low)), models) for low, high in spans]
    return tuple(EmotionPoint(Ticks(low), Ticks(high), emotion) for (low, high), emotion in zip(spans, _smoothed(found), strict=True))


def _spans(passage: Passage) -> list[tuple[int, int]]:
    """Whole bars of about 7.5 s; the last span takes what is left."""
    bar = passage.bar_ticks
    bars = max(1, round(POINT_SECONDS / _seconds(passage, bar)), -(-passage.length // (bar * MOST_POINTS)))
    starts = range(0, passage.length, bars * bar)
    return [(start, min(start + bars * bar, passage.length)) for start in starts]


def _heard(passage: Passage, middle: float, seconds: float, models: Models) -> Emotion:
    """The emotion of a window around a time in ticks, moved inwards at the ends of the passage."""
    latest = max(passage.seconds - seconds, 0.0)
    part = window(passage, min(max(_seconds(passage, middle) - seconds / 2, 0.0), latest), seconds)
    return estimate_emotion(part, pitch_class_profile(part), describe_rhythm(part), describe_texture(part), models)


def _seconds(passage: Passage, ticks: float) -> float:
    return ticks * passage.seconds / passage.length


def _smoothed(found: list[Emotion]) -> list[Emotion]:
    """Mix each point with its neighbours; silence stays what it is and does not count."""
    places = np.array([(emotion.valence, emotion.arousal) for emotion in found])
    sure = np.array([emotion.confidence for emotion in found])
    padded, weights = np.pad(places, ((1, 1), (0, 0))), np.pad(sure, 1)
    smoothed = []
    for number, emotion in enumerate(found):
        near = weights[number : number + 3] * KERNEL
        if not emotion.confidence or not near.sum():
            smoothed.append(emotion)
            continue
        valence, arousal = (round(float(value), 4) for value in near @ padded[number : number + 3] / near.sum())
        kept = valence * emotion.valence >= 0 and arousal * emotion.arousal >= 0
        smoothed.append(Emotion(valence, arousal, emotion.confidence, emotion.reasons if kept else IN_BETWEEN))
    return smoothed
