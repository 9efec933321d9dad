"""Six colours for a passage of music, each with its reason.

The music speaks through its emotion (Palmer et al. 2013; Whiteford et al. 2018: once emotion is taken out, no feature of the
music predicts colours): valence lifts and warms, arousal adds chroma and contrast; anger has a red accent, sadness is dark and blue
(Lindborg & Friberg 2015). No mode or key has a colour of its own: a tonic only turns the hue, relative to the set's home key, by steps
of the circle of fifths. How light, rich and contrasting the whole is: `palette_balance`.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from render.oklch import fit_chroma, lch_to_cielab
from render.palette_balance import AREAS, balance_chroma, balance_lightness
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import COLOR_ROLES, Color, ColorRole

# Hues are OKLCH degrees, the poles CIELAB degrees. Valence says how warm a palette is as a whole; its base hue lies as far from the
# warm pole as that takes. On which side, by yellow and green or by red and violet, is the set's own. The poles: that of Ou et al. (2004)
# among greens; nearer to yellow among violets, so that warm is also yellow and cool also blue, as Palmer et al. found.
_POLES = {1.0: 50.0, -1.0: 72.0}
_WARM = 60.0
_NEAREST, _FARTHEST = 12.0, 168.0
"""How far from `_WARM` a base hue may lie, degrees."""
_HAPPY_POWER, _SAD_POWER = 0.55, 0.85
_OWN_WARMTH = 0.12
"""How much a set's own number shifts the warmth, so that palettes of one mood differ."""
_ROUNDS = 9
_OLIVE = (112.0, 140.0)
_RED, _ORANGE, _YELLOW = 20.0, 47.0, 76.0
_ACCENT_TILT = 24.0
_ANGRY, _CRIMSON = 25.0, 8.0
_SPREAD = 1.7
"""How much the middle of valence and arousal is stretched."""
# How far one step of the circle of fifths away from home turns the hue, degrees.
_FIFTH_STEP = 11.0
_MAX_SECTION_TURN = 55.0


# Up to which hue (OKLCH degrees) a colour is called so when it is dark, middling, and light.
_NAMES: tuple[tuple[float, str, str, str], ...] = (
    (20.0, "wine red", "crimson", "rose"),
    (45.0, "rust", "vermilion", "coral"),
    (68.0, "brown", "orange", "peach"),
    (98.0, "bronze", "gold", "butter yellow"),
    (125.0, "olive", "lime", "pale lime"),
    (150.0, "forest green", "green", "mint"),
    (172.0, "bottle green", "jade", "pale jade"),
    (205.0, "deep teal", "teal", "aqua"),
    (238.0, "petrol blue", "sky blue", "pale sky blue"),
    (265.0, "navy", "blue", "pale blue"),
    (290.0, "midnight blue", "indigo", "lavender"),
    (320.0, "deep violet", "violet", "lilac"),
    (350.0, "plum", "magenta", "pink"),
)


_ByRole = dict[ColorRole, float]


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
    Scheme("complement", 44.0, 184.0, 0.72, "tension: opposite hues"),
    Scheme("triad", 112.0, 236.0, 2.0, "restless or dissonant: three hues that pull apart"),
)
_PASSAGE = 0.05
"""Width of tension in which one scheme turns into the next, so that no edit makes the hues jump."""


def make_palette(music: MusicDescriptor, of_set: MusicDescriptor, own: float | None = None) -> tuple[Color, ...]:
    """Colours for a passage, ground first.

    Args:
        music: The passage.
        of_set: The whole set (or the passage itself): gives the base hue.
        own: What tells sets of one mood apart, in degrees; None for `own_turn` of the set.
    """
    own = own_turn(of_set) if own is None else own
    valence, arousal = felt_valence(music.emotion.valence), felt_arousal(music.emotion.arousal)
    scheme = choose_scheme(music)
    hues, lightness, chroma = _balanced(base_hue(music, of_set, own), own, scheme, valence, arousal)
    because: dict[ColorRole, str] = {
        "ground": _feel(music),
        "shadow": _contrast_reason(arousal),
        "body": _chroma_reason(arousal),
        "second": scheme.because,
        "accent": f"{scheme.name}: what is played out front",
        "light": "light: warmer the happier" if valence > 0 else "light: pale",
    }
    return tuple(color(role, lightness[role], chroma[role], hues[role], because[role]) for role in COLOR_ROLES)


def own_turn(music: MusicDescriptor) -> float:
    """A song's own number, 0..360 degrees, wound up from how it is played: songs of one kind lie apart, an edit moves it by some degrees.

    Neither key nor mode nor emotion has a say. Weights are turns a unit: an octave of tempo is nearly four.
    """
    texture, rhythm = music.texture, music.rhythm
    turns = 3.7 * math.log2(music.tempo) + 0.37 * music.signature_numerator + 0.31 * texture.parts + 0.075 * texture.mean_pitch
    turns += 0.8 * texture.articulation + 0.45 * math.log2(1.0 + rhythm.notes_per_second) + 0.5 * texture.polyphony + 0.3 * texture.dynamics
    return turns * 360.0 % 360.0


def role_hues(hue: float, turn: int, scheme: Scheme, valence: float, arousal: float) -> dict[ColorRole, float]:
    """Hue of each role: the scheme's steps from the base; shadows turn to blue-violet, lights to yellow, an angry accent to red."""
    angry = anger(valence, arousal)
    return {
        "ground": hue,
        "shadow": _towards(hue, 285.0, 0.2),
        "body": _out_of_olive(hue + 8.0 * turn, _ORANGE),
        "second": _out_of_olive(_to_crimson(hue + turn * scheme.second, 0.4 * angry), _YELLOW if valence >= 0 else _RED),
        "accent": _out_of_olive(_towards(hue + turn * scheme.accent, _ANGRY, min(1.0, 1.6 * angry)), _ORANGE),
        "light": _towards(hue, 85.0, 0.35 + 0.3 * max(0.0, valence)),
    }


def color(role: ColorRole, lightness: float, chroma: float, hue: float, because: str) -> Color:
    """A colour that sRGB can show: lightness within 0.06..0.985, hue within 0..360, chroma reduced to fit."""
    light = min(0.985, max(0.06, lightness))
    turned = hue % 360.0
    return Color(role, light, fit_chroma(light, min(0.4, max(0.0, chroma)), turned), turned, because)


def choose_scheme(music: MusicDescriptor) -> Scheme:
    """Harmony of hues from tension: arousal, unhappiness and roughness of the chords."""
    texture, emotion = music.texture, music.emotion
    tension = 0.45 * (emotion.arousal + 1) / 2 + 0.2 * (1 - emotion.valence) / 2 + 0.35 * min(1.0, 1.6 * texture.dissonance)
    place = next(place for place, scheme in enumerate(SCHEMES) if tension <= scheme.up_to)
    scheme = SCHEMES[place]
    for other in SCHEMES[max(0, place - 1) : place + 2]:
        edge = min(scheme.up_to, other.up_to)
        share = 0.5 - abs(tension - edge) / _PASSAGE
        if other is not scheme and share > 0.0:
            second = scheme.second + share * (other.second - scheme.second)
            return replace(scheme, second=second, accent=scheme.accent + share * (other.accent - scheme.accent))
    return scheme


def base_hue(music: MusicDescriptor, of_set: MusicDescriptor, own: float) -> float:
    """Hue of a passage in degrees: the set's, turned a little by the passage's own emotion and by its tonic."""
    home = _mood_hue(of_set, own)
    turn = signed_turn(home, _mood_hue(music, own)) * 0.6
    turn = max(-_MAX_SECTION_TURN, min(_MAX_SECTION_TURN, turn))
    return (home + turn + _FIFTH_STEP * fifths_between(of_set.key.tonic, music.key.tonic)) % 360.0


def anger(valence: float, arousal: float) -> float:
    """0..1 for felt valence and arousal: unhappy and excited."""
    return max(0.0, -valence) * (arousal + 1.0) / 2.0


def felt_valence(value: float) -> float:
    """Valence spread over -1..1 as it is among songs of all kinds: their middle is on the pleasant side; monotone."""
    return _spread_out(value, 0.08)


def felt_arousal(value: float) -> float:
    """Arousal spread over -1..1 as it is among songs of all kinds; monotone."""
    return _spread_out(value, 0.06)


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
    if chroma < 0.025:
        return "near black" if lightness < 0.25 else "grey" if lightness < 0.75 else "off-white"
    _, dark, middle, light = next((row for row in _NAMES if hue % 360.0 < row[0]), _NAMES[0])
    if lightness < 0.45:
        return dark
    return light if lightness > 0.8 else f"dusty {middle}" if chroma < 0.06 else middle


def _mood_hue(music: MusicDescriptor, own: float) -> float:
    """The base hue that makes the whole palette as warm as the valence says, on the side of the set's own number."""
    valence, arousal = felt_valence(music.emotion.valence), felt_arousal(music.emotion.arousal)
    return _warm_hue(valence, arousal, choose_scheme(music), own)


@lru_cache(maxsize=1024)
def _warm_hue(valence: float, arousal: float, scheme: Scheme, own: float) -> float:
    """Found by bisection: the farther from the warm pole, the cooler."""
    end = _warmth(_NEAREST, 1.0, arousal, scheme, own) if valence > 0 else -_warmth(_FARTHEST, -1.0, arousal, scheme, own)
    felt = math.copysign(abs(valence) ** (_HAPPY_POWER if valence > 0 else _SAD_POWER), valence)
    wanted = end * (felt + _OWN_WARMTH * (1.0 - abs(felt)) * math.cos(math.radians(2.0 * own)))
    low, high = _NEAREST, _FARTHEST
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if _warmth(middle, valence, arousal, scheme, own) > wanted else (low, middle)
    return _WARM + _side(own) * (low + high) / 2


def _warmth(away: float, valence: float, arousal: float, scheme: Scheme, own: float) -> float:
    """Of a palette whose base hue lies so far from the warm pole, as Ou et al. have it, weighed by areas."""
    side = _side(own)
    hues, lightness, chroma = _balanced(_WARM + side * away, own, scheme, valence, arousal)
    pole, warmth = math.radians(_POLES[side]), 0.0
    for role, area in AREAS.items():
        _, a, b = lch_to_cielab(lightness[role], chroma[role], hues[role])
        warmth += area * math.hypot(a, b) ** 0.07 * (a * math.cos(pole) + b * math.sin(pole))
    return warmth


def _side(own: float) -> float:
    return 1.0 if own % 360.0 < 180.0 else -1.0


def _balanced(hue: float, own: float, scheme: Scheme, valence: float, arousal: float) -> tuple[_ByRole, _ByRole, _ByRole]:
    """Hue, lightness and chroma of each role."""
    hues = role_hues(hue, 1 if own % 180.0 < 90.0 else -1, scheme, valence, arousal)
    hues["accent"] += _ACCENT_TILT * math.cos(math.radians(3.0 * own))
    lightness = balance_lightness(valence, arousal, hues)
    return hues, lightness, balance_chroma(arousal, lightness, hues, tint=math.cos(math.radians(3.0 * own + 40.0)))


def _spread_out(value: float, middle: float) -> float:
    """Steepest in the middle, -1 and 1 kept; `middle` becomes 0."""
    bent = math.tanh(_SPREAD * (value - middle))
    return bent / abs(math.tanh(_SPREAD * (math.copysign(1.0, value - middle) - middle)))


def _out_of_olive(hue: float, gold: float) -> float:
    """Hues between gold and green are brown and muddy where they are not light: they draw near to gold, or to green."""
    olive, green = _OLIVE
    place = hue % 360.0
    if gold < place < olive:
        return gold + 0.2 * (place - gold)
    return green - 0.2 * (green - place) if olive <= place < green else hue


def _to_crimson(hue: float, share: float) -> float:
    """Blues and violets on their way up to crimson; other hues stay."""
    place = hue % 360.0
    return hue + share * max(0.0, 360.0 + _CRIMSON - place) * min(1.0, max(0.0, (place - 200.0) / 60.0))


def _towards(hue: float, goal: float, share: float) -> float:
    return hue + signed_turn(hue, goal) * share


def _feel(music: MusicDescriptor) -> str:
    emotion = music.emotion
    valence = felt_valence(emotion.valence)
    mood = "bright and glad" if valence > 0.25 else "dark and heavy" if valence < -0.25 else "between bright and dark"
    reasons = ", ".join(emotion.reasons[:3])
    return f"{mood}: {reasons}" if reasons else f"{mood}: valence {emotion.valence:+.2f}"


def _chroma_reason(arousal: float) -> str:
    return f"{'saturated: excited' if arousal > 0.2 else 'muted: calm' if arousal < -0.2 else 'moderate colour'}"


def _contrast_reason(arousal: float) -> str:
    return "deep shadow: excited music has contrast" if arousal > 0 else "soft shadow: calm music has little contrast"
