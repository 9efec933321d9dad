"""Where a cloth hangs and what it is made of: one great motif of rings, and a band at its foot and at its head."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from render.painters.bauhaus_figures import Kind, kind_of
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

MOST_RINGS, FEWEST_RINGS = 4, 3
_GOLDEN = 0.618
# A cloth is at most so much wider than high, and so much higher than wide: other formats show more of the wall.
_WIDEST, _TALLEST = 1.15, 1.5
# Height of the bands at foot and head, as shares of the cloth's.
_BASS_BAND, _DRUM_BAND = 0.15, 0.10
_PLAIN = 0.035


@dataclass(frozen=True, slots=True)
class Ring:
    """One chord of the motif, from its middle outwards.

    Attributes:
        inner, outer: Shares of the motif's radius.
        kind: The chord's quality, as a figure's name.
        away: Steps of its root from the home chord's on the circle of fifths, -5..6; None where no chord sounds.
    """

    inner: float
    outer: float
    kind: Kind
    away: int | None


@dataclass(frozen=True, slots=True)
class Cloth:
    """Edges in the picture's units; the motif and the bands (bottom, top) as shares of the cloth's sides.

    Attributes:
        middle: Where the motif's middle is.
        radii: The motif's half width and half height, as shares of the cloth's width and height.
        bass, drums: The bands; of no height where nothing plays them.
    """

    left: float
    right: float
    bottom: float
    top: float
    middle: tuple[float, float]
    radii: tuple[float, float]
    bass: tuple[float, float]
    drums: tuple[float, float]


class _Span(NamedTuple):
    start: float
    end: float
    root: int
    label: str


def lay_out(size: tuple[float, float], look: Look, liking: tuple[float, float, float], *, bass: bool, drums: bool) -> Cloth:
    """Where all is. Calm music hangs as a small cloth on a wide wall, excited music fills the picture; happy motifs stand high.

    Args:
        size: Of the picture, in its units.
        look: The look.
        liking: What the seed decides, -1..1 each: sideways, upwards, and (by its sign) which band lies at the foot.
        bass: Whether there is one.
        drums: Whether there are any.
    """
    excited = 0.5 + 0.5 * look.arousal
    margin = 0.115 * (1.0 - excited) + 0.035 * (1.0 - look.form.density)
    width, height = size[0] - 2.0 * margin, size[1] - 2.0 * margin
    width, height = min(width, _WIDEST * height), min(height, _TALLEST * width)
    # A narrower cloth than the wall: hung to one side where the music does not repeat.
    width *= 0.93 - 0.12 * (1.0 - excited)
    free = size[0] - width
    left = free * (0.5 + 0.22 * liking[0] * (1.0 - look.form.symmetry) ** 1.2)
    # The fringe hangs below.
    bottom = 0.5 * (size[1] - height) + 0.2 * margin
    low, high = (_BASS_BAND if bass else 0.0), (_DRUM_BAND if drums else 0.0)
    swapped = liking[2] < 0.0
    foot, head = (high, low) if swapped else (low, high)
    room = 1.0 - foot - head - _PLAIN * ((foot > 0) + (head > 0))
    field = foot + _PLAIN * (foot > 0)
    radius = (0.31 + 0.05 * look.form.density + 0.04 * look.form.scale + 0.03 * (1.0 - excited)) * width
    tall = min(0.46 * room * height, radius * (1.50 - 0.42 * excited))
    slack = room * height - 2.0 * tall
    middle = field * height + tall + slack * float(np.clip(0.5 + 0.36 * look.valence + 0.1 * liking[1], 0.04, 0.96))
    feet, heads = (_PLAIN, _PLAIN + foot), (1.0 - _PLAIN - head, 1.0 - _PLAIN)
    return Cloth(
        *(left, left + width, bottom, bottom + height),
        middle=(0.5, middle / height),
        radii=(radius / width, tall / height),
        bass=heads if swapped else feet,
        drums=feet if swapped else heads,
    )


def rings_of(request: PictureRequest) -> tuple[Ring, ...]:
    """The motif's rings: chords in time from the middle outwards, wider the longer they sound."""
    spans = _spans(request, MOST_RINGS, FEWEST_RINGS)
    home = _home(request)
    widths = np.array([0.6 / len(spans) + 0.4 * (span.end - span.start) for span in spans])
    edges = np.concatenate([[0.0], np.cumsum(widths / widths.sum())])
    aways = [((span.root - home) * 7 + 5) % 12 - 5 if span.root >= 0 else None for span in spans]
    return tuple(
        Ring(float(inner), float(outer), kind_of(span.label), away)
        for inner, outer, span, away in zip(edges[:-1], edges[1:], spans, aways, strict=True)
    )


def _spans(request: PictureRequest, most: int, fewest: int) -> list[_Span]:
    """Chords as shares of time, the shortest joined to its shorter neighbour until at most `most` are left."""
    length = float(request.length)
    chords = [chord for chord in request.chords if chord[1] > chord[0] and chord[0] < length]
    spans = [_Span(start / length, min(1.0, end / length), root, label) for start, end, root, label in chords] or [_Span(0.0, 1.0, -1, "N")]
    spans[0], spans[-1] = spans[0]._replace(start=0.0), spans[-1]._replace(end=1.0)
    while len(spans) > most:
        index = min(range(len(spans)), key=lambda one: spans[one].end - spans[one].start)
        sides = [one for one in (index - 1, index + 1) if 0 <= one < len(spans)]
        other = min(sides, key=lambda one: spans[one].end - spans[one].start)
        first, second = sorted((index, other))
        keep = spans[max((first, second), key=lambda one: spans[one].end - spans[one].start)]
        spans[first : second + 1] = [keep._replace(start=spans[first].start, end=spans[second].end)]
    while len(spans) < fewest:
        widest = max(range(len(spans)), key=lambda one: spans[one].end - spans[one].start)
        one = spans[widest]
        middle = one.start + (one.end - one.start) * _GOLDEN
        spans[widest : widest + 1] = [one._replace(end=middle), one._replace(start=middle)]
    return spans


def _home(request: PictureRequest) -> int:
    """The root that sounds longest."""
    lasting = np.zeros(12)
    for start, end, root, _ in request.chords:
        if root >= 0:
            lasting[root] += end - start
    return int(lasting.argmax())
