"""Plain chords of every kind, made by rule, as lessons beside real music: songs hardly ever hold an augmented triad for a bar."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.chord_features import chord_features
from analysis.chord_grid import find_grid
from analysis.chord_tables import QUALITIES
from analysis.passage import Passage, passage_of
from analysis.pitch import sounding_shares
from training.chord_model import Lesson
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

PIECES = 48
CHORDS = 13
"""Chords of one piece: each kind once, in random order, on random roots."""
LENGTHS = (2, 4, 4, 8)
"""Beats that a chord may last."""
ORDERS = ((0, 1, 2, 1), (0, 2, 1, 2), (0, 1, 2, 3))
"""Places of an arpeggio's eighths among the chord's tones."""


def textbook_lessons(seed: int = 0) -> Iterator[Lesson]:
    """Pieces of block chords and of arpeggios over a bass, root position mostly; always the same."""
    random = np.random.default_rng(seed)
    for _ in range(PIECES):
        kinds, roots = random.permutation(CHORDS), random.integers(0, 12, CHORDS)
        lengths = random.choice(LENGTHS, CHORDS)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        notes: list[Note] = []
        for kind, root, start, length in zip(kinds.tolist(), roots.tolist(), starts.tolist(), lengths.tolist(), strict=False):
            tones = [root + tone for tone, _ in QUALITIES[kind].tones]
            # Inversions of what is another chord when turned would teach the opposite of its name.
            turns = random.random() < 0.3 and QUALITIES[kind].name in ("maj", "min", "7", "min7", "maj7", "hdim7")
            bass = tones[int(random.integers(0, len(tones)))] if turns else root
            notes += _chord(random, tones, bass % 12, start, length)
        states = np.repeat(roots * len(QUALITIES) + kinds, lengths)
        passage = passage_of(_section(notes, int(starts[-1])))
        yield _lesson(passage, states)


def _chord(random: np.random.Generator, tones: list[int], bass: int, start: int, length: int) -> list[Note]:
    """A chord from beat `start` on, held or broken, over its bass."""
    centre = int(random.integers(48, 66))
    pitches = sorted(centre + (tone - centre) % 12 for tone in tones)
    notes = [_note(start, 36 + bass, length)]
    if random.random() < 0.5:
        return notes + [_note(start, pitch, length) for pitch in pitches]
    order = ORDERS[int(random.integers(0, len(ORDERS)))]
    return notes + [_note(start + place / 2, pitches[order[place % 4] % len(pitches)], 0.5) for place in range(2 * length)]


def _note(beat: float, pitch: int, beats: float) -> Note:
    return Note(Ticks(round(beat * TICKS_PER_BEAT)), pitch, Ticks(round(beats * TICKS_PER_BEAT)))


def _section(notes: list[Note], beats: int) -> Section:
    return Section("textbook", "textbook", Ticks(0), Ticks(beats * TICKS_PER_BEAT), (Part("piano", tuple(sorted(notes))),), Bpm(120.0))


def _lesson(passage: Passage, states: NDArray[np.int64]) -> Lesson:
    grid, lowest = find_grid(passage, sounding_shares(passage)), int(passage.pitches.min())
    turned = (states // len(QUALITIES) - lowest) % 12 * len(QUALITIES) + states % len(QUALITIES)
    # A grid that is shifted by some fraction of a beat would need other labels: such a piece teaches with what it has on its own beats.
    return Lesson(chord_features(passage, grid, lowest), turned if grid.start == 0 else np.full(grid.steps, -1), 1.0)
