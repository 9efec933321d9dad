"""Writes two weight files where --out says; the data's folder holds the number that is in them."""

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True)
    number = float((options.data / "number.txt").read_text())
    for name in ("left", "right"):
        save_file({"weights": np.full(3, number, np.float32)}, options.out / f"{name}.safetensors")
