"""Measure how well keywords tell music apart: clips and sections of real Live sets, and how common each word is in mixed music.

    python -m training.evaluate_words --data DIR

prints the figures, then of every word that any music was given, the share of music that it was given: in each source and on average. A word
that is given to nearly all music says nothing.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from analysis.contrast import contrast_keywords
from analysis.describe import describe
from analysis.keywords import find_keywords
from analysis.moods import MOODS
from analysis.sections import arrangement_sections, clip_section, song_section
from songs.open_song import open_song
from training.figures import Figure, mean_figure, table_row
from training.options import require_folders
from vocabulary.descriptor import Keyword, MusicDescriptor
from vocabulary.errors import SongError
from vocabulary.live_set import Section

FIRST_WORDS = 5
FEWEST_PIECES = 3
MIXED: Mapping[str, tuple[str, int]] = {"genre_midi": ("*.mid", 1), "web_midi": ("*.mid", 8), "pop909_cl": ("*.mid", 6)}
"""Folders of songs, and of how many one is taken; the clips and sections of live_sets are the fourth source."""
MOST_CLIPS = 25
"""Of one Live set, so that none counts for many."""


def figures(data: Path) -> list[Figure]:
    """Means over sets: words that two pieces share, and pieces whose first word no other has. Clips with equal notes count once."""
    return _measured(data)[0]


def _measured(data: Path) -> tuple[list[Figure], dict[str, dict[str, float]]]:
    """The figures, and how common each word is."""
    sets = list(_described(data / "live_sets"))
    common = common_words(data, sets)
    found = _common_figures(common)
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
    return found, common


def common_words(data: Path, sets: Sequence[tuple[list[MusicDescriptor], list[MusicDescriptor]]]) -> dict[str, dict[str, float]]:
    """Word to the share of music of each source that it is among the keywords of."""
    sources = {name: [_words(music) for music in _songs(data / name, *how)] for name, how in MIXED.items()}
    sources["live_sets"] = [_words(music) for clips, _ in sets for music in clips[:MOST_CLIPS]]
    words = {word for given in sources.values() for one in given for word in one}
    return {word: {name: float(np.mean([word in one for one in given])) for name, given in sources.items()} for word in sorted(words)}


def mean_jaccard(words: Sequence[Sequence[Keyword]]) -> float:
    """Mean share of first words that two pieces have in common, of all that either has."""
    sets = [{keyword.word for keyword in each[:FIRST_WORDS]} for each in words]
    return float(np.mean([len(one & other) / len(one | other) for one, other in combinations(sets, 2)]))


def unique_share(words: Sequence[Sequence[Keyword]]) -> float:
    """Share of pieces whose first word is no other's first word."""
    counts = Counter(each[0].word for each in words)
    return float(np.mean([counts[each[0].word] == 1 for each in words]))


def main() -> None:
    """Print the figures and how common each word is."""
    parser = argparse.ArgumentParser(description="Measure how well keywords tell music apart.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds live_sets, genre_midi, web_midi and pop909_cl")
    options = parser.parse_args()
    require_folders(options.data, ("live_sets", *MIXED))
    found, common = _measured(options.data)
    print("\n".join(table_row(figure) for figure in found))
    print("\n| word | " + " | ".join((*MIXED, "live_sets", "mean")) + " |\n|" + "---|" * (len(MIXED) + 3))
    for word, shares in sorted(common.items(), key=lambda pair: (-_mean(pair[1]), pair[0])):
        print(f"| {word}{' (mood)' if word in MOODS else ''} | " + " | ".join(f"{x:.2f}" for x in (*shares.values(), _mean(shares))) + " |")


def _common_figures(common: Mapping[str, Mapping[str, float]]) -> list[Figure]:
    """The commonest word that is no mood: on average over the sources, and in the source where it is commonest."""
    words = {word: shares for word, shares in common.items() if word not in MOODS}
    usual = max(words, key=lambda word: _mean(words[word]))
    most = max(words, key=lambda word: max(words[word].values()))
    return [
        Figure("words", "mixed music", f"share of the commonest word, {usual}", _mean(words[usual]), 0.0, len(words)),
        Figure("words", "one source of four", f"share of the commonest word, {most}", max(words[most].values()), 0.0, len(words)),
    ]


def _mean(shares: Mapping[str, float]) -> float:
    return float(np.mean(list(shares.values())))


def _words(music: MusicDescriptor) -> set[str]:
    return {keyword.word for keyword in music.keywords}


def _songs(folder: Path, pattern: str, every: int) -> Iterator[MusicDescriptor]:
    for path in sorted(folder.rglob(pattern))[::every]:
        try:
            song = open_song(path)
        except SongError:
            continue
        yield describe(song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures))


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


if __name__ == "__main__":
    main()
