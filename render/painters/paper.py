"""The hand "paper": a landscape cut from layers of paper.

Each voice is a sheet whose ridge is its melodic contour, high voices far away, the bass in front. Chords are the sky's sheets, cut one
from the other, as wide as they last. Drums plant trees in clumps that grow from their sheet; now and then the melody's most striking
notes fly as birds. The seed chooses the scene (hills, sea, gorge, cliff, plain); tension hangs a storm into the sky and tears the paper.
"""

import math

import numpy as np

from render.painters.canvas import Sheet
from render.painters.inks import blend, lab_of, linear
from render.painters.land import Layer, make_layers, make_storm, place_sun, raise_sun, voices_of_sheets
from render.painters.paper_colors import bird_colors, sky_colors, storm_colors, sun_color
from render.painters.paper_scene import Scene
from render.painters.planting import RIPPLE, Row, flock, lead, plan_rows, stand
from render.painters.ridges import smooth
from render.painters.rings import ring_radii
from render.score import Floats, Voice, drum_voices, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "paper.glsl"
_MOST_VOICES = 5
_MOST_RINGS = 10
_ACCENT_BIRDS = 3
_DEEP = 2.6
"""How far below the horizon, in units, the middle of strata lies: nearly straight."""

Lit = dict[str, object]
Sun = tuple[float, float, float]


def paint_paper(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    scene = Scene.of(look)
    rng = np.random.default_rng(look.seed)
    voices = pitched_voices(request, _MOST_VOICES)
    angle = math.radians(look.light.angle)
    lit: Lit = {"toward_light": (math.cos(angle), math.sin(angle)), "shade": 0.26 + 0.30 * look.light.contrast}
    drawn, whole = voices_of_sheets(scene, voices, drum_voices(request))
    layers = make_layers(look, scene, drawn, whole)
    rows = plan_rows(request, scene, voices, len(drawn))
    sun_x, radius = place_sun(look, scene)
    far = layers[0].heights * sheet.size[1]
    sun = sun_x * sheet.size[0], raise_sun(look, scene, far, (sun_x, radius), sheet.size), radius
    _paint_sky(sheet, request, scene, sun, (float(far.min()), float(far.mean())), lit, rng)
    storm = make_storm(look, scene, whole)
    for depth, (heights, face) in enumerate(zip(storm, storm_colors(look), strict=False)):
        _paint_sheet(sheet, look, heights, face, 0.3 + 0.6 * depth, lit, hanging=True)
    if scene.birds and not storm:
        _paint_birds(sheet, look, voices, sun, float(far.max()), lit)
    for index, layer in enumerate(layers):
        if index in rows:
            _paint_row(sheet, look, rows[index], layer, lit)
        hidden = max((float(nearer.heights.min()) for nearer in layers[index + 1 :]), default=0.0)
        _paint_sheet(sheet, look, layer.heights, layer.face, layer.depth, lit, hidden=hidden)
        if layer.water:
            _paint_glitter(sheet, look, scene, layer, sun, lit, rng)


def _paint_sky(
    sheet: Sheet, request: PictureRequest, scene: Scene, sun: Sun, horizon: tuple[float, float], lit: Lit, rng: np.random.Generator
) -> None:
    """One sheet a chord, around the sun, from a corner, or over the horizon (its lowest and mean height, units)."""
    width, height = sheet.size
    middle, reach = {
        "rings": ((sun[0], sun[1]), (1.45 * sun[2], 1.02 + 0.45 * sun[2])),
        "arcs": ((width * (0.5 + 0.62 * scene.side), horizon[0] - 0.05), (0.35, 1.05 * math.hypot(width, height - horizon[0]))),
        "strata": ((width * (0.5 + 0.3 * scene.side), horizon[1] - _DEEP), (_DEEP + 0.08, _DEEP + 1.02 * height - horizon[1])),
    }[scene.sky]
    radii, roots = ring_radii(request, reach, rng)
    fifths = [abs((((root - roots[0]) * 7 + 6) % 12) - 6) / 6 for root in roots]
    glow, *rings = (linear(color) for color in sky_colors(request.look, fifths))
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sky")),
        rows=(horizon[0] - 0.02, height),
        sun=sun,
        middle=middle,
        sun_color=linear(sun_color(request.look, scene.red_sun)),
        glow=glow,
        rings=sheet.table(radii, repeat_x=True),
        ring_count=len(roots),
        ring_colors=np.array(rings + [(0.0, 0.0, 0.0)] * (_MOST_RINGS - len(rings))),
        **lit,
    )


def _paint_birds(sheet: Sheet, look: Look, voices: tuple[Voice, ...], sun: Sun, ceiling: float, lit: Lit) -> None:
    """One flight of birds; the most striking bear the accent."""
    birds, striking = flock(look, lead(voices), sun, ceiling, sheet.size)
    if not len(birds):
        return
    plain, accent = (linear(color) for color in bird_colors(look))
    limit = np.sort(striking)[-min(_ACCENT_BIRDS, 1 + len(birds) // 4)]
    inks = np.where((striking >= limit)[:, None], np.array(accent), np.array(plain))
    _cut(sheet, np.column_stack([birds, inks, np.zeros(len(birds))]), lit)


def _paint_sheet(
    sheet: Sheet, look: Look, shares: Floats, face: Floats, depth: float, lit: Lit, *, hanging: bool = False, hidden: float = 0.0
) -> None:
    """One sheet; what lies below the height `hidden` is covered by nearer ones and left out."""
    heights = shares * sheet.size[1]
    top = float(heights.max()) + 0.08
    low = (hidden - 0.02) * sheet.size[1]
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "sheet")),
        rows=(sheet.size[1] - top, sheet.size[1]) if hanging else (low, top),
        heights=sheet.table(np.stack([heights, smooth(heights, 0.003)])),
        face=linear(face),
        mist=linear(blend(face, lab_of(look, "ground"), 0.20 * (1 - depth))),
        lift=0.008 + 0.006 * depth,
        hanging=float(hanging),
        **lit,
    )


def _paint_row(sheet: Sheet, look: Look, row: Row, layer: Layer, lit: Lit) -> None:
    """What grows from a sheet, cut from the same paper: drawn before the sheet, which hides its feet."""
    places = stand(row, look.seed, layer.heights, sheet.size)
    if len(places):
        inks = np.tile(linear(layer.face), (len(places), 1))
        _cut(sheet, np.column_stack([places, inks, np.zeros(len(places))]), lit)


def _paint_glitter(sheet: Sheet, look: Look, scene: Scene, layer: Layer, sun: Sun, lit: Lit, rng: np.random.Generator) -> None:
    """The sun's road on the water: strips of paper, narrower towards the horizon."""
    count = 9
    depth = (np.arange(count) + 0.6) / count
    top = float(layer.heights.mean()) * sheet.size[1]
    x = sun[0] + rng.uniform(-0.35, 0.35, count) * sun[2] * (0.4 + depth)
    width = sun[2] * rng.uniform(0.35, 1.0, count) * (0.45 + 0.8 * depth)
    color = linear(sun_color(look, scene.red_sun))
    rows = np.column_stack([x, top - 0.012 - 0.2 * depth**1.3, width, np.full(count, RIPPLE), np.tile(color, (count, 1)), np.zeros(count)])
    _cut(sheet, rows, lit)


def _cut(sheet: Sheet, rows: Floats, lit: Lit) -> None:
    program = sheet.canvas.program(_FILE, ("cutout vertex",), ("units", "cutout"))
    sheet.stamp(program, rows, ("place", "ink"), **lit)
