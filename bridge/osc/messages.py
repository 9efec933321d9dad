"""Every OSC message between device and daemon as a value: `decode` and `encode`, bytes in, values out, no socket.

The specification is docs/osc-protocol.md, version 1. All arguments are int32 unless marked *string*; a float that is a whole
number counts as an integer.

Device to daemon:

=========================  ==================  ===================================================================================
address                    value               arguments
=========================  ==================  ===================================================================================
/sonochrome/hello          `Hello`             version, set id, own port
/sonochrome/doc            `DocumentPart`      kind, id, revision, part, parts, body... (integers; *strings* for kinds 11-14)
/sonochrome/digest         `SetDigest`         set id, number of documents, digest of the set, latest revision
/sonochrome/index          `IndexPart`         set id, latest revision, part, parts, then per document: kind, id, revision, digest
/sonochrome/transport      `TransportReport`   sequence, device ms, is_playing, song_time (ticks), tempo (bpm x 10000),
                                               signature numerator, denominator, loop 0/1, loop_start, loop_length (ticks)
/sonochrome/enabled        `Enabled`           0/1
/sonochrome/goodbye        `Goodbye`           set id
=========================  ==================  ===================================================================================

Daemon to device:

============================  ==================  ================================================================================
address                       value               arguments
============================  ==================  ================================================================================
/sonochrome/welcome           `Welcome`           version, set id, leads 0/1, the daemon's own port
/sonochrome/refuse            `Refuse`            version
/sonochrome/seen              `Seen`              latest revision
/sonochrome/want_index        `WantIndex`         set id
/sonochrome/resend            `Resend`            kind, id, part (-1: all parts); up to 60 such triples
/sonochrome/status            `DeviceStatus`      state, pictures ready, sections, stages connected
/sonochrome/thumbnail_paths   `ThumbnailPaths`    *string* path 0, *string* path 1
/sonochrome/thumbnail         `Thumbnail`         0 or 1
============================  ==================  ================================================================================

python-osc encodes, and decodes whatever holds strings or floats. Messages of integers only take a path of their own through
`struct` (tests/benchmarks/bench_osc.py has the figures that ask for it).
"""

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.osc.message_values import (
    MAX_DATAGRAM_BYTES,
    STRING_KINDS,
    DeviceStatus,
    DocumentPart,
    Enabled,
    Goodbye,
    Hello,
    IndexEntry,
    IndexPart,
    Message,
    Refuse,
    Resend,
    ResendPart,
    Seen,
    SetDigest,
    Thumbnail,
    ThumbnailPaths,
    TransportReport,
    WantIndex,
    Welcome,
)
from vocabulary.errors import ProtocolError

Argument = int | str
_MAX_ARGUMENTS = 16_000
"""More than any UDP datagram holds as integers."""
_INT_TAGS = b"," + b"i" * _MAX_ARGUMENTS
_KNOWN_TAGS = b"ifhds"
_INT32_MIN, _INT32_MAX = -(2**31), 2**31 - 1


def decode(datagram: bytes) -> Message:
    """Turn a datagram into the message it holds.

    Raises:
        ProtocolError: if it is not one of ours; drop it and go on.
    """
    address_end = datagram.find(b"\0")
    tags_start = (address_end | 3) + 1
    tags_end = datagram.find(b"\0", tags_start)
    make = _MAKERS.get(datagram[:address_end])
    if make is None or address_end < 0 or tags_end < 0:
        raise ProtocolError(f"not a Sonochrome message: {datagram[:32]!r}; are device and daemon the same version?")
    tags = datagram[tags_start:tags_end]
    if tags == _INT_TAGS[: len(tags)] and tags:
        arguments: Sequence[Argument] = _read_integers(datagram, (tags_end | 3) + 1, len(tags) - 1)
    else:
        arguments = _read_mixed(datagram, tags)
    try:
        return make(arguments)
    except (ValueError, TypeError) as error:
        raise ProtocolError(f"{datagram[:address_end].decode('ascii', 'replace')}: {error}") from error


def encode(message: Message) -> bytes:
    """Turn a message into a datagram.

    Raises:
        ValueError: if it is larger than 1200 bytes; cut it into parts first (`bridge.osc.chunks.cut_document`).
    """
    address, arguments = _ENCODERS[type(message)](message)
    builder = OscMessageBuilder(address=address)
    for argument in arguments:
        builder.add_arg(argument, "s" if isinstance(argument, str) else "i")
    datagram: bytes = builder.build().dgram
    if len(datagram) > MAX_DATAGRAM_BYTES:
        raise ValueError(f"a datagram holds at most {MAX_DATAGRAM_BYTES} bytes, {address} has {len(datagram)}")
    return datagram


@lru_cache(maxsize=512)
def _integers(count: int) -> struct.Struct:
    return struct.Struct(f">{count}i")


def _read_integers(datagram: bytes, start: int, count: int) -> Sequence[int]:
    if len(datagram) != start + 4 * count:
        raise ProtocolError(f"{count} integers need {start + 4 * count} bytes, the datagram has {len(datagram)}")
    return _integers(count).unpack_from(datagram, start)


def _read_mixed(datagram: bytes, tags: bytes) -> list[Argument]:
    # Unknown tags never reach python-osc: it would log each of them to the root logger.
    if not tags.startswith(b",") or tags[1:].strip(_KNOWN_TAGS):
        raise ProtocolError(f"argument types {tags[:32]!r} are not ours; only integers, whole floats and strings are sent")
    try:
        values = list(OscMessage(datagram))
    except (ParseError, ValueError, IndexError, struct.error, OverflowError) as error:  # python-osc leaks the latter four
        raise ProtocolError(f"not an OSC message: {datagram[:32]!r}") from error
    return [value if isinstance(value, str) else _to_integer(value) for value in values]


def _to_integer(value: int | float) -> int:
    if isinstance(value, float) and not value.is_integer():  # False for NaN and infinities too
        raise ProtocolError(f"arguments must be whole numbers, got {value!r}")
    if not _INT32_MIN <= value <= _INT32_MAX:
        raise ProtocolError(f"arguments must fit into 32 bits, got {value!r}")
    return int(value)


def _fixed(make: Callable[..., Message], count: int) -> Callable[[Sequence[Argument]], Message]:
    def of_integers(arguments: Sequence[Argument]) -> Message:
        if len(arguments) != count:
            raise ValueError(f"needs {count} arguments, got {len(arguments)}")
        return make(*arguments)

    return of_integers


def _document_part(arguments: Sequence[Argument]) -> DocumentPart:
    kind, document_id, revision, part, parts, *_ = arguments
    if kind in STRING_KINDS:
        return DocumentPart(kind, document_id, revision, part, parts, tuple(str(text) for text in arguments[5:]))  # type: ignore[arg-type]  # checked there
    return DocumentPart(kind, document_id, revision, part, parts, tuple(arguments[5:]))  # type: ignore[arg-type]  # checked there


def _index_part(arguments: Sequence[Argument]) -> IndexPart:
    set_id, revision, part, parts, *flat = _all_integers(arguments)
    if len(flat) % 4:
        raise ValueError(f"an index holds four integers a document, got {len(flat)}")
    entries = iter(flat)
    documents = tuple(IndexEntry(*entry) for entry in zip(entries, entries, entries, entries, strict=True))
    return IndexPart(set_id, revision, part, parts, documents)


def _resend(arguments: Sequence[Argument]) -> Resend:
    if len(arguments) % 3:
        raise ValueError(f"resend holds three integers a part, got {len(arguments)}")
    triples = iter(_all_integers(arguments))
    return Resend(tuple(ResendPart(*triple) for triple in zip(triples, triples, triples, strict=True)))


def _all_integers(arguments: Sequence[Argument]) -> tuple[int, ...]:
    for argument in arguments:
        if not isinstance(argument, int):
            raise ValueError(f"needs integers, got {argument[:32]!r}")
    return tuple(arguments)  # type: ignore[arg-type]  # checked one by one


_FIXED: tuple[tuple[str, Callable[..., Message], int], ...] = (
    ("/sonochrome/hello", Hello, 3),
    ("/sonochrome/digest", SetDigest, 4),
    ("/sonochrome/transport", TransportReport, 10),
    ("/sonochrome/enabled", Enabled, 1),
    ("/sonochrome/goodbye", Goodbye, 1),
    ("/sonochrome/welcome", Welcome, 4),
    ("/sonochrome/refuse", Refuse, 1),
    ("/sonochrome/seen", Seen, 1),
    ("/sonochrome/want_index", WantIndex, 1),
    ("/sonochrome/status", DeviceStatus, 4),
    ("/sonochrome/thumbnail_paths", ThumbnailPaths, 2),
    ("/sonochrome/thumbnail", Thumbnail, 1),
)

_MAKERS: dict[bytes, Callable[[Sequence[Argument]], Message]] = {
    b"/sonochrome/doc": _document_part,
    b"/sonochrome/index": _index_part,
    b"/sonochrome/resend": _resend,
    **{address.encode(): _fixed(make, count) for address, make, count in _FIXED},
}


def _fields(address: str) -> Callable[[Message], tuple[str, tuple[Argument, ...]]]:
    return lambda message: (address, tuple(getattr(message, name) for name in type(message).__slots__))


_ENCODERS: dict[type, Callable[..., tuple[str, tuple[Argument, ...]]]] = {
    DocumentPart: lambda m: ("/sonochrome/doc", (m.kind, m.id, m.revision, m.part, m.parts, *m.body)),
    IndexPart: lambda m: (
        "/sonochrome/index",
        (m.set_id, m.revision, m.part, m.parts, *(n for e in m.entries for n in (e.kind, e.id, e.revision, e.digest))),
    ),
    Resend: lambda m: ("/sonochrome/resend", tuple(n for p in m.parts for n in (p.kind, p.id, p.part))),
    **{make: _fields(address) for address, make, _ in _FIXED if isinstance(make, type)},
}
