"""The events of a MIDI file: mido's reading, or what players still get out of a damaged file.

A file that mido refuses is read once more chunk by chunk: foreign chunks are skipped, wrong lengths found out, and a track keeps
all events before the first unreadable one. Source of the format: Standard MIDI Files 1.0, MIDI Manufacturers Association (RP-001).
"""

import io
import logging
import re
import struct
from dataclasses import dataclass

import mido
from mido.midifiles.meta import KeySignatureError, build_meta_message

from songs.warnings_list import Warnings
from vocabulary.errors import SongError

log = logging.getLogger(__name__)

HEADER, TRACK = b"MThd", b"MTrk"
MAX_FILE_BYTES = 32 * 2**20
"""mido reads about 1 MB in 2 s."""
FOREIGN_HEAD_BYTES = 256
"""How far before the header other things (RIFF, MacBinary) may stand."""
MAX_TRACKS = 65535
"""What the header can count."""
TEXTS_AND_TIMES = frozenset({0x03, 0x04, 0x06, 0x07, 0x51, 0x58})
END_OF_TRACK = 0x2F
CHANNEL_DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
SYSTEM_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_MIDO_ERRORS = (EOFError, OSError, ValueError, LookupError, TypeError, OverflowError, struct.error, KeySignatureError)
# mido shifts lengths of any size together; a longer run of continuation bytes would keep it busy for hours.
_ENDLESS_NUMBER = re.compile(rb"[\x80-\xff]{1024}")


@dataclass(frozen=True, slots=True)
class MidiData:
    """A MIDI file's events.

    Attributes:
        format: 0, 1 or 2.
        division: Ticks per quarter note, or below 0 the two SMPTE bytes as a signed number.
        tracks: Messages with delta times in file ticks.
    """

    format: int
    division: int
    tracks: tuple[tuple[mido.Message | mido.MetaMessage, ...], ...]


def read_chunks(data: bytes, warnings: Warnings) -> MidiData:
    """Read all events.

    Raises:
        SongError: if there is no header or no track, or the file is too large.
    """
    if len(data) > MAX_FILE_BYTES:
        raise SongError(f"a MIDI file of {len(data) // 2**20} MB is too large; the limit is {MAX_FILE_BYTES // 2**20} MB")
    if data.startswith(HEADER) and not _ENDLESS_NUMBER.search(data):
        try:
            file = mido.MidiFile(file=io.BytesIO(data), clip=True)
        except _MIDO_ERRORS as error:
            log.info("read chunk by chunk, as mido says: %s", error or type(error).__name__)
        else:
            return MidiData(_known_format(file.type), file.ticks_per_beat, tuple(tuple(track) for track in file.tracks))
    return _read_tolerantly(data, warnings)


def _known_format(number: int) -> int:
    return number if number in (0, 1, 2) else 1


def _read_tolerantly(data: bytes, warnings: Warnings) -> MidiData:
    start = data.find(HEADER, 0, FOREIGN_HEAD_BYTES + len(HEADER))
    if start < 0:
        raise SongError("not a MIDI file: it has no MThd header")
    if len(data) < start + 14:
        raise SongError("the MIDI file is cut off in its header")
    file_format, track_count, division = struct.unpack_from(">HHh", data, start + 8)
    position = start + 14
    tracks: list[tuple[mido.Message | mido.MetaMessage, ...]] = []
    while len(tracks) < MAX_TRACKS and (position := data.find(TRACK, position)) >= 0 and position + 8 <= len(data):
        end = _track_end(data, position)
        messages, read_to = _read_track(data, position + 8, end, warnings)
        tracks.append(tuple(messages))
        position = end if data[end : end + 4] == TRACK else read_to
    if not tracks:
        raise SongError("the MIDI file is damaged: it has a header, but no track that could be found")
    if len(tracks) < track_count:
        warnings.add(f"the MIDI file is damaged: {len(tracks)} of its {track_count} tracks were found")
    return MidiData(_known_format(file_format), division, tuple(tracks))


def _track_end(data: bytes, position: int) -> int:
    """Where the track chunk at `position` ends: as it says if another chunk or nothing follows there, else at the next track."""
    says: int = position + 8 + struct.unpack_from(">I", data, position + 4)[0]
    if says >= len(data):
        return len(data)
    if all(0x20 <= byte < 0x7F for byte in data[says : says + 4]):
        return says
    following = data.find(TRACK, position + 8)
    return following if following >= 0 else len(data)


def _read_track(data: bytes, position: int, end: int, warnings: Warnings) -> tuple[list[mido.Message | mido.MetaMessage], int]:
    """Messages up to the end of the track or the first unreadable byte, and the position there."""
    reader = _TrackReader(data, position, end, warnings)
    messages: list[mido.Message | mido.MetaMessage] = []
    waited = 0
    try:
        while reader.position < end:
            waited += reader.variable_number()
            message = reader.message()
            if message is not None:
                messages.append(message.copy(time=waited))
                waited = 0
            if message is not None and message.type == "end_of_track":
                return messages, reader.position
        warnings.count("{} MIDI [track has|tracks have] no end mark")
    except EOFError:
        warnings.count("{} MIDI [track is|tracks are] damaged and [was|were] read up to there")
    messages.append(mido.MetaMessage("end_of_track", time=waited))
    return messages, reader.position


class _TrackReader:
    """A cursor over one track's events; what cannot be read on is an EOFError."""

    def __init__(self, data: bytes, position: int, end: int, warnings: Warnings) -> None:
        self.data, self.position, self.end = data, position, end
        self._status = 0
        self._warnings = warnings

    def message(self) -> mido.Message | mido.MetaMessage | None:
        """The event at the cursor, or None if it is one that we have no use for."""
        byte = self._byte()
        if byte == 0xFF:
            kind = self._byte()
            return self._meta_message(kind, self._take(self.variable_number()))
        if byte in (0xF0, 0xF7):
            self._take(self.variable_number())
            return None
        if byte >= 0xF0:
            self._take(SYSTEM_DATA_BYTES.get(byte, 0))
            return None
        first = b""
        if byte >= 0x80:
            self._status = byte
        elif self._status:
            first = bytes([byte])
        else:
            raise EOFError("data without a status")
        content = first + self._take(CHANNEL_DATA_BYTES[self._status & 0xF0] - len(first))
        return mido.Message.from_bytes([self._status, *(min(value, 127) for value in content)])

    def variable_number(self) -> int:
        """Up to four bytes of seven bits; the standard allows no more."""
        value = 0
        for _ in range(4):
            byte = self._byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        raise EOFError("a number of more than four bytes")

    def _meta_message(self, kind: int, content: bytes) -> mido.MetaMessage | None:
        if kind == END_OF_TRACK:
            return mido.MetaMessage("end_of_track")
        if kind not in TEXTS_AND_TIMES:
            return None
        try:
            return build_meta_message(kind, list(content))
        except _MIDO_ERRORS:
            self._warnings.count("{} unreadable MIDI tempo, signature or text [event was|events were] left out")
            return None

    def _byte(self) -> int:
        return self._take(1)[0]

    def _take(self, count: int) -> bytes:
        if self.position + count > self.end:
            raise EOFError
        self.position += count
        return self.data[self.position - count : self.position]
