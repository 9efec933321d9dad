"""The land of the hand "paper": sheets from far to near, and where the sun stands over them."""

import math
from dataclasses import dataclass

import numpy as np

from render.painters.inks import Lab
from render.painters.paper_colors import face_color, water_color
from render.painters.planting import Row
from render.painters.ridges import COLUMNS, contour, ridge, smooth
from render.score import Floats, Voice, joined
from vocabulary.look import Look

_BAND = 0.045
"""Least height of every sheet's visible band, shares of the height: no sheet shows as scraps."""
_CLEAR, _SUNK = 0.34, 0.56
"""The sun keeps this many radii above the ridge, or sinks this many into it, so that they never just touch."""
_SOFT = 0.012


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One sheet of paper: heights in units of the picture's height, and what is on it."""

    heights: Floats
    voice: Voice
    face: Lab
    depth: float
    water: bool = False


def horizon_of(look: Look) -> float:
    """Mean height of the farthest ridge, 0.3..0.62: low music has much land, high music much sky."""
    return 0.30 + 0.32 * float(np.clip((look.form.scale - 0.22) / 0.5, 0.0, 1.0))


def voices_of_sheets(look: Look, voices: tuple[Voice, ...], drums: tuple[Voice, ...]) -> tuple[list[Voice], Voice]:
    """A voice for each sheet, far to near; where voices lack, the whole fills in. And the whole."""
    drawn = list(voices)
    whole = joined(voices or drums)
    while len(drawn) < (4 if look.form.density > 0.3 else 3):
        drawn.insert(1, whole)
    return drawn, whole


def make_layers(look: Look, drawn: list[Voice], whole: Voice, rows: dict[int, Row], sun_x: float, lake: bool) -> list[Layer]:
    """Sheets from the farthest to the nearest, each leaving room for what stands on it below the one behind.

    Args:
        look: Its form shapes the ridges.
        drawn: A voice for each sheet.
        whole: The voice that fills in: drawn smoother.
        rows: What stands on which sheet.
        sun_x: The sun's place, a share of the width: a hollow lies below.
        lake: Whether the last but one is water.
    """
    rng = np.random.default_rng([look.seed, 1])
    terraces = float(np.clip((look.form.symmetry - 0.6) / 0.3, 0, 1) * np.clip((0.42 - look.form.roundness) / 0.2, 0, 1))
    layers: list[Layer] = []
    for index, voice in enumerate(drawn):
        depth = index / (len(drawn) - 1)
        cells = int(np.clip(voice.notes * 0.8, 5, 26 - 14 * depth))
        line = ridge(contour(voice, cells), look.form.roundness, terraces, rng)
        if voice is whole:
            line = smooth(line, 0.03 + 0.03 * depth)
        line = _varied(line, rng)
        water = lake and index == len(drawn) - 2
        if water:
            line = 0.35 + 0.04 * (line - 0.35)
        height = (0.13 + 0.11 * (look.arousal + 1) / 2 + 0.06 * look.form.dispersion) * (1.0 - 0.4 * depth)
        heights = _rest(look, depth, lake) + height * (line - 0.35)
        heights += 0.0 if water else _lie(look, depth, whole, sun_x)
        if layers:
            room = rows[index].tall if index in rows and index - 1 in rows else 0.0
            heights = _under(heights, layers[-1].heights - max(_BAND, room))
        heights = np.maximum(heights, 0.03 + 0.012 * (len(drawn) - 1 - index))
        layers.append(Layer(heights, voice, water_color(look) if water else face_color(look, depth), depth, water))
    return layers


def place_sun(look: Look, notes: Voice) -> tuple[float, float]:
    """The sun's place (share of the width), over the weight of the music, at a third; and its radius, units."""
    rng = np.random.default_rng([look.seed, 2])
    if look.form.symmetry > 0.72 or not notes.notes:
        x = 0.5
    else:
        loud = notes.velocities**2 * (notes.ends - notes.starts + 1e-4) * np.exp2((notes.pitches - notes.pitches.mean()) / 12)
        x = 0.34 if float(np.average(notes.starts, weights=loud + 1e-9)) < 0.5 else 0.66
    # Anger is a large patch of colour, sadness a small one (Lindborg & Friberg 2015).
    excited, sad = (look.arousal + 1) / 2, max(0.0, -look.valence)
    radius = 0.042 + 0.055 * look.form.scale + 0.15 * excited**2.4 - 0.02 * sad * (1 - excited)
    return x + rng.uniform(-0.04, 0.04), radius


def raise_sun(look: Look, far: Floats, x: float, radius: float, size: tuple[float, float]) -> float:
    """Height of the sun, units: where the light stands, but clear of the ridge or well sunk into it, whichever is closer.

    Args:
        look: Its light's height.
        far: The farthest ridge, units.
        x: Share of the width.
        radius: Units.
        size: Of the picture, units.
    """
    columns = (np.arange(len(far)) + 0.5) / len(far)
    below = far[np.abs(columns - x) * size[0] < 1.1 * radius]
    top, bottom = float(below.max()), float(below.min())
    highest = size[1] - 1.2 * radius
    wished = min(highest, (0.50 + 0.32 * look.light.height) * size[1])
    clear, sunk = top + (1 + _CLEAR) * radius, bottom + (1 - _SUNK) * radius
    if wished >= clear:
        return wished
    whole_behind = sunk + radius > top + 0.9 * radius  # enough of it above the highest rock before it
    if whole_behind and (clear > highest or wished - sunk < clear - wished):
        return min(wished, sunk)
    return clear


def _rest(look: Look, depth: float, lake: bool) -> float:
    """Mean height of a sheet at a depth."""
    rest: float = horizon_of(look) * (1 - depth**0.85) + 0.055 * depth
    if lake:
        rest = max(rest + 0.05 * depth**4, 0.26 if 0.3 < depth < 1 else 0.0)
    return rest


def _lie(look: Look, depth: float, whole: Voice, sun_x: float) -> Floats:
    """How the land lies: unhappy music is shut in a valley, happy land slopes up to where the melody leads; a hollow below the sun."""
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS
    shut = float(np.clip(0.45 - 0.8 * look.valence, 0.0, 1.0))
    valley = 0.17 * shut * depth**1.5 * np.abs(2 * x - 1) ** 2.4
    early = whole.pitches[whole.starts < 0.5].mean() if (whole.starts < 0.5).any() else 60.0
    late = whole.pitches[whole.starts >= 0.5].mean() if (whole.starts >= 0.5).any() else early
    slope = (1 if late >= early else -1) * 0.15 * (1 - shut) * (0.3 + 0.7 * depth) * np.sin(math.pi * (x - 0.5))
    hollow = 0.05 * math.sin(math.pi * depth) * np.exp(-(((x - sun_x) / 0.2) ** 2))
    return np.asarray(valley + slope - hollow)


def _varied(line: Floats, rng: np.random.Generator) -> Floats:
    """Repeated motifs made uneven in height, and no ridge quite straight."""
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS
    first, second, third = rng.uniform(0, math.tau, 3)
    swell = 0.5 * np.sin(math.tau * 0.9 * x + first) + 0.3 * np.sin(math.tau * 2.1 * x + second)
    broad = np.sin(math.tau * 0.7 * x + third) + 0.4 * np.sin(math.tau * 1.7 * x + first)
    middle = float(line.mean())
    return np.asarray(middle + (line - middle) * (0.85 + 0.55 * swell) + 0.11 * broad)


def _under(heights: Floats, ceiling: Floats) -> Floats:
    """The lower of two lines, rounded where they meet."""
    return np.asarray(-_SOFT * np.logaddexp(-heights / _SOFT, -ceiling / _SOFT))
