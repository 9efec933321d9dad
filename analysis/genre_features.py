"""What the pitched parts of a passage play, as numbers for the genre: places in the beat, lengths, lines, bass, chords, repetition.

Time is counted in beats, so the tempo changes nothing; velocities are relative to their part; harmony is relative to the bass or to the
best scale. Programs and names are not looked at.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.drum_features import CELLS, MOST_BEATS
from analysis.genre_harmony import HARMONY, harmony_features, shares_of
from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

FEWEST_NOTES = 8
CHORD_TICKS = TICKS_PER_BEAT // 32
"""Notes of a part that start closer together than a 128th note are struck together."""
LOWEST_BASS = 50.0
"""The lowest part is the bass if its mean pitch is under D3."""
BASS_SHARE = 0.02
"""A bass has this share of the pitched notes, and eight at least."""

_STEPS = ("0", *(str(step) for step in range(1, 13)), "more")
GENRE_FEATURES: tuple[str, ...] = (
    *(f"onsets in cell {cell}" for cell in range(CELLS)),  # share of notes in each twelfth of a beat
    *(f"onsets on eighth {eighth}" for eighth in range(8)),  # share of notes on the eighths of four beats
    "swing",  # share of late off-beats: 0 straight, 1 triplets
    "triplets",  # share of triplets among what is on neither eighths nor the beat
    "looseness",  # root mean square distance from the cells, 0..0.5
    "exact",  # share within 1/600 beat of a cell
    *(f"lasts 2^{power} beats" for power in range(-5, 4)),  # share of notes by length
    *(f"register {low}" for low in range(24, 104, 8)),  # share of notes from this pitch on; the outer two are open
    "pitch mean",  # in 64 semitones above 64
    "pitch spread",  # in 16 semitones
    "parts",  # log
    "notes a beat",  # log1p
    "strikes a beat",  # log1p, notes of one part that start together counted once
    "onsets a beat",  # log1p, notes of all parts that start together counted once
    *(f"{size} struck together" for size in range(1, 7)),  # share of strikes of a part
    "most notes a strike",  # of any part
    "notes a strike",  # mean of all notes' parts
    "single-voiced parts",  # share of parts
    "chordal parts",
    "largest part",  # log of its share of the notes
    "power chords",  # share of strikes that are fifths with or without the octave
    "octaves",  # share of strikes spanning an octave
    "thirds and sixths",
    *(f"top steps {step}" for step in _STEPS),  # share of steps of each part's upper line, in semitones up or down
    *(f"gaps 2^{power} beats" for power in range(-4, 4)),  # share of the times from strike to strike in a part
    "sounding",  # mean share of the gap that sounds, at most 1.5
    "held over",  # share of strikes still held at the next
    "staccato",  # share held less than half the gap
    "velocity spread",  # standard deviation of velocity over its part's mean
    "velocity of parts",  # spread of the parts' means, over their mean
    "even velocity",  # share of notes within 1 % of their part's mean
    "has bass",
    *(f"bass steps {step}" for step in _STEPS),
    *(f"bass in cell {cell}" for cell in range(CELLS)),
    *(f"bass on eighth {eighth}" for eighth in range(8)),
    "bass strikes",  # log of strikes in a beat in which it plays
    "bass plays",  # log of the share of bars in which it plays
    "bass repeats",  # share of its sixteenths that were struck four beats before
    "bass walks",  # share of steps by a second from beat to beat
    "bass voices",  # notes a strike
    "bass height",  # in 40 semitones above 40
    *HARMONY,
)


@dataclass(frozen=True, slots=True, eq=False)
class Strikes:
    """Notes of the parts in order of part, start and pitch, and what is struck together.

    Attributes:
        parts, starts, ends, pitches, velocities: Of notes.
        first: Index of each strike's first note.
        sizes: Notes of each strike.
        tops, bottoms: Highest and lowest pitch of each strike.
        notes: Notes of each part.
        counts: Strikes of each part.
    """

    parts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    pitches: NDArray[np.int64]
    velocities: NDArray[np.float64]
    first: NDArray[np.int64]
    sizes: NDArray[np.int64]
    tops: NDArray[np.int64]
    bottoms: NDArray[np.int64]
    notes: NDArray[np.int64]
    counts: NDArray[np.int64]


def genre_features(passage: Passage) -> NDArray[np.float64] | None:
    """Compute the features of the pitched notes; bars are taken to have four beats.

    Returns:
        Finite numbers in the order of `GENRE_FEATURES`; None with fewer than eight pitched notes.
    """
    which = passage.starts < MOST_BEATS * TICKS_PER_BEAT
    which &= ~passage.drums
    number = np.count_nonzero(which)
    if number < FEWEST_NOTES:
        return None
    pitched = passage if number == len(which) else passage.choose(which)
    places = pitched.starts * (CELLS / TICKS_PER_BEAT)
    cells = np.floor(places + 0.5).astype(np.int64)
    strikes = _strikes(pitched)
    values = [
        *_places(cells, places - cells),
        *_notes(pitched),
        *_amounts(strikes, cells, pitched.length / TICKS_PER_BEAT),
        *_lines(strikes),
        *_velocities(strikes),
        *_bass(strikes, pitched.length / TICKS_PER_BEAT),
        *harmony_features(pitched, cells),
    ]
    return np.array(values, np.float64)


def _strikes(pitched: Passage) -> Strikes:
    parts, starts, ends, pitches, velocities = pitched.part_numbers, pitched.starts, pitched.ends, pitched.pitches, pitched.velocities
    new = np.zeros(len(parts), np.bool_)
    if (parts != parts[0]).any():
        order = parts.astype(np.int16).argsort(kind="stable")
        parts, starts, ends, pitches = parts.take(order), starts.take(order), ends.take(order), pitches.take(order)
        velocities = velocities.take(order)
        np.not_equal(parts[1:], parts[:-1], out=new[1:])
    new[1:] |= starts[1:] - starts[:-1] >= CHORD_TICKS
    new[0] = True
    first = new.nonzero()[0]
    sizes = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=sizes[:-1])
    sizes[-1] = len(parts) - first[-1]
    tops, bottoms = np.maximum.reduceat(pitches, first), np.minimum.reduceat(pitches, first)
    notes = np.bincount(parts)
    return Strikes(
        parts, starts, ends, pitches, velocities, first, sizes, tops, bottoms, notes, np.bincount(parts.take(first), minlength=len(notes))
    )


def _places(cells: NDArray[np.int64], offsets: NDArray[np.float64]) -> list[float]:
    shares: list[float] = (np.bincount(cells % (4 * CELLS), minlength=4 * CELLS) @ _FOLDED / len(cells)).tolist()
    late, straight = shares[7] + shares[8], shares[6]
    triplets, sixteenths = shares[4] + shares[8], shares[3] + shares[9]
    return [
        *shares,
        (late + 0.005) / (late + straight + 0.01),
        (triplets + 0.01) / (triplets + sixteenths + 0.02),
        math.sqrt(float(np.add.reduce(offsets * offsets)) / len(offsets)),
        np.count_nonzero(np.abs(offsets) < 0.02) / len(offsets),
    ]


def _notes(pitched: Passage) -> list[float]:
    number = len(pitched.pitches)
    registers = np.bincount(pitched.pitches, minlength=128) @ _REGISTERS
    mean = int(pitched.pitches.sum()) / number
    away = pitched.pitches - mean
    return [
        *shares_of(_powers(pitched.ends - pitched.starts)),
        *(registers / number).tolist(),
        mean / 64 - 1,
        math.sqrt(float(np.add.reduce(away * away)) / number) / 16,
    ]


def _amounts(strikes: Strikes, cells: NDArray[np.int64], beats: float) -> list[float]:
    playing = strikes.counts > 0
    notes = strikes.notes[playing]
    voices = notes / strikes.counts[playing]
    spans = strikes.tops - strikes.bottoms
    number = len(strikes.first)
    shapes = np.bincount(spans[strikes.sizes == 2], minlength=13)
    octaves = spans == 12
    middle = strikes.pitches.take(strikes.first + 1, mode="clip") - strikes.bottoms
    powers = (strikes.sizes == 3) & (middle == 7) & octaves
    counts = np.array([len(cells), number, 1 + np.count_nonzero(cells[1:] != cells[:-1])])
    largest, parts = np.log([notes.max() / len(cells), len(notes)]).tolist()
    return [
        parts,
        *np.log1p(counts / beats).tolist(),
        *shares_of(np.bincount(np.minimum(strikes.sizes, 6), minlength=7)[1:]),
        float(voices.max()),
        float((voices * notes).sum() / len(cells)),
        np.count_nonzero(voices < 1.15) / len(voices),
        np.count_nonzero(voices > 2) / len(voices),
        largest,
        float(shapes[7] + np.count_nonzero(powers)) / number,
        np.count_nonzero(octaves) / number,
        float(shapes[3] + shapes[4] + shapes[8] + shapes[9]) / number,
    ]


def _lines(strikes: Strikes) -> list[float]:
    """Steps of the upper line, gaps, and how much of them sounds."""
    parts, starts = strikes.parts.take(strikes.first), strikes.starts.take(strikes.first)
    follows = (parts[1:] == parts[:-1]).nonzero()[0]
    if not len(follows):
        return [0.0] * (14 + 8) + [0.5, 0.0, 0.0]
    gaps = (starts[1:] - starts[:-1]).take(follows)
    held = (np.maximum.reduceat(strikes.ends, strikes.first) - starts).take(follows)
    near = gaps <= 4 * TICKS_PER_BEAT
    sounding = np.minimum(held[near] / gaps[near], 1.5) if near.any() else np.full(1, 0.5)
    powers = _powers(gaps)
    powers[1] += powers[0]
    return [
        *shares_of(_steps((strikes.tops[1:] - strikes.tops[:-1]).take(follows))),
        *shares_of(powers[1:]),
        float(np.add.reduce(sounding)) / len(sounding),
        np.count_nonzero(sounding > 1) / len(sounding),
        np.count_nonzero(sounding < 0.5) / len(sounding),
    ]


def _velocities(strikes: Strikes) -> list[float]:
    means = np.bincount(strikes.parts, strikes.velocities) / np.maximum(strikes.notes, 1)
    relative = strikes.velocities / means.take(strikes.parts) - 1
    playing = means[strikes.notes > 0]
    return [
        math.sqrt(float(np.add.reduce(relative * relative)) / len(relative)),
        float(playing.std() / playing.mean()) if len(playing) > 1 else 0.0,
        np.count_nonzero(np.abs(relative) < 0.01) / len(relative),
    ]


def _bass(strikes: Strikes, beats: float) -> list[float]:
    """The lowest part, if it is low enough and plays enough; zeros without."""
    means = np.bincount(strikes.parts, strikes.pitches) / np.maximum(strikes.notes, 1)
    enough = strikes.notes >= max(FEWEST_NOTES, BASS_SHARE * len(strikes.parts))
    means[~enough] = np.inf
    part = int(means.argmin())
    chosen = (strikes.parts.take(strikes.first) == part).nonzero()[0] if means[part] < LOWEST_BASS else ()
    if len(chosen) <= FEWEST_NOTES:
        return [0.0] * 41
    starts, pitches = strikes.starts.take(strikes.first.take(chosen)), strikes.bottoms.take(chosen)
    cells = (starts * CELLS + TICKS_PER_BEAT // 2) // TICKS_PER_BEAT
    shares = np.bincount(cells % (4 * CELLS), minlength=4 * CELLS) @ _FOLDED / len(chosen)
    grid = np.zeros((int(cells[-1]) + 1) // 3 + 17, np.bool_)
    grid[(cells + 1) // 3] = True
    steps, gaps = np.abs(pitches[1:] - pitches[:-1]), starts[1:] - starts[:-1]
    walking = (np.abs(steps - 1.5) < 1) & (np.abs(gaps - TICKS_PER_BEAT) < TICKS_PER_BEAT // 5)
    return [
        1.0,
        *shares_of(_steps(steps)),
        *shares.tolist(),
        float(np.log(len(chosen) / _different(starts // TICKS_PER_BEAT))),
        float(np.log(_different(starts // (4 * TICKS_PER_BEAT)) / max(1.0, beats / 4))),
        np.count_nonzero(grid[16:] & grid[:-16]) / np.count_nonzero(grid),
        np.count_nonzero(walking) / len(walking),
        float(strikes.notes[part] / strikes.counts[part]),
        float(means[part]) / 40 - 1,
    ]


def _steps(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount(np.minimum(np.abs(steps), 13), minlength=14)


def _powers(ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts of lengths by the nearest power of two of a beat, -5..3."""
    return np.bincount(_POWERS.take(ticks, mode="clip"), minlength=9)


def _different(ordered: NDArray[np.int64]) -> int:
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _folded() -> NDArray[np.float64]:
    """What places of a bar, in cells, add to the cells of a beat and to the bar's eighths; shape (48, 12 + 8)."""
    cells = np.arange(4 * CELLS)[:, None]
    return np.hstack([cells % CELLS == np.arange(CELLS), (cells + 3) // 6 % 8 == np.arange(8)]).astype(np.float64)


_FOLDED = _folded()
_REGISTERS = (np.clip(np.arange(128) // 8 - 3, 0, 9)[:, None] == np.arange(10)).astype(np.float64)
_POWERS = np.searchsorted(TICKS_PER_BEAT * np.exp2(np.arange(-5, 3) + 0.5), np.arange(6 * TICKS_PER_BEAT), "right").astype(np.uint8)
"""Nearest power of two of a beat, -5..3 counted from 0, of each number of ticks; longer notes are as the last."""
