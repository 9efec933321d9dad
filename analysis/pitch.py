"""Pitch classes over a whole passage and beat by beat, weighted by how long they sound."""

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage

BASS_SHARE = 0.12
"""Share of a beat that a note must last to be its bass (tried on POP909-CL; passing notes are shorter)."""


def pitch_class_profile(passage: Passage) -> NDArray[np.float64]:
    """Sum note durations per pitch class and scale the sum to 1; drums are left out.

    Returns:
        Array of shape (12,), C first. All zeros for no pitched notes.
    """
    pitched = passage.pitched()
    profile = np.bincount(pitched.pitches % 12, pitched.ends - pitched.starts, minlength=12).astype(np.float64)
    total = profile.sum()
    return np.asarray(profile / total) if total else profile


def sounding_shares(passage: Passage, step: int | None = None, start: int = 0) -> NDArray[np.float64]:
    """Share of each beat during which each pitch sounds, summed over notes; drums are left out.

    Args:
        passage: The notes.
        step: Ticks of a beat; the passage's own if not given.
        start: Ticks at which the first beat begins, 0 or before.

    Returns:
        Array of shape (steps, 128). Two notes of one pitch at once count twice.
    """
    step = passage.step_ticks if step is None else step
    pitched = passage.pitched()
    shares = np.zeros((132, -(-(passage.length - start) // step)))
    if len(pitched.pitches):
        lowest = int(pitched.pitches.min())
        ticks = pitch_ticks(pitched, lowest, step, start)[: 128 - lowest]
        np.divide(ticks, step, out=shares[lowest : lowest + len(ticks)])
    return shares[:128].T


def pitch_ticks(pitched: Passage, lowest: int, step: int, start: int = 0) -> NDArray[np.signedinteger]:
    """Ticks that each pitch sounds in each beat, summed over notes.

    Exact: a note held from s onwards adds to the beat of s what is left of it, and to all later beats the whole; the note's end takes the
    same away again. Both are counted by first differences, so time grows with notes + beats x pitches only.

    Args:
        pitched: Notes, at least one, without drums.
        lowest: The pitch of the first row, no note's is lower.
        step: Ticks of a beat.
        start: Ticks at which the first beat begins, 0 or before.

    Returns:
        Array of shape (pitches, steps), as many whole octaves as the notes need.
    """
    steps = -(-(pitched.length - start) // step)
    rows = (int(pitched.pitches.max()) - lowest) // 12 * 12 + 12
    width, notes = steps + 2, len(pitched.starts)
    cells = np.empty((2, 2, notes), np.int64)  # of starts and ends, and the ones after them
    passed = cells[1]
    np.subtract(pitched.starts, start, out=passed[0])
    np.subtract(pitched.ends, start, out=passed[1])
    amounts = np.empty((2, 2, notes))
    np.floor_divide(passed, step, out=cells[0])
    np.subtract(passed, cells[0] * step, out=amounts[1])
    np.subtract(step, amounts[1], out=amounts[0])
    np.negative(amounts[:, 1], out=amounts[:, 1])
    cells[0] += (pitched.pitches - lowest) * width
    np.add(cells[0], 1, out=cells[1])
    changes = np.bincount(cells.ravel(), amounts.ravel(), minlength=rows * width)
    # Each row's changes sum to 0, so one running sum serves all rows. 32 bits are fifteen times as fast, and hold so many notes at once.
    kind = np.int32 if notes * step < 2**31 else np.int64
    return np.asarray(np.cumsum(changes.astype(kind), dtype=kind).reshape(rows, width)[:, :steps])


def beat_chroma(shares: NDArray[np.float64], lowest: int = 0) -> NDArray[np.float64]:
    """Fold the shares of pitches onto pitch classes; each beat counts at most 1 in all.

    Args:
        shares: From `sounding_shares`.
        lowest: The pitch class that comes first. Sums differ in their last bit with the order of their terms: whoever counts from the
            passage's lowest note gets the same numbers in all transpositions.

    Returns:
        Array of shape (steps, 12): a class that sounds through a beat is cut at 1, then a beat's sum is scaled down to 1.
    """
    padded = np.zeros((len(shares), 144))
    before = -lowest % 12
    padded[:, before : before + 128] = shares
    chroma = np.minimum(padded.reshape(-1, 12, 12).sum(axis=1), 1.0)
    sums = chroma.sum(axis=1, keepdims=True)
    return np.asarray(chroma / np.maximum(sums, 1.0))


def beat_bass(shares: NDArray[np.float64], lowest: int = 0) -> NDArray[np.int64]:
    """Pitch class, counted from `lowest`, of the lowest note of each beat that lasts longer than a passing note; -1 where there is none."""
    long_enough = shares > BASS_SHARE
    return np.where(long_enough.any(axis=1), (long_enough.argmax(axis=1) - lowest) % 12, -1)
