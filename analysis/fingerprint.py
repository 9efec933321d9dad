"""The fingerprint of a passage: hashes of short runs of its lines, equal for equal music in any key and at any tempo.

Onsets that are meant together are clustered; the highest notes of the clusters are the melody, the lowest the bass, of everything that is
pitched and of every part by itself (so that a melody is found again over another accompaniment). Every five intervals in a row are one
shingle. Drums get shingles of their own, with the rhythm in them, because their pitches name instruments.

Nothing here counts in beats or seconds: what "together" means is measured on the music's own gaps, so a file that was played or
written twice as fast has the same shingles. No order of parts and no name but a drum kit's plays a role.

Source: after Mitzenmacher & Owen (2001), Estimating resemblance of MIDI documents, ALENEX; Broder (1997), On the resemblance and
containment of documents. The values of the constants were chosen on POP909's versions (docs/accuracy.md has the figures).
"""

import numpy as np
from numpy.typing import NDArray

from analysis.drums import is_drums
from vocabulary.live_set import Part, Section

Shingles = NDArray[np.uint64]
"""Hashes, sorted, each once."""

RUN = 5
"""Intervals a shingle. Four find more of what was edited and more of what is only alike; six the reverse."""
FEWEST_INTERVALS = 2
"""A line of fewer intervals says nothing; one of fewer than RUN is a single, shorter shingle."""
WIDEST = 13
"""Intervals are clipped to so many semitones: an octave put elsewhere counts, two octaves are no more than one."""
TOGETHER = (11, 50)
"""Onsets closer than this share of the usual gap are one cluster. .22 is no ratio of note values: no grid has gaps just there."""
MELODY, BASS, DRUMS_LOW, DRUMS_HIGH = 1, 2, 3, 4
_RATIO_STEPS = 2
"""Steps an octave of the ratio between two gaps of a rhythm."""

# splitmix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators"): the same number everywhere, for ever.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


def fingerprint_of(section: Section) -> Shingles:
    """All shingles of a section; none for an empty one or one of two or three notes.

    Muted notes and notes that cannot sound are left out, and so is what lies outside the section.
    """
    tables = [(part, table) for part in section.parts if len(table := _sounding(part, section.length))]
    kits = [_is_kit(part) for part, _ in tables]
    pitched = [table for (_, table), kit in zip(tables, kits, strict=True) if not kit]
    runs = [_line_shingles(table) for _, table in tables]
    runs += [_rhythm_shingles(table) for (_, table), kit in zip(tables, kits, strict=True) if kit]
    if len(pitched) > 1:
        runs.append(_line_shingles(np.concatenate(pitched)))
    return np.unique(np.concatenate(runs)) if runs else np.zeros(0, np.uint64)


def clustered(starts: NDArray[np.int64], pitches: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Clusters of onsets in order: start of each, its highest and its lowest pitch.

    Args:
        starts: Any unit of time, in any order, not empty.
        pitches: MIDI numbers of the same notes.
    """
    heads = _heads(np.unique(starts))
    order = np.argsort(starts, kind="stable")
    edges = np.searchsorted(starts[order], heads)
    ordered = pitches[order]
    return heads, np.maximum.reduceat(ordered, edges), np.minimum.reduceat(ordered, edges)


def hash_rows(rows: NDArray[np.int64]) -> Shingles:
    """A 64-bit hash of every row of integers, shape (n, columns) to (n,)."""
    found = np.full(len(rows), _GOLDEN, np.uint64)
    for column in rows.T:
        found = _mixed(found ^ column.astype(np.uint64)) + _GOLDEN
    return found


def _is_kit(part: Part) -> bool:
    """Drums by program or name, not by their notes: those would name other instruments in another key."""
    return is_drums(Part(part.track_name, (), program=part.program))


def _sounding(part: Part, length: int) -> NDArray[np.int64]:
    """Start and pitch of the notes that are heard, shape (n, 2)."""
    return np.array(
        [
            (max(note.start_time, 0), note.pitch)
            for note in part.notes
            if note.start_time < length and note.start_time + note.duration > 0 and note.velocity and note.probability and not note.mute
        ],
        np.int64,
    ).reshape(-1, 2)


def _heads(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """First onset of every cluster of ascending, different times."""
    gaps = np.diff(times)
    if not len(gaps):
        return times
    share, whole = TOGETHER
    together = int(_usual_gap(gaps)) * share // whole
    if int(gaps.min()) > together:
        return times
    heads: list[int] = []
    for time in times.tolist():
        if not heads or time - heads[-1] > together:
            heads.append(time)
    return np.array(heads, np.int64)


def _usual_gap(gaps: NDArray[np.int64]) -> int:
    """The gap that a quarter of the time passes in gaps no longer than: the spread of rolled chords takes no time to speak of."""
    ordered = np.sort(gaps)
    passed = np.cumsum(ordered)
    return int(ordered[np.searchsorted(4 * passed, passed[-1])])


def _line_shingles(table: NDArray[np.int64]) -> Shingles:
    _, highest, lowest = clustered(table[:, 0], table[:, 1])
    return np.concatenate([_runs(MELODY, _intervals(highest)), _runs(BASS, _intervals(lowest))])


def _rhythm_shingles(table: NDArray[np.int64]) -> Shingles:
    """Runs of intervals of the low and of the high drums, each with how much longer or shorter its gap is than the one before."""
    heads, highest, lowest = clustered(table[:, 0], table[:, 1])
    gaps = np.diff(heads).astype(np.float64)
    ratios = np.clip(np.rint(_RATIO_STEPS * np.log2(gaps[1:] / gaps[:-1])).astype(np.int64), -16, 16)
    lines = ((DRUMS_LOW, lowest), (DRUMS_HIGH, highest))
    return np.concatenate([_runs(kind, _intervals(line)[1:] * 64 + ratios) for kind, line in lines])


def _intervals(line: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.clip(np.diff(line), -WIDEST, WIDEST)


def _runs(kind: int, tokens: NDArray[np.int64]) -> Shingles:
    """Hashes of all runs of RUN tokens, or of the whole line where it is shorter."""
    size = min(RUN, len(tokens))
    if size < FEWEST_INTERVALS:
        return np.zeros(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(tokens, size)
    return hash_rows(np.column_stack([np.full(len(windows), 256 * size + kind), windows]))


def _mixed(values: Shingles) -> Shingles:
    for shift, factor in _MIX:
        values = (values ^ (values >> shift)) * factor
    return values ^ (values >> np.uint64(31))
