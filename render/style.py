"""A style: the hand that draws, how it sets its painter and its colours, the words it gives a diffusion model, and the music it fits."""

from dataclasses import dataclass

from render.palette_bias import PaletteBias


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A part of a prompt: text with places such as {subject}, and its weight (1 is usual); what weighs least is cut first."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """One art direction.

    Attributes:
        name: As people write it: small letters, digits, hyphens.
        description: One line.
        painter: Name of the procedural painter that draws it.
        settings: (name, value) of the painter's settings that differ from its own taste.
        prompt: Parts of the prompt; see `render.prompt` for the places.
        negative_prompt: What a diffusion model is to leave out, beside the usual.
        bias: What it does to the palette.
        fits: (fact, weight): the music it fits; see `render.choose_style`.
        avoid: Words that never go into its prompt or its words.
        yours: Whether the user wrote it.
    """

    name: str
    description: str
    painter: str
    settings: tuple[tuple[str, float], ...] = ()
    prompt: tuple[PromptPart, ...] = ()
    negative_prompt: str = ""
    bias: PaletteBias = PaletteBias()
    fits: tuple[tuple[str, float], ...] = ()
    avoid: tuple[str, ...] = ()
    yours: bool = False

    @property
    def style_words(self) -> str:
        """The parts of the prompt that say how it is made, without places: for people."""
        return ", ".join(part.text for part in self.prompt if "{" not in part.text)
