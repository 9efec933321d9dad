"""The hand "bauhaus": a constructivist print, figures on one diagonal, much empty paper.

The longest chord is the main figure; a band runs along the diagonal through it and off the paper. The other chords are figures
that fall away in size, the melody is a line across the main figure, the bass are heavy bars, middle voices are arcs, drums a
grid of dots and ticks, harsh music is a wedge. Models: Kandinsky's "Composition VIII", Lissitzky's "Beat the Whites", Moholy-Nagy.
"""

import math

import numpy as np

from render.painters.bauhaus_figures import ChordFigure, chord_figures, draw_figure
from render.painters.bauhaus_frame import Frame, make_frame
from render.painters.bauhaus_press import FILE, LIGHT_GROUND, Press
from render.painters.bauhaus_voices import draw_arcs, draw_bass, draw_drums, draw_melody
from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import blend, lab_of, linear
from render.score import Voice, drum_voices, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

# Places of the chords after the first: along the diagonal as a share of the way to the rim, across it in units. The first leans
# on the main figure; the rest fall away towards the rim, larger gaps between smaller figures.
_PLACES = ((0.0, 0.0), (0.58, 0.13), (0.78, 0.30), (0.92, 0.12), (-0.62, 0.34), (0.70, 0.46), (-0.84, 0.20))
_SIZES = (0.58, 0.34, 0.24, 0.17, 0.20, 0.12, 0.12)


def paint_bauhaus(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    frame = make_frame(sheet.size, look, rng)
    slip = rng.uniform(-1, 1, (4, 2)) * (0.0004 + 0.0020 * look.form.grain)
    voices = pitched_voices(request, 4)
    press = Press()
    drums = sum(voice.notes for voice in drum_voices(request))
    alone = drums / max(1, drums + sum(voice.notes for voice in voices))
    _draw_band(press, look, frame, voices[-1] if voices else None, rng)
    draw_arcs(press, look, frame, voices[1:-1], rng)
    _draw_wedge(press, look, frame, rng)
    _draw_chords(press, request, frame, rng)
    _draw_lines(press, look, frame)
    _draw_ruler(press, look, frame)
    _draw_echoes(press, look, frame, main_radius(frame, chord_figures(request)))
    if len(voices) > 1:
        draw_bass(press, look, frame, voices[-1], rng)
    draw_drums(press, request, frame, alone**2)
    if voices:
        draw_melody(press, look, frame, voices[0])
    _draw_ground(sheet, look, frame)
    press.print(sheet, look, slip)


def _draw_band(press: Press, look: Look, frame: Frame, bass: Voice | None, rng: np.random.Generator) -> None:
    """A broad band along the diagonal, off the paper behind and cut off ahead; loud bass widens it."""
    weight = float(bass.velocities.mean()) if bass is not None and bass.notes else 0.3
    half_width = frame.radius * (0.12 + 0.32 * weight) * setting(look, "weight")
    end = frame.radius * (1.2 + 1.0 * look.form.dispersion)
    start = -frame.behind - 0.8
    x, y = frame.point(0.5 * (start + end), frame.radius * rng.uniform(-0.8, 0.5))
    press.bar(x, y, 0.5 * (end - start), half_width, frame.angle, "second", drift=0.5, fade=0.35)


def _draw_chords(press: Press, request: PictureRequest, frame: Frame, rng: np.random.Generator) -> None:
    """The longest chord is the main figure, the others lean on it or fall away."""
    look, figures = request.look, chord_figures(request)
    jitter = rng.uniform(-1.0, 1.0, (len(_PLACES), 2))
    first = rng.uniform(0.5, 0.95) * math.pi * rng.choice((-1.0, 1.0))
    if not figures:
        press.ring(frame.x, frame.y, 0.8 * frame.radius, 0.20 * frame.radius, "body")
        press.disc(frame.x, frame.y, 0.36 * frame.radius, "second", fade=0.4)
        return
    roundness = look.form.roundness
    draw_figure(press, figures[0], frame.x, frame.y, main_radius(frame, figures), frame.angle + 0.5 * math.pi, roundness, drift=0.3)
    for index, figure in enumerate(figures[1:]):
        along, across = _PLACES[index]
        spread = 0.7 + 0.7 * look.form.dispersion
        radius = frame.radius * _SIZES[index] * (0.70 + 1.2 * math.sqrt(figure.share))
        if index == 0:
            place = frame.point(1.02 * frame.radius * math.cos(first), 1.02 * frame.radius * math.sin(first))
        else:
            reach = frame.ahead if along > 0 else frame.behind
            place = frame.point(reach * along + 0.03 * jitter[index, 0], across * spread + 0.04 * jitter[index, 1])
            place = frame.inside(place, 1.3 * radius, 1.3 * radius)
        draw_figure(press, figure, *place, radius, frame.angle, roundness, ink=figure.ink if figure.away else "second")


def main_radius(frame: Frame, figures: tuple[ChordFigure, ...]) -> float:
    """The main figure is large where one chord rules, smaller where many share the time."""
    return frame.radius * (0.70 + 0.55 * math.sqrt(figures[0].share) if figures else 1.0)


def _draw_lines(press: Press, look: Look, frame: Frame) -> None:
    """Thin lines that meet far ahead, one for calm music, up to six for excited."""
    pushes = 0.6 + 3.4 * (look.arousal + 1) / 2
    for index in range(4):
        here = min(1.0, max(0.0, pushes - index))
        if here <= 0.0:
            break
        tilt = 0.055 * (index + 1) * (-1 if index % 2 else 1)
        x, y = frame.point(0.0, frame.radius * (0.30 * (index + 1)) * (-1 if index % 2 else 1))
        press.bar(x, y, 3.0, 0.0011 * here * (2.2 if index == 0 else 1.0), frame.angle - frame.side * tilt, "key")


def _draw_ruler(press: Press, look: Look, frame: Frame) -> None:
    """Ticks along the diagonal ahead, closer the denser the music."""
    gap = 0.075 / (1.0 + 7.0 * look.form.density)
    along = np.arange(1.25 * frame.radius, max(1.3 * frame.radius, 0.82 * frame.ahead), gap)
    x, y = frame.at(along, np.full(len(along), 0.30 * frame.radius + 0.011))
    half = np.where(np.arange(len(along)) % 4 == 0, 0.011, 0.006)
    press.bars(x, y, half, np.full(len(along), 0.0009), frame.angle + 0.5 * math.pi, "key")


def _draw_echoes(press: Press, look: Look, frame: Frame, radius: float) -> None:
    """Rings around the main figure: the more of the music repeats, the more there are."""
    for index in range(5):
        here = min(1.0, 5.5 * (look.form.symmetry - 0.15) - index)
        if here <= 0.0:
            break
        press.ring(frame.x, frame.y, radius * (1.0 + 0.14 * (index + 1)), 0.0022 * here, "key", turn=0.0)


def _draw_wedge(press: Press, look: Look, frame: Frame, rng: np.random.Generator) -> None:
    """Harsh, short music drives a wedge into the main figure; soft music has none."""
    turn = math.radians(rng.uniform(115.0, 165.0)) * frame.side
    sharp = float(np.clip((0.52 - look.form.roundness) / 0.47, 0.0, 1.0))
    if sharp <= 0.0:
        return
    angle = frame.angle + turn + math.pi
    length = frame.radius * (0.3 + 2.9 * sharp)
    inwards = 0.30 * frame.radius
    x, y = frame.x + inwards * math.cos(angle), frame.y + inwards * math.sin(angle)
    press.wedge(x, y, length, length * (0.17 + 0.12 * sharp), angle, 0.0, "accent")


def _draw_ground(sheet: Sheet, look: Look, frame: Frame) -> None:
    """A beam of light across the paper and a halo behind the main figure."""
    width, height = sheet.size
    ground, light, accent = lab_of(look, "ground"), lab_of(look, "light"), lab_of(look, "accent")
    turn = math.radians(look.light.angle)
    share = (0.35 if ground[0] > LIGHT_GROUND else 0.07) * (0.4 + 1.0 * look.light.contrast)
    halo = 0.10 + 0.22 * (look.arousal + 1) / 2
    sheet.use()
    sheet.fill(
        sheet.canvas.program(FILE, ("screen",), ("units", "ground")),
        paper=linear(ground),
        lit=linear(blend(ground, light, share)),
        glow=linear(blend(ground, accent, 0.45)),
        beam=(width * (0.5 + 0.18 * math.cos(turn)), height * (0.35 + 0.4 * look.light.height), math.cos(turn), math.sin(turn)),
        spread=(0.17, frame.radius * (1.5 + 0.9 * look.light.contrast)),
        center=(frame.x, frame.y, halo),
    )
