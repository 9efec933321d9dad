"""What clips play, kept by the clip itself: clips are immutable, and one that was not edited stays the same object."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from vocabulary.notes import Clip, Note

MOST_NOTES = 200_000
"""Notes kept in all, some 150 bytes each: 30 MB at most. A song of 2500 notes takes 5000, and some 1700 more with each edit."""

Window = tuple[int, ...]
"""Whatever numbers decide, with the clip, which notes it plays."""
_Entry = tuple[Clip, tuple[Note, ...]]


class KeptNotes:
    """Notes by clip and window; those not asked for longest are forgotten. Any thread may ask.

    A clip is told by identity, since comparing or hashing its notes would take longer than unrolling it. As an entry holds its clip, no
    other clip can get its `id` meanwhile.
    """

    def __init__(self, most_notes: int = MOST_NOTES) -> None:
        self._most = most_notes
        self._entries: OrderedDict[tuple[int, Window], _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self.count = 0
        """Notes kept; an entry without notes counts as one."""

    def notes(self, clip: Clip, window: Window, unroll: Callable[[], tuple[Note, ...]]) -> tuple[Note, ...]:
        """The notes kept for this very clip and window; else `unroll` is called and its answer kept."""
        key = (id(clip), window)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[1]
        notes = unroll()
        with self._lock:
            if key not in self._entries:  # another thread may have been quicker
                self._entries[key] = (clip, notes)
                self.count += _weight(notes)
            while self.count > self._most:
                _, (_, gone) = self._entries.popitem(last=False)
                self.count -= _weight(gone)
        return notes


def _weight(notes: tuple[Note, ...]) -> int:
    return max(1, len(notes))
