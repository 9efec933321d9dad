import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.osc.message_values import (
    INTEGER_KINDS,
    MAX_PARTS,
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
from bridge.osc.messages import decode, encode
from vocabulary.errors import ProtocolError

ints = st.integers(-(2**31), 2**31 - 1)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
places = st.integers(1, MAX_PARTS).flatmap(lambda parts: st.tuples(st.integers(0, parts - 1), st.just(parts)))
integer_parts = st.builds(
    lambda kind, i, revision, place, body: DocumentPart(kind, i, revision, place[0], place[1], tuple(body)),
    st.sampled_from(sorted(INTEGER_KINDS)), ints, ints, places, st.lists(ints, max_size=228),
)  # fmt: skip
string_parts = st.builds(
    lambda kind, i, revision, place, body: DocumentPart(kind, i, revision, place[0], place[1], tuple(body)),
    st.sampled_from(sorted(STRING_KINDS)), ints, ints, places, st.lists(texts, max_size=5),
)  # fmt: skip
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Hello, ints, ints, st.integers(1, 65535)),
    integer_parts,
    string_parts,
    st.builds(SetDigest, ints, ints, ints, ints),
    st.builds(
        lambda a, b, place, e: IndexPart(a, b, place[0], place[1], tuple(e)),
        ints,
        ints,
        places,
        st.lists(st.builds(IndexEntry, *[ints] * 4), max_size=50),
    ),
    st.builds(TransportReport, *[ints] * 10),
    st.builds(Enabled, ints),
    st.builds(Goodbye, ints),
    st.builds(Welcome, ints, ints, ints, ints),
    st.builds(Refuse, ints),
    st.builds(Seen, ints),
    st.builds(WantIndex, ints),
    st.builds(lambda parts: Resend(tuple(parts)), st.lists(st.builds(ResendPart, ints, ints, ints), min_size=1, max_size=60)),
    st.builds(DeviceStatus, ints, ints, ints, ints),
    st.builds(ThumbnailPaths, texts, texts),
    st.builds(Thumbnail, st.sampled_from((0, 1))),
)


def osc(address: str, *arguments: tuple[str, object]) -> bytes:
    builder = OscMessageBuilder(address)
    for kind, value in arguments:
        builder.add_arg(value, kind)  # type: ignore[arg-type]  # any kind that OSC has
    return bytes(builder.build().dgram)


@settings(max_examples=200, deadline=None)
@given(messages)
def test_decode_undoes_encode(message: Message) -> None:
    datagram = encode(message)

    assert decode(datagram) == message
    assert len(datagram) <= 1200


@settings(max_examples=300, deadline=None)
@given(messages, st.data())
def test_damaged_datagrams_give_a_message_or_a_protocol_error(message: Message, data: st.DataObject) -> None:
    datagram = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 6))):
        index = data.draw(st.integers(0, len(datagram) - 1))
        how = data.draw(st.sampled_from(["set", "cut", "insert", "tag"]))
        if how == "set":
            datagram[index] = data.draw(st.integers(0, 255))
        elif how == "cut" and len(datagram) > 1:
            del datagram[index : index + data.draw(st.integers(1, 9))]
        elif how == "insert":
            datagram[index:index] = data.draw(st.binary(max_size=9))
        else:
            datagram[index] = data.draw(st.sampled_from(b"ifsbhdtTFN[]rm,\0"))
        if not datagram:
            break

    try:
        decoded = decode(bytes(datagram))
    except ProtocolError:
        return

    assert isinstance(decoded, Message)


@given(st.binary(max_size=100))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(noise)


@pytest.mark.parametrize("kind", ["f", "d"])
def test_whole_floats_count_as_integers(kind: str) -> None:
    datagram = osc("/sonochrome/hello", ("i", 1), (kind, 7.0), (kind, 17420.0))

    message = decode(datagram)

    assert message == Hello(1, 7, 17420)
    assert all(type(value) is int for value in (message.version, message.set_id, message.port))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.5, 1e20])
def test_other_floats_are_refused(value: float) -> None:
    with pytest.raises(ProtocolError, match=r"whole numbers|32 bits"):
        decode(osc("/sonochrome/seen", ("f", value)))


def test_integers_beyond_32_bits_are_refused() -> None:
    with pytest.raises(ProtocolError, match="32 bits"):
        decode(osc("/sonochrome/seen", ("h", 2**31)))


@pytest.mark.parametrize(
    ("datagram", "complaint"),
    [
        (osc("/sonochrome/unknown", ("i", 1)), "same version"),
        (osc("/sonochrome/seen"), "needs 1 arguments, got 0"),
        (osc("/sonochrome/seen", ("i", 1), ("i", 2)), "needs 1 arguments, got 2"),
        (osc("/sonochrome/seen", ("s", "seven")), "needs integers"),
        (osc("/sonochrome/seen", ("T", True)), "types"),
        (osc("/sonochrome/seen", ("b", b"1234")), "types"),
        (osc("/sonochrome/hello", ("i", 1), ("i", 2), ("i", 70000)), "1..65535"),
        (osc("/sonochrome/doc", *[("i", 1)] * 4), "/sonochrome/doc"),
        (osc("/sonochrome/doc", *[("i", value) for value in (9, 1, 1, 0, 1)]), "document kind"),
        (osc("/sonochrome/doc", *[("i", value) for value in (5, 1, 1, 3, 3)]), "part 3 of 3"),
        (osc("/sonochrome/doc", *[("i", value) for value in (5, 1, 1, 0, 2**30)]), "at most"),
        (osc("/sonochrome/doc", *[("i", value) for value in (5, 1, 1, 0, 1)], ("s", "x")), "int only"),
        (osc("/sonochrome/index", *[("i", value) for value in (5, 1, 0, 1, 7)]), "four integers"),
        (osc("/sonochrome/resend", ("i", 1)), "three integers"),
        (osc("/sonochrome/thumbnail", ("i", 2)), "0 or 1"),
        (b"/sonochrome/seen\0\0\0\0,i\0\0\0\0", "bytes"),
        (b"/sonochrome/seen\0\0\0\0,ii\0" + struct.pack(">i", 1), "bytes"),
        (b"/sonochrome/thumbnail_paths\0,ss\0\xff\xfe\0\0abc\0", "not an OSC message"),
        (b"", "not a Sonochrome message"),
    ],
)
def test_what_is_wrong_is_said(datagram: bytes, complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        decode(datagram)


def test_a_name_of_digits_stays_a_name() -> None:
    datagram = osc("/sonochrome/doc", *[("i", value) for value in (12, 5, 1, 0, 1, 808)])

    assert decode(datagram) == DocumentPart(12, 5, 1, 0, 1, ("808",))


def test_a_message_too_large_for_a_datagram_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="1200"):
        encode(DocumentPart(5, 1, 1, 0, 1, tuple(range(400))))
