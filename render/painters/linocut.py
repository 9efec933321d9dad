"""The hand "linocut": a print from a carved block, in few flat inks and a key block.

The melody is a plant: its line bends the stem, every moment that sounds bears a leaf. Middle voices grow behind it. The bass is the
swelling land, carved along its contour in strokes as long as the notes are; drums are nicks in it. The melody's culmination is the
disc, and chords are the rays cut around it. Cleared ground keeps the chatter of the gouge, and ink never quite covers.
"""

import math

import numpy as np

from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.ink_gesture import STEPS, Stroke, blurred, contour, felt_along, presence, ribbon_table
from render.painters.inks import Lab, blend, lab_of, linear
from render.painters.linocut_plant import BLADES, LEAVES, Bed, falling_leaves, grow_berries, grow_blades, grow_leaves, grow_stem
from render.score import Floats, Voice, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

_FILE = "linocut.glsl"
_LIGHT_GROUND = 0.55
"""OKLab lightness above which the key block is dark on paper, below which pale ink lies on dark paper, as in the palette."""
_MOST_NOTES = 320
_RAYS = 96
_HITS = 64
_MARGIN = 0.045
"""Paper around the block, units."""


def paint_linocut(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    dice = {
        name: rng.random(count)
        for name, count in (("place", 12), ("front", 4 * LEAVES), ("back", 4 * LEAVES), ("fall", 28), ("land", 8), ("blades", 4 * BLADES))
    }
    voices, drums = tuple(fold(voice, _MOST_NOTES) for voice in pitched_voices(request, 4)), drum_voices(request)
    melody = voices[0] if voices else fold(joined(drums), _MOST_NOTES)
    bass = voices[-1] if len(voices) > 1 else melody
    middle = joined(voices[1:-1] or voices[1:]) if len(voices) > 1 else melody
    disc = disc_of(look, melody, sheet.size, dice["place"])
    land = land_of(look, bass, sheet.size, dice["land"])
    inks = _inks(look)
    _print_block(sheet, request, disc, inks, dice["place"])
    front, back = _beds(look, sheet.size, disc, dice["place"])
    leaf = (0.12 + 0.16 * look.form.scale) * (0.72 + 0.5 * (1.0 - look.form.density)) * setting(look, "leaves")
    beats = request.length / TICKS_PER_BEAT
    if middle is not melody:
        growth = grow_stem(look, middle, back)
        _print_stem(sheet, look, growth, inks["back"], inks["rim"])
        _print_leaves(sheet, look, grow_leaves(look, middle, growth, dice["back"], 0.66 * leaf), inks["back"], inks["rim"])
    _print_leaves(sheet, look, grow_blades(look, bass, sheet.size, dice["blades"]), inks["land"], inks["rim"])
    _print_land(sheet, look, land, drums, inks)
    stem = grow_stem(look, melody, front)
    leaves = grow_leaves(look, melody, stem, dice["front"], leaf)
    _print_stem(sheet, look, stem, inks["front"], inks["rim"])
    _print_leaves(sheet, look, leaves, inks["front"], inks["rim"])
    _print_berries(sheet, look, grow_berries(melody, beats, leaves), inks)
    _print_leaves(sheet, look, falling_leaves(look, sheet.size, stem, dice["fall"], leaf), inks["front"], inks["rim"])


def _inks(look: Look) -> dict[str, Lab]:
    """Who prints in which of the palette's colours."""
    ground, shadow, body, second = (lab_of(look, role) for role in ("ground", "shadow", "body", "second"))
    accent, light = lab_of(look, "accent"), lab_of(look, "light")
    if ground[0] > _LIGHT_GROUND:
        return {"disc": accent, "front": shadow, "back": second, "key": shadow, "land": body, "rim": ground, "ray": second}
    moon = blend(light, accent, float(np.clip(0.6 + 0.6 * look.arousal, 0.3, 1.0)))
    return {"disc": moon, "front": light, "back": second, "key": shadow, "land": body, "rim": ground, "ray": second}


def disc_of(look: Look, melody: Voice, size: tuple[float, float], dice: Floats) -> tuple[float, float, float]:
    """Sun or moon: across where the melody culminates, high with high music; large with excitement and low registers."""
    width, height = size
    moment = 0.5
    if melody.notes:
        spread = max(3.0, float(melody.pitches.std()))
        striking = np.exp(2.2 * ((melody.pitches - melody.pitches.max()) / spread + 2.0 * (melody.velocities - 1.0)))
        moment = float(np.average(melody.starts, weights=striking + 1e-9))
    radius = 0.075 + 0.06 * look.form.scale + 0.11 * (look.arousal + 1) / 2
    x = width * (0.5 + 0.50 * (moment - 0.5) + 0.30 * (dice[0] - 0.5))
    y = height * (0.48 + 0.30 * look.light.height + 0.10 * (dice[6] - 0.5))
    return float(np.clip(x, 1.4 * radius, width - 1.4 * radius)), min(y, height - 1.3 * radius - _MARGIN), radius


def _beds(look: Look, size: tuple[float, float], disc: tuple[float, float, float], dice: Floats) -> tuple[Bed, Bed]:
    """The melody's plant sweeps up from the side away from the disc, across its rim; the other one from the other side."""
    width, height = size
    side = math.tanh(4.0 * (0.5 - disc[0] / width + 0.5 * (dice[1] - 0.5)))
    foot = width * (0.5 + (0.16 + 0.26 * dice[7]) * side), -0.02
    aim = math.atan2(disc[1] - foot[1], disc[0] - foot[0])
    turn = (1.5 * dice[8] - 0.45) * side * (0.5 + 0.5 * look.form.roundness)
    thick = 0.007 + 0.006 * look.form.scale
    reach = math.hypot(disc[0] - foot[0], disc[1]) + 0.6 * disc[2]
    front = Bed(foot, aim - 0.62 * turn, turn, reach * (0.82 + 0.26 * look.form.density), thick)
    other = width * (0.5 - (0.22 + 0.18 * dice[2]) * side)
    lean = math.pi / 2 + 0.7 * (dice[3] - 0.5)
    return front, Bed((other, -0.02), lean, 0.8 * (dice[9] - 0.5), (0.46 + 0.26 * look.form.density) * height, 0.7 * thick)


def land_of(look: Look, bass: Voice, size: tuple[float, float], dice: Floats) -> Floats:
    """Height of the land in units and how loud the bass is: rows over x."""
    along = np.linspace(0.0, 1.0, STEPS)
    side = 1.0 if look.seed % 2 else -1.0
    swell = 0.012 + 0.030 * (look.arousal + 1) / 2
    line = 0.115 + 0.05 * look.form.scale + swell * blurred(contour(bass, 0.05), 0.03)
    line = line + 0.05 * side * (along - 0.5) + 0.012 * np.sin(6.0 * along + 6.0 * dice[0])
    loud = felt_along(bass, bass.velocities, 0.4, 0.03) * (0.4 + 0.6 * presence(bass, 0.03))
    return np.stack([size[1] ** 0.5 * line, loud])


def _print_block(sheet: Sheet, request: PictureRequest, disc: tuple[float, float, float], inks: dict[str, Lab], dice: Floats) -> None:
    """Sky, its bands and rays, and the disc."""
    look = request.look
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "carving", "sky")),
        None,
        chords=sheet.table(rays_of(request), repeat_x=True),
        disc=disc,
        ground=linear(lab_of(look, "ground")),
        disc_ink=linear(inks["disc"]),
        ray_ink=linear(inks["ray"]),
        rays=float(_RAYS),
        excited=(look.arousal + 1) / 2,
        sky_low=0.74 - 0.12 * look.light.contrast,
        **_carving(look, dice),
    )


def _print_land(sheet: Sheet, look: Look, land: Floats, drums: tuple[Voice, Voice, Voice], inks: dict[str, Lab]) -> None:
    """The near land, hatched from light at its ridge to the key's dark, with the drums' nicks."""
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "clouds", "carving", "land")),
        rows=(0.0, float(land[0].max()) + 0.03),
        land=sheet.table(land),
        nicks=sheet.table(nicks_of(drums)),
        ground=linear(lab_of(look, "ground")),
        land_ink=linear(inks["land"]),
        key_ink=linear(inks["key"]),
        **_carving(look, np.zeros(12)),
    )


def _carving(look: Look, dice: Floats) -> dict[str, object]:
    """How the gouge is held: long strokes for legato, many for dense music; unevenly inked where the music is rough."""
    angle = math.radians(look.light.angle)
    return {
        "margin": _MARGIN,
        "gauge": 0.021 - 0.010 * look.form.density,
        "stroke": 0.05 + 0.26 * look.form.roundness,
        "grain": look.form.grain,
        "toward_light": (math.cos(angle), math.sin(angle)),
        "wander": (float(dice[4]) * 3.0, float(dice[5]) * 3.0),
    }


def rays_of(request: PictureRequest) -> Floats:
    """Over a turn of time: how far the rays of the chord that sounds reach, by its fifths from the first, and whether it is minor."""
    length, minor = np.full(_RAYS, 0.25), np.zeros(_RAYS)
    chords = [chord for chord in request.chords if chord[2] >= 0]
    for start, end, root, label in chords:
        low, high = (round(moment / request.length * _RAYS) for moment in (start, end))
        length[low:high] = 0.35 + 0.65 * abs(((root - chords[0][2]) * 7 + 6) % 12 - 6) / 6.0
        minor[low:high] = 1.0 if ":min" in label or ":dim" in label else 0.0
    return np.stack([length, minor], axis=1)[None]


def nicks_of(drums: tuple[Voice, Voice, Voice]) -> Floats:
    """How loud each kind of drum is at each moment: rows low, middle, high."""
    table = np.zeros((3, _HITS))
    for row, voice in zip(table, drums, strict=True):
        np.maximum.at(row, np.minimum((voice.starts * _HITS).astype(np.intp), _HITS - 1), voice.velocities)
    return table


def _print_stem(sheet: Sheet, look: Look, stem: Stroke, ink: Lab, rim: Lab) -> None:
    """A stem with its light side carved."""
    table, rows = ribbon_table([stem])
    program = sheet.canvas.program(_FILE, ("stem vertex",), ("units", "clouds", "carving", "stem"))
    shared = {"ink": linear(ink), "rim_ink": linear(rim), **_carving(look, np.zeros(12))}
    sheet.strips(program, rows, ("stroke", "unused_ink", "more"), 2 * STEPS, paths=sheet.table(table), **shared)


def _print_berries(sheet: Sheet, look: Look, berries: Floats, inks: dict[str, Lab]) -> None:
    """Berries in the disc's ink, each with its light cut out."""
    program = sheet.canvas.program(_FILE, ("berry vertex",), ("units", "clouds", "carving", "berry"))
    shared = {"ink": linear(lab_of(look, "accent")), "rim_ink": linear(inks["rim"]), **_carving(look, np.zeros(12))}
    sheet.stamp(program, berries, ("place",), **shared)


def _print_leaves(sheet: Sheet, look: Look, leaves: Floats, ink: Lab, rim: Lab) -> None:
    """Leaves, their lit halves carved along the veins."""
    program = sheet.canvas.program(_FILE, ("leaf vertex",), ("units", "clouds", "carving", "leaf"))
    pointed = float(np.clip(1.0 - look.form.roundness, 0.0, 1.0))
    shared = {"ink": linear(ink), "rim_ink": linear(rim), "pointed": pointed, **_carving(look, np.zeros(12))}
    sheet.strips(program, leaves, ("place", "shape"), 2 * 17, **shared)
