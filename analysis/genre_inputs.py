"""All numbers that the genre is judged by: those of the pitched notes, those of the drums, and who plays at all."""

import numpy as np
from numpy.typing import NDArray

from analysis.drum_features import DRUM_FEATURES, drum_features
from analysis.genre_features import GENRE_FEATURES, genre_features
from analysis.passage import Passage

INPUTS: tuple[str, ...] = (*GENRE_FEATURES, *(f"drums: {name}" for name in DRUM_FEATURES), "notes play", "drums: play", "drum share")
"""Names of what `genre_inputs` returns."""
FEWEST_CLASSES = 3
"""Pitched notes alone must have so many pitch classes: a drone or a trill is of no genre."""


def genre_inputs(passage: Passage, drums: NDArray[np.float64] | None = None) -> NDArray[np.float64] | None:
    """Features of the pitched notes and of the drums, zeros for what does not play.

    Args:
        passage: The notes.
        drums: `drum_features(passage)` where it has been computed already.

    Returns:
        Shape (len(INPUTS),); None where neither says anything.
    """
    notes = genre_features(passage)
    drums = drum_features(passage) if drums is None else drums
    if drums is None and (notes is None or np.count_nonzero(np.bincount(passage.pitches[~passage.drums] % 12)) < FEWEST_CLASSES):
        return None
    return np.concatenate([
        np.zeros(len(GENRE_FEATURES)) if notes is None else notes,
        np.zeros(len(DRUM_FEATURES)) if drums is None else drums,
        [float(notes is not None), float(drums is not None), float(passage.drums.mean())],
    ])  # fmt: skip
