"""The hand "nebula": pigments that drift in water, marbled paper on a light ground and a nebula on a dark one.

The section lies along a stream through the picture: each note drops pigment where it falls in time and pitch. Chords stir the
water: each root turns a whirl at its place on the circle of fifths, major one way and minor the other. High drums are spatter.
"""

import math

import moderngl
import numpy as np
from numpy.typing import NDArray

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import lab_of
from render.painters.nebula_drops import Stream, drops_of, levels_of, spatter_of, symmetric, whirls_of
from render.score import drum_voices, joined, pitched_voices
from vocabulary.look import COLOR_ROLES, Look
from vocabulary.pictures import PictureRequest

Floats = NDArray[np.float64]

_FILE = "nebula.glsl"
# Pixels of the shorter side of what is kept of the water: the same at every size of picture, so that it flows the same.
_CURRENT_PX, _PIGMENT_PX = 128, 176
# Of the map of where the water came from, in small pictures and in those of 512 px and more, where wobbling threads would be seen.
_DRIFT_PX = 208, 352
_STEPS = 24
# Finished pictures whose shorter side has fewer pixels are painted larger, up to twice, for threads of pigment are thin; drafts and
# thumbnails are not.
_FINE_PX = 900


def paint_nebula(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    stream = Stream.of(look, sheet.size)
    voices = pitched_voices(request, 4)
    hits = drum_voices(request)
    drops = drops_of(look, voices or (joined(hits),), hits, stream, sheet.size)
    drifted = _stir(sheet, request, stream)
    pigments = sheet.extra_surface(_PIGMENT_PX / sheet.unit_px)
    sheet.use(pigments, "add", clear=True)
    sheet.stamp(sheet.canvas.program(_FILE, ("drop vertex",), ("drop",)), drops, ("place", "ink"))
    finer = _FINE_PX / sheet.unit_px
    larger = sheet.extra_surface(min(2.0, finer)) if request.quality == "final" and 1.1 < finer < 3.0 else None
    sheet.use(larger)
    _bathe(sheet, look, stream, drifted, pigments, drops)
    sheet.use()
    if larger is not None:
        sheet.fill(sheet.canvas.program(_FILE, ("screen",), ("units", "reduce")), larger=larger.color_attachments[0])
    stars = spatter_of(look, voices, hits[2], stream)
    sheet.stamp(sheet.canvas.program(_FILE, ("star vertex",), ("units", "star")), stars, ("place", "ink"))


def _stir(sheet: Sheet, request: PictureRequest, stream: Stream) -> moderngl.Framebuffer:
    """Where the water at each place came from: whirls of the chords, a jet along the stream, eddies."""
    look, form = request.look, request.look.form
    swirl = setting(look, "swirl")
    seeded = np.random.default_rng(look.seed + 3).uniform(0.0, 200.0)
    currents = sheet.extra_surface(_CURRENT_PX / sheet.unit_px)
    sheet.use(currents, clear=True)
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "padded", "flow")),
        whirls=whirls_of(request, stream, sheet.size),
        jet=(stream.x, stream.y, math.cos(stream.angle), math.sin(stream.angle)),
        water=(0.10, 0.10 + 0.06 * form.scale, 0.05 + 0.02 * form.dispersion, seeded),
        turned=(sheet.size[0] / 2, sheet.size[1] / 2, symmetric(look), 1.9 + 1.2 * (1.0 - form.scale) + 0.4 * form.density),
    )
    drifted = sheet.extra_surface(_DRIFT_PX[sheet.unit_px >= 512] / sheet.unit_px)
    sheet.use(drifted, clear=True)
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "padded", "drift")),
        currents=currents.color_attachments[0],
        steps=float(_STEPS),
        time=swirl * (0.9 + 1.1 * form.motion),
    )
    return drifted


def _bathe(sheet: Sheet, look: Look, stream: Stream, drifted: moderngl.Framebuffer, pigments: moderngl.Framebuffer, drops: Floats) -> None:
    """Lay the pigments on the ground, as much of each as its share."""
    form = look.form
    shares = np.array([0.42 + 0.16 * form.density, 0.18 + 0.05 * form.density, 0.085, 0.02])
    edges, tops = levels_of(drops, sheet.size, shares)
    angular = float(np.clip((0.8 - form.roundness) / 0.7, 0.0, 1.0)) ** 1.5
    spacing = 0.10 - 0.05 * form.density
    ground = float(lab_of(look, "ground")[0])
    soft = (0.16 - 0.13 * ground) * 2.0 * (1.0 - setting(look, "crisp"))
    noise = float(np.random.default_rng(look.seed + 4).uniform(0.0, 100.0))
    light, teeth = math.radians(look.light.angle), stream.angle + math.pi / 2
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "colors", "padded", "bath")),
        drifted=drifted.color_attachments[0],
        pigments=pigments.color_attachments[0],
        inks=np.array([lab_of(look, role) for role in COLOR_ROLES]),
        edges=tuple(edges),
        tops=tuple(tops),
        comb=(math.cos(teeth), math.sin(teeth), spacing, 1.3 * spacing * angular),
        hand=(soft, 2.0 + 6.0 * form.density, form.grain, 1.0 - min(1.0, max(0.0, (ground - 0.25) / 0.5))),
        lamp=(math.cos(light), math.sin(light), look.light.contrast, noise),
    )
