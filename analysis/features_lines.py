"""Features of height and of lines: register, the top line, the bass line, and what is repeated."""

import numpy as np
from numpy.typing import NDArray

from analysis.features_time import SLOWEST, correlation
from analysis.sound import Sound

REGISTER = (
    "pitch_mean",  # MIDI numbers; what follows counts semitones too
    "pitch_spread",
    "pitch_low",  # tenth percentile
    "pitch_high",  # ninetieth percentile
    "pitch_range",
    "pitch_slope",  # correlation of pitch with time
    "below_48",  # shares of notes below C3,
    "above_72",  # from C5 on,
    "above_84",  # from C6 on
    "span_of_onsets",  # mean distance of the lowest and the highest note of an onset
    "chord_size",  # log2 of notes an onset
    "single_notes",  # share of onsets with one note
    "full_chords",  # share of onsets with four notes or more
)
TOP = (
    "top_mean",  # the top line: highest notes of onsets, where they lie above the passage's mean pitch
    "top_spread",
    "top_rate",  # log2 of its notes a second
    "top_repeats",  # shares of its steps: the same note,
    "top_semitones",
    "top_tones",
    "top_thirds",
    "top_fourths",  # 5 to 7 semitones; the rest are wider
    "top_step",  # mean semitones
    "top_up",  # share of the moves that go up
    "top_turns",  # share of moves that turn round
    "top_slope",  # correlation of pitch with time
    "top_phrases",  # share of three steps in a row that were heard before
)
BASS = (
    "bass_mean",  # the bass line: lowest notes of onsets, where they do not lie above the passage's mean pitch
    "bass_spread",
    "bass_rate",
    "bass_repeats",
    "bass_semitones",
    "bass_tones",
    "bass_thirds",
    "bass_fourths",
    "bass_step",
    "bass_phrases",
    "bass_to_top",  # distance of the lines' means
)
REPEATS = (
    "rhythm_phrases",  # share of three gap ratios in a row that were heard before
    "likeness_2s",  # mean cosine of profiles of seconds that lie 2, 4 or 8 s apart
    "likeness_4s",
    "likeness_8s",
)

WIDEST = 13
"""Steps of a line are cut to so many semitones."""


def line_features(sound: Sound) -> list[float]:
    """Values of `REGISTER`, `TOP`, `BASS` and `REPEATS`; zeros for drums alone."""
    if not len(sound.starts):
        return [0.0] * (len(REGISTER) + len(TOP) + len(BASS) + len(REPEATS))
    onsets = sound.starts[sound.first]
    middle = float(sound.pitches.mean())
    above, below = sound.tops >= middle, sound.bottoms <= middle
    top, bass = sound.tops[above], sound.bottoms[below]
    top_steps, top_line = _line(top, sound.span)
    bass_steps, bass_line = _line(bass, sound.span)
    moves = np.sign(top_steps[top_steps != 0])
    return [
        *_register(sound),
        *top_line,
        float((moves > 0).mean()) if len(moves) else 0.5,
        float((moves[1:] != moves[:-1]).mean()) if len(moves) > 1 else 0.5,
        correlation(top.astype(np.float64), onsets[above]),
        _repeated(top_steps),
        *bass_line,
        _repeated(bass_steps),
        _mean(top) - _mean(bass),
        _repeated(_gap_ratios(onsets)),
        *_likeness(sound),
    ]


def _register(sound: Sound) -> list[float]:
    pitches = np.sort(sound.pitches)
    notes = len(pitches)
    below = np.searchsorted(pitches, (48, 72, 84)) / notes
    sizes = np.diff(sound.first, append=notes)
    return [
        float(pitches.mean()),
        float(pitches.std()),
        float(pitches[notes // 10]),
        float(pitches[min(notes * 9 // 10, notes - 1)]),
        float(pitches[-1] - pitches[0]),
        correlation(sound.pitches.astype(np.float64), sound.starts),
        float(below[0]),
        float(1 - below[1]),
        float(1 - below[2]),
        float((sound.tops - sound.bottoms).mean()),
        float(np.log2(notes / len(sizes))),
        float((sizes == 1).mean()),
        float((sizes >= 4).mean()),
    ]


def _line(pitches: NDArray[np.int64], span: float) -> tuple[NDArray[np.int64], list[float]]:
    """Steps of a line; its mean, spread, rate, shares of steps and mean step."""
    steps = np.diff(pitches)
    rate = float(np.log2(max(len(pitches) / span, SLOWEST)))
    head = [_mean(pitches), float(pitches.std()) if len(pitches) else 0.0, rate]
    if not len(steps):
        return steps, [*head, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    sizes = np.minimum(np.abs(steps), WIDEST)
    counts = np.bincount(sizes, minlength=WIDEST + 1) / len(sizes)
    shares = (counts[0], counts[1], counts[2], counts[3] + counts[4], counts[5:8].sum())
    return steps, [*head, *(float(share) for share in shares), float(sizes.mean())]


def _repeated(steps: NDArray[np.int64]) -> float:
    """Share of three steps in a row that were heard before."""
    if len(steps) < 4:
        return 0.0
    codes = np.minimum(np.maximum(steps, -WIDEST), WIDEST) + WIDEST
    base = 2 * WIDEST + 1
    phrases = np.sort((codes[:-2] * base + codes[1:-1]) * base + codes[2:])
    return float((phrases[1:] == phrases[:-1]).sum() / len(phrases))


def _gap_ratios(onsets: NDArray[np.float64]) -> NDArray[np.int64]:
    """Log2 of each gap over the one before, in half octaves."""
    logs = np.log2(np.diff(onsets))
    return np.round(2 * np.diff(logs)).astype(np.int64)


def _likeness(sound: Sound) -> list[float]:
    seconds = np.add.reduceat(sound.chroma, np.arange(0, len(sound.chroma), 4), axis=0)
    units = seconds / np.maximum(np.sqrt((seconds**2).sum(axis=1, keepdims=True)), 1e-9)
    return [float((units[lag:] * units[:-lag]).sum() / (len(units) - lag)) if len(units) > lag else 0.0 for lag in (2, 4, 8)]


def _mean(pitches: NDArray[np.int64]) -> float:
    return float(pitches.mean()) if len(pitches) else 0.0
