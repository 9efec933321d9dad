"""Valence and arousal of a passage, with how sure that is and why."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_formula import emotion_by_formula
from analysis.emotion_model import FEWEST_NOTES, HANDS, EmotionModel, count_parts, listen, shipped_model, views
from analysis.emotion_reasons import find_reasons
from analysis.passage import Passage
from analysis.signs import Measure, passage_measures
from vocabulary.descriptor import Emotion, Models, Rhythm, Texture

BAND_TRUST = 0.8
"""What is left of the confidence for more than two parts: only piano music was rated."""


def estimate_emotion(
    passage: Passage,
    profile: NDArray[np.float64],
    rhythm: Rhythm,
    texture: Texture,
    models: Models = "learned",
) -> Emotion:
    """Place a passage in the valence-arousal plane.

    Args:
        passage: The notes.
        profile: From `pitch_class_profile`.
        rhythm, texture: Of the same passage.
        models: "learned" uses the trained kernel machine; the formula answers for fewer than eight pitched notes, drums alone included.

    Returns:
        Learned: confidence is the probability that both signs are right, on piano music; less for bands. Formula: see `emotion_by_formula`.
    """
    if models == "formula" or np.count_nonzero(~passage.drums) < FEWEST_NOTES:
        return emotion_by_formula(passage, profile, rhythm, texture)
    return learned_emotion(passage, shipped_model(), passage_measures(len(passage.starts), rhythm, texture))


def learned_emotion(passage: Passage, model: EmotionModel, measured: Mapping[Measure, float]) -> Emotion:
    """Average what a model says of all views of a passage; at least eight pitched notes.

    The answer is bent into -1..1 by tanh, so that it keeps its sign and order where much music lies beyond the most pleasant that was
    rated; the confidence is of the unbent answer.

    Args:
        passage: The notes.
        model: Places them.
        measured: From `passage_measures`, so that no reason contradicts a keyword.
    """
    rows = listen(views(passage))
    places, likeness = model.predict(rows)
    straight = places.mean(axis=0)
    place = np.tanh(straight).round(4)
    sure = model.confidence(
        np.minimum(np.maximum(straight, -1.0), 1.0)[None], np.array([float(len(passage.starts))]), likeness.mean(keepdims=True)
    ).prod()
    trust = 1.0 if count_parts(passage) <= HANDS else BAND_TRUST
    return Emotion(
        valence=float(place[0]),
        arousal=float(place[1]),
        confidence=round(float(sure) * trust, 3),
        reasons=find_reasons(rows.mean(axis=0), place, model, _pace(passage), measured),
    )


def _pace(passage: Passage) -> str:
    parts = count_parts(passage)
    return f"{len(passage.starts) / passage.seconds:.1f} notes a second" + (f" over {parts} parts" if parts > 1 else "")
