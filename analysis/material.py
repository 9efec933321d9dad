"""Whether a passage has notes enough to say anything of its harmony."""

import numpy as np

from analysis.keys import FEWEST_CLASSES, FEWEST_NOTES
from analysis.passage import Passage


def has_harmony(passage: Passage) -> bool:
    """Whether parts that play more than one pitch class have as many notes, and as many classes together, as a key needs.

    A part of a single tone, be it an effect, a test tone or a gong, adds to a harmony and makes none: ten of them are no scale.
    """
    pitched = passage.pitched()
    if not len(pitched.starts):
        return False
    played = np.unique(pitched.part_numbers * 12 + pitched.pitches % 12) // 12
    lines = (np.bincount(played) > 1)[pitched.part_numbers]
    classes = np.unique(pitched.pitches[lines] % 12)
    return int(np.count_nonzero(lines)) >= FEWEST_NOTES and len(classes) >= FEWEST_CLASSES
