"""Measure emotion against EMOPIA and VGMIDI, the formula fitted without the song or series that it is asked about."""

from pathlib import Path

from training.figures import Figure
from training.fit_emotion_formula import accuracy, predict_unseen, read_table


def figures(data: Path) -> list[Figure]:
    """Share of right signs on EMOPIA, Pearson's correlation on VGMIDI."""
    table = read_table(data)
    counts = {True: int(table.emopia.sum()), False: int((~table.emopia).sum())}
    return [
        Figure("emotion", name.split()[0], name.split(maxsplit=1)[1], value, 0.0, counts[name.startswith("EMOPIA")])
        for name, value in accuracy(table, predict_unseen(table)).items()
    ]
