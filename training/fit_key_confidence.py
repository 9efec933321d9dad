"""Fit the confidence of the formula's keys to how often they are right, on stretches of eight bars of pop songs.

    python -m training.fit_key_confidence --data DIR

prints the weights to be pasted into `analysis/key_judges.py`, and how well they are calibrated. Deterministic. The network's own are fitted
by `python -m training.train_keys`.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.key_judges import FORMULA
from analysis.local_keys import key_path
from training.key_songs import POP, key_songs, random_clips

CLIPS = {8: 2}
RIDGE = 0.01
STEPS = 30
BINS = 5
PARTS = 10


def main() -> None:
    """Print weights, and for five bins the mean confidence beside the share that is right."""
    parser = argparse.ArgumentParser(description="Fit the confidence of the formula's keys.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds pop909_cl and dcml")
    design, right = read_clips(parser.parse_args().data)
    weights = fit_logistic(design[::2], right[::2])
    print("CONFIDENCE = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")")
    confidence = 1 / (1 + np.exp(-design[1::2] @ weights))
    for some in np.array_split(np.argsort(confidence), BINS):
        print(f"clips left out: confidence {confidence[some].mean():.2f}, right {right[1::2][some].mean():.2f}, n {len(some)}")


def read_clips(data: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What confidence weighs for clips with a key, one row each, and whether the key is right."""
    songs = [song for song in key_songs(data) if song.corpus == POP]
    rows, right = [], []
    for number in range(len(songs)):
        for clip in random_clips(songs, number, CLIPS, seed=1):
            path = key_path(clip.passage, FORMULA)
            if path:
                rows.append(path.traits)
                right.append(float(path.is_key(clip.key.tonic, clip.key.mode == "minor")))
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


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Expected calibration error (Naeini et al. 2015, AAAI) over ten bins of equal width."""
    bins = np.minimum((confidence * PARTS).astype(np.int64), PARTS - 1)
    gaps = [abs(confidence[bins == part].sum() - right[bins == part].sum()) for part in range(PARTS)]
    return float(sum(gaps) / len(right))


if __name__ == "__main__":
    main()
