"""The hand "paper": a landscape cut from layers of paper.

Each voice is a sheet whose ridge is its melodic contour, high voices far away, the bass in front; every note is a furrow on
its sheet, the melody's loudest lit. Chords are the rings cut around the sun, as long as they last. Drums plant trees; the
melody's most striking notes fly as birds.
"""

import math

import numpy as np
from numpy.typing import NDArray

from render.painters.canvas import Sheet
from render.painters.inks import blend, lab_of, lighter, linear
from render.painters.land import Layer, horizon_of, make_layers, place_sun, raise_sun, voices_of_sheets
from render.painters.paper_colors import bird_colors, is_deep_night, mark_color, sky_colors, sun_color, tree_color
from render.painters.planting import RIPPLE, Row, flock, lead, plan_rows, stand
from render.painters.ridges import smooth
from render.painters.rings import ring_radii
from render.score import Floats, Voice, drum_voices, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "paper.glsl"
_MOST_VOICES = 5
_MOST_RINGS = 10
_ACCENT_BIRDS = 3
_LEFT, _WIDTH = 0.05, 0.90
"""Furrows keep off the rims: time 0..1 lies on these shares of the width."""


def paint_paper(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    voices = pitched_voices(request, _MOST_VOICES)
    angle = math.radians(look.light.angle)
    lit: dict[str, object] = {"toward_light": (math.cos(angle), math.sin(angle)), "shade": 0.34 + 0.34 * look.light.contrast}
    drums = drum_voices(request)
    lake = look.arousal < 0.05 and look.form.roundness > 0.4 and not any(voice.notes for voice in drums)
    drawn, whole = voices_of_sheets(look, voices, drums)
    rows = plan_rows(request, voices, len(drawn), lake, min(1.0, 0.35 + 1.5 * horizon_of(look)))
    sun_x, radius = place_sun(look, joined(voices))
    layers = make_layers(look, drawn, whole, rows, sun_x, lake)
    far = layers[0].heights * sheet.size[1]
    sun = sun_x * sheet.size[0], raise_sun(look, far, sun_x, radius, sheet.size), radius
    _paint_sky(sheet, request, sun, float(far.min()), lit, rng)
    _paint_birds(sheet, look, voices, sun, float(far.max()), lit)
    for index, layer in enumerate(layers):
        hidden = max((float(nearer.heights.min()) for nearer in layers[index + 1 :]), default=0.0)
        _paint_layer(sheet, look, layer, hidden, lit)
        if layer.water:
            _paint_glitter(sheet, look, layer, sun, lit, rng)
        if index in rows:
            free = (sun[0], 0.8 * sun[2]) if lake else (0.0, 0.0)
            _paint_row(sheet, look, rows[index], (layer, layers[index - 1]), index - 1 in rows, free, lit)


def _paint_sky(
    sheet: Sheet, request: PictureRequest, sun: tuple[float, float, float], horizon: float, lit: dict[str, object], rng: np.random.Generator
) -> None:
    """Rings around the sun, above the horizon (units)."""
    radii, roots = ring_radii(request, sun[2], rng)
    fifths = [abs((((root - roots[0]) * 7 + 6) % 12) - 6) / 6 for root in roots]
    glow, *rings = (linear(color) for color in sky_colors(request.look, fifths))
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sky")),
        rows=(horizon - 0.02, sheet.size[1]),
        sun=sun,
        sun_color=linear(sun_color(request.look)),
        glow=glow,
        rings=sheet.table(radii, repeat_x=True),
        ring_count=len(roots),
        ring_colors=np.array(rings + [(0.0, 0.0, 0.0)] * (_MOST_RINGS - len(rings))),
        **lit,
    )


def _paint_birds(
    sheet: Sheet, look: Look, voices: tuple[Voice, ...], sun: tuple[float, float, float], ceiling: float, lit: dict[str, object]
) -> None:
    """One flight of birds; the most striking bear the accent."""
    birds, striking = flock(look, lead(voices), sun, ceiling, sheet.size)
    if not len(birds):
        return
    plain, accent = (linear(color) for color in bird_colors(look))
    limit = np.sort(striking)[-min(_ACCENT_BIRDS, 1 + len(birds) // 4)]
    inks = np.where((striking >= limit)[:, None], np.array(accent), np.array(plain))
    _cut(sheet, np.column_stack([birds, inks, np.zeros(len(birds))]), lit)


def _paint_layer(sheet: Sheet, look: Look, layer: Layer, hidden: float, lit: dict[str, object]) -> None:
    """One sheet; what lies below the height `hidden` is covered by nearer ones and left out."""
    heights = layer.heights * sheet.size[1]
    lanes = int(np.clip(np.ptp(layer.voice.pitches) + 1, 6, 22)) if layer.voice.notes else 6
    dark = layer.face[0] < 0.5
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sheet")),
        rows=((hidden - 0.02) * sheet.size[1], float(heights.max()) + 0.08),
        heights=sheet.table(np.stack([heights, smooth(heights, 0.007)])),
        furrows=sheet.table(_furrows(layer.voice, lanes, lit_ones=layer.depth == 0)),
        face=linear(layer.face),
        mist=linear(blend(layer.face, lab_of(look, "ground"), 0.26 * (1 - layer.depth) + 0.06)),
        furrow_color=linear(lighter(layer.face, 0.09 if dark else -0.08)),
        accent=linear(mark_color(look, layer.face)),
        lanes=float(lanes),
        field=0.012 * lanes,
        lift=0.010 + 0.012 * layer.depth,
        **lit,
    )


def _furrows(voice: Voice, rows: int, lit_ones: bool) -> NDArray[np.float32]:
    """Notes on a field of time and pitch, highest row first: loudness (thin at both ends), lit or not, and there or not."""
    columns = 1024
    field = np.zeros((rows, columns, 4), dtype=np.float32)
    if not voice.notes:
        return field
    low, high = float(voice.pitches.min()), float(voice.pitches.max())
    row = np.round((high - voice.pitches) / max(1.0, high - low) * (rows - 1)).astype(np.intp)
    first = ((_LEFT + _WIDTH * voice.starts) * columns).astype(np.intp)
    last = np.maximum(first + 14, ((_LEFT + _WIDTH * voice.ends) * columns - 1.5).astype(np.intp))
    limit = np.quantile(voice.velocities, 0.93) if voice.notes > 8 else 2.0
    lit = lit_ones & (voice.velocities >= max(limit, 0.05)) & (voice.velocities > voice.velocities.min())
    lengths = np.minimum(last, columns) - np.minimum(first, columns - 1)
    owner = np.repeat(np.arange(voice.notes), lengths)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    column = np.minimum(first, columns - 1)[owner] + step
    taper = np.sin(math.pi * (step + 0.5) / lengths[owner]) ** 0.6
    field[row[owner], column, 0] = voice.velocities[owner] * taper
    field[row[owner], column, 1] = lit[owner]
    field[row[owner], column, 2] = 1.0
    return field


def _paint_row(
    sheet: Sheet, look: Look, row: Row, on: tuple[Layer, Layer], crowded: bool, free: tuple[float, float], lit: dict[str, object]
) -> None:
    """What stands on the first of two sheets, the second behind it (`crowded`: with a row too); the louder half is lit.

    In deep night the accent lights the loudest.
    """
    layer, behind = on
    places, loud = stand(row, layer.heights, sheet.size, free, behind.heights if crowded else None)
    if not len(places):
        return
    plain, lifted = (linear(tree_color(layer.face, behind.face, share)) for share in (0.0, 1.0))
    strong = (loud >= np.median(loud)) & (loud > loud.min())
    inks = np.where(strong[:, None], np.array(lifted), np.array(plain))
    if is_deep_night(look) and len(loud) > 1:
        inks[int(np.argmax(loud * places[:, 2]))] = linear(blend(layer.face, lab_of(look, "accent"), 0.55))
    _cut(sheet, np.column_stack([places, inks, np.zeros(len(places))]), lit)


def _paint_glitter(
    sheet: Sheet, look: Look, layer: Layer, sun: tuple[float, float, float], lit: dict[str, object], rng: np.random.Generator
) -> None:
    """The sun's road on the water: strips of paper, narrower towards the horizon."""
    count = 11
    depth = (np.arange(count) + 0.6) / count
    top = float(layer.heights.mean()) * sheet.size[1]
    x = sun[0] + rng.uniform(-0.35, 0.35, count) * sun[2] * (0.4 + depth)
    width = sun[2] * rng.uniform(0.35, 1.0, count) * (0.45 + 0.8 * depth)
    color = linear(blend(lab_of(look, "light"), sun_color(look), 0.6))
    rows = np.column_stack([x, top - 0.012 - 0.2 * depth**1.3, width, np.full(count, RIPPLE), np.tile(color, (count, 1)), np.zeros(count)])
    _cut(sheet, rows, lit)


def _cut(sheet: Sheet, rows: Floats, lit: dict[str, object]) -> None:
    program = sheet.canvas.program(_FILE, ("cutout vertex",), ("units", "cutout"))
    sheet.stamp(program, rows, ("place", "ink"), **lit)
