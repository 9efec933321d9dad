"""Shipped weights: safetensors files beside their model cards in `analysis/weights/`, read once, evaluated with numpy."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

WEIGHTS = Path(__file__).parent / "weights"


@cache
def load_weights(name: str) -> Mapping[str, NDArray[np.float32]]:
    """Arrays of `analysis/weights/NAME.safetensors` by their names, not to be written to.

    The file's data, licence, split and accuracy are in `analysis/weights/NAME.md`; `python -m training.train_NAME --data DIR` makes both.
    """
    arrays = load_file(WEIGHTS / f"{name}.safetensors")
    for array in arrays.values():
        array.setflags(write=False)
    return MappingProxyType(arrays)
