"""How right named chords are: mir_eval's measures, and degrees of the key against expert numerals."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mir_eval
import numpy as np

from analysis.chords import HARTE_DEGREES
from training.corpora import DCML_TYPES, NAMES, LabelledChord, pitch_class
from vocabulary.descriptor import Chord, KeySpan
from vocabulary.units import to_ticks

MEASURES = ("majmin", "sevenths", "root")
INVERSION_MEASURES = ("majmin_inv", "sevenths_inv")


@dataclass(frozen=True, slots=True)
class ExpertNumeral:
    """A chord as experts read it, from start to end (ticks): root above the local tonic, and a Harte label with its bass, "X" if none."""

    start: int
    end: int
    degree: int
    label: str


def label_scores(chords: Sequence[LabelledChord], found: Sequence[Chord], measures: Sequence[str] = MEASURES) -> dict[str, float]:
    """Duration-weighted scores of mir_eval for one song; what the labels leave open is not judged."""
    true = np.array([(chord.start, chord.end) for chord in chords], float)
    guess = np.array([(chord.start_time, chord.end_time) for chord in found], float)
    guess, labels = mir_eval.util.adjust_intervals(guess, [chord.label for chord in found], true.min(), true.max(), "N", "N")
    intervals, reference, estimate = mir_eval.util.merge_labeled_intervals(true, [chord.label for chord in chords], guess, labels)
    durations = mir_eval.util.intervals_to_durations(intervals)
    return {
        name: float(mir_eval.chord.weighted_accuracy(getattr(mir_eval.chord, name)(reference, estimate), durations)) for name in measures
    }


def expert_numerals(data: Path, piece: str) -> list[ExpertNumeral]:
    """The expert table of a movement of DCML."""
    with (data / "dcml" / "chords" / f"{piece}.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["root_pc"] and float(row["end_sec"]) > float(row["start_sec"])]
    return [_expert(row) for row in rows]


def numeral_score(experts: Sequence[ExpertNumeral], found: Sequence[Chord], key_spans: Sequence[KeySpan]) -> float:
    """Share of the time that experts judge in which the root stands on the same degree of the local key, in semitones."""
    ends = np.array([span.end_time for span in key_spans[:-1]], np.int64)
    degrees = []
    for chord in found:
        middle = (chord.start_time + chord.end_time) // 2
        tonic = key_spans[int(np.searchsorted(ends, middle, side="right"))].key.tonic if key_spans else None
        known = tonic is not None and chord.label != "N"
        degrees.append((pitch_class(chord.label.split(":")[0]) - (tonic or 0)) % 12 if known else -1)
    stops = np.array([chord.end_time for chord in found], np.int64)
    right = total = 0
    for expert in experts:
        total += expert.end - expert.start
        for place in range(int(np.searchsorted(stops, expert.start, side="right")), len(found)):
            if found[place].start_time >= expert.end:
                break
            if degrees[place] == expert.degree:
                right += min(stops[place], expert.end) - max(found[place].start_time, expert.start)
    return float(right / max(1, total))


def _expert(row: dict[str, str]) -> ExpertNumeral:
    root, bass = int(row["root_pc"]), int(row["bass_pc"])
    quality = DCML_TYPES.get(row["chord_type"])
    label = f"{NAMES[root]}:{quality}" + (f"/{HARTE_DEGREES[(bass - root) % 12]}" if bass != root else "") if quality else "X"
    return ExpertNumeral(
        to_ticks(float(row["start_sec"]) * 2), to_ticks(float(row["end_sec"]) * 2), (root - int(row["local_key_pc"])) % 12, label
    )
