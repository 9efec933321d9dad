"""The .amxd container: bytes in, values out.

Verified against 41 real devices of Max 7.3 to 9.1 (Cycling '74 documents no format; the official cross-check is Ableton/maxdevtools,
`maxdiff`). A flat list of chunks, sizes little-endian, without padding::

    "ampf" 4 type | "meta" 4 flags | "ptch" N payload      (an encrypted device has "ciph" before an opaque "ptch")

The payload is the patcher's JSON, or if frozen an archive, all integers big-endian, offsets counted from its beginning::

    "mx@c" u32 16, u64 directory offset | file 0, file 1, ... | "dlst" u32 size, entries
    entry: "dire" u32 size, seven fields  tag, u32 size, data:  type fnam sz32 of32 vers flag mdat

Entry 0 is the patcher. JSON ends with a newline and NUL, which the sizes count; whatever follows it is ignored when read.
"""

import json
import struct
from dataclasses import dataclass
from typing import Any, Literal

from vocabulary.errors import DeviceFileError

DeviceKind = Literal["audio", "midi", "instrument", "transformation", "generator"]
DEVICE_TYPES: dict[DeviceKind, bytes] = {
    "audio": b"aaaa",
    "midi": b"mmmm",
    "instrument": b"iiii",
    "transformation": b"natt",
    "generator": b"nagg",
}

META_FROZEN_WITH_FILES = 7
ARCHIVE_MAGIC = b"mx@c"
JSON_END = b"\n\0"
SECONDS_1904_TO_1970 = 2_082_844_800
FIXED_DATE = 1_767_225_600 + SECONDS_1904_TO_1970
"""1 January 2026 UTC as Max counts, seconds since 1904: builds are byte-stable."""

_DEVICE_FLAG, _FILE_FLAG = 0x11, 0
_ARCHIVE_HEADER = struct.Struct(">4sIQ")
_TYPE_CODES = {".js": b"TEXT", ".txt": b"TEXT", ".json": b"JSON", ".maxpat": b"JSON", ".amxd": b"JSON", ".svg": b"svg ", ".png": b"PNG "}


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside a frozen device; `flag` and `date` (seconds since 1904) as in its entry."""

    name: str
    data: bytes
    flag: int = _FILE_FLAG
    date: int = FIXED_DATE


@dataclass(frozen=True, slots=True)
class Amxd:
    """A Max for Live device.

    Attributes:
        name: File name, `X.amxd`; "" if unfrozen.
        kind: What it is in Live.
        patcher: The patcher's JSON, `{"patcher": {...}}`; empty if encrypted.
        frozen: Whether its files are inside.
        files: The files inside, without the patcher.
        encrypted: Whether only Live can read it.
    """

    name: str
    kind: DeviceKind
    patcher: dict[str, Any]
    frozen: bool = True
    files: tuple[EmbeddedFile, ...] = ()
    encrypted: bool = False


def write_amxd(device: Amxd) -> bytes:
    """Bytes of a device.

    Raises:
        ValueError: if it is encrypted, or holds files without being frozen.
    """
    if device.encrypted or (device.files and not device.frozen):
        raise ValueError("an encrypted device cannot be written, and only a frozen one holds files")
    payload = json.dumps(device.patcher, indent=4, ensure_ascii=False).encode() + JSON_END
    meta = 1
    if device.frozen:
        meta = META_FROZEN_WITH_FILES if device.files else 4
        payload = _write_archive((EmbeddedFile(device.name, payload, _DEVICE_FLAG), *device.files))
    chunks = ((b"ampf", DEVICE_TYPES[device.kind]), (b"meta", struct.pack("<I", meta)), (b"ptch", payload))
    return b"".join(tag + struct.pack("<I", len(data)) + data for tag, data in chunks)


def read_amxd(data: bytes) -> Amxd:
    """The device in bytes.

    Raises:
        DeviceFileError: if it is none, or damaged.
    """
    chunks = _read_chunks(data)
    kinds = {code: kind for kind, code in DEVICE_TYPES.items()}
    kind = kinds.get(chunks.get(b"ampf", b""))
    if kind is None or b"ptch" not in chunks:
        raise DeviceFileError(f"not a Max for Live device: it begins with {data[:12]!r}; export it from Max again")
    payload = chunks[b"ptch"]
    if b"ciph" in chunks:
        return Amxd("", kind, {}, frozen=False, encrypted=True)
    if not payload.startswith(ARCHIVE_MAGIC):
        return Amxd("", kind, _read_json(payload), frozen=False)
    files = _read_archive(payload)
    if not files:
        raise DeviceFileError("the frozen device holds no patcher; export it from Max again")
    return Amxd(files[0].name, kind, _read_json(files[0].data), files=files[1:])


def _read_chunks(data: bytes) -> dict[bytes, bytes]:
    chunks: dict[bytes, bytes] = {}
    offset = 0
    while offset < len(data):
        tag, size = data[offset : offset + 4], data[offset + 4 : offset + 8]
        end = offset + 8 + (int.from_bytes(size, "little") if len(size) == 4 else len(data))
        if end > len(data):
            raise DeviceFileError(f"not a Max for Live device, or cut short: {tag!r} at byte {offset} ends at {end} of {len(data)}")
        chunks.setdefault(tag, data[offset + 8 : end])
        offset = end
    return chunks


def _read_json(payload: bytes) -> dict[str, Any]:
    try:
        value, _ = json.JSONDecoder().raw_decode(payload.decode("utf-8", errors="replace").lstrip())
    except (ValueError, RecursionError) as error:
        raise DeviceFileError(f"the device's patcher is damaged: {error}; export it from Max again") from error
    if not isinstance(value, dict) or not isinstance(value.get("patcher"), dict):
        raise DeviceFileError("the device holds JSON that is no patcher; export it from Max again")
    return value


def _write_archive(files: tuple[EmbeddedFile, ...]) -> bytes:
    contents = b"".join(file.data for file in files)
    directory = b""
    offset = _ARCHIVE_HEADER.size
    for file in files:
        directory += _write_entry(file, offset)
        offset += len(file.data)
    return _ARCHIVE_HEADER.pack(ARCHIVE_MAGIC, _ARCHIVE_HEADER.size, offset) + contents + _tagged(b"dlst", directory)


def _write_entry(file: EmbeddedFile, offset: int) -> bytes:
    name = file.name.encode() + b"\0"  # at least one NUL, then filled up to a multiple of four
    suffix = file.name[file.name.rfind(".") :] if "." in file.name else ""
    fields = (
        (b"type", _TYPE_CODES.get(suffix, b"TEXT")),
        (b"fnam", name + b"\0" * (-len(name) % 4)),
        (b"sz32", struct.pack(">I", len(file.data))),
        (b"of32", struct.pack(">I", offset)),
        (b"vers", struct.pack(">I", 0)),
        (b"flag", struct.pack(">I", file.flag)),
        (b"mdat", struct.pack(">I", file.date)),
    )
    return _tagged(b"dire", b"".join(_tagged(tag, data) for tag, data in fields))


def _tagged(tag: bytes, data: bytes) -> bytes:
    return tag + struct.pack(">I", len(data) + 8) + data


def _read_archive(payload: bytes) -> tuple[EmbeddedFile, ...]:
    if len(payload) < _ARCHIVE_HEADER.size:
        raise DeviceFileError(f"the frozen device is cut short: its archive has {len(payload)} bytes")
    _, _, directory = _ARCHIVE_HEADER.unpack_from(payload)
    lists = _read_tagged(payload[directory:]) if directory <= len(payload) else []
    if not lists or lists[0][0] != b"dlst":
        raise DeviceFileError(f"the frozen device has no directory at byte {directory} of {len(payload)}; export it from Max again")
    return tuple(_read_entry(entry, payload) for tag, entry in _read_tagged(lists[0][1]) if tag == b"dire")


def _read_tagged(data: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    offset = 0
    while offset < len(data):
        size = int.from_bytes(data[offset + 4 : offset + 8], "big")
        if size < 8 or offset + size > len(data):
            raise DeviceFileError(f"the frozen device is damaged: {data[offset : offset + 4]!r} claims {size} bytes")
        found.append((data[offset : offset + 4], data[offset + 8 : offset + size]))
        offset += size
    return found


def _read_entry(entry: bytes, payload: bytes) -> EmbeddedFile:
    fields = dict(_read_tagged(entry))
    if not {b"fnam", b"sz32", b"of32"} <= fields.keys():
        raise DeviceFileError(f"a file in the frozen device lacks its name, size or place; it has {sorted(fields)}")
    size, offset, flag, date = (int.from_bytes(fields.get(tag, b""), "big") for tag in (b"sz32", b"of32", b"flag", b"mdat"))
    if offset + size > len(payload):
        raise DeviceFileError(f"a file in the frozen device ends at byte {offset + size} of {len(payload)}; export it from Max again")
    name = fields[b"fnam"].split(b"\0")[0].decode("utf-8", errors="replace")
    return EmbeddedFile(name, payload[offset : offset + size], flag, date)
