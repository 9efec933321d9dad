"""Measure how well keywords tell the clips and sections of real Live sets apart, each by itself and beside the others of its set."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from analysis.contrast import contrast_keywords
from analysis.describe import describe
from analysis.keywords import find_keywords
from analysis.sections import arrangement_sections, clip_section
from songs.open_song import open_song
from training.figures import Figure, mean_figure
from vocabulary.descriptor import Keyword, MusicDescriptor
from vocabulary.errors import SongError
from vocabulary.live_set import Section

FIRST_WORDS = 5
FEWEST_PIECES = 3


def figures(data: Path) -> list[Figure]:
    """Means over sets: words that two pieces share, and pieces whose first word no other has. Clips with equal notes count once."""
    sets = list(_described(data / "live_sets"))
    found = []
    for kind in (0, 1):
        groups = [pieces[kind] for pieces in sets if len(pieces[kind]) >= FEWEST_PIECES]
        for how, words in (
            ("alone", [tuple(find_keywords(music) for music in group) for group in groups]),
            ("beside the rest", [contrast_keywords(group) for group in groups]),
        ):
            name = f"Live sets, {('clips', 'sections')[kind]}, {how}"
            found += [
                mean_figure("words", name, f"Jaccard of the first {FIRST_WORDS} words", [mean_jaccard(each) for each in words]),
                mean_figure("words", name, "first word unique", [unique_share(each) for each in words]),
            ]
    return found


def mean_jaccard(words: Sequence[Sequence[Keyword]]) -> float:
    """Mean share of first words that two pieces have in common, of all that either has."""
    sets = [{keyword.word for keyword in each[:FIRST_WORDS]} for each in words]
    return float(np.mean([len(one & other) / len(one | other) for one, other in combinations(sets, 2)]))


def unique_share(words: Sequence[Sequence[Keyword]]) -> float:
    """Share of pieces whose first word is no other's first word."""
    counts = Counter(each[0].word for each in words)
    return float(np.mean([counts[each[0].word] == 1 for each in words]))


def _described(folder: Path) -> Iterator[tuple[list[MusicDescriptor], list[MusicDescriptor]]]:
    for path in sorted(folder.rglob("*.als")):
        try:
            song = open_song(path)
        except SongError:
            continue
        tempo = song.tempo_map.points[0][1]
        clips = [
            clip_section(track, clip, tempo=tempo)
            for track in song.live_set.tracks
            for clip in (*track.arrangement_clips, *track.session_clips)
        ]
        sections = arrangement_sections(song.live_set, tempo_map=song.tempo_map, tempo=tempo, signatures=song.signatures)
        yield _sounding(clips), _sounding(sections)


def _sounding(sections: Sequence[Section]) -> list[MusicDescriptor]:
    different = {(section.parts, section.length): section for section in sections}
    found = [describe(section) for section in different.values()]
    return [music for music in found if music.emotion.confidence > 0]
