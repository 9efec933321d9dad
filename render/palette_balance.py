"""How light, how strong in contrast and how rich a palette is as a whole: the emotion sets each, whatever the hues.

A palette is weighed by the areas that its colours usually have in a picture. Its weighed mean of lightness is set by valence; the weighed
spread of lightness and the mean of chroma by arousal. Gaps between colours are scaled until that is so; so each is monotone, for any hue.
"""

from collections.abc import Mapping

from render.oklch import fit_chroma
from vocabulary.look import ColorRole

AREAS: Mapping[ColorRole, float] = {"ground": 0.58, "body": 0.15, "second": 0.14, "shadow": 0.05, "accent": 0.04, "light": 0.04}
"""Shares of the picture, as measured in pictures of several painters."""

# Gaps of OKLab lightness to the ground, in the proportions of a picture of full contrast: things are lit on a dark ground, and stand
# darker on a light one. Nothing stands out on middle grey, so there is none: the ground changes sides at valence 0.
_LIT: Mapping[ColorRole, float] = {"ground": 0.0, "body": 0.40, "second": 0.27, "accent": 0.47, "light": 0.64, "shadow": -0.09}
_SHADED: Mapping[ColorRole, float] = {"ground": 0.0, "body": -0.29, "second": -0.17, "accent": -0.32, "light": 0.09, "shadow": -0.60}
_CHROMA: Mapping[ColorRole, float] = {"ground": 0.5, "body": 1.0, "second": 0.85, "accent": 1.25, "light": 0.28, "shadow": 0.45}
_MOST_CHROMA: Mapping[ColorRole, float] = {"ground": 0.11, "body": 0.20, "second": 0.18, "accent": 0.24, "light": 0.08, "shadow": 0.12}
"""Large areas stay quieter than small ones, so that excited is not gaudy."""
_LEAST_ACCENT = 0.06
_TINT = 0.14
_LOWEST, _HIGHEST = 0.09, 0.975
_GOLD, _GOLD_REACH = 92.0, 60.0
"""Yellows are brown unless they are light (OKLCH degrees)."""
_LEAST_GLOW = 0.035
_ROUNDS = 18


def mean_lightness(valence: float) -> float:
    """Mean OKLab lightness of a picture: 0.29..0.815, rising with valence (Bhattacharya & Lindsen 2016; Palmer et al. 2013)."""
    return 0.635 + 0.18 * valence if valence >= 0 else 0.55 + 0.26 * valence


def lightness_spread(arousal: float) -> float:
    """Standard deviation of OKLab lightness over a picture: 0.07..0.20; times 116 it is about that of L*."""
    return 0.070 + 0.0660 * (arousal + 1)


def mean_chroma(arousal: float) -> float:
    """Mean OKLCH chroma of a picture: 0.036..0.094 (Palmer et al. 2013; Whiteford et al. 2018)."""
    return 0.036 + 0.0290 * (arousal + 1)


def balance_lightness(valence: float, arousal: float, hues: Mapping[ColorRole, float]) -> dict[ColorRole, float]:
    """OKLab lightness of each role, for valence and arousal of -1..1."""
    pattern = {role: gap * _yellow_share(role, hues[role]) for role, gap in (_SHADED if valence >= 0 else _LIT).items()}
    wanted_mean, wanted_spread = mean_lightness(valence), lightness_spread(arousal)
    low, high = 0.05, 1.6
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if _spread(_placed(pattern, wanted_mean, middle)) > wanted_spread else (middle, high)
    return _placed(pattern, wanted_mean, low)


def balance_chroma(
    arousal: float, lightness: Mapping[ColorRole, float], hues: Mapping[ColorRole, float], tint: float = 0.0
) -> dict[ColorRole, float]:
    """OKLCH chroma of each role, as far as sRGB can show it; `tint` -1..1 gives the ground less or more of it than the others."""
    most = {role: fit_chroma(lightness[role], cap, hues[role] % 360.0) for role, cap in _MOST_CHROMA.items()}
    wanted = mean_chroma(arousal)
    low, high = 0.0, 0.4
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if _mean(_rich(most, middle, tint)) > wanted else (middle, high)
    return _rich(most, low, tint)


def _placed(pattern: Mapping[ColorRole, float], mean: float, scale: float) -> dict[ColorRole, float]:
    """Lightness of each role, gaps scaled, the ground where their weighed mean is as wanted."""
    ground = mean - scale * _mean(pattern)
    ground = min(_HIGHEST - _LEAST_GLOW, max(_LOWEST + 0.02, ground))
    placed = {role: min(_HIGHEST, max(_LOWEST, ground + scale * gap)) for role, gap in pattern.items()}
    return {**placed, "light": min(_HIGHEST, max(placed["light"], ground + _LEAST_GLOW))}


def _rich(most: Mapping[ColorRole, float], scale: float, tint: float) -> dict[ColorRole, float]:
    shares = {**_CHROMA, "ground": _CHROMA["ground"] + _TINT * tint}
    return {role: min(most[role], max(scale * share, _LEAST_ACCENT if role == "accent" else 0.0)) for role, share in shares.items()}


def _mean(values: Mapping[ColorRole, float]) -> float:
    return sum(AREAS[role] * value for role, value in values.items())


def _spread(values: Mapping[ColorRole, float]) -> float:
    mean = _mean(values)
    return float(sum(AREAS[role] * (value - mean) ** 2 for role, value in values.items()) ** 0.5)


def _yellow_share(role: ColorRole, hue: float) -> float:
    """How much of its gap below a light ground a colour keeps: bodies that are yellow stay light."""
    if role not in ("body", "second", "accent"):
        return 1.0
    away = abs((hue - _GOLD + 180.0) % 360.0 - 180.0) / _GOLD_REACH
    return 1.0 - 0.45 * max(0.0, 1.0 - away)
