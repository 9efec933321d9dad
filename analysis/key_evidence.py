"""What speaks for a key, beat by beat: how long a pitch class sounds, how often it starts, is lowest, is highest, is a chord's root."""

import numpy as np
from numpy.typing import NDArray

from analysis.passage import Passage

LINE_SHARE = 0.12
"""Share of a beat that a note must last to be its bass or its top; passing notes are shorter."""

# Triads and dominant sevenths that the notes of a beat are compared with: tones above the root.
CHORD_TONES = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 6))
CHORD_PRIORS = (0.34, 0.27, 0.07, 0.01)
"""How common they are; by hand, only ratios count."""
CHROMA_WEIGHT = 4.0
INSIDE_SHARE, NOISE_FLOOR = 0.85, 0.02
"""Share of sound on a chord's own tones, shared evenly, and the least for any other class; by hand."""
BASS_ON_ROOT, BASS_ON_TONE, BASS_ELSEWHERE = 0.32, 0.12, 0.04

CHANNELS = ("duration", "onsets", "bass", "top", "major", "minor", "dominant", "diminished")


def key_evidence(passage: Passage, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gather what speaks for a key in each beat.

    Args:
        passage: Must have pitched notes.
        shares: From `analysis.pitch.sounding_shares`.

    Returns:
        Array of shape (steps, len(CHANNELS), 12). Pitch classes are counted from the passage's lowest pitch, so that transposed music
        gives the same numbers to the last bit.
    """
    pitched = passage.pitched()
    lowest, highest = int(pitched.pitches.min()), int(pitched.pitches.max())
    steps = len(shares)
    octaves = (highest - lowest) // 12 + 1
    span = np.zeros((steps, octaves * 12))
    span[:, : highest - lowest + 1] = shares[:, lowest : highest + 1]
    evidence = np.zeros((steps, len(CHANNELS), 12))
    durations = evidence[:, 0]
    np.add.reduce(span.reshape(steps, octaves, 12), axis=1, out=durations)
    onsets = pitched.starts // passage.step_ticks * 12 + (pitched.pitches - lowest) % 12
    evidence[:, 1] = np.bincount(onsets, minlength=steps * 12).reshape(steps, 12)
    lines = span > LINE_SHARE
    beats = np.flatnonzero(lines.any(axis=1))
    bass = lines[beats].argmax(axis=1) % 12
    top = (octaves * 12 - 1 - lines[beats, ::-1].argmax(axis=1)) % 12
    evidence[beats, 2, bass] = 1
    evidence[beats, 3, top] = 1
    evidence[beats, 4:] = _chord_shares(evidence[beats, 0], bass).reshape(-1, len(CHORD_TONES), 12)
    return evidence


def tonic_support(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long each pitch class sounds, and how much speaks for it as a tonic: the same, as the bass, as a chord's root.

    Args:
        evidence: Of a stretch, shape (len(CHANNELS), 12).

    Returns:
        Array of shape (2, 12), sums of shares.
    """
    roots = evidence[4:].sum(axis=0)
    lengths, *others = [one / max(float(one.sum()), 1e-9) for one in (evidence[0], evidence[2], roots)]
    return np.array([lengths, lengths + sum(others)])


def _chord_shares(durations: NDArray[np.float64], bass: NDArray[np.int64]) -> NDArray[np.float32]:
    """Probability of each chord in each beat, shape (beats, qualities * 12): naive Bayes over chroma and bass."""
    chroma = np.minimum(durations, 1.0).astype(np.float32)
    chroma /= np.maximum(chroma @ _ONES[:12, None], 1.0)  # products sum short rows three times as fast
    scores = CHROMA_WEIGHT * (chroma @ _LOG_TONES) + _LOG_BASS[bass]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / (shares @ _ONES[:, None]))


def _tables() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Log likelihoods of pitch classes (12, states) and of the bass with the prior (12, states), states being quality x root."""
    tones = np.full((12, len(CHORD_TONES), 12), NOISE_FLOOR)
    bass = np.full((12, len(CHORD_TONES), 12), BASS_ELSEWHERE)
    for quality, above in enumerate(CHORD_TONES):
        for root in range(12):
            for tone in above:
                tones[(root + tone) % 12, quality, root] = INSIDE_SHARE / len(above)
                bass[(root + tone) % 12, quality, root] = BASS_ON_TONE if tone else BASS_ON_ROOT
    tones /= tones.sum(axis=0)
    bass /= bass.sum(axis=0)
    bass *= np.array(CHORD_PRIORS)[:, None]
    return np.log(tones).reshape(12, -1).astype(np.float32), np.log(bass).reshape(12, -1).astype(np.float32)


_LOG_TONES, _LOG_BASS = _tables()
_ONES = np.ones(len(CHORD_TONES) * 12, np.float32)
