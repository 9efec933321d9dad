"""Estimate the genre of a passage from its notes and drums.

A stack of small networks (torch in training, numpy here) or hand-written rules (`models="formula"`) judge what is played: neither looks
at General MIDI programs nor at the tempo. Names of tracks add a little (`analysis.genre_rules.NAME_WORDS`).

The names are GTZAN's. Training data exist for five of them: classical, country, jazz, rock, and disco, which stands for dance music of
the 1970s to 1990s at large, so "disco" is meant loosely. For blues, hiphop, metal, pop and reggae no files with labels could be had:
they are never named and get no probability, and music of these kinds is called after its nearest neighbour or "unclear".
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.genre_inputs import genre_inputs
from analysis.genre_reasons import LACKS, LEAST_PROBABILITY, lacks, needed_probability, true_rules
from analysis.genre_rules import GENRE_RULES, GENRES, RULE_SHARPNESS, TOLD, name_logits
from analysis.material import has_harmony
from analysis.passage import Passage
from analysis.stacked_network import softmax, stack_logits
from analysis.weights_file import load_weights
from vocabulary.descriptor import UNCLEAR, Genre, Models
from vocabulary.units import TICKS_PER_BEAT

FEWEST_NOTES = 16
MOST_REASONS = 3
"""Rules that are told."""
TOO_LITTLE = "{} is likeliest, but too little of what is played speaks for it"
"""Told where a genre is more likely than not and still not named."""


def estimate_genre(
    passage: Passage, track_names: Sequence[str] = (), models: Models = "learned", drums: NDArray[np.float64] | None = None
) -> Genre:
    """Say what kind of music it is, or "unclear".

    Args:
        passage: The notes.
        track_names: Names of the parts, if they are known; small evidence.
        models: "learned" asks the network, "formula" the rules.
        drums: `drum_features(passage)` where it has been computed already.

    Returns:
        Probabilities of the five genres with training data, which sum to 1 among them; none at all where there is too little to
        judge by: fewer than 16 notes, or no drums and fewer than three pitch classes or only parts of a single tone. `because` are the
        rules that speak for the genre and are true of the notes; without any, nothing is named.
    """
    enough = len(passage.starts) >= FEWEST_NOTES and (has_harmony(passage) or bool(passage.drums.any()))
    inputs = genre_inputs(passage, drums) if enough else None
    if inputs is None:
        return Genre()
    loud = GENRE_RULES.loudness(inputs)
    if models == "formula":
        logits = RULE_SHARPNESS * GENRE_RULES.sums(loud)
    else:
        weights = load_weights("genre")
        logits = stack_logits(weights, GENRE_RULES.extend(inputs, loud)) / float(weights["temperature"][0])
    probabilities = np.round(softmax(logits + name_logits(tuple(track_names))), 4).tolist()
    ranked = tuple(sorted(zip(GENRES, probabilities, strict=True), key=lambda pair: -pair[1]))
    best, probability = ranked[0]
    told = true_rules(inputs, loud, passage.length / TICKS_PER_BEAT)
    because = GENRE_RULES.reasons(best, told, TOLD)[:MOST_REASONS]
    if not because or probability < needed_probability(inputs, GENRE_RULES.sums(told), GENRES.index(best)):
        why = LACKS[best] if lacks(inputs, best) else TOO_LITTLE.format(best)
        return Genre(UNCLEAR, ranked, because=(why,) if probability >= LEAST_PROBABILITY else ())
    return Genre(best, ranked, because=because)
