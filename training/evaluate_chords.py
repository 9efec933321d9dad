"""Measure chords against POP909-CL (human-corrected pop) and DCML (Mozart's piano sonatas, expert labels) with mir_eval.

The learned chords are measured by weights that have not seen the song: five trainings, some minutes.
"""

from collections.abc import Sequence
from pathlib import Path

from analysis.chords import label_chords
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from training.chord_scores import INVERSION_MEASURES, expert_numerals, label_scores, numeral_score
from training.corpora import LabelledChord, LabelledSong
from training.figures import Figure, mean_figure
from training.train_chords import fold_chords, read_examples
from vocabulary.descriptor import Chord, Models


def figures(data: Path) -> list[Figure]:
    """Mean over songs of mir_eval's duration-weighted scores, of the network and of the tables; numerals and inversions of Mozart."""
    rows: dict[tuple[str, str], list[dict[str, float]]] = {}
    for example, found in fold_chords(read_examples(data)):
        song, corpus = example.song, example.corpus
        rows.setdefault((corpus, ""), []).append(_scores(data, song, corpus, found))
        rows.setdefault((corpus, " (formula)"), []).append(_scores(data, song, corpus, chords_of(song, "formula")))
    return [
        mean_figure("chords", corpus + models, name, [score[name] for score in scores])
        for (corpus, models), scores in rows.items()
        for name in scores[0]
    ]


def chords_of(song: LabelledSong, models: Models = "learned") -> tuple[Chord, ...]:
    """The chords of a song, its keys and chords found as `analysis.describe` finds them."""
    passage = passage_of(song.section)
    return label_chords(passage, find_keys(passage, models).spans, sounding_shares(passage), models)


def _scores(data: Path, song: LabelledSong, corpus: str, found: Sequence[Chord]) -> dict[str, float]:
    scores = label_scores(song.chords, found)
    if corpus != "DCML Mozart":
        return scores
    experts = expert_numerals(data, song.name)
    labels = [LabelledChord(expert.start, expert.end, expert.label) for expert in experts]
    spans = find_keys(passage_of(song.section), "formula").spans
    return {**scores, **label_scores(labels, found, INVERSION_MEASURES), "degree in the local key": numeral_score(experts, found, spans)}
