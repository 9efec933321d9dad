"""What the voices of a section print: the melody a line, middle voices arcs, the bass bars, drums a grid of dots and ticks."""

import math

import numpy as np

from render.painters.bauhaus_frame import Frame
from render.painters.bauhaus_press import Press
from render.painters.catalogue import setting
from render.score import Voice, drum_voices, fold
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

_POINTS = 8
_FINE = 160
_STEPS = 16


def draw_melody(press: Press, look: Look, frame: Frame, melody: Voice) -> None:
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
    radius = 0.030 + 0.034 * (look.arousal + 1) / 2
    at_x, at_y = frame.inside((float(x[top]), float(y[top])), 1.3 * radius, 1.3 * radius)
    press.disc(at_x, at_y, radius, "accent", opaque=True, drift=0.6)
    press.ring(at_x, at_y, 1.5 * radius, 0.0018, "key")


def draw_arcs(press: Press, look: Look, frame: Frame, middles: tuple[Voice, ...], rng: np.random.Generator) -> None:
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


def draw_bass(press: Press, look: Look, frame: Frame, bass: Voice, rng: np.random.Generator) -> None:
    """Four heavy bars, one a quarter of the section: long where the bass is long and lower than elsewhere, thick where it is loud.

    A bass that keeps its place lays them parallel, one that moves tumbles them.
    """
    shift, jitter = rng.uniform(-1.3, -0.5), rng.uniform(-0.25, 0.25, 4)
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
        above = float(np.clip((bass.pitches[here].mean() - bass.pitches.mean()) / 5.0, -1.0, 1.0))
        half = frame.radius * (0.20 + 0.72 * lasting**0.8) * (1.0 - 0.45 * above)
        thick = frame.radius * (0.03 + 0.24 * loud**1.5 * (0.15 + 0.85 * low)) * setting(look, "weight")
        x, y = frame.point(frame.radius * (shift + jitter[index] + 0.12 * index + 0.4 * above), -frame.radius * (1.25 + 0.34 * index))
        press.slab(
            x + move[0], y + move[1], half, thick, frame.angle + 0.30 * above * frame.side, "key" if index % 2 == 0 else "body", drift=0.8
        )


def draw_drums(press: Press, request: PictureRequest, frame: Frame, alone: float) -> None:
    """A grid along the diagonal: sixteen steps of a bar across, halves of the section down; kicks are dots, snares ticks, hats points."""
    voices = drum_voices(request)
    if not sum(voice.notes for voice in voices):
        return
    bars = request.length * request.signature_denominator / (4 * TICKS_PER_BEAT * request.signature_numerator)
    cell = 0.026 + 0.022 * alone
    center = frame.point((0.95 * frame.radius + 9.0 * cell) * (1 - alone), -(0.85 * frame.radius + 2.0 * cell) * (1 - alone))
    middle = frame.inside(center, 8.6 * cell, 4.2 * cell)
    cos, sin = math.cos(frame.angle), math.sin(frame.angle)
    # Two bars or more are shown by halves, a single one twice.
    heard = 2 if bars >= 2 else 1
    for kind, voice in enumerate(voices):
        step = (voice.starts * bars % 1.0 * _STEPS + 0.5).astype(int) % _STEPS
        half = np.minimum((voice.starts * heard).astype(int), heard - 1)
        hits = np.zeros((heard, _STEPS))
        np.add.at(hits, (half, step), voice.velocities)
        strength = np.sqrt(np.clip(np.resize(hits, (2, _STEPS)) * heard / max(1.0, bars), 0.0, 1.0)).ravel()
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
