"""Measure keys against POP909-CL (human-corrected pop) and DCML (Mozart's piano sonatas, expert labels)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.keys import estimate_key, is_minor
from analysis.passage import passage_of
from analysis.pitch import pitch_class_profile
from training.corpora import LabelledKey, LabelledSong, dcml, pop909_cl
from training.figures import Figure, share_figure
from vocabulary.descriptor import Key
from vocabulary.live_set import Section
from vocabulary.units import Ticks

CLIP_BARS = 8
CLIPS_A_SONG = 2


def figures(data: Path) -> list[Figure]:
    """Share of exactly right keys of whole songs, and of clips of eight bars."""
    pop, mozart = list(pop909_cl(data)), list(dcml(data))
    return [
        share_figure("key", "POP909-CL", "exact, whole", _songs_right(pop)),
        share_figure("key", "POP909-CL", f"exact, {CLIP_BARS} bars", [right for song in pop if song.keys for right in _clips_right(song)]),
        share_figure("key", "DCML Mozart", "exact, whole", _songs_right(mozart)),
    ]


def _songs_right(songs: Sequence[LabelledSong]) -> list[bool]:
    return [is_right(_key(song.section), _longest(song)) for song in songs if song.keys]


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
