"""The front door: open a music file, whatever it is called, or say in one line why not."""

import logging
from pathlib import Path

from songs.als_xml import GZIP_MAGIC
from songs.live_set_file import read_live_set
from songs.midi_chunks import FOREIGN_HEAD_BYTES, HEADER
from songs.midi_file import read_midi
from vocabulary.errors import SongError
from vocabulary.live_set import LiveSet, Song

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 512 * 2**20
NO_NOTES = "it holds no MIDI notes, so there is nothing to picture"

AUDIO = "an audio file; choose a Live set (.als) or a MIDI file (.mid)"
OTHER_KINDS = (
    (0, b"fLaC", AUDIO),
    (0, b"OggS", AUDIO),
    (0, b"ID3", AUDIO),
    (0, b"\xff\xfb", AUDIO),
    (0, b"FORM", AUDIO),
    (4, b"ftyp", AUDIO),
    (8, b"WAVE", AUDIO),
    (0, b"PK\x03\x04", "a zip archive; unpack it first"),
    (0, b"ampf", "a Max for Live device; choose a Live set (.als) or a MIDI file (.mid)"),
    (0, b"\x00\x05\x16\x07", "the hidden companion that macOS puts beside a file; choose the file without ._ in front"),
    (0, b"\xab\x1e\x56\x78", "an analysis file (.asd), or a set of Live 7 or older that a newer Live must save again"),
)
"""(offset, bytes there, what it is) of what people choose by mistake."""


def open_song(path: Path) -> Song:
    """Open a Live set or a MIDI file; what it is, its content decides.

    A song without MIDI notes opens too, and says so in its warnings.

    Raises:
        SongError: with one line that names the file, the reason and what to do.
    """
    name = "".join(character if character.isprintable() else "?" for character in path.name)
    try:
        song = _read(_content(path), path.stem)
    except SongError as error:
        raise SongError(f"cannot open {name!r}: {error}") from error
    warnings = song.warnings if has_notes(song) else (*song.warnings, NO_NOTES)
    log.info("opened %s: %d tracks, %d notes, %d warnings", name, len(song.live_set.tracks), count_notes(song.live_set), len(warnings))
    return Song(song.live_set, song.tempo_map, song.signatures, warnings, song.source)


def has_notes(song: Song) -> bool:
    """Whether any clip holds a note."""
    return count_notes(song.live_set) > 0


def count_notes(live_set: LiveSet) -> int:
    """Notes in all clips, muted ones too, loops counted once."""
    return sum(len(clip.notes) for track in live_set.tracks for clip in (*track.arrangement_clips, *track.session_clips))


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SongError("it is a folder; choose the .als or .mid file in it")
        if not path.exists():
            raise SongError("there is no such file")
        if not path.is_file():
            raise SongError("it is no regular file")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SongError(f"it has {size // 2**20} MB; the limit is {MAX_FILE_BYTES // 2**20} MB")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise SongError(f"it cannot be read ({getattr(error, 'strerror', None) or error}); check its permissions") from error
    if not data:
        raise SongError("it is empty; take another copy of it")
    return data


def _read(data: bytes, name: str) -> Song:
    head = data[:FOREIGN_HEAD_BYTES]
    if data.startswith(GZIP_MAGIC) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<Ableton")):
        return read_live_set(data, name)
    for offset, magic, what in OTHER_KINDS:
        if head[offset:].startswith(magic):
            raise SongError(f"it is {what}")
    if HEADER in head:
        return read_midi(data, name)
    raise SongError(f"it is {_kind_of_rest(head)}, neither a Live set (.als) nor a MIDI file (.mid)")


def _kind_of_rest(head: bytes) -> str:
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character that the head cuts in two is no fault.
        text = head[: error.start].decode("utf-8") if error.start >= len(head) - 3 else "\0"
    is_text = all(character.isprintable() or character in "\t\r\n\f" for character in text)
    return "a text file" if is_text else "of an unknown or encrypted kind"
