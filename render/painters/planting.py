"""What stands on the sheets and flies over them in the hand "paper": trees of the drums or the bass, birds of the melody."""

from dataclasses import dataclass

import numpy as np

from render.score import Floats, Voice, drum_voices, fold, joined
from vocabulary.look import Look
from vocabulary.pictures import PictureRequest

DISC, TREE, FIR, BIRD, LOZENGE, RIPPLE, HOUSE = (float(kind) for kind in range(7))
"""Kinds of cut-outs, as `paper.glsl` counts them."""
TALL = 3.2
"""Height of a tree in half widths."""
_MOST_BIRDS = 12
_LEAST_GROWN, _MOST_GROWN = 0.3, 1.2
_LEFT, _WIDTH = 0.06, 0.88
"""Marks keep off the rims: time 0..1 lies on these shares of the width."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Notes that stand on one sheet, all of one kind.

    Attributes:
        notes: One a tree.
        half_width: Of a loud note's tree, units.
        kind: TREE, FIR or HOUSE.
    """

    notes: Voice
    half_width: float
    kind: float

    @property
    def tall(self) -> float:
        """Height of its tallest, units."""
        return _MOST_GROWN * TALL * self.half_width


def plan_rows(request: PictureRequest, voices: tuple[Voice, ...], sheets: int, lake: bool, scale: float) -> dict[int, Row]:
    """What stands on which sheet: drums plant rows, low ones nearest; without drums the bass of smooth music a few trees.

    Staccato or excited music without drums leaves the land bare. `scale` shrinks all where there is little land.
    """
    low, middle, high = drum_voices(request)
    look = request.look
    town = look.form.roundness < 0.42 and look.form.symmetry > 0.6
    crown = HOUSE if town else TREE if look.form.roundness > 0.45 else FIR
    other = FIR if crown == TREE else TREE
    if low.notes or middle.notes or high.notes:
        planned = {sheets - 1: Row(fold(low, 12), 0.038, crown), sheets - 2: Row(fold(middle, 14), 0.026, other)}
        planned[sheets - 3] = Row(fold(high, 24), 0.012, crown)
        return {index: Row(row.notes, row.half_width * scale, row.kind) for index, row in planned.items() if index > 0 and row.notes.notes}
    if not voices or look.form.roundness < 0.4 or look.arousal > 0.25:
        return {}
    few = int(np.clip(2 + 9 * look.form.density, 2, 7))
    bass = fold(voices[-1], few)
    return {sheets - 1 if lake else sheets - 2: Row(bass, (0.062 - 0.004 * few) * scale, crown)}


def stand(
    row: Row, heights: Floats, size: tuple[float, float], away_from: tuple[float, float] = (0.0, 0.0), behind: Floats | None = None
) -> tuple[Floats, Floats]:
    """Place, half width and kind of a row's trees, (n, 4), and how loud each is, so spaced that no crowns touch.

    Args:
        row: What to stand.
        heights: The ridge, shares of the picture's height.
        size: Of the picture, units.
        away_from: Middle and half width (units) of a gap that is left free; half width 0 for none.
        behind: The ridge behind, where a row stands on it: no tree reaches up to it, and where it cannot grow it is left out.
    """
    notes = row.notes
    x = (_LEFT + _WIDTH * np.clip(notes.starts, 0, 1)) * size[0]
    reach = max(1.0, float(np.ptp(notes.pitches)))
    half = row.half_width * (0.55 + 0.45 * notes.velocities) * (0.75 + 0.4 * (notes.pitches.max() - notes.pitches) / reach)
    # Beats alike would print one tree many times: each has its own growth, which its time decides.
    half *= 0.70 + 0.55 * (0.5 + 0.5 * np.sin(47.0 * notes.starts + 2.0 * np.sin(131.0 * notes.starts)))
    half = np.minimum(half, _MOST_GROWN * row.half_width)
    free = np.abs(x - away_from[0]) > away_from[1] + half if away_from[1] else np.ones(notes.notes, dtype=bool)
    columns = (np.arange(len(heights)) + 0.5) / len(heights)
    if behind is not None:
        room = (np.interp(x / size[0], columns, behind) - np.interp(x / size[0], columns, heights)) * size[1]
        half = np.minimum(half, room / TALL)
        free &= half > _LEAST_GROWN * row.half_width
    kept: list[int] = []
    for index in np.argsort(-half, kind="stable"):
        if free[index] and all(abs(x[index] - x[near]) > 1.35 * (half[index] + half[near]) for near in kept):
            kept.append(int(index))
    chosen = np.sort(np.array(kept, dtype=np.intp))
    foot = np.interp(x[chosen] / size[0], columns, heights) * size[1] - 0.12 * half[chosen]
    return np.column_stack([x[chosen], foot, half[chosen], np.full(len(chosen), row.kind)]), notes.velocities[chosen]


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
