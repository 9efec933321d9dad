"""Features of time: pace, gaps between onsets, pulse, durations, accents; all in seconds of real time."""

import numpy as np
from numpy.typing import NDArray

from analysis.sound import Sound, onset_mask

PACE = (
    "note_rate",  # log2 of notes a second, drums too
    "onset_rate",  # log2 of onsets a second, drums too
    "pitched_rate",  # log2 of pitched onsets a second
    "gap_mean",  # mean log2 of seconds between onsets
    "gap_spread",  # their standard deviation
    "gap_low",  # their tenth percentile
    "gap_high",  # their ninetieth percentile
    "gap_npvi",  # normalised pairwise variability of gaps, 0..2 (Grabe & Low 2002)
    "gap_same",  # share of gaps within 10 % of the one before
    "gaps_below_eighth",  # shares of gaps under 1/8 s,
    "gaps_below_quarter",  # 1/8 to 1/4 s,
    "gaps_below_half",  # 1/4 to 1/2 s,
    "gaps_below_one",  # 1/2 to 1 s; the rest are longer
    "rate_spread",  # standard deviation of onsets in windows of 2 s, over their mean
    "rate_peak",  # most onsets in such a window, over the mean
    "rate_slope",  # correlation of onsets in such windows with time
    "pulse",  # highest autocorrelation of onsets at a lag of 0.16 to 2 s
    "pulse_lag",  # log2 of that lag in seconds
)
LENGTH = (
    "length_mean",  # mean log2 of seconds that notes last
    "length_spread",
    "length_low",
    "length_high",
    "lengths_below_quarter",  # share of notes shorter than 1/4 s
    "lengths_above_one",  # share of notes longer than 1 s
    "length_to_gap",  # median log2 length less median log2 gap between pitched onsets
    "legato",  # sounding share of the time from onset to onset
    "overlap",  # share of onsets still held when the next one comes
    "sounding",  # log2 of 1 + notes that sound at once
    "silence",  # share of cells in which no pitch sounds
    "sounding_spread",  # standard deviation of the notes that sound, over their mean
    "sounding_slope",  # correlation of the notes that sound with time
)
ACCENT = (
    "accent_spread",  # standard deviation of velocity relative to its part's mean
    "accent_share",  # share of notes over 1.15 of the mean
    "accent_faint",  # share of notes under 0.8 of the mean
    "accent_pitch",  # correlation of relative velocity with pitch
    "accent_time",  # with time
    "accent_length",  # with log2 of the length
    "accent_lag",  # with the note before
)

SHORTEST, LONGEST = 0.03, 8.0
"""Gaps and lengths are cut to these seconds before their logarithm is taken."""
SLOWEST = 1 / 16
"""Onsets a second."""
WINDOW_SECONDS = 2.0
PULSE_CELL = 0.04
PULSE_LAGS = (4, 50)
"""In cells: 0.16 to 2 s."""
MOST_PULSE_CELLS = 8192 - PULSE_LAGS[1]
"""Five and a half minutes of a passage are listened to for the pulse."""


def pace_features(sound: Sound) -> list[float]:
    """Values of `PACE`."""
    onsets = sound.all_starts[onset_mask(sound.all_starts)]
    rates = [float(np.log2(max(n / sound.span, SLOWEST))) for n in (len(sound.all_starts), len(onsets), len(sound.first))]
    return [*rates, *_gaps(onsets), *_windows(onsets, sound.span), *_pulse(onsets)]


def length_features(sound: Sound) -> list[float]:
    """Values of `LENGTH`; those of silence for drums alone."""
    if not len(sound.starts):
        return [0.0] * 10 + [1.0, 0.0, 0.0]
    logs = np.log2(np.minimum(np.maximum(sound.ends - sound.starts, SHORTEST), LONGEST))
    ordered = np.sort(logs)
    onsets = sound.starts[sound.first]
    gaps = np.diff(onsets)
    legato, overlap, to_gap = 1.0, 0.0, 0.0
    if len(gaps):
        held = (np.maximum.reduceat(sound.ends, sound.first) - onsets)[:-1] / gaps
        legato, overlap = float(np.minimum(held, 1.0).mean()), float((held > 1.1).mean())
        to_gap = _part_of(ordered, 0.5) - float(np.log2(min(max(float(np.median(gaps)), SHORTEST), LONGEST)))
    voices = sound.chroma.sum(axis=1)
    mean = float(voices.mean())
    return [
        float(logs.mean()),
        float(logs.std()),
        _part_of(ordered, 0.1),
        _part_of(ordered, 0.9),
        float(np.searchsorted(ordered, -2.0) / len(ordered)),
        float(1 - np.searchsorted(ordered, 0.0) / len(ordered)),
        to_gap,
        legato,
        overlap,
        float(np.log2(1 + mean)),
        float((voices < 0.05).mean()),
        float(voices.std()) / max(mean, 1e-9),
        correlation(voices, np.arange(len(voices), dtype=np.float64)),
    ]


def accent_features(sound: Sound) -> list[float]:
    """Values of `ACCENT`; zeros where all notes are struck alike."""
    accents = sound.velocities
    if not len(accents) or float(np.ptp(accents)) < 1e-6:
        return [0.0] * len(ACCENT)
    return [
        float(accents.std()),
        float((accents > 1.15).mean()),
        float((accents < 0.8).mean()),
        correlation(accents, sound.pitches.astype(np.float64)),
        correlation(accents, sound.starts),
        correlation(accents, np.log2(np.minimum(np.maximum(sound.ends - sound.starts, SHORTEST), LONGEST))),
        correlation(accents[1:], accents[:-1]),
    ]


def correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Pearson's r; 0 where either does not vary or there are fewer than three values."""
    if len(first) < 3:
        return 0.0
    a, b = first - first.mean(), second - second.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm > 1e-9 else 0.0


def _part_of(ordered: NDArray[np.float64], share: float) -> float:
    """The value that a share of sorted values lie below."""
    return float(ordered[min(int(share * len(ordered)), len(ordered) - 1)])


def _gaps(onsets: NDArray[np.float64]) -> list[float]:
    if len(onsets) < 2:
        return [3.0, 0.0, 3.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    gaps = np.minimum(np.diff(onsets), LONGEST)
    logs = np.log2(gaps)
    ordered = np.sort(logs)
    steps = np.abs(np.diff(gaps))
    sums = gaps[1:] + gaps[:-1]
    below = np.searchsorted(ordered, (-3.0, -2.0, -1.0, 0.0)) / len(ordered)
    return [
        float(logs.mean()),
        float(logs.std()),
        _part_of(ordered, 0.1),
        _part_of(ordered, 0.9),
        float(2 * (steps / sums).mean()) if len(steps) else 0.0,
        float((steps < 0.05 * sums).mean()) if len(steps) else 0.0,
        *np.diff(below, prepend=0.0).tolist(),
    ]


def _windows(onsets: NDArray[np.float64], span: float) -> list[float]:
    """How evenly onsets fill windows of 2 s; the last window counts if it is whole."""
    counts = np.bincount((onsets / WINDOW_SECONDS).astype(np.int64), minlength=1).astype(np.float64)
    counts = counts[: max(1, int(span / WINDOW_SECONDS))]
    mean = max(float(counts.mean()), 1e-9)
    return [float(counts.std()) / mean, float(counts.max()) / mean, correlation(counts, np.arange(len(counts), dtype=np.float64))]


def _pulse(onsets: NDArray[np.float64]) -> list[float]:
    """Height and log2 of the lag of the strongest autocorrelation of onsets, each blurred over three cells."""
    cells = np.bincount((onsets / PULSE_CELL).astype(np.int64)[: len(onsets)])[:MOST_PULSE_CELLS].astype(np.float64)
    if len(onsets) < 4 or len(cells) < PULSE_LAGS[0] + 2:
        return [0.0, 0.0]
    cells = np.convolve(np.minimum(cells, 1.0), (0.5, 1.0, 0.5))
    size = 1 << (len(cells) + PULSE_LAGS[1]).bit_length()
    spectrum = np.fft.rfft(cells, size)
    lags = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[: PULSE_LAGS[1] + 1]
    within = np.round(lags[PULSE_LAGS[0] :] / max(float(lags[0]), 1e-9), 6)
    best = int(np.argmax(within))
    return [float(within[best]), float(np.log2((best + PULSE_LAGS[0]) * PULSE_CELL))]
