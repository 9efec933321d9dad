"""The land of the hand "paper": sheets from far to near, sheets that hang from above, and where the sun stands between them."""

import math
from dataclasses import dataclass

import numpy as np

from render.painters.inks import Lab
from render.painters.paper_colors import face_colors, water_color
from render.painters.paper_scene import Scene
from render.painters.ridges import COLUMNS, contour, ridge, rocks, smooth
from render.score import Floats, Voice, joined
from vocabulary.look import Look

_BAND = 0.05
"""Least height of every sheet's visible band, shares of the height: no sheet shows as scraps."""
_CLEAR, _SUNK = 0.34, 0.56
"""The sun keeps this many radii above the ridge, or sinks this many into it, so that they never just touch."""
_SOFT = 0.012
_BETWEEN = 0.13
"""Largest radius of a sun that shows between walls, units; a wall may cut it."""
_X = (np.arange(COLUMNS) + 0.5) / COLUMNS


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One sheet of paper: heights in units of the picture's height, and what is on it."""

    heights: Floats
    voice: Voice
    face: Lab
    depth: float
    water: bool = False


def voices_of_sheets(scene: Scene, voices: tuple[Voice, ...], drums: tuple[Voice, ...]) -> tuple[list[Voice], Voice]:
    """A voice for each sheet, far to near; where voices lack, the whole fills in. And the whole."""
    drawn = list(voices)
    whole = joined(voices or drums)
    while len(drawn) < scene.sheets:
        drawn.insert(1, whole)
    if len(drawn) > scene.sheets:
        drawn = [*drawn[: scene.sheets - 1], joined(drawn[scene.sheets - 1 :])]
    return drawn, whole


def make_layers(look: Look, scene: Scene, drawn: list[Voice], whole: Voice) -> list[Layer]:
    """Sheets from the farthest to the nearest, each below the one behind.

    Args:
        look: Its form shapes the ridges.
        scene: What lies below.
        drawn: A voice for each sheet.
        whole: The voice that fills in: drawn smoother.
    """
    rng = np.random.default_rng([look.seed, 1])
    terraces = float(np.clip((look.form.symmetry - 0.6) / 0.3, 0, 1) * np.clip((0.42 - look.form.roundness) / 0.2, 0, 1))
    faces = face_colors(look, len(drawn))
    layers: list[Layer] = []
    for index, voice in enumerate(drawn):
        depth = index / (len(drawn) - 1)
        cells = int(np.clip(voice.notes * 0.8, 5, 24 - 12 * depth))
        line = ridge(contour(voice, cells), look.form.roundness * (1.0 - 0.7 * scene.torn), terraces, rng)
        if voice is whole:
            line = smooth(line, (0.03 + 0.03 * depth) * (1.0 - scene.torn))
        line = _varied(line, rng)
        water = index == 0 and scene.kind == "plain" and look.form.roundness > 0.3
        heights = _heights(look, scene, line, depth, rng) if not water else np.full(COLUMNS, scene.horizon)
        heights = heights + 0.05 * scene.torn * (0.4 + depth) * rocks(rng) * (0.0 if water else 1.0)
        heights += 0.0 if water else _lie(look, scene, depth, whole)
        if layers:
            heights = _under(heights, layers[-1].heights - _BAND)
        # No hill sinks below the rim; softly, for a foot cut flat is seen.
        floor = 0.02 + 0.012 * (len(drawn) - 1 - index)
        heights = np.asarray(floor + _SOFT * np.logaddexp(0.0, (heights - floor) / _SOFT))
        layers.append(Layer(heights, voice, water_color(look) if water else faces[index], depth, water))
    return layers


def make_storm(look: Look, scene: Scene, whole: Voice) -> list[Floats]:
    """Sheets that hang from above, the farther first, as depths below the top (shares of the height); none without tension."""
    rng = np.random.default_rng([look.seed, 4])
    sheets = []
    for near in (0.0, 1.0):
        line = smooth(contour(whole, 12)[np.minimum((_X * 12).astype(np.intp), 11)], 0.03)
        teeth = rocks(rng) * (0.03 + 0.07 * scene.torn)
        bellies = 0.05 * (1.0 - scene.torn) * np.abs(np.sin(math.pi * (3.0 + 2.0 * near) * (_X + rng.uniform())))
        leaning = 0.12 * scene.side * (0.5 - _X) * (2.0 - near)
        hangs = (0.27 - 0.12 * near) * scene.storm - 0.09 + 0.10 * (line - 0.4) + teeth + bellies + leaning
        sheets.append(np.maximum(-0.05, hangs))
    return sheets if scene.storm > 0.0 else []


def place_sun(look: Look, scene: Scene) -> tuple[float, float]:
    """The sun's place (share of the width) and its radius, units: anger is a large patch, sadness a small one (Lindborg & Friberg 2015)."""
    excited, sad = (look.arousal + 1) / 2, max(0.0, -look.valence)
    radius = 0.055 + 0.05 * look.form.scale + 0.11 * excited**2 - 0.02 * sad * (1 - excited)
    radius *= scene.sun_size
    if scene.kind in ("gorge", "cliff"):
        radius = min(radius, _BETWEEN)
    return float(np.clip(scene.sun_x, min(0.5, 1.2 * radius), max(0.5, 1.0 - 1.2 * radius))), radius


def raise_sun(look: Look, scene: Scene, far: Floats, sun: tuple[float, float], size: tuple[float, float]) -> float:
    """Height of the sun, units: where the light stands, but clear of the ridge or well sunk into it, whichever is closer.

    Args:
        look: Its light's height.
        scene: How high it wants its sun.
        far: The farthest ridge, units.
        sun: From `place_sun`.
        size: Of the picture, units.
    """
    x, radius = sun
    below = far[np.abs(_X - x) * size[0] < 1.1 * radius]
    top, bottom = float(below.max()), float(below.min())
    highest = size[1] - 1.35 * radius
    wished = min(highest, (0.45 + 0.3 * look.light.height + scene.sun_high) * size[1])
    clear, sunk = top + (1 + _CLEAR) * radius, bottom + (1 - _SUNK) * radius
    if wished >= clear:
        return wished
    whole_behind = sunk + radius > top + 0.9 * radius  # enough of it above the highest rock before it
    if whole_behind and (clear > highest or wished - sunk < clear - wished):
        return min(wished, sunk)
    return min(clear, highest) if scene.kind in ("gorge", "cliff") else clear


def _heights(look: Look, scene: Scene, line: Floats, depth: float, rng: np.random.Generator) -> Floats:
    """A ridge at its depth; at sea the contour is a swell under waves, as many as the music is dense."""
    rest = scene.horizon * (1 - depth**0.85) + 0.055 * depth
    height = (0.13 + 0.11 * (look.arousal + 1) / 2 + 0.02 * look.form.dispersion) * (1.0 - 0.4 * depth)
    if scene.kind == "plain":
        height *= 0.35 + 0.65 * depth
    if scene.kind == "sea":
        count, phase = 1.5 + 3.5 * look.form.density + 2.0 * (1.0 - depth), rng.uniform()
        swing = np.abs(np.sin(math.pi * (count * _X + phase + 0.12 * np.sin(math.tau * (count * _X + phase)) + 0.25 * line)))
        waves = look.form.roundness * (1.0 - swing**2) + (1.0 - look.form.roundness) * (1.0 - swing)
        high = (0.018 + 0.05 * (look.arousal + 1) / 2) * (0.25 + 1.1 * depth)
        return np.asarray(rest + (0.15 + 0.5 * depth) * height * (line - 0.35) + high * waves)
    return np.asarray(rest + height * (line - 0.35))


def _lie(look: Look, scene: Scene, depth: float, whole: Voice) -> Floats:
    """How the land lies: walls of a gorge, a cliff at one side, unhappy music shut in a valley, happy land that slopes."""
    wide = np.abs(2 * _X - 1)
    if scene.kind == "gorge":
        narrow = 0.38 + 0.2 * scene.steep + 0.34 * depth
        off = np.abs(2 * (_X - 0.5 - 0.10 * scene.side * math.cos(4.0 * depth)))
        return np.asarray((0.62 - 0.30 * depth) / (1.0 + np.exp(-(off - narrow) / 0.07)))
    if scene.kind == "cliff":
        inward = 0.34 + 0.22 * scene.steep - 0.30 * depth
        from_side = _X if scene.side < 0 else 1.0 - _X
        return np.asarray((0.52 - 0.26 * depth) / (1.0 + np.exp((from_side - inward) / (0.012 + 0.03 * look.form.roundness))))
    shut = float(np.clip(0.45 - 0.8 * look.valence, 0.0, 1.0))
    valley = 0.2 * shut * depth**1.5 * wide**2.4
    early = whole.pitches[whole.starts < 0.5].mean() if (whole.starts < 0.5).any() else 60.0
    late = whole.pitches[whole.starts >= 0.5].mean() if (whole.starts >= 0.5).any() else early
    leads = scene.side * (0.8 + 0.2 * math.tanh(float(late - early) / 4.0))
    steep = {"hills": 1.0, "sea": 0.5, "plain": 0.9}[scene.kind]
    slope = steep * leads * (0.06 + 0.30 * scene.tilt) * (0.3 + 0.7 * depth) * np.sin(math.pi * (_X - 0.5)) * (-1.0) ** (depth > 0.55)
    return np.asarray(valley + 0.5 * slope)


def _varied(line: Floats, rng: np.random.Generator) -> Floats:
    """Repeated motifs made uneven in height, and no ridge quite straight."""
    first, second, third = rng.uniform(0, math.tau, 3)
    swell = 0.5 * np.sin(math.tau * 0.9 * _X + first) + 0.3 * np.sin(math.tau * 2.1 * _X + second)
    broad = np.sin(math.tau * 0.7 * _X + third) + 0.4 * np.sin(math.tau * 1.7 * _X + first)
    middle = float(line.mean())
    return np.asarray(middle + (line - middle) * (0.85 + 0.55 * swell) + 0.2 * broad)


def _under(heights: Floats, ceiling: Floats) -> Floats:
    """The lower of two lines, rounded where they meet."""
    return np.asarray(-_SOFT * np.logaddexp(-heights / _SOFT, -ceiling / _SOFT))
