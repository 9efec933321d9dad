"""Measure the drums' style on drummers that the network has not heard; the rules beside it."""

from pathlib import Path

from training.figures import Figure
from training.train_groove import answer_left_out, left_out_figures, read_groove_table


def figures(data: Path) -> list[Figure]:
    """Accuracy against the majority, styles counting alike, excerpts, calibration, the formula."""
    table = read_groove_table(data)
    return left_out_figures(table, answer_left_out(table))
