"""A stack of small networks with one hidden layer, evaluated with numpy: all members answer, their logits are averaged."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

LIMIT = 3.0
"""Features are cut at so many standard deviations: what is far from all training data says no more than what is at its edge."""


def network_inputs(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Square roots with the sign kept: spreads out small shares, as in the Hellinger distance."""
    return np.copysign(np.sqrt(np.abs(features)), features)


def stack_logits(weights: Mapping[str, NDArray[np.float32]], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean logits of all members.

    Args:
        weights: `middle` and `spread` of shape (inputs,); `hidden` (members, inputs, units), `hidden_bias` (members, 1, units),
            `output` (members, units, classes), `output_bias` (members, 1, classes).
        features: Shape (inputs,) or (rows, inputs).

    Returns:
        Shape (classes,) or (rows, classes).
    """
    scaled = (network_inputs(features) - weights["middle"]) / weights["spread"]
    inputs = np.minimum(np.maximum(scaled, -LIMIT), LIMIT).astype(np.float32)
    rows = inputs if features.ndim == 2 else inputs[None]
    units = rows @ weights["hidden"]
    units += weights["hidden_bias"]
    np.maximum(units, 0, out=units)
    logits = (units @ weights["output"] + weights["output_bias"]).mean(axis=0, dtype=np.float64)
    return np.asarray(logits if features.ndim == 2 else logits[0])


def softmax(logits: NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities over the last axis; a higher temperature makes them more alike."""
    scaled = logits / temperature
    odds = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))
