"""Judges of keys: how well stretches of music fit each of the 24 keys, by published profiles or by the trained network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.key_evidence import CHANNELS
from analysis.keys import key_correlations
from analysis.weights_file import load_weights
from vocabulary.descriptor import Models

PROFILE_BLEND = 7.0
"""How much the correlation with Albrecht and Shanahan's profiles adds to the network's scores; tried from 2 to 20 on songs left out."""
LOWEST_SCORE = -8.0
"""No stretch speaks against a key by more than this (natural logarithm), so that a single chromatic bar cannot rule one out."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Scores of keys, and what belongs to their scale.

    Attributes:
        score: Turns sums of evidence, shape (n, channels, 12), into scores of shape (n, 24), C major first, then C minor.
        change_cost: What a change of key costs, in units of a bar's score.
        home_bonus: What the key of the whole is given in each bar.
        confidence: Logistic weights of (1, score of the key, its lead, log2 of notes, share of bars in it).
    """

    score: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    change_cost: float
    home_bonus: float
    confidence: tuple[float, ...]


def judge_of(models: Models) -> Judge:
    """The judge that the settings ask for."""
    return learned_judge() if models == "learned" else FORMULA


@cache
def learned_judge() -> Judge:
    """The shipped network, see `analysis/weights/keys.md`."""
    return network_judge(load_weights("keys"))


def network_judge(weights: Mapping[str, NDArray[np.float32]]) -> Judge:
    """A judge from a network's arrays.

    The network sees one tonic at a time: the evidence counted from that tonic goes through one hidden layer to two scores, major and
    minor. All twelve tonics share the weights, so what is learned in one key holds in all. For speed the weights are turned, not the music.

    Args:
        weights: "hidden" (channels * 12, units), "hidden_bias" (units,), "out" (units, 2), "out_bias" (2,), "confidence" (5,).
    """
    hidden = weights["hidden"].reshape(len(CHANNELS), 12, -1)
    turned = np.stack([np.roll(hidden, tonic, axis=1) for tonic in range(12)], axis=2)
    turned = np.ascontiguousarray(turned.reshape(len(CHANNELS) * 12, -1))

    def score(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        units = (network_input(evidence) @ turned).reshape(len(evidence), 12, -1) + weights["hidden_bias"]
        scores = np.maximum(units, 0, out=units) @ weights["out"] + weights["out_bias"]
        blended = scores.transpose(0, 2, 1).reshape(-1, 24) + PROFILE_BLEND * key_correlations(evidence[:, 0])
        blended -= blended.max(axis=1, keepdims=True)
        blended -= np.log(np.exp(blended).sum(axis=1, keepdims=True))
        return np.asarray(np.maximum(blended, LOWEST_SCORE))

    return Judge(score, 10.0, 0.5, tuple(weights["confidence"].tolist()))


def network_input(evidence: NDArray[np.float64]) -> NDArray[np.float32]:
    """Square roots of each channel's shares, shape (n, channels * 12): roots, so that a rare but telling class is seen."""
    sums = evidence @ np.ones((12, 1))
    roots: NDArray[np.float32] = np.sqrt(evidence / np.maximum(sums, 1e-9)).astype(np.float32)
    return roots.reshape(len(evidence), -1)


def _profile_scores(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    return key_correlations(evidence[:, 0])


# Confidence: by `python -m training.fit_key_confidence --data DIR`. Costs: searched on POP909-CL's key signatures and the local keys of
# DCML's Mozart, five values each (the network's too).
FORMULA = Judge(_profile_scores, 1.3, 0.03, (-7.60, 5.61, 6.85, 0.39, 0.0))
"""Albrecht and Shanahan's profiles (2013) on sounding time alone; nothing trained but the confidence."""
