"""What the stage client tells: frozen values, made in its thread, taken in the stage's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.stage.protocol import CueMessage, SectionDocument, SetDocument, Status, StyleDocument
from render.compositor.stage_clock import Anchor
from vocabulary.pictures import PictureRequest


@dataclass(frozen=True, slots=True)
class Connected:
    """A daemon answered; `session` differs from the last one's after it was restarted."""

    session: str


@dataclass(frozen=True, slots=True)
class Disconnected:
    """No daemon answers (any more); `reason` says it in plain words."""

    reason: str


@dataclass(frozen=True, slots=True)
class ShowTold:
    """All cues in their order; where two overlap, the later one rules."""

    cues: tuple[CueMessage, ...]


@dataclass(frozen=True, slots=True)
class AnchorTold:
    """Song time at a moment, with the time signature for people."""

    anchor: Anchor
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class SetTold:
    """What the timeline shows of the Live set."""

    document: SetDocument


@dataclass(frozen=True, slots=True)
class SectionTold:
    """What a section is; `hash` is the cue's `document`."""

    hash: str
    document: SectionDocument


@dataclass(frozen=True, slots=True)
class StylesTold:
    """The styles that can be chosen."""

    styles: tuple[StyleDocument, ...]


@dataclass(frozen=True, slots=True)
class RequestTold:
    """What a picture was painted from, so that a stage can move it."""

    id: str
    request: PictureRequest


@dataclass(frozen=True, slots=True)
class StatusTold:
    """What the daemon is doing."""

    status: Status


@dataclass(frozen=True, slots=True, eq=False)
class PictureTold:
    """A picture for the stage: pixels of shape (height, width, 3), sRGB, top row first."""

    id: str
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ThumbnailTold:
    """A small picture for the row of sections, same layout."""

    id: str
    pixels: NDArray[np.uint8]


Event = (
    Connected
    | Disconnected
    | ShowTold
    | AnchorTold
    | SetTold
    | SectionTold
    | StylesTold
    | StatusTold
    | PictureTold
    | RequestTold
    | ThumbnailTold
)
