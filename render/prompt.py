"""Prompts for diffusion models, built from a look; short enough for CLIP's 77 tokens."""

import re
from collections.abc import Collection, Mapping, Sequence

from render.palette import hue_name
from render.style import PromptPart
from vocabulary.look import Color, Form, Light

MAX_WORDS = 50
"""CLIP takes 75 tokens; English prose has about 1.4 tokens a word with commas."""

NEGATIVE_PROMPT = "text, letters, watermark, logo, signature, frame, border, blurry, low quality, jpeg artefacts, deformed, faces, hands"


PLACES = ("subject", "moods", "words", "colors", "light", "form", "material")
"""What a style's prompt may hold in braces: the subject, two moods, what the music does, colours, light, shapes, material."""


def prompt_places(
    words: Sequence[str], palette: Sequence[Color], light: Light, form: Form, material: str = "", chosen: Sequence[str] = ()
) -> dict[str, str]:
    """What stands for each of `PLACES`; `words` are a subject, two moods, and the others; those the user chose go with the subject."""
    words = [word for word in words if word not in chosen]
    colors = [hue_name(color.lightness, color.chroma, color.hue) for color in palette if color.role in ("ground", "body", "accent")]
    shapes = [
        "rounded soft shapes" if form.roundness > 0.6 else "angular sharp shapes" if form.roundness < 0.4 else "",
        "symmetrical composition" if form.symmetry > 0.65 else "asymmetrical composition",
        "dense detail" if form.density > 0.65 else "much empty space" if form.density < 0.35 else "",
    ]
    return {
        "subject": ", ".join([*words[:1], *chosen]),
        "moods": ", ".join(words[1:3]),
        "words": ", ".join(words[3:]),
        "colors": f"palette of {', '.join(dict.fromkeys(colors))}",
        "light": _light_phrase(light),
        "form": ", ".join(shape for shape in shapes if shape),
        "material": material,
    }


def fill_prompt(parts: Sequence[PromptPart], places: Mapping[str, str], avoid: Collection[str] = ()) -> str:
    """One line: the parts in their order, those of least weight left out when there is too little room, no phrase twice.

    Args:
        parts: A style's; places that none of them has are left out.
        places: See `prompt_places`.
        avoid: Phrases and words that must not stand in it.
    """
    filled = [(part.weight, place, phrase) for place, part in enumerate(parts) for phrase in _phrases(part.text, places, avoid)]
    kept: list[tuple[int, str]] = []
    room = MAX_WORDS
    for _, place, phrase in sorted(filled, key=lambda one: -one[0]):
        size = len(phrase.split())
        if size <= room and phrase not in (other for _, other in kept):
            kept.append((place, phrase))
            room -= size
    return ", ".join(phrase for _, phrase in sorted(kept, key=lambda one: one[0]))


def _phrases(text: str, places: Mapping[str, str], avoid: Collection[str]) -> list[str]:
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", value)
    unwanted = [word.lower() for word in avoid]
    return [phrase for phrase in (one.strip() for one in text.split(", ")) if phrase and not _has_any(phrase.lower(), unwanted)]


def _has_any(phrase: str, unwanted: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", phrase) for word in unwanted)


def _light_phrase(light: Light) -> str:
    contrast = "hard contrast light" if light.contrast > 0.6 else "soft diffuse light" if light.contrast < 0.4 else "clear light"
    return f"{'low' if light.height < 0.4 else 'high' if light.height > 0.6 else 'slanting'} {contrast}"
