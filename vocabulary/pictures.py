"""Requests for pictures, pictures, and the cues that put them on a stage."""

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any, Literal

from vocabulary.live_set import Part
from vocabulary.look import Look
from vocabulary.notes import Note, check_range
from vocabulary.units import Beats, Bpm, Ticks

Quality = Literal["draft", "final"]

REQUEST_FORMAT = 2
"""Raised when painters change what an equal request draws, so that old pictures are not taken for new ones."""


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """All that decides a picture, and nothing else: equal requests give equal pixels.

    Attributes:
        look: Colours, form, painter, seed.
        parts: The notes to draw, start_time counted from the section's start.
        length: Ticks of the section.
        tempo: Bpm.
        signature_numerator, signature_denominator: Bars of the section.
        chords: (start ticks, end ticks, root pitch class or -1, label) in order.
        width_px, height_px: 16..8192.
        quality: "draft" is quick and small, "final" is what stays.
        renderer: "painter", or the name of a diffusion model.
    """

    look: Look
    parts: tuple[Part, ...]
    length: Ticks
    tempo: Bpm = Bpm(120.0)
    signature_numerator: int = 4
    signature_denominator: int = 4
    chords: tuple[tuple[int, int, int, str], ...] = ()
    width_px: int = 1024
    height_px: int = 1024
    quality: Quality = "final"
    renderer: str = "painter"

    def __post_init__(self) -> None:
        check_range("width_px", self.width_px, 16, 8192)
        check_range("height_px", self.height_px, 16, 8192)
        check_range("length", self.length, 1, 2**31 - 1)

    def digest(self) -> str:
        """Hash that names the picture: 32 hexadecimal digits of SHA-256 over all fields."""
        content = json.dumps([REQUEST_FORMAT, self], default=_by_name, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture in the library.

    Attributes:
        id: The digest of its request.
        path: The PNG file, absolute.
        quality: Draft or final.
        renderer: Who drew it, e.g. "painter:nebula".
        seconds: How long that took.
    """

    id: str
    path: str
    width_px: int
    height_px: int
    quality: Quality
    renderer: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Cue:
    """From start_time to end_time of the song, this picture is shown.

    Attributes:
        id: The section's id.
        start_time, end_time: Song time in beats, half open; end may be infinite for session clips.
        picture_id: What to show; "" while nothing is ready: the stage then keeps what it shows.
        quality: Whether picture_id is a draft or final.
        fade_beats: Length of the crossfade that begins at start_time.
        energy: 0..1, how much the picture moves with the beat.
        name: The section's name.
    """

    id: str
    start_time: Beats
    end_time: Beats
    picture_id: str
    quality: Quality = "draft"
    fade_beats: Beats = Beats(1.0)
    energy: float = 0.5
    name: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """All cues of a set, in order of time; where two overlap, the later one in the tuple rules (a session launch)."""

    cues: tuple[Cue, ...] = ()

    def cue_at(self, beats: float) -> Cue | None:
        """The cue that rules at a song time, or None before the first and in gaps."""
        for cue in reversed(self.cues):
            if cue.start_time <= beats < cue.end_time:
                return cue
        return None


def _by_name(value: Any) -> dict[str, Any]:
    """A value's fields, for JSON; a third of the time of `dataclasses.asdict`, which an edit's draft waits for."""
    if type(value) is Note:
        return {name: getattr(value, name) for name in _NOTE_FIELDS}
    return {field.name: getattr(value, field.name) for field in fields(value)}


_NOTE_FIELDS = tuple(field.name for field in fields(Note))
