"""Measure the genre on songs that the network has not seen: folds keep near-duplicates together; the rules beside it."""

from pathlib import Path

from training.figures import Figure
from training.genre_table import read_genre_table
from training.train_genre import answer_left_out, left_out_figures


def figures(data: Path) -> list[Figure]:
    """Accuracy of whole songs, of eight bars, without drums, with some or one of the parts; calibration; the formula."""
    table = read_genre_table(data)
    return left_out_figures(table, answer_left_out(table))
