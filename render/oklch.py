"""OKLCH, linear light and sRGB, there and back.

Sources: Björn Ottosson (2020), "A perceptual color space for image processing" (matrices of 2021-01-25); the sRGB
curve of IEC 61966-2-1; gamut mapping by chroma reduction at constant lightness and hue as in CSS Color 4, section 13.

All functions take and return float64 arrays whose last axis has length 3. Linear sRGB is 0..1 inside the gamut; hue is in
degrees.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS_ROWS: list[list[float]] = _FROM_LMS.tolist()
_FROM_LAB_ROWS: list[list[float]] = _FROM_LAB.tolist()

# Rec. 709 luminance weights, as in WCAG's relative luminance.
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
# Linear sRGB to CIE XYZ, each row divided by the white point's.
_TO_WHITE_XYZ = ((0.433953, 0.376219, 0.189828), (0.212673, 0.715152, 0.072175), (0.017756, 0.109468, 0.872776))
_GAMUT_SLACK = 1e-6


def lab_to_linear(lab: ArrayLike) -> Floats:
    """OKLab to linear sRGB; may leave 0..1 outside the gamut."""
    lms = np.asarray(lab, dtype=np.float64) @ _FROM_LAB.T
    return np.asarray(lms**3 @ _FROM_LMS.T)


def linear_to_lab(rgb: ArrayLike) -> Floats:
    """Linear sRGB to OKLab."""
    lms = np.asarray(rgb, dtype=np.float64) @ _TO_LMS.T
    return np.asarray(np.cbrt(lms) @ _TO_LAB.T)


def lch_to_lab(lch: ArrayLike) -> Floats:
    """OKLCH to OKLab."""
    lightness, chroma, hue = np.moveaxis(np.asarray(lch, dtype=np.float64), -1, 0)
    angle = np.radians(hue)
    return np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)


def lab_to_lch(lab: ArrayLike) -> Floats:
    """OKLab to OKLCH, hue in 0..360 (0 for greys)."""
    lightness, a, b = np.moveaxis(np.asarray(lab, dtype=np.float64), -1, 0)
    hue = np.degrees(np.arctan2(b, a)) % 360.0
    return np.stack([lightness, np.hypot(a, b), np.where(hue >= 360.0, 0.0, hue)], axis=-1)


def lch_to_linear(lch: ArrayLike) -> Floats:
    """OKLCH to linear sRGB; may leave 0..1 outside the gamut."""
    return lab_to_linear(lch_to_lab(lch))


def linear_to_lch(rgb: ArrayLike) -> Floats:
    """Linear sRGB to OKLCH."""
    return lab_to_lch(linear_to_lab(rgb))


def encode_srgb(linear: ArrayLike) -> Floats:
    """Linear light to sRGB's curve; clipped to 0..1."""
    value = np.clip(np.asarray(linear, dtype=np.float64), 0.0, 1.0)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * np.maximum(value, 1e-9) ** (1 / 2.4) - 0.055)


def decode_srgb(encoded: ArrayLike) -> Floats:
    """sRGB's curve to linear light; undoes `encode_srgb`."""
    value = np.asarray(encoded, dtype=np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lch_to_cielab(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to CIELAB (D65; CIE 15), in plain floats; for colours that sRGB can show."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    cubes = [(row[0] * lightness + row[1] * a + row[2] * b) ** 3 for row in _FROM_LAB_ROWS]
    rgb = [row[0] * cubes[0] + row[1] * cubes[1] + row[2] * cubes[2] for row in _FROM_LMS_ROWS]
    x, y, z = (_cube_root(row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]) for row in _TO_WHITE_XYZ)
    return 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)


def in_gamut(lch: tuple[float, float, float]) -> bool:
    """Whether an OKLCH colour can be shown in sRGB (plain floats: painters ask thousands of times)."""
    lightness, chroma, hue = lch
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    cubes = [(row[0] * lightness + row[1] * a + row[2] * b) ** 3 for row in _FROM_LAB_ROWS]
    channels = (row[0] * cubes[0] + row[1] * cubes[1] + row[2] * cubes[2] for row in _FROM_LMS_ROWS)
    return all(-_GAMUT_SLACK <= channel <= 1.0 + _GAMUT_SLACK for channel in channels)


def fit_chroma(lightness: float, chroma: float, hue: float) -> float:
    """Largest chroma up to the one given that sRGB can show at this lightness and hue (by bisection)."""
    if in_gamut((lightness, chroma, hue)):
        return chroma
    low, high = 0.0, chroma
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if in_gamut((lightness, middle, hue)) else (low, middle)
    return low


def _cube_root(share: float) -> float:
    return share ** (1 / 3) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116
