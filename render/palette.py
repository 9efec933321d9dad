"""Six colours for a passage of music, each with its reason.

The music speaks through its emotion (Palmer et al. 2013; Whiteford et al. 2018: once emotion is taken out, no feature of the
music predicts colours): valence lifts and warms, arousal adds chroma and contrast; happy leans to yellow, anger to red, sadness to a
small dark blue, calm to green (Lindborg & Friberg 2015). No mode or key has a colour of its own: a tonic only turns the
hue, relative to the set's home key, by steps of the circle of fifths.
"""

import math
from dataclasses import dataclass

from render.oklch import fit_chroma
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Color, ColorRole

# Hue (OKLCH degrees) of the emotion plane's corners: happy, angry, sad, calm. In between, the vectors are mixed, so that mixed
# feelings have a weak hue and leave the word to the set's own.
_HAPPY, _ANGRY, _SAD, _CALM = 80.0, 20.0, 258.0, 150.0
# How far one step of the circle of fifths away from home turns the hue, degrees.
_FIFTH_STEP = 11.0
# How much a set's own hue weighs against that of its emotion (a vector up to 1 long).
_OWN_HUE_WEIGHT = 0.55
_MAX_SECTION_TURN = 55.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """A harmony of hues: how far second and accent lie from the base, degrees; up to which tension it serves."""

    name: str
    second: float
    accent: float
    up_to: float
    because: str


SCHEMES = (
    Scheme("neighbours", 32.0, 62.0, 0.30, "calm and consonant: neighbouring hues"),
    Scheme("split complement", 28.0, 155.0, 0.52, "some tension: an accent from across the colour circle"),
    Scheme("complement", -30.0, 180.0, 0.72, "tension: opposite hues"),
    Scheme("triad", 118.0, 240.0, 2.0, "restless or dissonant: three hues that pull apart"),
)


def make_palette(music: MusicDescriptor, of_set: MusicDescriptor, own_hue: float, turn: int = 1) -> tuple[Color, ...]:
    """Colours for a passage, ground first.

    Args:
        music: The passage.
        of_set: The whole set (or the passage itself): gives the base hue.
        own_hue: The set's own hue in degrees; what tells sets of one mood apart.
        turn: 1 or -1, the side on which the second hue lies.
    """
    valence, arousal = felt(music.emotion.valence), felt(music.emotion.arousal)
    hue = base_hue(music, of_set, own_hue)
    scheme = choose_scheme(music)
    ground = ground_lightness(music)
    excited = (arousal + 1) / 2
    step = 0.17 + 0.17 * excited if ground < 0.55 else -0.16 - 0.12 * excited
    rich = 0.05 + 0.12 * excited
    feel = _feel(music)
    second_hue, accent_hue = hue + turn * scheme.second, hue + turn * scheme.accent
    accent_light = 0.64 + 0.08 * valence
    accent_light = max(accent_light + 0.06, ground + 0.14) if ground < 0.55 else min(accent_light - 0.02, ground - 0.12)
    warm = _towards(hue, 85.0, 0.35 + 0.3 * max(0.0, valence))
    return (
        color("ground", ground, 0.022 + (0.02 + 0.06 * excited) * _bump(ground), hue, f"{feel}"),
        color("shadow", 0.30 - 0.10 * excited + 0.07 * valence, 0.03 + 0.045 * excited, hue - 18 * turn, _contrast_reason(arousal)),
        color("body", ground + step, rich, hue + 4 * turn, _chroma_reason(arousal)),
        color("second", ground + 0.62 * step, 0.85 * rich, second_hue, scheme.because),
        color("accent", accent_light, 0.085 + 0.125 * excited, accent_hue, f"{scheme.name}: what is played out front"),
        color("light", 0.955 + 0.02 * valence, 0.028 + 0.02 * excited, warm, "light: warmer the happier" if valence > 0 else "light: pale"),
    )


def color(role: ColorRole, lightness: float, chroma: float, hue: float, because: str) -> Color:
    """A colour that sRGB can show: lightness within 0.06..0.985, hue within 0..360, chroma reduced to fit."""
    light = min(0.985, max(0.06, lightness))
    turned = hue % 360.0
    return Color(role, light, fit_chroma(light, min(0.4, max(0.0, chroma)), turned), turned, because)


def ground_lightness(music: MusicDescriptor) -> float:
    """Lightness 0.2..0.94 of the ground: rises with valence (Bhattacharya & Lindsen 2016), a little with arousal and register.

    Steep in the middle, since nothing stands out on mid grey.
    """
    register = (music.texture.mean_pitch - 60.0) / 24.0 if music.texture.mean_pitch else 0.0
    lift = music.emotion.valence + 0.18 * music.emotion.arousal + 0.14 * max(-1.0, min(1.0, register))
    return 0.21 + 0.73 / (1.0 + math.exp(-8.0 * (lift + 0.06)))


def choose_scheme(music: MusicDescriptor) -> Scheme:
    """Harmony of hues from tension: arousal, unhappiness and roughness of the chords."""
    texture, emotion = music.texture, music.emotion
    tension = 0.45 * (emotion.arousal + 1) / 2 + 0.2 * (1 - emotion.valence) / 2 + 0.35 * min(1.0, 1.6 * texture.dissonance)
    return next(scheme for scheme in SCHEMES if tension <= scheme.up_to)


def base_hue(music: MusicDescriptor, of_set: MusicDescriptor, own_hue: float) -> float:
    """Hue of a passage in degrees: the set's, turned a little by the passage's own emotion and by its tonic."""
    home = _blend(of_set, own_hue)
    turn = signed_turn(home, _blend(music, own_hue)) * 0.6
    turn = max(-_MAX_SECTION_TURN, min(_MAX_SECTION_TURN, turn))
    return (home + turn + _FIFTH_STEP * fifths_between(of_set.key.tonic, music.key.tonic)) % 360.0


def emotion_vector(valence: float, arousal: float) -> tuple[float, float]:
    """Hue (direction) and its strength (length, 0..1) of a point in the emotion plane: the corners' hues, mixed bilinearly."""
    glad, awake = (felt(valence) + 1) / 2, (felt(arousal) + 1) / 2
    weights = ((_HAPPY, glad * awake), (_ANGRY, (1 - glad) * awake), (_SAD, (1 - glad) * (1 - awake)), (_CALM, glad * (1 - awake)))
    x = sum(weight * math.cos(math.radians(hue)) for hue, weight in weights)
    y = sum(weight * math.sin(math.radians(hue)) for hue, weight in weights)
    return x, y


def felt(value: float) -> float:
    """Spread valence or arousal, which real music keeps near the middle, over the whole of -1..1; monotone."""
    return math.tanh(2.0 * value) / math.tanh(2.0)


def fifths_between(home: int | None, tonic: int | None) -> int:
    """Steps on the circle of fifths from home to tonic, -5..6; 0 if either is unknown.

    >>> fifths_between(0, 7), fifths_between(0, 5)
    (1, -1)
    """
    if home is None or tonic is None:
        return 0
    steps = (tonic - home) * 7 % 12
    return steps - 12 if steps > 6 else steps


def signed_turn(start: float, end: float) -> float:
    """Shortest way from one hue to another, -180..180 degrees."""
    return (end - start + 180.0) % 360.0 - 180.0


def hue_name(lightness: float, chroma: float, hue: float) -> str:
    """A plain English name of an OKLCH colour, for prompts and reasons."""
    if chroma < 0.03:
        return "near black" if lightness < 0.25 else "grey" if lightness < 0.75 else "off-white"
    names = ("crimson", "vermilion", "amber", "gold", "lime", "green", "jade", "teal", "sky blue", "blue", "indigo", "violet", "magenta")
    edges = (20, 45, 68, 98, 125, 150, 172, 205, 238, 265, 290, 320, 350)
    name = next((name for name, edge in zip(names, edges, strict=True) if hue < edge), "crimson")
    return f"deep {name}" if lightness < 0.4 else f"pale {name}" if lightness > 0.82 and chroma < 0.09 else name


def _blend(music: MusicDescriptor, own_hue: float) -> float:
    x, y = emotion_vector(music.emotion.valence, music.emotion.arousal)
    own = math.radians(own_hue)
    return math.degrees(math.atan2(y + _OWN_HUE_WEIGHT * math.sin(own), x + _OWN_HUE_WEIGHT * math.cos(own))) % 360.0


def _towards(hue: float, goal: float, share: float) -> float:
    return hue + signed_turn(hue, goal) * share


def _bump(lightness: float) -> float:
    """1 in the middle of the lightness scale, where chroma is to be had, falling to 0.35 at its ends."""
    return 0.35 + 0.65 * math.exp(-(((lightness - 0.6) / 0.28) ** 2))


def _feel(music: MusicDescriptor) -> str:
    emotion = music.emotion
    mood = "bright" if emotion.valence > 0.15 else "dark" if emotion.valence < -0.15 else "half-light"
    reasons = ", ".join(emotion.reasons[:2])
    return f"{mood}: {reasons}" if reasons else f"{mood}: valence {emotion.valence:+.2f}"


def _chroma_reason(arousal: float) -> str:
    return f"{'saturated: excited' if arousal > 0.2 else 'muted: calm' if arousal < -0.2 else 'moderate colour'} (arousal {arousal:+.2f})"


def _contrast_reason(arousal: float) -> str:
    return "deep shadow: excited music has contrast" if arousal > 0 else "soft shadow: calm music has little contrast"
