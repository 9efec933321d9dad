"""The hand "glass": a leaded window. Chords light the triangles of the Tonnetz, which opens like a rose from small pieces to large ones.

The melody is a leaved stem that winds out of the rose, the bass the strip along the rims, drums are jewels. Music that repeats has
its rose in the middle, free music at a third; legato cuts round petals, short notes shards.
"""

import math

import moderngl
import numpy as np

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.glass_rose import Rose, lay_arches, lay_corners, lay_jewels, lay_rose
from render.painters.glass_vine import lay_border, lay_vine
from render.painters.glass_window import Layer
from render.painters.inks import blend, lab_of, lighter
from render.score import drum_voices, pitched_voices
from vocabulary.look import COLOR_ROLES, Look
from vocabulary.pictures import PictureRequest

_FILE = "glass.glsl"
_TRIANGLE = ("ends", "third", "sheet")
_CAME = ("line", "lead")
_SMALL = 700
# Pixels of the shorter side of the map of grime along the leads, and how wide that is, in units.
_GRIME_PX, _GRIME = 224, 0.014


def paint_glass(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    rose = Rose.of(request.look, sheet.size, setting(request.look, "rose"))
    layers = lay_window(request, rose, sheet.size)
    light = math.radians(request.look.light.angle)
    lamp = math.cos(light), math.sin(light)
    # In small pictures lead is a pixel wide: twice as fine, it is not stepped.
    pieces, leads = sheet.extra_surface(), sheet.extra_surface(2.0 if sheet.unit_px < _SMALL else 1.0)
    grime = sheet.extra_surface(_GRIME_PX / sheet.unit_px)
    _assemble(sheet, pieces, layers, None, 0.0, lamp)
    _assemble(sheet, leads, layers, 1.0, 0.0, lamp)
    _assemble(sheet, grime, layers, 1.0, _GRIME, lamp)
    sheet.use()
    _glaze(sheet, request.look, (rose.x, rose.y), (pieces, leads, grime), lamp)


def lay_window(request: PictureRequest, rose: Rose, size: tuple[float, float]) -> list[Layer]:
    """The layers of the window, the rose first."""
    look = request.look
    voices, drums = pitched_voices(request, 4), drum_voices(request)
    sheets = np.random.default_rng(look.seed + 2).uniform(0.0, 1.0, (64, 48))
    return [
        lay_rose(request, rose, sheets),
        lay_corners(rose, voices[1:-1], sheets),
        lay_arches(rose, sheets),
        *lay_vine(look, rose, voices[0] if voices else None, size, sheets),
        lay_jewels(request, rose, drums, sheets),
        lay_border(look, size, voices[-1] if len(voices) > 1 else None, sheets),
    ]


def _assemble(
    sheet: Sheet, surface: moderngl.Framebuffer, layers: list[Layer], bare: float | None, blur: float, lamp: tuple[float, float]
) -> None:
    """Draw all layers on a surface: the pieces themselves (`bare` None), or the leads, which each layer's pieces cover."""
    sheet.use(surface, clear=True)
    piece = sheet.canvas.program(_FILE, ("piece vertex",), ("piece",))
    came = sheet.canvas.program(_FILE, ("came vertex",), ("units", "came"))
    for layer in layers:
        triangles, cames = layer.tables()
        sheet.strips(piece, triangles, _TRIANGLE, 3, bare=bare or 0.0)
        if bare is not None:
            sheet.strips(came, cames, _CAME, 4, blur=blur, lamp=lamp)


def _glaze(
    sheet: Sheet,
    look: Look,
    rose: tuple[float, float],
    surfaces: tuple[moderngl.Framebuffer, moderngl.Framebuffer, moderngl.Framebuffer],
    lamp: tuple[float, float],
) -> None:
    """Let the light through."""
    pieces, leads, grime = surfaces
    width, height = sheet.size
    sun = width * (0.5 + 0.42 * lamp[0]), height * (0.35 + 0.6 * look.light.height)
    ground, shadow = lab_of(look, "ground"), lab_of(look, "shadow")
    # Lead is the darkest of all, also in a dark window; in soft light it stands out less.
    lead = lighter(shadow, min(0.0, float(ground[0]) - 0.09 - float(shadow[0])))
    lead = blend(lead, ground, 0.3 * (1.0 - look.light.contrast))
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "colors", "glaze")),
        pieces=pieces.color_attachments[0],
        leads=leads.color_attachments[0],
        grime=grime.color_attachments[0],
        rose=rose,
        inks=np.array([lab_of(look, role) for role in COLOR_ROLES]),
        lead_ink=tuple(lead),
        sun=(*sun, look.light.contrast, look.form.grain),
        lamp=lamp,
    )
