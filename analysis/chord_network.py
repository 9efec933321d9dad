"""Learned chords: a small network, the same for all twelve roots, that scores each beat against each chord and weighs each change."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.chord_features import ChordFeatures, surroundings
from analysis.weights_file import load_weights

QUALITY_COUNT = 13

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ChordWeights:
    """Weights as `training.train_chords` writes them.

    Attributes:
        classes: First layer, shape (KINDS, 12, hidden): by kind of feature and semitones above the root.
        classes_bias: Shape (hidden,).
        beats: Second layer, shape (reach * 2 + 1, hidden, hidden2): by the beat that it looks at, the earliest first.
        beats_bias: Shape (hidden2,).
        out, skip: To the 13 qualities, shapes (hidden2, 13) and (hidden, 13).
        out_bias: Shape (13,).
        none, none_bias: "No chord" from the cues, shapes (CUES,) and (1,).
        change, change_bias: Hidden layer of the cost of change, shapes (4 * CUES, hidden3) and (hidden3,).
        change_out, change_out_bias: Its output, shapes (hidden3,) and (1,).
        cost_scale: Factor on all costs, shape (1,).
    """

    classes: Array
    classes_bias: Array
    beats: Array
    beats_bias: Array
    out: Array
    skip: Array
    out_bias: Array
    none: Array
    none_bias: Array
    change: Array
    change_bias: Array
    change_out: Array
    change_out_bias: Array
    cost_scale: Array


def learned_scores(features: ChordFeatures, weights: ChordWeights | None = None) -> tuple[Array, Array]:
    """Score each beat against each chord, and find what a change costs at each beat.

    A root hears the features turned so that its own pitch class comes first, and all roots share one set of weights; so a chord is
    recognised equally well in every key.

    Args:
        features: Of the passage.
        weights: The shipped ones if not given.

    Returns:
        Scores of shape (beats, 157), 12 roots x 13 qualities (root first), then no chord; costs of shape (beats,).
    """
    weights = weights or shipped_weights()
    beats, reach = features.classes.shape[2], len(weights.beats) // 2
    rows = 12 * (beats + 2 * reach)
    first = _over_classes(features.classes, weights)
    heard, passed = _over_beats(first, weights, rows) @ weights.out, first[reach : reach + rows] @ weights.skip
    scores = np.empty((beats, 12 * QUALITY_COUNT + 1), np.float32)
    by_root = scores[:, :-1].reshape(beats, 12, QUALITY_COUNT).transpose(1, 0, 2)
    np.add(heard.reshape(12, -1, QUALITY_COUNT)[:, :beats], passed.reshape(12, -1, QUALITY_COUNT)[:, :beats], out=by_root)
    scores[:, :-1] += np.tile(weights.out_bias + weights.beats_bias @ weights.out, 12)  # a whole row at once is quicker
    scores[:, -1] = weights.none @ features.cues + weights.none_bias
    return scores, _costs(features, weights)


def _over_classes(classes: Array, weights: ChordWeights) -> Array:
    """First layer, a row for each root and beat, `reach` beats of silence around each root's, and more rows as `_over_beats` needs.

    Turning by all twelve roots is a circular correlation, by its theorem a product of Fourier transforms: a fifth of the work.
    """
    kinds, _, beats = classes.shape
    waves, single_waves = wave_weights(weights)
    taps, hidden = len(weights.beats), waves.shape[-1]
    length = beats + taps - 1
    spectra = np.empty((12, kinds, beats), np.float32)
    np.matmul(_WAVES, classes, out=spectra.transpose(1, 0, 2))
    turned = np.empty((12, beats, hidden), np.float32)
    pairs = spectra[:10].reshape(5, 1, 2 * kinds, beats)
    np.matmul(pairs.swapaxes(2, 3), waves, out=turned[:10].reshape(5, 2, beats, hidden))
    np.matmul(spectra[10:].swapaxes(1, 2), single_waves, out=turned[10:])
    turned[10] += weights.classes_bias * np.float32(np.sqrt(12))
    first = np.zeros((-(-12 * length // taps) * taps + taps, hidden), np.float32)
    roots = first[: 12 * length].reshape(12, length * hidden)
    reach = taps // 2
    np.matmul(_WAVES.T, turned.reshape(12, -1), out=roots[:, reach * hidden : (reach + beats) * hidden])
    edges = roots.reshape(12, length, hidden)
    edges[:, :reach] = edges[:, reach + beats :] = weights.classes_bias
    return np.maximum(first, 0, out=first)


def _over_beats(first: Array, weights: ChordWeights, rows: int) -> Array:
    """Second layer without its bias: row n is the sum of what rows n, n + 1, ... of `first` pass on.

    Rows that begin at every fifth place are one matrix as they lie, the numbers of five beats side by side, so that five products do.
    """
    taps, hidden, units = weights.beats.shape
    passed_on, numbers, count = weights.beats.reshape(taps * hidden, units), first.reshape(-1), len(first) // taps - 1
    second = np.empty((count * taps, units), np.float32)
    for place in range(taps):
        begin = place * hidden
        windows = numbers[begin : begin + count * taps * hidden].reshape(count, taps * hidden)
        np.matmul(windows, passed_on, out=second[place::taps])
    # max(x + bias, 0) is max(x, -bias) + bias, and the bias goes through the last layer once for all.
    return np.maximum(second, -weights.beats_bias, out=second)[:rows]


def _costs(features: ChordFeatures, weights: ChordWeights) -> Array:
    """Cost of change at each beat, from the cues of this beat, its neighbours and its surroundings; above 0."""
    cues = features.cues
    edge = np.zeros((len(cues), 1), np.float32)
    around = np.concatenate([edge, cues, edge], axis=1)
    seen = np.concatenate([around[:, :-2], cues, around[:, 2:], surroundings(cues)])
    hidden = np.maximum(weights.change.T @ seen + weights.change_bias[:, None], 0)
    return np.asarray(np.logaddexp(0, weights.change_out @ hidden + weights.change_out_bias) * weights.cost_scale)


@cache
def wave_weights(weights: ChordWeights) -> tuple[Array, Array]:
    """The first layer's Fourier transform over semitones, to be multiplied with `_WAVES` of the pitch classes.

    Returns:
        For 1 to 5 waves an octave, shape (5, 2, 2 * KINDS, hidden): from cosine and sine to cosine and sine; for 0 and 6 waves, which
        have no sine, shape (2, KINDS, hidden).
    """
    spectra = np.fft.rfft(weights.classes.astype(np.float64), axis=1).transpose(1, 0, 2)
    cosine, sine = spectra[1:6].real, -spectra[1:6].imag
    both = np.stack([np.concatenate([cosine, sine], axis=1), np.concatenate([-sine, cosine], axis=1)], axis=1)
    return both.astype(np.float32), spectra[[0, 6]].real.astype(np.float32)


def _waves() -> Array:
    """Rows of cosine and sine for 1 to 5 waves an octave, then of 0 and of 6 waves; orthonormal, shape (12, 12)."""
    angles = 2 * np.pi / 12 * np.arange(12)
    pairs = [shape(count * angles) / np.sqrt(6) for count in range(1, 6) for shape in (np.cos, np.sin)]
    singles = [np.cos(count * angles) / np.sqrt(12) for count in (0, 6)]
    return np.array([*pairs, *singles], np.float32)


_WAVES = _waves()


@cache
def shipped_weights() -> ChordWeights:
    """The weights of `analysis/weights/chords.safetensors`."""
    return ChordWeights(**load_weights("chords"))
