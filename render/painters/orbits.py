"""The hand "orbits": geometry printed in four inks, turning like a record.

A section is one turn, clockwise from the top. Each voice has a disc, high notes towards its rim; the melody's is the largest.
Chords are the tinted petals of the melody's disc and the polygons in its middle, drawn between their tones on the chromatic
circle; the bass is the great wheel behind; drums are beads and strokes around. Harsh, short music turns circles into polygons.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.painters.canvas import Sheet
from render.painters.inks import Lab, blend, lab_of, lighter, linear
from render.painters.orbits_staging import Round, Stage, set_stage
from render.painters.plates import Plates
from render.score import Voice, drum_voices, fold, joined, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

_FILE = "orbits.glsl"
_BODY, _SECOND, _ACCENT, _KEY = (np.eye(4)[index] for index in range(4))
_BARE = -2.0 * _BODY
"""Leaves paper where the melody's disc lies under its petals."""
_TURN = math.tau
# Arcs of up to this many radians are bent once, longer ones eleven times: most notes are short, and vertices cost.
_SHORT_ARC = 0.3
_SHORT_STEPS, _LONG_STEPS = 2, 12
# Least gaps of OKLab lightness from the ground, of the melody's disc and of what is behind it, in soft light; 0.12 is about 14 units of L*.
_HERO_GAP, _MOON_GAP = 0.20, 0.10
_HARD = 0.6
"""Share by which hard light widens the gaps, so that excited music keeps the greater contrast."""
_WIDE_CHORD = 0.6
"""Radians above which a chord is a sector of a disc: such wide petals are lumps."""
_NARROW_CHORD = 0.35
"""Radians below which a chord's petal is printed whole."""
_SMALL_MOON = 0.2
"""Radius below which satellites keep off the moon; larger ones are their sky."""


@dataclass(frozen=True, slots=True, eq=False)
class Wheel:
    """Where a voice turns: centre and radii in units, and the ink of its notes."""

    x: float
    y: float
    inner: float
    outer: float
    voice: Voice
    disc: NDArray[np.float64] | None
    notes: NDArray[np.float64]


def paint_orbits(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    dice, slip = rng.random(16), rng.uniform(-1, 1, (4, 2))
    voices = pitched_voices(request, 4) or (joined(drum_voices(request)),)
    angular = float(np.clip((0.46 - look.form.roundness) / 0.22, 0.0, 1.0))
    beats = request.signature_numerator
    sides = beats if 3 <= beats <= 8 and beats != 4 else (4, 6, 8)[look.seed % 3]
    back, front = (Plates(sides, angular, math.radians(90 - look.light.angle)) for _ in range(2))
    stage = set_stage(look, sheet.size, dice)
    wheels = _place_wheels(stage, voices, dice)
    _draw_ground(back, look, stage, dice)
    _draw_chords(back, request, wheels[0])
    for wheel in wheels[1:]:
        _draw_wheel(back, wheel)
    _draw_wheel(front, wheels[0])
    _draw_star(front, request, wheels[0])
    _draw_drums(front, request, wheels[0])
    _draw_focus(front, look, wheels[0], stage)
    _print(sheet, look, [back, front], slip)


def _place_wheels(stage: Stage, voices: tuple[Voice, ...], dice: NDArray[np.float64]) -> list[Wheel]:
    """The melody's wheel, the bass's around it or around the moon, and the others as its satellites, each smaller than the last."""
    hero = stage.hero
    wheels = [Wheel(hero.x, hero.y, 0.34 * hero.radius, 0.96 * hero.radius, voices[0], _BODY, _BARE)]
    rest = list(voices[1:])
    if rest:
        around = stage.moon if stage.bass_at_moon else hero
        inner = stage.bass_reach * around.radius
        wheels.append(
            Wheel(around.x, around.y, inner, inner + 0.13 * around.radius, rest.pop(), None, _KEY if stage.bass_at_moon else _SECOND)
        )
    placed: list[Round] = [stage.moon] if stage.moon.radius < _SMALL_MOON else []
    for index, voice in enumerate(rest):
        radius = (0.105 - 0.04 * index) * (0.85 + 0.3 * dice[8])
        at = stage.free_place(hero.radius * (1.12 + 0.3 * dice[11 + index]) + 0.5 * radius, radius, float(dice[9 + index]), placed)
        placed.append(at)
        wheels.append(Wheel(at.x, at.y, 0.22 * radius, 0.95 * radius, voice, _SECOND if index % 2 == 0 else _ACCENT, _KEY))
    return wheels


def _draw_ground(plates: Plates, look: Look, stage: Stage, dice: NDArray[np.float64]) -> None:
    """The moon, fading in halftone against the light, and straight lines for what pushes; a planet is ground enough."""
    moon, hero = stage.moon, stage.hero
    direction = math.radians(90 - look.light.angle) + 0.8 * (dice[7] - 0.5)
    plates.glow(moon.x, moon.y, moon.radius, _SECOND, 0.66 + 0.46 * look.light.contrast, direction)
    # The slope that the melody's disc rolls on: none in calm music, up to three lines in excited, steeper the more it pushes.
    pushed = np.clip(3.6 * look.arousal - 0.6 - np.arange(3), 0.0, 0.0 if stage.bass_at_moon else 1.0)
    lines = np.flatnonzero(pushed)
    if len(lines):
        lean = (0.15 + 0.45 * max(0.0, look.arousal)) * (1 if look.seed % 2 else -1)
        offset = 1.04 * hero.radius + 0.022 * lines * (1 + look.form.dispersion)
        x, y = hero.x + offset * math.sin(lean), hero.y - offset * math.cos(lean)
        one = np.ones(len(lines))
        thick = (0.0012 + 0.0022 * (lines == 0)) * pushed[lines]
        plates.lines(np.asarray(x), np.asarray(y), 2.0 * max(stage.size) * one, thick, (math.pi / 2 - lean) * one, _KEY)


def _draw_chords(plates: Plates, request: PictureRequest, wheel: Wheel) -> None:
    """Sectors of the melody's disc, tinted by how far each chord lies from the first on the circle of fifths."""
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[2] >= 0]
    plates_center = wheel.x, wheel.y
    if not chords:
        plates.disc(wheel.x, wheel.y, wheel.outer, _BODY)
        return
    start = np.array([chord[0] for chord in chords], dtype=np.float64) / request.length * _TURN
    end = np.minimum(1.0, np.array([chord[1] for chord in chords]) / request.length) * _TURN
    length = np.maximum(0.0, end - start)
    roots = np.array([chord[2] for chord in chords])
    away = np.abs(((roots - roots[0]) * 7 + 6) % 12 - 6)
    tint = np.clip(1.0 - 0.13 * away, 0.42, 1.0)
    if request.look.form.density > 0.79:
        # Where notes crowd, the disc is one, and its chords are a rim around it.
        plates.disc(wheel.x, wheel.y, wheel.outer, _BODY)
        grooves = np.linspace(wheel.inner, 0.95 * wheel.outer, 9)
        none = np.zeros(len(grooves))
        plates.arcs(plates_center, grooves, none + 0.0008, none, none + _TURN, _BARE, none + 1)
        rim = np.full(len(chords), 1.05 * wheel.outer)
        plates.arcs(plates_center, rim, np.full(len(chords), 0.022), start, 0.96 * length, _SECOND, tint)
        return
    rim = wheel.outer * (1.0 - 0.05 * away)
    base = 0.32 * wheel.outer
    petals = np.clip((_WIDE_CHORD - length) / 0.2, 0.0, 1.0) * float(np.clip((request.look.form.roundness - 0.45) / 0.2, 0.0, 1.0))
    # Behind petals a whole disc carries the notes; a halftone would fray narrow ones.
    plates.disc(wheel.x, wheel.y, 0.64 * wheel.outer, _BODY)
    whole = np.clip((_NARROW_CHORD - length) / 0.1, 0.0, 1.0)
    plates.arcs(
        plates_center, (rim + base) / 2, (rim - base) / 2, start, length, _BODY, np.asarray(tint + (1.0 - tint) * whole), petals=petals
    )


def _draw_wheel(plates: Plates, wheel: Wheel) -> None:
    voice = wheel.voice
    if wheel.disc is not None and not np.array_equal(wheel.disc, _BODY):
        plates.disc(wheel.x, wheel.y, wheel.outer, wheel.disc, 0.62)
    if not voice.notes:
        return
    low, high = float(voice.pitches.min()), float(voice.pitches.max())
    lanes = max(5.0, high - low + 1)
    height = (voice.pitches - low + 0.5) / lanes if high - low >= 4 else (voice.pitches - (low + high) / 2) / lanes + 0.5
    radius = wheel.inner + (wheel.outer - wheel.inner) * height
    room = (wheel.outer - wheel.inner) / lanes
    half_width = np.clip(room * 0.62, 0.0028, 0.02) * (0.45 + 0.55 * voice.velocities)
    if wheel.disc is None or not np.array_equal(wheel.disc, _BODY):
        rims = np.array([wheel.inner, wheel.outer]) if wheel.disc is None else np.array([wheel.inner])
        plates.arcs((wheel.x, wheel.y), rims, np.array([0.0011] * len(rims)), 0 * rims, 0 * rims + _TURN, wheel.notes, 0 * rims + 1)
    start = voice.starts * _TURN
    length = np.maximum((voice.ends - voice.starts) * _TURN * 0.94, 2.4 * half_width / radius)
    loud = voice.velocities >= np.quantile(voice.velocities, 0.88)
    loud &= voice.velocities > voice.velocities.min()
    ink = np.where(loud[:, None], wheel.notes + _ACCENT, wheel.notes)
    plates.arcs((wheel.x, wheel.y), radius, half_width, start, length, ink, np.ones(voice.notes))


def _draw_star(plates: Plates, request: PictureRequest, wheel: Wheel) -> None:
    """Polygons between the first chords' tones on the chromatic circle, within the hub; calm music has the hub alone."""
    seen: dict[str, tuple[int, str]] = {}
    for _, _, root, label in request.chords:
        if root >= 0:
            seen.setdefault(label, (root, label))
    rich = _richness([root for root, _ in seen.values()])
    stir = float(np.clip(0.75 + 1.1 * request.look.arousal, 0.0, 1.0))
    radius = 0.90 * wheel.inner * (0.35 + 0.65 * rich)
    plates.disc(wheel.x, wheel.y, (0.30 + 0.62 * rich) * wheel.inner, _BARE)
    plates.disc(wheel.x, wheel.y, 0.16 * wheel.inner, _KEY)
    for root, label in list(seen.values())[: 4 if stir > 0.0 else 0]:
        corners = sorted((root + step) % 12 for step in _tones(label))
        angles = np.array(corners) / 12 * _TURN
        x, y = wheel.x + 0.9 * radius * np.sin(angles), wheel.y + 0.9 * radius * np.cos(angles)
        next_x, next_y = np.roll(x, -1), np.roll(y, -1)
        plates.lines(
            (x + next_x) / 2,
            (y + next_y) / 2,
            np.hypot(next_x - x, next_y - y) / 2,
            np.array([0.0016 * stir]),
            np.arctan2(next_x - x, next_y - y),
            _KEY,
        )
        plates.dots(x, y, np.full(len(x), 0.02 * radius + 0.003 * stir), _KEY)


def _richness(roots: list[int]) -> float:
    """0..1: how many different chords there are, and how far they lie from the first on the circle of fifths."""
    if not roots:
        return 0.0
    away = float(np.mean(np.abs(((np.array(roots) - roots[0]) * 7 + 6) % 12 - 6))) / 3.0
    many = math.log2(len(roots)) / math.log2(12)
    return float(np.clip(0.55 * many + 0.45 * away, 0.0, 1.0))


def _tones(label: str) -> tuple[int, ...]:
    """Semitones above the root of a Harte label's chord, coarsely: enough to tell the shapes apart."""
    quality = label.split(":")[1].split("/")[0] if ":" in label else "maj"
    third = 3 if quality.startswith(("min", "dim", "hdim")) else 5 if quality.startswith("sus4") else 4
    fifth = 6 if quality.startswith(("dim", "hdim")) else 8 if quality.startswith("aug") else 7
    seventh = (11,) if "maj7" in quality else (10,) if "7" in quality else ()
    return (0, third, fifth, *seventh)


def _draw_drums(plates: Plates, request: PictureRequest, wheel: Wheel) -> None:
    """Low drums as beads, middle ones as strokes, high ones as small dots, on circles around the melody."""
    low, middle, high = (fold(voice, 128) for voice in drum_voices(request))
    for voice, radius in ((high, 1.20), (low, 1.10)):
        angle = voice.starts * _TURN
        away = wheel.outer * radius
        dot = (0.0022 if voice is high else 0.0085) * (0.4 + 0.9 * voice.velocities)
        plates.dots(wheel.x + away * np.sin(angle), wheel.y + away * np.cos(angle), dot, _KEY if voice is high else _ACCENT)
    angle = middle.starts * _TURN
    plates.lines(
        wheel.x + 1.15 * wheel.outer * np.sin(angle),
        wheel.y + 1.15 * wheel.outer * np.cos(angle),
        0.022 * (0.4 + 0.8 * middle.velocities),
        np.full(middle.notes, 0.0022),
        angle,
        _KEY,
    )


def _draw_focus(plates: Plates, look: Look, wheel: Wheel, stage: Stage) -> None:
    """One accent disc where the melody culminates."""
    voice = wheel.voice
    angle = math.radians(90 - look.light.angle)
    if voice.notes:
        top = int(np.argmax(voice.pitches + 14 * voice.velocities + 4 * (voice.ends - voice.starts)))
        angle = float(voice.starts[top] + voice.ends[top]) / 2 * _TURN
    radius = 0.030 + 0.035 * look.form.scale + 0.02 * (look.arousal + 1) / 2
    x, y = stage.shown(angle, wheel.outer, 1.3 * radius)
    plates.disc(x, y, radius, _ACCENT)


def _apart(ink: Lab, ground: Lab, gap: float) -> Lab:
    """The ink, at least so far (signed) from the ground in lightness."""
    missing = gap - (float(ink[0]) - float(ground[0]))
    return lighter(ink, missing) if missing * gap > 0 else ink


def _print(sheet: Sheet, look: Look, layers: list[Plates], slip: NDArray[np.float64]) -> None:
    """Draw all shapes on the plates, then print them on the sheet."""
    surface = sheet.extra_surface()
    sheet.use(surface, "add", clear=True)
    blob = sheet.canvas.program(_FILE, ("blob vertex",), ("units", "shapes", "blob"))
    band = sheet.canvas.program(_FILE, ("band vertex",), ("units", "shapes", "band"))
    for layer in layers:
        if layer.bands:
            table = np.concatenate(layer.bands)
            short = table[:, 5] < _SHORT_ARC
            for rows, steps in ((table[~short], _LONG_STEPS), (table[short], _SHORT_STEPS)):
                sheet.strips(band, rows, ("arc", "span", "shape", "ink"), 2 * (steps + 1), lines=64.0, steps=steps)
        if layer.blobs:
            sheet.strips(blob, np.concatenate(layer.blobs), ("place", "shape", "ink"), 4, lines=64.0)
    ground = lab_of(look, "ground")
    light_ground = ground[0] > 0.55
    key = blend(lab_of(look, "shadow"), ground, 0.08) if light_ground else blend(lab_of(look, "light"), ground, 0.12)
    away = (-1.0 if light_ground else 1.0) * (1.0 + _HARD * look.light.contrast)
    inks = [_apart(lab_of(look, "body"), ground, away * _HERO_GAP), _apart(lab_of(look, "second"), ground, away * _MOON_GAP)]
    inks += [lab_of(look, "accent"), key]
    sheet.use()
    sheet.fill(
        sheet.canvas.program(_FILE, ("screen",), ("units", "press")),
        inked=surface.color_attachments[0],
        ground=linear(ground),
        inks=np.array([linear(ink) for ink in inks]),
        under=np.array([1.0 if light_ground else 0.0] * 4),
        slip=slip * (0.0009 + 0.0022 * look.form.grain),
        grain=look.form.grain,
    )
