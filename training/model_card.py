"""Weights on disk: deterministic safetensors with a model card beside them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from training.figures import Figure, table_row


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a user must know of shipped weights.

    Attributes:
        name: Of the weight file, without its ending.
        purpose: What goes in and what comes out, one sentence.
        command: The command that makes the file.
        data: (name, licence, how many items) of each training set.
        may_sell: Plain words on commercial use.
        split: How it was kept apart what is measured from what is learned.
        figures: Accuracy on what was left out.
        confusion: Labels of the rows and counts, rows true, columns found; None where it is no classifier.
        columns: Labels of the columns where they are not those of the rows.
        notes: Further paragraphs: the architecture, what falls short.
    """

    name: str
    purpose: str
    command: str
    data: Sequence[tuple[str, str, int]]
    may_sell: str
    split: str
    figures: Sequence[Figure]
    confusion: tuple[Sequence[str], NDArray[np.int64]] | None = None
    columns: Sequence[str] = ()
    notes: Sequence[str] = ()


def save_weights(folder: Path, card: ModelCard, arrays: Mapping[str, NDArray[np.float32]]) -> Path:
    """Write NAME.safetensors (the same bytes for the same arrays) and NAME.md into a folder.

    Returns:
        The path of the weight file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card.name}.safetensors"
    save_file({name: np.ascontiguousarray(arrays[name], np.float32) for name in sorted(arrays)}, path)
    (folder / f"{card.name}.md").write_text(card_text(card, datetime.datetime.now(tz=datetime.UTC).date()), encoding="utf-8")
    return path


def card_text(card: ModelCard, date: datetime.date) -> str:
    """The card as Markdown."""
    lines = [
        f"# {card.name}", "", card.purpose, "", f"- Made on {date.isoformat()} by `{card.command}`", f"- Split: {card.split}",
        f"- May I sell what comes of it? {card.may_sell}", "", "| data | licence | items |", "|---|---|---|",
        *(f"| {name} | {licence} | {items} |" for name, licence, items in card.data), "",
        "| task | data | measure | value | +- (95 %) | n |", "|---|---|---|---|---|---|",
        *map(table_row, card.figures), "",
    ]  # fmt: skip
    if card.confusion is not None:
        labels, counts = card.confusion
        columns = card.columns or labels
        lines += ["Confusion: rows true, columns found.", "", f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
        lines += [f"| {label} | {' | '.join(str(n) for n in row)} |" for label, row in zip(labels, counts.tolist(), strict=True)]
        lines += [""]
    for note in card.notes:
        lines += [note, ""]
    return "\n".join(lines)
