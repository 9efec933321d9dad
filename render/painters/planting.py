"""What stands on the sheets and flies over them in the hand "paper": trees of the drums or the bass, birds of the melody."""

from dataclasses import dataclass

import numpy as np

from render.painters.paper_scene import Scene
from render.score import Floats, Voice, drum_voices, fold, joined
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

DISC, TREE, FIR, BIRD, LOZENGE, RIPPLE, HOUSE, SAIL = (float(kind) for kind in range(8))
"""Kinds of cut-outs, as `paper.glsl` counts them."""
_MOST_BIRDS = 12
_LEAST = 0.006
"""Half width, units, below which a tree is a speck."""
_APART = 0.8
"""Crowns of a clump may overlap a little: they are one piece of paper."""
_LEFT, _WIDTH = 0.06, 0.88
"""Marks keep off the rims: time 0..1 lies on these shares of the width."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Notes that stand on one sheet, all of one kind.

    Attributes:
        notes: One a tree.
        half_width: Of a loud note's tree, units.
        kind: TREE, FIR, HOUSE or SAIL.
    """

    notes: Voice
    half_width: float
    kind: float


def plan_rows(request: PictureRequest, scene: Scene, voices: tuple[Voice, ...], sheets: int) -> dict[int, Row]:
    """What stands on which sheet: drums plant two, low ones nearest; without drums the bass of smooth music a few trees.

    Staccato or excited music without drums leaves the land bare. At sea sails stand for trees.
    """
    low, middle, high = drum_voices(request)
    form = request.look.form
    crown = HOUSE if form.roundness < 0.42 and form.symmetry > 0.6 else TREE if form.roundness > 0.45 else FIR
    kind = SAIL if scene.kind == "sea" else crown
    if low.notes or middle.notes or high.notes:
        planned = {sheets - 1: Row(fold(low, 24), 0.050, kind), sheets - 2: Row(fold(joined((middle, high)), 32), 0.020, kind)}
        return {index: row for index, row in planned.items() if row.notes.notes}
    if not voices or form.roundness < 0.4 or request.look.arousal > 0.25:
        return {}
    return {sheets - 1: Row(fold(voices[-1], 24), 0.055, kind)}


def stand(row: Row, seed: int, heights: Floats, size: tuple[float, float]) -> Floats:
    """Place, half width and kind of a row's trees, (n, 4), in a large clump, a small one and a single, so spaced that crowns hardly touch.

    Args:
        row: What to stand.
        seed: Places the clumps.
        heights: The ridge, shares of the picture's height.
        size: Of the picture, units.
    """
    notes = row.notes
    x = np.clip(notes.starts, 0, 1)
    dice = np.random.default_rng([seed, 5, int(1000 * row.half_width)]).uniform(0.0, 1.0, 4)
    middles = (0.12 + 0.76 * dice[0] + np.array([0.0, 0.36, 0.67])) % 1.0
    reaches = np.array([0.13, 0.07, 0.02]) * (0.8 + 0.5 * dice[1])
    near = np.abs(x[:, None] - middles[None, :]) / reaches[None, :]
    clump = near.argmin(axis=1)
    grown = np.array([1.0, 0.62, 0.36])[clump] * (1.0 - 0.6 * np.minimum(1.0, near.min(axis=1)))
    half = row.half_width * grown * (0.5 + 0.5 * notes.velocities)
    x = _LEFT + _WIDTH * x
    columns = (np.arange(len(heights)) + 0.5) / len(heights)
    foot = np.interp(x, columns, heights)
    free = (near.min(axis=1) < 1.0) & (half > _LEAST)
    kept: list[int] = []
    for index in np.argsort(-half, kind="stable"):
        if free[index] and all(abs(x[index] - x[other]) * size[0] > _APART * (half[index] + half[other]) for other in kept):
            kept.append(int(index))
    chosen = np.sort(np.array(kept, dtype=np.intp))
    places = np.column_stack([x[chosen] * size[0], foot[chosen] * size[1] - 0.35 * half[chosen], half[chosen]])
    return np.column_stack([places, np.full(len(chosen), row.kind)])


def flock(look: Look, melody: Voice, sun: tuple[float, float, float], ceiling: float, size: tuple[float, float]) -> tuple[Floats, Floats]:
    """Birds (n, 4) and how striking each is: the melody's most striking notes in one flight, first the nearest and largest.

    Args:
        look: Whose density says how many, up to twelve.
        melody: The highest voice; pitch lifts a bird off the line, loudness spreads its wings.
        sun: Middle and radius, units; the flight keeps to the emptier side.
        ceiling: Height of the farthest ridge's top, units.
        size: Of the picture, units.
    """
    if not melody.notes:
        return np.zeros((0, 4)), np.zeros(0)
    count = int(min(melody.notes, np.clip(round(2 + 10 * look.form.density), 3, _MOST_BIRDS)))
    striking = melody.velocities * np.sqrt(melody.ends - melody.starts + 1e-4) * np.exp2((melody.pitches - melody.pitches.max()) / 24)
    chosen = np.sort(np.argsort(-striking, kind="stable")[:count])
    birds = melody.pick(chosen)
    middle = sun[0] / size[0]
    side = -1.0 if middle > 0.53 else 1.0 if middle < 0.47 else 1.0 if look.seed % 4 < 2 else -1.0
    # A flight away from the viewer: ever smaller and closer, from the rim inwards and up.
    far = np.arange(count) / max(1, count - 1) if count > 1 else np.zeros(1)
    flown = 1 - (1 - far) ** 1.5
    span = 0.10 + 0.022 * count
    lift = (birds.pitches - birds.pitches.mean()) / max(6.0, float(np.ptp(birds.pitches)))
    start_x = 0.5 * size[0] + side * (0.5 * size[0] - 0.11)
    room = size[1] - ceiling
    x = start_x - side * span * flown + 0.014 * np.sin(7.0 * far * count)
    y = ceiling + room * (0.46 + 0.16 * look.light.height) + (0.42 * span) * flown + 0.075 * lift * (1 - 0.6 * far)
    half = (0.026 - 0.0145 * far) * (0.72 + 0.4 * birds.velocities)
    clear = (np.hypot(x - sun[0], y - sun[1]) > sun[2] + 2.0 * half) & (y < size[1] - 0.05)
    return np.column_stack([x, y, half, np.full(count, BIRD)])[clear], striking[chosen][clear]


def lead(voices: tuple[Voice, ...]) -> Voice:
    """The melody, thinned to one note a slot of time."""
    return fold(voices[0], 44) if voices else joined(())
