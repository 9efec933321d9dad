"""Colours of the hand "paper": sheets cut from the palette's own colours, the ground's the most.

The sky is the ground's sheet, tinted a little by the second colour and by the light; the land steps down in lightness through the
palette, from what is nearest the ground to the shadow's sheet in front, so that the far is pale and the near nearly black.
"""

import math

import numpy as np

from render.painters.inks import Lab, blend, lab_of
from render.palette import signed_turn
from vocabulary.look import Look

_TINT = 0.045
"""Most by which the sky's sheets differ in OKLab from the ground: seen beside each other, yet all of them the ground's."""
_RED, _SUNS = 32.0, 70.0
"""Middle and reach of hues that suns have, OKLCH degrees."""
_STEP = 0.035
"""Least lightness from one sheet of the land to the next."""


def is_day(look: Look) -> bool:
    """Whether things stand darker than the ground (day) or lit against it (night)."""
    return float(lab_of(look, "ground")[0]) > float(lab_of(look, "body")[0])


def sun_color(look: Look, red: bool) -> Lab:
    """The light's sheet; or the accent's, where that has a hue that suns have, from magenta over red to gold."""
    light, accent = lab_of(look, "light"), lab_of(look, "accent")
    hue = math.degrees(math.atan2(float(accent[2]), float(accent[1])))
    return blend(light, accent, min(1.0, max(0.0, (_SUNS - abs(signed_turn(_RED, hue))) / 12.0)) if red else 0.0)


def sky_colors(look: Look, fifths: list[float]) -> list[Lab]:
    """Colours of the sky from the innermost outwards: the glow first, then one a ring.

    Args:
        look: Whose ground, light and second speak.
        fifths: Of each ring, how far (0..1) its chord lies from the first on the circle of fifths: tints it.
    """
    ground, light, second = (lab_of(look, role) for role in ("ground", "light", "second"))
    colors = [_toward(ground, light, 1.3 * _TINT)]
    for index, away in enumerate(fifths):
        share = (index + 0.6) / len(fifths)
        inner = _toward(ground, light, _TINT * (1.0 - share) * 0.9)
        colors.append(_toward(inner, second, _TINT * (0.25 * (index % 2) + 0.55 * share + 0.9 * away)))
    return colors


def face_colors(look: Look, count: int) -> list[Lab]:
    """Sheets of the land from the farthest to the nearest."""
    ground, shadow = lab_of(look, "ground"), lab_of(look, "shadow")
    bright, dim = sorted((lab_of(look, "second"), lab_of(look, "body")), key=lambda lab: -float(lab[0]))
    near = blend(dim, shadow, 0.5) if is_day(look) else blend(ground, shadow, 0.2)
    stops = {
        3: [bright, dim, shadow],
        4: [blend(ground, bright, 0.45), bright, dim, shadow] if is_day(look) else [bright, dim, near, shadow],
        5: [blend(ground, bright, 0.4), bright, dim, near, shadow]
        if is_day(look)
        else [bright, dim, blend(dim, ground, 0.6), near, shadow],
    }
    faces = [np.array(face) for face in stops[min(5, max(3, count))]]
    while len(faces) < count:
        faces.insert(1, blend(faces[0], faces[1], 0.5))
    # Where the palette is narrow, sheets still part: from the nearest backwards, each a step lighter.
    for index in range(len(faces) - 2, -1, -1):
        faces[index][0] = max(faces[index][0], faces[index + 1][0] + _STEP)
    return faces


def storm_colors(look: Look) -> tuple[Lab, Lab]:
    """Sheets that hang from above, the farther and the nearer."""
    dim = min((lab_of(look, "second"), lab_of(look, "body")), key=lambda lab: float(lab[0]))
    return dim, lab_of(look, "shadow")


def water_color(look: Look) -> Lab:
    """Water mirrors the sky."""
    return _toward(lab_of(look, "ground"), lab_of(look, "light"), 0.8 * _TINT)


def bird_colors(look: Look) -> tuple[Lab, Lab]:
    """Most birds, and the few that bear the accent."""
    return lab_of(look, "shadow" if is_day(look) else "light"), lab_of(look, "accent")


def _toward(one: Lab, other: Lab, distance: float) -> Lab:
    """From one colour towards another, so far in OKLab (or to it, where that is nearer)."""
    apart = float(np.linalg.norm(other - one))
    return blend(one, other, min(1.0, distance / apart) if apart > 0 else 0.0)
