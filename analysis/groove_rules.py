"""The drums' style by hand-written rules; nothing here is learned.

Characteristics after drum tutors: jazz rides in triplets with the hat's foot on two and four (Chapin 1948); funk breaks kick and ghosted
snare into sixteenths (Garibaldi 1990); latin grooves play toms, bells and cross-sticks over an even kick (Malabe & Weiner 1990); New
Orleans second line is a rolled march on the snare (Vidacovich & Riley 1995); hip-hop is a slow backbeat with a broken kick.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.drum_features import DRUM_FEATURES, drum_features
from analysis.passage import Passage
from analysis.rule_table import Rule, RuleTable

STYLES: tuple[str, ...] = ("funk", "hiphop", "jazz", "latin", "neworleans", "pop", "rock", "soul")
"""Styles with enough performances in Groove MIDI."""
GROOVE_INPUTS: tuple[str, ...] = (*DRUM_FEATURES, "tempo", "strokes a second")
"""Names of what `groove_inputs` returns: tempo as log2 of bpm / 100, strokes as log2."""

RULES: tuple[Rule, ...] = (
    Rule("funk", "kick on weak sixteenths", "kick on weak sixteenths", 0.2, 0.5, 0.9),
    Rule("funk", "ghost notes", "ghosts", 0.1, 0.45, 0.6),
    Rule("funk", "snare between the beats", "snare on weak sixteenths", 0.3, 0.55, 0.6),
    Rule("funk", "open hats", "open hat a bar", 0.3, 0.8, 0.5),
    Rule("hiphop", "slow", "tempo", 0.0, -0.2, 0.9),
    Rule("hiphop", "kick on weak sixteenths", "kick on weak sixteenths", 0.2, 0.5, 0.5),
    Rule("hiphop", "busy hats", "hat a bar", 1.9, 2.5, 0.6),
    Rule("jazz", "swung cymbals", "swing", 0.35, 0.7, 1.2),
    Rule("jazz", "triplets", "triplets", 0.4, 0.65, 0.6),
    Rule("jazz", "light kick", "kick a bar", 1.4, 0.5, 0.8),
    Rule("jazz", "no backbeat", "backbeat", 0.4, 0.15, 0.6),
    Rule("jazz", "fast", "tempo", 0.2, 0.7, 0.5),
    Rule("latin", "no backbeat", "backbeat", 0.3, 0.08, 1.0),
    Rule("latin", "cross-stick", "stick a bar", 0.1, 0.8, 0.8),
    Rule("latin", "many strokes", "strokes a second", 3.1, 3.6, 0.6),
    Rule("latin", "toms", "tom a bar", 0.4, 1.4, 0.5),
    Rule("neworleans", "rolled snare", "snare a bar", 2.2, 2.9, 1.2),
    Rule("neworleans", "backbeat hidden", "backbeat", 0.25, 0.12, 0.4),
    Rule("pop", "accents on the beat", "cymbal accent", 0.3, 0.8, 0.7),
    Rule("pop", "kick on the beats", "kick on weak sixteenths", 0.15, 0.0, 0.5),
    Rule("rock", "by far the most common", "strokes a second", -9.0, -8.0, 1.0),
    Rule("rock", "clear backbeat", "backbeat", 0.2, 0.7, 0.9),
    Rule("rock", "no ghost notes", "ghosts", 0.2, 0.0, 0.6),
    Rule("rock", "straight or nearly", "swing", 0.7, 0.4, 0.4),
    Rule("soul", "backbeat", "backbeat", 0.3, 0.8, 0.6),
    Rule("soul", "each bar alike", "repeats after a bar", 0.65, 0.9, 0.6),
    Rule("soul", "ghost notes", "ghosts", 0.1, 0.45, 0.4),
)
GROOVE_RULES = RuleTable(RULES, STYLES, GROOVE_INPUTS)
RULE_SHARPNESS = 1.5
"""Logits of the rules are multiplied by this: set by hand."""


def groove_inputs(passage: Passage, drums: NDArray[np.float64] | None = None) -> NDArray[np.float64] | None:
    """Features of the drums with the tempo and the strokes that are heard in a second.

    Args:
        passage: The notes.
        drums: `drum_features(passage)` where it has been computed already.

    Returns:
        Shape (len(GROOVE_INPUTS),); None with fewer than eight strokes.
    """
    drums = drum_features(passage) if drums is None else drums
    if drums is None:
        return None
    struck = passage.starts[passage.drums]
    seconds = max(float(struck[-1] - struck[0]), 1.0) / passage.length * passage.seconds
    return np.concatenate([drums, [np.log2(passage.tempo / 100), np.log2(len(struck) / max(seconds, 0.5))]])
