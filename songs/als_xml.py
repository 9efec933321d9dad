"""The XML of a Live set, bounded: gzip or plain, streamed, without what holds no music.

A set's file is mostly devices. They are skipped while parsing, so that what is kept in memory is the music, whatever the file
claims. A DOCTYPE (entities, external files) is refused; Live never writes one.
"""

import gzip
import io
import math
import zlib
from collections import Counter
from xml.etree.ElementTree import Element
from xml.parsers import expat

from vocabulary.errors import SongError

GZIP_MAGIC = b"\x1f\x8b"
MAX_XML_BYTES = 512 * 2**20
"""The largest real set at hand has 24 MB."""
MAX_DEPTH = 200
MAX_ELEMENTS = 20_000_000
MAX_KEPT_ELEMENTS = 2_000_000
MAX_TOKEN_BYTES = 8 * 2**20
"""One tag with its attributes; expat before 2.6 reads an unfinished one again with every chunk."""
_CHUNK_BYTES = 2**18

SKIPPED = frozenset(
    {"Devices", "GroovePool", "TakeLanes", "FreezeSequencer", "PreHearTrack", "ViewStates", "PerNoteEventStore", "AudioClip", "Sample"}
)
"""Elements whose content holds no music that plays, at any depth."""
SKIPPED_IN = frozenset({(track, "AutomationEnvelopes") for track in ("MidiTrack", "AudioTrack", "GroupTrack", "ReturnTrack")}) | {
    ("MidiClip", "Envelopes")
}
"""The same, by (parent, element)."""


def parse_live_xml(data: bytes) -> tuple[Element, Counter[str]]:
    """Parse the content of an `.als` file.

    Returns:
        The root without what is skipped, and the number of MIDI clips in what was skipped, by the skipped element ("TakeLanes", ...).

    Raises:
        SongError: if it is damaged, too large, no XML, or has a DOCTYPE.
    """
    builder = _Builder()
    stream: io.BytesIO | gzip.GzipFile = io.BytesIO(data)
    if data.startswith(GZIP_MAGIC):
        stream = gzip.GzipFile(fileobj=stream)
    total = 0
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            total += len(chunk)
            if total > MAX_XML_BYTES:
                raise SongError(f"it unpacks to more than {MAX_XML_BYTES // 2**20} MB, which no Live set does")
            builder.feed(chunk)
        return builder.close(), builder.skipped_clips
    except EOFError as error:
        raise SongError("the file is cut off; take a copy from the project's Backup folder") from error
    except (OSError, zlib.error) as error:
        raise SongError(f"the packed file is damaged ({error}); take a copy from the project's Backup folder") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise SongError(f"its XML is damaged ({error}); take a copy from the project's Backup folder") from error


class _Builder:
    """Builds the tree of what is kept; counts what is skipped."""

    def __init__(self) -> None:
        self.skipped_clips: Counter[str] = Counter()
        self._root: Element | None = None
        self._open: list[Element] = []
        self._skipping = 0
        self._skipped_tag = ""
        self._elements = 0
        self._kept = 0
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes) -> None:
        self._fed += len(chunk)
        self._parser.Parse(chunk, False)
        if self._fed - max(0, self._parser.CurrentByteIndex) > MAX_TOKEN_BYTES:
            raise SongError(f"one of its XML tags is longer than {MAX_TOKEN_BYTES // 2**20} MB, which no Live set has")

    def close(self) -> Element:
        self._parser.Parse(b"", True)
        if self._root is None:
            raise SongError("its XML is empty")
        return self._root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS or self._kept > MAX_KEPT_ELEMENTS:
            raise SongError(f"it holds more than {self._elements - 1} elements, which no Live set does")
        if self._skipping:
            self._skipping += 1
            self._check_depth(self._skipping)
            if tag == "MidiClip":
                self.skipped_clips[self._skipped_tag] += 1
            return
        if tag in SKIPPED or (self._open and (self._open[-1].tag, tag) in SKIPPED_IN):
            self._skipping, self._skipped_tag = 1, tag
            return
        self._kept += 1
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
        self._open.append(element)
        self._check_depth(len(self._open))

    def _end(self, _tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._open.pop()

    def _check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise SongError(f"its XML is nested deeper than {MAX_DEPTH} levels, which no Live set is")

    def _refuse_doctype(self, *_: object) -> None:
        raise SongError("its XML has a DOCTYPE, which Live never writes; it is not read, for safety")


def text(element: Element | None, path: str, default: str = "") -> str:
    """The `Value` attribute of the element at `path`, or `default`."""
    found = None if element is None else element.find(path)
    return default if found is None else found.get("Value", default)


def number(element: Element | None, path: str, default: float) -> float:
    """The `Value` attribute at `path` as a finite number, or `default` if it is missing or is none."""
    return to_number(text(element, path), default)


def flag(element: Element | None, path: str, default: bool) -> bool:
    """The `Value` attribute at `path` as a truth value."""
    return to_flag(text(element, path), default)


def to_number(value: str | None, default: float) -> float:
    """A finite number from an attribute, or `default`."""
    try:
        parsed = float(value) if value else default
    except ValueError:
        return default
    return parsed if math.isfinite(parsed) else default


def to_flag(value: str | None, default: bool) -> bool:
    """A truth value from an attribute, or `default`."""
    return {"true": True, "false": False}.get(value or "", default)
