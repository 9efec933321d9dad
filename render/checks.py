"""What must never reach a stage: black and flat pictures."""

import numpy as np
from numpy.typing import NDArray

# A picture whose 99th percentile is below this 8-bit value is black on a projector.
BLACK_BELOW = 12
# Spread (5th to 95th percentile, 8-bit) under which nobody sees a picture, only a wall of one colour.
FLAT_BELOW = 6


def is_black_or_flat(pixels: NDArray[np.uint8]) -> bool:
    """Whether pixels (height, width, 3) are black, or one colour all over; samples about 20 000 of them."""
    height, width = pixels.shape[:2]
    step = max(1, int((height * width / 20_000) ** 0.5))
    sample = pixels[::step, ::step].reshape(-1, pixels.shape[2])
    low, high = np.percentile(sample, [5, 95], axis=0)
    return bool(np.percentile(sample, 99) < BLACK_BELOW or np.all(high - low < FLAT_BELOW))
