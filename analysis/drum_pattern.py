"""What the drums of a passage play where in the bar, as shares that rules of sub-genres can name."""

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

# Key-based percussion map of General MIDI level 1.
KICKS = (35, 36)
SNARES = (37, 38, 39, 40)
HATS = (42, 44, 46)
RIDES = (51, 53, 59)
LATIN = (54, *range(60, 82))
CELLS_PER_BEAT = 4
GROUPS = 6
FEWEST_HITS = 16
"""Drums of a passage below which there is no pattern to speak of."""

_GROUP_OF = np.zeros(128, np.int64)
for _number, _pitches in enumerate((KICKS, SNARES, HATS, RIDES, LATIN), 1):
    _GROUP_OF[list(_pitches)] = _number


def drum_measures(passage: Passage) -> dict[str, float]:
    """Measure the drum pattern; nothing for fewer than `FEWEST_HITS`.

    All are shares, 0..1, but rates.
    - four_on_the_floor: beats with a kick, less kicks elsewhere, in bars with kicks.
    - backbeat: second and fourth beats with a snare, in bars with snares.
    - half_time: bars with a snare on the third beat and none on the second and fourth.
    - one_drop: bars with a kick or snare on the third beat and no kick on the first.
    - dembow: bars with snares on the fourth and the seventh sixteenth, none on the second beat.
    - kick_off_beat: kicks that are not on a beat.
    - off_beat_hats: hats between two beats, of all hats.
    - hats_per_beat, kicks_per_second, snares_per_beat: rates.
    - ride: of hats and rides, the rides.
    - latin_percussion: of all hits, those on congas, shakers, claves and the like.
    """
    drums = passage.drums
    if np.count_nonzero(drums) < FEWEST_HITS:
        return {}
    played = drums.nonzero()[0]
    starts, groups = passage.starts.take(played), _GROUP_OF.take(passage.pitches.take(played))
    cells = (starts * CELLS_PER_BEAT + TICKS_PER_BEAT // 2) // TICKS_PER_BEAT
    beats = max(4, round(passage.bar_ticks / TICKS_PER_BEAT))
    bar_cells = CELLS_PER_BEAT * beats
    bars = int(cells[-1]) // bar_cells + 1
    table = np.zeros((GROUPS, bars, bar_cells), np.bool_)
    table.ravel()[groups * (bars * bar_cells) + cells] = True
    kicks, snares, hats = table[1], table[2], table[3]
    cymbals = _count(table[3:5])
    playing = _different(cells // bar_cells)
    return {
        **_kicks(kicks, passage),
        "backbeat": _of(snares[:, CELLS_PER_BEAT :: 2 * CELLS_PER_BEAT]),
        "half_time": _share(snares[:, 8] & ~snares[:, 4] & ~snares[:, 12], snares.any(axis=1)) if beats == 4 else 0.0,
        "one_drop": _share((kicks[:, 8] | snares[:, 8]) & ~kicks[:, 0], snares.any(axis=1) | kicks.any(axis=1)) if beats == 4 else 0.0,
        "dembow": _share(snares[:, 3] & snares[:, 6] & ~snares[:, 4], snares.any(axis=1)),
        "off_beat_hats": _count(hats[:, 2::4]) / max(1, _count(hats)),
        "hats_per_beat": cymbals / max(1, beats * playing),
        "snares_per_beat": _count(snares) / max(1, beats * playing),
        "ride": _count(table[4]) / max(1, cymbals),
        "latin_percussion": np.count_nonzero(groups == 5) / len(groups),
    }


def _kicks(kicks: NDArray[np.bool_], passage: Passage) -> dict[str, float]:
    played = _count(kicks)
    bars = _count(np.asarray(kicks.any(axis=1)))
    on_beat = _count(kicks[:, ::CELLS_PER_BEAT])
    of_beats = on_beat / max(1, bars * kicks.shape[1] // CELLS_PER_BEAT)
    off = (played - on_beat) / max(1, played)
    seconds_a_bar = passage.bar_ticks / TICKS_PER_BEAT * 60 / passage.tempo
    return {
        "four_on_the_floor": max(0.0, of_beats - off),
        "kick_off_beat": off,
        "kicks_per_second": played / max(1, bars) / seconds_a_bar,
    }


def _different(ordered: NDArray[np.int64]) -> int:
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _count(cells: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(cells))


def _of(cells: NDArray[np.bool_]) -> float:
    """Share of cells hit, of the bars in which any is."""
    played = _count(np.asarray(cells.any(axis=1)))
    return _count(cells) / (played * cells.shape[1]) if played else 0.0


def _share(bars: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    return _count(bars) / max(1, _count(of))
