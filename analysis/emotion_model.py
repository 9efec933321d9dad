"""The kernel machine that places a passage in the valence-arousal plane, trained on rated piano music; evaluated with numpy.

One smooth function for both axes: a straight line plus a sum of Gaussian bumps at some of the training clips (kernel ridge regression
on landmarks; Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", ch. 8). Far from all rated music only the line is left.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.features import FEATURES, symbolic_features
from analysis.features_lines import BASS, REGISTER, TOP
from analysis.features_time import ACCENT, LENGTH, PACE
from analysis.features_tonal import DEGREES, HARMONY, INTERVALS, KEY, QUALITIES
from analysis.passage import Passage
from analysis.weights_file import load_weights

GROUPS: tuple[tuple[tuple[str, ...], float], ...] = (
    (PACE, 1.0),
    (LENGTH, 1.0),
    (ACCENT, 1.0),
    (KEY, 1.0),
    (DEGREES, 0.5),
    (INTERVALS, 1.0),
    (HARMONY, 1.0),
    (QUALITIES, 0.5),
    (REGISTER, 1.0),
    (TOP, 1.0),
    (BASS, 0.5),
)
"""Features that are listened to, and how much each counts; chosen on five folds of EMOPIA and VGMIDI."""
LISTENED = tuple((name, weight) for group, weight in GROUPS for name in group)
ACCENTS = np.flatnonzero([name in ACCENT for name, _ in LISTENED])
COUNTS = np.array([weight for _, weight in LISTENED])
"""How much each column counts."""
GAMMA = 1.2
"""Of the Gaussian exp(-GAMMA d^2), d^2 the mean squared distance over the columns."""
FARTHEST = 3.0
"""Standardised features are cut there."""

WINDOW_SECONDS = 15.0
VIEWS = ((20.0, True, 0), (90.0, True, 3), (float("inf"), False, 5))
"""Up to so many seconds: whether the passage is heard whole, and through how many windows as well; all answers are averaged."""
FEWEST_NOTES = 8
"""Pitched notes below which the model says nothing."""
HANDS = 2
"""Up to two parts count as one piano."""


@dataclass(frozen=True, slots=True, eq=False)
class EmotionModel:
    """Weights; d columns, m landmarks.

    Attributes:
        low, high: Limits of each column, shape (d,).
        middle, spread: Means and standard deviations within the limits, shape (d,).
        landmarks: Standardised and weighed by `COUNTS`, shape (m, d).
        bumps: Weight of each landmark on both axes, shape (m, 2).
        line, bias: Weights of the straight line, shapes (d, 2) and (2,).
        sureness: Logistic weights of each axis for "its sign is right", shape (2, 4): bias, distance from 0, log2 of notes, likeness.
        surrogate: The line that comes closest to the whole model, on standardised columns; for reasons. Shape (d, 2).
    """

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    bumps: NDArray[np.float32]
    line: NDArray[np.float32]
    bias: NDArray[np.float32]
    sureness: NDArray[np.float32]
    surrogate: NDArray[np.float32]

    def standardise(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns of rows from `listen`, cut and standardised; where all notes are struck alike, accents count as middling."""
        inside = np.minimum(np.maximum(rows, self.low), self.high)
        standard = np.minimum(np.maximum((inside - self.middle) / self.spread, -FARTHEST), FARTHEST)
        even = ~has_accents(rows)
        if even.any():
            standard[np.ix_(even, ACCENTS)] = 0.0
        return np.asarray(standard, np.float64)

    def predict(self, rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Place rows from `listen` in the plane.

        Returns:
            Valence and arousal, shape (rows, 2), mostly within -1..1; likeness to the nearest landmark, 0..1, shape (rows,).
        """
        points = self.standardise(rows) * COUNTS
        likeness = gaussian(points, self.landmarks, _sizes(self))
        return likeness @ self.bumps + points @ self.line + self.bias, likeness.max(axis=1)

    def confidence(self, place: NDArray[np.float64], notes: NDArray[np.float64], likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probability that the sign of each axis is right, shape (rows, 2), at least 0.5 each."""
        shared = np.array([np.ones(len(place)), np.zeros(len(place)), np.log2(np.maximum(notes, 1.0)), likeness])
        logits = shared.T @ self.sureness.T + np.abs(place) * self.sureness[:, 1]
        return np.asarray(np.maximum(1 / (1 + np.exp(-logits)), 0.5))


def has_accents(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows from `listen` are of notes not all struck alike, as drawn notes are."""
    return np.asarray(rows[:, ACCENTS].any(axis=1))


def gaussian(points: NDArray[np.float64], landmarks: NDArray[np.float32], sizes: NDArray[np.float32] | None = None) -> NDArray[np.float64]:
    """Likeness of points and landmarks, 0..1, shape (points, landmarks); `sizes` are the landmarks' squared norms, where they are known."""
    sizes = squared_norms(landmarks) if sizes is None else sizes
    squares = (points**2).sum(axis=1)[:, None] + sizes - 2 * points.astype(np.float32) @ landmarks.T
    return np.asarray(np.exp(_FALL * np.maximum(squares, 0.0)), np.float64)


def squared_norms(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squares of each row, summed up."""
    return np.asarray(np.einsum("md,md->m", landmarks, landmarks))


@cache
def _sizes(model: EmotionModel) -> NDArray[np.float32]:
    return squared_norms(model.landmarks)


_FALL = -GAMMA / float((COUNTS**2).sum())


@cache
def shipped_model() -> EmotionModel:
    """The weights of `analysis/weights/emotion.safetensors`."""
    return model_of(load_weights("emotion"))


def model_of(arrays: Mapping[str, NDArray[np.float32]]) -> EmotionModel:
    """Put arrays under the names of the model's fields."""
    return EmotionModel(**{field.name: arrays[field.name] for field in fields(EmotionModel)})


def views(passage: Passage) -> list[Passage]:
    """The passage whole and through windows that lie evenly, as `VIEWS` says; whole too where all windows are nearly empty."""
    whole, count = next((whole, count) for longest, whole, count in VIEWS if passage.seconds <= longest)
    latest = passage.seconds - WINDOW_SECONDS
    windows = [window(passage, latest * (number + 0.5) / count, WINDOW_SECONDS) for number in range(count)]
    windows = [part for part in windows if len(part.drums) - np.count_nonzero(part.drums) >= FEWEST_NOTES]
    return [passage, *windows] if whole or not windows else windows


def window(passage: Passage, begin: float, seconds: float) -> Passage:
    """What starts within some seconds of a passage, cut at the end; its times count from there."""
    ticks = passage.length / passage.seconds
    low, high = int(begin * ticks), max(int((begin + seconds) * ticks), int(begin * ticks) + 1)
    chosen = slice(*passage.starts.searchsorted((low, high)).tolist())
    return Passage(
        passage.starts[chosen] - low,
        np.minimum(passage.ends[chosen], high) - low,
        passage.pitches[chosen],
        passage.velocities[chosen],
        passage.part_numbers[chosen],
        passage.drums[chosen],
        high - low,
        passage.tempo,
        passage.signature_numerator,
        passage.signature_denominator,
    )


def listen(passages: Sequence[Passage]) -> NDArray[np.float64]:
    """The model's columns of passages with at least one note each; a band of n parts counts as the square root of n / 2 pianos.

    Returns:
        Shape (passages, len(LISTENED)).
    """
    rows = symbolic_features(passages)
    for row, passage in zip(rows, passages, strict=True):
        pianos = 0.5 * math.log2(max(count_parts(passage) / HANDS, 1.0))
        if pianos:
            row[_RATE] -= pianos
            row[_SIZE] = max(row[_SIZE] - pianos, 0.0)
            row[_SOUNDING] = math.log2(1 + (2 ** row[_SOUNDING] - 1) / 2**pianos)
    return rows


def count_parts(passage: Passage) -> int:
    """Parts that play."""
    return int(np.count_nonzero(np.bincount(passage.part_numbers)))


_RATE, _SIZE, _SOUNDING = (FEATURES.index(name) for name in ("note_rate", "chord_size", "sounding"))
