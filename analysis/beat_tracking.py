"""Beats of music that lies on no grid: from when notes start to the ticks at which a listener's foot would tap.

After Ellis (2007), "Beat Tracking by Dynamic Programming", Journal of New Music Research 36(1), on accents of notes instead of an audio
onset curve, and with a tempo that may wander. Velocity is not looked at: its habits differ more between makers of files than between beats.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

FRAMES_PER_SECOND = 50
CHORD_SECONDS = 0.03
"""Notes that start closer together than this are one onset: a chord loosely struck."""
BLUR = (0.1353, 0.6065, 1.0, 0.6065, 0.1353)
"""Each accent is spread over five frames (a Gaussian of one frame): players are not on time to 20 ms."""
SNAP_SECONDS = 0.05
"""A beat moves to the onset nearest to it within this."""

# Weights, prior and costs: random search for the best F-measure on excerpts of 108 songs and movements (POP909 as recorded, POP909-CL
# and DCML's Mozart performed with a wandering tempo); the figures on the ones left out are in docs/accuracy.md.
ACCENT_BASE, ACCENT_NOTES, ACCENT_LOW, ACCENT_LONG, ACCENT_GAP, ACCENT_DRUM = 0.38, 0.86, 0.60, 1.24, 0.84, 1.0
LEAST_ACCENT = 0.05
WINDOW_SECONDS, HOP_SECONDS = 8.0, 2.0
SLOWEST_BPM, FASTEST_BPM, TEMPI = 42.0, 210.0, 49
USUAL_BPM, TEMPO_SPREAD = 76.0, 0.49
"""Middle (bpm) and spread (natural log) of the log-normal prior on tempo."""
COMB = ((1.0, 1.0), (2.0, 0.83), (4.0, 0.25), (0.5, 0.52))
"""(multiple of the period, weight): what repeats each beat also does so at these lags."""
CLEARNESS = 13.8
"""Log units that a perfect autocorrelation is worth against the prior."""
TEMPO_CHANGE_COST, DEAREST_CHANGE = 72.0, 6.0
STRETCH_COST = 167.0
"""Cost of a beat that lasts other than the tempo says, times the square of the log of the ratio."""
SHORTEST_BEAT, LONGEST_BEAT = 0.6, 1.6
KICKS_AND_SNARES = (35, 36, 38, 40)


@dataclass(frozen=True, slots=True, eq=False)
class Accents:
    """Onsets in order of time: `times` in seconds, no two closer than a loose chord, and `strengths` above 0."""

    times: NDArray[np.float64]
    strengths: NDArray[np.float64]


def track_beats(passage: Passage) -> NDArray[np.float64]:
    """Find the beats of a passage.

    Returns:
        Seconds from the passage's start, strictly increasing; fewer than two for hardly any notes.
    """
    accents = find_accents(passage)
    if len(accents.times) < 2:
        return accents.times
    curve = accent_curve(accents)
    return snapped(best_beats(curve, tempo_curve(curve)) / FRAMES_PER_SECOND, accents.times)


def find_accents(passage: Passage) -> Accents:
    """How much each onset sounds like a beat: many notes, low ones, long ones, a gap after it; kick and snare."""
    if not len(passage.starts):
        return Accents(np.zeros(0), np.zeros(0))
    scale = 60 / passage.tempo / TICKS_PER_BEAT
    seconds = passage.starts * scale
    first = np.flatnonzero(np.diff(seconds, prepend=-1.0) > CHORD_SECONDS)
    counts = np.diff(np.append(first, len(seconds)))
    times = np.add.reduceat(seconds, first) / counts
    drums = passage.drums
    middle = float(passage.pitches[~drums].mean()) if not drums.all() else 0.0
    lowest = np.minimum.reduceat(np.where(drums, middle, passage.pitches), first)
    longest = np.maximum.reduceat(np.where(drums, 0.2, (passage.ends - passage.starts) * scale), first)
    gaps = np.diff(times, append=times[-1] + 1.0)
    strengths = (
        ACCENT_BASE
        + ACCENT_NOTES * np.log(counts)
        + ACCENT_LOW * np.clip((middle - lowest) / 18, -0.5, 1.2)
        + ACCENT_LONG * np.log2(np.clip(longest, 0.1, 1.6) / 0.1) / 4
        + ACCENT_GAP * np.log2(np.clip(gaps, 0.06, 1.0) / 0.06) / 4
    )
    if drums.any():
        hits = drums & np.isin(passage.pitches, KICKS_AND_SNARES)
        strengths += ACCENT_DRUM * np.minimum(np.add.reduceat(hits.astype(np.float64), first), 2)
    return Accents(times, np.maximum(strengths, LEAST_ACCENT))


def accent_curve(accents: Accents) -> NDArray[np.float64]:
    """Accents over time, 50 frames a second, each blurred; scaled to a standard deviation of 1."""
    frames = np.round(accents.times * FRAMES_PER_SECOND).astype(np.int64)
    curve = np.convolve(np.bincount(frames, accents.strengths, minlength=int(frames[-1]) + 3), BLUR, "same")
    return np.asarray(curve / curve.std())


def tempo_curve(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Follow the tempo: autocorrelation in windows of eight seconds, a prior on tempi, and a Viterbi search that dislikes changes.

    Returns:
        Frames a beat lasts, for each frame of the curve.
    """
    scores = _tempo_scores(_autocorrelation(curve))
    logs = np.log(_TEMPI)
    costs = np.minimum(TEMPO_CHANGE_COST * (logs[:, None] - logs) ** 2, DEAREST_CHANGE)
    total, back = scores[0], np.empty(scores.shape, np.int64)
    for window in range(1, len(scores)):
        ways = total - costs
        back[window] = ways.argmax(axis=1)
        total = ways.max(axis=1) + scores[window]
    path = [int(total.argmax())]
    for window in range(len(scores) - 1, 0, -1):
        path.append(int(back[window, path[-1]]))
    periods = 60 * FRAMES_PER_SECOND / _TEMPI[path[::-1]]
    hop = HOP_SECONDS * FRAMES_PER_SECOND
    return np.interp(np.arange(len(curve)), np.arange(len(periods)) * hop, periods)


def best_beats(curve: NDArray[np.float64], periods: NDArray[np.float64]) -> NDArray[np.int64]:
    """Choose the frames that carry the most accent and are spaced as the tempo says (Ellis's dynamic programming).

    No beat comes sooner than `SHORTEST_BEAT` periods after the last, so all frames of a stretch that short are judged at once, by the
    tempo at its start.

    Args:
        curve: From `accent_curve`.
        periods: From `tempo_curve`.

    Returns:
        Frame numbers, strictly increasing.
    """
    frames, longest = len(curve), int(np.ceil(periods.max() * LONGEST_BEAT))
    lags = np.arange(longest, 0, -1)
    log_lags, log_periods = np.log(lags), np.log(periods)
    totals, before = np.zeros(longest + frames), np.full(frames, -1)
    windows = np.lib.stride_tricks.sliding_window_view(totals, longest)
    start = 0
    while start < frames:
        shortest = max(1, int(periods[start] * SHORTEST_BEAT))
        stop = min(start + shortest, frames)
        near = slice(max(0, longest - int(np.ceil(periods[start] * LONGEST_BEAT))), longest - shortest + 1)
        ways = windows[start:stop, near] - STRETCH_COST * (log_lags[near] - log_periods[start]) ** 2
        choice = ways.argmax(axis=1)
        gain = ways[np.arange(stop - start), choice]
        follows = gain > 0
        totals[longest + start : longest + stop] = curve[start:stop] + np.where(follows, gain, 0.0)
        before[start:stop][follows] = (np.arange(start, stop) - lags[near][choice])[follows]
        start = stop
    tail = max(0, frames - int(np.ceil(periods[-1])))
    beat = tail + int(totals[longest + tail :].argmax())
    beats = []
    while beat >= 0:
        beats.append(beat)
        beat = int(before[beat])
    return np.array(beats[::-1])


def snapped(beats: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move beats to the onsets nearest to them, where one is within 50 ms; two beats that meet become one."""
    after = np.clip(np.searchsorted(times, beats), 1, len(times) - 1)
    nearest = np.where(beats - times[after - 1] <= times[after] - beats, times[after - 1], times[after])
    return np.unique(np.where(np.abs(nearest - beats) <= SNAP_SECONDS, nearest, beats))


def _autocorrelation(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Autocorrelation of each window, 1 at lag 0, made good for the window's taper; shape (windows, frames of a window)."""
    width, hop = int(WINDOW_SECONDS * FRAMES_PER_SECOND), int(HOP_SECONDS * FRAMES_PER_SECOND)
    padded = np.concatenate([np.zeros(width // 2), curve, np.zeros(width)])
    taper = np.hanning(width)
    pieces = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(curve) + hop : hop] * taper
    pieces -= pieces.mean(axis=1, keepdims=True)
    size = 1 << (2 * width - 1).bit_length()
    found = np.fft.irfft(np.abs(np.fft.rfft(pieces, size)) ** 2, size)[:, :width]
    own = np.fft.irfft(np.abs(np.fft.rfft(taper, size)) ** 2, size)[:width]
    return np.asarray(found / np.maximum(found[:, :1], 1e-9) / np.maximum(own / own[0], 0.15))


def _tempo_scores(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well each tempo fits each window, in log units; shape (windows, tempi)."""
    width = correlation.shape[1]
    found = np.zeros((len(correlation), len(_TEMPI)))
    for multiple, weight in COMB:
        lags = 60 * FRAMES_PER_SECOND / _TEMPI * multiple
        whole = np.minimum(lags.astype(np.int64), width - 2)
        part = lags - whole
        heard = (lags < width - 1) * weight
        found += heard * (correlation[:, whole] * (1 - part) + correlation[:, whole + 1] * part)
    clear = np.maximum(found, 0) * (CLEARNESS / sum(weight for _, weight in COMB))
    return np.asarray(clear - 0.5 * (np.log(_TEMPI / USUAL_BPM) / TEMPO_SPREAD) ** 2)


_TEMPI = np.geomspace(SLOWEST_BPM, FASTEST_BPM, TEMPI)
