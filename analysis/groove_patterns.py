"""The drum patterns that every tutor prints first: where one is played as printed, its name is not left to the network alone.

Groove MIDI holds hardly any music this plain (its drummers improvise), so a network that learned from it is at a loss before it.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.groove_rules import GROOVE_INPUTS, STYLES

Bounds = tuple[str, float, float]
"""A feature, where the pattern begins to be met, and where it is met fully (which may lie below)."""

# Rock: Appice (1972), Realistic Rock; jazz: Chapin (1948), Advanced Techniques for the Modern Drummer; bossa nova: Malabe & Weiner (1990),
# Afro-Cuban Rhythms for Drumset. Kit sizes as log1p of strokes a bar.
PATTERNS: tuple[tuple[str, tuple[Bounds, ...]], ...] = (
    (
        "rock",  # eighths on the hat, kick on one and three, snare on two and four, nothing between
        (
            ("backbeat", 0.8, 0.95),
            ("kick on one and three", 0.52, 0.62),
            ("kick on every beat", 0.7, 0.3),
            ("cymbals on step 2", 0.6, 0.9),
            ("cymbals on step 1", 0.15, 0.05),
            ("kick on weak sixteenths", 0.12, 0.03),
            ("snare on weak sixteenths", 0.12, 0.03),
            ("ghosts", 0.1, 0.02),
            ("swing", 0.35, 0.15),
            ("cymbal accent", 0.5, 0.4),
        ),
    ),
    (
        "jazz",  # the ride in triplets, little else
        (
            ("swing", 0.75, 0.95),
            ("triplets", 0.7, 0.95),
            ("ride a bar", 1.5, 1.8),
            ("kick a bar", 1.4, 1.1),
            ("snare a bar", 1.3, 1.0),
            ("tom a bar", 0.6, 0.2),
            ("backbeat", 0.6, 0.4),
        ),
    ),
    (
        "latin",  # a clave on the rim over a kick that anticipates one and three
        (
            ("stick a bar", 0.7, 1.1),
            ("backbeat", 0.5, 0.42),
            ("kick on off-beats", 0.3, 0.45),
            ("kick on weak sixteenths", 0.12, 0.03),
            ("swing", 0.35, 0.15),
        ),
    ),
)
DANCE = "dance"
FOUR_ON_THE_FLOOR: tuple[Bounds, ...] = (  # Butler (2006), Unlocking the Groove: kicks on all beats, hats between them
    ("kick on every beat", 0.7, 0.95),
    ("cymbals on step 2", 0.4, 0.6),
    ("exact", 0.6, 0.9),  # programmed: drummers who play it play rock, soul or afrobeat
    ("kick on off-beats", 0.25, 0.1),
    ("kick on weak sixteenths", 0.2, 0.05),
    ("swing", 0.4, 0.2),
)
"""Groove MIDI holds next to none of it: it names what is left unclear, beside the styles that the network knows."""
EMPHASIS = 1.8
"""Logits that a pattern played as printed adds to its style."""

HALF_MET = 0.5

_FEATURES = [np.array([GROOVE_INPUTS.index(name) for name, _, _ in bounds]) for _, bounds in PATTERNS]
_LOWS = [np.array([low for _, low, _ in bounds]) for _, bounds in PATTERNS]
_SPANS = [np.array([full - low for _, low, full in bounds]) for _, bounds in PATTERNS]
_STYLES = [STYLES.index(style) for style, _ in PATTERNS]


def pattern_logits(inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the patterns add to the logits of `STYLES`: a pattern is met as well as the worst met of its features.

    Args:
        inputs: From `groove_inputs`, one row or many.
    """
    added = np.zeros((*inputs.shape[:-1], len(STYLES)))
    for style, features, lows, spans in zip(_STYLES, _FEATURES, _LOWS, _SPANS, strict=True):
        met = ((inputs.take(features, axis=-1) - lows) / spans).min(axis=-1)
        added[..., style] += EMPHASIS * np.minimum(np.maximum(met, 0.0), 1.0)
    return added


def is_four_on_the_floor(inputs: NDArray[np.float64]) -> bool:
    """Whether the pattern of dance music is met at least by half, by `groove_inputs` of one passage."""
    return min((float(inputs[GROOVE_INPUTS.index(name)]) - low) / (full - low) for name, low, full in FOUR_ON_THE_FLOOR) >= HALF_MET
