"""Valence and arousal of a passage by a documented formula of a few traits, each with its reason: what `models="formula"` uses."""

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
        high, low: Plain words for z > 0 and z < 0; "{}" holds the notes a second.
    """

    name: str
    middle: float
    spread: float
    valence: float
    arousal: float
    high: str
    low: str


# Least squares on mean ratings of VGMIDI (x 2) and corner labels of EMOPIA, both sets weighing the same, ridge 0.02;
# `python -m training.fit_emotion_formula --data DIR` prints this table and its accuracy on songs and series left out.
TRAITS = (
    Trait("pace", 2.310, 0.828, 0.080, 0.489, "fast: {} notes a second{over}", "slow: {} notes a second{over}"),
    Trait("majorness", 0.001, 0.199, 0.318, -0.046, "sounds major", "sounds minor"),
    Trait("clarity", 0.833, 0.115, 0.166, -0.025, "a clear key", "hardly a key"),
    Trait("thickness", 2.173, 0.644, -0.280, -0.149, "thick texture{each}", "thin texture{each}"),
    Trait("bass", 46.669, 7.241, 0.028, -0.136, "no low notes", "a deep bass"),
    Trait("legato", 0.952, 0.075, 0.098, -0.131, "held notes", "notes let go early"),
)
MIDDLE_VALENCE, MIDDLE_AROUSAL = 0.145, -0.001
"""What music of middle traits is rated."""
LIMIT = 2.5
SLOWEST_PACE = 1 / 8
ENOUGH_NOTES = 32
LEAST_SHARE = 0.05
"""Contributions below this are no reason."""
NO_REASON = ("no trait stands out",)


def emotion_by_formula(passage: Passage, profile: NDArray[np.float64], rhythm: Rhythm, texture: Texture) -> Emotion:
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
    valence = MIDDLE_VALENCE + sum(trait.valence * z for trait, z in terms)
    arousal = MIDDLE_AROUSAL + sum(trait.arousal * z for trait, z in terms)
    return Emotion(
        valence=round(math.tanh(valence), 4),
        arousal=round(math.tanh(arousal), 4),
        confidence=round(_confidence(notes, valence, arousal), 3),
        reasons=_reasons(terms, (valence, arousal), rhythm.notes_per_second, texture.parts),
    )


def traits(passage: Passage, profile: NDArray[np.float64], rhythm: Rhythm, texture: Texture) -> dict[str, float]:
    """The numbers that the formula weighs; those of pitch are missing for drums alone.

    - pace: log2 of notes a second, so that doubling adds the same everywhere. It follows what is played, not what the set's tempo says.
    - majorness: correlation with the best major key less that with the best minor key.
    - clarity: correlation with the best key.
    - thickness: log2 of 1 + notes that sound at once.
    - bass: the pitch that a tenth of the notes lie below.
    - legato: articulation.

    The ratings are of piano music, so pace and thickness count as one player's: divided by the square root of the number of parts.
    Velocity is left out: its habits differ more between makers of files than between moods.
    """
    players = math.sqrt(max(texture.parts, 1))
    values = {"pace": math.log2(max(rhythm.notes_per_second / players, SLOWEST_PACE))}
    pitches = passage.pitches[~passage.drums]
    if len(pitches):
        correlations = key_correlations(profile)
        values["majorness"] = float(correlations[:12].max() - correlations[12:].max())
        values["clarity"] = float(correlations.max())
        values["thickness"] = math.log2(1 + texture.density / players)
        values["bass"] = float(np.quantile(pitches, 0.1))
        values["legato"] = texture.articulation
    return values


def standardised(trait: Trait, value: float) -> float:
    """How far a value lies from the middle, in spreads, cut at 2.5."""
    return max(-LIMIT, min(LIMIT, (value - trait.middle) / trait.spread))


def _confidence(notes: int, valence: float, arousal: float) -> float:
    """Half from having notes to judge by, half from lying away from the middle, where the quadrants touch."""
    enough = 1 - math.exp(-notes / ENOUGH_NOTES)
    clear = min(1.0, math.hypot(valence, arousal))
    return enough * (0.3 + 0.6 * clear)


def _reasons(terms: list[tuple[Trait, float]], place: tuple[float, float], notes_per_second: float, parts: int) -> tuple[str, ...]:
    """Words of the traits, the strongest contribution first; those that hardly count or push to the other side are left out.

    Pace and thickness count as one player's, so the words say over how many parts they are spread.
    """
    over, each = (f" over {parts} parts", " in each part") if parts > 1 else ("", "")
    shares = [(math.hypot(trait.valence, trait.arousal) * abs(z), trait, z) for trait, z in terms if _push(trait, place) * z > 0]
    told = sorted((share for share in shares if share[0] >= LEAST_SHARE), key=lambda share: (-share[0], share[1].name))
    words = tuple((trait.high if z > 0 else trait.low).format(f"{notes_per_second:.1f}", over=over, each=each) for _, trait, z in told)
    return words or NO_REASON


def _push(trait: Trait, place: tuple[float, float]) -> float:
    """How far more of a trait pushes to the side found, on the axis that it weighs on most."""
    return trait.valence * place[0] if abs(trait.valence) >= abs(trait.arousal) else trait.arousal * place[1]
