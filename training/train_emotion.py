"""Train the kernel machine that places music in the valence-arousal plane.

    python -m training.train_emotion --data DIR [--out FOLDER]

Reads emopia and vgmidi of the data, writes emotion.safetensors and its card. Equal data give equal bytes.
"""

import os
from dataclasses import replace

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_model import ACCENTS, COUNTS, FEWEST_NOTES, LISTENED, EmotionModel, gaussian, has_accents, listen, window
from training.emotion_table import EMOPIA, FOLDS, WHOLE, EmotionTable, folds, read_emotion_table
from training.figures import Figure
from training.model_card import ModelCard, save_weights
from training.options import read_training_options

LANDMARKS = 700
LINE = 0.1
"""Variance of the straight line, the bumps' being 1."""
BIAS = 0.3
EMOPIA_NOISE, VGMIDI_NOISE = 1.0, 0.135
"""Variance of the labels: EMOPIA's are corners, VGMIDI's each the mean of thirty people; the latter's pieces are there twice."""
VGMIDI_SCALE = 3.0
"""Mean ratings of thirty people stay near the middle (standard deviation 0.2); corners are +-1."""
QUANTILES = (0.01, 0.99)
SURROGATE_RIDGE = 30.0
CUTS = 2
"""Short cuts of each clip on which confidence is calibrated too."""
CUT_SECONDS = (2.0, 15.0)
CLEAR_RATING = 0.1
"""Ratings nearer to 0 have no sign to be right about."""


def main() -> None:
    """Train, measure in folds, write weights and card."""
    from training.evaluate_emotion import confusion, learned_figures

    options = read_training_options("emotion", "the model that places music in the valence-arousal plane", ("emopia", "vgmidi"))
    table = read_emotion_table(options.data)
    places = predict_left_out(table)
    model = replace(fit(table, np.ones(len(table.kinds), np.bool_)), sureness=fit_sureness(table))
    arrays = {name: getattr(model, name) for name in EmotionModel.__slots__}
    figures = learned_figures(table, places)
    print(save_weights(options.out, card(figures, confusion(table, places), table), arrays))
    for figure in figures:
        print(f"{figure.data} {figure.measure}: {figure.value:.3f} +- {figure.margin:.3f} (n {figure.n})")


def fit(table: EmotionTable, chosen: NDArray[np.bool_]) -> EmotionModel:
    """Kernel ridge regression of both axes on the chosen clips, on landmarks drawn from them with a fixed seed."""
    rows, is_emopia = table.rows[chosen], table.kinds[chosen] == EMOPIA
    empty = _scaler(rows)
    standard = empty.standardise(rows)
    points = standard * COUNTS
    landmarks = points[np.random.default_rng(0).permutation(len(points))[:LANDMARKS]].astype(np.float32)
    targets = table.ratings[chosen] * np.where(is_emopia, 1.0, VGMIDI_SCALE)[:, None]
    precision = 1 / np.where(is_emopia, EMOPIA_NOISE, VGMIDI_NOISE)[:, None]
    size = float((COUNTS**2).sum())
    across = gaussian(points, landmarks) + LINE / size * points @ landmarks.T + BIAS
    among = gaussian(landmarks.astype(np.float64), landmarks) + LINE / size * landmarks.astype(np.float64) @ landmarks.T + BIAS
    weights = np.linalg.solve(across.T @ (across * precision) + among + 1e-6 * np.eye(len(landmarks)), across.T @ (targets * precision))
    gram = standard.T @ standard + SURROGATE_RIDGE * np.eye(len(LISTENED))
    answers = across @ weights
    return replace(
        empty,
        landmarks=landmarks,
        bumps=weights.astype(np.float32),
        line=(LINE / size * landmarks.T @ weights).astype(np.float32),
        bias=(BIAS * weights.sum(axis=0)).astype(np.float32),
        surrogate=np.linalg.solve(gram, standard.T @ (answers - answers.mean(axis=0))).astype(np.float32),
    )


def predict_left_out(table: EmotionTable, seed: int = 0) -> NDArray[np.float64]:
    """Place each clip, all its views averaged, by a model that knows neither its song nor its series; shape (clips, 2)."""
    fold = folds(table, seed)
    places = np.zeros_like(table.ratings)
    for number in range(FOLDS):
        model = fit(table, fold != number)
        for clip in np.flatnonzero(fold == number):
            places[clip] = model.predict(table.seen[clip])[0].mean(axis=0)
    return np.clip(places, -1.0, 1.0)


def fit_sureness(table: EmotionTable) -> NDArray[np.float32]:
    """Logistic regression of "the sign is right" on clips left out and on short cuts of them, for each axis; shape (2, 4)."""
    fold = folds(table)
    random = np.random.default_rng(1)
    inputs: list[NDArray[np.float64]] = []
    right: list[NDArray[np.float64]] = []
    for number in range(FOLDS):
        model = fit(table, fold != number)
        for clip in np.flatnonzero((fold == number) & (table.kinds != WHOLE)):
            passage = table.passages[clip]
            cuts = [window(passage, *_cut(passage.seconds, random)) for _ in range(CUTS)]
            cuts = [cut for cut in cuts if len(cut.starts) >= FEWEST_NOTES]
            heard = [(table.seen[clip], len(passage.starts)), *((listen([cut]), len(cut.starts)) for cut in cuts)]
            for rows, notes in heard:
                places, likeness = model.predict(rows)
                place = np.clip(places.mean(axis=0), -1.0, 1.0)
                inputs.append(np.stack([np.array([1.0, abs(axis), np.log2(notes), likeness.mean()]) for axis in place]))
                right.append(np.where(np.abs(table.ratings[clip]) >= CLEAR_RATING, np.sign(place) == np.sign(table.ratings[clip]), np.nan))
    return np.stack([_logistic(np.array(inputs)[:, axis], np.array(right)[:, axis]) for axis in range(2)]).astype(np.float32)


def card(figures: list[Figure], counts: NDArray[np.int64], table: EmotionTable) -> ModelCard:
    """The model card."""
    return ModelCard(
        name="emotion",
        purpose="Features of a passage in; valence and arousal, the confidence in their signs and what pushes them out.",
        command="python -m training.train_emotion --data DIR",
        data=(
            ("EMOPIA 1.0, piano clips transcribed from recordings", "CC BY-NC-SA 4.0", int((table.kinds == EMOPIA).sum())),
            ("VGMIDI, piano arrangements of game music", "none stated", int((table.kinds == WHOLE).sum())),
        ),
        may_sell="Unclear, and better not: EMOPIA's licence forbids commercial use, and VGMIDI states none, so nobody has been allowed "
        'anything. Whether weights learned from such data fall under it is for a lawyer; with models = "formula" they are not used.',
        split="Five folds that leave out whole songs (EMOPIA) and whole series of games (VGMIDI), of both sets at once; one model.",
        figures=figures,
        confusion=(("Q1 +V+A", "Q2 -V+A", "Q3 -V-A", "Q4 +V-A"), counts),
        notes=(
            f"Kernel ridge regression on {LANDMARKS} landmarks on {len(LISTENED)} features (analysis/emotion_model.py); relative velocity.",
            "Weights of the groups of features and the width of the bumps were chosen on the same folds, so the figures are a little "
            "optimistic. Solo piano only: bands are judged by their pitched notes and the pace of all, without ratings behind it.",
        ),
    )


def _scaler(rows: NDArray[np.float64]) -> EmotionModel:
    """A model that standardises and knows nothing else yet."""
    known = rows.copy()
    known[np.ix_(~has_accents(rows), ACCENTS)] = np.nan
    low, high = np.nanquantile(known, QUANTILES, axis=0)
    inside = np.clip(known, low, high)
    return EmotionModel(
        low=low.astype(np.float32),
        high=high.astype(np.float32),
        middle=np.nanmean(inside, axis=0).astype(np.float32),
        spread=(np.nanstd(inside, axis=0) + 1e-6).astype(np.float32),
        landmarks=np.zeros((0, len(LISTENED)), np.float32),
        bumps=np.zeros((0, 2), np.float32),
        line=np.zeros((len(LISTENED), 2), np.float32),
        bias=np.zeros(2, np.float32),
        sureness=np.zeros((2, 4), np.float32),
        surrogate=np.zeros((len(LISTENED), 2), np.float32),
    )


def _cut(seconds: float, random: np.random.Generator) -> tuple[float, float]:
    length = float(random.uniform(*CUT_SECONDS))
    return float(random.uniform(0.0, max(seconds - length, 0.0))), length


def _logistic(inputs: NDArray[np.float64], right: NDArray[np.float64], rounds: int = 30) -> NDArray[np.float64]:
    """Newton's method with a light ridge; rows whose answer is NaN are left out."""
    known = np.isfinite(right)
    inputs, right = inputs[known], right[known]
    weights = np.zeros(inputs.shape[1])
    for _ in range(rounds):
        share = 1 / (1 + np.exp(-inputs @ weights))
        hessian = inputs.T @ (inputs * (share * (1 - share))[:, None]) + np.eye(len(weights))
        weights = weights + np.linalg.solve(hessian, inputs.T @ (right - share) - weights)
    return weights


if __name__ == "__main__":
    main()
