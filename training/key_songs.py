"""Songs with their keys, and random clips of them, to learn keys from and to measure them on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.passage import Passage, passage_of
from training.corpora import LabelledKey, dcml, pop909_cl
from vocabulary.units import to_ticks

POP, MOZART = "POP909-CL", "DCML Mozart"
MODES = ("major", "minor")
FOUND = ("right", "relative", "fifth", "parallel", "other", "unclear")
"""What can be found of a key, see `training.evaluate_keys.kind_of_error`."""


@dataclass(frozen=True, slots=True)
class KeySong:
    """Music with the key of the whole and the keys it moves through (ticks)."""

    corpus: str
    name: str
    passage: Passage
    key: LabelledKey
    local_keys: tuple[LabelledKey, ...]


@dataclass(frozen=True, slots=True)
class KeyClip:
    """A stretch of a song with the key in its middle; `bars` is 0 for the whole song with the song's key."""

    song: int
    bars: int
    passage: Passage
    key: LabelledKey


def key_songs(data: Path) -> list[KeySong]:
    """POP909-CL's songs, their key the longest key signature, and DCML's movements with the experts' local keys."""
    songs = []
    for pop in pop909_cl(data):
        if pop.keys:
            longest = max(pop.keys, key=lambda key: key.end - key.start)
            songs.append(KeySong(POP, pop.name, passage_of(pop.section), longest, pop.keys))
    for movement in dcml(data):
        local = expert_local_keys(data, movement.name)
        songs.append(KeySong(MOZART, movement.name, passage_of(movement.section), movement.keys[0], local))
    return songs


def expert_local_keys(data: Path, piece: str) -> tuple[LabelledKey, ...]:
    """Local keys of a DCML table at 120 quarters a minute, equal neighbours joined."""
    found: list[LabelledKey] = []
    with (data / "dcml" / "chords" / f"{piece}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            start, end = to_ticks(float(row["start_sec"]) * 2), to_ticks(float(row["end_sec"]) * 2)
            if not row["local_key_pc"] or end <= start:
                continue
            tonic, mode = int(row["local_key_pc"]), row["local_mode"]
            joins = found and (found[-1].tonic, found[-1].mode) == (tonic, mode)
            begin = found.pop().start if joins else start
            found.append(LabelledKey(begin, end, tonic, mode))
    return tuple(found)


def random_clips(songs: list[KeySong], song: int, counts: dict[int, int], seed: int) -> Iterator[KeyClip]:
    """Clips on bar lines, the same ones for the same seed; `counts` says how many of each length in bars."""
    passage, bar = songs[song].passage, songs[song].passage.bar_ticks
    random = np.random.default_rng((seed, song))
    for bars, count in counts.items():
        for first in random.integers(0, max(1, passage.length // bar - bars), count).tolist():
            middle = (first + bars / 2) * bar
            true = next((key for key in songs[song].local_keys if key.start <= middle < key.end), None)
            if true:
                yield KeyClip(song, bars, cut(passage, first * bar, (first + bars) * bar), true)


def cut(passage: Passage, start: int, end: int) -> Passage:
    """The notes that start within a stretch, times counted from its start."""
    some = passage.choose((passage.starts >= start) & (passage.starts < end))
    return Passage(
        some.starts - start,
        np.minimum(some.ends, end) - start,
        some.pitches,
        some.velocities,
        some.part_numbers,
        some.drums,
        end - start,
        some.tempo,
        some.signature_numerator,
        some.signature_denominator,
    )
