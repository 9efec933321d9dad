"""Where the blocks of a cloth lie: columns are voices, rows are chords, woven upwards in time."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.painters.bauhaus_figures import Kind, kind_of
from render.score import Voice, is_drums
from vocabulary.pictures import PictureRequest

# At most so many rows in the columns of melody, middle and bass: the deeper, the larger the blocks.
MOST_ROWS = (4, 3, 2)
_FEWEST_ROWS = (2, 1, 1)
# A column narrower than this share of the picture shows nothing.
_NARROWEST = 0.055
_GOLDEN = 0.618
# Height of a border of drums and its distance from the blocks, and what stays plain at the rims, as shares of the picture's height.
BORDER, BORDER_GAP = 0.058, 0.014
_RIM = 0.03
_WIDTHS = (0.46, 0.25, 0.17)


@dataclass(frozen=True, slots=True)
class Block:
    """A field of the cloth.

    Attributes:
        left, right, bottom, top: Shares of the picture's sides.
        start, end: Shares of the section's time that it shows.
        voice: 0 melody, 1 middle, 2 bass.
        kind: The chord's quality, as a figure's name.
        away: Steps of its root from the home chord's on the circle of fifths, -5..6; None where no chord sounds.
    """

    left: float
    right: float
    bottom: float
    top: float
    start: float
    end: float
    voice: int
    kind: Kind
    away: int | None


@dataclass(frozen=True, slots=True)
class Cloth:
    """Blocks, and the edges of what they fill, as shares of the picture's sides."""

    blocks: tuple[Block, ...]
    left: float
    right: float
    bottom: float
    top: float


class _Span(NamedTuple):
    start: float
    end: float
    root: int
    label: str


def lay_out(request: PictureRequest, voices: tuple[Voice, ...], rng: np.random.Generator) -> Cloth:
    """Columns and rows of a section.

    Music that repeats stands symmetrically around its melody, other music to one side; happy music hangs high on the cloth.
    """
    look = request.look
    side, drift, turns = rng.choice((-1.0, 1.0)), rng.uniform(-0.08, 0.08), rng.permutation(3)
    even = look.form.symmetry**1.5
    plain = 0.20 + 0.12 * (1.0 - look.form.density)
    left = plain * ((1.0 - even) * (0.5 - 0.32 * side) + even * 0.5)
    right = 1.0 - plain + left
    rim = _RIM + (BORDER + BORDER_GAP if any(is_drums(part) for part in request.parts) else 0.0)
    tall = 0.66 + 0.10 * look.form.density
    bottom = rim + (1.0 - tall - 2.0 * rim) * float(np.clip(0.5 + 0.42 * look.valence + drift, 0.0, 1.0))
    widths = [width * (0.75 + 0.5 * _sounding(voice)) for width, voice in zip(_WIDTHS, three(voices), strict=True)]
    order = _columns(widths, 0.5 * even, turns)
    gap = 0.010 + 0.030 * look.form.dispersion
    total = sum(width for _, width in order)
    order = [(voice, width) for voice, width in order if (right - left) * width / total > _NARROWEST]
    share = (right - left - gap * (len(order) - 1)) / sum(width for _, width in order)
    blocks: list[Block] = []
    x = left
    for voice, width in order:
        blocks += _rows(request, voice, (x, x + share * width), (bottom, bottom + tall), gap)
        x += share * width + gap
    return Cloth(tuple(blocks), left, right, bottom, bottom + tall)


def _columns(widths: list[float], mirrored: float, order: NDArray[np.int64]) -> list[tuple[int, float]]:
    """Voices and widths from left to right; `mirrored` 0 takes them as they come, 0.5 puts half of each on both sides of the melody."""
    place = int(np.flatnonzero(order == 0)[0])
    before, after = [int(voice) for voice in order[:place]], [int(voice) for voice in order[place + 1 :]]
    near = [(voice, widths[voice] * (1.0 - mirrored)) for voice in before], [(voice, widths[voice] * (1.0 - mirrored)) for voice in after]
    far = [(voice, widths[voice] * mirrored) for voice in before[::-1]], [(voice, widths[voice] * mirrored) for voice in after[::-1]]
    return [*far[1], *near[0], (0, widths[0]), *near[1], *far[0]]


def _rows(request: PictureRequest, voice: int, across: tuple[float, float], up: tuple[float, float], gap: float) -> list[Block]:
    """A column's blocks: the chords, joined until few enough are left."""
    spans = _spans(request, MOST_ROWS[voice], _FEWEST_ROWS[voice])
    home = _home(request)
    tall = up[1] - up[0]
    blocks = []
    for start, end, root, label in spans:
        away = ((root - home) * 7 + 5) % 12 - 5 if root >= 0 else None
        bottom, top = up[0] + tall * start, up[0] + tall * end - 0.5 * gap
        blocks.append(Block(*across, bottom, top, start, end, voice, kind_of(label), away))
    return blocks


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


def _sounding(voice: Voice | None) -> float:
    return float(np.clip((voice.ends - voice.starts).sum(), 0.0, 1.0)) if voice is not None else 0.0


def three(voices: tuple[Voice, ...]) -> tuple[Voice | None, Voice | None, Voice | None]:
    """Melody, middle and bass, as far as there are any."""
    if not voices:
        return None, None, None
    return voices[0], voices[1] if len(voices) > 2 else None, voices[-1] if len(voices) > 1 else None
