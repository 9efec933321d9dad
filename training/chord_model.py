"""The network of `analysis.chord_network` in torch, with the loss that trains scores and costs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from analysis.chord_features import CUES, KINDS, ChordFeatures, surroundings
from analysis.chord_network import QUALITY_COUNT, ChordWeights
from analysis.chord_tables import QUALITIES

HIDDEN, HIDDEN_BEATS, HIDDEN_CHANGE = 24, 16, 12
REACH = 2
"""Beats on each side that the second layer hears."""
DROPPED = 0.1
EPOCHS = 16
STRETCH = 48
"""Beats of one example."""
BATCH = 48
LEARNING_RATE = 4e-3
WEIGHT_DECAY = 1e-4
COST_SCALE = 0.8
"""Factor on the learned costs when chords are sought: the likeliest whole sequence changes a little too seldom (tried on one fold)."""
SUSPENSION_DOUBT = 0.5
"""Taken from the scores of suspended chords: people seldom agree on them. Of those named, 66 % were right with it, 43 % without."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A song to learn from.

    Attributes:
        features: Of its beats.
        states: The true state of each beat (root first, as the network's scores), -1 where any will do.
        weight: How much its beats count.
    """

    features: ChordFeatures
    states: NDArray[np.int64]
    weight: float


class ChordNetwork(torch.nn.Module):
    """All roots share the weights; see `analysis.chord_network.learned_scores`."""

    def __init__(self) -> None:
        super().__init__()
        spread = 2 * REACH + 1
        shapes = {
            "classes": ((KINDS, 12, HIDDEN), 0.5 * KINDS**-0.5),
            "classes_bias": ((HIDDEN,), 0.0),
            "beats": ((spread, HIDDEN, HIDDEN_BEATS), (spread * HIDDEN) ** -0.5),
            "beats_bias": ((HIDDEN_BEATS,), 0.0),
            "out": ((HIDDEN_BEATS, QUALITY_COUNT), 0.1),
            "skip": ((HIDDEN, QUALITY_COUNT), 0.1),
            "out_bias": ((QUALITY_COUNT,), 0.0),
            "none": ((CUES,), 0.0),
            "none_bias": ((1,), 0.0),
            "change": ((4 * CUES, HIDDEN_CHANGE), 0.2),
            "change_bias": ((HIDDEN_CHANGE,), 0.0),
            "change_out": ((HIDDEN_CHANGE,), 0.2),
            "change_out_bias": ((1,), 0.0),
        }
        self.arrays = torch.nn.ParameterDict(
            {name: torch.nn.Parameter(torch.randn(shape) * scale) for name, (shape, scale) in shapes.items()}
        )
        with torch.no_grad():
            self.arrays["none_bias"].fill_(-2.0)
            self.arrays["change_out_bias"].fill_(2.0)
        self.turn = (torch.arange(12)[:, None] - torch.arange(12)[None, :]) % 12

    def forward(self, classes: torch.Tensor, cues: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores (examples, beats, 157) and costs (examples, beats) of examples with REACH beats more at both ends.

        Args:
            classes: Shape (examples, beats + 2 * REACH, KINDS * 12).
            cues: Shape (examples, beats + 2 * REACH, 2 * CUES): the cues and their surroundings.
        """
        w = self.arrays
        examples, beats = classes.shape[0], classes.shape[1] - 2 * REACH
        turned = w["classes"][:, self.turn].reshape(KINDS * 12, 12 * HIDDEN)
        first = (classes @ turned).reshape(examples, -1, 12, HIDDEN)
        first = torch.relu(first + w["classes_bias"]) * self._kept(examples, HIDDEN)
        near = torch.cat([first[:, place : place + beats] for place in range(2 * REACH + 1)], dim=-1)
        second = torch.relu(near @ w["beats"].reshape(-1, HIDDEN_BEATS) + w["beats_bias"]) * self._kept(examples, HIDDEN_BEATS)
        chords = second @ w["out"] + first[:, REACH : REACH + beats] @ w["skip"] + w["out_bias"]
        here = cues[:, REACH : REACH + beats, :CUES]
        none = (here @ w["none"] + w["none_bias"]).unsqueeze(-1)
        before, after = cues[:, REACH - 1 : REACH - 1 + beats, :CUES], cues[:, REACH + 1 : REACH + 1 + beats, :CUES]
        seen = torch.cat([before, here, after, cues[:, REACH : REACH + beats, CUES:]], dim=-1)
        change = torch.relu(seen @ w["change"] + w["change_bias"]) @ w["change_out"] + w["change_out_bias"]
        return torch.cat([chords.flatten(2), none], dim=-1), torch.nn.functional.softplus(change)

    def _kept(self, examples: int, width: int) -> torch.Tensor | float:
        """Hidden units kept in each example while training, scaled to the same sum."""
        return (torch.rand(examples, 1, 1, width) > DROPPED).float() / (1 - DROPPED) if self.training else 1.0


def train(lessons: Sequence[Lesson], seed: int = 0) -> ChordWeights:
    """Fit the network to songs: the same songs in the same order give the same weights, bit for bit."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    network = ChordNetwork()
    classes, cues, states, valid, weights = _examples(lessons)
    batches = -(-len(classes) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=batches * EPOCHS, pct_start=0.15)
    network.train()
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(classes)).split(BATCH):
            scores, costs = network(classes[chosen], cues[chosen])
            losses = sequence_losses(scores, costs, states[chosen], valid[chosen]) * weights[chosen]
            loss = losses.sum() / (valid[chosen].sum(dim=1) * weights[chosen]).sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    arrays = {name: array.detach().numpy().copy() for name, array in network.arrays.items()}
    arrays["out_bias"][[quality.name.startswith("sus") for quality in QUALITIES]] -= SUSPENSION_DOUBT
    return ChordWeights(**arrays, cost_scale=np.array([COST_SCALE], np.float32))


def sequence_losses(scores: torch.Tensor, costs: torch.Tensor, states: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """Negative log likelihood of the true chords as a linear-chain conditional random field (Lafferty et al. 2001), one an example.

    Its paths are those of `analysis.chord_path.best_path`: staying is free, a change to any state costs the same. The forward sums run in
    probabilities scaled to 1 at each beat, once over all paths and once over those that pass through the known states.

    Args:
        scores, costs: From `ChordNetwork`.
        states: Shape (examples, beats), -1 for any.
        valid: False for beats after an example's end.
    """
    allowed = torch.ones_like(scores)
    known = (states >= 0) & valid
    allowed[known] = 0.0
    allowed[known, states[known]] = 1.0
    likely = torch.exp(scores - scores.detach().amax(dim=2, keepdim=True))
    beats = torch.cat([likely, likely * allowed]).transpose(0, 1).unbind(0)
    changes = torch.exp(-torch.cat([costs, costs])).T.unsqueeze(-1).unbind(0)
    sums = []
    share: torch.Tensor | None = None
    for beat, change in zip(beats, changes, strict=True):
        reached = beat if share is None else beat * (share + change)
        total = reached.sum(dim=1, keepdim=True) + 1e-30
        share = reached / total
        sums.append(total)
    logs = torch.log(torch.cat(sums, dim=1)) * torch.cat([valid, valid])
    free, held = logs.sum(dim=1).chunk(2)
    return free - held


def _examples(lessons: Sequence[Lesson]) -> tuple[torch.Tensor, ...]:
    """Cut songs into stretches with their surroundings; the last one of a song is filled up with silence that does not count."""
    found: Mapping[str, list[NDArray[np.generic]]] = {"classes": [], "cues": [], "states": [], "valid": []}
    weights = []
    for lesson in lessons:
        features, beats = lesson.features, len(lesson.states)
        classes = _framed(features.classes.reshape(KINDS * 12, beats).T)
        cues = _framed(np.concatenate([features.cues, surroundings(features.cues)]).T)
        for start in range(0, beats, STRETCH):
            length = min(STRETCH, beats - start)
            fill = STRETCH - length
            rows = slice(start, start + length + 2 * REACH)
            found["classes"].append(np.pad(classes[rows], ((0, fill), (0, 0))))
            found["cues"].append(np.pad(cues[rows], ((0, fill), (0, 0))))
            found["states"].append(np.pad(lesson.states[start : start + length], (0, fill), constant_values=-1))
            found["valid"].append(np.arange(STRETCH) < length)
            weights.append(lesson.weight)
    tensors = [torch.from_numpy(np.stack(arrays)) for arrays in found.values()]
    return *tensors, torch.tensor(weights)


def _framed(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(rows, ((REACH, REACH), (0, 0)))
