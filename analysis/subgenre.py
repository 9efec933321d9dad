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
BLUES_ROUNDS, BLUES_DOMINANTS, BLUES_SHARE = 2, 0.4, 0.8
"""Rounds of a form of the blues, share of time on dominant sevenths, and share in the form: with two of the three music is a blues whatever
else it is. Of 508 songs of all kinds 4 are."""
LEAST_HOME = 0.2
"""Probability that a rule's own genre must have, if it can be told, to take the place of another genre that is unsure."""


def refine_genre(genre: Genre, measures: Mapping[str, float]) -> Genre:
    """Name the sub-genre that the best-fitting rule says.

    A rule may fire where the genre is one that it refines. Where the genre is unclear or unsure, every rule needs stronger evidence, and
    those whose traits stand for themselves may fire too: the genres that can be told are fewer than those that rules know. A form of the
    blues that is beyond doubt leaves only rules that ask for it, whatever the genre.
    Of those that fire, the one wins that is met best, and of those met alike the one with more to say. A genre that it does not refine
    gives way to the first of those that it does, or to "unclear" where that one cannot be told from notes, so that genre and sub-genre
    never contradict each other.

    Args:
        genre: What the notes say.
        measures: From `analysis.subgenre_measures`.

    Returns:
        The same genre with its sub-genre and the rule that fired added to `because`, or in the place of another genre's reasons; unchanged
        if none fires.
    """
    best: tuple[float, Rule] | None = None
    sure = genre.name != UNCLEAR and dict(genre.probabilities).get(genre.name, 1.0) >= SURE
    blues = _is_blues(measures)
    for rule in BLUES if blues else RULES:
        if blues or genre.name in rule.genres or (rule.alone and not sure and _is_thinkable(rule, genre)):
            met = fulfilment(rule, measures)
            evidence = met**2 * math.sqrt(sum(condition.weight for condition in rule.conditions))
            if met >= (ENOUGH if sure or blues else ENOUGH_UNSURE) and (best is None or evidence > best[0]):
                best = evidence, rule
    if best is None:
        return genre
    rule = best[1]
    fired = f"{_reasons(rule, measures)}: {rule.name}"
    if genre.name == UNCLEAR or genre.name in rule.genres:
        return replace(genre, subgenre=rule.name, because=(*genre.because, fired))
    given_up = f"not {genre.name}, as its notes alone would say"
    home = rule.genres[0] if rule.genres[0] in dict(genre.probabilities) else UNCLEAR
    return replace(genre, name=home, subgenre=rule.name, because=(given_up, fired))


def _is_blues(measures: Mapping[str, float]) -> bool:
    limits = {"blues_rounds": BLUES_ROUNDS, "dominants": BLUES_DOMINANTS, "blues_form": BLUES_SHARE}
    reached = sum(measures.get(name, 0.0) >= limit for name, limit in limits.items())
    return reached >= 2 and measures.get("blues_form", 0.0) > 0


def _is_thinkable(rule: Rule, genre: Genre) -> bool:
    """Whether the rule's own genre is unknown, or not ruled out."""
    return genre.name == UNCLEAR or dict(genre.probabilities).get(rule.genres[0], 1.0) >= LEAST_HOME


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
