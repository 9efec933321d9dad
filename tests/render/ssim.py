"""Structural similarity of two pictures: Wang, Bovik, Sheikh & Simoncelli (2004), with plain 8 x 8 means as window."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_WINDOW = 8


def ssim(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean SSIM of two pictures (height, width, 3), on luma, -1..1."""
    x, y = (pixels.astype(np.float64) @ np.array([0.299, 0.587, 0.114]) for pixels in (one, other))
    mean_x, mean_y = _means(x), _means(y)
    variance_x, variance_y = _means(x * x) - mean_x**2, _means(y * y) - mean_y**2
    covariance = _means(x * y) - mean_x * mean_y
    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    quality = (2 * mean_x * mean_y + low) * (2 * covariance + high)
    return float(np.mean(quality / ((mean_x**2 + mean_y**2 + low) * (variance_x + variance_y + high))))


def _means(values: Floats) -> Floats:
    sums = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    w = _WINDOW
    return np.asarray((sums[w:, w:] - sums[:-w, w:] - sums[w:, :-w] + sums[:-w, :-w]) / w**2)
