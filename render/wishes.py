"""A look as the user wants it: locked attributes, colours and words over what the music gave, each told among the reasons."""

from collections.abc import Mapping
from dataclasses import fields, replace

from render.oklch import decode_srgb, linear_to_lch
from render.palette import color, signed_turn
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Color, Form, Light, Look
from vocabulary.wishes import Wishes

CHOSEN = "chosen by you"
_FORM = tuple(field.name for field in fields(Form) if field.name != "because")


def feeling(music: MusicDescriptor, wishes: Wishes) -> MusicDescriptor:
    """The music with the emotion that the user wants shown."""
    wanted = {name: value for name, value in wishes.numbers if name in ("valence", "arousal")}
    if not wanted:
        return music
    told = tuple(f"{name} {value:+.2f}, {CHOSEN}" for name, value in wanted.items())
    return replace(music, emotion=replace(music.emotion, **wanted, reasons=(*told, *music.emotion.reasons)))


def wanted_palette(palette: tuple[Color, ...], wishes: Wishes) -> tuple[Color, ...]:
    """The palette turned to the wanted hue of its ground, then with the fixed colours."""
    hue = dict(wishes.numbers).get("hue")
    if hue is not None:
        turn = signed_turn(palette[0].hue, hue)
        palette = tuple(
            color(
                one.role, one.lightness, one.chroma, one.hue + turn, f"{one.because}; hue {CHOSEN}" if one.role == "ground" else one.because
            )
            for one in palette
        )
    fixed = dict(wishes.colors)
    return tuple(_fixed(one, fixed[one.role]) if one.role in fixed else one for one in palette)


def wanted_form(form: Form, wishes: Wishes) -> Form:
    """The form with what is locked."""
    locked = {name: value for name, value in wishes.numbers if name in _FORM}
    if not locked:
        return form
    free = (line for line in form.because if line.split(" ")[0] not in locked)
    return replace(form, **locked, because=(*free, *_told(locked)))


def wanted_light(light: Light, wishes: Wishes) -> Light:
    """The light with what is locked."""
    locked = {name: value for name, value in wishes.numbers if name in ("angle", "height", "contrast")}
    if not locked:
        return light
    return replace(light, **locked, because="; ".join(filter(None, (light.because, *_told(locked)))))


def wanted_words(words: tuple[str, ...], wishes: Wishes) -> tuple[str, ...]:
    """The subject first unless unwanted, then the user's words, then the others."""
    unwanted = {word.lower() for word in wishes.without}
    return tuple(word for word in dict.fromkeys((*words[:1], *wishes.words, *words[1:])) if word.lower() not in unwanted)


def wanted_rest(look: Look, wishes: Wishes) -> Look:
    """The look with the wanted energy and prompt."""
    energy = dict(wishes.numbers).get("energy", look.energy)
    return replace(look, energy=energy, prompt=wishes.prompt or look.prompt) if wishes.prompt or energy != look.energy else look


def _told(locked: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(f"{name} {value:.2f}: {CHOSEN}" for name, value in locked.items())


def _fixed(one: Color, rgb: int) -> Color:
    lightness, chroma, hue = linear_to_lch(decode_srgb([(rgb >> shift & 255) / 255 for shift in (16, 8, 0)])).tolist()
    return Color(one.role, min(1.0, max(0.0, lightness)), min(0.4, chroma), hue, CHOSEN)
