"""A look as plain JSON values; every field is told in docs/looks.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from render.oklch import encode_srgb, lch_to_linear
from vocabulary.look import Color, Look

PLACES = 4
"""Decimal places; more would be noise."""


def look_values(look: Look) -> dict[str, Any]:
    """All of a look with its reasons; colours also as "#rrggbb"."""
    return {
        "style": look.style,
        "painter": look.painter,
        "settings": dict(look.settings),
        "palette": [_color(color) for color in look.palette],
        "light": _rounded(asdict(look.light)),
        "form": _rounded(asdict(look.form)),
        "motion": _rounded(asdict(look.motion)),
        "material": look.material,
        "valence": round(look.valence, PLACES),
        "arousal": round(look.arousal, PLACES),
        "energy": round(look.energy, PLACES),
        "words": list(look.words),
        "prompt": look.prompt,
        "negative_prompt": look.negative_prompt,
        "seed": look.seed,
        "reasons": list(look.reasons),
    }


def hex_of(color: Color) -> str:
    """A colour as "#rrggbb".

    >>> hex_of(Color("ground", 1.0, 0.0, 0.0))
    '#ffffff'
    """
    channels = (round(255 * value) for value in encode_srgb(lch_to_linear((color.lightness, color.chroma, color.hue))).tolist())
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _color(color: Color) -> dict[str, Any]:
    lch = {name: round(getattr(color, name), PLACES) for name in ("lightness", "chroma", "hue")}
    return {"role": color.role, "hex": hex_of(color), **lch, "because": color.because}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, PLACES) if isinstance(value, float) else value for name, value in values.items()}
