"""What is kept for a Live set, under its id, so that the same set gets the same pictures: its reference, mood, families and wishes."""

import logging
from typing import Protocol, TypeVar

import msgspec
import numpy as np

from analysis.families import Member
from bridge.planner import Reference
from bridge.wish_book import WishBook
from vocabulary.descriptor import MusicDescriptor
from vocabulary.live_set import Transport

log = logging.getLogger(__name__)

_T = TypeVar("_T")

MOOD_AGAIN = 2.0
"""The mood of a set is looked at anew when it has so many times more or fewer notes than when that was done last."""


class Memory(Protocol):
    """Where it is kept: the library."""

    def remembered(self, set_id: int, key: str) -> str | None:
        """What was kept for this set under this key."""
        ...

    def remember(self, set_id: int, key: str, value: str) -> None:
        """Keep a value for this set."""
        ...


class Mood(msgspec.Struct, frozen=True):
    """What a whole set is: given once and kept, so that an edit never redraws the sections that it did not touch."""

    music: MusicDescriptor
    notes: int
    """How many the set had then."""
    settled: bool = False
    """Whether the set was whole then."""

    def fits(self, notes: int) -> bool:
        """Whether it still stands for the set, now that it has so many notes."""
        return self.settled and 1 / MOOD_AGAIN <= (notes + 1) / (self.notes + 1) <= MOOD_AGAIN


def reference_of(memory: Memory, set_id: int, transport: Transport) -> Reference:
    """The set's reference tempo and signature: what was first heard with it. A set without an id has none to keep.

    Raises:
        LibraryError: if the library does not answer.
    """
    heard = Reference(transport.tempo, transport.signature_numerator, transport.signature_denominator)
    kept = _kept(memory, set_id, "reference", Reference)
    if kept is None and set_id:
        memory.remember(set_id, "reference", msgspec.json.encode(heard).decode())
    return kept or heard


def mood_of(memory: Memory, set_id: int) -> Mood | None:
    """The mood that was given to this set before.

    Raises:
        LibraryError: if the library does not answer.
    """
    return _kept(memory, set_id, "mood", Mood)


def keep_mood(memory: Memory, set_id: int, mood: Mood) -> None:
    """Keep it, if the set has an id.

    Raises:
        LibraryError: if the library does not answer.
    """
    if set_id:
        memory.remember(set_id, "mood", msgspec.json.encode(mood).decode())


def wishes_of(memory: Memory, set_id: int) -> WishBook:
    """What the user wished for this set.

    Raises:
        LibraryError: if the library does not answer.
    """
    return _kept(memory, set_id, "wishes", WishBook) or WishBook()


def keep_wishes(memory: Memory, set_id: int, book: WishBook) -> None:
    """Keep it, if the set has an id.

    Raises:
        LibraryError: if the library does not answer.
    """
    if set_id:
        memory.remember(set_id, "wishes", msgspec.json.encode(book).decode())


class _KeptMember(msgspec.Struct, frozen=True, array_like=True):
    """A member of a family; the two parts of its sketch as little-endian 32-bit integers."""

    place: str
    start_time: int
    end_time: int
    notes: bytes
    lines: bytes
    family: int


def families_of(memory: Memory, set_id: int) -> tuple[Member, ...]:
    """Who was in which picture family of this set, newest first.

    Raises:
        LibraryError: if the library does not answer.
    """
    kept = _kept(memory, set_id, "families", tuple[_KeptMember, ...]) or ()
    return tuple(Member(one.place, one.start_time, one.end_time, (_hashes(one.notes), _hashes(one.lines)), one.family) for one in kept)


def keep_families(memory: Memory, set_id: int, members: tuple[Member, ...]) -> None:
    """Keep them, if the set has an id.

    Raises:
        LibraryError: if the library does not answer.
    """
    if set_id:
        kept = [
            _KeptMember(one.place, one.start_time, one.end_time, _bytes(one.sketch[0]), _bytes(one.sketch[1]), one.family)
            for one in members
        ]
        memory.remember(set_id, "families", msgspec.json.encode(kept).decode())


def _bytes(hashes: tuple[int, ...]) -> bytes:
    return np.array(hashes, "<u4").tobytes()


def _hashes(data: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(data[: len(data) // 4 * 4], "<u4").tolist())


def _kept(memory: Memory, set_id: int, key: str, kind: type[_T]) -> _T | None:
    kept = memory.remembered(set_id, key) if set_id else None
    try:
        return None if kept is None else msgspec.json.decode(kept, type=kind)
    except msgspec.DecodeError as error:  # kept by another version
        log.warning("the %s kept for this set is found anew: %s", key, error)
        return None
