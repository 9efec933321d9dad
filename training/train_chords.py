"""Train the learned chords on POP909-CL and DCML's Mozart, measure them on songs left out, and write weights and card.

python -m training.train_chords --data DIR [--out FOLDER]
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.chord_features import chord_features
from analysis.chord_grid import ChordGrid, find_grid
from analysis.chord_tables import QUALITIES
from analysis.chords import learned_path, name_chords
from analysis.passage import Passage, passage_of
from analysis.pitch import sounding_shares
from training.chord_model import Lesson, train
from training.chord_scores import MEASURES, label_scores
from training.corpora import LabelledChord, LabelledSong, dcml, pitch_class, pop909_cl
from training.figures import Figure, mean_figure
from training.folds import grouped_folds
from training.model_card import ModelCard, save_weights
from training.options import read_training_options
from training.textbook_chords import PIECES, textbook_lessons
from vocabulary.descriptor import Chord

log = logging.getLogger(__name__)

FOLDS = 5
MOZART_WEIGHT = 1.5
"""How much a beat of Mozart counts against one of pop: there are seven times fewer movements."""
NEAREST = {
    "9": "7", "maj9": "maj7", "min9": "min7", "7(#9)": "7", "sus4(b7)": "sus4", "maj(9)": "maj", "min(9)": "min", "maj(4)": "maj",
    "min6": "min",
}  # fmt: skip
"""The chord that stands for one that has no state of its own."""
PLACES = {quality.name: place for place, quality in enumerate(QUALITIES)}
NO_CHORD = 12 * len(QUALITIES)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A labelled song, ready to learn from and to be judged."""

    corpus: str
    song: LabelledSong
    pitched: Passage
    grid: ChordGrid
    lowest: int
    lesson: Lesson


def main() -> None:
    """Train five times on four fifths for the figures, then on all for the weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options = read_training_options("chords", "the network that names chords", ("pop909_cl", "dcml"))
    examples = read_examples(options.data)
    named = list(fold_chords(examples))
    figures = fold_figures(named)
    weights = train([*(example.lesson for example in examples), *textbook_lessons()])
    counts = {corpus: sum(example.corpus == corpus for example in examples) for corpus in ("POP909-CL", "DCML Mozart")}
    path = save_weights(options.out, _card(figures, counts, quality_confusion(named)), asdict(weights))
    log.info("%s: %d bytes", path, path.stat().st_size)


def read_examples(data: Path) -> list[Example]:
    """All songs with chords and notes."""
    corpora = (("POP909-CL", pop909_cl(data), 1.0), ("DCML Mozart", dcml(data), MOZART_WEIGHT))
    return [_example(name, song, weight) for name, songs, weight in corpora for song in songs if song.chords and song.section.parts]


def fold_figures(named: Sequence[tuple[Example, tuple[Chord, ...]]]) -> list[Figure]:
    """Mean scores over songs that the weights they are judged by have not seen: five folds by song."""
    scores: dict[str, list[dict[str, float]]] = {}
    for example, found in named:
        scores.setdefault(example.corpus, []).append(label_scores(example.song.chords, found))
    return [mean_figure("chords", corpus, name, [row[name] for row in rows]) for corpus, rows in scores.items() for name in MEASURES]


def fold_chords(examples: Sequence[Example]) -> Iterator[tuple[Example, tuple[Chord, ...]]]:
    """The chords of each song as named by weights that have not seen it."""
    folds = grouped_folds([example.song.name for example in examples], FOLDS)
    for fold in range(FOLDS):
        lessons = [example.lesson for example, its in zip(examples, folds, strict=True) if its != fold]
        weights = train([*lessons, *textbook_lessons()])
        log.info("chords: trained for fold %d of %d", fold + 1, FOLDS)
        for example in [example for example, its in zip(examples, folds, strict=True) if its == fold]:
            states, bass, _ = learned_path(example.pitched, example.grid, example.lowest, weights)
            yield example, name_chords(states, bass, example.lowest, example.grid, ())


def quality_confusion(named: Sequence[tuple[Example, tuple[Chord, ...]]]) -> NDArray[np.int64]:
    """Labelled beats by true quality and what was found: the same root with a quality, no chord, or another root (last column)."""
    counts = np.zeros((len(QUALITIES) + 1, len(QUALITIES) + 2), np.int64)
    for example, found in named:
        labels = [LabelledChord(chord.start_time, chord.end_time, chord.label.split("/")[0]) for chord in found]
        guess = beat_states(labels, example.grid.borders(), example.lowest)
        truth = beat_states(example.song.chords, example.grid.borders(), example.lowest)
        judged = (truth >= 0) & (guess >= 0)
        for true, heard in zip(truth[judged].tolist(), guess[judged].tolist(), strict=True):
            row = len(QUALITIES) if true == NO_CHORD else true % len(QUALITIES)
            same_root = true // len(QUALITIES) == heard // len(QUALITIES)
            counts[row, len(QUALITIES) if heard == NO_CHORD else heard % len(QUALITIES) if same_root else -1] += 1
    return counts


def beat_states(chords: Sequence[LabelledChord], borders: NDArray[np.int64], lowest: int) -> NDArray[np.int64]:
    """The state (root first) that is true for most of each beat, counted from `lowest`; -1 where no label says."""
    ticks = np.zeros((len(borders) - 1, NO_CHORD + 2))
    for chord in chords:
        first, last = np.searchsorted(borders, [chord.start, chord.end])
        near = np.arange(max(0, int(first) - 1), min(len(ticks), int(last)))
        ticks[near, _state(chord.label, lowest)] += np.maximum(
            0, np.minimum(borders[near + 1], chord.end) - np.maximum(borders[near], chord.start)
        )
    states = ticks.argmax(axis=1)
    return np.where(ticks.any(axis=1) & (states <= NO_CHORD), states, -1)


def _state(label: str, lowest: int) -> int:
    if label in ("N", "X"):
        return NO_CHORD + (label == "X")
    root, quality = label.split(":")
    return (pitch_class(root) - lowest) % 12 * len(QUALITIES) + PLACES[NEAREST.get(quality, quality)]


def _example(corpus: str, song: LabelledSong, weight: float) -> Example:
    passage = passage_of(song.section)
    pitched, grid = passage.pitched(), find_grid(passage, sounding_shares(passage))
    lowest = int(pitched.pitches.min())
    lesson = Lesson(chord_features(pitched, grid, lowest), beat_states(song.chords, grid.borders(), lowest), weight)
    return Example(corpus, song, pitched, grid, lowest, lesson)


def _card(figures: Sequence[Figure], counts: dict[str, int], confusion: NDArray[np.int64]) -> ModelCard:
    qualities = [*(quality.name for quality in QUALITIES), "N"]
    return ModelCard(
        name="chords",
        purpose="Pitch classes, bass and onsets around each beat in; how well 157 chords fit the beat, and what a change costs, out.",
        command="python -m training.train_chords --data DIR",
        data=(
            ("POP909-CL", "MIT", counts["POP909-CL"]),
            ("DCML, Mozart piano sonatas", "CC BY-NC-SA 4.0", counts["DCML Mozart"]),
            ("chords made by rule (training/textbook_chords.py)", "Sonochrome's own", PIECES),
        ),
        may_sell='Not without asking: DCML\'s licence is non-commercial. `models = "formula"` uses tables instead.',
        split=f"{FOLDS} folds by song for the figures; the shipped weights learned from all songs.",
        figures=figures,
        confusion=(qualities, confusion),
        columns=(*qualities, "another root"),
        notes=(
            "Two layers, the second over neighbouring beats, shared by all twelve roots, each of which hears the pitch classes from its own"
            " root upwards; a third small one for the cost of a change. Trained together as a conditional random field.",
            "Falls short: a chord of half a beat is missed; the beat and the metre are guessed from the bass; augmented sixths and chords"
            " beyond the seventh have no name of their own.",
        ),
    )


if __name__ == "__main__":
    main()
