"""Train a stack of small networks for `analysis.stacked_network` with torch: the same weights bit for bit on one machine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from analysis.stacked_network import LIMIT, network_inputs, softmax

BATCH = 256
LEAST_SPREAD = 1e-4
TEMPERATURES = np.geomspace(0.4, 4.0, 47)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a stack is trained.

    Attributes:
        members: Networks that are averaged.
        units: Of the hidden layer.
        epochs: Times that as many rows are drawn as there are.
        input_dropout, hidden_dropout: Share of inputs and of units left out in each step.
        decay: Weight decay of AdamW.
        rate: Its first step size; falls to 0 along a cosine.
        smoothing: Share of the target that is spread over all classes.
    """

    members: int = 6
    units: int = 48
    epochs: float = 8.0
    input_dropout: float = 0.3
    hidden_dropout: float = 0.5
    decay: float = 0.05
    rate: float = 2e-3
    smoothing: float = 0.05


def train_stack(
    features: NDArray[np.float32],
    targets: NDArray[np.float64],
    weights: NDArray[np.float64],
    seed: int,
    recipe: Recipe,
) -> dict[str, NDArray[np.float32]]:
    """Fit all members side by side, each on rows drawn by weight for itself.

    Args:
        features: Shape (rows, inputs), as `stack_logits` takes them.
        targets: Probabilities, shape (rows, classes).
        weights: How often each row is drawn, shape (rows,); any sum.
        seed: Of all that is random.
        recipe: How to train.

    Returns:
        Arrays for `stack_logits`.
    """
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    generator = torch.Generator().manual_seed(seed)
    inputs = network_inputs(np.asarray(features, np.float64))
    middle, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), LEAST_SPREAD)
    rows = torch.tensor(np.clip((inputs - middle) / spread, -LIMIT, LIMIT), dtype=torch.float32)
    wanted = torch.tensor(targets * (1 - recipe.smoothing) + recipe.smoothing / targets.shape[1], dtype=torch.float32)
    arrays = _descend(rows, wanted, torch.tensor(weights / weights.sum(), dtype=torch.float32), generator, recipe)
    names = ("hidden", "hidden_bias", "output", "output_bias")
    found = {name: array.detach().numpy().astype(np.float32) for name, array in zip(names, arrays, strict=True)}
    return {"middle": middle.astype(np.float32), "spread": spread.astype(np.float32), **found}


def fit_temperature(logits: NDArray[np.float64], classes: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """The temperature at which left-out rows are most probable (Guo et al. 2017, "On calibration of modern neural networks")."""
    chosen = np.arange(len(classes))
    losses = [
        float((-np.log(softmax(logits, float(temperature))[chosen, classes] + 1e-12) * weights).sum()) for temperature in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(losses))])


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Mean distance of confidence from the share that is right, over bins of equally many answers."""
    order = np.argsort(confidence, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(len(part) * abs(confidence[part].mean() - right[part].mean()) for part in parts) / len(order))


def _descend(
    rows: torch.Tensor, wanted: torch.Tensor, shares: torch.Tensor, generator: torch.Generator, recipe: Recipe
) -> Sequence[torch.Tensor]:
    members, inputs, units, classes = recipe.members, rows.shape[1], recipe.units, wanted.shape[1]
    arrays = [
        torch.randn(members, inputs, units, generator=generator) / inputs**0.5,
        torch.zeros(members, 1, units),
        torch.randn(members, units, classes, generator=generator) / units**0.5,
        torch.zeros(members, 1, classes),
    ]
    for array in arrays:
        array.requires_grad_()
    optimiser = torch.optim.AdamW(arrays, lr=recipe.rate, weight_decay=recipe.decay)
    steps = max(1, int(recipe.epochs * len(rows) / BATCH))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        drawn = torch.multinomial(shares, BATCH * members, replacement=True, generator=generator).view(members, BATCH)
        values = _drop(rows[drawn], recipe.input_dropout, generator)
        hidden = _drop(torch.relu(values @ arrays[0] + arrays[1]), recipe.hidden_dropout, generator)
        logs = torch.log_softmax(hidden @ arrays[2] + arrays[3], -1)
        loss = -(wanted[drawn] * logs).sum(-1).mean() * members
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return arrays


def _drop(values: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    return values * (torch.rand(values.shape, generator=generator) > share) / (1 - share)
