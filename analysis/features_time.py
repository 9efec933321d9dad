"""Features of time: pace, gaps between onsets, pulse, durations, accents; all in seconds of real time."""

import numpy as np
from numpy.typing import NDArray

from analysis.segments import Segments, ratio, segments_of
from analysis.sound import Sound, Strokes

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
_LOG_LIMITS = np.array([[-3.0], [-2.0], [-1.0], [0.0]])
_NO_GAPS = np.array([[3.0], [0.0], [3.0], [3.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]])


def pace_features(strokes: Strokes, pitched_onsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values of `PACE`, shape (len(PACE), w).

    Args:
        strokes: Of w passages.
        pitched_onsets: Onsets of pitched notes in each, shape (w,).
    """
    numbers = np.array([strokes.notes.counts, strokes.onsets.counts, pitched_onsets])
    rates = np.log2(np.maximum(numbers / strokes.spans, SLOWEST))
    return np.concatenate([rates, _gaps(strokes), _windows(strokes), _pulse(strokes)])


def length_features(sound: Sound, logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of `LENGTH`, shape (len(LENGTH), w).

    Args:
        sound: Of w passages.
        logs: From `log_lengths`.
    """
    notes, cells = sound.notes, sound.cells
    ordered = notes.sort(logs)
    means = notes.means(logs)
    shares = notes.means(np.stack([(logs - means[notes.owner]) ** 2, logs < -2.0, logs < 0.0]))
    voices = sound.chroma.sum(axis=1)
    middle, within = cells.means(voices), cells.numbers() - ((cells.counts - 1) / 2)[cells.owner]
    apart = voices - middle[cells.owner]
    squares, silent, slope, times = cells.sums(np.stack([apart * apart, voices < 0.05, apart * within, within * within]))
    return np.array(
        [
            means,
            np.sqrt(shares[0]),
            notes.at_share(ordered, 0.1, notes.counts),
            notes.at_share(ordered, 0.9, notes.counts),
            shares[1],
            1 - shares[2],
            *_held(sound, notes.at_share(ordered, 0.5, notes.counts)),
            np.log2(1 + middle),
            silent / cells.counts,
            np.sqrt(squares / cells.counts) / np.maximum(middle, 1e-9),
            ratio(slope, squares, times, cells.counts),
        ]
    )


def _held(sound: Sound, median_length: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Length to gap, legato and overlap."""
    onsets = sound.onsets
    starts = sound.starts[sound.first]
    gaps = _gaps_between(starts, onsets)
    held = (np.maximum.reduceat(sound.ends, sound.first) - starts) / gaps  # 0 of the endless gap after the last onset
    legato, overlap = onsets.sums(np.stack([np.minimum(held, 1.0), held > 1.1]))
    ordered = onsets.sort(gaps)
    count = onsets.counts - 1
    several = np.maximum(count, 1)
    median = (ordered[onsets.begins + (several - 1) // 2] + ordered[onsets.begins + several // 2 * (count > 0)]) / 2
    to_gap = median_length - np.log2(np.minimum(np.maximum(median, SHORTEST), LONGEST))
    some = count > 0
    return np.where(some, to_gap, 0.0), np.where(some, legato / several, 1.0), np.where(some, overlap / several, 0.0)


def accent_features(sound: Sound, logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of `ACCENT`, shape (len(ACCENT), w); zeros where all notes are struck alike."""
    notes, accents = sound.notes, sound.velocities
    varied = np.maximum.reduceat(accents, notes.begins) - np.minimum.reduceat(accents, notes.begins) >= 1e-6
    if not varied.any():
        return np.zeros((len(ACCENT), len(varied)))
    stack = notes.centred(np.stack([accents, sound.pitches, sound.starts, logs]))
    products = stack[0] * stack
    squares = stack[1:] * stack[1:]
    lag, after, before = _lag(accents, notes)
    sums = notes.sums(np.concatenate([products, squares, [accents > 1.15, accents < 0.8, lag, after, before]]))
    values = [
        np.sqrt(sums[0] / notes.counts),
        sums[7] / notes.counts,
        sums[8] / notes.counts,
        *(ratio(sums[1 + other], sums[0], sums[4 + other], notes.counts) for other in range(3)),
        ratio(sums[9], sums[10], sums[11], notes.counts - 1),
    ]
    return np.array(values) * varied


def _lag(accents: NDArray[np.float64], notes: Segments) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Product of each centred accent and the one before, and the squares of both; 0 for a passage's first."""
    total, pairs = notes.sums(accents), np.maximum(notes.counts - 1, 1)
    after = accents - ((total - accents[notes.begins]) / pairs)[notes.owner]
    before = np.empty_like(accents)
    before[1:] = accents[:-1]
    before -= ((total - accents[notes.lasts]) / pairs)[notes.owner]
    after[notes.begins] = before[notes.begins] = 0.0
    return after * before, after * after, before * before


def log_lengths(sound: Sound) -> NDArray[np.float64]:
    """Log2 of the seconds that each pitched note lasts."""
    return np.asarray(np.log2(np.minimum(np.maximum(sound.ends - sound.starts, SHORTEST), LONGEST)))


def _gaps_between(starts: NDArray[np.float64], onsets: Segments) -> NDArray[np.float64]:
    """Seconds from each onset to the next; endless after a passage's last."""
    gaps = np.empty(len(starts))
    np.subtract(starts[1:], starts[:-1], out=gaps[:-1])
    gaps[onsets.lasts] = np.inf
    return gaps


def _gaps(strokes: Strokes) -> NDArray[np.float64]:
    onsets = strokes.onsets
    gaps = _gaps_between(strokes.starts, onsets)
    real = np.isfinite(gaps)
    gaps = np.minimum(gaps, LONGEST)
    logs = np.log2(gaps)
    count = onsets.counts - 1
    several, pairs = np.maximum(count, 1), np.maximum(count - 1, 1)
    ordered = onsets.sort(np.where(real, logs, np.inf))
    logs *= real
    means = onsets.sums(logs) / several
    apart = (logs - means[onsets.owner]) * real
    steps, sums = np.zeros(len(gaps)), np.ones(len(gaps))
    paired = np.flatnonzero(real[1:] & real[:-1])
    steps[paired], sums[paired] = np.abs(gaps[paired + 1] - gaps[paired]), gaps[paired + 1] + gaps[paired]
    same = np.zeros(len(gaps))
    same[paired] = steps[paired] < 0.05 * sums[paired]
    below = np.less(logs, _LOG_LIMITS) & real
    totals = onsets.sums(np.concatenate([[apart * apart, steps / sums, same], below]))
    shares = totals[3:] / several
    low, high = onsets.at_share(ordered, 0.1, count), onsets.at_share(ordered, 0.9, count)
    spread, npvi, alike = np.sqrt(totals[0] / several), 2 * (totals[1] / pairs), totals[2] / pairs
    values = np.array([means, spread, low, high, npvi, alike, shares[0], *(shares[1:] - shares[:-1])])
    return np.where(count > 0, values, _NO_GAPS)


def _windows(strokes: Strokes) -> NDArray[np.float64]:
    """How evenly onsets fill windows of 2 s; the last window counts if it is whole."""
    onsets = strokes.onsets
    numbers = (strokes.starts / WINDOW_SECONDS).astype(np.int64)
    whole = np.maximum((strokes.spans / WINDOW_SECONDS).astype(np.int64), 1)
    windows = segments_of(np.minimum(numbers[onsets.lasts] + 1, whole))
    inside = numbers < windows.counts[onsets.owner]
    places = (numbers + windows.begins[onsets.owner])[inside]
    counts = np.bincount(places, minlength=len(windows.owner)).astype(np.float64)
    means = windows.means(counts)
    apart, within = counts - means[windows.owner], windows.numbers() - ((windows.counts - 1) / 2)[windows.owner]
    squares, slope, times = windows.sums(np.stack([apart * apart, apart * within, within * within]))
    means = np.maximum(means, 1e-9)
    most = np.maximum.reduceat(counts, windows.begins)
    return np.array([np.sqrt(squares / windows.counts) / means, most / means, ratio(slope, squares, times, windows.counts)])


def _pulse(strokes: Strokes) -> NDArray[np.float64]:
    """Height and log2 of the lag of the strongest autocorrelation of onsets, each blurred over three cells."""
    onsets = strokes.onsets
    numbers = (strokes.starts / PULSE_CELL).astype(np.int64)
    lengths = np.minimum(numbers[onsets.lasts] + 1, MOST_PULSE_CELLS)
    size = 1 << (int(lengths.max()) + 2 + PULSE_LAGS[1]).bit_length()
    inside = numbers < MOST_PULSE_CELLS
    places = (numbers + size * onsets.owner)[inside]
    cells = np.minimum(np.bincount(places, minlength=size * len(lengths)).reshape(-1, size), 1.0)
    blurred = 0.5 * cells
    blurred[:, 1:] += cells[:, :-1]
    blurred[:, 2:] += 0.5 * cells[:, :-2]
    spectrum = np.fft.rfft(blurred)
    lags = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[:, : PULSE_LAGS[1] + 1]
    within = (lags[:, PULSE_LAGS[0] :] / np.maximum(lags[:, :1], 1e-9)).round(6)
    best = within.argmax(axis=1)
    values = np.array([within.max(axis=1), np.log2((best + PULSE_LAGS[0]) * PULSE_CELL)])
    return np.asarray(values * ((onsets.counts >= 4) & (lengths >= PULSE_LAGS[0] + 2)))
