"""The hand "bauhaus": a constructivist print, figures on one diagonal, much empty paper.

The longest chord is the main figure; a band runs along the diagonal through it and off the paper. The other chords are figures
that fall away in size, the melody is a line across the main figure, the bass are heavy bars, middle voices are arcs, drums a
grid of dots and ticks, harsh music is a wedge. Models: Kandinsky's "Composition VIII", Lissitzky's "Beat the Whites", Moholy-Nagy.
"""

import math
from dataclasses import dataclass

import numpy as np

from render.painters.bauhaus_figures import ChordFigure, chord_figures, draw_figure
from render.painters.bauhaus_press import FILE, LIGHT_GROUND, Press
from render.painters.canvas import Sheet
from render.painters.catalogue import setting
from render.painters.inks import blend, lab_of, linear
from render.score import Floats, Voice, drum_voices, fold, pitched_voices
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

_POINTS = 8
_FINE = 160
_STEPS = 16
_MARGIN = 0.045
# Places of the chords after the first: along the diagonal as a share of the way to the rim, across it in units. The first leans
# on the main figure; the rest fall away towards the rim, larger gaps between smaller figures.
_PLACES = ((0.0, 0.0), (0.58, 0.13), (0.78, 0.30), (0.92, 0.12), (-0.62, 0.34), (0.70, 0.46), (-0.84, 0.20))
_SIZES = (0.58, 0.34, 0.24, 0.17, 0.20, 0.12, 0.12)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The diagonal that everything hangs on.

    Attributes:
        x, y: Middle of the main figure.
        radius: Its radius.
        angle: Of the diagonal, radians.
        side: 1 or -1: on which side of the diagonal the chords lie; drums and bass lie on the other.
        ahead, behind: Way to the picture's rim along the diagonal, forwards and backwards.
    """

    x: float
    y: float
    radius: float
    angle: float
    side: float
    ahead: float
    behind: float
    size: tuple[float, float]

    def at(self, along: Floats | float, across: Floats | float) -> tuple[Floats, Floats]:
        """Places along and across the diagonal, in units."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        u, n = np.asarray(along, dtype=np.float64), np.asarray(across, dtype=np.float64) * self.side
        return self.x + u * cos - n * sin, self.y + u * sin + n * cos

    def point(self, along: float, across: float) -> tuple[float, float]:
        """One place along and across."""
        x, y = self.at(along, across)
        return float(x), float(y)

    def inside(self, place: tuple[float, float], half_length: float, half_width: float) -> tuple[float, float]:
        """The nearest place where something so long (along the diagonal) and so wide keeps off the rim."""
        cos, sin = abs(math.cos(self.angle)), abs(math.sin(self.angle))
        reach = half_length * cos + half_width * sin + _MARGIN, half_length * sin + half_width * cos + _MARGIN
        x, y = (
            min(max(value, min(room, side / 2)), max(side - room, side / 2))
            for value, room, side in zip(place, reach, self.size, strict=True)
        )
        return x, y


def paint_bauhaus(sheet: Sheet, request: PictureRequest) -> None:
    """Paint a request onto a sheet."""
    look = request.look
    rng = np.random.default_rng(look.seed)
    frame = _frame(sheet.size, look, rng)
    slip = rng.uniform(-1, 1, (4, 2)) * (0.0004 + 0.0020 * look.form.grain)
    voices = pitched_voices(request, 4)
    press = Press()
    drums = sum(voice.notes for voice in drum_voices(request))
    alone = drums / max(1, drums + sum(voice.notes for voice in voices))
    _draw_band(press, look, frame, voices[-1] if voices else None, rng)
    _draw_arcs(press, look, frame, voices[1:-1], rng)
    _draw_wedge(press, look, frame, rng)
    _draw_chords(press, request, frame, rng)
    _draw_lines(press, look, frame)
    _draw_echoes(press, look, frame, main_radius(frame, chord_figures(request)))
    if len(voices) > 1:
        _draw_bass(press, look, frame, voices[-1], rng)
    _draw_drums(press, request, frame, alone**2)
    if voices:
        _draw_melody(press, look, frame, voices[0])
    _draw_ground(sheet, look, frame)
    press.print(sheet, look, slip)


def _frame(size: tuple[float, float], look: Look, rng: np.random.Generator) -> Frame:
    """The diagonal is steep where music moves; the main figure rises with valence and stands in the middle of music that repeats."""
    width, height = size
    hand, side, shift = rng.choice((-1.0, 1.0)), rng.choice((-1.0, 1.0)), rng.uniform(-0.04, 0.04)
    slope = math.radians(6.0 + 46.0 * look.form.motion)
    angle = math.atan2(height * math.sin(slope), width * math.cos(slope) * hand)
    free = 1.0 - 0.9 * look.form.symmetry**2
    back, aside = (0.09 + shift) * free * max(size), 0.10 * free * side
    x = 0.5 * width - back * math.cos(angle) - aside * math.sin(angle)
    y = 0.5 * height - back * math.sin(angle) + aside * math.cos(angle)
    y += 0.10 * look.valence + 0.05 * (look.light.height - 0.5)
    radius = (0.16 + 0.12 * look.form.scale) * setting(look, "scale")
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    right, left = (width - x, x) if hand > 0 else (x, width - x)
    ahead = min(right / max(cos, 1e-3), (height - y) / max(sin, 1e-3))
    behind = min(left / max(cos, 1e-3), y / max(sin, 1e-3))
    return Frame(x, y, radius, angle, float(side), ahead, behind, size)


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


def _draw_echoes(press: Press, look: Look, frame: Frame, radius: float) -> None:
    """Rings around the main figure: the more of the music repeats, the more there are."""
    for index in range(5):
        here = min(1.0, 5.5 * (look.form.symmetry - 0.15) - index)
        if here <= 0.0:
            break
        press.ring(frame.x, frame.y, radius * (1.0 + 0.14 * (index + 1)), 0.0022 * here, "key", turn=0.0)


def _draw_bass(press: Press, look: Look, frame: Frame, bass: Voice, rng: np.random.Generator) -> None:
    """Four heavy bars, one a quarter of the section: long where the bass sounds long, thick where it is loud and low."""
    shift, jitter = rng.uniform(-1.2, -0.1), rng.uniform(-0.3, 0.3, 4)
    middles = 0.5 * (bass.starts + bass.ends)
    center = frame.point(frame.radius * shift, -1.75 * frame.radius)
    inside = frame.inside(center, 0.9 * frame.radius, 0.7 * frame.radius)
    move = inside[0] - center[0], inside[1] - center[1]
    for index in range(4):
        here = (middles >= index / 4) & (middles <= (index + 1) / 4)
        if not here.any():
            continue
        lasting = float(np.clip((bass.ends - bass.starts)[here].sum() * 4, 0.05, 1.0))
        loud = float(bass.velocities[here].mean())
        low = float(np.clip((64.0 - bass.pitches[here].mean()) / 36.0, 0.0, 1.0))
        half = frame.radius * (0.20 + 0.75 * lasting**0.8)
        thick = frame.radius * (0.03 + 0.24 * loud**1.5 * (0.15 + 0.85 * low)) * setting(look, "weight")
        x, y = frame.point(frame.radius * (shift + jitter[index] + 0.25 * index), -frame.radius * (1.25 + 0.34 * index))
        press.bar(x + move[0], y + move[1], half, thick, frame.angle, "key" if index % 2 == 0 else "body", drift=0.8)


def _draw_arcs(press: Press, look: Look, frame: Frame, middles: tuple[Voice, ...], rng: np.random.Generator) -> None:
    """Middle voices as arcs around the main figure: as long as they sound, as wide as they are loud, high ones outside."""
    turns = rng.uniform(0.0, math.tau, 2)
    for index, voice in enumerate(middles[:2]):
        sounding = float(np.clip((voice.ends - voice.starts).sum() / 3.0, 0.05, 1.0))
        high = float(np.clip((voice.pitches.mean() - 42) / 42, 0, 1))
        radius = frame.radius * (1.25 + 1.5 * high**1.5 + 0.3 * index)
        loud = float(voice.velocities.mean())
        length = (0.5 + 2.6 * sounding) / (1.0 + 0.5 * high)
        width = (
            frame.radius * (0.02 + (0.20 if index == 0 else 0.04) * loud**2) * (0.35 + 0.9 * look.form.roundness) * setting(look, "weight")
        )
        press.ring(frame.x, frame.y, radius, width, "key" if index else "body", start=turns[index], length=length, turn=1.0)


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


def _draw_drums(press: Press, request: PictureRequest, frame: Frame, alone: float) -> None:
    """A grid along the diagonal: sixteen steps of a bar across, halves of the section down; kicks are dots, snares ticks, hats points."""
    voices = drum_voices(request)
    if not sum(voice.notes for voice in voices):
        return
    bars = request.length * request.signature_denominator / (4 * TICKS_PER_BEAT * request.signature_numerator)
    cell = 0.026 + 0.022 * alone
    center = frame.point(0.56 * frame.ahead * (1 - alone), -1.2 * frame.radius * (1 - alone))
    middle = frame.inside(center, 8.6 * cell, 4.2 * cell)
    cos, sin = math.cos(frame.angle), math.sin(frame.angle)
    for kind, voice in enumerate(voices):
        step = (voice.starts * bars % 1.0 * _STEPS + 0.5).astype(int) % _STEPS
        half = np.minimum((voice.starts * 2).astype(int), 1)
        hits = np.zeros((2, _STEPS))
        np.add.at(hits, (half, step), voice.velocities)
        strength = np.sqrt(np.clip(hits / max(0.5, bars / 2), 0.0, 1.0)).ravel()
        along = cell * (np.tile(np.arange(_STEPS), 2) - 7.5)
        across = cell * (np.repeat((2.4, -1.8), _STEPS) - 1.1 * kind + 0.8)
        on = strength > 0.15
        x, y = (middle[0] + along * cos - across * sin)[on], (middle[1] + along * sin + across * cos)[on]
        size = cell * strength[on]
        if not on.any():
            continue
        if kind == 1:
            press.bars(x, y, 0.48 * size, np.full(on.sum(), 0.10 * cell), frame.angle + 0.5 * math.pi, "key", swell=0.25)
        else:
            press.discs(x, y, (0.46 if kind == 0 else 0.17) * size, "accent" if kind == 0 else "key", swell=0.3)


def _draw_melody(press: Press, look: Look, frame: Frame, melody: Voice) -> None:
    """A line across the main figure that follows the melody's contour; its strongest notes are points near it, its summit the accent."""
    if not melody.notes:
        return
    centers = (np.arange(_POINTS) + 0.5) / _POINTS
    weights = np.exp(-(((melody.starts[None, :] - centers[:, None]) * _POINTS / 1.1) ** 2)) + 1e-9
    contour = (weights * melody.pitches).sum(axis=1) / weights.sum(axis=1)
    loud = (weights * melody.velocities).sum(axis=1) / weights.sum(axis=1)
    span = max(7.0, float(contour.max() - contour.min()))
    heights = (contour - contour.mean()) / span
    place = np.linspace(0.0, _POINTS - 1.0, _FINE)
    straight = np.interp(place, np.arange(_POINTS), heights)
    window = np.hanning(43) / np.hanning(43).sum()
    smooth = 1.25 * np.convolve(np.pad(straight, 21, mode="reflect", reflect_type="odd"), window, mode="valid")
    line = straight + (smooth - straight) * float(np.clip((look.form.roundness - 0.15) / 0.35, 0.0, 1.0))
    along = np.linspace(-0.80 * frame.behind, 0.86 * frame.ahead, _FINE)
    across = 0.45 * frame.radius + 1.5 * frame.radius * line
    x, y = frame.at(along, across)
    thick = 0.0012 + 0.011 * setting(look, "weight") * np.interp(place, np.arange(_POINTS), loud) ** 2 * np.sin(
        np.linspace(0.12, math.pi - 0.12, _FINE)
    )
    dx, dy = np.diff(x), np.diff(y)
    press.bars((x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2, 0.5 * np.hypot(dx, dy) + 0.0008, thick[1:], np.arctan2(dy, dx), "key")
    notes = fold(melody, 24)
    deviation = (notes.pitches - np.interp(notes.starts, centers, contour)) / 12.0
    at = notes.starts * (_FINE - 1)
    nx, ny = frame.at(np.interp(at, np.arange(_FINE), along), np.interp(at, np.arange(_FINE), across) + 0.7 * frame.radius * deviation)
    size = 0.003 + 0.013 * notes.velocities**2 * np.sqrt(np.clip((notes.ends - notes.starts) * 12, 0.1, 1.5))
    press.discs(nx, ny, size, "key", drift=0.6, swell=0.2)
    top = int(np.argmax(line - 0.25 * np.abs(np.linspace(-1, 1, _FINE)) ** 3))
    radius = 0.022 + 0.030 * (look.arousal + 1) / 2
    press.disc(float(x[top]), float(y[top]), radius, "accent", opaque=True, drift=0.6)
    press.ring(float(x[top]), float(y[top]), 1.5 * radius, 0.0018, "key")


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
