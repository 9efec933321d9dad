"""The beats of performed music: whether notes lie on their file's beat grid, and if not, a map that lays them on one.

A recorded performance is often stored as "120 bpm, 4/4" with notes anywhere. Everything that thinks in beats (chords, local keys) is then
asked about the passage on its mapped grid, and the answer is carried back to the file's own ticks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.beat_tracking import KICKS_AND_SNARES, find_accents, track_beats
from analysis.passage import Passage
from analysis.pitch import beat_chroma, sounding_shares
from vocabulary.descriptor import Chord, KeySpan, Progression
from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

Span = TypeVar("Span", Chord, KeySpan, Progression)

FILE_TEMPO = 120.0
"""Bpm that a file has unless it says otherwise."""
CELLS = 48
"""Places within a beat that onsets are counted on: thirty-seconds and sextuplets in halves are among them."""
GRIDS = (1, 2, 3, 4, 6, 8, 12)
"""Notes a beat that a grid may have."""
SIXTEENTHS = 4
ON_GRID = 0.3
"""Least concentration on a grid's lines, 1 = all onsets on them, about 0 by chance. Of files on a grid 95 in 100 have over .6, of
transcribed performances 95 in 100 have less than this."""
SAME_TEMPO = 0.6
"""Least concentration on any sixteenths within the beat that tells a grid of the right tempo, early or late as a whole."""
DISPLACED = 0.6
"""Least log ratio of the bass on some other place to the bass on the beat for the other place to be the beat. All songs of POP909-CL
and Mozart's movements above it are displaced by their labels; most are off-beat upbeats that the file begins with."""
ENOUGH_ONSETS = 100
LEAST_BETWEEN = 0.15
"""So many onsets there must be, and for each on the other place so many half a beat from it: a clip of off-beats is not displaced."""
HALF_BEAT = TICKS_PER_BEAT // 2
FEWEST_STROKES = 4
"""Of drums without which they do not say where beats fall."""
LEAST_BASS = 0.03
LONGEST_BASS = 4 * TICKS_PER_BEAT
FEWEST_ONSETS = 24
"""Below this, chance lines up too often and there is too little to track: the grid is believed."""
LONGEST_SECONDS = 3600.0
"""Nobody plays longer without a pause; in a longer file, damaged ones mostly, the grid is believed."""
FEWEST_BEATS = 8
METRES = (4, 3)
COMMON_METRE_BONUS = 0.25
"""What 3/4 must be better by than 4/4, in standard deviations of the downbeat's signs."""
NEW_HARMONY, NEW_PAIR, ACCENT, BASS = 1.5, 0.5, 0.8, 0.95
"""What a harmony unlike the last beat's (and unlike the last two beats'), an accent and a bass note tell of a downbeat: random search on
every other song of POP909, its beats known."""


@dataclass(frozen=True, slots=True)
class BeatMap:
    """Where the beats of a passage are.

    Attributes:
        beats: Ticks of the passage, strictly increasing, at least two.
        first: Number of the first of them on the grid, 0 or more; multiples of `beats_per_bar` are downbeats.
        beats_per_bar: 2..12 quarters.
    """

    beats: tuple[Ticks, ...]
    first: int
    beats_per_bar: int

    def __post_init__(self) -> None:
        if len(self.beats) < 2 or any(after <= before for before, after in pairwise(self.beats)):
            raise ValueError("a beat map needs two or more beats in order of time")
        if not 2 <= self.beats_per_bar <= 12:
            raise ValueError(f"beats_per_bar must be in 2..12, got {self.beats_per_bar}")

    def warp(self, ticks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ticks of the passage to ticks of the grid, straight between beats, on at the first and last beat's pace outside."""
        real, grid = self._lines()
        return np.round(_straight(ticks, real, grid)).astype(np.int64)

    def invert(self, ticks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ticks of the grid to ticks of the passage."""
        real, grid = self._lines()
        return np.round(_straight(ticks, grid, real)).astype(np.int64)

    def apply(self, passage: Passage) -> Passage:
        """The same notes on the grid: beats on multiples of 15360 ticks, downbeats on bar lines; it lasts as many seconds.

        What lies before the grid's time 0 (the lead-in of less than a bar is kept) is cut there.
        """
        starts, ends = self.warp(passage.starts), self.warp(passage.ends)
        length = max(1, int(self.warp(np.array([passage.length]))[0]))
        starts = np.clip(starts, 0, length - 1)
        tempo = length / TICKS_PER_BEAT * 60 / passage.seconds
        return replace(
            passage,
            starts=starts,
            ends=np.clip(ends, starts + 1, length),
            length=length,
            tempo=Bpm(min(MAX_TEMPO, max(MIN_TEMPO, tempo))),
            signature_numerator=self.beats_per_bar,
            signature_denominator=4,
        )

    def restore(self, spans: Sequence[Span], length: int) -> tuple[Span, ...]:
        """Carry what was found on the grid back to a passage of this length; what comes to last no tick is left out."""
        times = np.array([(span.start_time, span.end_time) for span in spans], np.int64).reshape(-1, 2)
        real = self.restore_ticks(times, length).tolist()
        return tuple(
            replace(span, start_time=Ticks(start), end_time=Ticks(end))
            for span, (start, end) in zip(spans, real, strict=True)
            if end > start
        )

    def restore_ticks(self, ticks: NDArray[np.int64], length: int) -> NDArray[np.int64]:
        """Ticks of the grid to ticks of a passage of this length; where the grid's time is over, so is the passage's."""
        end = self.warp(np.array([length]))[0]
        return np.where(ticks >= end, length, np.clip(self.invert(ticks), 0, length))

    def _lines(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        real = np.array(self.beats, np.float64)
        return real, np.arange(self.first, self.first + len(real)) * np.float64(TICKS_PER_BEAT)


def find_beat_map(passage: Passage) -> BeatMap | None:
    """The passage's beats where they are not those of its grid; None where they are, or where there are too few notes to tell.

    Notes on no grid have their beats tracked. A grid that is early or late as a whole is shifted: many files begin with their upbeat.
    Twice the tempo gives the same beats.
    """
    tempo = common_tempo(passage.tempo)
    passage = passage if tempo == passage.tempo else replace(passage, tempo=tempo)
    onsets = onset_ticks(passage)
    if len(onsets) < FEWEST_ONSETS or onsets[-1] * 60 / TICKS_PER_BEAT / passage.tempo > LONGEST_SECONDS:
        return None
    waves = grid_waves(onsets)
    sixteenths = waves[SIXTEENTHS]
    slipped = abs(sixteenths) >= SAME_TEMPO and sixteenths.real < ON_GRID
    if not slipped and waves[list(GRIDS)].real.max() < ON_GRID:
        beats = np.unique(np.round(track_beats(passage) * passage.tempo / 60 * TICKS_PER_BEAT).astype(np.int64))
    else:
        place, advantage = bass_place(passage)
        if place == 0 or passage.signature_denominator > 4 or not (slipped or _displaced(onsets, place, advantage)):
            return None
        if not slipped and drums_keep_beats(passage, place, TICKS_PER_BEAT):
            return None
        beats = _shifted_beats(passage, place)
    return _with_bars(passage, beats) if len(beats) >= FEWEST_BEATS else None


def common_tempo(tempo: Bpm) -> Bpm:
    """The tempo, doubled or halved until it is about 120 bpm (85..170): what a file of performed music says is rarely its own."""
    return Bpm(tempo / 2 ** math.floor(math.log2(tempo / FILE_TEMPO) + 0.5))


def onset_ticks(passage: Passage) -> NDArray[np.int64]:
    """Ticks at which something starts, each once."""
    new = np.ones(len(passage.starts), np.bool_)
    np.greater(passage.starts[1:], passage.starts[:-1], out=new[1:])
    return passage.starts[new]


def grid_waves(onsets: NDArray[np.int64]) -> NDArray[np.complex128]:
    """How onsets gather within the beat: the mean of exp(2 pi i k place), k = 0 .. 24 its position, place 0..1.

    Its size tells how well the onsets keep to k notes a beat, 0 (anywhere) .. 1 (exactly), and its real part the same for such
    notes of which one is on the beat (circular statistics: Fisher 1993, "Statistical Analysis of Circular Data", 2.3).
    """
    cells = np.bincount(_cells(onsets), minlength=CELLS)
    return np.asarray(np.conj(np.fft.rfft(cells)) / len(onsets))


def bass_place(passage: Passage) -> tuple[int, float]:
    """Where in the beat the bass is struck: low, long notes.

    Returns:
        Ticks after the grid's beat, 0 .. 15359, and the log of how much more bass is there than on the grid's beat.
    """
    pitched = passage.pitched() if passage.drums.any() else passage
    cells = np.bincount(_cells(pitched.starts), _bass_weights(pitched), minlength=CELLS)
    if not cells.any():
        return 0, 0.0
    ring = np.concatenate([cells[-2:], cells, cells[:2]])
    near = cells + ((ring[1:-3] + ring[3:-1]) * (1 - 1 / 3) + (ring[:-4] + ring[4:]) * (1 - 2 / 3))
    near /= near.sum()
    best = int(near.argmax())
    on_beat = near[[-2, -1, 0, 1, 2]].max()
    return best * TICKS_PER_BEAT // CELLS, float(np.log((near[best] + LEAST_BASS) / (on_beat + LEAST_BASS)))


def _displaced(onsets: NDArray[np.int64], place: int, advantage: float) -> bool:
    """Whether the music goes by another beat than its grid, rather than playing off the beat."""
    if len(onsets) < ENOUGH_ONSETS or advantage < DISPLACED:
        return False
    return _near(onsets, place + HALF_BEAT, TICKS_PER_BEAT) >= LEAST_BETWEEN * _near(onsets, place, TICKS_PER_BEAT)


def drums_keep_beats(passage: Passage, late: int, step: int) -> bool:
    """Whether at least as many kicks and snares, or other drums, fall on the beats as given as on beats so many ticks later.

    Args:
        passage: The notes.
        late: Ticks that the other beats come later.
        step: Ticks of a beat.
    """
    if not passage.drums.any():
        return False
    strokes = passage.starts[passage.drums & np.isin(passage.pitches, KICKS_AND_SNARES)]
    strokes = strokes if len(strokes) else passage.starts[passage.drums]
    return len(strokes) >= FEWEST_STROKES and _near(strokes, 0, step) >= _near(strokes, late, step)


def _near(ticks: NDArray[np.int64], place: int, step: int) -> int:
    """How many times lie within a sixteenth of a quarter of a place within the beat."""
    return int(np.count_nonzero((ticks - place + TICKS_PER_BEAT // 16) % step <= TICKS_PER_BEAT // 8))


def _cells(ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place within the beat that each time is nearest to, 0 .. 47."""
    return np.asarray((ticks * CELLS + TICKS_PER_BEAT // 2) // TICKS_PER_BEAT % CELLS)


def _shifted_beats(passage: Passage, place: int) -> NDArray[np.int64]:
    """Ticks of all beats that lie `place` after the grid's, from the first at or before the first note."""
    first, last = int(passage.starts[0]), int(passage.ends.max())
    start = place + (first - place) // TICKS_PER_BEAT * TICKS_PER_BEAT
    return np.arange(start if start >= 0 else start + TICKS_PER_BEAT, last + TICKS_PER_BEAT, TICKS_PER_BEAT)


def _with_bars(passage: Passage, beats: NDArray[np.int64]) -> BeatMap:
    """Find which beats are downbeats, and number the beats so that those fall on bar lines and time 0 on the grid's first bar."""
    ticks = tuple(Ticks(int(beat)) for beat in beats)
    before = -(-int(beats[0]) // int(beats[1] - beats[0]))
    plain = BeatMap(ticks, before, METRES[0])
    signs = _downbeat_signs(plain.apply(passage))
    spread = float(signs.std()) or 1.0
    found = []
    for metre in METRES:
        places = np.arange(len(signs)) % metre
        means = np.bincount(places, signs, minlength=metre) / np.maximum(np.bincount(places, minlength=metre), 1)
        best = int(means.argmax())
        others = np.delete(means, best).max()
        bonus = COMMON_METRE_BONUS if metre == METRES[0] else 0.0
        found.append(((means[best] - others) / spread + bonus, metre, best))
    _, metre, place = max(found, key=lambda candidate: candidate[0])
    return BeatMap(ticks, before + (-place) % metre, metre)


def _downbeat_signs(passage: Passage) -> NDArray[np.float64]:
    """What speaks for a downbeat at each beat of a passage on its grid: new harmony, accents and bass; each in its own spread."""
    shares = sounding_shares(passage)
    chroma = beat_chroma(shares)
    pairs = chroma + np.concatenate([chroma[1:], np.zeros((1, 12))])
    accents = find_accents(passage)
    pitched = passage.pitched()
    struck = _on_beats(accents.times * passage.tempo / 60, accents.strengths, len(chroma))
    bass = _on_beats(pitched.starts / TICKS_PER_BEAT, _bass_weights(pitched), len(chroma))
    harmony = NEW_HARMONY * _standard(_novelty(chroma, 1)) + NEW_PAIR * _standard(_novelty(pairs, 2))
    return np.asarray(harmony + ACCENT * _standard(struck) + BASS * _standard(bass))


def _novelty(chroma: NDArray[np.float64], back: int) -> NDArray[np.float64]:
    """How unlike each row is to the one so many rows before it, 0..1."""
    size = np.linalg.norm(chroma, axis=1)
    found = np.zeros(len(chroma))
    found[back:] = 1 - np.sum(chroma[back:] * chroma[:-back], axis=1) / np.maximum(size[back:] * size[:-back], 1e-9)
    return found


def _on_beats(beats: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Sums of what falls within a tenth of each beat."""
    nearest = np.round(beats).astype(np.int64)
    near = (np.abs(beats - nearest) < 0.1) & (nearest < count)
    return np.asarray(np.bincount(nearest[near], weights[near], minlength=count))


def _bass_weights(pitched: Passage) -> NDArray[np.float64]:
    """How much each note is a bass note: low and long."""
    if not len(pitched.starts):
        return np.zeros(0)
    lowness = np.minimum(np.maximum((pitched.pitches.mean() - pitched.pitches) / 12, 0), 1.5)
    return np.asarray(lowness * np.minimum(pitched.ends - pitched.starts, LONGEST_BASS))


def _standard(values: NDArray[np.floating] | NDArray[np.signedinteger]) -> NDArray[np.float64]:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))


def _straight(at: NDArray[np.int64], places: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight lines through (place, value); beyond the ends the first and last line go on."""
    inside = np.interp(at, places, values)
    before = values[0] + (at - places[0]) * ((values[1] - values[0]) / (places[1] - places[0]))
    after = values[-1] + (at - places[-1]) * ((values[-1] - values[-2]) / (places[-1] - places[-2]))
    return np.asarray(np.where(at < places[0], before, np.where(at > places[-1], after, inside)))
