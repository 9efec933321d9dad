"""Where the pigments of `nebula` fall, what stirs the water, and how much of each pigment shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.painters.inks import lab_of, linear
from render.score import Voice, fold
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

Floats = NDArray[np.float64]

# How a chord's third and fifth turn the water: major one way, minor the other, unstable chords harder.
_CURLS = (("dim", -1.5), ("hdim", -1.5), ("aug", 1.5), ("min", -1.0), ("sus", 0.5), ("7", 1.2), ("maj", 1.0))
# Radius in units, and how much of body, second, accent and light falls: the melody in front, the bass in wide pools.
_DROPS: dict[str, tuple[float, tuple[float, float, float, float]]] = {
    "melody": (0.065, (0.35, 0.0, 1.0, 1.0)),
    "middle": (0.11, (0.6, 1.0, 0.0, 0.0)),
    "bass": (0.17, (1.0, 0.0, 0.0, 0.0)),
    "low drums": (0.09, (1.3, 0.0, 0.0, 0.0)),
    "middle drums": (0.07, (0.0, 0.9, 0.15, 0.0)),
}
_SLOTS = 96
"""At most so many drops a voice and spatters a drum: one a slot of time."""


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """The line along which a section's time runs, from the rim through the focal point to the rim, bent like a river.

    Attributes:
        x, y: The focal point.
        angle: Direction of time, radians.
        reach: Half the length.
        bend: How far it swings aside, in units.
        width: How far an octave and a half of pitch lies from its middle.
    """

    x: float
    y: float
    angle: float
    reach: float
    bend: float
    width: float

    @classmethod
    def of(cls, look: Look, size: tuple[float, float]) -> "Stream":
        """Rising for happy music and sinking for unhappy; in the middle for music that repeats, else through a point at a third."""
        form = look.form
        dice = np.random.default_rng(look.seed).uniform(-1.0, 1.0, 4)
        side = 1.0 if dice[0] > 0 else -1.0
        off = 1.0 - symmetric(look)
        width, height = size
        x = width * (0.5 + 0.13 * off * side)
        y = height * (0.5 + 0.10 * off * dice[1])
        # Upright in upright pictures, give or take what valence and the seed tilt.
        lie = 4.0 * max(0.0, math.atan2(height, width) - math.pi / 4)
        angle = min(1.2, lie) + off * (0.55 * look.valence + 0.25 * dice[2])
        reach = 0.5 * math.hypot(width * math.cos(angle), height * math.sin(angle)) * 0.92
        bend = 0.16 * (0.5 + 0.5 * off) * (dice[3] + math.copysign(0.5, dice[3]))
        return cls(x, y, angle, reach, bend, 0.10 + 0.16 * form.dispersion)

    def places(self, times: Floats, offsets: Floats) -> Floats:
        """Shape (n, 2): where shares of the section 0..1 and offsets across the stream (in widths) lie."""
        along = (2.0 * times - 1.0) * self.reach
        across = self.bend * np.sin(math.pi * (2.0 * times - 1.0)) + offsets * self.width
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return np.column_stack([self.x + along * cos - across * sin, self.y + along * sin + across * cos])


def symmetric(look: Look) -> float:
    """0..1, how much a picture mirrors itself: nothing below a third of repeated bars, all where every bar is one."""
    share = min(1.0, max(0.0, (look.form.symmetry - 0.3) / 0.7))
    return share * share * (3.0 - 2.0 * share)


def whirls_of(request: PictureRequest, stream: Stream, size: tuple[float, float]) -> Floats:
    """Shape (12, 4): x, y, strength and radius of the whirl of each root, 0 for those that do not sound.

    Roots stand around the focal point in the order of the circle of fifths.
    """
    form = request.look.form
    turn = float(np.random.default_rng(request.look.seed + 1).uniform(0.0, math.tau))
    share, curl = np.zeros(12), np.zeros(12)
    for start, end, root, label in request.chords:
        if root >= 0:
            length = (end - start) / request.length
            share[root] += length
            curl[root] += length * curl_of(label)
    angles = turn * (1.0 - symmetric(request.look)) + math.tau / 12 * (np.arange(12) * 7 % 12)
    width, height = size
    away = 0.24 + 0.10 * form.dispersion
    strength = np.divide(curl, share, out=np.zeros(12), where=share > 0) * np.minimum(1.1, 1.4 * share**0.75)
    radius = (0.09 + 0.10 * form.scale) * (0.6 + 0.6 * np.sqrt(share))
    return np.column_stack([stream.x + away * width * np.cos(angles), stream.y + away * height * np.sin(angles), strength, radius])


def curl_of(label: str) -> float:
    """How a chord turns the water, -1.5..1.5: minor and diminished chords against the others.

    >>> curl_of("C"), curl_of("A:min7"), curl_of("B:dim")
    (1.0, -1.0, -1.5)
    """
    quality = label.partition(":")[2]
    return next((curl for name, curl in _CURLS if quality.startswith(name)), 1.0)


def drops_of(look: Look, voices: Sequence[Voice], drums: Sequence[Voice], stream: Stream, size: tuple[float, float]) -> Floats:
    """Shape (n, 8): x, y, radius, 0, and amounts of four pigments: body, second, accent, light.

    Args:
        look: Large drops for low music.
        voices: Highest first.
        drums: Low, middle, high.
        stream: Where notes fall.
        size: Of the picture, in units.
    """
    large = 0.75 + 0.7 * look.form.scale
    kinds = ["melody", *["middle"] * (len(voices) - 2), "bass"][: len(voices)]
    rows = [_drops_of(voice, stream, large, kind) for voice, kind in zip(voices, kinds, strict=True)]
    dice = np.random.default_rng(look.seed + 6).uniform(-1.2, 1.2, _SLOTS)
    rows += [_splashes_of(voice, stream, kind, dice) for voice, kind in zip(drums[:2], ("low drums", "middle drums"), strict=True)]
    anchor = np.array([[stream.x, stream.y, 0.42, 0.0, 0.5, 0.35, 0.0, 0.0]])
    drops = np.concatenate([anchor, *rows])
    turned = drops.copy()
    turned[:, :2] = np.asarray(size) - drops[:, :2]
    turned[:, 4:] *= symmetric(look)
    return np.concatenate([drops, turned])


def levels_of(drops: Floats, size: tuple[float, float], shares: Floats) -> tuple[Floats, Floats]:
    """Where each pigment must begin to cover its share of the picture, and the most there is of it: two of shape (4,)."""
    x, y = np.meshgrid(*(np.linspace(0.5 / 26, 1.0 - 0.5 / 26, 26) * side for side in size))
    at = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    far = ((at[:, None, 0] - drops[None, :, 0].astype(np.float32)) ** 2 + (at[:, None, 1] - drops[None, :, 1].astype(np.float32)) ** 2) / (
        drops[None, :, 2].astype(np.float32) ** 2
    )
    amounts = (np.maximum(0.0, 1.0 - far) ** 2) @ drops[:, 4:].astype(np.float32)
    begins = np.array([np.quantile(amounts[:, one], 1.0 - shares[one]) for one in range(4)])
    tops = np.array([np.quantile(amounts[:, one], 0.998) for one in range(4)])
    return np.maximum(begins, 1e-3 + 0.05 * tops), np.maximum(tops, 0.02)


def spatter_of(look: Look, voices: Sequence[Voice], hats: Voice, stream: Stream) -> Floats:
    """Shape (n, 8): x, y, radius, strength, and colour: high drums flung aside where they fall in time, and a little of the melody."""
    dice = np.random.default_rng(look.seed + 2).normal(0.0, 1.0, (_SLOTS, 3))
    rows = []
    for voice, slots, size in ((hats, _SLOTS, 1.0), *((melody, _SLOTS // 4, 0.8) for melody in voices[:1])):
        voice = fold(voice, slots)
        flung = np.clip(dice, -1.8, 1.8)[np.minimum((voice.starts * _SLOTS).astype(np.intp), _SLOTS - 1)]
        places = stream.places(voice.starts, 1.4 * flung[:, 0])
        radius = size * 0.0017 * np.exp(0.6 * flung[:, 1]) * (0.5 + voice.velocities)
        rows.append(np.column_stack([places, radius, 0.45 + 0.55 * voice.velocities]))
    stars = np.concatenate([np.zeros((0, 4)), *rows])
    ground = float(lab_of(look, "ground")[0])
    ink = (*linear(lab_of(look, "light" if ground < 0.6 else "shadow")), 1.0)
    return np.column_stack([stars, np.tile(ink, (len(stars), 1))])


def _drops_of(voice: Voice, stream: Stream, large: float, kind: str) -> Floats:
    """One drop a slot of time, larger for long and loud notes."""
    if not voice.notes:
        return np.zeros((0, 8))
    radius, pigments = _DROPS[kind]
    voice = fold(voice, _SLOTS)
    low, high = np.quantile(voice.pitches, (0.1, 0.9))
    offsets = np.clip((voice.pitches - (low + high) / 2) / max(9.0, (high - low) / 2), -1.6, 1.6)
    places = stream.places((voice.starts + voice.ends) / 2, offsets)
    lengths = np.sqrt(np.clip((voice.ends - voice.starts) * 12.0, 0.05, 3.0))
    radii = large * radius * (0.6 + 0.5 * lengths) * (0.7 + 0.5 * voice.velocities)
    amounts = (0.35 + 0.65 * voice.velocities)[:, None] * np.array(pigments)
    amounts[:, 3] *= np.clip((voice.velocities - 0.3) * 1.4, 0.05, 1.0)
    return np.column_stack([places, radii, np.zeros(voice.notes), amounts])


def _splashes_of(voice: Voice, stream: Stream, kind: str, dice: Floats) -> Floats:
    """Drums as small drops, thrown beside the stream."""
    radius, pigments = _DROPS[kind]
    voice = fold(voice, _SLOTS)
    places = stream.places(voice.starts, dice[np.minimum((voice.starts * _SLOTS).astype(np.intp), _SLOTS - 1)])
    return np.column_stack(
        [places, radius * (0.5 + 0.6 * voice.velocities), np.zeros(voice.notes), voice.velocities[:, None] * np.array(pigments)]
    )
