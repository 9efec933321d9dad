"""Measure what `analysis` finds against human labels, as one table and as JSON.

    python -m training.evaluate_music --data DIR [--json FILE]

Keys and chords: POP909-CL (human-corrected pop) and DCML (Mozart's piano sonatas, expert labels). Emotion: EMOPIA and VGMIDI, the formula
fitted without the song or series that it is asked about.
"""

import argparse
import importlib
import importlib.util
import json
import logging
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from analysis.chords import label_chords
from analysis.keys import estimate_key, is_minor
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile, sounding_shares
from training.corpora import LabelledKey, LabelledSong, dcml, pop909_cl
from training.fit_emotion_formula import accuracy, predict_unseen, read_table
from vocabulary.descriptor import Chord, Key
from vocabulary.live_set import Section
from vocabulary.units import Ticks

log = logging.getLogger(__name__)

CLIP_BARS = 8
CLIPS_A_SONG = 2
INTERVAL = 1.96


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `margin` is half its 95 % interval over songs, 0 where none is known."""

    task: str
    data: str
    measure: str
    value: float
    margin: float
    n: int


def main() -> None:
    """Measure everything, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description="Measure keys, chords and emotion against human labels.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds pop909_cl, dcml, emopia and vgmidi")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if importlib.util.find_spec("mir_eval") is None:
        sys.exit("measuring chords needs mir_eval; install it with: pip install mir_eval")
    figures = [
        *_songs("POP909-CL", list(pop909_cl(options.data)), clips=True),
        *_songs("DCML Mozart", list(dcml(options.data)), clips=False),
    ]
    figures += _emotion(options.data)
    print("| task | data | measure | value | +- | n |\n|---|---|---|---|---|---|")
    for figure in figures:
        print(f"| {figure.task} | {figure.data} | {figure.measure} | {figure.value:.3f} | {figure.margin:.3f} | {figure.n} |")
    if options.json:
        content = {"python": platform.python_version(), "figures": [asdict(figure) for figure in figures]}
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _songs(data: str, songs: Sequence[LabelledSong], *, clips: bool) -> list[Figure]:
    with_key = [song for song in songs if song.keys]
    keys = [float(is_right(_key(song.section), _longest(song))) for song in with_key]
    figures = [_figure("key", data, "exact, whole", keys)]
    if clips:
        figures.append(
            _figure("key", data, f"exact, {CLIP_BARS} bars", [float(right) for song in with_key for right in _clips_right(song)])
        )
    rows = [chord_scores(song) for song in songs if song.chords]
    return figures + [_figure("chords", data, name, [row[name] for row in rows]) for name in ("majmin", "sevenths", "root")]


def _key(section: Section) -> Key:
    passage = passage_of(section)
    return estimate_key(pitch_class_profile(passage), len(passage.starts))


def _longest(song: LabelledSong) -> LabelledKey:
    return max(song.keys, key=lambda key: key.end - key.start)


def is_right(found: Key, true: LabelledKey) -> bool:
    """Tonic and kind of third; the labels know no church modes, so dorian counts as minor."""
    return found.tonic == true.tonic and is_minor(found.mode) == (true.mode == "minor")


def _clips_right(song: LabelledSong) -> list[bool]:
    return [is_right(_key(section), true) for section, true in key_clips(song)]


def key_clips(song: LabelledSong) -> list[tuple[Section, LabelledKey]]:
    """Random stretches of eight bars with the key in their middle; the same ones each time."""
    bar = 4 * 15360 * song.section.signature_numerator // song.section.signature_denominator
    bars = song.section.length // bar
    random = np.random.default_rng(int(song.name))
    found = []
    for start in random.integers(0, max(1, bars - CLIP_BARS), CLIPS_A_SONG).tolist():
        middle = (start + CLIP_BARS / 2) * bar
        true = [key for key in song.keys if key.start <= middle < key.end]
        if true:
            found.append((cut(song.section, start * bar, (start + CLIP_BARS) * bar), true[0]))
    return found


def cut(section: Section, start: int, end: int) -> Section:
    """A stretch of a section, times counted from its start."""
    parts = tuple(
        replace(part, notes=tuple(replace(n, start_time=Ticks(n.start_time - start)) for n in part.notes if start <= n.start_time < end))
        for part in section.parts
    )
    return replace(section, start_time=Ticks(0), end_time=Ticks(end - start), parts=parts)


def chord_scores(song: LabelledSong) -> dict[str, float]:
    """Duration-weighted scores of mir_eval for one song, inversions ignored; what the labels leave open is not judged."""
    mir_eval = importlib.import_module("mir_eval")
    passage = passage_of(song.section)
    key = estimate_key(pitch_class_profile(passage), len(passage.starts))
    found: Sequence[Chord] = label_chords(passage, key, sounding_shares(passage))
    true = np.array([(chord.start, chord.end) for chord in song.chords], float)
    guess = np.array([(chord.start_time, chord.end_time) for chord in found], float)
    guess, labels = mir_eval.util.adjust_intervals(guess, [chord.label for chord in found], true.min(), true.max(), "N", "N")
    intervals, reference, estimate = mir_eval.util.merge_labeled_intervals(true, [chord.label for chord in song.chords], guess, labels)
    durations = mir_eval.util.intervals_to_durations(intervals)
    measures = {"majmin": mir_eval.chord.majmin, "sevenths": mir_eval.chord.sevenths, "root": mir_eval.chord.root}
    return {name: float(mir_eval.chord.weighted_accuracy(compare(reference, estimate), durations)) for name, compare in measures.items()}


def _emotion(data: Path) -> list[Figure]:
    table = read_table(data)
    counts = {True: int(table.emopia.sum()), False: int((~table.emopia).sum())}
    return [
        Figure("emotion", name.split()[0], name.split(maxsplit=1)[1], value, 0.0, counts[name.startswith("EMOPIA")])
        for name, value in accuracy(table, predict_unseen(table)).items()
    ]


def _figure(task: str, data: str, measure: str, values: Sequence[float]) -> Figure:
    margin = INTERVAL * float(np.std(values)) / max(1.0, len(values)) ** 0.5
    return Figure(task, data, measure, float(np.mean(values)), margin, len(values))


if __name__ == "__main__":
    main()
