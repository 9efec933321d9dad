"""Measure emotion against EMOPIA and VGMIDI: the trained model and the formula, each fitted without the song or series in question."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_model import EmotionModel, listen, views
from analysis.passage import Passage
from training.emotion_table import CUT, EMOPIA, FOLDS, WHOLE, EmotionTable, folds, read_emotion_table
from training.figures import Figure, share_figure
from training.fit_emotion_formula import accuracy, predict_unseen, read_table
from training.train_emotion import fit, fit_sureness, predict_left_out
from vocabulary.units import Bpm

DRAWS = 1000
"""Bootstrap draws of whole songs or series."""
AXES = ("valence", "arousal")
CORNERS = ((1, 1), (-1, 1), (-1, -1), (1, -1))
"""Signs of valence and arousal of EMOPIA's quadrants."""
BINS = (0.25, 0.5, 0.7, 0.85, 1.01)
"""Bins of confidence."""


def figures(data: Path) -> list[Figure]:
    """The trained model's accuracy, calibration and robustness in grouped folds, and the formula's."""
    table = read_emotion_table(data)
    places = predict_left_out(table)
    found = [*learned_figures(table, places), *calibration(table, places), *robustness(table, places)]
    rated = read_table(data)
    counts = {True: int(rated.emopia.sum()), False: int((~rated.emopia).sum())}
    for name, value in accuracy(rated, predict_unseen(rated)).items():
        corpus, measure = name.split(maxsplit=1)
        found.append(Figure("emotion", corpus, f"{measure}, by formula", value, 0.0, counts[corpus == "EMOPIA"]))
    return found


def learned_figures(table: EmotionTable, places: NDArray[np.float64]) -> list[Figure]:
    """Share of right signs on EMOPIA, Pearson's r on VGMIDI; 95 % intervals over songs and series."""
    right = np.sign(places) == np.sign(table.ratings)
    emopia = table.kinds == EMOPIA
    found = [
        _drawn("EMOPIA", "quadrant", table, emopia, lambda chosen: float(right[chosen].all(axis=1).mean())),
        _drawn("EMOPIA", "arousal", table, emopia, lambda chosen: float(right[chosen, 1].mean())),
        _drawn("EMOPIA", "valence", table, emopia, lambda chosen: float(right[chosen, 0].mean())),
    ]
    for kind, data in ((CUT, "VGMIDI, first minute"), (WHOLE, "VGMIDI, whole")):
        for axis, name in enumerate(AXES):
            measure = _pearson(places[:, axis], table.ratings[:, axis])
            found.append(_drawn(data, f"r {name}", table, table.kinds == kind, measure))
    return found


def confusion(table: EmotionTable, places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Quadrants of EMOPIA's clips, rows true, columns found."""
    emopia = table.kinds == EMOPIA
    true, found = _quadrants(table.ratings[emopia]), _quadrants(places[emopia])
    return np.bincount(true * 4 + found, minlength=16).reshape(4, 4)


def calibration(table: EmotionTable, places: NDArray[np.float64]) -> list[Figure]:
    """Share of right quadrants of EMOPIA among answers of like confidence; the confidence is fitted without the fold as well."""
    fold = folds(table)
    confidence, right = [], []
    for number in range(FOLDS):
        inner = _choose(table, fold != number)
        model = replace(fit(inner, np.ones(len(inner.kinds), np.bool_)), sureness=fit_sureness(inner))
        for clip in np.flatnonzero((fold == number) & (table.kinds == EMOPIA)):
            likeness = model.predict(table.seen[clip])[1].mean(keepdims=True)
            sure = model.confidence(places[clip][None], np.array([float(len(table.passages[clip].starts))]), likeness)
            confidence.append(float(sure.prod()))
            right.append(bool((np.sign(places[clip]) == table.ratings[clip]).all()))
    bins = np.digitize(confidence, BINS)
    return [
        share_figure(
            "emotion", "EMOPIA", f"right at confidence {BINS[place - 1]:.2f}-{BINS[place]:.2f} "
            f"(mean {np.mean(np.array(confidence)[bins == place]):.2f})", list(np.array(right)[bins == place])
        )
        for place in range(1, len(BINS)) if (bins == place).any()
    ]  # fmt: skip


def robustness(table: EmotionTable, places: NDArray[np.float64]) -> list[Figure]:
    """Share of EMOPIA's clips that keep both signs when played otherwise, and the quadrants that are then right."""
    fold = folds(table)
    chosen = np.flatnonzero(table.kinds == EMOPIA)
    models = [fit(table, fold != number) for number in range(FOLDS)]
    found = []
    for name, change in CHANGES.items():
        moved = np.array([_place(models[fold[clip]], change(table.passages[clip])) for clip in chosen])
        same = (np.sign(moved) == np.sign(places[chosen])).all(axis=1)
        right = (np.sign(moved) == table.ratings[chosen]).all(axis=1)
        found.append(share_figure("emotion", "EMOPIA", f"same quadrant, {name}", same.tolist()))
        found.append(share_figure("emotion", "EMOPIA", f"quadrant, {name}", right.tolist()))
    return found


CHANGES: dict[str, Callable[[Passage], Passage]] = {
    "velocity halved": lambda passage: replace(passage, velocities=passage.velocities / 2),
    "velocity flat": lambda passage: replace(passage, velocities=np.full_like(passage.velocities, 80.0)),
    "tempo and note values doubled": lambda passage: replace(
        passage, starts=2 * passage.starts, ends=2 * passage.ends, length=2 * passage.length, tempo=Bpm(2 * passage.tempo)
    ),
    "3 semitones up": lambda passage: replace(passage, pitches=passage.pitches + 3),
    "3 semitones down": lambda passage: replace(passage, pitches=passage.pitches - 3),
}


def _place(model: EmotionModel, passage: Passage) -> NDArray[np.float64]:
    return np.asarray(model.predict(listen(views(passage)))[0].mean(axis=0))


def _quadrants(places: NDArray[np.float64]) -> NDArray[np.int64]:
    signs = np.where(places < 0, -1, 1)
    return np.array([CORNERS.index((int(valence), int(arousal))) for valence, arousal in signs])


def _pearson(found: NDArray[np.float64], rated: NDArray[np.float64]) -> Callable[[NDArray[np.int64]], float]:
    return lambda chosen: float(np.corrcoef(found[chosen], rated[chosen])[0, 1])


def _drawn(data: str, measure: str, table: EmotionTable, which: NDArray[np.bool_], value: Callable[[NDArray[np.int64]], float]) -> Figure:
    """A figure with half its 95 % interval by drawing whole groups with replacement."""
    chosen = np.flatnonzero(which)
    names = sorted({table.groups[clip] for clip in chosen})
    members = [chosen[[table.groups[clip] == name for clip in chosen]] for name in names]
    random = np.random.default_rng(0)
    draws = [value(np.concatenate([members[n] for n in random.integers(0, len(names), len(names))])) for _ in range(DRAWS)]
    low, high = np.quantile(draws, (0.025, 0.975))
    return Figure("emotion", data, measure, value(chosen), float(high - low) / 2, len(chosen))


def _choose(table: EmotionTable, which: NDArray[np.bool_]) -> EmotionTable:
    kept = np.flatnonzero(which)
    return EmotionTable(
        tuple(table.passages[clip] for clip in kept),
        table.rows[kept],
        tuple(table.seen[clip] for clip in kept),
        table.ratings[kept],
        tuple(table.groups[clip] for clip in kept),
        table.kinds[kept],
    )
