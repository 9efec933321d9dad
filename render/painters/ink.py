"""The hand "ink": brush and ink on paper, or pale gouache on night paper.

The whole melody is one great gesture of the brush, its phrases smaller strokes across it; pressure is loudness, dry bristles are
haste. The bass is a broad wash, chords are blots that bleed, the accompaniment a flow of fine strokes that turns around the chords'
roots, drums spatter. One seal bears the accent; most of the paper stays empty.
"""

import math

import moderngl
import numpy as np

from render.painters.canvas import Sheet
from render.painters.ink_field import bass_wash, chord_blots, flow_strokes, melody_flecks, spatter
from render.painters.ink_gesture import STEPS, Stroke, counter_stroke, drips, main_stroke, phrase_strokes, ribbon_table
from render.painters.inks import blend, lab_of, linear
from render.score import Floats, Voice, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "ink.glsl"
_RIBBON = ("stroke", "ink", "more")
_LIGHT_GROUND = 0.55
"""OKLab lightness above which ink is dark on paper, below which it is pale on night paper, as in the palette."""
_DARK_STREAKS, _PALE_STREAKS = 0.10, 0.55
"""How much the bristles show within ink; more in pale ink, where light mixes less visibly than dark does on white."""
_MOST_NOTES = 320
"""Of a voice; more are felt together, since strokes blur time."""
_SOFT_PX = 400.0
"""Washes are soft: so many pixels of the shorter side are enough."""


def paint_ink(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    dice = {
        name: rng.random(count)
        for name, count in (("main", 8), ("counter", 8), ("phrases", 24), ("wash", 8), ("blots", 16), ("drips", 18), ("flecks", 192))
    }
    dice |= {"flow": rng.random(48 * 10 * 4), "drums": rng.random(3 * 64 * 3 * 4), "seal": rng.random(4)}
    voices = tuple(fold(voice, _MOST_NOTES) for voice in pitched_voices(request, 4))
    drums = drum_voices(request)
    melody = voices[0] if voices else joined(drums)
    bass = voices[-1] if len(voices) > 1 else melody
    between = joined(voices[1:-1] or voices[1:]) if len(voices) > 1 else melody
    main = main_stroke(look, melody, sheet.size, dice["main"])
    soft = _lay_washes(sheet, request, bass, main, dice)
    plates = sheet.extra_surface()
    sheet.use(plates, "screen", clear=True)
    _brush(sheet, look, *flow_strokes(look, request, between, main, dice["flow"]))
    counter = counter_stroke(look, between, main, sheet.size, dice["counter"])
    strokes = [counter, *phrase_strokes(look, melody, main, dice["phrases"]), *drips(look, main, dice["drips"]), main]
    _brush(sheet, look, *ribbon_table(strokes))
    _brush(sheet, look, *melody_flecks(look, melody, main, dice["flecks"]))
    drops = spatter(look, drums, main, dice["drums"])
    sheet.stamp(sheet.canvas.program(_FILE, ("drop vertex",), ("units", "clouds", "drop")), drops, ("place", "fling"))
    _seal(sheet, request, melody, dice["seal"])
    _press(sheet, look, _texture(soft), _texture(plates), dice["seal"])


def _lay_washes(sheet: Sheet, request: PictureRequest, bass: Voice, main: Stroke, dice: dict[str, Floats]) -> moderngl.Framebuffer:
    """A soft surface: where the bass's washes lie, the chords' blots, and how wet the paper is around the gesture."""
    soft = sheet.extra_surface(min(1.0, _SOFT_PX / sheet.unit_px))
    sheet.use(soft, "screen", clear=True)
    wet = Stroke(main.points, 1.5 * main.half_width + 0.012, main.dry, (0.0, 0.0, 1.0, 0.0))
    table, rows = ribbon_table([bass_wash(request.look, bass, sheet.size, main, dice["wash"]), wet])
    program = sheet.canvas.program(_FILE, ("ribbon vertex",), ("units", "soft ribbon"))
    sheet.strips(program, rows, _RIBBON, 2 * STEPS, paths=sheet.table(table))
    blots = chord_blots(request, main, dice["blots"])
    sheet.stamp(sheet.canvas.program(_FILE, ("blot vertex",), ("units", "blot")), blots, ("place",))
    return soft


def _brush(sheet: Sheet, look: Look, table: Floats, rows: Floats) -> None:
    """Draw strokes of equally many points with their bristles."""
    if len(rows):
        program = sheet.canvas.program(_FILE, ("ribbon vertex",), ("units", "bristles"))
        streaks = _DARK_STREAKS if is_light(look) else _PALE_STREAKS
        sheet.strips(program, rows, _RIBBON, 2 * table.shape[1], paths=sheet.table(table), streaks=streaks)


def _seal(sheet: Sheet, request: PictureRequest, melody: Voice, dice: Floats) -> None:
    """One seal in the accent's colour; the twelve fields of its carving are how much each pitch class sounds."""
    look = request.look
    width, height = sheet.size
    side = 1.0 if look.seed % 2 else -1.0
    half = 0.023 + 0.016 * (look.arousal + 1) / 2
    x = width * (0.5 + side * (0.36 - 0.05 * dice[0]))
    top = float(melody.starts[np.argmax(melody.pitches + 14 * melody.velocities)]) if melody.notes else 0.5
    y = height * (0.13 + 0.16 * top + 0.04 * dice[1])
    profile = np.zeros(12)
    for part in request.parts:
        for note in part.notes:
            profile[note.pitch % 12] += note.duration
    profile = np.sqrt(profile / max(1.0, float(profile.max())))
    sheet.stamp(
        sheet.canvas.program(_FILE, ("seal vertex",), ("units", "seal")),
        np.array([[x, y, half, 0.12 * (dice[2] - 0.5)]]),
        ("place",),
        carving=profile.astype(np.float32),
    )


def _press(sheet: Sheet, look: Look, soft: moderngl.Texture, plates: moderngl.Texture, dice: Floats) -> None:
    """Let the paper take it all."""
    ground, shadow, body = lab_of(look, "ground"), lab_of(look, "shadow"), lab_of(look, "body")
    light_ground = is_light(look)
    key = shadow if light_ground else lab_of(look, "light")
    angle = math.radians(look.light.angle)
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "press")),
        soft=soft,
        plates=plates,
        ground=linear(ground),
        far=linear(blend(ground, shadow, 0.05 + 0.10 * look.light.contrast)),
        glow=linear(blend(ground, lab_of(look, "light"), 0.45 if light_ground else 0.05)),
        body=linear(body),
        pool=linear(blend(body, shadow, 0.4) if light_ground else blend(body, ground, 0.5)),
        second=linear(lab_of(look, "second")),
        second_pool=linear(blend(lab_of(look, "second"), shadow, 0.3)),
        key=linear(key),
        halo=linear(blend(key, ground, 0.2) if light_ground else body),
        fine=linear(key),
        accent=linear(lab_of(look, "accent")),
        toward_light=(math.cos(angle), math.sin(angle)),
        bleed=0.35 + 0.65 * (1.0 - look.light.contrast),
        wander=(float(dice[2]) * 7.0, float(dice[3]) * 7.0),
    )


def is_light(look: Look) -> bool:
    """Whether ink is dark on paper, or else pale on night paper."""
    return bool(lab_of(look, "ground")[0] > _LIGHT_GROUND)


def _texture(surface: moderngl.Framebuffer) -> moderngl.Texture:
    texture = surface.color_attachments[0]
    assert isinstance(texture, moderngl.Texture)
    return texture
