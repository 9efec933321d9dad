"""Features of harmony: keys, degrees, chords, intervals; none of them changes when all notes are transposed."""

import numpy as np
from numpy.typing import NDArray

from analysis.keys import MAJOR_PROFILE, MINOR_PROFILE
from analysis.sound import Sound
from analysis.texture import ROUGHNESS

CHORDS = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "augmented": (0, 4, 8),
    "suspended": (0, 5, 7),
    "fifth": (0, 7),
    "dominant": (0, 4, 7, 10),
    "major_seventh": (0, 4, 7, 11),
    "minor_seventh": (0, 3, 7, 10),
    "half_diminished": (0, 3, 6, 10),
    "diminished_seventh": (0, 3, 6, 9),
}
"""Tones of each quality above its root."""
KEY = (
    "major_fit",  # correlation with the best major key (Albrecht & Shanahan 2013)
    "minor_fit",  # with the best minor key
    "majorness",  # the former less the latter
    "key_fit",  # with the best key
    "major_weight",  # weight of all major keys, each weighing exp(20 r)
    "key_spread",  # entropy of the weights of the 24 keys, over log 24
    "local_majorness",  # mean majorness of windows of 4 s
    "local_majorness_spread",
    "local_minor",  # share of windows that are rather minor
    "local_fit",  # mean of the windows' best correlation
    "local_likeness",  # mean cosine of neighbouring windows' profiles
)
DEGREES = tuple(f"degree_{step}" for step in range(12))
"""Share of sounding time of each class above the tonic (keys mixed by weight), in semitones."""
SPECTRUM = tuple(f"spectrum_{k}" for k in range(1, 7))
"""Magnitudes of the profile's Fourier transform; 5 is how diatonic it is, 6 how whole-tone (Quinn 2006; Amiot 2016)."""
INTERVALS = tuple(f"interval_{k}" for k in range(1, 7))
"""Share of each interval class among the pairs of different classes that sound together."""
HARMONY = ("roughness", "classes_at_once", "chord_fit", "chord_changes", "harmonic_flux")
# roughness: of those pairs (Huron 1994); classes_at_once: classes sounding in a second; chord_fit: mean cosine with the best chord;
# chord_changes: share of seconds with another chord than the half second before; harmonic_flux: 1 - cosine of neighbouring seconds.
QUALITIES = tuple(f"chord_{name}" for name in CHORDS)
"""Share of windows of 1 s whose best chord has the quality."""
ROOTS = tuple(f"root_{step}" for step in range(12))
"""Share of windows whose best chord stands so many semitones above the tonic."""
TONAL = (*KEY, *DEGREES, *SPECTRUM, *INTERVALS, *HARMONY, *QUALITIES, *ROOTS)

KEY_SHARPNESS = 20.0
LOCAL_CELLS = 16
"""Cells of a window of 4 s."""
_CHORD_SIZES = np.sqrt([len(tones) for tones in CHORDS.values()])
_TONES = np.zeros((12, len(CHORDS), 12))
for _number, _tones in enumerate(CHORDS.values()):
    for _root in range(12):
        _TONES[[(_root + tone) % 12 for tone in _tones], _number, _root] = 1 / _CHORD_SIZES[_number]
_TEMPLATES = _TONES.reshape(12, -1).astype(np.float32)
_CLASS = np.arange(12)
_ABOVE = (_CLASS[:, None] + _CLASS[None, :]) % 12
_PROFILES = np.array([np.roll(profile, tonic) for profile in (MAJOR_PROFILE, MINOR_PROFILE) for tonic in range(12)])
_PROFILES = _PROFILES - _PROFILES.mean(axis=1, keepdims=True)
_KEY_PROFILES = (_PROFILES / np.sqrt((_PROFILES**2).sum(axis=1, keepdims=True))).T
_INTERVAL_PAIRS = np.array([[min((b - a) % 12, (a - b) % 12) for b in range(12)] for a in range(12)])


def tonal_features(sound: Sound) -> list[float]:
    """Values of `TONAL`; zeros for no pitched notes."""
    profile = sound.chroma.sum(axis=0)
    total = float(profile.sum())
    if total <= 0:
        return [0.0] * len(TONAL)
    profile = profile / total
    correlations = fit_keys(profile[None])[0]
    weights = np.exp(KEY_SHARPNESS * (correlations - correlations.max()))
    weights /= weights.sum()
    tonics = weights[:12] + weights[12:]
    degrees = profile[_ABOVE] @ tonics  # row d: the share of the class d above each tonic, times the tonic's weight
    spectrum = np.abs(np.fft.rfft(profile))[1:]
    return [
        *_key(correlations, weights),
        *_local_keys(sound.chroma),
        *degrees.tolist(),
        *spectrum.tolist(),
        *_chords(sound.chroma, tonics),
    ]


def _key(correlations: NDArray[np.float64], weights: NDArray[np.float64]) -> list[float]:
    major, minor = float(correlations[:12].max()), float(correlations[12:].max())
    entropy = -float((weights * np.log(np.maximum(weights, 1e-12))).sum()) / np.log(24)
    return [major, minor, major - minor, max(major, minor), float(weights[:12].sum()), entropy]


def _local_keys(chroma: NDArray[np.float64]) -> list[float]:
    profiles = np.add.reduceat(chroma, np.arange(0, len(chroma), LOCAL_CELLS), axis=0)
    profiles = profiles[profiles.sum(axis=1) > 0]
    fits = fit_keys(profiles)
    major, minor = fits[:, :12].max(axis=1), fits[:, 12:].max(axis=1)
    difference = major - minor
    units = profiles / np.sqrt((profiles**2).sum(axis=1, keepdims=True))
    likeness = float((units[1:] * units[:-1]).sum() / (len(units) - 1)) if len(units) > 1 else 1.0
    return [
        float(difference.mean()),
        float(difference.std()),
        float((difference < 0).mean()),
        float(np.maximum(major, minor).mean()),
        likeness,
    ]


def fit_keys(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of each row with the published profiles of all 24 keys, major first; shape (rows, 24)."""
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    norms = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    return np.asarray(np.round((centred / np.maximum(norms, 1e-12)) @ _KEY_PROFILES, 9))


def _chords(chroma: NDArray[np.float64], tonics: NDArray[np.float64]) -> list[float]:
    """Intervals, harmony, qualities and roots."""
    sounding = np.minimum(chroma, 1.0)
    pairs = sounding.T @ sounding
    steps = np.bincount(_INTERVAL_PAIRS.ravel(), pairs.ravel(), minlength=7)[1:]
    intervals = steps / max(float(steps.sum()), 1e-9)
    seconds = _seconds(sounding)
    seconds = seconds[seconds.sum(axis=1) > 0]
    units = (seconds / np.sqrt((seconds**2).sum(axis=1, keepdims=True))).astype(np.float32)
    scores = units @ _TEMPLATES
    best = scores.max(axis=1)
    chosen = (scores >= best[:, None] - 1e-5).astype(np.float32)
    chosen /= chosen.sum(axis=1, keepdims=True)  # chords that fit alike share the window, whatever the key
    shares = chosen.mean(axis=0, dtype=np.float64).reshape(len(CHORDS), 12)
    roots = shares.sum(axis=0)
    kept = float((chosen[1:] * chosen[:-1]).sum(axis=1).mean()) if len(chosen) > 1 else 1.0
    likeness = float((units[2:] * units[:-2]).sum(axis=1).mean()) if len(units) > 2 else 1.0
    return [
        *intervals.tolist(),
        float(intervals @ np.array(ROUGHNESS)),
        float((seconds > 0.1).sum(axis=1).mean()),
        float(best.mean()),
        1 - kept,
        1 - likeness,
        *shares.sum(axis=1).tolist(),
        *(roots[_ABOVE] @ tonics).tolist(),
    ]


def _seconds(sounding: NDArray[np.float64]) -> NDArray[np.float64]:
    """Classes in windows of 1 s, one each half second."""
    halves = np.add.reduceat(sounding, np.arange(0, len(sounding), 2), axis=0)
    return halves[1:] + halves[:-1] if len(halves) > 1 else halves
