"""Valence and arousal of a passage by a documented formula of a few traits, each with its reason."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.keys import key_correlations
from analysis.passage import Passage
from vocabulary.descriptor import Emotion, Rhythm, Texture


@dataclass(frozen=True, slots=True)
class Trait:
    """One term of the formula: z = (value - middle) / spread, cut at -2.5..2.5, times a weight for each axis.

    Attributes:
        name: Key of the value in `traits`.
        middle, spread: Mean and standard deviation over the rated clips.
        valence, arousal: Weights on both axes.
        high, low: Plain words for z > 0 and z < 0; "{}" holds the value.
    """

    name: str
    middle: float
    spread: float
    valence: float
    arousal: float
    high: str
    low: str


# Least squares on mean ratings of VGMIDI and corner labels of EMOPIA, grouped folds; `python -m training.fit_emotion_formula --data DIR`
# prints this table. Velocity is taken relative to the passage's own mean only.
TRAITS = (
    Trait("majorness", 0.05, 0.16, 0.30, -0.02, "major sound", "minor sound"),
    Trait("onset_rate", 2.3, 0.75, 0.12, 0.34, "fast: {} onsets a second", "slow: {} onsets a second"),
    Trait("register", 62.0, 6.0, 0.05, -0.06, "high register", "low register"),
    Trait("legato", 0.75, 0.2, -0.06, -0.10, "held notes", "short, detached notes"),
    Trait("thickness", 1.3, 0.5, -0.04, 0.10, "thick chords", "thin texture"),
    Trait("dissonance", 0.25, 0.1, -0.10, 0.06, "rough intervals", "consonant intervals"),
    Trait("accents", 0.12, 0.07, 0.02, 0.08, "strong accents", "even touch"),
)
LIMIT = 2.5
ENOUGH_NOTES = 32
LEAST_SHARE = 0.05
"""Contributions below this are no reason."""


def estimate_emotion(passage: Passage, profile: NDArray[np.float64], rhythm: Rhythm, texture: Texture) -> Emotion:
    """Place a passage in the valence-arousal plane.

    Args:
        passage: The notes.
        profile: From `pitch_class_profile`.
        rhythm, texture: Of the same passage.

    Returns:
        Confidence grows with the number of notes and with how clearly the traits speak; no notes give the middle and 0.
    """
    notes = len(passage.starts)
    if not notes:
        return Emotion(0.0, 0.0, 0.0, ("nothing sounds",))
    values = traits(passage, profile, rhythm, texture)
    terms = [(trait, standardised(trait, values[trait.name])) for trait in TRAITS if trait.name in values]
    valence = sum(trait.valence * z for trait, z in terms)
    arousal = sum(trait.arousal * z for trait, z in terms)
    return Emotion(
        valence=round(math.tanh(valence), 4),
        arousal=round(math.tanh(arousal), 4),
        confidence=round(_confidence(notes, valence, arousal), 3),
        reasons=_reasons(terms, values),
    )


def traits(passage: Passage, profile: NDArray[np.float64], rhythm: Rhythm, texture: Texture) -> dict[str, float]:
    """The numbers that the formula weighs; those of pitch are missing for drums alone.

    `onset_rate` is log2 of notes that start a second (at least one note in eight seconds), so that doubling the pace adds the same
    everywhere; it follows what is played, whatever the set's tempo says. `majorness` is the correlation with the best major key less
    that with the best minor key.
    """
    rate = rhythm.onsets_per_beat * passage.tempo / 60
    values = {
        "onset_rate": math.log2(max(rate, 1 / 8)),
        "accents": float(passage.velocities.std() / max(passage.velocities.mean(), 1.0)),
    }
    if profile.any():
        correlations = key_correlations(profile)
        values["majorness"] = float(correlations[:12].max() - correlations[12:].max())
        values["register"] = texture.mean_pitch
        values["legato"] = texture.articulation
        values["thickness"] = math.log2(1 + texture.density)
        values["dissonance"] = texture.dissonance
    return values


def standardised(trait: Trait, value: float) -> float:
    """How far a value lies from the middle, in spreads, cut at 2.5."""
    return max(-LIMIT, min(LIMIT, (value - trait.middle) / trait.spread))


def _confidence(notes: int, valence: float, arousal: float) -> float:
    """Half from having notes to judge by, half from lying away from the middle, where the quadrants touch."""
    enough = 1 - math.exp(-notes / ENOUGH_NOTES)
    clear = min(1.0, math.hypot(valence, arousal))
    return enough * (0.3 + 0.6 * clear)


def _reasons(terms: list[tuple[Trait, float]], values: dict[str, float]) -> tuple[str, ...]:
    """Words of the traits, the strongest contribution first; those that hardly count are left out."""
    shares = [(math.hypot(trait.valence, trait.arousal) * abs(z), trait, z) for trait, z in terms]
    told = sorted((share for share in shares if share[0] >= LEAST_SHARE), key=lambda share: (-share[0], share[1].name))
    return tuple(_in_words(trait, z, values[trait.name]) for _, trait, z in told)


def _in_words(trait: Trait, z: float, value: float) -> str:
    words = trait.high if z > 0 else trait.low
    return words.format(f"{2**value:.1f}" if trait.name == "onset_rate" else f"{value:.2f}")
