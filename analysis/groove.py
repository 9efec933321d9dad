"""Say in which style the drums play: a stack of small networks trained on Groove MIDI, or rules (`models="formula"`).

Either gives way to the patterns of tutors where one is played as printed (`analysis.groove_patterns`): what was heard of drummers on whom
the network was not trained is as often right with them as without.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.drum_features import KIND_OF, STICK
from analysis.groove_patterns import DANCE, is_four_on_the_floor, pattern_logits
from analysis.groove_rules import GROOVE_INPUTS, GROOVE_RULES, RULE_SHARPNESS, STYLES, groove_inputs
from analysis.passage import Passage
from analysis.stacked_network import softmax, stack_logits
from analysis.weights_file import load_weights
from vocabulary.descriptor import UNCLEAR, Groove, Models
from vocabulary.units import TICKS_PER_BEAT

FEWEST_STROKES = 16
LEAST_PROBABILITY = 0.5
"""A style less probable than this is not named."""
IN_THREES = 0.15
"""Kicks and snares come again after three beats more often than after four by this share, or more: the bars are not of four beats, whatever
the signature says. True of 9 of 10 performances in 3/4 and 6/8 of Groove MIDI, and of 1 of 487 in 4/4."""


def estimate_groove(passage: Passage, models: Models = "learned", drums: NDArray[np.float64] | None = None) -> Groove:
    """Say how the drums play.

    Args:
        passage: The notes; bars are taken to have four beats.
        models: "learned" asks the network, "formula" the rules.
        drums: `drum_features(passage)` where it has been computed already.

    Returns:
        Style "" where no drums play; "unclear" below a probability of one half, and without probabilities where there is too little of a
        kit to judge by: fewer than 16 strokes, one kind of drum, two kinds but no cymbals, or bars that are not of four beats. "dance" is
        four on the floor, told by its pattern alone where no style that has a probability is likely.
    """
    if not passage.drums.any():
        return Groove()
    inputs = groove_inputs(passage, drums)
    if inputs is None or not _is_kit(inputs, passage):
        return Groove(UNCLEAR)
    if models == "formula":
        logits = RULE_SHARPNESS * GROOVE_RULES.sums(GROOVE_RULES.loudness(inputs))
    else:
        weights = load_weights("groove")
        logits = stack_logits(weights, GROOVE_RULES.extend(inputs)) / float(weights["temperature"][0])
    probabilities = np.round(softmax(logits + pattern_logits(inputs)), 4).tolist()
    ranked = tuple(sorted(zip(STYLES, probabilities, strict=True), key=lambda pair: -pair[1]))
    if ranked[0][1] >= LEAST_PROBABILITY:
        return Groove(ranked[0][0], ranked)
    return Groove(DANCE if is_four_on_the_floor(inputs) else UNCLEAR, ranked)


def _is_kit(inputs: NDArray[np.float64], passage: Passage) -> bool:
    kinds = round(float(inputs[_KINDS]) * 10)
    fours = 4 * TICKS_PER_BEAT % passage.bar_ticks == 0 or passage.bar_ticks % (4 * TICKS_PER_BEAT) == 0
    enough = int(np.count_nonzero(passage.drums)) >= FEWEST_STROKES
    return fours and enough and kinds >= 2 and (kinds > 2 or bool(inputs[_CYMBALS].any())) and not _in_threes(passage)


def _in_threes(passage: Passage) -> bool:
    """Whether kicks and snares are laid out in bars of three beats."""
    kinds = KIND_OF.take(passage.pitches[passage.drums])
    sixteenths = (passage.starts[passage.drums] * 4 + TICKS_PER_BEAT // 2) // TICKS_PER_BEAT
    grid = np.zeros((int(sixteenths[-1]) + 1) * (STICK + 1), np.bool_)
    grid[(sixteenths * (STICK + 1) + kinds)[kinds <= STICK]] = True
    after_three, after_four = (np.count_nonzero(grid[lag:] & grid[:-lag]) for lag in (12 * (STICK + 1), 16 * (STICK + 1)))
    return bool(after_three - after_four > IN_THREES * np.count_nonzero(grid))


_KINDS = GROOVE_INPUTS.index("kinds")
_CYMBALS = [GROOVE_INPUTS.index(name) for name in ("hat a bar", "open hat a bar", "ride a bar")]
