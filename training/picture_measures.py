"""What can be measured of a picture from its pixels alone, in CIELAB (D65): no look, no music, no model of ours has a say.

Sources: CIE 15 (CIELAB); Sharma, Wu & Dalal (2005), "The CIEDE2000 color-difference formula", Color Research & Application 30(1);
warmth: Ou, Luo, Woodcock & Wright (2004), "A study of colour emotion and colour preference, part I", ibid. 29(3), equation "warm-cool";
contrast: the standard deviation of lightness, as RMS contrast (Peli 1990, JOSA A 7(10)) is that of luminance.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

THUMBNAIL = 32
"""Cells of a thumbnail's side."""
OWN_COLORS = 6
_SAMPLES = 64
_ROUNDS = 25
_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
_WHITE = _TO_XYZ.sum(axis=1)


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over a picture's pixels.

    Attributes:
        lightness: L*, 0..100.
        chroma: C*.
        contrast: Standard deviation of L*.
        warmth: Ou et al.'s scale: 0 is neither warm nor cool.
    """

    lightness: float
    chroma: float
    contrast: float
    warmth: float


def measure(lab: Floats) -> Measures:
    """Measure a picture in CIELAB, shape (height, width, 3)."""
    lightness, a, b = np.moveaxis(lab, -1, 0)
    chroma = np.hypot(a, b)
    warmth = -0.5 + 0.02 * chroma**1.07 * np.cos(np.arctan2(b, a) - np.radians(50.0))
    return Measures(float(lightness.mean()), float(chroma.mean()), float(lightness.std()), float(warmth.mean()))


def to_cielab(pixels: NDArray[np.uint8]) -> Floats:
    """SRGB bytes (..., 3) to CIELAB."""
    return linear_to_cielab(_linear_steps()[pixels])


def linear_to_cielab(rgb: Floats) -> Floats:
    """Linear sRGB (..., 3) to CIELAB."""
    share = rgb @ _TO_XYZ.T / _WHITE
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def thumbnail(lab: Floats) -> Floats:
    """Mean colours of a square picture's 32 x 32 cells, shape (32, 32, 3); its side must be a multiple of 32."""
    side = lab.shape[0] // THUMBNAIL
    return np.asarray(lab.reshape(THUMBNAIL, side, THUMBNAIL, side, 3).mean(axis=(1, 3)))


def thumbnail_distance(one: Floats, other: Floats) -> float:
    """Mean CIELAB distance (dE 1976) of two thumbnails' cells."""
    return float(np.linalg.norm(one - other, axis=-1).mean())


def own_colors(lab: Floats, count: int = OWN_COLORS) -> tuple[Floats, Floats]:
    """A picture's own colours: k-means in CIELAB over at most 64 x 64 of its pixels.

    Starts are drawn far apart as in k-means++ (Arthur & Vassilvitskii 2007), the same ones each time.

    Returns:
        Centres, shape (k, 3), and their shares of the area; k is less where there are fewer colours.
    """
    step_y, step_x = max(1, lab.shape[0] // _SAMPLES), max(1, lab.shape[1] // _SAMPLES)
    points = lab[::step_y, ::step_x].reshape(-1, 3)
    centers = _far_apart(points, count)
    nearest = np.zeros(len(points), np.intp)
    for _ in range(_ROUNDS):
        found = _squares(points, centers).argmin(axis=1)
        if (found == nearest).all():
            break
        nearest = found
        counts = np.bincount(nearest, minlength=len(centers))
        sums = np.stack([np.bincount(nearest, weights=axis, minlength=len(centers)) for axis in points.T], axis=1)
        centers = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centers)
    shares = np.bincount(nearest, minlength=len(centers)) / len(points)
    return centers[shares > 0], shares[shares > 0]


def ciede2000(one: Floats, other: Floats) -> Floats:
    """Colour difference of CIELAB colours (..., 3), broadcast; names as in Sharma et al."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean7 / (mean7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360, np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    hue = np.where(grey, h1 + h2, np.where(np.abs(h1 - h2) <= 180, (h1 + h2) / 2, (h1 + h2 + 360) / 2 % 360))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.20 * _cos(4 * hue - 63)
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    return np.asarray(np.sqrt(dl**2 + dc**2 + dh**2 - rotation * dc * dh))


@cache
def _linear_steps() -> Floats:
    encoded = np.arange(256) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _cos(degrees: Floats) -> Floats:
    return np.asarray(np.cos(np.radians(degrees)))


def _far_apart(points: Floats, count: int) -> Floats:
    random = np.random.default_rng(0)
    chosen = [points[int(random.integers(len(points)))]]
    squares = _squares(points, np.array(chosen))[:, 0]
    while len(chosen) < count and squares.sum() > 0:
        chosen.append(points[int(random.choice(len(points), p=squares / squares.sum()))])
        squares = np.minimum(squares, _squares(points, chosen[-1][None])[:, 0])
    return np.array(chosen)


def _squares(points: Floats, centers: Floats) -> Floats:
    return np.asarray(((points[:, None] - centers) ** 2).sum(axis=2))
