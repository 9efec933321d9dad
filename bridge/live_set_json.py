"""A `LiveSet` as JSON and back, every field, for `GET /live_set` and for comparing the daemon's set with another one."""

import msgspec

from vocabulary.errors import ProtocolError
from vocabulary.live_set import LiveSet

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(LiveSet)


def to_json(live_set: LiveSet) -> bytes:
    """JSON bytes of a live set, the transport and what plays included."""
    return _encoder.encode(live_set)


def from_json(data: bytes | str) -> LiveSet:
    """The live set in JSON bytes.

    Raises:
        ProtocolError: if they hold none.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise ProtocolError(f"not a live set in JSON: {error}; are both sides the same version?") from error
