"""The messages between the workshop and its render worker: MessagePack in length-prefixed frames, over the worker's two pipes.

`Render` and `Cancel` go to the worker, `Ready`, `Progress`, `Result` and `Failed` come back. Pixels never travel: a picture is a PNG
file in the library's folder, written aside and renamed.
"""

import struct
from collections.abc import Iterator
from typing import Literal

import msgspec

from vocabulary.errors import ProtocolError
from vocabulary.pictures import PictureRequest

MAX_FRAME_BYTES = 64 * 1024 * 1024
"""A request holds the notes of one section; a million notes would be less."""
_LENGTH = struct.Struct("<I")


class Render(msgspec.Struct, frozen=True, tag="render"):
    """Draw this. `path` and `thumbnail_path` are where the picture and its small copy (at most 160 px) go; `id` names the request."""

    id: str
    request: PictureRequest
    path: str
    thumbnail_path: str


class Cancel(msgspec.Struct, frozen=True, tag="cancel"):
    """The request went stale; stop when convenient."""

    id: str


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The worker can draw now; `renderers` in the order in which they are tried."""

    renderers: tuple[str, ...]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Still alive and drawing; `what` for people."""

    id: str
    what: str


class Result(msgspec.Struct, frozen=True, tag="result"):
    """The file is there. `stand_in` holds why another renderer had to draw it, "" if none had to."""

    id: str
    width_px: int
    height_px: int
    renderer: str
    seconds: float
    stand_in: str = ""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """No file came of it: withdrawn, or every renderer failed."""

    id: str
    reason: str
    kind: Literal["cancelled", "error"] = "error"


ToWorker = Render | Cancel
FromWorker = Ready | Progress | Result | Failed

_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)


def frame(message: ToWorker | FromWorker) -> bytes:
    """A message as the bytes of one frame.

    Raises:
        ProtocolError: if it holds what cannot be encoded, or too much.
    """
    try:
        body = _encoder.encode(message)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProtocolError(f"a {type(message).__name__} message cannot be encoded: {error}") from error
    if len(body) > MAX_FRAME_BYTES:
        raise ProtocolError(f"a message of {len(body)} bytes is larger than {MAX_FRAME_BYTES}; a shorter section would be drawn")
    return _LENGTH.pack(len(body)) + body


def to_worker(body: bytes) -> ToWorker:
    """The message in a frame's body.

    Raises:
        ProtocolError: if it is none of ours.
    """
    try:
        message: ToWorker = _to_worker.decode(body)
    except (msgspec.DecodeError, ValueError) as error:  # msgspec leaks UnicodeDecodeError
        raise ProtocolError(f"not a message to a render worker: {error}") from error
    return message


def from_worker(body: bytes) -> FromWorker:
    """The message in a frame's body.

    Raises:
        ProtocolError: if it is none of ours.
    """
    try:
        message: FromWorker = _from_worker.decode(body)
    except (msgspec.DecodeError, ValueError) as error:  # msgspec leaks UnicodeDecodeError
        raise ProtocolError(f"not a message of a render worker: {error}") from error
    return message


class Frames:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies that are complete now, in order.

        Raises:
            ProtocolError: if a frame claims to be larger than 64 MB; the stream is then unusable.
        """
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > MAX_FRAME_BYTES:
                raise ProtocolError(f"a frame of {length} bytes is larger than {MAX_FRAME_BYTES}; something else writes to the pipe")
            if len(self._buffer) < _LENGTH.size + length:
                return
            body = bytes(self._buffer[_LENGTH.size : _LENGTH.size + length])
            del self._buffer[: _LENGTH.size + length]
            yield body
