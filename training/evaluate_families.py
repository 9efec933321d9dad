"""Measure picture families: does an edited clip of a real Live set keep the seed of its look, does other music get another one?

Every clip with notes of `live_sets` is edited at random three times for each size of edit: notes are left out, put a sixteenth earlier or
later, moved by up to three semitones, or joined by another note a third to an octave away. "In its place" is the live set's case;
"elsewhere" is an edited copy. For comparison: the seed that comes from the coarse features of the music alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.describe import describe
from analysis.families import find_families, sketch_of
from analysis.sections import clip_section
from render.look import music_seed
from songs.open_song import open_song
from training.figures import Figure, share_figure
from vocabulary.errors import SongError
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note
from vocabulary.units import TICKS_PER_BEAT, Ticks

SHARES = (("1 note", 0.0), ("5 % of the notes", 0.05), ("10 %", 0.1), ("20 %", 0.2))
EDITS_A_CLIP = 3
_STEP = TICKS_PER_BEAT // 4


def figures(data: Path) -> list[Figure]:
    """Share of edits that keep the family, or the coarse seed; share of other clips in a clip's place that get a family of their own."""
    clips = list(live_clips(data))
    found = []
    for what, share in SHARES:
        random = np.random.default_rng(0)
        pairs = [(clip, edited(clip, share, random)) for clip in clips for _ in range(EDITS_A_CLIP)]
        pairs = [(before, after) for before, after in pairs if after.parts[0].notes]
        for way, keeps in WAYS.items():
            found.append(share_figure("families", "Live sets' clips", f"kept after {what}, {way}", [keeps(*pair) for pair in pairs]))
    random = np.random.default_rng(1)
    others = [(clip, clips[int(random.integers(len(clips)))]) for clip in clips for _ in range(EDITS_A_CLIP)]
    apart = [not stays(one, other) for one, other in others if sketch_of(one) != sketch_of(other)]
    return [*found, share_figure("families", "Live sets' clips", "another for a clip put in its place", apart)]


def live_clips(data: Path) -> Iterator[Section]:
    """Each clip of each set once, those that differ in no note taken together."""
    seen = set()
    for path in sorted((data / "live_sets").glob("*.als")):
        try:
            tracks = open_song(path).live_set.tracks
        except SongError:
            continue
        for track in tracks:
            for clip in (*track.arrangement_clips, *track.session_clips):
                section = clip_section(track, clip)
                if section.parts and section.parts[0].notes and sketch_of(section) not in seen:
                    seen.add(sketch_of(section))
                    yield section


def edited(section: Section, share: float, random: np.random.Generator) -> Section:
    """A share of the notes, one at least, is changed."""
    (part,) = section.parts
    count = max(1, round(share * len(part.notes)))
    chosen = set(random.choice(len(part.notes), count, replace=False).tolist())
    notes = [note for number, one in enumerate(part.notes) for note in (changed_notes(one, random) if number in chosen else (one,))]
    return replace(section, parts=(Part(part.track_name, tuple(sorted(notes)), part.color, part.program),))


def stays(before: Section, after: Section) -> bool:
    """Whether the second has the family of the first, whose place it takes."""
    return _family_after(before, replace(after, id=before.id, start_time=before.start_time, end_time=before.end_time))


def joins(before: Section, after: Section) -> bool:
    """Whether the second has the family of the first, being elsewhere."""
    return _family_after(before, replace(after, id="elsewhere"))


def keeps_coarse_seed(before: Section, after: Section) -> bool:
    """Whether both have one seed from coarse features."""
    return music_seed(describe(before)) == music_seed(describe(after))


WAYS: dict[str, Callable[[Section, Section], bool]] = {"in its place": stays, "elsewhere": joins, "by coarse features": keeps_coarse_seed}


def _family_after(before: Section, after: Section) -> bool:
    known = find_families([(before, sketch_of(before))], ())
    return find_families([(after, sketch_of(after))], known)[0].family == known[0].family


def changed_notes(note: Note, random: np.random.Generator) -> tuple[Note, ...]:
    """No note, the note moved, the note at another pitch, or two notes."""
    kind = int(random.integers(4))
    if kind == 0:
        return ()
    if kind == 1:
        return (replace(note, start_time=Ticks(max(0, note.start_time + int(random.choice((-_STEP, _STEP)))))),)
    by = int(random.choice((-3, -2, -1, 1, 2, 3) if kind == 2 else (-12, 3, 4, 7, 12)))
    other = replace(note, pitch=min(127, max(0, note.pitch + by)))
    return (other,) if kind == 2 else (note, other)
