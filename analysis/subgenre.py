"""Refine a genre into a sub-genre by rules, with the rule that fired."""

import math
from collections.abc import Mapping
from dataclasses import replace

from analysis.subgenre_rules import Condition, Rule
from analysis.subgenre_rules_classical import CLASSICAL_AND_COUNTRY
from analysis.subgenre_rules_dance import DANCE_AND_HIP_HOP
from analysis.subgenre_rules_jazz import BLUES_AND_JAZZ
from analysis.subgenre_rules_pop import POP_TO_METAL
from vocabulary.descriptor import UNCLEAR, Genre

RULES = (*BLUES_AND_JAZZ, *CLASSICAL_AND_COUNTRY, *DANCE_AND_HIP_HOP, *POP_TO_METAL)
ENOUGH = 0.6
"""Mean fulfilment of a rule's conditions, by weight, from which on it fires."""
ENOUGH_UNSURE = 0.75
"""The same where the genre is unclear or unsure."""
SURE = 0.8
"""Probability from which on a genre is sure."""
LEAST = 0.12
"""Fulfilment of a condition that must be met, below which it is not."""
MOST_WORDS = 5
BLUES = tuple(rule for rule in RULES if any("blues" in condition.measure for condition in rule.conditions))
"""Rules that ask for a form of the blues."""
BLUES_ROUNDS, BLUES_DOMINANTS = 2, 0.4
"""Rounds of a form of the blues, and the share of time on dominant sevenths, from which on music is a blues whatever else it is."""


def refine_genre(genre: Genre, measures: Mapping[str, float]) -> Genre:
    """Name the sub-genre that the best-fitting rule says.

    A rule may fire where the genre is one that it refines, so that it never contradicts a genre that is sure. Where the genre is unclear
    or unsure, every rule needs stronger evidence, and those whose traits stand for themselves may fire too: the genres that can be told are
    fewer than those that rules know. A form of the blues over dominant sevenths, played twice at least, leaves only rules that ask for it,
    whatever the genre. Of those that fire, the one wins that is met best, and of those met alike the one with more to say.

    Args:
        genre: What the notes say.
        measures: From `analysis.subgenre_measures`.

    Returns:
        The same genre with its sub-genre and the rule that fired added to `because`; unchanged if none fires.
    """
    best: tuple[float, Rule] | None = None
    sure = genre.name != UNCLEAR and dict(genre.probabilities).get(genre.name, 1.0) >= SURE
    blues = measures.get("blues_rounds", 0.0) >= BLUES_ROUNDS and measures.get("dominants", 0.0) >= BLUES_DOMINANTS
    for rule in BLUES if blues else RULES:
        if blues or genre.name in rule.genres or (rule.alone and not sure):
            met = fulfilment(rule, measures)
            evidence = met**2 * math.sqrt(sum(condition.weight for condition in rule.conditions))
            if met >= (ENOUGH if sure or blues else ENOUGH_UNSURE) and (best is None or evidence > best[0]):
                best = evidence, rule
    if best is None:
        return genre
    rule = best[1]
    return replace(genre, subgenre=rule.name, because=(*genre.because, f"{_reasons(rule, measures)}: {rule.name}"))


def fulfilment(rule: Rule, measures: Mapping[str, float]) -> float:
    """Mean fulfilment of a rule's conditions by weight, 0..1; 0 where something that must be is not there."""
    met = weights = 0.0
    for condition in rule.conditions:
        share = _met(condition, measures)
        if condition.must and share < LEAST:
            return 0.0
        met += condition.weight * share
        weights += condition.weight
    return round(met / weights, 6)


def _met(condition: Condition, measures: Mapping[str, float]) -> float:
    value = measures.get(condition.measure)
    if value is None:
        return 0.0
    return max(0.0, min(1.0, (value - condition.start) / (condition.full - condition.start)))


def _reasons(rule: Rule, measures: Mapping[str, float]) -> str:
    """The met conditions in words, the weightiest first."""
    told = [
        (-condition.weight * _met(condition, measures), place, condition.words.format(measures.get(condition.measure, 0.0)))
        for place, condition in enumerate(rule.conditions)
        if condition.words and _met(condition, measures) >= 0.25
    ]
    return ", ".join(words for _, _, words in sorted(told)[:MOST_WORDS])
