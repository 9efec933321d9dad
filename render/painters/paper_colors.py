"""Colours of the hand "paper": one family of hues a picture, stepping in lightness; the accent is kept for small marks.

Rules, each mending a fault that a blind judge saw in the first pictures:
the sun is the lightest thing around it and near the sky in hue; the sky runs along one arc of hue and keeps its chroma; hills
step down in lightness within the sky's hues; trees keep a gap of lightness to what lies behind them.
"""

import math
from collections.abc import Sequence

import numpy as np

from render.painters.inks import Lab, lab_of
from render.palette import signed_turn
from vocabulary.look import Look

_GOLD = 88.0
"""Hue of a happy sun, OKLCH degrees: where bright yellow has the most chroma."""
_DAY = 0.55
_DEEP_NIGHT = 0.36
_SUN_TURN, _SKY_TURN, _HILL_TURN = 50.0, 26.0, 24.0
_SUN_GAP, _TREE_GAP = 0.065, 0.14
"""Least gaps of OKLab lightness; 0.12 is about 14 units of L*, since L* = 116 L - 16 for greys."""
_FRONT, _FRONT_BY_NIGHT = 0.29, 0.14


def is_day(look: Look) -> bool:
    """Whether things are darker than the ground (day) or lit against it (night)."""
    return _lch(lab_of(look, "ground"))[0] > _DAY


def is_deep_night(look: Look) -> bool:
    """Whether hills are lit against a dark sky, and a lamp may burn."""
    return _lch(lab_of(look, "ground"))[0] <= _DEEP_NIGHT


def sun_color(look: Look) -> Lab:
    """The lightest colour of the picture, its hue turned from the sky's towards gold by day, towards the light's by night."""
    _, _, hue = _lch(lab_of(look, "ground"))
    excited = (look.arousal + 1) / 2
    if not is_day(look):
        goal = _lch(lab_of(look, "light"))[2]
        return _lab(0.93, 0.028 + 0.03 * excited, _turned(hue, goal, _SUN_TURN))
    warm = max(0.0, look.valence)
    return _lab(
        0.972 - (0.025 + 0.06 * min(1.0, 2 * warm)) * excited**2, 0.035 + 0.12 * excited * (0.4 + warm), _turned(hue, _GOLD, _SUN_TURN)
    )


def sky_colors(look: Look, fifths: Sequence[float]) -> list[Lab]:
    """Colours of the sky from the sun outwards: the glow first, then one a ring.

    Args:
        look: Whose ground, second and arousal speak.
        fifths: Of each ring, how far (0..1) its chord lies from the first on the circle of fifths: turns its hue.
    """
    inner, outer = _sky_ends(look)
    goal = _lch(lab_of(look, "second"))[2]
    colors = [_along(inner, outer, 0.0, 0.02)]
    for index, away in enumerate(fifths):
        share = (index + 0.6) / len(fifths)
        lightness, chroma, hue = _lch(_along(inner, outer, share**0.9, 0.011 if index % 2 else -0.007))
        colors.append(_lab(lightness - 0.03 * away, chroma * (1 + 0.35 * away), _turned(hue, goal, 20.0 * away)))
    return colors


def face_color(look: Look, depth: float) -> Lab:
    """Colour of a sheet from the farthest (0) to the nearest (1): the sky's hues, stepping in lightness."""
    ground = _lch(lab_of(look, "ground"))
    _, outer = _sky_ends(look)
    shadow, body = _lch(lab_of(look, "shadow")), _lch(lab_of(look, "body"))
    if ground[0] > _DAY:
        far, near = outer[0] - 0.075, max(_FRONT, shadow[0] + 0.02)
    elif ground[0] > _DEEP_NIGHT:
        far, near = outer[0] - 0.05, _FRONT_BY_NIGHT + 0.07
    else:
        far, near = outer[0] + 0.14, _FRONT_BY_NIGHT + 0.03
    chroma = np.interp(depth, [0.0, 0.45, 1.0], [1.15 * outer[1], max(body[1], 1.1 * outer[1]), max(shadow[1], 0.5 * body[1])])
    hue = outer[2] + depth * float(np.clip(signed_turn(outer[2], shadow[2]), -_HILL_TURN, _HILL_TURN))
    return _lab(far + (near - far) * depth**0.85, float(chroma), hue)


def water_color(look: Look) -> Lab:
    """Water mirrors the sky, a little deeper."""
    inner, outer = _sky_ends(look)
    return _along(inner, outer, 0.7, -0.05 if is_day(look) else 0.03)


def tree_color(own: Lab, behind: Lab, lit: float = 0.0) -> Lab:
    """Colour of what stands on a sheet before another: darker than both by a gap, where that is black lighter; `lit` lifts it."""
    lightness, chroma, hue = _lch(own)
    low, high = min(lightness, float(behind[0])) - _TREE_GAP, max(lightness, float(behind[0])) + _TREE_GAP
    if low >= 0.06:
        return _lab(low - 0.04 * (1 - lit), 0.9 * chroma, hue)
    return _lab(high + 0.06 * lit, chroma, hue)


def mark_color(look: Look, face: Lab) -> Lab:
    """Furrows of loud notes: the sheet's own hue, clearly lighter."""
    lightness, chroma, hue = _lch(face)
    return _lab(lightness + 0.17, 0.9 * chroma, _turned(hue, _lch(lab_of(look, "light"))[2], 20.0))


def bird_colors(look: Look) -> tuple[Lab, Lab]:
    """Most birds (the sky's hue, far from it in lightness), and the few that bear the accent."""
    _, outer = _sky_ends(look)
    accent = _lch(lab_of(look, "accent"))
    if is_day(look):
        return _lab(max(0.25, outer[0] - 0.36), 0.9 * outer[1], outer[2]), _lab(min(accent[0], outer[0] - 0.22), accent[1], accent[2])
    return _lab(outer[0] + 0.38, 0.04, outer[2]), _lab(max(accent[0], outer[0] + 0.34), accent[1], accent[2])


def _sky_ends(look: Look) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """OKLCH beside the sun and at the picture's rim: hues within one arc around the ground's."""
    lightness, chroma, hue = _lch(lab_of(look, "ground"))
    excited = (look.arousal + 1) / 2
    sun = _lch(sun_color(look))
    second = _lch(lab_of(look, "second"))[2]
    inner_hue = _turned(hue, sun[2], (0.7 if lightness > _DEEP_NIGHT else 0.2) * _SKY_TURN)
    outer_hue = _turned(hue, second, _SKY_TURN if lightness > _DEEP_NIGHT else 0.3 * _SKY_TURN)
    outer_hue = inner_hue + signed_turn(inner_hue, outer_hue)
    if lightness > _DAY:
        near = min(lightness + 0.5 * max(0.0, 0.85 - lightness), sun[0] - _SUN_GAP)
        far = near - 0.075 - 0.10 * excited
        rich = max(chroma, 0.032 + 0.06 * excited)
        return (near, 1.1 * rich, inner_hue), (far, 1.2 * rich, outer_hue)
    near, far = lightness + 0.07 + 0.16 * excited**1.5, lightness - 0.03
    rich = max(1.2 * chroma, 0.038 + 0.052 * excited)
    return (near, 1.3 * rich, inner_hue), (far, rich, outer_hue)


def _along(one: tuple[float, float, float], other: tuple[float, float, float], share: float, lift: float = 0.0) -> Lab:
    """Between two OKLCH colours whose hues are within one arc; chroma is not lost on the way, as it would be in OKLab."""
    lightness, chroma, hue = (start + (end - start) * share for start, end in zip(one, other, strict=True))
    return _lab(lightness + lift, chroma, hue)


def _turned(hue: float, goal: float, most: float) -> float:
    return hue + max(-most, min(most, signed_turn(hue, goal)))


def _lab(lightness: float, chroma: float, hue: float) -> Lab:
    angle = math.radians(hue)
    return np.array([min(0.985, max(0.06, lightness)), chroma * math.cos(angle), chroma * math.sin(angle)])


def _lch(lab: Lab) -> tuple[float, float, float]:
    # Plain floats: a picture asks a hundred times, and arrays of three are slow.
    lightness, a, b = (float(value) for value in lab)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360.0
