"""Songs with a genre as rows of numbers: whole, and in random excerpts."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.genre_inputs import genre_inputs
from analysis.genre_rules import GENRES
from analysis.passage import Passage
from analysis.sections import song_section
from songs.open_song import open_song
from training.excerpts import metrical_passage, random_excerpts
from training.near_duplicates import near_duplicate_groups
from vocabulary.errors import SonochromeError
from vocabulary.live_set import Section
from vocabulary.notes import GM_DRUM_PROGRAM, UNKNOWN_PROGRAM
from vocabulary.units import Bpm

log = logging.getLogger(__name__)

FOLDERS = {"classics": "classical", "country": "country", "dance": "disco", "jazz": "jazz", "rock": "rock"}
"""Folder of the data to the name in GTZAN; dance music is disco only loosely."""
EXCERPTS = 24
WHOLE = "whole"


@dataclass(frozen=True, slots=True, eq=False)
class GenreTable:
    """Rows of all songs.

    Attributes:
        inputs: `genre_inputs` of each row, shape (rows, inputs).
        songs: Which song each row is of.
        kinds: "whole", or what was left out of an excerpt: see `training.excerpts`.
        bars: Length of the excerpts in bars of four beats, 0 for whole songs.
        genres: Place in `GENRES`, of each song.
        groups: Cluster of near-duplicates, of each song.
    """

    inputs: NDArray[np.float32]
    songs: NDArray[np.int64]
    kinds: NDArray[np.str_]
    bars: NDArray[np.int64]
    genres: NDArray[np.int64]
    groups: tuple[int, ...]


def genre_midi(data: Path) -> Iterator[tuple[str, Section]]:
    """Songs with their genre through the product's own reader, without names, programs and tempo; only the drum channel is told."""
    for folder, genre in FOLDERS.items():
        for path in sorted((data / "genre_midi" / folder).glob("*.mid")):
            try:
                song = open_song(path)
            except SonochromeError as error:
                log.warning("left out: %s", error)
                continue
            yield genre, bare(song_section(song.live_set, signatures=song.signatures))


def bare(section: Section) -> Section:
    """A section of which only notes and drums are known."""
    parts = tuple(
        replace(part, track_name="", program=GM_DRUM_PROGRAM if part.program == GM_DRUM_PROGRAM else UNKNOWN_PROGRAM)
        for part in section.parts
    )
    return replace(section, parts=parts, tempo=Bpm(120.0))


def read_genre_table(data: Path) -> GenreTable:
    """Compute the inputs of all songs and of their excerpts."""
    labelled = [(genre, metrical_passage(section)) for genre, section in genre_midi(data)]
    passages = [passage for _, passage in labelled]
    rows: list[tuple[NDArray[np.float64], int, str, int]] = []
    for number, passage in enumerate(passages):
        excerpts = [(excerpt.passage, excerpt.kind, excerpt.bars) for excerpt in random_excerpts(passage, EXCERPTS, number)]
        rows += _rows(number, [(passage, WHOLE, 0), *excerpts])
    return GenreTable(
        inputs=np.array([row[0] for row in rows], np.float32),
        songs=np.array([row[1] for row in rows]),
        kinds=np.array([row[2] for row in rows]),
        bars=np.array([row[3] for row in rows]),
        genres=np.array([GENRES.index(genre) for genre, _ in labelled]),
        groups=tuple(near_duplicate_groups(passages)),
    )


def _rows(number: int, passages: list[tuple[Passage, str, int]]) -> Iterator[tuple[NDArray[np.float64], int, str, int]]:
    for passage, kind, bars in passages:
        inputs = genre_inputs(passage)
        if inputs is not None:
            yield inputs, number, kind, bars
