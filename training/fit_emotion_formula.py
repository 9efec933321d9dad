"""Fit the weights of `analysis.emotion_formula.TRAITS` to human ratings, and measure the formula on songs that it has not seen.

    python -m training.fit_emotion_formula --data DIR

prints the table to be pasted into `analysis/emotion_formula.py`. Deterministic: equal data give equal weights.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.emotion_formula import LIMIT, TRAITS, traits
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile
from analysis.rhythm import describe_rhythm
from analysis.texture import describe_texture
from training.corpora import RatedClip, emopia, vgmidi
from training.folds import grouped_folds

RIDGE = 0.02
FOLDS = 5
VGMIDI_SCALE = 2.0
"""Mean ratings of thirty people stay near the middle (standard deviation 0.2); corners are +-1."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Traits, ratings, and groups of both sets, EMOPIA's first.

    Attributes:
        values: Shape (clips, traits).
        ratings: Valence and arousal, shape (clips, 2).
        weights: Sum 1 in each set.
        groups: Song or series of each clip.
        emopia: True for EMOPIA's clips.
    """

    values: NDArray[np.float64]
    ratings: NDArray[np.float64]
    weights: NDArray[np.float64]
    groups: tuple[str, ...]
    emopia: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """Middles and spreads of the traits; weights of shape (traits + 1, 2), the last row being the middle of the scale."""

    middles: NDArray[np.float64]
    spreads: NDArray[np.float64]
    weights: NDArray[np.float64]

    def predict(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Valence and arousal before tanh, shape (clips, 2)."""
        z = np.clip((values - self.middles) / self.spreads, -LIMIT, LIMIT)
        return np.asarray(z @ self.weights[:-1] + self.weights[-1])


def main() -> None:
    """Print the fitted table and the formula's accuracy in grouped folds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds emopia/ and vgmidi/")
    table = read_table(parser.parse_args().data)
    formula = fit(table, np.ones(len(table.values), bool))
    for trait, middle, spread, (valence, arousal) in zip(TRAITS, formula.middles, formula.spreads, formula.weights[:-1], strict=True):
        words = f'"{trait.high}", "{trait.low}"'
        print(f'    Trait("{trait.name}", {middle:.3f}, {spread:.3f}, {valence:.3f}, {arousal:.3f}, {words}),')
    print(f"MIDDLE_VALENCE, MIDDLE_AROUSAL = {formula.weights[-1, 0]:.3f}, {formula.weights[-1, 1]:.3f}")
    for name, figure in accuracy(table, predict_unseen(table)).items():
        print(f"{name}: {figure:.3f}")


def read_table(data: Path) -> Table:
    """Compute the traits of all rated clips."""
    corners, ratings = list(emopia(data)), list(vgmidi(data))
    clips = corners + ratings
    is_emopia = np.arange(len(clips)) < len(corners)
    return Table(
        values=np.array([_traits(clip) for clip in clips]),
        ratings=np.array([(clip.valence, clip.arousal) for clip in clips]),
        weights=np.where(is_emopia, 1 / len(corners), 1 / len(ratings)),
        groups=tuple(clip.group for clip in clips),
        emopia=is_emopia,
    )


def fit(table: Table, chosen: NDArray[np.bool_]) -> Formula:
    """Weighted ridge least squares of both axes on the standardised traits of the chosen clips."""
    weights = table.weights[chosen, None]
    values = table.values[chosen]
    middles = (values * weights).sum(axis=0) / weights.sum()
    spreads = np.asarray(np.sqrt(((values - middles) ** 2 * weights).sum(axis=0) / weights.sum()), np.float64)
    z = np.clip((values - middles) / spreads, -LIMIT, LIMIT)
    design = np.concatenate([z, np.ones((len(z), 1))], axis=1)
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[-1, -1] = 0
    targets = table.ratings * np.where(table.emopia, 1.0, VGMIDI_SCALE)[:, None]
    solution = np.linalg.solve(design.T @ (design * weights) + penalty, design.T @ (targets[chosen] * weights))
    return Formula(middles, spreads, np.asarray(solution, np.float64))


def predict_unseen(table: Table) -> NDArray[np.float64]:
    """Predict each clip by a formula fitted without its song or series: five folds."""
    fold = grouped_folds(table.groups, FOLDS)
    predicted = np.zeros_like(table.ratings)
    for number in range(FOLDS):
        left_out = fold == number
        predicted[left_out] = fit(table, ~left_out).predict(table.values[left_out])
    return predicted


def accuracy(table: Table, predicted: NDArray[np.float64]) -> dict[str, float]:
    """Share of right signs on EMOPIA, Pearson's correlation on VGMIDI."""
    right = np.sign(predicted[table.emopia]) == table.ratings[table.emopia]
    rated, guessed = table.ratings[~table.emopia], predicted[~table.emopia]
    return {
        "EMOPIA quadrant": float(right.all(axis=1).mean()),
        "EMOPIA arousal": float(right[:, 1].mean()),
        "EMOPIA valence": float(right[:, 0].mean()),
        "VGMIDI r valence": float(np.corrcoef(rated[:, 0], guessed[:, 0])[0, 1]),
        "VGMIDI r arousal": float(np.corrcoef(rated[:, 1], guessed[:, 1])[0, 1]),
    }


def _traits(clip: RatedClip) -> list[float]:
    passage = passage_of(clip.section)
    values = traits(passage, pitch_class_profile(passage), describe_rhythm(passage), describe_texture(passage))
    return [values[trait.name] for trait in TRAITS]


if __name__ == "__main__":
    main()
