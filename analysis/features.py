"""Numbers that say what a passage sounds like, for the trained models: a fixed list, each documented where it is computed.

Times are seconds of real time, so that what a file calls a beat does not matter; loudness is relative to each part, so that neither
scaling nor the habits of a sequencer matter; harmony is relative to the tonic. Transposing changes `REGISTER` and the means of the lines
only. Drums count for the pace (`note_rate`, `onset_rate`, gaps, windows and pulse), and for nothing else.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.features_lines import BASS, REGISTER, TOP, line_features
from analysis.features_time import ACCENT, LENGTH, PACE, accent_features, length_features, log_lengths, pace_features
from analysis.features_tonal import TONAL, tonal_features
from analysis.passage import Passage
from analysis.sound import sound_of, strokes_of

FEATURES: tuple[str, ...] = (*PACE, *LENGTH, *ACCENT, *TONAL, *REGISTER, *TOP, *BASS)
"""Names of what `symbolic_features` returns, in order."""


def symbolic_features(passages: Sequence[Passage]) -> NDArray[np.float64]:
    """Compute all features of each passage; for several passages at once it takes hardly longer than for one.

    Returns:
        Finite numbers, shape (passages, len(FEATURES)); all zeros for no notes.
    """
    rows = np.zeros((len(passages), len(FEATURES)))
    pitched = np.array([len(passage.starts) > 0 and not passage.drums.all() for passage in passages], bool)
    beaten = np.array([len(passage.starts) > 0 for passage in passages], bool) & ~pitched
    if pitched.any():
        rows[pitched] = _pitched_features([passages[number] for number in np.flatnonzero(pitched).tolist()])
    if beaten.any():
        strokes = strokes_of([passages[number] for number in np.flatnonzero(beaten).tolist()])
        rows[beaten, : len(PACE)] = pace_features(strokes, np.zeros(len(strokes.spans), np.int64)).T
        rows[beaten, FEATURES.index("silence")] = 1.0
    return rows.round(9)


def _pitched_features(passages: list[Passage]) -> NDArray[np.float64]:
    strokes = strokes_of(passages)
    sound = sound_of(passages, strokes)
    logs = log_lengths(sound)
    time = (pace_features(strokes, sound.onsets.counts), length_features(sound, logs), accent_features(sound, logs))
    return np.concatenate([*time, tonal_features(sound), line_features(sound)]).T
