"""Hand-written rules that read features: each speaks for one answer, the louder the further a feature lies on its side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rule:
    """Evidence for an answer.

    Attributes:
        answer: For which it speaks.
        words: What is told when it speaks loudly.
        feature: Name of the number that it reads.
        low, high: Below `low` it does not speak at all, from `high` on it speaks fully; with high < low it is turned round.
        weight: In logits, when it speaks fully.
    """

    answer: str
    words: str
    feature: str
    low: float
    high: float
    weight: float


class RuleTable:
    """Rules laid out as arrays, so that all are asked at once."""

    def __init__(self, rules: Sequence[Rule], answers: Sequence[str], inputs: Sequence[str]) -> None:
        self.rules = tuple(rules)
        self.answers = tuple(answers)
        self._places = np.array([inputs.index(rule.feature) for rule in rules])
        self._lows = np.array([rule.low for rule in rules])
        self._spans = np.array([rule.high - rule.low for rule in rules])
        self._weights = np.array([rule.weight for rule in rules])
        self._words = {answer: [(number, rule.words) for number, rule in enumerate(rules) if rule.answer == answer] for answer in answers}
        self._speaks_for = np.array([[float(rule.answer == answer) for answer in answers] for rule in rules])

    def loudness(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much each rule says, 0..its weight, shape (rules,) or (rows, rules); `inputs` of one row or many."""
        return np.asarray(
            self._weights * np.minimum(np.maximum((inputs.take(self._places, axis=-1) - self._lows) / self._spans, 0.0), 1.0), np.float64
        )

    def sums(self, loud: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the rules say for each answer, shape (answers,) or (rows, answers)."""
        return np.asarray(loud @ self._speaks_for, np.float64)

    def extend(self, inputs: NDArray[np.float64], loud: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """What a network sees: the inputs, what each rule says (`loud`, where it is known), and the sums; one row or many."""
        loud = self.loudness(inputs) if loud is None else loud
        return np.concatenate([inputs, loud, self.sums(loud)], axis=-1)

    def reasons(self, answer: str, loud: NDArray[np.float64], least: float) -> tuple[str, ...]:
        """Words of the rules that say at least so much for an answer, the loudest first."""
        values = loud.tolist()
        told = [(-values[number], words) for number, words in self._words[answer] if values[number] >= least]
        return tuple(words for _, words in sorted(told, key=lambda pair: pair[0]))
