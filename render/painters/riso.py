"""The hand "riso": a poster from a stencil printer: three spot inks and a key on paper, out of register, with grain for tints.

Chords are cut fields of colour, stacked; the melody bends a field of stripes from edge to edge; the mood is cut as a star, a splinter,
a drop or a bowl, with equals where the music repeats itself, and drums are rays around it; the bass is a pebble. Where inks overlap a
further colour appears.
"""

import moderngl
import numpy as np

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import Lab, blend, lab_of
from render.painters.riso_cuts import (
    KEY,
    LEAF,
    MARGIN,
    STEPS,
    chord_fields,
    cut_shapes,
    drum_stamps,
    lay_out,
    melody_stripes,
    outlines,
    turned,
)
from render.score import Floats, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "riso.glsl"
_CUT = ("place", "shape", "ink")
_LIGHT_PAPER = 0.55
"""OKLab lightness above which overprints darken; on a dark paper they lighten."""
_MOST_NOTES = 320


def paint_riso(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    dice = {name: rng.random(count) for name, count in (("lay", 8), ("fields", 24), ("stripes", 8), ("cuts", 8), ("press", 8))}
    voices = tuple(fold(voice, _MOST_NOTES) for voice in pitched_voices(request, 3))
    drums = drum_voices(request)
    melody = voices[0] if voices else fold(joined(drums), _MOST_NOTES)
    bass = voices[-1] if voices else melody
    layout = lay_out(look, sheet.size, min(1.0, sum(voice.notes for voice in drums) / 16), dice["lay"])
    plates = sheet.extra_surface()
    sheet.use(plates, "screen", clear=True)
    sheet.stamp(
        sheet.canvas.program(_FILE, ("field vertex",), ("units", "clouds", "field")),
        chord_fields(request, layout, dice["fields"]),
        ("place", "tilt", "ink"),
    )
    shapes = outlines(request, bass)
    stamps = drum_stamps(request, drums, layout, shapes[LEAF], turned(look, dice["cuts"]))
    cuts = np.concatenate([cut_shapes(look, layout, sheet.size, dice["cuts"]), stamps])
    cut = sheet.canvas.program(_FILE, ("cut vertex",), ("units", "cut"))
    sheet.stamp(cut, cuts, _CUT, outlines=sheet.table(shapes, repeat_x=True))
    paths = melody_stripes(look, melody, sheet.size, layout, dice["stripes"])
    rows = np.array([[index, 0.0, 0.0, 0.0, *KEY] for index in range(len(paths))])
    program = sheet.canvas.program(_FILE, ("stripe vertex",), ("units", "stripe"))
    sheet.strips(program, rows, ("stripe", "ink"), 2 * STEPS, paths=sheet.table(paths))
    _print(sheet, look, plates, dice["press"])


def _print(sheet: Sheet, look: Look, plates: moderngl.Framebuffer, dice: Floats) -> None:
    """Run the paper through the drums: rough music is farther out of register and coarser."""
    texture = plates.color_attachments[0]
    assert isinstance(texture, moderngl.Texture)
    off = (0.0028 + 0.0060 * look.form.grain + 0.002 * look.form.dispersion) * setting(look, "register")
    angle = 2.0 * np.pi * (dice[0] + np.array([0.0, 0.36, 0.71]))
    far = off * (0.6 + 0.6 * dice[1:4])
    x, y = far * np.cos(angle), far * np.sin(angle)
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "colors", "print")),
        plates=texture,
        printed=np.array(overprints(look)),
        key=tuple(_key(look)),
        shift_a=(x[0], y[0], x[1], y[1]),
        shift_b=(x[2], y[2], 0.0, 0.0),
        grain_size=0.0017 + 0.0010 * look.form.grain,
        worn=0.15 + 0.7 * look.form.grain,
        margin=MARGIN,
    )


def overprints(look: Look) -> list[Lab]:
    """Colours of the overlaps of three inks, first ink fastest; the accent covers, the others go towards the key where they meet."""
    ground, body, second, accent = (lab_of(look, role) for role in ("ground", "body", "second", "accent"))
    key = _key(look)
    both = blend(blend(body, second, 0.5), key, 0.55)
    return [ground, body, second, both, accent, blend(accent, body, 0.25), blend(accent, second, 0.25), blend(accent, key, 0.4)]


def _key(look: Look) -> Lab:
    return lab_of(look, "shadow" if lab_of(look, "ground")[0] > _LIGHT_PAPER else "light")
