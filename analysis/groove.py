"""Say in which style the drums play: a stack of small networks trained on Groove MIDI, or rules (`models="formula"`)."""

import numpy as np
from numpy.typing import NDArray

from analysis.groove_rules import GROOVE_RULES, RULE_SHARPNESS, STYLES, groove_inputs
from analysis.passage import Passage
from analysis.stacked_network import softmax, stack_logits
from analysis.weights_file import load_weights
from vocabulary.descriptor import UNCLEAR, Groove, Models

LEAST_PROBABILITY = 0.5
"""A style less probable than this is not named."""


def estimate_groove(passage: Passage, models: Models = "learned", drums: NDArray[np.float64] | None = None) -> Groove:
    """Say how the drums play.

    Args:
        passage: The notes; bars are taken to have four beats.
        models: "learned" asks the network, "formula" the rules.
        drums: `drum_features(passage)` where it has been computed already.

    Returns:
        Style "" where no drums play, "unclear" with fewer than eight strokes (no probabilities then) or below a probability of one half.
    """
    if not passage.drums.any():
        return Groove()
    inputs = groove_inputs(passage, drums)
    if inputs is None:
        return Groove(UNCLEAR)
    if models == "formula":
        logits = RULE_SHARPNESS * GROOVE_RULES.sums(GROOVE_RULES.loudness(inputs))
    else:
        weights = load_weights("groove")
        logits = stack_logits(weights, GROOVE_RULES.extend(inputs)) / float(weights["temperature"][0])
    probabilities = np.round(softmax(logits), 4).tolist()
    ranked = tuple(sorted(zip(STYLES, probabilities, strict=True), key=lambda pair: -pair[1]))
    return Groove(ranked[0][0] if ranked[0][1] >= LEAST_PROBABILITY else UNCLEAR, ranked)
