"""Numbers that say what a passage sounds like, for the trained models: a fixed list, each documented where it is computed.

Times are seconds of real time, so that what a file calls a beat does not matter; loudness is relative to each part, so that neither
scaling nor the habits of a sequencer matter; harmony is relative to the tonic. Transposing changes `REGISTER` and the means of the lines
only. Drums count for the pace (`note_rate`, `onset_rate`, gaps, windows and pulse), and for nothing else.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.features_lines import BASS, REGISTER, REPEATS, TOP, line_features
from analysis.features_time import ACCENT, LENGTH, PACE, accent_features, length_features, pace_features
from analysis.features_tonal import TONAL, tonal_features
from analysis.passage import Passage
from analysis.sound import sound_of

FEATURES: tuple[str, ...] = (*PACE, *LENGTH, *ACCENT, *TONAL, *REGISTER, *TOP, *BASS, *REPEATS)
"""Names of what `symbolic_features` returns, in order."""


def symbolic_features(passage: Passage) -> NDArray[np.float64]:
    """Compute all features of a passage.

    Returns:
        Finite numbers in the order of `FEATURES`; all zeros for no notes.
    """
    if not len(passage.starts):
        return np.zeros(len(FEATURES))
    sound = sound_of(passage)
    values = [*pace_features(sound), *length_features(sound), *accent_features(sound), *tonal_features(sound), *line_features(sound)]
    return np.round(values, 9)
