"""The hand "paper": a landscape cut from layers of paper.

Each voice is a sheet whose ridge is its melodic contour, high voices far away, the bass in front; every note is a furrow on
its sheet, the loudest lit. Chords are the rings cut around the sun, as long as they last. Drums plant trees; the melody lets lanterns rise.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.oklch import lab_to_lch, lch_to_lab
from render.painters.canvas import Sheet
from render.painters.inks import Lab, blend, gradient, lab_of, lighter, linear
from render.painters.ridges import COLUMNS, contour, ridge, smooth
from render.painters.rings import ring_radii
from render.score import Floats, Voice, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "paper.glsl"
_MOST_VOICES = 5
_GOLD = 68.0
"""Hue of a sun, OKLCH degrees."""
_DISC, _TREE, _FIR, _BIRD, _LOZENGE, _RIPPLE, _HOUSE = (float(kind) for kind in range(7))


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One sheet of paper: heights in units of the picture's height, and what is on it."""

    heights: Floats
    voice: Voice
    face: Lab
    depth: float
    water: bool = False


def paint_paper(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    voices = pitched_voices(request, _MOST_VOICES)
    angle = math.radians(look.light.angle)
    lit = {"toward_light": (math.cos(angle), math.sin(angle)), "shade": 0.34 + 0.34 * look.light.contrast}
    sun = _place_sun(look, joined(voices), rng)
    drums = drum_voices(request)
    lake = look.arousal < 0.05 and look.form.roundness > 0.4 and not any(voice.notes for voice in drums)
    layers = _make_layers(look, voices, drums, sun, lake, rng)
    planted = _plant(request, voices, len(layers), lake)
    _paint_sky(sheet, request, sun, float(layers[0].heights.min()), lit, rng)
    _hang_lanterns(sheet, look, voices, sun, lit)
    for index, layer in enumerate(layers):
        hidden = max((float(nearer.heights.min()) for nearer in layers[index + 1 :]), default=0.0)
        _paint_layer(sheet, look, layer, hidden, lit)
        if layer.water:
            _paint_glitter(sheet, look, layer, sun, lit, rng)
        _paint_trees(sheet, look, layer, layers[min(index + 1, len(layers) - 1)], planted.get(index), lit)


def _place_sun(look: Look, notes: Voice, rng: np.random.Generator) -> tuple[float, float, float]:
    """Where the sun stands (shares of width and height) and its radius in units: over the weight of the music, at a third."""
    if look.form.symmetry > 0.72 or not notes.notes:
        x = 0.5
    else:
        loud = notes.velocities**2 * (notes.ends - notes.starts + 1e-4) * np.exp2((notes.pitches - notes.pitches.mean()) / 12)
        x = 0.36 if float(np.average(notes.starts, weights=loud + 1e-9)) < 0.5 else 0.64
    x += rng.uniform(-0.03, 0.03)
    y = 0.52 + 0.27 * look.light.height
    # Anger is a large patch of colour, sadness a small one (Lindborg & Friberg 2015).
    excited, sad = (look.arousal + 1) / 2, max(0.0, -look.valence)
    radius = 0.052 + 0.05 * look.form.scale + 0.13 * excited**2.2 - 0.02 * sad * (1 - excited)
    return x, y, radius


def _paint_sky(
    sheet: Sheet, request: PictureRequest, sun: tuple[float, float, float], horizon: float, lit: dict[str, object], rng: np.random.Generator
) -> None:
    """Rings around the sun, above the horizon (share of the height)."""
    look = request.look
    radii, roots = ring_radii(request, sun[2], rng)
    ground, light, body = lab_of(look, "ground"), lab_of(look, "light"), lab_of(look, "body")
    second, shadow = lab_of(look, "second"), lab_of(look, "shadow")
    day = ground[0] > 0.55
    inner = blend(ground, light, 0.8) if day else blend(ground, blend(second, light, 0.35), 0.62)
    outer = blend(ground, body, 0.42) if day else blend(ground, shadow, 0.6)
    tonic = roots[0]
    colors = []
    for index, root in enumerate(roots):
        share = ((index + 1) / len(roots)) ** 0.85
        away = abs((((root - tonic) * 7 + 6) % 12) - 6) / 6
        tone = blend(gradient([inner, ground, outer], share), second, 0.34 * away)
        colors.append(linear(lighter(tone, 0.018 if index % 2 else -0.006)))
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sky")),
        rows=((horizon - 0.02) * sheet.size[1], sheet.size[1]),
        sun=(sun[0] * sheet.size[0], sun[1] * sheet.size[1], sun[2]),
        sun_color=linear(_sun_color(look)),
        glow=linear(lighter(inner, 0.015)),
        rings=sheet.table(radii, repeat_x=True),
        ring_count=len(roots),
        ring_colors=np.array(colors + [(0.0, 0.0, 0.0)] * (10 - len(colors))),
        **lit,
    )


def _sun_color(look: Look) -> Lab:
    """A moon by night, by day the accent; a happy sun is the warmest of the strong colours instead, and warmed."""
    accent, light = lab_of(look, "accent"), lab_of(look, "light")
    if lab_of(look, "ground")[0] <= 0.55:
        return blend(light, accent, 0.18)
    if look.valence < 0.2:
        return accent
    warmest = max((lab_of(look, "accent"), lab_of(look, "second"), lab_of(look, "body")), key=lambda lab: float(0.7 * lab[1] + lab[2]))
    lightness, chroma, hue = lab_to_lch(warmest)
    warmed = hue + 0.6 * ((_GOLD - hue + 180.0) % 360.0 - 180.0)
    return lch_to_lab((min(0.74, max(0.62, lightness)), 1.25 * chroma, warmed))


def _make_layers(
    look: Look, voices: tuple[Voice, ...], drums: tuple[Voice, ...], sun: tuple[float, float, float], lake: bool, rng: np.random.Generator
) -> list[Layer]:
    """Sheets from the farthest to the nearest; where voices lack, slower contours of the whole fill in; calm music has a lake."""
    drawn = list(voices)
    whole = joined(voices or drums)
    while len(drawn) < 4:
        drawn.insert(1, whole)
    count = len(drawn)
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS
    terraces = float(np.clip((look.form.symmetry - 0.6) / 0.3, 0, 1) * np.clip((0.42 - look.form.roundness) / 0.2, 0, 1))
    layers = []
    for index, voice in enumerate(drawn):
        depth = index / (count - 1)
        cells = int(np.clip(voice.notes * 0.8, 5, 26 - 14 * depth))
        line = ridge(contour(voice, cells), look.form.roundness, terraces, rng)
        if voice is whole:
            line = smooth(line, 0.03 + 0.03 * depth)
        height = (0.15 + 0.09 * (look.arousal + 1) / 2 + 0.05 * look.form.dispersion) * (1.0 - 0.35 * depth)
        rest = 0.38 + 0.14 * look.form.scale - (0.36 + 0.12 * look.form.scale) * depth**0.85
        rest += 0.055 * depth**4 if lake else 0.0
        frame = 0.13 * depth**1.5 * np.abs(2 * x - 1) ** 2.6
        hollow = 0.05 * math.sin(math.pi * depth) * np.exp(-(((x - sun[0]) / 0.2) ** 2))
        water = lake and index == count - 2
        if water:
            line, frame, hollow = 0.35 + 0.04 * (line - 0.35), 0.0 * frame, 0.0 * hollow
            rest = max(rest, 0.27)
        face = _water(look) if water else _face(look, depth)
        layers.append(Layer(rest + height * (line - 0.35) + frame - hollow, voice, face, depth, water))
    return layers


def _water(look: Look) -> Lab:
    """Water mirrors the sky, a little deeper."""
    ground = lab_of(look, "ground")
    return blend(lighter(ground, -0.07 if ground[0] > 0.55 else 0.05), lab_of(look, "second"), 0.35)


def _face(look: Look, depth: float) -> Lab:
    """Colour of a sheet: near the ground's far away, through body and second, to shadow in front."""
    ground, body, second, shadow = (lab_of(look, role) for role in ("ground", "body", "second", "shadow"))
    return gradient([blend(ground, body, 0.62), body, blend(second, shadow, 0.22), blend(body, shadow, 0.68), shadow], depth)


def _paint_layer(sheet: Sheet, look: Look, layer: Layer, hidden: float, lit: dict[str, object]) -> None:
    """One sheet; what lies below the height `hidden` is covered by nearer ones and left out."""
    heights = layer.heights * sheet.size[1]
    lanes = int(np.clip(np.ptp(layer.voice.pitches) + 1, 6, 22)) if layer.voice.notes else 6
    dark = layer.face[0] < 0.5
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sheet")),
        rows=((hidden - 0.02) * sheet.size[1], float(heights.max()) + 0.08),
        heights=sheet.table(np.stack([heights, smooth(heights, 0.007)])),
        furrows=sheet.table(_furrows(layer.voice, lanes)),
        face=linear(layer.face),
        mist=linear(blend(layer.face, lab_of(look, "ground"), 0.30 * (1 - layer.depth) + 0.06)),
        furrow_color=linear(lighter(layer.face, 0.13 if dark else -0.11)),
        accent=linear(blend(lab_of(look, "accent"), lab_of(look, "light"), 0.35 if dark else 0.0)),
        lanes=float(lanes),
        field=0.012 * lanes,
        lift=0.010 + 0.012 * layer.depth,
        **lit,
    )


def _furrows(voice: Voice, rows: int) -> NDArray[np.float32]:
    """Notes on a field of time and pitch, highest row first: loudness, lit or not, and there or not."""
    columns = 1024
    field = np.zeros((rows, columns, 4), dtype=np.float32)
    if not voice.notes:
        return field
    low, high = float(voice.pitches.min()), float(voice.pitches.max())
    row = np.round((high - voice.pitches) / max(1.0, high - low) * (rows - 1)).astype(np.intp)
    first = (voice.starts * columns).astype(np.intp)
    last = np.maximum(first + 2, (voice.ends * columns - 1.5).astype(np.intp))
    limit = np.quantile(voice.velocities, 0.93) if voice.notes > 8 else 2.0
    lit = (voice.velocities >= max(limit, 0.05)) & (voice.velocities > voice.velocities.min())
    lengths = np.minimum(last, columns) - np.minimum(first, columns - 1)
    owner = np.repeat(np.arange(voice.notes), lengths)
    column = np.minimum(first, columns - 1)[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    field[row[owner], column, 0] = voice.velocities[owner]
    field[row[owner], column, 1] = lit[owner]
    field[row[owner], column, 2] = 1.0
    return field


def _hang_lanterns(sheet: Sheet, look: Look, voices: tuple[Voice, ...], sun: tuple[float, float, float], lit: dict[str, object]) -> None:
    """The melody's notes as discs in the sky: time to the right, pitch upwards, longer and louder larger."""
    if not voices:
        return
    melody = fold(voices[0], 44)
    low, high = melody.pitches.min(), melody.pitches.max()
    height = (melody.pitches - low) / max(5.0, high - low)
    x = (0.05 + 0.90 * (melody.starts + melody.ends) / 2) * sheet.size[0]
    y = (0.545 + 0.33 * height) * sheet.size[1]
    lasting = np.sqrt((melody.ends - melody.starts) * min(melody.notes, 24))
    radius = (0.004 + 0.0075 * np.clip(lasting, 0.1, 1.4)) * (0.45 + 0.75 * melody.velocities)
    clear = np.hypot(x - sun[0] * sheet.size[0], y - sun[1] * sheet.size[1]) > sun[2] + 1.5 * radius
    day = lab_of(look, "ground")[0] > 0.55
    color = linear(lab_of(look, "accent") if day else blend(lab_of(look, "light"), lab_of(look, "accent"), 0.45))
    other = linear(blend(lab_of(look, "second"), lab_of(look, "shadow"), 0.2) if day else lab_of(look, "second"))
    kind = _DISC if look.form.roundness > 0.4 else _LOZENGE
    loud = melody.velocities >= np.median(melody.velocities)
    inks = np.where(loud[:, None], np.array(color), np.array(other))
    rows = np.column_stack([x, y, radius, np.full(melody.notes, kind), inks, np.zeros(melody.notes)])
    _cut(sheet, rows[clear], lit)


def _plant(request: PictureRequest, voices: tuple[Voice, ...], layers: int, lake: bool) -> dict[int, tuple[Voice, float, float]]:
    """What stands on which sheet: notes, size in units, and kind. Drums plant; without drums the bass does, sparsely."""
    low, middle, high = drum_voices(request)
    form = request.look.form
    town = form.roundness < 0.42 and form.symmetry > 0.6
    crown = _HOUSE if town else _TREE if form.roundness > 0.45 else _FIR
    other = _FIR if crown == _TREE else _TREE
    if not (low.notes or middle.notes or high.notes):
        sparse = int(np.clip(3 + 22 * form.density * (request.look.arousal + 1) / 2, 2, 18))
        few = fold(voices[-1], sparse) if voices else joined(())
        return {layers - 1 if lake else layers - 2: (few, 0.030 + 0.035 * (1 - sparse / 18), crown)}
    return {
        layers - 1: (fold(low, 16), 0.042, crown),
        layers - 2: (fold(middle, 20), 0.027, other),
        layers - 3: (fold(high, 32), 0.013, crown),
    }


def _paint_trees(
    sheet: Sheet, look: Look, layer: Layer, nearer: Layer, planted: tuple[Voice, float, float] | None, lit: dict[str, object]
) -> None:
    if planted is None or not planted[0].notes:
        return
    notes, half_width, kind = planted
    share = np.clip(0.012 + 0.976 * notes.starts, 0, 1)
    foot = np.interp(share, (np.arange(COLUMNS) + 0.5) / COLUMNS, layer.heights)
    # Every note its own size: by velocity, and by pitch where there is one.
    reach = max(1.0, float(np.ptp(notes.pitches)))
    width = half_width * (0.45 + 0.55 * notes.velocities) * (0.75 + 0.5 * (notes.pitches.max() - notes.pitches) / reach)
    tone = blend(layer.face, nearer.face, 0.55) if nearer is not layer else lighter(layer.face, -0.05)
    lit_tone = blend(tone, lab_of(look, "accent"), 0.5)
    strong = notes.velocities >= np.quantile(notes.velocities, 0.85)
    inks = np.where((strong & (notes.velocities > notes.velocities.min()))[:, None], np.array(linear(lit_tone)), np.array(linear(tone)))
    rows = np.column_stack(
        [share * sheet.size[0], foot * sheet.size[1] - 0.1 * width, width, np.full(notes.notes, kind), inks, np.zeros(notes.notes)]
    )
    _cut(sheet, rows, lit)


def _paint_glitter(
    sheet: Sheet, look: Look, layer: Layer, sun: tuple[float, float, float], lit: dict[str, object], rng: np.random.Generator
) -> None:
    """The sun's road on the water: strips of paper, narrower towards the horizon."""
    count = 11
    depth = (np.arange(count) + 0.6) / count
    top = float(layer.heights.mean()) * sheet.size[1]
    x = sun[0] * sheet.size[0] + rng.uniform(-0.35, 0.35, count) * sun[2] * (0.4 + depth)
    width = sun[2] * rng.uniform(0.35, 1.0, count) * (0.45 + 0.8 * depth)
    day = lab_of(look, "ground")[0] > 0.55
    color = linear(blend(lab_of(look, "light"), _sun_color(look), 0.6 if day else 0.4))
    rows = np.column_stack([x, top - 0.012 - 0.2 * depth**1.3, width, np.full(count, _RIPPLE), np.tile(color, (count, 1)), np.zeros(count)])
    _cut(sheet, rows, lit)


def _cut(sheet: Sheet, rows: Floats, lit: dict[str, object]) -> None:
    program = sheet.canvas.program(_FILE, ("cutout vertex",), ("units", "cutout"))
    sheet.stamp(program, rows, ("place", "ink"), **lit)
