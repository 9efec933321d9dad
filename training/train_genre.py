"""Train the network that tells genres from notes.

    python -m training.train_genre --data DIR [--out FOLDER]

Reads genre_midi of the data, writes genre.safetensors and its card. Equal data give equal bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.genre_inputs import INPUTS
from analysis.genre_reasons import needed_probability, true_rules
from analysis.genre_rules import GENRE_RULES, GENRES, RULE_SHARPNESS, TOLD
from analysis.stacked_network import softmax, stack_logits
from training.figures import Figure, mean_figure
from training.folds import grouped_folds
from training.genre_table import WHOLE, GenreTable, read_genre_table
from training.model_card import ModelCard, save_weights
from training.options import read_training_options
from training.stacked_training import Recipe, expected_calibration_error, fit_temperature, train_stack

FOLDS = 5
REPEATS = 3
"""Folds are dealt so many times; figures are means over all of them, intervals count each song once."""
RECIPE = Recipe()
LONG_BARS = 64
"""Length that whole songs are taken to have where reasons ask for it."""
WHOLE_WEIGHT = 10.0
"""A whole song is drawn as often as so many of its excerpts."""
KINDS = (WHOLE, "all parts", "no drums", "some parts", "one part")


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """What was answered about songs that were left out.

    Attributes:
        logits: Of every row, shape (repeats, rows, genres).
        temperatures: Fitted without the row's fold, shape (repeats, rows).
    """

    logits: NDArray[np.float64]
    temperatures: NDArray[np.float64]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Calibrated, shape (repeats, rows, genres)."""
        return softmax(self.logits / self.temperatures[..., None])


def main() -> None:
    """Train, measure in folds, write weights and card."""
    options = read_training_options("genre", "the network that tells genres from notes", ("genre_midi",))
    table = read_genre_table(options.data)
    left_out = answer_left_out(table)
    weights = fit(table, np.ones(len(table.songs), np.bool_), seed=0)
    temperature = fit_temperature(np.concatenate(left_out.logits), np.tile(_genres(table), REPEATS), np.tile(_weights(table), REPEATS))
    weights["temperature"] = np.array([temperature], np.float32)
    print(save_weights(options.out, card(table, left_out), weights))
    for figure in left_out_figures(table, left_out):
        print(f"{figure.measure}: {figure.value:.3f} +- {figure.margin:.3f} (n {figure.n})")


def fit(table: GenreTable, chosen: NDArray[np.bool_], seed: int) -> dict[str, NDArray[np.float32]]:
    """Train on the chosen rows; genres count alike, songs of a genre count alike."""
    targets = np.eye(len(GENRES))[_genres(table)[chosen]]
    return train_stack(
        np.asarray(GENRE_RULES.extend(table.inputs[chosen].astype(np.float64)), np.float32), targets, _weights(table)[chosen], seed, RECIPE
    )


def answer_left_out(table: GenreTable) -> LeftOut:
    """Ask about each song a network that has seen neither it nor its near-duplicates."""
    rows = GENRE_RULES.extend(table.inputs.astype(np.float64))
    logits = np.zeros((REPEATS, len(rows), len(GENRES)))
    temperatures = np.ones((REPEATS, len(rows)))
    genres, weights = _genres(table), _weights(table)
    for repeat in range(REPEATS):
        fold = grouped_folds(table.groups, FOLDS, repeat)[table.songs]
        for number in range(FOLDS):
            weights_of_fold = fit(table, fold != number, seed=repeat * FOLDS + number)
            logits[repeat, fold == number] = stack_logits(weights_of_fold, rows[fold == number])
        for number in range(FOLDS):
            others = fold != number
            temperatures[repeat, ~others] = fit_temperature(logits[repeat, others], genres[others], weights[others])
    return LeftOut(logits, temperatures)


def left_out_figures(table: GenreTable, left_out: LeftOut) -> list[Figure]:
    """Accuracy of whole songs and of excerpts by kind; how sure, how often named, and the rules for comparison."""
    genres, probabilities = _genres(table), left_out.probabilities
    figures = []
    for kind in KINDS:
        rows = (table.kinds == kind) & ((table.bars == 8) if kind == "all parts" else True)
        figures.append(_figure(table, "accuracy, " + (kind if kind != "all parts" else "8 bars"), probabilities, rows))
    whole = table.kinds == WHOLE
    confidence, right = probabilities[:, whole].max(axis=2), probabilities[:, whole].argmax(axis=2) == genres[whole]
    error = np.mean([expected_calibration_error(*pair) for pair in zip(confidence, right, strict=True)])
    named = _named(table, left_out, whole)
    rules = softmax(RULE_SHARPNESS * GENRE_RULES.sums(GENRE_RULES.loudness(table.inputs.astype(np.float64))))[None]
    songs = len(table.genres)
    return [
        *figures,
        Figure("genre", "genre_midi", "expected calibration error", float(error), 0.0, songs),
        Figure("genre", "genre_midi", "share named (not unclear)", float(named.mean()), 0.0, songs),
        Figure("genre", "genre_midi", "accuracy of what is named", _mean(right[named]), 0.0, songs),
        *_part_figures(table, left_out),
        _figure(table, "accuracy, whole, formula", rules, whole),
        _figure(table, "accuracy, 8 bars, formula", rules, (table.kinds == "all parts") & (table.bars == 8)),
    ]


def card(table: GenreTable, left_out: LeftOut) -> ModelCard:
    """The model card, with the confusion of whole songs."""
    whole = table.kinds == WHOLE
    counts = np.zeros((len(GENRES), len(GENRES)), np.int64)
    found = left_out.probabilities[0, whole].argmax(axis=1)
    np.add.at(counts, (_genres(table)[whole], found), 1)
    inputs = len(INPUTS) + len(GENRE_RULES.rules) + len(GENRES)
    return ModelCard(
        name="genre",
        purpose="Notes and drums of a passage, without programs, names and tempo, to probabilities of five genres.",
        command="python -m training.train_genre --data DIR",
        data=[("genre_midi", "none seen", len(table.genres))],
        may_sell='Not known: the files carry no licence. `models = "formula"` uses hand-written rules instead.',
        split=f"{FOLDS} folds dealt {REPEATS} times, near-duplicates (shared melody or bass) never parted; temperature fitted "
        "without the fold; figures are means over the repeats, the interval counts each song once",
        figures=left_out_figures(table, left_out),
        confusion=(GENRES, counts),
        notes=[
            f"{RECIPE.members} networks of one hidden layer ({RECIPE.units} units) on {inputs} numbers: "
            "features, what each rule of `analysis.genre_rules` says, and the rules' sums; trained on whole songs and on random "
            "excerpts of 8 to 64 bars, with parts or drums left out; logits averaged, then divided by a temperature.",
            "Disco stands for dance music at large. Blues, hiphop, metal, pop and reggae had no labelled files: they are never answered.",
            "Songs have no artist in the data, so versions are kept apart but artists are not: figures are optimistic by an "
            "unknown amount. "
            "The bounds of the rules were set by a person who had seen medians of these songs.",
        ],
    )


def _figure(table: GenreTable, measure: str, probabilities: NDArray[np.float64], rows: NDArray[np.bool_]) -> Figure:
    right = (probabilities[:, rows].argmax(axis=2) == _genres(table)[rows]).mean(axis=0)
    songs = table.songs[rows]
    by_song = [float(right[songs == song].mean()) for song in np.unique(songs)]
    return mean_figure("genre", "genre_midi", measure, by_song)


def _part_figures(table: GenreTable, left_out: LeftOut) -> Iterator[Figure]:
    """The same of single parts."""
    rows = table.kinds == "one part"
    named = _named(table, left_out, rows)
    right = left_out.probabilities[:, rows].argmax(axis=2) == _genres(table)[rows]
    yield Figure("genre", "genre_midi", "share named, one part", float(named.mean()), 0.0, int(rows.sum()))
    yield Figure("genre", "genre_midi", "accuracy of what is named, one part", _mean(right[named]), 0.0, int(rows.sum()))


def _mean(right: NDArray[np.bool_]) -> float:
    return float(right.mean()) if right.size else 0.0


def _named(table: GenreTable, left_out: LeftOut, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which answers are told as they are, shape (repeats, rows)."""
    inputs, beats = table.inputs[rows].astype(np.float64), 4.0 * np.where(table.bars[rows] > 0, table.bars[rows], LONG_BARS)
    true = np.array([true_rules(*row) for row in zip(inputs, GENRE_RULES.loudness(inputs), beats.tolist(), strict=True)])
    answers = left_out.probabilities[:, rows]
    named = np.zeros(answers.shape[:2], np.bool_)
    for place, (row, loud) in enumerate(zip(inputs, true, strict=True)):
        for repeat, best in enumerate(answers[:, place].argmax(axis=1).tolist()):
            told = GENRE_RULES.reasons(GENRES[best], loud, TOLD)
            needed = needed_probability(row, GENRE_RULES.sums(loud), best)
            named[repeat, place] = bool(told) and answers[repeat, place, best] >= needed
    return named


def _genres(table: GenreTable) -> NDArray[np.int64]:
    return np.asarray(table.genres[table.songs], np.int64)


def _weights(table: GenreTable) -> NDArray[np.float64]:
    """Weight of each row: sum 1 over the rows of a genre, the same for each of its songs."""
    rows = np.where(table.kinds == WHOLE, WHOLE_WEIGHT, 1.0)
    of_song = np.bincount(table.songs, rows)[table.songs]
    songs_of_genre = np.bincount(table.genres)[_genres(table)]
    return np.asarray(rows / of_song / songs_of_genre, np.float64)


if __name__ == "__main__":
    main()
