"""Cut documents into parts of at most 1200 bytes, and put them together again whatever gets lost, doubled or reordered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from bridge.osc.digest import document_digest
from bridge.osc.message_values import MAX_DATAGRAM_BYTES, NOTES, PLAYING, STRING_KINDS, DocumentPart

Key = tuple[int, int]
"""(kind, id) of a document."""

MAX_STRING_BYTES = 120
_ADDRESS_BYTES = 16
_HEADER_INTEGERS = 5
_RECORD_LENGTHS = {NOTES: 4, PLAYING: 4}


@dataclass(frozen=True, slots=True)
class Document:
    """One whole document of the device's set."""

    kind: int
    id: int
    revision: int
    body: tuple[int, ...] | tuple[str, ...]
    digest: int

    @property
    def key(self) -> Key:
        """What names it."""
        return self.kind, self.id


def make_document(kind: int, document_id: int, revision: int, body: Sequence[int] | Sequence[str]) -> Document:
    """A document with its digest."""
    return Document(kind, document_id, revision, tuple(body), document_digest(kind, body))  # type: ignore[arg-type]  # tuple of a union


@dataclass(slots=True)
class Unfinished:
    """A document of which parts are missing.

    Attributes:
        revision, parts: What the parts that came say.
        bodies: Parts by number.
        heard_at: Monotonic seconds of the last part.
        asked_at: Monotonic seconds of the last resend request, or 0.
    """

    revision: int
    parts: int
    heard_at: float
    asked_at: float = 0.0
    bodies: dict[int, tuple[int, ...] | tuple[str, ...]] = field(default_factory=dict)

    def missing(self) -> Iterator[int]:
        """Numbers of the parts that are not there."""
        return (part for part in range(self.parts) if part not in self.bodies)


class Assembler:
    """Collects parts; holds the newest whole version of each document."""

    def __init__(self) -> None:
        self.whole: dict[Key, Document] = {}
        self.unfinished: dict[Key, Unfinished] = {}
        self.stale = 0
        """Parts dropped because something newer, or the same, was there."""

    def add(self, part: DocumentPart, now: float) -> Document | None:
        """Take one part; return the document if it became whole by it and its content is new."""
        key = (part.kind, part.id)
        known = self.whole.get(key)
        unfinished = self.unfinished.get(key)
        newest = max(known.revision if known else 0, unfinished.revision - 1 if unfinished else 0)
        if part.revision <= newest:
            self.stale += 1
            return None
        if part.parts > 1:
            if unfinished is None or unfinished.revision != part.revision or unfinished.parts != part.parts:
                unfinished = self.unfinished[key] = Unfinished(part.revision, part.parts, now)
            unfinished.heard_at = now
            unfinished.bodies.setdefault(part.part, part.body)
            if len(unfinished.bodies) < unfinished.parts:
                return None
        self.unfinished.pop(key, None)
        body = part.body if part.parts == 1 or unfinished is None else _joined(unfinished)
        if known is not None and known.body == body:
            self.whole[key] = replace(known, revision=part.revision)  # the same body object: unchanged clips stay the same
            return None
        self.whole[key] = make_document(part.kind, part.id, part.revision, body)
        return self.whole[key]

    def forget_revisions(self) -> None:
        """A new conversation begins: whatever revision comes is newer. Bodies stay."""
        self.unfinished.clear()
        for key, document in self.whole.items():
            self.whole[key] = replace(document, revision=0)

    def drop_unfinished(self, revision: int) -> None:
        """Forget parts of documents, up to a revision, that will not come whole any more: the device deleted them."""
        for key in [key for key, unfinished in self.unfinished.items() if unfinished.revision <= revision]:
            del self.unfinished[key]

    def drop(self, key: Key) -> None:
        """Forget a document that the device does not have any more."""
        self.whole.pop(key, None)
        self.unfinished.pop(key, None)


def _joined(unfinished: Unfinished) -> tuple[int, ...] | tuple[str, ...]:
    parts: Any = (unfinished.bodies[part] for part in range(unfinished.parts))  # all of one kind, as DocumentPart checked
    return tuple(chain.from_iterable(parts))


def cut_document(document: Document) -> tuple[DocumentPart, ...]:
    """Parts of at most 1200 bytes each, as the device cuts them."""
    bodies = _cut(document)
    return tuple(DocumentPart(document.kind, document.id, document.revision, part, len(bodies), body) for part, body in enumerate(bodies))


def integers_in_part(record_length: int = 1) -> int:
    """How many body integers fit into one datagram, in whole records."""
    count = 0
    while _ADDRESS_BYTES + _tags_bytes(count + record_length) + 4 * (_HEADER_INTEGERS + count + record_length) <= MAX_DATAGRAM_BYTES:
        count += record_length
    return count


def cut_string(text: str) -> str:
    """At most 120 UTF-8 bytes of a string, cut at a character's border."""
    return text.encode()[:MAX_STRING_BYTES].decode(errors="ignore")


def _cut(document: Document) -> Sequence[tuple[int, ...] | tuple[str, ...]]:
    return _cut_strings(document.body) if document.kind in STRING_KINDS else _cut_integers(document.kind, document.body)


def _cut_integers(kind: int, body: Sequence[int] | Sequence[str]) -> list[tuple[int, ...]]:
    size = integers_in_part(_RECORD_LENGTHS.get(kind, 1))
    return [tuple(map(int, body[start : start + size])) for start in range(0, len(body), size)] or [()]


def _cut_strings(body: Sequence[int] | Sequence[str]) -> list[tuple[str, ...]]:
    bodies: list[tuple[str, ...]] = [()]
    size = 0
    for text in map(str, body):
        length = _padded(len(text.encode()))
        full = _ADDRESS_BYTES + _tags_bytes(len(bodies[-1]) + 1) + 4 * _HEADER_INTEGERS + size + length > MAX_DATAGRAM_BYTES
        if full and bodies[-1]:
            bodies.append(())
            size = 0
        bodies[-1] = (*bodies[-1], text)
        size += length
    return bodies


def _tags_bytes(body_arguments: int) -> int:
    return _padded(1 + _HEADER_INTEGERS + body_arguments)


def _padded(length: int) -> int:
    return (length | 3) + 1
