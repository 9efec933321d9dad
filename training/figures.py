"""Measured figures and how they are summed up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

INTERVAL = 1.96
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `margin` is half its 95 % interval over songs, 0 where none is known."""

    task: str
    data: str
    measure: str
    value: float
    margin: float
    n: int


def mean_figure(task: str, data: str, measure: str, values: Sequence[float]) -> Figure:
    """The mean of one value a song, with the interval of the mean."""
    margin = INTERVAL * float(np.std(values)) / max(1.0, len(values)) ** 0.5
    return Figure(task, data, measure, float(np.mean(values)), margin, len(values))


def share_figure(task: str, data: str, measure: str, right: Sequence[bool]) -> Figure:
    """A share of right answers with its normal 95 % interval."""
    return mean_figure(task, data, measure, [float(answer) for answer in right])


def table_row(figure: Figure) -> str:
    """A row of a Markdown table; without an interval where none is known."""
    margin = f"{figure.margin:.3f}" if figure.margin else ""
    return f"| {figure.task} | {figure.data} | {figure.measure} | {figure.value:.3f} | {margin} | {figure.n} |"
