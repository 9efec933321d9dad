"""What a kit plays, as numbers: sixteenths and triplets by kind of drum, swing, backbeat, accents, looseness, repetition.

Time is counted in beats, so the tempo changes nothing; `analysis.groove` adds it. Velocities are relative to the passage's mean.
"""

import math

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

DRUM_KINDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("kick", (35, 36)),
    ("snare", (38, 40)),
    ("stick", (31, 37, 39)),
    ("hat", (22, 42, 44)),
    ("open hat", (26, 46)),
    ("ride", (51, 53, 59)),
    ("crash", (49, 52, 55, 57)),
    ("tom", (41, 43, 45, 47, 48, 50, 58)),
    ("hand", (*range(60, 69), *range(73, 80))),
    ("shaker", (54, 69, 70, 71, 72, 82)),
    ("bell", (56, 80, 81)),
)
"""Kinds of drums by pitch: General MIDI level 1 percussion; 22, 26 and 58 are edges and rims of a Roland kit (Groove MIDI's table)."""
KICK, SNARE, STICK, HAT, OPEN_HAT, RIDE, CRASH, TOM, HAND, SHAKER, BELL = range(len(DRUM_KINDS))
KINDS = len(DRUM_KINDS) + 1
"""With one more for all other pitches."""
FEWEST_STROKES = 8
CELLS = 12
"""Cells of a beat: sixteenths and triplets both fall on them."""
BAR_CELLS = 4 * CELLS
MOST_BEATS = 4096
"""What lies later is not listened to."""
GHOST = 0.6
"""Snare strokes under this share of the mean velocity are ghost notes."""

KIND_OF = np.full(128, KINDS - 1)
for _number, (_, _pitches) in enumerate(DRUM_KINDS):
    KIND_OF[list(_pitches)] = _number
"""Number of the kind of drum of each pitch."""

DRUM_FEATURES: tuple[str, ...] = (
    *(f"{name} a bar" for name, _ in DRUM_KINDS),  # log1p of strokes in a bar of four beats in which drums play
    *(f"kick on sixteenth {step}" for step in range(16)),  # strokes a bar there
    *(f"snare on sixteenth {step}" for step in range(16)),  # sticks and claps too
    *(f"cymbals on step {step}" for step in range(4)),  # hats and ride, strokes a beat on the four sixteenths
    *(f"cymbals in cell {cell}" for cell in range(CELLS)),  # share of their strokes
    *(f"all in cell {cell}" for cell in range(CELLS)),
    *(f"kick in cell {cell}" for cell in range(CELLS)),
    "swing",  # share of late off-beats among cymbals: 0 straight, 1 triplets
    "triplets",  # share of triplets among what is on neither eighths nor the beat
    "looseness",  # root mean square distance from the cells, 0..0.5
    "exact",  # share within 1/600 beat of a cell
    "dynamics",  # standard deviation of velocity over its mean
    "ghosts",  # share of snare strokes that are ghost notes
    "cymbal accent",  # velocity of cymbals on the beat less that of those off it, over the mean
    "backbeat",  # share of snares on the second and fourth beat
    "kick on one and three",
    "kick on two and four",
    "kick on every beat",  # strokes a bar on the least played of the four beats, at most 1
    "kick on off-beats",
    "kick on weak sixteenths",
    "snare on weak sixteenths",
    "repeats after a bar",  # shares of (kind, sixteenth) that were struck a bar, half a bar, a beat before
    "repeats after half a bar",
    "repeats after a beat",
    "places",  # kinds and sixteenths filled, over 16
    "kinds",  # kinds of drums, over 10
)


def drum_features(passage: Passage) -> NDArray[np.float64] | None:
    """Compute the features of the drums in a passage; bars are taken to have four beats.

    Returns:
        Finite numbers in the order of `DRUM_FEATURES`; None with fewer than eight strokes.
    """
    which = (passage.drums & (passage.starts < MOST_BEATS * TICKS_PER_BEAT)).nonzero()[0]
    if len(which) < FEWEST_STROKES:
        return None
    kinds = KIND_OF.take(passage.pitches.take(which))
    places = passage.starts.take(which) * (CELLS / TICKS_PER_BEAT)
    cells = np.floor(places + 0.5).astype(np.int64)
    grid = np.zeros(((int(cells[-1]) + 1) // 3 + 17, KINDS), np.bool_)
    grid.ravel()[(cells + 1) // 3 * KINDS + kinds] = True
    bars = int(np.count_nonzero(np.bincount(cells // BAR_CELLS)))
    counts = np.bincount(kinds * BAR_CELLS + cells % BAR_CELLS, minlength=KINDS * BAR_CELLS).reshape(KINDS, BAR_CELLS)
    beat, sixteenths = counts.reshape(KINDS, 4, CELLS).sum(axis=1), _sixteenths(counts) / bars
    values = [
        *_patterns(counts, beat, sixteenths, bars),
        *_feel(beat, places - cells),
        *_accents(passage.velocities.take(which), kinds, cells % CELLS),
        *_backbeat(sixteenths),
        *_repeats(grid, bars),
    ]
    return np.array(values, np.float64)


def _sixteenths(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Strokes on the nearest sixteenth, shape (kinds, 16), from those on the cells."""
    sixteenths = counts[:, ::3] + counts[:, 1::3]
    sixteenths[:, 0] += counts[:, -1]
    sixteenths[:, 1:] += counts[:, 2:-1:3]
    return sixteenths


def _patterns(counts: NDArray[np.int64], cells: NDArray[np.int64], sixteenths: NDArray[np.float64], bars: int) -> list[float]:
    cymbals = sixteenths[HAT] + sixteenths[OPEN_HAT] + sixteenths[RIDE]
    return [
        *np.log1p(counts.sum(axis=1)[:-1] / bars).tolist(),
        *sixteenths[KICK].tolist(),
        *(sixteenths[SNARE] + sixteenths[STICK]).tolist(),
        *(cymbals.reshape(4, 4).sum(axis=0) / 4).tolist(),
        *_shares(cells[HAT] + cells[OPEN_HAT] + cells[RIDE]),
        *_shares(cells.sum(axis=0)),
        *_shares(cells[KICK]),
    ]


def _feel(cells: NDArray[np.int64], offsets: NDArray[np.float64]) -> list[float]:
    """Swing, triplets, looseness and exactness; one stroke of each kind more keeps rare ones from counting much."""
    cymbals = (cells[HAT] + cells[OPEN_HAT] + cells[RIDE]).tolist()
    everything = cells.sum(axis=0).tolist()
    late, straight = cymbals[7] + cymbals[8], cymbals[6]
    triplets, sixteenths = everything[4] + everything[8], everything[3] + everything[9]
    return [
        (late + 1) / (late + straight + 2),
        (triplets + 1) / (triplets + sixteenths + 2),
        math.sqrt(float(np.add.reduce(offsets * offsets)) / len(offsets)),
        np.count_nonzero(np.abs(offsets) < 0.02) / len(offsets),
    ]


def _accents(velocities: NDArray[np.float64], kinds: NDArray[np.int64], cells: NDArray[np.int64]) -> list[float]:
    mean = float(velocities.mean())
    snares = velocities[kinds == SNARE]
    cymbals = (kinds == HAT) | (kinds == OPEN_HAT) | (kinds == RIDE)
    on, off = velocities[cymbals & (cells == 0)], velocities[cymbals & (cells >= 4) & (cells <= 8)]
    return [
        float(velocities.std()) / mean,
        np.count_nonzero(snares < GHOST * mean) / len(snares) if len(snares) else 0.0,
        float(on.mean() - off.mean()) / mean if len(on) and len(off) else 0.0,
    ]


def _backbeat(sixteenths: NDArray[np.float64]) -> list[float]:
    kick, snare = sixteenths[KICK], sixteenths[SNARE] + sixteenths[STICK]
    kicks, snares = max(float(kick.sum()), 1e-9), max(float(snare.sum()), 1e-9)
    return [
        float(snare[4] + snare[12]) / snares,
        float(kick[0] + kick[8]) / kicks,
        float(kick[4] + kick[12]) / kicks,
        min(1.0, float(kick[::4].min())),
        float(kick[2::4].sum()) / kicks,
        float(kick[1::2].sum()) / kicks,
        float(snare[1::2].sum()) / snares,
    ]


def _repeats(grid: NDArray[np.bool_], bars: int) -> list[float]:
    struck = max(int(np.count_nonzero(grid)), 1)
    repeated = [np.count_nonzero(grid[lag:] & grid[:-lag]) / struck for lag in (16, 8, 4)]
    return [*repeated, struck / bars / 16, np.count_nonzero(grid.any(axis=0)) / 10]


def _shares(counts: NDArray[np.int64]) -> list[float]:
    shares: list[float] = (counts / max(int(counts.sum()), 1)).tolist()
    return shares
