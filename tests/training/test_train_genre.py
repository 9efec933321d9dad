from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from analysis.genre_inputs import INPUTS
from analysis.genre_rules import GENRES
from training.evaluate_genre import figures as genre_figures
from training.evaluate_groove import figures as groove_figures
from training.genre_table import WHOLE, GenreTable
from training.train_genre import KINDS, answer_left_out, card, fit, left_out_figures


def made_up_table() -> GenreTable:
    """Twenty songs, one row of each kind; a song's genre shows in five of its inputs."""
    random = np.random.default_rng(0)
    songs = np.repeat(np.arange(20), len(KINDS))
    genres = np.arange(20) % len(GENRES)
    inputs = random.random((len(songs), len(INPUTS))).astype(np.float32)
    inputs[np.arange(len(songs)), genres[songs]] += 5
    kinds = np.array([WHOLE, *KINDS[1:]] * 20)
    return GenreTable(inputs, songs, kinds, np.array([0, 8, 8, 8, 8] * 20), genres, tuple(range(20)))


def test_training_is_the_same_twice_and_the_card_tells_all() -> None:
    table = made_up_table()
    everything = np.ones(len(table.songs), np.bool_)

    first, again = (fit(table, everything, seed=3) for _ in range(2))
    left_out = answer_left_out(table)
    made = card(table, left_out)

    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
    assert left_out.probabilities.sum(axis=2) == pytest.approx(1.0)
    assert made.confusion is not None
    assert made.confusion[1].sum() == 20
    assert {figure.measure for figure in left_out_figures(table, left_out)} >= {
        "accuracy, whole",
        "accuracy, 8 bars",
        "accuracy, whole, formula",
    }


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_genre_and_groove_are_told_better_than_asked(data: Path) -> None:
    genre = {figure.measure: figure.value for figure in genre_figures(data)}
    groove = {figure.measure: figure.value for figure in groove_figures(data)}

    assert genre["accuracy, whole"] > 0.72
    assert genre["accuracy of what is named"] > genre["accuracy, whole"]
    assert groove["accuracy, performances"] > groove["majority (rock)"]
