"""Fit the confidence of keys to how often they are right, on stretches of eight bars of pop songs.

    python -m training.fit_key_confidence --data DIR

prints the weights to be pasted into `analysis/keys.py`, and how well they are calibrated. Deterministic.
"""

import argparse
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.keys import estimate_key, key_correlations
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile
from training.corpora import pop909_cl
from training.evaluate_keys import is_right, key_clips

RIDGE = 0.01
STEPS = 30
BINS = 5


def main() -> None:
    """Print weights, and for five bins the mean confidence beside the share that is right."""
    parser = argparse.ArgumentParser(description="Fit the confidence of keys.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds pop909_cl")
    design, right = read_clips(parser.parse_args().data)
    weights = fit_logistic(design[::2], right[::2])
    print("CONFIDENCE_WEIGHTS = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")")
    confidence = 1 / (1 + np.exp(-design[1::2] @ weights))
    for some in np.array_split(np.argsort(confidence), BINS):
        print(f"clips left out: confidence {confidence[some].mean():.2f}, right {right[1::2][some].mean():.2f}, n {len(some)}")


def read_clips(data: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rows of (1, correlation, lead, log2 of notes) for clips with a key, and whether the key is right."""
    rows, right = [], []
    for song in pop909_cl(data):
        for section, true in key_clips(song):
            passage = passage_of(section)
            profile = pitch_class_profile(passage)
            key = estimate_key(profile, len(passage.starts))
            if key.tonic is not None:
                best = np.sort(key_correlations(profile))
                rows.append((1.0, best[-1], best[-1] - best[-2], math.log2(len(passage.starts))))
                right.append(float(is_right(key, true)))
    return np.array(rows), np.array(right)


def fit_logistic(design: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's steps, with a small ridge on all but the first weight."""
    weights = np.zeros(design.shape[1])
    ridge = RIDGE * np.diag([0.0] + [1.0] * (design.shape[1] - 1))
    for _ in range(STEPS):
        guess = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (right - guess) - ridge @ weights
        curvature = (design.T * (guess * (1 - guess))) @ design + ridge
        weights = weights + np.linalg.solve(curvature, gradient)
    return np.asarray(weights, np.float64)


if __name__ == "__main__":
    main()
