"""Features of harmony: keys, degrees, chords, intervals; none of them changes when all notes are transposed."""

import numpy as np
from numpy.typing import NDArray

from analysis.keys import MAJOR_PROFILE, MINOR_PROFILE
from analysis.segments import Segments, segments_of
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
INTERVALS = tuple(f"interval_{k}" for k in range(1, 7))
"""Share of each interval class among the pairs of different classes that sound together."""
HARMONY = ("roughness", "classes_at_once", "chord_fit", "chord_changes", "harmonic_flux")
# roughness: of those pairs (Huron 1994); classes_at_once: classes sounding in a second; chord_fit: mean cosine with the best chord;
# chord_changes: share of seconds with another chord than the half second before; harmonic_flux: 1 - cosine of neighbouring seconds.
QUALITIES = tuple(f"chord_{name}" for name in CHORDS)
"""Share of windows of 1 s whose best chord has the quality."""
TONAL = (*KEY, *DEGREES, *INTERVALS, *HARMONY, *QUALITIES)

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
_ROUGHNESS = np.array(ROUGHNESS)


def tonal_features(sound: Sound) -> NDArray[np.float64]:
    """Values of `TONAL`, shape (len(TONAL), w)."""
    profiles = np.add.reduceat(sound.chroma, sound.cells.begins, axis=0)
    profiles /= profiles.sum(axis=1, keepdims=True)
    correlations = fit_keys(profiles)
    weights = np.exp(KEY_SHARPNESS * (correlations - correlations.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    tonics = weights[:, :12] + weights[:, 12:]
    degrees = profiles[:, _ABOVE] @ tonics[:, :, None]  # row d: the share of the class d above each tonic, times the tonic's weight
    return np.concatenate([_key(correlations, weights), _local_keys(sound), degrees[:, :, 0].T, _chords(sound)])


def _key(correlations: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    major, minor = correlations[:, :12].max(axis=1), correlations[:, 12:].max(axis=1)
    entropy = -(weights * np.log(np.maximum(weights, 1e-12))).sum(axis=1) / np.log(24)
    return np.array([major, minor, major - minor, np.maximum(major, minor), weights[:, :12].sum(axis=1), entropy])


def _local_keys(sound: Sound) -> NDArray[np.float64]:
    profiles, owner = _sounding(*_cut(sound.chroma, sound.cells, LOCAL_CELLS))
    passages = len(sound.spans)
    counts = np.bincount(owner, minlength=passages)
    fits = fit_keys(profiles)
    major, minor = fits[:, :12].max(axis=1), fits[:, 12:].max(axis=1)
    difference = major - minor
    mean, best, minors = (np.bincount(owner, v, passages) / counts for v in (difference, np.maximum(major, minor), difference < 0))
    spread = np.sqrt(np.bincount(owner, (difference - mean[owner]) ** 2, passages) / counts)
    units = profiles / np.sqrt((profiles**2).sum(axis=1, keepdims=True))
    near = owner[1:] == owner[:-1]
    alike = np.bincount(owner[1:][near], (units[1:] * units[:-1]).sum(axis=1)[near], passages)
    likeness = np.where(counts > 1, alike / np.maximum(counts - 1, 1), 1.0)
    return np.array([mean, spread, minors, best, likeness])


def _cut(cells: NDArray[np.float64], segments: Segments, width: int) -> tuple[NDArray[np.float64], Segments]:
    """Sums of so many cells, the last of each passage of fewer, and whose they are."""
    pieces = segments_of(-(-segments.counts // width))
    return np.add.reduceat(cells, segments.begins[pieces.owner] + width * pieces.numbers(), axis=0), pieces


def _sounding(rows: NDArray[np.float64], segments: Segments) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The rows in which something sounds, and whose they are."""
    some = rows.sum(axis=1) > 0
    return rows[some], segments.owner[some]


def fit_keys(profiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of each row with the published profiles of all 24 keys, major first; shape (rows, 24)."""
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    norms = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    return np.asarray(((centred / np.maximum(norms, 1e-12)) @ _KEY_PROFILES).round(9))


def _chords(sound: Sound) -> NDArray[np.float64]:
    """Intervals, harmony and qualities."""
    sounding = np.minimum(sound.chroma, 1.0)
    intervals = _intervals(sounding, sound.cells)
    seconds, owner = _seconds(sounding, sound.cells)
    windows = segments_of(np.bincount(owner, minlength=len(sound.spans)))
    units = (seconds / np.sqrt((seconds**2).sum(axis=1, keepdims=True))).astype(np.float32)
    scores = np.concatenate([units[begin : begin + count] @ _TEMPLATES for begin, count in windows.spans()])
    best = scores.max(axis=1)
    chosen = (scores >= best[:, None] - 1e-5).astype(np.float32)
    chosen /= chosen.sum(axis=1, keepdims=True)  # chords that fit alike share the window, whatever the key
    shares = np.add.reduceat(chosen, windows.begins, axis=0, dtype=np.float64) / windows.counts[:, None]
    kept = _means((chosen[1:] * chosen[:-1]).sum(axis=1), windows, 1)
    alike = _means((units[2:] * units[:-2]).sum(axis=1), windows, 2)
    at_once = np.bincount(owner, (seconds > 0.1).sum(axis=1), len(sound.spans)) / windows.counts
    harmony = [_ROUGHNESS @ intervals, at_once, _means(best, windows, 0), 1 - kept, 1 - alike]
    return np.concatenate([intervals, harmony, shares.reshape(-1, len(CHORDS), 12).sum(axis=2).T])


def _intervals(sounding: NDArray[np.float64], cells: Segments) -> NDArray[np.float64]:
    """Share of each interval class, shape (6, w)."""
    parts = [sounding[begin : begin + count] for begin, count in cells.spans()]
    pairs = np.array([part.T @ part for part in parts])
    places = _INTERVAL_PAIRS + 7 * np.arange(len(pairs))[:, None, None]
    steps = np.bincount(places.ravel(), pairs.ravel(), minlength=7 * len(pairs)).reshape(-1, 7)[:, 1:]
    return np.asarray((steps / np.maximum(steps.sum(axis=1, keepdims=True), 1e-9)).T)


def _means(values: NDArray[np.float32], windows: Segments, lag: int) -> NDArray[np.float64]:
    """Mean of each passage's values, which compare a window with the one `lag` later; 1 where there is none."""
    sums = [np.add.reduce(values[begin : begin + count - lag]) for begin, count in windows.spans()]
    counts = windows.counts - lag
    means = (np.array(sums) / np.maximum(counts, 1)).astype(np.float32)
    return np.where(counts > 0, means.astype(np.float64), 1.0)


def _seconds(sounding: NDArray[np.float64], cells: Segments) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Classes in windows of 1 s, one each half second, where something sounds; and whose they are."""
    halves, pieces = _cut(sounding, cells, 2)
    seconds = halves[1:] + halves[:-1]
    some = (seconds.sum(axis=1) > 0) & (pieces.owner[1:] == pieces.owner[:-1])
    return seconds[some], pieces.owner[1:][some]
