"""The notes of a section as arrays: what all other modules of this folder compute on."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from analysis.drums import is_drums
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT, VELOCITY_UNITS, Bpm, beats_per_bar

LARGEST_GRID = 16384
"""Steps of time that grids have at most; longer passages get a coarser grid (memory: 16384 x 128 numbers are 16 MB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Notes that sound, in order of start; arrays of one length.

    Attributes:
        starts, ends: Ticks from the passage's start, clipped to 0..length; ends are after starts.
        pitches: MIDI numbers.
        velocities: 0..127, fractions allowed.
        part_numbers: Which part plays the note.
        drums: True for notes of drum parts.
        length: Ticks.
        tempo: Bpm.
        signature_numerator, signature_denominator: Of every bar.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    pitches: NDArray[np.int64]
    velocities: NDArray[np.float64]
    part_numbers: NDArray[np.int64]
    drums: NDArray[np.bool_]
    length: int
    tempo: Bpm = Bpm(120.0)
    signature_numerator: int = 4
    signature_denominator: int = 4

    @property
    def seconds(self) -> float:
        """How long the passage lasts at its tempo."""
        return self.length / TICKS_PER_BEAT * 60 / self.tempo

    @property
    def bar_ticks(self) -> int:
        """Ticks of one bar."""
        return max(1, round(beats_per_bar(self.signature_numerator, self.signature_denominator) * TICKS_PER_BEAT))

    @property
    def step_ticks(self) -> int:
        """Ticks of one beat as it is felt: the dotted one in 6/8, the eighth in 7/8, else the quarter; longer in huge passages."""
        unit = 4 * TICKS_PER_BEAT // self.signature_denominator
        if self.signature_denominator >= 8:
            step = 3 * unit if self.signature_numerator % 3 == 0 else max(unit, TICKS_PER_BEAT // 2)
        else:
            step = TICKS_PER_BEAT
        while self.length > step * LARGEST_GRID:
            step *= 2
        return step

    @property
    def steps(self) -> int:
        """Number of beats on the grid, the last one possibly cut short."""
        return -(-self.length // self.step_ticks)

    def choose(self, which: NDArray[np.bool_]) -> "Passage":
        """The same passage with some of its notes."""
        return Passage(
            self.starts[which],
            self.ends[which],
            self.pitches[which],
            self.velocities[which],
            self.part_numbers[which],
            self.drums[which],
            self.length,
            self.tempo,
            self.signature_numerator,
            self.signature_denominator,
        )

    def pitched(self) -> "Passage":
        """The same passage without its drums; this very one if it has none."""
        return self.choose(~self.drums) if self.drums.any() else self


def passage_of(section: Section) -> Passage:
    """Turn a section into arrays.

    Muted notes, notes that cannot sound (velocity or probability 0) and what lies outside the section are left out.
    """
    length = section.length
    notes = list(chain.from_iterable([part.notes for part in section.parts]))
    sizes = [len(part.notes) for part in section.parts]
    starts, pitches = _column([note.start_time for note in notes]), _column([note.pitch for note in notes])
    ends, velocities = _column([note.duration for note in notes]) + starts, _column([note.velocity for note in notes])
    numbers = np.arange(len(sizes)).repeat(sizes)
    sounds = (starts < length) & (ends > 0) & (velocities > 0)
    sounds[[place for place, note in enumerate(notes) if note.mute or not note.probability]] = False
    # In order of start, then pitch, then part: one number holds all three.
    order = ((starts * 128 + pitches) * len(sizes) + numbers).argsort(kind="stable")
    order = order[sounds[order]]
    numbers = numbers[order]
    kits = np.array([is_drums(part) for part in section.parts] or [False])
    return Passage(
        starts=np.maximum(starts[order], 0),
        ends=np.minimum(ends[order], length),
        pitches=pitches[order],
        velocities=velocities[order] / VELOCITY_UNITS,
        part_numbers=numbers,
        drums=kits[numbers],
        length=length,
        tempo=section.tempo,
        signature_numerator=section.signature_numerator,
        signature_denominator=section.signature_denominator,
    )


def _column(values: list[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64, len(values))
