"""Train the network that tells the drums' style.

    python -m training.train_groove --data DIR [--out FOLDER]

Reads groove of the data, writes groove.safetensors and its card. Equal data give equal bytes.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.drum_features import CELLS
from analysis.groove import LEAST_PROBABILITY
from analysis.groove_rules import GROOVE_RULES, RULE_SHARPNESS, STYLES, groove_inputs
from analysis.passage import Passage, passage_of
from analysis.stacked_network import softmax, stack_logits
from training.corpora_groove import groove_beats
from training.excerpts import random_excerpts
from training.figures import Figure, mean_figure, share_figure
from training.model_card import ModelCard, save_weights
from training.options import read_training_options
from training.stacked_training import Recipe, expected_calibration_error, fit_temperature, train_stack
from vocabulary.units import TICKS_PER_BEAT

RECIPE = Recipe(members=6, units=32, epochs=12.0)
EXCERPTS = 8
WHOLE_WEIGHT = 6.0
"""A whole performance is drawn as often as so many of its excerpts."""
BALANCE = 0.35
"""A style is drawn in proportion to its performances to the power of one less this; 1 would draw all alike."""


@dataclass(frozen=True, slots=True, eq=False)
class GrooveTable:
    """Rows of all performances.

    Attributes:
        inputs: `groove_inputs` of each row, shape (rows, inputs).
        performances: Which performance each row is of.
        whole: True for rows of whole performances.
        styles: Place in `STYLES`, of each row.
        drummers: Number of the drummer, of each row.
    """

    inputs: NDArray[np.float64]
    performances: NDArray[np.int64]
    whole: NDArray[np.bool_]
    styles: NDArray[np.int64]
    drummers: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Logits of every row from a network that has not heard its drummer, shape (rows, styles), and the temperature of each."""

    logits: NDArray[np.float64]
    temperatures: NDArray[np.float64]


def main() -> None:
    """Train, measure without each drummer, write weights and card."""
    options = read_training_options("groove", "the network that tells the drums' style", ("groove",))
    table = read_groove_table(options.data)
    left_out = answer_left_out(table)
    weights = fit(table, np.ones(len(table.styles), np.bool_), seed=0)
    weights["temperature"] = np.array([_temperature(table, left_out.logits, np.ones(len(table.styles), np.bool_))], np.float32)
    print(save_weights(options.out, card(table, left_out), weights))
    for figure in left_out_figures(table, left_out):
        print(f"{figure.measure}: {figure.value:.3f} +- {figure.margin:.3f} (n {figure.n})")


def read_groove_table(data: Path) -> GrooveTable:
    """Compute the inputs of all performances and of excerpts of them."""
    rows: list[tuple[NDArray[np.float64], int, bool, int, str]] = []
    for number, performance in enumerate(groove_beats(data)):
        passage = passage_of(performance.section)
        excerpts = [excerpt.passage for excerpt in random_excerpts(passage, EXCERPTS, number)]
        for place, some in enumerate([passage, *excerpts, *(programmed(each) for each in (passage, *excerpts[::2]))]):
            inputs = groove_inputs(some)
            if inputs is not None:
                rows.append((inputs, number, place == 0, STYLES.index(performance.style), performance.drummer))
    names = sorted({row[4] for row in rows})
    return GrooveTable(
        inputs=np.array([row[0] for row in rows]),
        performances=np.array([row[1] for row in rows]),
        whole=np.array([row[2] for row in rows]),
        styles=np.array([row[3] for row in rows]),
        drummers=np.array([names.index(row[4]) for row in rows]),
    )


def programmed(passage: Passage) -> Passage:
    """The same beat as it would be programmed: every stroke on the nearest twelfth of a beat, all struck alike."""
    cell = TICKS_PER_BEAT // CELLS
    starts = (passage.starts + cell // 2) // cell * cell
    order = np.argsort(starts, kind="stable")
    alike = np.full(len(starts), 100.0)
    length = max(passage.length, int(starts.max(initial=0)) + cell)
    return replace(
        passage,
        starts=starts[order],
        ends=starts[order] + cell,
        pitches=passage.pitches[order],
        velocities=alike,
        part_numbers=passage.part_numbers[order],
        drums=passage.drums[order],
        length=length,
    )


def fit(table: GrooveTable, chosen: NDArray[np.bool_], seed: int) -> dict[str, NDArray[np.float32]]:
    """Train on the chosen rows; rare styles are drawn more often than they come."""
    counts = np.bincount(table.styles[chosen & table.whole], minlength=len(STYLES))
    weights = _weights(table) * np.maximum(counts, 1)[table.styles] ** -BALANCE
    rows = GROOVE_RULES.extend(table.inputs[chosen])
    return train_stack(np.asarray(rows, np.float32), np.eye(len(STYLES))[table.styles[chosen]], weights[chosen], seed, RECIPE)


def answer_left_out(table: GrooveTable) -> LeftOut:
    """Ask about each drummer a network that has not heard them; temperatures are fitted without them too."""
    rows = GROOVE_RULES.extend(table.inputs)
    logits, temperatures = np.zeros((len(rows), len(STYLES))), np.ones(len(rows))
    for drummer in np.unique(table.drummers).tolist():
        own = table.drummers == drummer
        logits[own] = stack_logits(fit(table, ~own, seed=1 + drummer), rows[own])
    for drummer in np.unique(table.drummers).tolist():
        own = table.drummers == drummer
        temperatures[own] = _temperature(table, logits, ~own)
    return LeftOut(logits, temperatures)


def left_out_figures(table: GrooveTable, left_out: LeftOut) -> list[Figure]:
    """Accuracy against always saying rock, with every style counting alike too; how sure; the rules."""
    whole, styles = table.whole, table.styles[table.whole]
    probabilities = softmax(left_out.logits / left_out.temperatures[:, None])
    right = probabilities.argmax(axis=1) == table.styles
    confidence = probabilities[whole].max(axis=1)
    named = confidence >= LEAST_PROBABILITY
    rules = GROOVE_RULES.sums(GROOVE_RULES.loudness(table.inputs))
    by_rules = (RULE_SHARPNESS * rules).argmax(axis=1) == table.styles
    return [
        share_figure("groove", "Groove MIDI", "accuracy, performances", right[whole].tolist()),
        share_figure("groove", "Groove MIDI", "majority (rock)", (styles == STYLES.index("rock")).tolist()),
        _alike("accuracy, styles count alike", right[whole], styles),
        Figure("groove", "Groove MIDI", "majority, styles count alike", 1 / len(STYLES), 0.0, len(styles)),
        mean_figure("groove", "Groove MIDI", "accuracy, excerpts, half of them quantised", _by_performance(table, right)),
        Figure(
            "groove", "Groove MIDI", "expected calibration error", expected_calibration_error(confidence, right[whole]), 0.0, len(styles)
        ),
        Figure("groove", "Groove MIDI", "share named (not unclear)", float(named.mean()), 0.0, len(styles)),
        share_figure("groove", "Groove MIDI", "accuracy of what is named", right[whole][named].tolist()),
        share_figure("groove", "Groove MIDI", "accuracy, formula", by_rules[whole].tolist()),
        _alike("accuracy, formula, styles count alike", by_rules[whole], styles),
    ]


def card(table: GrooveTable, left_out: LeftOut) -> ModelCard:
    """The model card, with the confusion of whole performances."""
    counts = np.zeros((len(STYLES), len(STYLES)), np.int64)
    np.add.at(counts, (table.styles[table.whole], left_out.logits[table.whole].argmax(axis=1)), 1)
    return ModelCard(
        name="groove",
        purpose="Drums of a passage and its tempo to probabilities of eight styles.",
        command="python -m training.train_groove --data DIR",
        data=[("Groove MIDI", "CC BY 4.0", int(table.whole.sum()))],
        may_sell="Yes, with attribution: Groove MIDI Dataset, Google LLC, CC BY 4.0.",
        split="each drummer left out in turn; temperature fitted without the drummer",
        figures=left_out_figures(table, left_out),
        confusion=(STYLES, counts),
        notes=[
            f"{RECIPE.members} networks of one hidden layer ({RECIPE.units} units) on features of the drums, the tempo, strokes a second, "
            "what each rule of `analysis.groove_rules` says, and the rules' sums; trained on whole performances and excerpts, as played "
            "and quantised with even velocities; rare styles are drawn more often than they come.",
            "Nearly half of the performances are rock, a style is what its drummer called it, and few drummers play the rare ones: read "
            "the answer as a leaning. Other styles (reggae, blues, afrobeat, ...) have too few performances and are never answered.",
        ],
    )


def _temperature(table: GrooveTable, logits: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    return fit_temperature(logits[chosen], table.styles[chosen], _weights(table)[chosen])


def _weights(table: GrooveTable) -> NDArray[np.float64]:
    """Weight of each row: sum 1 over the rows of a performance."""
    rows = np.where(table.whole, WHOLE_WEIGHT, 1.0)
    return np.asarray(rows / np.bincount(table.performances, rows)[table.performances], np.float64)


def _alike(measure: str, right: NDArray[np.bool_], styles: NDArray[np.int64]) -> Figure:
    shares = [right[styles == style] for style in np.unique(styles)]
    margin = 1.96 * sum(float(share.var()) / len(share) for share in shares) ** 0.5 / len(shares)
    return Figure("groove", "Groove MIDI", measure, float(np.mean([share.mean() for share in shares])), margin, len(styles))


def _by_performance(table: GrooveTable, right: NDArray[np.bool_]) -> list[float]:
    excerpts = ~table.whole
    numbers = np.unique(table.performances[excerpts])
    return [float(right[excerpts & (table.performances == number)].mean()) for number in numbers]


if __name__ == "__main__":
    main()
