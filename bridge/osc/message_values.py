"""The messages of docs/osc-protocol.md as frozen values, checked when made. `bridge.osc.messages` turns them into bytes and back."""

from dataclasses import dataclass

PROTOCOL_VERSION = 1
MAX_DATAGRAM_BYTES = 1200

SONG, LOCATORS, TRACK, CLIP, NOTES, PLAYING = 1, 2, 3, 4, 5, 6
SET_NAME, NAME, LOCATOR_NAMES, SCENE_NAMES = 11, 12, 13, 14
INTEGER_KINDS = frozenset((SONG, LOCATORS, TRACK, CLIP, NOTES, PLAYING))
STRING_KINDS = frozenset((SET_NAME, NAME, LOCATOR_NAMES, SCENE_NAMES))
KINDS = INTEGER_KINDS | STRING_KINDS

MAX_PARTS = 20_000
"""A million notes in one clip; more is damage."""
MAX_RESEND_PARTS = 60


def check_integers(what: str, *values: object) -> None:
    """Refuse anything but integers.

    Raises:
        ValueError: with the value.
    """
    for value in values:
        if type(value) is not int:
            raise ValueError(f"{what} needs integers, got {value!r:.40}")


def check_part(part: int, parts: int) -> None:
    """Refuse part numbers that cannot be.

    Raises:
        ValueError: with the value and the limits.
    """
    if not 0 <= part < parts <= MAX_PARTS:
        raise ValueError(f"part must be below parts and parts at most {MAX_PARTS}, got part {part} of {parts}")


@dataclass(frozen=True, slots=True)
class Hello:
    """A device looks for a daemon, and listens on `port`."""

    version: int
    set_id: int
    port: int

    def __post_init__(self) -> None:
        check_integers("hello", self.version, self.set_id, self.port)
        if not 1 <= self.port <= 65535:
            raise ValueError(f"port must be in 1..65535, got {self.port}")


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """One part of a document, counted from 0; strings for the kinds in STRING_KINDS, else integers."""

    kind: int
    id: int
    revision: int
    part: int
    parts: int
    body: tuple[int, ...] | tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_integers("a document part", self.kind, self.id, self.revision, self.part, self.parts)
        check_part(self.part, self.parts)
        if self.kind not in KINDS:
            raise ValueError(f"document kind must be one of {sorted(KINDS)}, got {self.kind}; are device and daemon the same version?")
        wanted = str if self.kind in STRING_KINDS else int
        if self.body and set(map(type, self.body)) != {wanted}:
            raise ValueError(f"a document of kind {self.kind} holds {wanted.__name__} only")


@dataclass(frozen=True, slots=True)
class SetDigest:
    """What the device's set is, in one number; see `bridge.osc.digest`."""

    set_id: int
    documents: int
    digest: int
    revision: int

    def __post_init__(self) -> None:
        check_integers("digest", self.set_id, self.documents, self.digest, self.revision)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One document of the device's set."""

    kind: int
    id: int
    revision: int
    digest: int


@dataclass(frozen=True, slots=True)
class IndexPart:
    """Part of the list of all documents at a revision."""

    set_id: int
    revision: int
    part: int
    parts: int
    entries: tuple[IndexEntry, ...] = ()

    def __post_init__(self) -> None:
        check_integers("index", self.set_id, self.revision, self.part, self.parts)
        check_part(self.part, self.parts)


@dataclass(frozen=True, slots=True)
class TransportReport:
    """What Live's transport did when the device's clock showed `device_ms`; ticks, and tempo in bpm x 10000."""

    sequence: int
    device_ms: int
    is_playing: int
    song_time: int
    tempo: int
    signature_numerator: int
    signature_denominator: int
    loop: int
    loop_start: int
    loop_length: int

    def __post_init__(self) -> None:
        check_integers("transport", self.sequence, self.device_ms, self.is_playing, self.song_time, self.tempo)
        check_integers("transport", self.signature_numerator, self.signature_denominator, self.loop, self.loop_start, self.loop_length)


@dataclass(frozen=True, slots=True)
class Enabled:
    """The user switched the device off (0) or on (1)."""

    on: int

    def __post_init__(self) -> None:
        check_integers("enabled", self.on)


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The device was removed, or its set closed."""

    set_id: int

    def __post_init__(self) -> None:
        check_integers("goodbye", self.set_id)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Answers every `Hello`; leads 0: another device of the set leads. `port` is the daemon's own."""

    version: int
    set_id: int
    leads: int
    port: int

    def __post_init__(self) -> None:
        check_integers("welcome", self.version, self.set_id, self.leads, self.port)


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answers a `Hello` of another protocol version with ours."""

    version: int

    def __post_init__(self) -> None:
        check_integers("refuse", self.version)


@dataclass(frozen=True, slots=True)
class Seen:
    """Answers every `SetDigest`: the connection is alive."""

    revision: int

    def __post_init__(self) -> None:
        check_integers("seen", self.revision)


@dataclass(frozen=True, slots=True)
class WantIndex:
    """Asks for the list of all documents."""

    set_id: int

    def __post_init__(self) -> None:
        check_integers("want_index", self.set_id)


@dataclass(frozen=True, slots=True)
class ResendPart:
    """A part that is missing; part -1 stands for all."""

    kind: int
    id: int
    part: int


@dataclass(frozen=True, slots=True)
class Resend:
    """Asks for parts again, at most 60."""

    parts: tuple[ResendPart, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.parts) <= MAX_RESEND_PARTS:
            raise ValueError(f"resend asks for 1 to {MAX_RESEND_PARTS} parts, got {len(self.parts)}")


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What the device shows: state (0 idle, 1 listening, 2 drawing, 3 picture on stage, 4 error) and three counts."""

    state: int
    pictures: int
    sections: int
    stages: int

    def __post_init__(self) -> None:
        check_integers("status", self.state, self.pictures, self.sections, self.stages)


@dataclass(frozen=True, slots=True)
class ThumbnailPaths:
    """The two files that hold the current picture in turn."""

    path_0: str
    path_1: str

    def __post_init__(self) -> None:
        if not (isinstance(self.path_0, str) and isinstance(self.path_1, str)):
            raise ValueError("thumbnail_paths needs two strings")


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Which of the two files holds the current picture now."""

    slot: int

    def __post_init__(self) -> None:
        if self.slot not in (0, 1):
            raise ValueError(f"slot must be 0 or 1, got {self.slot!r}")


Message = (
    Hello
    | DocumentPart
    | SetDigest
    | IndexPart
    | TransportReport
    | Enabled
    | Goodbye
    | Welcome
    | Refuse
    | Seen
    | WantIndex
    | Resend
    | DeviceStatus
    | ThumbnailPaths
    | Thumbnail
)
