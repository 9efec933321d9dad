"""A look's colours as painters use them: by role, mixed in OKLab, given to shaders in linear light."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render.oklch import fit_chroma, lab_to_lch, lab_to_linear, lch_to_lab
from vocabulary.look import Color, ColorRole, Look

Lab = NDArray[np.float64]
"""OKLab, shape (3,)."""


def lab_of(look: Look, role: ColorRole) -> Lab:
    """A role's colour in OKLab."""
    color = next(color for color in look.palette if color.role == role)
    return _lab(color)


def blend(one: Lab, other: Lab, share: float) -> Lab:
    """`share` 0 gives one, 1 the other; mixed in OKLab."""
    return one + (other - one) * share


def lighter(lab: Lab, by: float) -> Lab:
    """The same colour, its lightness moved by `by`."""
    return np.array([min(0.99, max(0.03, lab[0] + by)), lab[1], lab[2]])


def gradient(stops: Sequence[Lab], share: float) -> Lab:
    """Colour at 0..1 along evenly spaced stops."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    return blend(stops[index], stops[index + 1], place - index)


def linear(lab: Lab) -> tuple[float, float, float]:
    """Linear sRGB 0..1 for a shader; chroma reduced until it fits."""
    lightness, chroma, hue = (float(value) for value in lab_to_lch(lab))
    fitted = lch_to_lab((lightness, fit_chroma(lightness, chroma, hue), hue))
    red, green, blue = np.clip(lab_to_linear(fitted), 0.0, 1.0)
    return float(red), float(green), float(blue)


def _lab(color: Color) -> Lab:
    return lch_to_lab((color.lightness, color.chroma, color.hue))
