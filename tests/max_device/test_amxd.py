import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from max_device.amxd import DEVICE_TYPES, Amxd, EmbeddedFile, read_amxd, write_amxd
from vocabulary.errors import DeviceFileError

names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
files = st.builds(EmbeddedFile, names, st.binary(max_size=300), st.sampled_from((0, 8)), st.integers(0, 2**32 - 1))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
patchers = st.builds(lambda content: {"patcher": content}, st.dictionaries(st.text(max_size=8), values, max_size=4))
kinds = st.sampled_from(sorted(DEVICE_TYPES))
frozen = st.builds(Amxd, names, kinds, patchers, files=st.lists(files, max_size=4).map(tuple))
unfrozen = st.builds(lambda kind, patcher: Amxd("", kind, patcher, frozen=False), kinds, patchers)

SMALL = Amxd("Small.amxd", "midi", {"patcher": {"boxes": []}}, files=(EmbeddedFile("sixteen-chars.js", b"post('hi');"),))


@given(frozen | unfrozen)
def test_reading_undoes_writing(device: Amxd) -> None:
    assert read_amxd(write_amxd(device)) == device


@given(frozen)
def test_a_frozen_device_has_no_gaps_and_counts_every_byte(device: Amxd) -> None:
    data = write_amxd(device)

    payload = data[32:]
    directory = int.from_bytes(payload[8:16], "big")
    contents = sum(len(file.data) for file in device.files)
    assert int.from_bytes(data[28:32], "little") == len(payload)
    assert payload[:8] == b"mx@c\0\0\0\x10"
    assert payload[directory : directory + 4] == b"dlst"
    assert directory + int.from_bytes(payload[directory + 4 : directory + 8], "big") == len(payload)
    assert payload[directory - contents - 2 : directory - contents] == b"\n\0"


@pytest.mark.parametrize("length", range(1, 21))
def test_a_file_name_ends_with_a_nul_at_any_length(length: int) -> None:
    name = "n" * length
    data = write_amxd(Amxd("X.amxd", "midi", {"patcher": {}}, files=(EmbeddedFile(name, b""),)))

    field = data.rindex(b"fnam")
    size = int.from_bytes(data[field + 4 : field + 8], "big")
    assert size % 4 == 0
    assert data[field + 8 : field + size].startswith(name.encode() + b"\0")
    assert size - 8 - length <= 4


def test_garbage_after_the_patcher_is_ignored() -> None:
    patcher = b'{"patcher": {"boxes": []}}\r\n\0garbage \xff\xfe'
    data = (
        b"ampf" + struct.pack("<I", 4) + b"aaaa" + b"meta" + struct.pack("<II", 4, 1) + b"ptch" + struct.pack("<I", len(patcher)) + patcher
    )

    assert read_amxd(data) == Amxd("", "audio", {"patcher": {"boxes": []}}, frozen=False)


def test_an_encrypted_device_is_told_apart() -> None:
    data = b"ampf\4\0\0\0mmmm" + b"meta\4\0\0\0\4\0\0\0" + b"ciph\4\0\0\0abcd" + b"ptch\5\0\0\0?????"

    assert read_amxd(data).encrypted


@pytest.mark.parametrize("data", [b"", b"ampf", b"PK\3\4" + b"\0" * 60, b"ampf\4\0\0\0????", b'{"patcher": {}}'])
def test_what_is_no_device_is_refused(data: bytes) -> None:
    with pytest.raises(DeviceFileError, match=r"not a Max for Live device"):
        read_amxd(data)


@given(st.integers(0, len(write_amxd(SMALL)) - 1))
def test_a_device_cut_short_is_refused(length: int) -> None:
    with pytest.raises(DeviceFileError):
        read_amxd(write_amxd(SMALL)[:length])


@given(st.lists(st.tuples(st.integers(0, len(write_amxd(SMALL)) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_gives_a_device_or_our_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(write_amxd(SMALL))
    for offset, value in changes:
        data[offset] = value

    try:
        found = read_amxd(bytes(data))
    except DeviceFileError:
        return
    assert isinstance(found, Amxd)


def test_an_encrypted_device_is_not_written() -> None:
    with pytest.raises(ValueError, match="encrypted"):
        write_amxd(Amxd("", "midi", {}, frozen=False, encrypted=True))
