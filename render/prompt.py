"""Prompts for diffusion models, built from a look; short enough for CLIP's 77 tokens."""

from collections.abc import Sequence

from render.palette import hue_name
from vocabulary.look import Color, Form, Light

MAX_WORDS = 50
"""CLIP takes 75 tokens; English prose has about 1.4 tokens a word with commas."""

NEGATIVE_PROMPT = "text, letters, watermark, logo, signature, frame, border, blurry, low quality, jpeg artefacts, deformed, faces, hands"


def build_prompt(words: Sequence[str], style_words: str, palette: Sequence[Color], light: Light, form: Form) -> str:
    """One line: subject and moods, hand, colours, light, shape. What comes last is cut first."""
    colors = [hue_name(color.lightness, color.chroma, color.hue) for color in palette if color.role in ("ground", "body", "accent")]
    phrases = [
        *words[:3],
        style_words,
        f"palette of {', '.join(dict.fromkeys(colors))}",
        _light_phrase(light),
        "rounded soft shapes" if form.roundness > 0.6 else "angular sharp shapes" if form.roundness < 0.4 else "",
        "symmetrical composition" if form.symmetry > 0.65 else "asymmetrical composition",
        "dense detail" if form.density > 0.65 else "much empty space" if form.density < 0.35 else "",
        *words[3:],
    ]
    return _cut(", ".join(phrase for phrase in phrases if phrase))


def _light_phrase(light: Light) -> str:
    contrast = "hard contrast light" if light.contrast > 0.6 else "soft diffuse light" if light.contrast < 0.4 else "clear light"
    return f"{'low' if light.height < 0.35 else 'high' if light.height > 0.65 else 'slanting'} {contrast}"


def _cut(prompt: str) -> str:
    kept: list[str] = []
    for phrase in prompt.split(", "):
        if len(" ".join([*kept, phrase]).split()) > MAX_WORDS:
            break
        kept.append(phrase)
    return ", ".join(kept)
