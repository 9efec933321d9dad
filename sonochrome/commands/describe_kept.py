"""What an output file holds already, so that a long run can be stopped, killed and taken up again.

Every line begins with a header: what was described, by what. A line whose header is the same need not be made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vocabulary.errors import OutputError

FORMAT = "sonochrome.describe/1"
"""Name and version of the lines; the version rises when a field changes its meaning or goes."""
FIRST_BYTES = b'{"format":"sonochrome.describe/'
AFTER_HEADER = b',"source":'
"""What follows the header; inside a text of JSON the quotes would be escaped."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a line describes, and what decides its content; the first fields of every line, in this order.

    Attributes:
        format: See `FORMAT`.
        file: As given, or found in a given folder.
        content: BLAKE2b of the file's bytes, 32 hexadecimal digits.
        made_by: Program and version.
        models: "learned" or "formula".
    """

    format: str
    file: str
    content: str
    made_by: str
    models: str


def shown_name(path: Path) -> str:
    """The path as text that is valid Unicode; bytes that are not stay recognisable as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def content_of(path: Path) -> str:
    """BLAKE2b of the file's bytes, 32 hexadecimal digits.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def already_described(output: Path, wanted: Mapping[str, Path], made_by: str, models: str, *, again: bool = False) -> Collection[str]:
    """Names of files that need not be described again; lines of other wanted files, and a half-written last line, are taken out.

    Lines of files that are not wanted now stay.

    Args:
        output: The file of lines; it need not exist.
        wanted: Paths by the names they have in the lines.
        made_by: Program and version that would describe them now.
        models: What would judge now.
        again: Whether all that is wanted is to be described again.

    Raises:
        OutputError: if the file cannot be read or changed, or holds something else.
    """
    try:
        if not output.exists():
            return ()
        with output.open("rb") as file:
            done, whole_to, stale = _look_through(file, output, wanted, made_by, models, again)
        if stale:
            _leave_out(output, stale)
        elif whole_to < output.stat().st_size:
            os.truncate(output, whole_to)
    except OSError as error:
        raise OutputError(f"cannot use {output}: {error.strerror or error}; choose another file") from error
    return done


def append_line(file: BinaryIO, line: str) -> None:
    """Write a line in one go to an unbuffered file that was opened to append.

    Raises:
        OutputError: if not all of it could be written, e.g. because the disk is full.
    """
    data = line.encode() + b"\n"
    try:
        written = file.write(data)
    except OSError as error:
        raise OutputError(f"cannot write to {file.name}: {error.strerror or error}; make room and run the same command again") from error
    if written != len(data):
        raise OutputError(f"cannot write to {file.name}: the disk is full; make room and run the same command again")


def _look_through(
    file: BinaryIO, output: Path, wanted: Mapping[str, Path], made_by: str, models: str, again: bool
) -> tuple[set[str], int, set[int]]:
    """Names that are done, where the last whole line ends, and the numbers of lines to be taken out."""
    done: set[str] = set()
    stale: set[int] = set()
    whole_to = 0
    for number, line in enumerate(file, 1):
        if not line.startswith(FIRST_BYTES) and not FIRST_BYTES.startswith(line):
            raise OutputError(f"{output}, line {number} is not a description by Sonochrome; choose another file")
        if not line.endswith(b"\n"):
            break
        whole_to += len(line)
        header = _header(line)
        if header is None:
            stale.add(number)
        elif header.file in wanted:
            fresh = Header(FORMAT, header.file, _content_now(wanted[header.file]), made_by, models)
            if again or header != fresh or header.file in done:
                stale.add(number)
            else:
                done.add(header.file)
    return done, whole_to, stale


def _header(line: bytes) -> Header | None:
    """The header of a line; None for one of a past format."""
    try:
        return Header(**json.loads(line[: line.index(AFTER_HEADER)] + b"}"))
    except (ValueError, TypeError):
        return None


def _content_now(path: Path) -> str:
    try:
        return content_of(path)
    except OSError:  # it will be reported when it is described
        return ""


def _leave_out(output: Path, stale: Collection[int]) -> None:
    """Put a copy without some lines in the file's place, all at once."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with output.open("rb") as old, beside.open("wb") as new:
            for number, line in enumerate(old, 1):
                if number not in stale and line.endswith(b"\n"):
                    new.write(line)
            new.flush()
            os.fsync(new.fileno())
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
