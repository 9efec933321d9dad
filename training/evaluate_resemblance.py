"""Measure resemblance: is a song found by an edited version of it, transposed, at another tempo, and cut to a few seconds?

The index holds the songs of POP909 as they are; the queries are the files of `versions/`, edits by other hands. Each is transposed by -5 to
6 semitones and stretched by .75 to 1.33 (rounded to ticks), and excerpts are of a random place. P@1 is the share of queries whose own
song comes first, alone. Nothing is learned, so there are no folds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.fingerprint import Shingles, fingerprint_of
from analysis.minhash import band_table, candidates, estimated_containment, estimated_likeness, signature_of, stacked
from analysis.resemblance import build_index, find_resembling
from analysis.sections import song_section
from songs.open_song import open_song
from training.figures import Figure, share_figure
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Ticks

TRANSPOSITIONS = (-5, 6)
STRETCHES = (0.75, 1.33)
EXCERPTS_S = (30.0, 15.0)
JITTER_S = 0.015

Change = Callable[[Section, np.random.Generator], Section]
Finder = Callable[[Shingles], int | None]


@dataclass(frozen=True, slots=True)
class Query:
    """A passage and the number of the song that it is of."""

    section: Section
    song: int


def figures(data: Path) -> list[Figure]:
    """P@1 of versions and of their excerpts, exact and by signatures; of versions made harder; of excerpts of POP909-CL."""
    folders = sorted(folder for folder in (data / "pop909").iterdir() if folder.is_dir())
    songs = [whole_song(folder / f"{folder.name}.mid") for folder in folders]
    versions = [
        Query(whole_song(path), song) for song, folder in enumerate(folders) for path in sorted((folder / "versions").glob("*.mid"))
    ]
    exact, estimated = finders(songs)
    found = []
    for what, change in changes():
        queries = [fingerprint_of(change(query.section, np.random.default_rng(place))) for place, query in enumerate(versions)]
        found.append(share_figure("resemblance", "POP909 versions", f"P@1, {what}", _right(exact, queries, versions)))
        if "part" not in what and "played" not in what:
            found.append(share_figure("resemblance", "POP909 versions", f"P@1, {what}, MinHash 128", _right(estimated, queries, versions)))
    return [*found, _in_bands(songs, versions), *_corrected(data)]


def changes() -> tuple[tuple[str, Change], ...]:
    """What is done to the queries, by name."""
    return (
        ("whole", moved),
        *((f"{seconds:g} s", _excerpt_change(seconds)) for seconds in EXCERPTS_S),
        ("whole, played unevenly (15 ms)", lambda section, random: uneven(moved(section, random), random)),
        ("whole, all in one part", lambda section, random: one_part(moved(section, random))),
        ("15 s, all in one part", lambda section, random: one_part(_excerpt_change(15.0)(section, random))),
    )


def finders(songs: Sequence[Section]) -> tuple[Finder, Finder]:
    """The exact index and the signatures of songs, each as a function from a query to the song found, None where none leads."""
    documents = [fingerprint_of(song) for song in songs]
    index = build_index(documents)
    signatures = stacked([signature_of(document) for document in documents])
    sizes = np.array([len(document) for document in documents])

    def exact(query: Shingles) -> int | None:
        best = find_resembling(index, query, 2)
        return best[0].document if best and (len(best) == 1 or best[0].score > best[1].score) else None

    def estimated(query: Shingles) -> int | None:
        likeness = estimated_likeness(signatures, signature_of(query))
        ranked = estimated_containment(likeness, sizes, len(query))
        first, second = np.argsort(-ranked, kind="stable")[:2]
        return int(first) if ranked[first] > ranked[second] else None

    return exact, estimated


def moved(section: Section, random: np.random.Generator) -> Section:
    """Transposed and stretched at random, the tempo number left as it is: as a file of another key and speed is."""
    semitones = int(random.integers(TRANSPOSITIONS[0], TRANSPOSITIONS[1] + 1))
    stretch = float(random.uniform(*STRETCHES))
    return changed(section, lambda note: (note.start_time * stretch, note.pitch + semitones, note.duration * stretch), stretch)


def uneven(section: Section, random: np.random.Generator) -> Section:
    """Every onset moved by chance, standard deviation 15 ms at 120 bpm."""
    ticks = JITTER_S * 2 * TICKS_PER_BEAT
    return changed(section, lambda note: (note.start_time + random.normal(0, ticks), note.pitch, note.duration))


def excerpt(section: Section, start: float, end: float) -> Section:
    """The notes that begin from `start` to `end` (ticks), counted from the start."""
    parts = (
        replace(p, notes=tuple(replace(n, start_time=Ticks(round(n.start_time - start))) for n in p.notes if start <= n.start_time < end))
        for p in section.parts
    )
    return replace(
        section, end_time=Ticks(section.start_time + max(1, round(end - start))), parts=tuple(part for part in parts if part.notes)
    )


def one_part(section: Section) -> Section:
    """The same notes without their distribution over parts."""
    return replace(section, parts=(Part("all", tuple(sorted(note for part in section.parts for note in part.notes))),))


def changed(section: Section, change: Callable[[Note], tuple[float, int, float]], stretch: float = 1.0) -> Section:
    """Every note with another start, pitch and duration; pitches are kept within 0..127."""
    parts = []
    for part in section.parts:
        rows = ((note, *change(note)) for note in part.notes)
        notes = (
            replace(n, start_time=Ticks(round(start)), pitch=min(127, max(0, pitch)), duration=Ticks(max(1, round(duration))))
            for n, start, pitch, duration in rows
        )
        parts.append(replace(part, notes=tuple(sorted(notes))))
    return replace(section, end_time=Ticks(section.start_time + max(1, round(section.length * stretch))), parts=tuple(parts))


def whole_song(path: Path) -> Section:
    """A file as one section, through the front door."""
    song = open_song(path)
    return song_section(song.live_set, tempo_map=song.tempo_map, tempo=song.tempo_map.points[0][1], signatures=song.signatures)


def _excerpt_change(seconds: float) -> Change:
    """So many seconds of the original's time from a random place between the first note and the last."""

    def change(section: Section, random: np.random.Generator) -> Section:
        ticks = seconds * section.tempo / 60 * TICKS_PER_BEAT
        first = min(note.start_time for part in section.parts for note in part.notes)
        last = max(note.end_time for part in section.parts for note in part.notes)
        start = float(random.uniform(first, max(first, last - ticks)))
        return moved(excerpt(section, start, start + ticks), random)

    return change


def _corrected(data: Path) -> list[Figure]:
    """30 seconds of each song of POP909-CL, transposed and stretched, against the whole songs."""
    songs = [whole_song(path) for path in sorted((data / "pop909_cl").glob("*.mid"))]
    exact, _ = finders(songs)
    queries = [fingerprint_of(_excerpt_change(30.0)(song, np.random.default_rng(place))) for place, song in enumerate(songs)]
    right = _right(exact, queries, [Query(song, place) for place, song in enumerate(songs)])
    return [share_figure("resemblance", "POP909-CL", "P@1, 30 s of the same file", right)]


def _in_bands(songs: Sequence[Section], versions: Sequence[Query]) -> Figure:
    """Share of whole versions whose song is among the few that share a band of its signature."""
    table = band_table(stacked([signature_of(fingerprint_of(song)) for song in songs]))
    queries = [moved(query.section, np.random.default_rng(place)) for place, query in enumerate(versions)]
    looked_at = [candidates(table, signature_of(fingerprint_of(query))) for query in queries]
    share = sum(len(found) for found in looked_at) / (len(looked_at) * len(songs))
    right = [true.song in found for found, true in zip(looked_at, versions, strict=True)]
    return share_figure("resemblance", "POP909 versions", f"among the {share:.0%} of songs that MinHash's bands give, whole", right)


def _right(find: Finder, queries: Sequence[Shingles], truth: Sequence[Query]) -> list[bool]:
    return [find(query) == true.song for query, true in zip(queries, truth, strict=True)]
