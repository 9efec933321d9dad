"""Decides what to ask the device for until both sides hold the same documents; no socket, the clock comes in as an argument.

Loss is normal: parts that are missing are asked for after 60 ms and then every 250 ms; documents that got lost whole are found by
the digest of the set, then by its index (docs/osc-protocol.md, "Convergence").
"""

from collections.abc import Sequence

from bridge.osc.chunks import Assembler, Document, Key
from bridge.osc.digest import set_digest
from bridge.osc.message_values import (
    MAX_RESEND_PARTS,
    DocumentPart,
    IndexEntry,
    IndexPart,
    Message,
    Resend,
    ResendPart,
    SetDigest,
    WantIndex,
)
from vocabulary.errors import ProtocolError

FIRST_ASK_SECONDS = 0.06
ASK_AGAIN_SECONDS = 0.25
MAX_OUTSTANDING = 4 * MAX_RESEND_PARTS
"""Parts asked for at a time; the device sends a few documents a tick, so more would only queue up there."""
PROGRESS_SECONDS = 0.5
MAX_DOCUMENTS = 60_000
"""Twenty thousand clips with their notes and names; keeps a damaged or hostile stream from filling the memory."""
_OLDER_DIGESTS_BEFORE_RESET = 2


class DocumentSync:
    """Holds the documents of one set and converges them to the device's."""

    def __init__(self, set_id: int) -> None:
        self.set_id = set_id
        self.assembler = Assembler()
        self.asked_again = 0
        """Parts and documents asked for again so far."""
        self.agreed = False
        """Whether the last digest of the device was equal to ours."""
        self._digest: SetDigest | None = None
        self._older_digests = 0
        self._wants_index = False
        self._index_asked_at = 0.0
        self._index: dict[int, tuple[IndexEntry, ...]] = {}
        self._index_head: tuple[int, int] = (0, 0)
        self._wanted: dict[Key, tuple[int, float]] = {}  # key: (revision at least, asked at)
        self._progress_at = 0.0

    @property
    def revision(self) -> int:
        """The newest revision of any whole document."""
        return max((document.revision for document in self.assembler.whole.values()), default=0)

    @property
    def busy(self) -> bool:
        """Whether something is missing that `ask` will have to ask for."""
        return bool(self._wants_index or self._wanted or self.assembler.unfinished)

    def restart(self) -> None:
        """Begin a new conversation: the device counts revisions from anywhere."""
        self.assembler.forget_revisions()
        self._digest, self._wants_index, self.agreed, self._older_digests = None, False, False, 0
        self._wanted.clear()
        self._index, self._index_head = {}, (0, 0)

    def take_part(self, part: DocumentPart, now: float) -> Document | None:
        """Take a part; return the document if it became whole with new content.

        Raises:
            ProtocolError: if there are more documents than any set has.
        """
        key = (part.kind, part.id)
        if len(self.assembler.whole) + len(self.assembler.unfinished) >= MAX_DOCUMENTS and key not in self.assembler.whole:
            raise ProtocolError(f"a set has at most {MAX_DOCUMENTS} documents; is this our device?")
        stale = self.assembler.stale
        document = self.assembler.add(part, now)
        if self.assembler.stale == stale:
            self._progress_at = now
        if key in self._wanted and (key in self.assembler.unfinished or self._has(key, self._wanted[key][0])):
            del self._wanted[key]
        return document

    def take_digest(self, digest: SetDigest, now: float) -> None:
        """Compare the device's digest with ours; if they differ, the index will be asked for."""
        if self._digest is not None and digest.revision < self._digest.revision:
            self._older_digests += 1
            if self._older_digests < _OLDER_DIGESTS_BEFORE_RESET:
                return  # reordered on the way
            self.restart()  # the device counts anew: it restarted unnoticed
        self._older_digests = 0
        self._digest = digest
        if digest.set_id == self.set_id:
            self._compare(digest, now)

    def take_index(self, part: IndexPart) -> list[Key]:
        """Take part of the index; once it is whole, return the documents that the device does not have any more."""
        if part.set_id != self.set_id or (part.revision, part.parts) < self._index_head:
            return []
        if (part.revision, part.parts) != self._index_head:
            self._index_head = (part.revision, part.parts)
            self._index = {}
        self._index[part.part] = part.entries
        if len(self._index) < part.parts or not self._wants_index:
            return []
        entries = {(entry.kind, entry.id): entry for entries in self._index.values() for entry in entries}
        self._index, self._index_head, self._wants_index = {}, (0, 0), False
        return self._apply_index(entries, part.revision)

    def ask(self, now: float) -> list[Message]:
        """What to send now; call it every 20 ms while `busy`."""
        messages: list[Message] = []
        if self._wants_index and now - self._index_asked_at >= ASK_AGAIN_SECONDS:
            self._index_asked_at = now
            messages.append(WantIndex(self.set_id))
        parts = [*self._missing_parts(now), *self._missing_documents(now)][:MAX_OUTSTANDING]
        self.asked_again += len(parts)
        for start in range(0, len(parts), MAX_RESEND_PARTS):
            messages.append(Resend(tuple(parts[start : start + MAX_RESEND_PARTS])))
        return messages

    def _has(self, key: Key, revision: int) -> bool:
        document = self.assembler.whole.get(key)
        return document is not None and document.revision >= revision

    def _compare(self, digest: SetDigest, now: float) -> None:
        whole = self.assembler.whole.values()
        self.agreed = len(whole) == digest.documents and digest.digest == set_digest((d.kind, d.id, d.digest) for d in whole)
        if self.agreed:
            self._wanted.clear()
            self.assembler.drop_unfinished(digest.revision)
        # While parts that were asked for keep coming, an index would tell nothing new.
        coming = (self._wanted or self.assembler.unfinished) and now - self._progress_at < PROGRESS_SECONDS
        self._wants_index = not self.agreed and (self._wants_index or not coming)

    def _apply_index(self, entries: dict[Key, IndexEntry], revision: int) -> list[Key]:
        whole = self.assembler.whole
        gone = [key for key, document in whole.items() if key not in entries and document.revision <= revision]
        for key in gone:
            self.assembler.drop(key)
        for key in [key for key in self.assembler.unfinished if key not in entries]:
            if self.assembler.unfinished[key].revision <= revision:
                self.assembler.drop(key)
        asked = self._wanted
        self._wanted = {}
        for key, entry in sorted(entries.items()):
            known = whole.get(key)
            if known is not None and (known.digest == entry.digest or known.revision > entry.revision):
                continue
            if key not in self.assembler.unfinished:
                self._wanted[key] = (entry.revision, asked.get(key, (0, -ASK_AGAIN_SECONDS))[1])
        return gone

    def _missing_parts(self, now: float) -> list[ResendPart]:
        parts: list[ResendPart] = []
        for (kind, document_id), unfinished in self.assembler.unfinished.items():
            if len(parts) >= MAX_OUTSTANDING:
                break
            if now - unfinished.heard_at >= FIRST_ASK_SECONDS and now - unfinished.asked_at >= ASK_AGAIN_SECONDS:
                unfinished.asked_at = now
                parts += (ResendPart(kind, document_id, part) for part in unfinished.missing())
        return parts

    def _missing_documents(self, now: float) -> Sequence[ResendPart]:
        parts: list[ResendPart] = []
        for position, (key, (revision, asked_at)) in enumerate(self._wanted.items()):
            if position >= MAX_OUTSTANDING:
                break
            if now - asked_at >= ASK_AGAIN_SECONDS:
                self._wanted[key] = (revision, now)
                parts.append(ResendPart(*key, -1))
        return parts
