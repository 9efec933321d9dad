"""Random excerpts of songs as clips are: some bars, some parts; the same ones each time."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.beats import find_beat_map
from analysis.passage import Passage, passage_of
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT

BARS = (8, 16, 32, 64)
FEWEST_NOTES = 16
NO_DRUMS, ONE_PART, SOME_PARTS = 0.1, 0.2, 0.5
"""A tenth of the excerpts has its drums left out, a tenth is one part, three tenths leave out each part three times of ten."""
KEPT = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """Some bars of four beats; `kind` says what was left out: "all parts", "no drums", "one part", "some parts"."""

    passage: Passage
    bars: int
    kind: str


def metrical_passage(section: Section) -> Passage:
    """The notes on their beats as `analysis.describe` hears them: on those that it finds where a performance keeps to no grid."""
    passage = passage_of(section)
    beat_map = find_beat_map(passage)
    return beat_map.apply(passage) if beat_map else passage


def random_excerpts(passage: Passage, number: int, seed: int) -> list[Excerpt]:
    """Draw up to `number` excerpts with at least 16 notes."""
    random = np.random.default_rng(seed)
    found: list[Excerpt] = []
    for _ in range(5 * number):
        if len(found) == number:
            break
        bars = max(1, passage.length // (4 * TICKS_PER_BEAT))
        length = min(bars, int(random.choice(BARS)))
        first = int(random.integers(0, bars - length + 1))
        excerpt = _thinned(cut_passage(passage, first, length), length, random)
        if len(excerpt.passage.starts) >= FEWEST_NOTES:
            found.append(excerpt)
    return found


def cut_passage(passage: Passage, first_bar: int, bars: int) -> Passage:
    """Bars of four beats of a passage, times counted from their start; notes that began before are left out."""
    bar = 4 * TICKS_PER_BEAT
    start, end = first_bar * bar, (first_bar + bars) * bar
    some = passage.choose((passage.starts >= start) & (passage.starts < end))
    return replace(some, starts=some.starts - start, ends=np.minimum(some.ends, end) - start, length=end - start)


def _thinned(passage: Passage, bars: int, random: np.random.Generator) -> Excerpt:
    dice = float(random.random())
    parts = np.unique(passage.part_numbers)
    if len(parts) < 2 or dice >= SOME_PARTS:
        return Excerpt(passage, bars, "all parts")
    if dice < NO_DRUMS:
        return Excerpt(passage.pitched(), bars, "no drums")
    if dice < ONE_PART:
        return Excerpt(passage.choose(passage.part_numbers == random.choice(parts)), bars, "one part")
    kept = parts[random.random(len(parts)) < KEPT]
    return Excerpt(passage.choose(np.isin(passage.part_numbers, kept)), bars, "some parts")
