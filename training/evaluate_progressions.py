"""Measure how well named progressions survive our own chords and keys: POP909-CL (human-corrected pop) and DCML (Mozart, expert labels).

There are no labels of progressions; those found in the true chords and keys are taken for true, so this measures what errors of chords and
keys do to them, not whether a name suits. The labels tell no inversions, so that patterns of the bass are left out.
"""

from collections.abc import Iterable
from pathlib import Path

from analysis.chord_line import chord_line
from analysis.describe import describe
from analysis.passage import passage_of
from analysis.progressions import find_progressions
from analysis.schemata import SCHEMATA
from training.corpora import LabelledKey, LabelledSong, dcml, pop909_cl
from training.figures import Figure, mean_figure
from vocabulary.descriptor import Chord, Key, KeySpan, Progression
from vocabulary.units import Ticks

OF_THE_BASS = frozenset({"pedal point", *(schema.name for schema in SCHEMATA if schema.kind == "bass")})


def figures(data: Path) -> list[Figure]:
    """Precision and recall of the names of a song's progressions, mean over songs that have any; and the share with the same first name."""
    found = []
    for name, songs in (("POP909-CL", pop909_cl(data)), ("DCML Mozart", dcml(data))):
        found += _scores(name, [_names_of(song) for song in songs if song.chords and song.keys])
    return found


def _names_of(song: LabelledSong) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """True and found names, most telling first."""
    described = describe(song.section)
    return true_names(song, described.genre.name), _names(described.progressions)


def true_names(song: LabelledSong, genre: str) -> tuple[str, ...]:
    """Names of the progressions in a song's true chords and keys, believed as they are in music of this genre."""
    keys = [KeySpan(Ticks(key.start), Ticks(key.end), _key(key)) for key in song.keys]
    main = max(keys, key=lambda span: span.end_time - span.start_time).key
    chords = [Chord(Ticks(chord.start), Ticks(chord.end), chord.label) for chord in song.chords]
    found = find_progressions(chord_line(chords, main, keys), passage_of(song.section).bar_ticks, genre)
    return _names(found)


def _names(found: Iterable[Progression]) -> tuple[str, ...]:
    return tuple(progression.name for progression in found if progression.name and progression.name not in OF_THE_BASS)


def _key(key: LabelledKey) -> Key:
    return Key(key.tonic, "minor" if key.mode == "minor" else "major", 1.0)


def _scores(name: str, pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[Figure]:
    both = [(set(true), set(ours), true[:1] == ours[:1]) for true, ours in pairs]
    precision = [len(true & ours) / len(ours) for true, ours, _ in both if ours]
    recall = [len(true & ours) / len(true) for true, ours, _ in both if true]
    return [
        mean_figure("progressions", name, "precision of names", precision),
        mean_figure("progressions", name, "recall of names", recall),
        mean_figure("progressions", name, "same first name", [float(same) for true, _, same in both if true]),
    ]
