"""The key of a passage: tonic and mode with confidence and the closest other reading."""

import math

import numpy as np
from numpy.typing import NDArray

from vocabulary.descriptor import PITCH_CLASS_NAMES, Key, Mode

# Albrecht & Shanahan (2013), "The use of large corpora to train a new type of key-finding algorithm", Music Perception 31(1), 59-67.
MAJOR_PROFILE = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
MINOR_PROFILE = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)

FEWEST_NOTES = 8
"""Below this a passage has no key that one could be sure of."""
FEWEST_CLASSES = 3
"""Different pitch classes without which there is no scale: a drone or a fifth fits too many keys."""
WEAKEST_CORRELATION = 0.5
"""Below, no key is named: clusters and whole-tone music. The weakest right answer on eight bars of POP909-CL had .66."""

SCALES: dict[Mode, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}
"""Semitones above the tonic, in order of degrees."""

# (mode, family, degree that must sound, the family's degree that it replaces, degrees that must be absent)
MODE_SIGNS: tuple[tuple[Mode, Mode, int, int, tuple[int, ...]], ...] = (
    ("dorian", "minor", 9, 8, (11,)),
    ("phrygian", "minor", 1, 2, (11, 9)),
    ("lydian", "major", 6, 5, (10,)),
    ("mixolydian", "major", 10, 11, (6,)),
)
SIGN_SHARE = 0.02
"""Share of sounding time that a mode's own degree needs: more than a passing note."""
SIGN_RATIO = 6.0
"""How much more of it there must be than of the degree it replaces, and of each degree that must be absent."""

# Logistic calibration of "the key is exactly right" on (correlation, lead over the next key, log2 of notes), POP909-CL's 8-bar clips;
# by `python -m training.fit_key_confidence --data DIR`; on clips left out, confidence and share of right answers differ by up to .11.
CONFIDENCE_WEIGHTS = (-7.60, 5.61, 6.85, 0.39)

_ROTATIONS = (np.arange(12)[None, :] - np.arange(12)[:, None]) % 12


def _standardised(profile: tuple[float, ...]) -> NDArray[np.float64]:
    centred = np.array(profile) - np.mean(profile)
    return np.asarray(centred / np.linalg.norm(centred))


_PROFILES = np.concatenate([_standardised(MAJOR_PROFILE)[_ROTATIONS], _standardised(MINOR_PROFILE)[_ROTATIONS]])


def estimate_key(profile: NDArray[np.float64], notes: int) -> Key:
    """Find the key whose profile correlates best with what sounds.

    Args:
        profile: Twelve shares of sounding time, C first, as from `pitch_class_profile`.
        notes: Number of pitched notes it stems from.

    Returns:
        Major or minor, or the church mode that the scale says; "unclear" below eight notes, below three pitch classes, and where
        no key correlates.
    """
    if notes < FEWEST_NOTES or np.count_nonzero(profile) < FEWEST_CLASSES:
        return Key(None, "unclear", 0.0)
    correlations = key_correlations(profile)
    order = np.argsort(-correlations, kind="stable")
    best, second = int(order[0]), int(order[1])
    if correlations[best] < WEAKEST_CORRELATION:
        return Key(None, "unclear", 0.0)
    tonic, family = best % 12, _family(best)
    confidence = _confidence(float(correlations[best]), float(correlations[best] - correlations[second]), notes)
    alternative = f"{PITCH_CLASS_NAMES[second % 12]} {_family(second)}"
    return Key(tonic, church_mode(profile, tonic, family), round(confidence, 3), alternative)


def key_correlations(profile: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation with all 24 keys, C major first, then C minor; zeros for an even profile."""
    centred = profile - profile.mean()
    norm = float(np.linalg.norm(centred))
    if norm < 1e-12:
        return np.zeros(24)
    # Rounded, so that the order of a sum's terms cannot decide a tie after transposing.
    return np.asarray(np.round(np.einsum("kp,p->k", _PROFILES, centred / norm), 9))


def key_correlations_of(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of many profiles with all 24 keys; zeros for even profiles.

    Args:
        profiles: Shape (n, 12); any positive scale.

    Returns:
        Shape (n, 24), C major first, then C minor, rounded as `key_correlations` does.
    """
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    norms = np.sqrt(np.einsum("np,np->n", centred, centred))[:, None]
    heard = norms > 1e-9 * np.maximum(profiles.sum(axis=1, keepdims=True), 1e-12)
    shaped = np.divide(centred, norms, out=np.zeros_like(centred), where=heard)
    return np.asarray(np.round(np.einsum("kp,np->nk", _PROFILES, shaped), 9))


def named_key(profile: NDArray[np.float64], state: int, notes: int, lowest: int) -> Key:
    """The key of a stretch whose tonic and family are known.

    Args:
        profile: Sounding time of twelve pitch classes, counted from `lowest`.
        state: 0..11 major, 12..23 minor, tonic counted from `lowest`.
        notes: How many the stretch has.
        lowest: Pitch that profile and state count from.
    """
    shares = profile / max(float(profile.sum()), 1e-12)
    correlations = key_correlations(shares)
    order = np.argsort(-correlations, kind="stable")
    second = int(order[0]) if order[0] != state else int(order[1])
    confidence = _confidence(float(correlations[state]), float(correlations[state] - correlations[second]), max(notes, 1))
    alternative = f"{PITCH_CLASS_NAMES[(second + lowest) % 12]} {_family(second)}"
    return Key((state + lowest) % 12, church_mode(shares, state % 12, _family(state)), round(confidence, 3), alternative)


def church_mode(profile: NDArray[np.float64], tonic: int, family: Mode) -> Mode:
    """Name the church mode when its own degree replaces the family's, else return the family."""
    degrees = np.roll(profile, -tonic)
    for mode, of_family, sign, replaced, absent in MODE_SIGNS:
        rivals = (replaced, *absent)
        if family == of_family and degrees[sign] >= SIGN_SHARE and all(degrees[sign] >= SIGN_RATIO * degrees[rival] for rival in rivals):
            return "locrian" if mode == "phrygian" and degrees[6] >= SIGN_SHARE and degrees[6] >= SIGN_RATIO * degrees[7] else mode
    return family


def is_minor(mode: Mode) -> bool:
    """Whether a mode has a minor third."""
    return mode != "unclear" and SCALES[mode][2] == 3


def _family(index: int) -> Mode:
    return "major" if index < 12 else "minor"


def _confidence(correlation: float, lead: float, notes: int) -> float:
    bias, per_correlation, per_lead, per_octave = CONFIDENCE_WEIGHTS
    return 1 / (1 + math.exp(-(bias + per_correlation * correlation + per_lead * lead + per_octave * math.log2(notes))))
