"""The panes of `glass`: the Tonnetz, its triads lit by the chords, closed to a rose, cut into lancets or spread as a field of shards.

In the rose its strips are rings from the middle outward, in lancets tall lights from left to right, in the field bands across the window;
the first strip is the section's first fifth, and so on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from render.painters.glass_chords import PARTS, RINGS, home_of, lit_triads, roles_of
from render.painters.glass_window import Layer, glass, number_of
from render.score import Voice, joined
from vocabulary.look import ColorRole, Look
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT

Floats = NDArray[np.float64]

_BOSS = 0.055
_ARC = 5
_SIDE = 6


Layout = Literal["rose", "lancets", "field"]
_MIDDLE = 7.75, 3.5
"""Place and strip in the middle of the Tonnetz, for the field."""
_LANCET_PLACES = 2.5, 9.5
"""First place, and how many, that a lancet shows: those which every strip has."""
_FIELD_POWER = 1.85
"""Panes of the field grow outward by this power of the distance: from splinters to slabs."""


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
        layout: Rose, lancets or field.
        size: Of the window, units.
    """

    x: float
    y: float
    reach: float
    turn: float
    twist: float
    swell: float
    bow: float
    came: float
    layout: Layout = "rose"
    size: tuple[float, float] = (1.0, 1.0)

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
            swell=(1.45 + 0.8 * form.density - 0.4 * form.scale) / large,
            bow=-0.09 + 0.34 * form.roundness,
            came=0.0045 + 0.0035 * form.scale,
            layout=choose_layout(look),
            size=size,
        )

    def radius(self, ring: float) -> float:
        """Of a ring 0..7 of corners; the boss, which is ring 0, stays small."""
        free = self.reach * ((ring + 0.9) / (RINGS + 0.9)) ** self.swell
        return float(min(_BOSS, free) if ring < 0.5 else free)

    def points(self, ring: float, places: Floats) -> Floats:
        """Points at so many twelfths of a turn on a ring; shape of places + (2,)."""
        middle = np.array([self.x, self.y])
        if self.layout == "lancets":
            first, shown = _LANCET_PLACES
            # Panes grow upward or downward, as the seed turns it.
            up = np.clip((places - first) / shown, -1.0, 2.0)
            up = up + 0.62 * math.sin(self.turn) * up * (1.0 - up)
            return np.stack([np.full(np.shape(places), self.column(ring)), self.size[1] * up], axis=-1)
        if self.layout == "field":
            return np.asarray(middle + self._spread(ring, places))
        angles = self.turn + math.tau / 12 * places + self.twist * ring
        return np.asarray(middle + self.radius(ring) * np.stack([np.cos(angles), np.sin(angles)], axis=-1))

    def column(self, ring: float) -> float:
        """Where the lancet of a strip begins, units: the middle one is the widest."""
        share = ring / PARTS
        return float(
            self.size[0]
            * (share - (0.045 + 0.03 * math.cos(3.0 * self.turn)) * math.sin(math.tau * min(1.0, share)) + (0.1 if ring > PARTS else 0.0))
        )

    def corners(self, ring: int, places: Floats) -> Floats:
        """Where pitch classes of a part stand: at corners of the Tonnetz; in lancets one above the other in the middle of their light."""
        if self.layout != "lancets":
            return self.points(ring, places)
        middle = 0.5 * (self.column(ring - 1) + self.column(ring))
        return np.stack([np.full(len(places), middle), self.size[1] * (0.18 + 0.55 * (places % 12) / 12)], axis=-1)

    def around(self, ring: float, shares: Floats) -> Floats:
        """Points of a necklace, clockwise from the top; in lancets a row from left to right, the lower the nearer the strip."""
        if self.layout == "lancets":
            return np.stack([self.size[0] * (0.04 + 0.92 * shares), np.full(len(shares), self.size[1] * (0.03 * ring))], axis=-1)
        angles = math.pi / 2 - math.tau * shares
        return np.array([self.x, self.y]) + self.radius(ring) * np.stack([np.cos(angles), np.sin(angles)], axis=-1)

    def _spread(self, ring: float, places: Floats) -> Floats:
        """The Tonnetz as a plane around the focus, small there and large at the rims; short notes split it unevenly."""
        uneven = 0.30 * max(0.0, 1.0 - 1.2 * (self.bow + 0.09) / 0.34) + 0.08
        x = places - _MIDDLE[0] + uneven * np.sin(2.4 * places + 3.1 * ring + self.turn)
        y = 0.866 * (ring - _MIDDLE[1]) + uneven * np.sin(2.9 * places - 1.7 * ring + 2.0 * self.turn) * (
            0.0 if ring in (0, RINGS) else 1.0
        )
        far = np.hypot(x, y) + 1e-6
        grown = 1.06 * self.reach * (far / (0.866 * _MIDDLE[1])) ** _FIELD_POWER / far
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return np.asarray(np.stack([(cos * x - sin * y) * grown, (sin * x + cos * y) * grown], axis=-1))


def choose_layout(look: Look) -> Layout:
    """Music that repeats, and low music, stands in lancets; short notes and dense music break into a field; smooth music is a rose.

    Nothing that the emotion moves has a say, so that a mood that rises keeps its window; the seed tips the balance.
    """
    form = look.form
    dice = 0.5 * (np.random.default_rng([look.seed, 7]).uniform(0.0, 1.0, 3) - 0.5)
    scores: dict[Layout, float] = {
        "rose": 0.06 + 0.7 * (form.roundness - 0.58) + dice[0],
        "lancets": 0.8 * form.symmetry + 0.8 * (form.scale - 0.45) + dice[1],
        "field": 1.4 * (0.58 - form.roundness) + 0.3 * (form.density - 0.5) + dice[2],
    }
    return max(scores, key=lambda name: scores[name])


def lay_arches(rose: Rose, sheets: Floats) -> Layer:
    """What closes lancets above, dark, with the bars between them; nothing for other layouts."""
    layer = Layer()
    if rose.layout != "lancets":
        return layer
    height = rose.size[1]
    along = np.linspace(0.0, 1.0, 11)
    rise = np.sqrt(1.0 - (1.0 - 0.8 * along) ** 2) / math.sqrt(1.0 - 0.2**2)
    for column in range(PARTS):
        left, right = rose.column(column), rose.column(column + 1)
        apex = height * (0.955 - (0.055 + 0.035 * math.cos(2.0 * rose.turn)) * abs(column - 2))
        spring = apex - min(1.1 * (right - left), 0.4 * height)
        x = np.concatenate([left + (right - left) / 2 * along, right - (right - left) / 2 * along[::-1][1:]])
        arch = np.column_stack([x, spring + (apex - spring) * np.concatenate([rise, rise[::-1][1:]])])
        layer.strips(
            arch,
            np.column_stack([x, np.full(len(x), height)]),
            glass(np.array(number_of("shadow")), np.full(len(x) - 1, 0.9), sheets[39, :1]),
        )
        layer.came(arch, 1.6 * rose.came)
        if column:
            layer.came(np.array([[left, 0.0], [left, height]]), 3.0 * rose.came)
    return layer


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
            plain = 0.02 + 0.06 * sheets[ring, 24:36] + (0.10 if minor else 0.04 * (ring % 2))
            rim = rose.layout != "lancets" and ring >= RINGS - (2 if minor else 1)
            roles = np.where(amounts > 0.15, roles_of(roots, home), number_of("shadow" if rim else "second" if minor else "body"))
            plain = np.where((amounts <= 0.15) & rim, 0.75, plain)
            pieces = glass(roles, plain + (1.0 - plain) * _clear(amounts), sheets[ring, 12 * minor + fifths], amounts)
            # Only the rose closes: elsewhere no pane lies between the last petal and the first.
            closed = len(fifths) if rose.layout == "rose" or not minor else len(fifths) - 1
            layer.fans(outlines.mean(axis=1)[:closed], outlines[:closed], pieces[:closed])
        thick = rose.came * (0.45 + 0.08 * ring)
        widths = thick * (0.6 + 0.4 * np.maximum.reduce([lit[ring, roots, 1], lit[ring, np.roll(roots, 1), 1]]))
        for side in (0, 1):
            layer.came(_sides(rose, ring, side), widths)
        layer.came(_arcs(rose, ring), thick * (1.0 + 1.1 * (ring % 2)))
    if rose.layout != "rose":
        return layer
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
        middles = rose.around(ring, used / steps)
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
        layer.jewels(rose.corners(corner, places), radii, pieces, 0.5 * rose.came)
    return layer


def _clear(amounts: Floats) -> Floats:
    """A pane is lit or calm: what is between would be a mixture, grey where hues are far."""
    share = np.clip((amounts - 0.12) / 0.14, 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _arcs(rose: Rose, ring: int) -> Floats:
    """Shape (12, 6, 2): the inner sides of a ring's petals; straight or round as the music is."""
    places = np.arange(12)[:, None] + np.linspace(0.0, 1.0, _ARC + 1)[None, :] + 0.5 * ring
    arc = rose.points(ring, places)
    chord = arc[:, :1] + (arc[:, -1:] - arc[:, :1]) * np.linspace(0.0, 1.0, _ARC + 1)[None, :, None]
    if rose.layout != "rose":
        return chord
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
    if rose.layout != "rose":
        return np.asarray(foot[:, None] + way * along + 0.35 * max(0.0, rose.bow) * across * along * (1.0 - along))
    bow = min(rose.bow, 0.055 * math.tau * rose.radius(ring) / 12 / (rose.radius(ring + 1) - rose.radius(ring)) * 1.8)
    return np.asarray(foot[:, None] + way * along + 4.0 * bow * across * along * (1.0 - along) * -1.0)


def _outlines(rose: Rose, ring: int, minor: bool) -> Floats:
    """Shape (12, m, 2): closed outlines of the petals, or of what is between them."""
    left, right = _sides(rose, ring, 0), _sides(rose, ring, 1)
    if minor:
        return np.concatenate([_arcs(rose, ring + 1), np.roll(left, -1, axis=0)[:, ::-1], right], axis=1)
    return np.concatenate([_arcs(rose, ring), right, left[:, ::-1]], axis=1)
