"""The renderer of last resort: the look's palette and the section's notes, drawn with numpy alone.

It needs no OpenGL, no driver and no weights, so that even a machine whose graphics fail shows a picture of its music.
"""

import numpy as np
from numpy.typing import NDArray

from render.oklch import encode_srgb, lch_to_linear
from vocabulary.look import Color, Look
from vocabulary.pictures import PictureRequest

_MARGIN_PITCHES = 3


class PlainRenderer:
    """Draws a slanted gradient of the palette with one soft bar a note."""

    def render(self, request: PictureRequest) -> NDArray[np.uint8]:
        """Pixels of shape (height_px, width_px, 3); never raises for a valid request."""
        picture = _gradient(request.look, request.width_px, request.height_px)
        _draw_notes(picture, request)
        return np.asarray(np.round(encode_srgb(picture) * 255), np.uint8)


def _gradient(look: Look, width: int, height: int) -> NDArray[np.float64]:
    low, middle, high = (_linear(color) for color in _three(look))
    angle = np.radians(look.light.angle)
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(1, -1, height))
    lit = np.clip((x * np.cos(angle) + y * np.sin(angle)) / 2 + 0.5, 0, 1)[..., None]
    below, above = np.clip(lit * 2, 0, 1), np.clip(lit * 2 - 1, 0, 1)
    return np.asarray((low * (1 - below) + middle * below) * (1 - above) + high * above)


def _draw_notes(picture: NDArray[np.float64], request: PictureRequest) -> None:
    height, width = picture.shape[:2]
    pitches = [note.pitch for part in request.parts for note in part.notes]
    if not pitches:
        return
    lowest, highest = min(pitches) - _MARGIN_PITCHES, max(pitches) + _MARGIN_PITCHES
    row_px = height / (highest - lowest + 1)
    colors = [_linear(color) for color in request.look.palette[1:]]
    for index, part in enumerate(request.parts):
        color = colors[index % len(colors)]
        for note in part.notes:
            left = int(note.start_time / request.length * width)
            right = max(left + 1, int(min(note.end_time, request.length) / request.length * width))
            top = int((highest - note.pitch) * row_px)
            bottom = max(top + 1, int((highest - note.pitch + 1) * row_px))
            weight = 0.3 + 0.6 * note.velocity / 12700
            area = picture[top:bottom, max(left, 0) : right]
            area += (color - area) * weight


def _three(look: Look) -> tuple[Color, Color, Color]:
    """Ground, a colour far from it in lightness, and the light: never three times the same."""
    by_lightness = sorted(look.palette, key=lambda color: color.lightness)
    return look.palette[0], by_lightness[len(by_lightness) // 2], by_lightness[-1]


def _linear(color: Color) -> NDArray[np.float64]:
    # Never so dark that a projector shows nothing.
    return np.clip(lch_to_linear((max(color.lightness, 0.18), color.chroma, color.hue)), 0, 1)
