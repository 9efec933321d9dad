"""The rose of `glass`: the Tonnetz closed to rings along the circle of fifths, its triads lit by the chords from the middle outward."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.painters.glass_window import Layer, glass, number_of
from render.score import Voice, joined
from vocabulary.look import ColorRole, Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

Floats = NDArray[np.float64]

RINGS = 7
"""Rings of triads, out to the window's corners."""
PARTS = 5
"""The first ring is the section's first fifth, and so on; what lies beyond goes on with the last, for little of it is seen."""
_BOSS = 0.055
_ARC = 5
_SIDE = 6


@dataclass(frozen=True, slots=True)
class Rose:
    """Where the rose blooms and how it is cut.

    Attributes:
        x, y: Its middle.
        reach: From there beyond the window's farthest corner.
        turn: Radians by which it is turned.
        twist: Radians from ring to ring: music that moves.
        swell: Power by which rings widen outward: dense music has many small pieces in the middle.
        bow: How far the sides of petals bow, -0.09..0.25 of their length: sharp shards or round petals.
        came: Width of its lead.
    """

    x: float
    y: float
    reach: float
    turn: float
    twist: float
    swell: float
    bow: float
    came: float

    @classmethod
    def of(cls, look: Look, size: tuple[float, float], large: float) -> "Rose":
        """In the middle for music that repeats, else to a side, the higher the light; `large` widens its inner rings."""
        form = look.form
        dice = np.random.default_rng(look.seed).uniform(-1.0, 1.0, 4)
        off = 1.0 - form.symmetry
        x = size[0] * (0.5 + off * math.copysign(0.09 + 0.16 * abs(dice[1]), dice[0]))
        y = size[1] * (0.5 + off * (0.36 * (look.light.height - 0.5) + 0.09 * dice[2]))
        reach = math.hypot(max(x, size[0] - x), max(y, size[1] - y)) * 1.04
        return cls(
            x=x,
            y=y,
            reach=reach,
            turn=math.pi * float(dice[3]),
            twist=0.5 * (form.motion - 0.2) * math.copysign(1.0, dice[0]),
            swell=(1.3 + 0.8 * form.density - 0.4 * form.scale) / large,
            bow=-0.09 + 0.34 * form.roundness,
            came=0.0045 + 0.0035 * form.scale,
        )

    def radius(self, ring: float) -> float:
        """Of a ring 0..7 of corners; the boss, which is ring 0, stays small."""
        free = self.reach * ((ring + 0.9) / (RINGS + 0.9)) ** self.swell
        return float(min(_BOSS, free) if ring < 0.5 else free)

    def points(self, ring: float, places: Floats) -> Floats:
        """Points at so many twelfths of a turn on a ring; shape of places + (2,)."""
        angles = self.turn + math.tau / 12 * places + self.twist * ring
        middle = np.array([self.x, self.y])
        return np.asarray(middle + self.radius(ring) * np.stack([np.cos(angles), np.sin(angles)], axis=-1))


def lay_rose(request: PictureRequest, rose: Rose, sheets: Floats) -> Layer:
    """All rings out to the window's corners.

    In each ring, petals that point outward are major triads and those between them minor ones, as in the Tonnetz: along a ring
    roots move by fifths, from ring to ring by major thirds. Chords light their triads, and near ones a little, while they sound.
    """
    layer = Layer()
    lit, home = lit_triads(request), home_of(request)
    fifths = np.arange(12)
    for ring in range(RINGS):
        for minor in (0, 1):
            roots = (7 * fifths + 4 * ring + 4 * minor) % 12
            amounts = lit[ring, roots, minor]
            outlines = _outlines(rose, ring, bool(minor))
            plain = 0.02 + 0.05 * sheets[ring, 24:36] + (0.16 if minor else 0.07 * (ring % 2))
            roles = np.where(amounts > 0.15, roles_of(roots, home), number_of("second" if minor else "body"))
            pieces = glass(roles, plain + (1.0 - plain) * amounts, sheets[ring, 12 * minor + fifths], amounts)
            layer.fans(outlines.mean(axis=1), outlines, pieces)
        thick = rose.came * (0.5 + 0.1 * ring)
        widths = thick * (0.6 + 0.4 * np.maximum.reduce([lit[ring, roots, 1], lit[ring, np.roll(roots, 1), 1]]))
        for side in (0, 1):
            layer.came(_sides(rose, ring, side), widths)
        layer.came(_arcs(rose, ring), thick * (1.0 + 0.5 * (ring % 2)))
    boss = _arcs(rose, 0).reshape(-1, 2)
    middle = np.array([[rose.x, rose.y]])
    layer.fans(middle, boss[None], glass(np.array([number_of("light")]), np.array([0.9]), sheets[40, :1], 0.5))
    layer.came(boss, rose.came)
    return layer


def lay_jewels(request: PictureRequest, rose: Rose, drums: tuple[Voice, Voice, Voice], sheets: Floats) -> Layer:
    """The drums' rhythm as three necklaces, one bar around, clockwise from the top: low ones large, middle and high ones farther out.

    A jewel is the larger, the louder and the more often a drum falls on its sixteenth of the bar.
    """
    layer = Layer()
    bar = TICKS_PER_BEAT * 4 * request.signature_numerator / request.signature_denominator
    steps = int(min(32, max(4, round(4 * bar / TICKS_PER_BEAT))))
    bars = max(1.0, request.length / bar)
    kinds: tuple[tuple[ColorRole, float, float], ...] = (("accent", 2.5, 0.24), ("light", 3.5, 0.15), ("second", 4.5, 0.08))
    for voice, (role, ring, size) in zip(drums, kinds, strict=True):
        slots = np.round(voice.starts * request.length / bar * steps).astype(np.intp) % steps
        loud = np.minimum(1.0, np.sqrt(np.bincount(slots, weights=voice.velocities, minlength=steps) / bars))
        used = np.flatnonzero(loud > 0.05)
        angles = math.pi / 2 - math.tau * used / steps
        middles = np.array([rose.x, rose.y]) + rose.radius(ring) * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        wide = min(rose.radius(ring + 0.5) - rose.radius(ring - 0.5), 2.4 * rose.radius(ring) * math.tau / steps)
        pieces = glass(np.array(number_of(role)), np.full(len(used), 0.95), sheets[41, used], 0.5)
        layer.jewels(middles, 1.2 * wide * size * loud[used], pieces, 0.6 * rose.came)
    return layer


def lay_corners(rose: Rose, voices: Sequence[Voice], sheets: Floats) -> Layer:
    """Jewels of the voices between melody and bass, at the corners where their pitch classes stand in the Tonnetz.

    Rings are parts of the section; the longer and louder a pitch class sounds in one, the larger its jewel.
    """
    layer, voice = Layer(), joined(voices)
    amounts = np.zeros((PARTS, 12))
    ring = np.minimum((voice.starts * PARTS).astype(np.intp), PARTS - 1)
    lengths = np.minimum(voice.ends - voice.starts, 1.0 / PARTS) * PARTS
    np.add.at(amounts, (ring, voice.pitches.astype(np.intp) % 12), lengths * voice.velocities)
    for corner, row in enumerate(amounts, 1):
        pitches = np.flatnonzero(row > 0.01)
        places = ((pitches - 4 * corner) * 7 % 12).astype(np.float64) + 0.5 * corner
        strong = np.minimum(1.0, np.sqrt(1.4 * row[pitches]))
        radii = strong * np.minimum(0.021, 0.15 * (rose.radius(corner + 1) - rose.radius(corner)))
        pieces = glass(np.array(number_of("light")), 0.35 + 0.6 * strong, sheets[48, pitches], 0.4)
        layer.jewels(rose.points(corner, places), radii, pieces, 0.5 * rose.came)
    return layer


def lit_triads(request: PictureRequest) -> Floats:
    """Shape (7, 12, 2): how much light each major and minor triad has in each ring, 0..1, from chords near it; more in energetic music."""
    sounding = np.zeros((PARTS, 12, 2))
    part = request.length / PARTS
    for start, end, root, label in request.chords:
        if root >= 0:
            for ring in range(PARTS):
                shared = min(end, (ring + 1) * part) - max(start, ring * part)
                sounding[ring, root, int(is_minor(label))] += max(0.0, shared) / part
    places = np.arange(12) * 7 % 12
    away = np.abs((places[:, None] - places[None, :] + 6) % 12 - 6)
    near = np.exp(-((away / (0.5 + 0.9 * request.look.form.dispersion)) ** 2))
    spread = np.einsum("ab,rbq->raq", near, np.sqrt(sounding))
    both = spread + 0.35 * np.stack([np.roll(spread[..., 1], 3, axis=1), np.roll(spread[..., 0], -3, axis=1)], axis=-1)
    lit = np.minimum(1.0, (1.3 + 0.8 * request.look.energy) * both**1.2)
    lit = lit * lit * (3.0 - 2.0 * lit)
    return np.concatenate([lit, np.repeat(lit[-1:], RINGS - PARTS, axis=0)])


def is_minor(label: str) -> bool:
    """Whether a chord's third is minor.

    >>> is_minor("A:min7"), is_minor("B:dim"), is_minor("C:maj7")
    (True, True, False)
    """
    return label.partition(":")[2].startswith(("min", "dim", "hdim"))


def home_of(request: PictureRequest) -> float:
    """Mean place of the chords on the circle of fifths, 0..12."""
    x = y = 0.0
    for start, end, root, _ in request.chords:
        if root >= 0:
            angle = math.tau * (root * 7 % 12) / 12
            x, y = x + (end - start) * math.cos(angle), y + (end - start) * math.sin(angle)
    return math.atan2(y, x) / math.tau * 12 % 12


def roles_of(roots: NDArray[np.int_], home: float) -> Floats:
    """Numbers of the colours: near chords in the body's, farther ones in the second, far ones in the accent."""
    away = np.abs((roots * 7 % 12 - home + 6) % 12 - 6)
    return np.where(away < 1.2, number_of("body"), np.where(away < 2.4, number_of("second"), number_of("accent")))


def _arcs(rose: Rose, ring: int) -> Floats:
    """Shape (12, 6, 2): the inner sides of a ring's petals; straight or round as the music is."""
    places = np.arange(12)[:, None] + np.linspace(0.0, 1.0, _ARC + 1)[None, :] + 0.5 * ring
    arc = rose.points(ring, places)
    chord = arc[:, :1] + (arc[:, -1:] - arc[:, :1]) * np.linspace(0.0, 1.0, _ARC + 1)[None, :, None]
    return np.asarray(chord + (arc - chord) * min(1.0, max(0.0, 6.0 * rose.bow + 0.1)))


def _sides(rose: Rose, ring: int, side: int) -> Floats:
    """Shape (12, 7, 2): left (0) or right (1) sides of a ring's petals, from the foot to the tip, bowed outward."""
    fifths = np.arange(12, dtype=np.float64)
    foot = rose.points(ring, fifths + (side + 0.5 * ring))
    tip = rose.points(ring + 1, fifths + (0.5 + 0.5 * ring))
    along = np.linspace(0.0, 1.0, _SIDE + 1)[None, :, None]
    way = (tip - foot)[:, None]
    across = np.stack([-way[..., 1], way[..., 0]], axis=-1) * (1.0 if side else -1.0)
    # Petals that stand close must not cross at their feet.
    bow = min(rose.bow, 0.055 * math.tau * rose.radius(ring) / 12 / (rose.radius(ring + 1) - rose.radius(ring)) * 1.8)
    return np.asarray(foot[:, None] + way * along + 4.0 * bow * across * along * (1.0 - along) * -1.0)


def _outlines(rose: Rose, ring: int, minor: bool) -> Floats:
    """Shape (12, m, 2): closed outlines of the petals, or of what is between them."""
    left, right = _sides(rose, ring, 0), _sides(rose, ring, 1)
    if minor:
        return np.concatenate([_arcs(rose, ring + 1), np.roll(left, -1, axis=0)[:, ::-1], right], axis=1)
    return np.concatenate([_arcs(rose, ring), right, left[:, ::-1]], axis=1)
