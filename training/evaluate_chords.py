"""Measure chords against POP909-CL (human-corrected pop) and DCML (Mozart's piano sonatas, expert labels) with mir_eval."""

from collections.abc import Sequence
from pathlib import Path

import mir_eval
import numpy as np

from analysis.chords import label_chords
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from training.corpora import LabelledSong, dcml, pop909_cl
from training.figures import Figure, mean_figure
from vocabulary.descriptor import Chord, Models

MEASURES = ("majmin", "sevenths", "root")


def figures(data: Path) -> list[Figure]:
    """Mean over songs of mir_eval's duration-weighted scores."""
    found = []
    for name, songs in (("POP909-CL", pop909_cl(data)), ("DCML Mozart", dcml(data))):
        rows = [chord_scores(song) for song in songs if song.chords]
        found += [mean_figure("chords", name, measure, [row[measure] for row in rows]) for measure in MEASURES]
    return found


def chord_scores(song: LabelledSong, models: Models = "learned") -> dict[str, float]:
    """Duration-weighted scores of mir_eval for one song, inversions ignored; what the labels leave open is not judged."""
    passage = passage_of(song.section)
    found: Sequence[Chord] = label_chords(passage, find_keys(passage, models).spans, sounding_shares(passage), models)
    true = np.array([(chord.start, chord.end) for chord in song.chords], float)
    guess = np.array([(chord.start_time, chord.end_time) for chord in found], float)
    guess, labels = mir_eval.util.adjust_intervals(guess, [chord.label for chord in found], true.min(), true.max(), "N", "N")
    intervals, reference, estimate = mir_eval.util.merge_labeled_intervals(true, [chord.label for chord in song.chords], guess, labels)
    durations = mir_eval.util.intervals_to_durations(intervals)
    measures = {"majmin": mir_eval.chord.majmin, "sevenths": mir_eval.chord.sevenths, "root": mir_eval.chord.root}
    return {name: float(mir_eval.chord.weighted_accuracy(compare(reference, estimate), durations)) for name, compare in measures.items()}
