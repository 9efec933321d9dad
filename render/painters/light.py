"""The hand "light": a long exposure of lamps that are moved by the music, or airbrushed light on a bright ground.

Melody, harmony and bass are three curves in space; between them hang veils of fine threads. Drums throw sparks off the melody's path,
chords are lamps out of focus, the bass glows. Exposures add up in linear light and are developed in the palette's colours.
"""

import math

import moderngl
import numpy as np

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import blend, lab_of
from render.painters.light_lamps import chord_lamps, flare, melody_beads, sparks
from render.painters.light_trails import STEPS, draw_trails
from render.score import Floats, Voice, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "light.glsl"
_STRAND = ("strand", "ink")
_LAMP = ("place", "lamp", "ink")
_MOST_NOTES = 320
"""Of a voice; more are felt together, since a moving hand blurs time."""
_NEAR_PX, _WIDE_PX = 224.0, 112.0
"""Glows are soft: so many pixels of the shorter side are enough."""
_CORE = ((0.0, 0.0018, 2.4), (0.015, 0.0009, 1.2), (0.035, 0.0007, 0.7), (0.07, 0.0006, 0.5))
"""The melody's own threads, close together: place towards the harmony, half width, brightness."""
_LIGHT_GROUND = 0.55
"""OKLab lightness above which light is airbrushed on a bright ground."""
_THREADS = 40


def paint_light(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    dice = {name: rng.random(count) for name, count in (("way", 12), ("threads", 2 * _THREADS), ("lamps", 32), ("beads", 96))}
    dice["sparks"] = rng.random(3 * 64 * 6 * 4)
    voices = _three(tuple(fold(voice, _MOST_NOTES) for voice in pitched_voices(request, 3)), joined(drum_voices(request)))
    trails = draw_trails(request, voices, sheet.size, dice["way"])
    curves = sheet.table(np.concatenate([trails.points, trails.bright[..., None], 0 * trails.bright[..., None]], axis=2))
    flying = sparks(look, drum_voices(request), dice["sparks"], trails)
    lamps = np.concatenate([_inked(look, chord_lamps(request, dice["lamps"]), 0.35, 2.5), melody_beads(look, voices[0])])
    lamps = np.concatenate([lamps, _inked(look, flare(look, voices[0])[: 1 if _on_bright(look) else 2], 0.45, 1.5)])
    near, wide = _haze(sheet, look, curves, flying)
    fine = sheet.extra_surface()
    sheet.use(fine, "add", clear=True)
    _sheets(sheet, look, curves)
    _threads(sheet, curves, _veils(look, dice["threads"]))
    _sparks(sheet, curves, flying, 0.0)
    sheet.stamp(sheet.canvas.program(_FILE, ("curves", "lamp vertex"), ("units", "lamp")), lamps, _LAMP, curves=curves)
    _develop(sheet, look, _texture(fine), near, wide)


def _inked(look: Look, lamps: Floats, size: float, amount: float) -> Floats:
    """Lamps; on a bright ground clear points of ink, since nothing there is out of focus."""
    if _on_bright(look) and len(lamps):
        lamps[:, 4] *= size
        lamps[:, 5] = 0.05
        lamps[:, 7] *= amount
    return lamps


def _three(voices: tuple[Voice, ...], drums: Voice) -> tuple[Voice, Voice, Voice]:
    """Melody, middle and bass; what is missing is taken from its neighbour, and drums alone from the drums."""
    if not voices:
        return drums, drums, drums
    return voices[0], voices[len(voices) // 2], voices[-1]


def _haze(sheet: Sheet, look: Look, curves: moderngl.Texture, flying: Floats) -> tuple[moderngl.Texture, moderngl.Texture]:
    """What the lens scatters, near the threads and far around them; the bass scatters most, the more the lower the music."""
    glow = setting(look, "glow")
    drawn, near = (sheet.extra_surface(min(1.0, _NEAR_PX / sheet.unit_px)) for _ in range(2))
    half, wide = (sheet.extra_surface(min(1.0, _WIDE_PX / sheet.unit_px)) for _ in range(2))
    rows: list[tuple[float, ...]] = [(0.0, 1.0, s, 0.005, 0.75 - 0.4 * s, 0.0, 0.0, 0.0) for s in np.linspace(0.0, 1.0, 11)]
    rows += [(1.0, 2.0, s, 0.005, 0.0, 0.75 - 0.4 * s, 0.0, 0.0) for s in np.linspace(0.0, 1.0, 9)]
    rows += [(0.0, 0.0, 0.0, 0.005, 1.6, 0.0, 0.0, 0.0)]
    rows += [(2.0, 1.0, s, 0.012, 0.0, 0.0, 0.0, 0.5 + 0.6 * look.form.scale) for s in (0.0, 0.2, 0.4)]
    sheet.use(drawn, "add", clear=True)
    _threads(sheet, curves, np.array(rows))
    _sparks(sheet, curves, flying, 0.003)
    blur = sheet.canvas.program(_FILE, ("screen",), ("units", "blur"))
    spread = 0.011 * glow, (0.05 + 0.03 * look.form.scale) * glow
    for source, target, way in (
        (drawn, near, (spread[0], 0.0)),
        (near, drawn, (0.0, spread[0])),
        (drawn, half, (spread[1], 0.0)),
        (half, wide, (0.0, spread[1])),
    ):
        sheet.use(target, "add", clear=True)
        sheet.fill(blur, source=_texture(source), way=way)
    return _texture(drawn), _texture(wide)


def _veils(look: Look, dice: Floats) -> Floats:
    """Threads from the melody to the harmony and on to the bass; more the denser the music. The outermost are cores."""
    form = look.form
    count = (0.3 + 0.7 * form.density) * _THREADS
    width = 0.0015 - 0.0007 * form.density
    rows: list[tuple[float, ...]] = []
    for veil, share in enumerate((1.0, 0.75)):
        for index in range(_THREADS):
            there = min(1.0, max(0.0, share * count - index))
            if there > 0.0:
                place = (index + 0.6 * (dice[veil * _THREADS + index] - 0.5)) / max(1.0, share * count - 1.0)
                amount = _exposure(look) * there * (0.85 if index % 5 else 1.5) * (1.0 - 0.55 * min(1.0, place))
                rows.append((veil, veil + 1.0, min(1.0, max(0.0, place)), width, amount * (1 - veil), amount * veil, 0.0, 0.0))
    slow = _exposure(look)
    rows += [(0.0, 1.0, s, slow * width, 0.6, 0.0, 0.0, slow * amount) for s, width, amount in _CORE]
    rows.append((1.0, 1.0, 0.0, 0.0014, 0.0, 1.2, 0.0, 0.35))
    return np.array(rows)


def _sheets(sheet: Sheet, look: Look, curves: moderngl.Texture) -> None:
    """The veils' own cloth: faint where light hangs in the dark, a clear wash where pigment lies on a bright ground."""
    much = 0.55 if _on_bright(look) else 0.16 * _exposure(look)
    rows = np.array([(0.0, 1.0, 0.0, 0.0, much, 0.0, 0.0, 0.0), (2.0, 1.0, 0.0, 0.0, 0.0, 1.2 * much, 0.0, 0.0)])
    program = sheet.canvas.program(_FILE, ("curves", "veil vertex"), ("units", "veil"))
    stride = _stride(sheet)
    sheet.strips(program, rows, _STRAND, 2 * (STEPS // stride), curves=curves, stride=float(stride))


def _threads(sheet: Sheet, curves: moderngl.Texture, rows: Floats) -> None:
    stride = _stride(sheet)
    program = sheet.canvas.program(_FILE, ("curves", "strand vertex"), ("units", "strand"))
    sheet.strips(program, rows, _STRAND, 2 * (STEPS // stride), curves=curves, stride=float(stride))


def _stride(sheet: Sheet) -> int:
    """Points of a curve from vertex to vertex: as fine as can be seen."""
    return 1 if sheet.unit_px > 700 else 2 if sheet.unit_px > 350 else 4


def _exposure(look: Look) -> float:
    """Calm lamps move slowly: they draw fainter colours, but stand on the film for longer."""
    return 1.0 + 0.9 * (1.0 - look.arousal) / 2


def _on_bright(look: Look) -> bool:
    return bool(lab_of(look, "ground")[0] > _LIGHT_GROUND)


def _sparks(sheet: Sheet, curves: moderngl.Texture, rows: Floats, least: float) -> None:
    program = sheet.canvas.program(_FILE, ("curves", "spark vertex"), ("units", "strand"))
    sheet.strips(program, rows, ("place", "spark"), 24, curves=curves, least=least)


def _develop(sheet: Sheet, look: Look, fine: moderngl.Texture, near: moderngl.Texture, wide: moderngl.Texture) -> None:
    """Show the film: on dark grounds light glows; on bright ones the same threads are drawn in dark and saturated ink, without a halo."""
    ground, shadow, body, light = (lab_of(look, role) for role in ("ground", "shadow", "body", "light"))
    bright = _on_bright(look)
    angle = math.radians(look.light.angle)
    contrast = look.light.contrast
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "colors", "develop")),
        fine=fine,
        near_haze=near,
        wide_haze=wide,
        ground=tuple(ground),
        far=tuple(blend(ground, shadow, (0.03 if bright else 0.35) * (0.4 + contrast))),
        near=tuple(blend(ground, light if bright else body, 0.35 if bright else 0.10)),
        body=tuple(body),
        second=tuple(lab_of(look, "second")),
        accent=tuple(lab_of(look, "accent")),
        core=tuple(shadow if bright else light),
        crowded=tuple(blend(body, shadow, 0.5) if bright else light),
        deep=tuple(blend(ground, body, 0.12 if bright else 0.45)),
        shade=tuple(body if bright else shadow),
        scattered=(0.0, 0.16, 0.10) if bright else (0.55, 0.9, 0.4),
        toward_light=(math.cos(angle), math.sin(angle)),
        tooth=(0.15 + 0.85 * look.form.grain) * (0.6 if bright else 0.4),
        shading=0.03 if bright else 0.25 * contrast,
    )


def _texture(surface: moderngl.Framebuffer) -> moderngl.Texture:
    texture = surface.color_attachments[0]
    assert isinstance(texture, moderngl.Texture)
    return texture
