"""Reasons for a genre: a rule is told only where the notes bear its words out, and a genre is named only where enough is left to tell.

A rule of `analysis.genre_rules` grows louder with one number; its words may still be untrue of the music: "few drums" where there are none,
"off-beat cymbals" where they are struck on the beat as much. So each has facts that must hold as well.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.genre_inputs import INPUTS
from analysis.genre_rules import GENRE_RULES, GENRES


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that must be so: a sum of inputs lies in least..most. "beats" is the length of the passage.

    Attributes:
        features: Names that are added up; one that begins with "-" is taken away.
    """

    features: tuple[str, ...]
    least: float = -float("inf")
    most: float = float("inf")


def at_least(least: float, *features: str) -> Fact:
    """A sum that must be reached."""
    return Fact(features, least)


def at_most(most: float, *features: str) -> Fact:
    """A sum that must not be passed."""
    return Fact(features, most=most)


PITCHED = at_least(1, "notes play")
DRUMS = at_least(1, "drums: play")
LONG = at_least(32, "beats")
"""Eight bars of four beats: before, nothing can have come again after four."""
CHORDS = at_least(0.2, *(f"{size} struck together" for size in range(3, 7)))
BASS = at_least(1, "has bass")

FACTS: Mapping[str, tuple[Fact, ...]] = {
    "no drums": (at_most(0, "drum share"),),
    "no separate bass": (PITCHED, at_most(0, "has bass"), at_least(0.5, "parts")),
    "little comes again after four bars": (PITCHED, LONG, at_most(0.35, "repeats after 4 bars")),
    "reaches high": (PITCHED, at_least(0.08, "register 80", "register 88", "register 96")),
    "semitone lines": (PITCHED, at_least(0.15, "top steps 1")),
    "a bass that steps by fourths": (BASS, at_least(0.2, "bass steps 5")),
    "bass on the beats": (BASS, at_least(0.75, "bass in cell 0")),
    "plain major chords": (PITCHED, at_least(0.2, "major in a beat")),
    "added sixths and seconds": (CHORDS, at_least(0.15, "9 above the bass", "2 above the bass"), at_most(0.1, "10 above the bass")),
    "kick on one and three": (DRUMS, at_least(0.6, "drums: kick on one and three"), at_most(0.5, "drums: kick on every beat")),
    "hardly leaves the scale": (PITCHED, at_least(0.97, "diatonic bars")),
    "few drums": (DRUMS, PITCHED),
    "kick on every beat": (DRUMS, at_least(0.6, "drums: kick on every beat")),
    "off-beat cymbals": (DRUMS, at_least(0.6, "drums: cymbals in cell 6")),
    "loops": (PITCHED, LONG, at_least(0.6, "repeats after 4 bars")),
    "drums repeat each bar": (DRUMS, at_least(0.85, "drums: repeats after a bar")),
    "minor sevenths without swing": (CHORDS, at_most(0.55, "swing")),
    "backbeat": (DRUMS, at_least(0.7, "drums: backbeat")),
    "busy sixteenths in the bass": (BASS, at_least(0.1, "bass in cell 9")),
    "swung off-beats": (PITCHED, at_least(0.6, "swing"), at_least(0.05, "onsets in cell 7", "onsets in cell 8")),
    "sevenths over the bass": (CHORDS, at_least(0.25, "10 above the bass")),
    "leaves the scale": (PITCHED, at_most(0.92, "diatonic bars")),
    "ride cymbal": (DRUMS, at_least(1.0, "drums: ride a bar"), at_least(0, "drums: ride a bar", "-drums: hat a bar")),
    "thick chords": (CHORDS, at_least(0.95, "classes in two beats")),
    "walking bass": (BASS, at_least(0.15, "bass walks"), at_least(0.5, "bass in cell 0")),
    "drums that change from beat to beat": (DRUMS, at_most(0.6, "drums: repeats after a beat")),
    "power chords": (PITCHED, at_least(0.1, "power chords")),
    "bare fifths": (PITCHED, at_least(0.12, "fifth in a beat")),
    "few tones at once": (PITCHED, at_most(0.75, "classes in two beats")),
    "repeated notes": (PITCHED, at_least(0.45, "top steps 0")),
    "low register": (PITCHED, at_most(-0.1, "pitch mean")),
    "bass in eighths": (BASS, at_least(0.4, "bass strikes"), at_least(0.25, "bass in cell 6")),
    "pushed kick": (DRUMS, at_least(0.2, "drums: kick on off-beats")),
    "many strokes on the snare": (DRUMS, at_least(1.2, "drums: snare a bar")),
}
"""Words of a rule, and what must hold of the music for them to be true."""


LEAST_PROBABILITY = 0.5
"""A genre less probable than this is never named."""
LEAST_EVIDENCE = 0.5
"""Logits that true rules should say for a genre together."""
DOUBTS: tuple[tuple[tuple[Fact, ...], float], ...] = (
    ((PITCHED, at_most(0, "drum share"), at_most(0.5, "parts")), 0.7),  # one part
    (
        (PITCHED, at_most(0, "drum share"), at_most(0.9, "parts"), at_most(0.916, "notes a beat")),
        0.8,
    ),  # two with less than 1.5 notes a beat
)
"""What makes a clip too thin for a usual guess, and the probability that a genre needs there. "parts" and "notes a beat" are logarithms."""
WITHOUT_REASONS = 0.8
"""The same where true rules hardly speak for the genre, ..."""
OUTSPOKEN: tuple[tuple[float, float], ...] = ((0.5, 0.7), (1.2, 0.9))
"""... and where they speak for another one by more than so many logits."""
# Fitted on songs and excerpts of genre_midi that the network had not seen: of whole songs .80 are named, and .87 of these rightly (.92 and
# .83 where one half is always enough); of one part alone .12 and .76 (.35 and .66); of one or two parts without drums .46 and .86 (.67 and
# .80).


SIGNATURES: Mapping[str, tuple[tuple[Fact, ...], ...]] = {
    "disco": (
        (DRUMS, at_least(0.4, "drums: kick on every beat")),
        (DRUMS, at_least(math.log1p(1.5), "drums: open hat a bar"), at_least(0.35, "drums: cymbals in cell 6")),
        (BASS, at_least(0.15, "bass steps 12")),
        (DRUMS, BASS, at_least(0.7, "drums: backbeat"), at_least(0.1, "bass in cell 9")),
    )
}
"""What a genre is known by, of which one must hold for it to be named: loops over a backbeat are those of pop, reggae and hip hop too. Of
songs that the network had not seen disco is named right 24 times of 28 with this, 28 of 34 without."""
LACKS: Mapping[str, str] = {
    "disco": "disco is likeliest, but without four kicks to the bar, open hats off the beat, octaves in the bass or its sixteenths there",
}
"""Told where a genre is likeliest and nothing of that holds."""


def lacks(inputs: NDArray[np.float64], genre: str) -> bool:
    """Whether nothing that a genre is known by is there."""
    signs = SIGNATURES.get(genre, ())
    return bool(signs) and not any(all(_holds(fact, inputs) for fact in facts) for facts in signs)


def needed_probability(inputs: NDArray[np.float64], said: NDArray[np.float64], best: int) -> float:
    """How probable a genre must be to be named: a half, and more where the clip is thin or the rules do not agree.

    Args:
        inputs: From `genre_inputs`.
        said: What true rules say for each genre.
        best: The most probable genre's place.

    Returns:
        0.5..1; infinite where nothing that the genre is known by is there.
    """
    if lacks(inputs, GENRES[best]):
        return math.inf
    needed = [LEAST_PROBABILITY]
    needed += [least for facts, least in DOUBTS if all(_holds(fact, inputs) for fact in facts)]
    needed += [WITHOUT_REASONS] if said[best] < LEAST_EVIDENCE else []
    needed += [least for lead, least in OUTSPOKEN if said.max() - said[best] > lead]
    return max(needed)


def true_rules(inputs: NDArray[np.float64], loud: NDArray[np.float64], beats: float) -> NDArray[np.float64]:
    """What each rule says, nothing where its words are untrue of the music.

    Args:
        inputs: From `genre_inputs`.
        loud: From `GENRE_RULES.loudness`.
        beats: Length of the passage.
    """
    sums = np.append(inputs, beats) @ _SUMS
    holds = (sums >= _LEAST) & (sums <= _MOST)
    return np.where(np.logical_and.reduceat(holds, _FIRST), loud, 0.0)


def _holds(fact: Fact, inputs: NDArray[np.float64]) -> bool:
    total = sum(float(inputs[_PLACES[name]]) for name in fact.features)
    return fact.least - 1e-9 <= total <= fact.most + 1e-9


_PLACES = {name: place for place, name in enumerate(INPUTS)}
_OF_RULES = [FACTS[rule.words] for rule in GENRE_RULES.rules]
_ALL = [fact for facts in _OF_RULES for fact in facts]
_FIRST = np.cumsum([0, *(len(facts) for facts in _OF_RULES[:-1])])
"""Place of each rule's first fact."""
_LEAST, _MOST = np.array([fact.least for fact in _ALL]) - 1e-9, np.array([fact.most for fact in _ALL]) + 1e-9
_SUMS = np.array([[(name in fact.features) - float(f"-{name}" in fact.features) for fact in _ALL] for name in (*INPUTS, "beats")])
"""What each input counts in each fact, shape (inputs + 1, facts)."""
