"""Which picture a stage shows at a moment: the show's cues against the stage's clock. No OpenGL here.

The rules, in order:

1. The picture changes on the frame whose presentation is nearest to the cue's beat: a frame looks half a frame ahead.
2. The crossfade begins on that frame, most of it at once (it eases out), so that the eye hears the beat.
3. What is not loaded yet never shows: its older version does, else what is on the stage stays. Once something was shown,
   there is always something.
4. A better version of the picture on the stage (draft to final) fades in softly and is no change.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from render.compositor.frame import Frame
from render.compositor.stage_clock import Anchor, StageClock
from vocabulary.pictures import Cue, Quality, Show

__all__ = ["Anchor", "Change", "ChangeKind", "StageClock", "Timeline"]

ChangeKind = Literal["cue", "jump", "late", "upgrade"]

UPGRADE_FADE_S = 0.6
SHORTEST_FADE_S = 1 / 60
LONGEST_FADE_S: dict[ChangeKind, float] = {"cue": 8.0, "jump": 0.15, "late": 0.5, "upgrade": UPGRADE_FADE_S}
"""After a click into the arrangement the picture follows quickly, but not in one frame: a cut can flash."""


@dataclass(frozen=True, slots=True)
class Change:
    """The picture on the stage changed, or the cue that it stands for.

    Attributes:
        kind: "cue" = on its beat; "jump" = the playhead jumped there; "late" = the picture came after its beat; "upgrade" = the
            same cue's better picture.
        beats: Song time at the frame's presentation.
        due_beats: Song time at which it was due: the cue's start, or the loop's start after a wrap into the cue's middle.
        jump: The newest anchor's count of jumps.
    """

    cue_id: str
    picture_id: str
    quality: Quality
    kind: ChangeKind
    beats: float
    due_beats: float
    jump: int


@dataclass(frozen=True, slots=True)
class _Fade:
    start: float
    seconds: float
    soft: bool
    energy_before: float

    def share_at(self, moment: float, frame_seconds: float) -> float:
        """0..1; more than 0 on the first frame already."""
        x = min(1.0, max(0.0, (moment - self.start + frame_seconds) / self.seconds))
        return x * x * (3 - 2 * x) if self.soft else 1 - (1 - x) ** 3


class Timeline:
    """Decides each frame of one stage; keeps what is on it.

    Attributes:
        clock: The stage's song time.
        show: The cues, as last told.
        offset_s: The user's visual offset in seconds: above 0 pictures come later, below 0 earlier.
    """

    def __init__(self, width_px: int, height_px: int, *, frame_seconds: float = 1 / 60, offset_s: float = 0.0) -> None:
        self.clock = StageClock()
        self.show = Show()
        self.offset_s = offset_s
        self._size = (width_px, height_px)
        self._frame_seconds = frame_seconds
        self._loaded: set[str] = set()
        self._older: dict[str, str] = {}
        self._on_stage: Cue | None = None
        self._previous_id = ""
        self._fade: _Fade | None = None
        self._due_id = ""
        self._due_kind: ChangeKind = "late"
        self._due_beats = 0.0
        self._seen_beats = -math.inf
        self._seen_jumps = 0
        self._changes: list[Change] = []

    def resize(self, width_px: int, height_px: int) -> None:
        """Use another size from the next frame on."""
        self._size = (width_px, height_px)

    def pace(self, frame_seconds: float) -> None:
        """Tell how long a frame lasts (1 / refresh rate)."""
        self._frame_seconds = frame_seconds

    def set_show(self, show: Show) -> None:
        """Replace the cues; what is on the stage stays until a frame decides otherwise."""
        before = {cue.id: cue.picture_id for cue in self.show.cues if cue.picture_id in self._loaded}
        older = {**self._older, **before}
        self._older = {cue.id: older[cue.id] for cue in show.cues if cue.id in older}
        self.show = show

    def apply(self, anchor: Anchor, now: float) -> None:
        """Go on from a newer anchor (see `StageClock.apply`)."""
        self.clock.apply(anchor, now)

    def add_picture(self, picture_id: str) -> None:
        """Say that a picture is loaded and may be shown."""
        self._loaded.add(picture_id)

    def remove_picture(self, picture_id: str) -> None:
        """Say that a picture is no longer loaded.

        Raises:
            ValueError: if it is on the stage.
        """
        if picture_id in self.in_use():
            raise ValueError(f"picture {picture_id} is on the stage; ask in_use() first")
        self._loaded.discard(picture_id)

    def unload(self) -> None:
        """Say that no picture is loaded any more: the OpenGL context went. What is on the stage must be loaded anew first."""
        self._loaded.clear()
        self._fade, self._previous_id = None, ""

    def in_use(self) -> frozenset[str]:
        """Pictures that the stage shows now, those of a running crossfade included."""
        shown = self._on_stage.picture_id if self._on_stage else ""
        return frozenset({shown, self._previous_id} - {""})

    def spare(self) -> frozenset[str]:
        """Loaded pictures that stand in for newer ones which are not loaded yet."""
        waiting = (cue.id for cue in self.show.cues if cue.picture_id not in self._loaded)
        return frozenset(self._older[cue_id] for cue_id in waiting if self._older.get(cue_id) in self._loaded)

    def on_stage(self) -> Cue | None:
        """The cue whose picture is shown (with the picture that is shown), or None before the first."""
        return self._on_stage

    def wanted(self, now: float, count: int) -> tuple[str, ...]:
        """Pictures to have loaded, the soonest first: now's, those that follow, then those passed.

        Args:
            now: Monotonic seconds.
            count: At most so many.
        """
        beats, anchor = self.clock.beats_at(now - self.offset_s), self.clock.anchor
        return tuple(islice(dict.fromkeys(cue.picture_id for cue in self._soonest(beats, anchor) if cue.picture_id), count))

    def changes_within(self, present_at: float, seconds: float) -> bool:
        """Whether a picture that is loaded is due to take the stage that soon after a presentation: no time for slow work."""
        if not self.clock.anchor.playing:
            return False
        moment = present_at - self.offset_s
        coming = self.show.cue_at(self.clock.beats_at(moment + seconds))
        shown = self._on_stage
        return coming is not None and shown is not None and coming.id != shown.id and bool(self._picture_of(coming))

    def take_changes(self) -> tuple[Change, ...]:
        """The changes since the last call, in order."""
        changes, self._changes = tuple(self._changes), []
        return changes

    def frame_at(self, present_at: float) -> Frame:
        """What to show in the frame that reaches the eye at `present_at` (monotonic seconds); call in order of time."""
        song_moment = present_at - self.offset_s
        beats = self.clock.beats_at(song_moment)
        self._choose(self.clock.beats_at(song_moment + self._frame_seconds / 2), beats, present_at)
        share = self._share_at(present_at)
        shown = self._on_stage
        energy = shown.energy if shown else 0.0
        if self._fade:
            energy = self._fade.energy_before + (energy - self._fade.energy_before) * share
        return Frame(
            picture_id=shown.picture_id if shown else "",
            previous_id=self._previous_id,
            mix=share,
            beats=beats,
            beats_per_bar=self.clock.anchor.beats_per_bar,
            energy=energy,
            width_px=self._size[0],
            height_px=self._size[1],
        )

    def _soonest(self, beats: float, anchor: Anchor) -> Iterator[Cue]:
        ruling = self.show.cue_at(beats)
        if ruling:
            yield ruling
        coming = sorted((cue for cue in self.show.cues if cue.start_time > beats), key=lambda cue: cue.start_time)
        if anchor.loops:
            yield from (cue for cue in coming if cue.start_time < anchor.loop_end)
            returning = self.show.cue_at(anchor.loop_start)
            if returning:
                yield returning
        yield from coming
        yield from sorted(self.show.cues, key=lambda cue: cue.start_time)

    def _share_at(self, moment: float) -> float:
        if self._fade is None:
            return 1.0
        share = self._fade.share_at(moment, self._frame_seconds)
        if share >= 1.0:
            self._fade, self._previous_id = None, ""
        return share

    def _choose(self, look: float, beats: float, moment: float) -> None:
        """Let the cue that rules at beat `look` take the stage, if it can."""
        cue = self.show.cue_at(look)
        if cue is None and self._on_stage is None:
            cue = self._first_loaded(look)
        if cue is not None:
            fresh = self._note_due(cue, look)
            picture_id = self._picture_of(cue)
            if picture_id:
                self._put(cue, picture_id, beats, moment, fresh)
        else:
            self._due_id = ""
        self._seen_beats, self._seen_jumps = look, self.clock.jumps

    def _first_loaded(self, beats: float) -> Cue | None:
        """Before the first cue and with an empty stage: the picture that comes first."""
        able = [cue for cue in self.show.cues if self._picture_of(cue)]
        return min(able, key=lambda cue: (cue.start_time < beats, cue.start_time), default=None)

    def _note_due(self, cue: Cue, look: float) -> bool:
        """Remember since when and why this cue rules; whether it does so from this frame on."""
        if cue.id == self._due_id:
            return False
        wrapped = look < self._seen_beats
        self._due_id = cue.id
        self._due_beats = max(cue.start_time, self.clock.anchor.loop_start) if wrapped else cue.start_time
        if self.clock.jumps != self._seen_jumps:
            self._due_kind = "jump"
        elif wrapped or cue.start_time > self._seen_beats:
            self._due_kind = "cue"
        else:
            self._due_kind = "late"
        return True

    def _picture_of(self, cue: Cue) -> str:
        """The cue's picture if it is loaded, else its older version, else ""."""
        if not cue.picture_id or cue.picture_id in self._loaded:
            return cue.picture_id
        older = self._older.get(cue.id, "")
        return older if older in self._loaded else ""

    def _put(self, cue: Cue, picture_id: str, beats: float, moment: float, fresh: bool) -> None:
        shown = self._on_stage
        kind: ChangeKind = self._due_kind if fresh or self._due_kind == "jump" else "late"
        if shown and shown.id == cue.id:
            if shown.picture_id == picture_id:
                return
            if self._share_at(moment) < 1.0:
                return
            kind = "upgrade"
        quality: Quality = cue.quality if picture_id == cue.picture_id else "draft"
        self._begin_fade(cue, picture_id, kind, moment)
        self._on_stage = Cue(cue.id, cue.start_time, cue.end_time, picture_id, quality, cue.fade_beats, cue.energy, cue.name)
        self._changes.append(Change(cue.id, picture_id, quality, kind, beats, self._due_beats, self.clock.anchor.jump))

    def _begin_fade(self, cue: Cue, picture_id: str, kind: ChangeKind, moment: float) -> None:
        shown = self._on_stage
        if shown and shown.picture_id == picture_id:
            return
        seconds = min(max(cue.fade_beats * 60 / self.clock.anchor.tempo, SHORTEST_FADE_S), LONGEST_FADE_S[kind])
        seconds = UPGRADE_FADE_S if kind == "upgrade" else seconds
        start, share = moment, self._share_at(moment)
        if share < 1.0 and self._previous_id == picture_id:
            # Back before the crossfade was over: turn it round where it is.
            start = moment + self._frame_seconds - seconds * (1 - share ** (1 / 3))
        if shown and (share >= 0.5 or self._previous_id in ("", picture_id)):
            self._previous_id = shown.picture_id
        self._fade = _Fade(start, seconds, kind == "upgrade", shown.energy if shown else 0.0)
