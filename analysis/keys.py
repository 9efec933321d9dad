"""What keys are: profiles, scales and church modes."""

import numpy as np
from numpy.typing import NDArray

from vocabulary.descriptor import Key, Mode

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
    ("mixolydian", "major", 10, 11, (6, 8)),
)
SIGN_SHARE = 0.02
"""Share of sounding time that a mode's own degree needs: more than a passing note."""
SIGN_RATIO = 6.0
"""How much more of it there must be than of the degree it replaces, and of each degree that must be absent."""

PARENTS: dict[Mode, int] = {"dorian": 10, "phrygian": 8, "lydian": 7, "mixolydian": 5, "locrian": 1}
"""Semitones from a church mode's tonic up to the tonic of the major key that has the same scale."""

UNCLEAR_KEY = Key(None, "unclear", 0.0)

_ROTATIONS = (np.arange(12)[None, :] - np.arange(12)[:, None]) % 12


def _standardised(profile: tuple[float, ...]) -> NDArray[np.float64]:
    centred = np.array(profile) - np.mean(profile)
    return np.asarray(centred / np.linalg.norm(centred))


_PROFILES = np.concatenate([_standardised(MAJOR_PROFILE)[_ROTATIONS], _standardised(MINOR_PROFILE)[_ROTATIONS]])


def key_correlations(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of profiles with all 24 keys.

    Args:
        profiles: Shape (..., 12), of any positive scale.

    Returns:
        Shape (..., 24), C major first, then C minor; zeros for an even profile.
    """
    centred = profiles - profiles.mean(axis=-1, keepdims=True)
    norms = np.sqrt((centred * centred).sum(axis=-1, keepdims=True))
    heard = norms > 1e-12 * np.maximum(profiles.sum(axis=-1, keepdims=True), 1.0)
    shaped = np.divide(centred, norms, out=np.zeros_like(centred), where=heard)
    # Rounded, so that the order of a sum's terms cannot decide a tie after transposing.
    return np.asarray(np.round(np.einsum("kp,...p->...k", _PROFILES, shaped), 9))


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


def family_of(state: int) -> Mode:
    """The family of one of the 24 keys: major 0..11, minor 12..23."""
    return "major" if state < 12 else "minor"
