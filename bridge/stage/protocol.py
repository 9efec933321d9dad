"""The stage protocol: JSON over WebSocket, pictures and documents over HTTP.

Version 1. ``ws://127.0.0.1:<port>/stage``; at most 16 kB a message. What is larger is a document at
``http://127.0.0.1:<port>/documents/<hash>`` (JSON) or a picture at ``/pictures/<id>`` (PNG); both are immutable.

The first message each way is `Hello`. The daemon then sends everything once (`SetChanged`, `Cues`, `Anchor`, `Status`) and later
what changed. A viewer may send a `Wish` at any time; the `Status` that follows answers it. A slow
client gets the newest state of each kind instead of a queue. Times are beats of the song and
`time.monotonic()` seconds of the daemon's machine (on one machine all processes share that clock; a client
elsewhere corrects by `Ping`/`Pong`).
"""

from typing import Literal

import msgspec

from vocabulary.errors import ProtocolError
from vocabulary.wishes import Wishes

PROTOCOL_VERSION = 1
MAX_MESSAGE_BYTES = 16_000
FIRST_PORT, LAST_PORT = 17410, 17419


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """Either side's first message. `role` is "viewer", "headless" or "daemon"; `session` changes when the daemon restarts."""

    protocol: int
    role: str
    version: str
    session: str = ""


class SetChanged(msgspec.Struct, frozen=True, tag="set"):
    """The Live set is now the document `/documents/<hash>` (see `SetDocument`)."""

    hash: str


class CueMessage(msgspec.Struct, frozen=True):
    """One `vocabulary.pictures.Cue`; `end` is None for "until further notice"; `document` names the section's description."""

    id: str
    name: str
    start: float
    end: float | None
    picture: str
    quality: Literal["draft", "final"]
    fade: float
    energy: float
    document: str = ""
    """Hash of a `SectionDocument`, "" until described."""


class Cues(msgspec.Struct, frozen=True, tag="cues"):
    """Cues that are new or changed (by id), and the ids that went. `order` lists all ids if the order or set of ids changed.

    `part` and `parts` number the messages of one update that did not fit into 16 kB (the first holds `order`; over some thousand cues, the
    orders of all parts are joined); `whole` starts from an empty show.
    """

    changed: tuple[CueMessage, ...] = ()
    removed: tuple[str, ...] = ()
    order: tuple[str, ...] | None = None
    whole: bool = False
    part: int = 0
    parts: int = 1


class Anchor(msgspec.Struct, frozen=True, tag="anchor"):
    """At monotonic second `at`, song time was `beats` and ran with `tempo` bpm (if `playing`).

    `jump` counts unannounced jumps of song time (a click into the arrangement); it grows by one with each.
    """

    at: float
    beats: float
    tempo: float
    playing: bool
    loop: bool = False
    loop_start: float = 0.0
    loop_length: float = 0.0
    numerator: int = 4
    denominator: int = 4
    jump: int = 0


class Status(msgspec.Struct, frozen=True, tag="status"):
    """What the daemon is doing, for people.

    `source` is "" (nothing connected), "device", "file"; `device` is "waiting", "connected", "off", "lost".
    """

    source: str
    device: str
    set_name: str
    sections: int
    final_pictures: int
    drawing: str
    message: str
    safe_mode: bool = False
    dropped: int = 0
    """Datagrams that had to be asked for again."""
    styles: str = ""
    """Hash of a `StylesDocument`."""
    answered: int = 0
    """Number of the last `Wish` that was taken or refused."""
    refused: str = ""
    """Why that one was refused, "" if it was taken."""
    can_undo: bool = False


class Wish(msgspec.Struct, frozen=True, tag="wish"):
    """What the user wants of looks; `number` is the viewer's own, told back in `Status.answered`.

    `change` replaces what is wished for the scope by `wishes`; `another` and `previous` walk through its compositions; `like_this` gives
    the whole set the style and ground hue of the section; `free` takes back what is wished for the scope; `undo` takes back the last wish.
    `section` is a cue's id: its clip is the one that plays longest in it. Wishes of one `gesture` (not 0) are undone together.
    """

    number: int
    act: Literal["change", "another", "previous", "like_this", "free", "undo"]
    scope: Literal["clip", "track", "set"] = "set"
    section: str = ""
    wishes: Wishes | None = None
    gesture: int = 0


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Either side asks; the other answers with a `Pong` of the same number."""

    number: int


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """Answer to `Ping`, with the answerer's monotonic clock."""

    number: int
    at: float


Message = Hello | SetChanged | Cues | Anchor | Status | Wish | Ping | Pong


class ClipDocument(msgspec.Struct, frozen=True):
    """A clip on the timeline; beats of the song. `slot` is -1 in the arrangement. `contour`: up to 64 (beat 0..1, pitch 0..1)."""

    name: str
    color: int
    start: float
    end: float
    slot: int = -1
    contour: tuple[tuple[float, float], ...] = ()


class TrackDocument(msgspec.Struct, frozen=True):
    """A track with its clips."""

    name: str
    color: int
    kind: str
    clips: tuple[ClipDocument, ...]


class SetDocument(msgspec.Struct, frozen=True):
    """What the timeline shows of a Live set."""

    name: str
    tracks: tuple[TrackDocument, ...]
    locators: tuple[tuple[float, str], ...]
    length: float
    notes: int


class ChordDocument(msgspec.Struct, frozen=True):
    """Chord in Harte syntax and Roman numeral, in beats from the section's start."""

    start: float
    end: float
    label: str
    roman: str


class ControlDocument(msgspec.Struct, frozen=True):
    """What the user can change about a section's look, and did.

    `clip` and `track` are the names of those whose wishes rule it, None where none plays; `numbers`: (name, value now) of `WISH_NUMBERS`.
    """

    clip: str | None
    track: str | None
    of_clip: Wishes
    of_track: Wishes
    of_set: Wishes
    numbers: tuple[tuple[str, float], ...]
    words: tuple[str, ...]
    prompt: str


class StyleDocument(msgspec.Struct, frozen=True):
    """A style to choose; `yours`: the user wrote it."""

    name: str
    description: str
    painter: str
    yours: bool


class StylesDocument(msgspec.Struct, frozen=True):
    """All styles there are."""

    styles: tuple[StyleDocument, ...]


class SectionDocument(msgspec.Struct, frozen=True):
    """What a section is and how it looks, for people. `words`: (word, weight, because). `palette`: (role, 0xRRGGBB, because)."""

    name: str
    key: str
    key_confidence: float
    tempo: float
    valence: float
    arousal: float
    emotion_reasons: tuple[str, ...]
    words: tuple[tuple[str, float, str], ...]
    chords: tuple[ChordDocument, ...]
    palette: tuple[tuple[str, int, str], ...]
    look_reasons: tuple[str, ...]
    painter: str
    style: str
    control: ControlDocument | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Message)


def encode(message: Message) -> bytes:
    """JSON bytes of a message.

    Raises:
        ValueError: if it is larger than 16 kB; cut it into parts first.
    """
    data = _encoder.encode(message)
    if len(data) > MAX_MESSAGE_BYTES:
        raise ValueError(f"a stage message holds at most {MAX_MESSAGE_BYTES} bytes, this one has {len(data)}")
    return data


def decode(data: bytes | str) -> Message:
    """The message in JSON bytes.

    Raises:
        ProtocolError: if it is not one of ours.
    """
    try:
        message: Message = _decoder.decode(data)
    except (msgspec.DecodeError, ValueError) as error:  # msgspec leaks UnicodeDecodeError
        raise ProtocolError(f"not a stage message: {error}; are daemon and viewer the same version?") from error
    return message
