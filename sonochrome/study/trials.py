"""What a listener is asked: a passage to hear, its picture, and a control picture in the same hand at the same size."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from analysis.describe import describe
from analysis.sections import arrangement_sections, song_section
from render.look import imagine_look
from render.request import picture_request
from render.style import Style
from songs.open_song import open_song
from vocabulary.descriptor import Models
from vocabulary.errors import SongError
from vocabulary.live_set import Part, Section
from vocabulary.pictures import PictureRequest
from vocabulary.units import TICKS_PER_BEAT, Ticks, beats_per_bar

log = logging.getLogger(__name__)

Control = Literal["other", "shuffled"]
CONTROLS: tuple[Control, ...] = ("other", "shuffled")

EXCERPT_S = 20.0
"""About how much is heard and painted."""
FEWEST_NOTES = 16
PICTURE_PX = 640


@dataclass(frozen=True, slots=True)
class Trial:
    """One question.

    Attributes:
        number: 1 is the first.
        song: The file's name.
        passage: What is heard, and what `ours` was painted from.
        ours, control: The two requests; both in one style.
        left: Whether ours is on the left.
    """

    number: int
    song: str
    passage: Section
    control_kind: Control
    style: str
    ours: PictureRequest
    control: PictureRequest
    left: bool


def plan_trials(
    files: Sequence[Path], count: int, seed: int, *, control: Control, style: str | None, styles: Mapping[str, Style], models: Models
) -> tuple[Trial, ...]:
    """Questions in an order of chance; equal arguments give equal questions.

    Args:
        files: Songs; those that cannot be read or hold too little are passed over.
        count: How many; songs come again only when there are fewer.
        seed: Of order, sides and controls.
        control: What the other picture is of: another song of the files, or the same notes in disorder.
        style: The hand of all pictures; None takes them in turn.
        styles: Those there are.
        models: What judges the music.

    Raises:
        SongError: if there are too few songs.
    """
    dice = np.random.default_rng(seed)
    passages = _passages(files, count + (control == "other"), dice)
    if len(passages) < (2 if control == "other" else 1):
        raise SongError("a study needs songs with notes: two at least to compare one with another")
    hands = [style] if style else sorted(styles)
    trials = []
    for index in range(count):
        song, passage = passages[index % len(passages)]
        if control == "other":
            other = passages[(index + 1 + int(dice.integers(len(passages) - 1))) % len(passages)]
            against = other[1] if other[0] != song else passages[(index + 1) % len(passages)][1]
        else:
            against = shuffled(passage, dice)
        hand = hands[int(dice.integers(len(hands)))]
        ours, theirs = (_request(one, hand, styles, models) for one in (passage, against))
        trials.append(Trial(index + 1, song, passage, control, hand, ours, theirs, bool(dice.integers(2))))
    return tuple(trials)


def shuffled(section: Section, dice: np.random.Generator) -> Section:
    """The same pitches, onsets, durations and velocities in each part, each dealt anew.

    What is lost is what belongs together: melody, harmony, rhythm, who plays when.
    """
    parts = []
    for part in section.parts:
        notes = part.notes
        starts = np.sort(dice.integers(0, section.length, len(notes)))
        pitches, durations, velocities = (
            dice.permutation([getattr(note, name) for note in notes]) for name in ("pitch", "duration", "velocity")
        )
        dealt = (
            replace(note, start_time=Ticks(int(start)), pitch=int(pitch), duration=Ticks(int(duration)), velocity=int(velocity))
            for note, start, pitch, duration, velocity in zip(notes, starts, pitches, durations, velocities, strict=True)
        )
        parts.append(replace(part, notes=tuple(sorted(dealt))))
    return replace(section, parts=tuple(parts))


def excerpt(section: Section, seconds: float) -> Section:
    """The first whole bars of a section that last at most so long, one bar at least."""
    bar = int(beats_per_bar(section.signature_numerator, section.signature_denominator) * TICKS_PER_BEAT)
    bars = max(1, int(seconds * section.tempo / 60 * TICKS_PER_BEAT) // bar)
    length = min(section.length, bars * bar)
    parts = tuple(
        Part(part.track_name, tuple(note for note in part.notes if note.start_time < length), part.color, part.program)
        for part in section.parts
    )
    return replace(section, end_time=Ticks(section.start_time + length), parts=parts)


def _passages(files: Sequence[Path], wanted: int, dice: np.random.Generator) -> list[tuple[str, Section]]:
    """One passage of each song, the fullest, until there are enough."""
    found: list[tuple[str, Section]] = []
    for index in dice.permutation(len(files)):
        if len(found) == wanted:
            break
        path = files[int(index)]
        try:
            song = open_song(path)
        except SongError as error:
            log.warning("passed over: %s", error)
            continue
        sections = arrangement_sections(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)
        cut = [excerpt(section, EXCERPT_S) for section in sections or (song_section(song.live_set),)]
        best = max(cut, key=_note_count)
        if _note_count(best) >= FEWEST_NOTES:
            found.append((path.name, best))
    return found


def _note_count(section: Section) -> int:
    return sum(len(part.notes) for part in section.parts)


def _request(section: Section, style: str, styles: Mapping[str, Style], models: Models) -> PictureRequest:
    music = describe(section, models=models)
    look = imagine_look(music, style=style, styles=styles)
    return picture_request(section, music, look, quality="final", width_px=PICTURE_PX, height_px=PICTURE_PX)
