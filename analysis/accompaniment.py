"""How bass and chords accompany: walking, alternating, off the beat, broken, as shares that rules of sub-genres can name."""

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage
from vocabulary.units import TICKS_PER_BEAT

ONSET_TICKS = TICKS_PER_BEAT // 32
HIGHEST_BASS = 55
"""Pitch below which the lowest note of a moment is a bass note."""
CHUG_SECONDS = 0.16
"""Repeats of a low note at this distance or less are chugging."""
FEWEST_NOTES = 8


def accompaniment_measures(passage: Passage) -> dict[str, float]:
    """Measure bass line and chords; nothing for fewer than `FEWEST_NOTES` pitched notes. All are shares, 0..1, but seconds and counts.

    Of the bass line (the lowest part, or a single part's lowest notes below `HIGHEST_BASS`, one a moment):
    - walking: steps from one beat to the next to another pitch, not farther than a third.
    - alternating: steps of one or two beats by a fourth or fifth.
    - octave_bass, repeated_bass, sixteenth_bass: eighths or sixteenths by octaves; eighths at one pitch; sixteenths; eighth_bass: eighths.
    - off_beat_bass: onsets on the second eighth of a beat; bass_off_beat: anywhere but on a beat.
    - tresillo: bars with onsets on 1, 2-and and 3 or 4; habanera: on 1, 2-and, 3 and 4.
    - chug: repeats of one low note within `CHUG_SECONDS`.
    - deep: bass notes below 40.
    Of chords (three or more notes at once) and of all:
    - skank: chords between two beats, of all chords.
    - oompah: bars with a bass on 1 and chords on 2, and on 3 or 4, not on 1.
    - block: onsets of four or more notes, of all onsets.
    - power: onsets of two or three notes that are fifths and octaves only, of all onsets of several notes.
    - alberti: lowest notes in groups low-high-middle-high.
    - evenness: gaps between onsets that are about as long as the most common one.
    - note_seconds: median length of a note.
    """
    pitched = passage.pitched() if passage.drums.any() else passage
    if len(pitched.starts) < FEWEST_NOTES:
        return {}
    starts, pitches = pitched.starts, pitched.pitches
    first = _first_of_onsets(starts)
    counts = _sizes(first, len(starts))
    onsets, lowest = starts.take(first), np.minimum.reduceat(pitches, first)
    gaps = onsets[1:] - onsets[:-1]
    in_bass = _bass_part(pitched)
    if in_bass is None:
        low = lowest < HIGHEST_BASS
        bass, bass_pitches = onsets[low], lowest[low]
        chords = onsets[(counts >= 2) & ~(low & (counts <= 2))]
    else:
        played = in_bass.nonzero()[0]
        bass = starts.take(played)
        kept = _first_of_onsets(bass)
        bass, bass_pitches = bass.take(kept), pitches.take(played.take(kept))
        others = starts[~in_bass]
        above = _first_of_onsets(others)
        chords = others.take(above[_sizes(above, len(others)) >= 3])
    return {
        **_bass(bass, bass_pitches, passage),
        "skank": _share(_off_beat(chords % TICKS_PER_BEAT)) if len(chords) >= FEWEST_NOTES else 0.0,
        "oompah": _oompah(bass, chords, passage),
        "block": _share(counts >= 4),
        "power": _power(pitches, first, counts),
        "alberti": _alberti(lowest if in_bass is None else bass_pitches),
        "evenness": _evenness(gaps),
        "note_seconds": float(_middle(pitched.ends - starts)) / TICKS_PER_BEAT * 60 / passage.tempo,
    }


def _first_of_onsets(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of the notes that begin a moment; what starts together is one."""
    new = np.ones(len(starts), np.bool_)
    np.greater(starts[1:] - starts[:-1], ONSET_TICKS, out=new[1:])
    return new.nonzero()[0]


def _sizes(first: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """How many of `number` notes each moment has."""
    sizes = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=sizes[:-1])
    sizes[-1:] = number - first[-1:]
    return sizes


def _bass_part(pitched: Passage) -> NDArray[np.bool_] | None:
    """Which notes are of the part that plays the bass: the lowest one on average that plays a fair share; None for a single part."""
    counts = np.bincount(pitched.part_numbers)
    playing = counts >= max(FEWEST_NOTES, 0.03 * len(pitched.starts))
    if len(counts) < 2 or np.count_nonzero(playing) < 2:
        return None
    means = np.bincount(pitched.part_numbers, pitched.pitches) / np.maximum(counts, 1)
    part = int(np.where(playing, means, 999.0).argmin())
    return pitched.part_numbers == part if means[part] < HIGHEST_BASS else None


def _evenness(gaps: NDArray[np.int64]) -> float:
    """Share of gaps between onsets that are about as long as the most common one."""
    if len(gaps) < FEWEST_NOTES:
        return 0.0
    sizes = np.bincount((4 * np.log2(np.maximum(gaps, 1)) + 0.5).astype(np.int64), minlength=3)
    return float((sizes[:-2] + sizes[1:-1] + sizes[2:]).max() / len(gaps))


def _bass(onsets: NDArray[np.int64], pitches: NDArray[np.int64], passage: Passage) -> dict[str, float]:
    if len(onsets) < FEWEST_NOTES:
        return {}
    gaps = onsets[1:] - onsets[:-1]
    steps = np.abs(pitches[1:] - pitches[:-1])
    counts = np.bincount(_GAP_KINDS.take(gaps, mode="clip") + np.minimum(steps, _FAR), minlength=len(_STEP_COUNTS))
    places = onsets % TICKS_PER_BEAT
    near_beat = TICKS_PER_BEAT // 8
    return {
        **dict(zip(_STEPS, (counts @ _STEP_COUNTS / len(gaps)).tolist(), strict=True)),
        "off_beat_bass": _share(_off_beat(places)),
        "bass_off_beat": _share((places > near_beat) & (places < TICKS_PER_BEAT - near_beat)),
        **_patterns(onsets, passage.bar_ticks),
        "chug": _share((steps == 0) & (gaps / TICKS_PER_BEAT * 60 / passage.tempo <= CHUG_SECONDS) & (pitches[1:] < 48)),
        "deep": _share(pitches < 40),
    }


def _off_beat(places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Onsets on the second eighth of a beat, straight or swung, by their places in the beat."""
    return (places > 0.4 * TICKS_PER_BEAT) & (places < 0.72 * TICKS_PER_BEAT)


def _patterns(onsets: NDArray[np.int64], bar_ticks: int) -> dict[str, float]:
    """Shares of bars of four beats whose eighths have the onsets of a pattern; bars of two beats are counted in sixteenths."""
    if bar_ticks not in (4 * TICKS_PER_BEAT, 2 * TICKS_PER_BEAT):
        return dict.fromkeys(_PATTERNS, 0.0)
    bars = np.packbits(_eighths(onsets, bar_ticks, 8).ravel())  # the first eighth is the highest bit
    played = max(1, int(np.count_nonzero(bars)))
    return {name: np.count_nonzero(wanted.take(bars)) / played for name, wanted in _PATTERNS.items()}


def _with_onsets(all_of: tuple[int, ...], one_of: tuple[int, ...], none_of: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which of the 256 ways to fill eight cells have such onsets."""
    ways = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.bool_)
    return np.asarray(ways[:, all_of].all(axis=1) & ways[:, one_of].any(axis=1) & ~ways[:, none_of].any(axis=1))


_PATTERNS = {"tresillo": _with_onsets((0, 3), (4, 6), (1, 2)), "habanera": _with_onsets((0, 3, 4, 6), (4,), (1, 2))}


_FAR = 13
"""Steps in the bass from here on are all alike."""
_STEPS = ("walking", "alternating", "octave_bass", "repeated_bass", "eighth_bass", "sixteenth_bass")


def _step_tables() -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """What a step of the bass is, by its gap and its size.

    Returns:
        For gaps of 0..2.5 beats in ticks, 14 times the kind of gap, to add a step of 0..13 semitones to; and for each such sum
        whether it counts for each of `_STEPS`.
    """
    beats = np.arange(5 * TICKS_PER_BEAT // 2) / TICKS_PER_BEAT
    signs = np.stack([
        np.abs(beats - 1) < 0.1, np.abs(beats - 2) < 0.1, beats < 0.6, np.abs(beats - 0.5) < 0.17, np.abs(beats - 0.25) < 0.06
    ])  # fmt: skip
    kinds = np.arange(1 << len(signs))
    quarter, half, short, eighth, sixteenth = ((kinds[:, None] >> bit) & 1 == 1 for bit in range(len(signs)))
    steps = np.arange(_FAR + 1)
    counts = (
        quarter & (steps > 0) & (steps <= 4),
        (quarter | half) & ((steps == 5) | (steps == 7)),
        short & (steps == 12),
        eighth & (steps == 0),
        eighth & (steps >= 0),
        sixteenth & (steps >= 0),
    )
    return ((1 << np.arange(len(signs))) @ signs * (_FAR + 1)).astype(np.int16), np.stack([each.ravel() for each in counts], 1).astype(
        float
    )


_GAP_KINDS, _STEP_COUNTS = _step_tables()


def _oompah(bass: NDArray[np.int64], chords: NDArray[np.int64], passage: Passage) -> float:
    beats = round(passage.bar_ticks / TICKS_PER_BEAT)
    if not 2 <= beats <= 4 or not len(bass) or not len(chords):
        return 0.0
    low, high = _eighths(bass, passage.bar_ticks, 2 * beats), _eighths(chords, passage.bar_ticks, 2 * beats)
    bars = min(len(low), len(high))
    low, high = low[:bars], high[:bars]
    last = high[:, 4] if beats == 3 else high[:, 6] if beats == 4 else high[:, 2]
    found = low[:, 0] & ~high[:, 0] & high[:, 2] & last
    return int(np.count_nonzero(found)) / max(1, int(np.count_nonzero(low.any(axis=1) & high.any(axis=1))))


def _eighths(onsets: NDArray[np.int64], bar_ticks: int, cells: int) -> NDArray[np.bool_]:
    """Which eighths of which bars have an onset."""
    at = (onsets * cells + bar_ticks // 2) // bar_ticks
    table = np.zeros((int(at[-1]) // cells + 1, cells), np.bool_)
    table.ravel()[at] = True
    return table


def _power(pitches: NDArray[np.int64], first: NDArray[np.int64], counts: NDArray[np.int64]) -> float:
    several = ((counts == 2) | (counts == 3)).nonzero()[0]
    if len(several) < FEWEST_NOTES:
        return 0.0
    at = first.take(several)
    low, second, third = pitches.take(at), pitches.take(at + 1), pitches.take(at + counts.take(several) - 1)
    inner, outer = second - low, third - low
    return _share((low < 60) & ((inner == 7) | (inner == 5)) & ((outer == 7) | (outer == 12) | (outer == 5)))


def _alberti(lowest: NDArray[np.int64]) -> float:
    """Share of the lowest notes that go low-high-middle-high in groups of four."""
    if len(lowest) < FEWEST_NOTES:
        return 0.0
    a, b, c, d = (lowest[place : len(lowest) - 3 + place] for place in range(4))
    return min(1.0, 4 * _share((b == d) & (a < c) & (c < b) & (b - a <= 16)))


def _middle(values: NDArray[np.int64]) -> int:
    """The median, the upper one of two: quicker than numpy's, which takes the mean."""
    return int(np.partition(values, len(values) // 2)[len(values) // 2])


def _share(which: NDArray[np.bool_]) -> float:
    return np.count_nonzero(which) / len(which) if len(which) else 0.0
