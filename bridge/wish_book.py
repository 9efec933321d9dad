"""The user's wishes for a set, its tracks and its clips, and how a track or clip is found again after edits and restarts.

Live numbers its objects anew whenever a set is opened, so a mark notes more than the number: name, place and notes. While the set is open
the number decides, as long as name, place or notes agree; after that equal notes do, then name and place together.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

import msgspec
import numpy as np

from render.score import is_drums
from vocabulary.live_set import LiveSet, Part, Section
from vocabulary.notes import Clip, Note, Track
from vocabulary.wishes import Wishes

Scope = Literal["clip", "track", "set"]
NO_WISHES = Wishes()
LOST = -1
"""The number of what is not in the set now; it may come back by undo."""
MOST_MARKS = 500


class Mark(msgspec.Struct, frozen=True):
    """How a track or clip is found again. `within`: name of a clip's track; `place`: index, start in ticks, or -1 - slot."""

    id: int
    name: str
    within: str
    place: int
    notes: str


class WishBook(msgspec.Struct, frozen=True):
    """All wishes of a set. `style`: the one first chosen for it, "" while none was."""

    of_set: Wishes = NO_WISHES
    tracks: tuple[tuple[Mark, Wishes], ...] = ()
    clips: tuple[tuple[Mark, Wishes], ...] = ()
    style: str = ""

    def own(self, targets: "Targets", scope: Scope) -> Wishes:
        """What is wished for this very set, track or clip."""
        if scope == "set":
            return self.of_set
        target = targets.track if scope == "track" else targets.clip
        marks = self.tracks if scope == "track" else self.clips
        return next((wishes for mark, wishes in marks if target is not None and mark.id == target.id), NO_WISHES)

    def with_own(self, targets: "Targets", scope: Scope, wishes: Wishes) -> Self:
        """The book in which this is wished for the set, the track or the clip, which must be there."""
        if scope == "set":
            return msgspec.structs.replace(self, of_set=wishes)
        if scope == "track":
            assert targets.track is not None
            return msgspec.structs.replace(self, tracks=_with(self.tracks, _track_mark(targets.track, targets.place), wishes))
        assert targets.track is not None
        assert targets.clip is not None
        return msgspec.structs.replace(self, clips=_with(self.clips, _clip_mark(targets.clip, targets.track), wishes))

    def followed(self, live_set: LiveSet) -> Self:
        """The book with the marks of what is now in the set; what is not there is marked as lost and kept."""
        if not self.tracks and not self.clips:
            return self
        tracks = [_Found(track.id, track.name, "", place, (track, place)) for place, track in enumerate(live_set.tracks)]
        clips = [_Found(clip.id, clip.name, track.name, _place(clip), (clip, track)) for track in live_set.tracks for clip in _clips(track)]
        return msgspec.structs.replace(self, tracks=_found_again(self.tracks, tracks), clips=_found_again(self.clips, clips))


@dataclass(frozen=True, slots=True)
class Targets:
    """Whose wishes rule a section: the clip that plays longest in it, its track, and that track's index."""

    track: Track | None = None
    clip: Clip | None = None
    place: int = 0


def targets_of(live_set: LiveSet, section: Section, book: WishBook) -> Targets:
    """The clip that plays longest in a section; of equals one with wishes, then what is no drum kit, then the upper track."""
    with_wishes = {mark.id for mark, _ in (*book.tracks, *book.clips)} - {LOST}

    def rank(found: tuple[int, int, Track, Clip]) -> tuple[int, bool, bool]:
        length, _, track, clip = found
        return length, bool({track.id, clip.id} & with_wishes), not is_drums(Part(track.name, (), program=track.program))

    best = max(_playing(live_set, section), key=rank, default=None)
    return Targets() if best is None else Targets(best[2], best[3], best[1])


def _playing(live_set: LiveSet, section: Section) -> Iterator[tuple[int, int, Track, Clip]]:
    """(ticks, index of the track, track, clip) of what sounds in a section of the arrangement, or of session clips."""
    sounding = {part.track_name for part in section.parts if part.notes}
    slots = dict(_slots(section.id)) if section.id.startswith("s") else None
    for place, track in enumerate(live_set.tracks):
        for clip in _clips(track):
            if track.muted or clip.muted or track.name not in sounding:
                continue
            if slots is None and clip.start_time is not None and clip.end_time is not None:
                length = min(clip.end_time, section.end_time) - max(clip.start_time, section.start_time)
            elif slots is not None and clip.slot is not None and slots.get(place) == clip.slot:
                length = clip.loop_end - clip.loop_start
            else:
                continue
            if length > 0:
                yield length, place, track, clip


def _slots(section_id: str) -> Iterator[tuple[int, int]]:
    """(index of a track, scene) from an id like "s0:2,3:5"."""
    for pair in section_id[1:].split(","):
        place, _, slot = pair.partition(":")
        if place.isdecimal() and slot.isdecimal():
            yield int(place), int(slot)


@dataclass(frozen=True, slots=True)
class _Found:
    """A track or clip that is in the set; `what`: (track, index) or (clip, track)."""

    id: int
    name: str
    within: str
    place: int
    what: tuple[Track, int] | tuple[Clip, Track]

    @property
    def mark(self) -> Mark:
        first, second = self.what
        return _clip_mark(first, second) if isinstance(first, Clip) else _track_mark(first, second)  # type: ignore[arg-type]  # pairs

    @property
    def notes(self) -> str:
        first = self.what[0]
        return digest((first,) if isinstance(first, Clip) else _clips(first))


def _found_again(marks: tuple[tuple[Mark, Wishes], ...], there: list[_Found]) -> tuple[tuple[Mark, Wishes], ...]:
    by_id = {found.id: found for found in there}
    taken: dict[int, Mark] = {}
    left = []
    for place, (mark, _) in enumerate(marks):
        same = by_id.get(mark.id)
        if same is not None and (mark.name == same.name or mark.place == same.place or mark.notes == same.notes):
            taken[place] = same.mark
            del by_id[mark.id]
        else:
            left.append(place)
    notes = {found.id: found.notes for found in by_id.values()} if left else {}
    likely = [
        (likeness, -place, found.id) for place in left for found in by_id.values() if (likeness := _likeness(marks[place][0], found, notes))
    ]
    for _, place, number in sorted(likely, reverse=True):
        if -place not in taken and number in by_id:
            taken[-place] = by_id.pop(number).mark
    return tuple((taken.get(place, msgspec.structs.replace(mark, id=LOST)), wishes) for place, (mark, wishes) in enumerate(marks))


def _likeness(mark: Mark, found: _Found, notes: dict[int, str]) -> int:
    """0 for another; equal notes tell most, and without them name and place must both agree."""
    same_notes, same_name, same_place = mark.notes == notes[found.id], mark.name == found.name, mark.place == found.place
    if not same_notes and not (same_name and same_place):
        return 0
    return 8 * same_notes + 4 * same_place + 2 * (mark.within == found.within) + same_name


def _with(marks: tuple[tuple[Mark, Wishes], ...], mark: Mark, wishes: Wishes) -> tuple[tuple[Mark, Wishes], ...]:
    others = tuple(pair for pair in marks if pair[0].id != mark.id)
    return others if wishes.is_empty else ((mark, wishes), *others)[:MOST_MARKS]


def _clips(track: Track) -> tuple[Clip, ...]:
    return track.arrangement_clips + track.session_clips


def _place(clip: Clip) -> int:
    return clip.start_time if clip.start_time is not None else -1 - (clip.slot or 0)


def _clip_mark(clip: Clip, track: Track) -> Mark:
    return Mark(clip.id, clip.name, track.name, _place(clip), digest((clip,)))


def _track_mark(track: Track, place: int) -> Mark:
    return Mark(track.id, track.name, "", place, digest(_clips(track)))


def digest(clips: Iterable[Clip]) -> str:
    """A short name of what clips play."""
    found = hashlib.sha256()
    for clip in clips:
        found.update(_note_bytes(clip.notes))
        found.update(b"|")
    return found.hexdigest()[:16]


def _note_bytes(notes: tuple[Note, ...]) -> bytes:
    return np.array([(note.start_time, note.pitch, note.duration) for note in notes], "<i8").tobytes()
