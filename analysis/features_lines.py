"""Features of height and of lines: register, the top line and the bass line."""

import numpy as np
from numpy.typing import NDArray

from analysis.features_time import SLOWEST
from analysis.segments import ratio
from analysis.sound import Sound

REGISTER = (
    "pitch_mean",  # MIDI numbers; what follows counts semitones too
    "pitch_spread",
    "pitch_low",  # tenth percentile
    "pitch_high",  # ninetieth percentile
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
    "bass_to_top",  # distance of the lines' means
)
WIDEST = 13
"""Steps of a line are cut to so many semitones."""


def line_features(sound: Sound) -> NDArray[np.float64]:
    """Values of `REGISTER`, `TOP` and `BASS`, shape (len of these, w)."""
    onsets = sound.onsets
    pitch_means = sound.notes.means(sound.pitches)
    middle = pitch_means[onsets.owner]
    above, below = sound.tops >= middle, sound.bottoms <= middle
    top_owner, top = onsets.owner[above], sound.tops[above]
    owner, steps, top_line = _line(top, top_owner, sound.spans)
    _, _, bass_line = _line(sound.bottoms[below], onsets.owner[below], sound.spans)
    slope = _slope(top, sound.starts[sound.first[above]], top_owner, len(sound.spans))
    return np.concatenate(
        [
            _register(sound, pitch_means),
            top_line,
            _moves(owner[steps != 0], steps[steps != 0] > 0, len(sound.spans)),
            slope[None],
            bass_line,
            (top_line[0] - bass_line[0])[None],
        ]
    )


def _register(sound: Sound, means: NDArray[np.float64]) -> NDArray[np.float64]:
    notes, onsets = sound.notes, sound.onsets
    pitches = sound.pitches
    ordered = notes.sort(pitches)
    height = pitches - means[notes.owner]
    late = notes.centred(sound.starts)
    squares, times, slope, below, middle, high = notes.sums(
        np.stack([height * height, late * late, height * late, pitches < 48, pitches < 72, pitches < 84])
    )
    sizes = np.append(sound.first[1:], len(pitches)) - sound.first
    spans, single, full = onsets.means(np.stack([sound.tops - sound.bottoms, sizes == 1, sizes >= 4]))
    return np.array(
        [
            means,
            np.sqrt(squares / notes.counts),
            ordered[notes.begins + notes.counts // 10],
            ordered[notes.begins + np.minimum(notes.counts * 9 // 10, notes.counts - 1)],
            ratio(slope, squares, times, notes.counts),
            below / notes.counts,
            1 - middle / notes.counts,
            1 - high / notes.counts,
            spans,
            np.log2(notes.counts / onsets.counts),
            single,
            full,
        ]
    )


def _line(
    pitches: NDArray[np.int64], owner: NDArray[np.int64], spans: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Whose each step of the passages' lines is, and the step; the lines' means, spreads, rates, shares of steps and mean steps."""
    passages = len(spans)
    counts = np.bincount(owner, minlength=passages)
    some = np.maximum(counts, 1)
    means = np.bincount(owner, pitches, passages) / some
    spread = np.sqrt(np.bincount(owner, (pitches - means[owner]) ** 2, passages) / some)
    rate = np.log2(np.maximum(counts / spans, SLOWEST))
    within = owner[1:] == owner[:-1]
    owner, steps = owner[1:][within], (pitches[1:] - pitches[:-1])[within]
    sizes = np.minimum(np.abs(steps), WIDEST)
    each = np.bincount(owner * (WIDEST + 1) + sizes, minlength=passages * (WIDEST + 1)).reshape(passages, -1).T
    shares = each / np.maximum(counts - 1, 1)
    mean_step = np.arange(WIDEST + 1) @ each / np.maximum(counts - 1, 1)
    kinds = (*shares[:3], shares[3] + shares[4], shares[5] + shares[6] + shares[7])
    return owner, steps, np.array([means, spread, rate, *kinds, mean_step])


def _moves(owner: NDArray[np.int64], up: NDArray[np.bool_], passages: int) -> NDArray[np.float64]:
    """Share of moves that go up, and of those that turn round; a half where nothing moves."""
    counts = np.bincount(owner, minlength=passages)
    turns = (up[1:] != up[:-1]) & (owner[1:] == owner[:-1])
    rises = np.bincount(owner[up], minlength=passages) / np.maximum(counts, 1)
    turned = np.bincount(owner[1:][turns], minlength=passages) / np.maximum(counts - 1, 1)
    return np.array([np.where(counts > 0, rises, 0.5), np.where(counts > 1, turned, 0.5)])


def _slope(pitches: NDArray[np.int64], starts: NDArray[np.float64], owner: NDArray[np.int64], passages: int) -> NDArray[np.float64]:
    counts = np.bincount(owner, minlength=passages)
    some = np.maximum(counts, 1)
    high = pitches - (np.bincount(owner, pitches, passages) / some)[owner]
    late = starts - (np.bincount(owner, starts, passages) / some)[owner]
    products, squares, times = (np.bincount(owner, values, passages) for values in (high * late, high * high, late * late))
    return ratio(products, squares, times, counts)
