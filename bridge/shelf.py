"""The pictures at hand: what the library was asked for once, and what was made since. Faults of the library cost no picture."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping

from bridge.library import Library
from bridge.workshop import Made
from vocabulary.errors import LibraryError
from vocabulary.pictures import Picture

log = logging.getLogger(__name__)


class Shelf(Mapping[str, Picture]):
    """Ready pictures by the digest of their request."""

    def __init__(self, library: Library, warn: Callable[[LibraryError], None]) -> None:
        """Args:
        warn: Told when the library cannot store or find something; what is made is shown all the same.
        """
        self._library, self._warn = library, warn
        self._ready: dict[str, Picture] = {}
        self._missing: set[str] = set()

    def __getitem__(self, digest: str) -> Picture:
        return self._ready[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)

    def look_up(self, digest: str) -> Picture | None:
        """The picture if the library has it and it was not at hand before; asks the library once."""
        if digest in self._ready or digest in self._missing:
            return None
        try:
            picture = self._library.find(digest)
        except LibraryError as error:
            self._warn(error)
            return None
        if picture is None:
            self._missing.add(digest)
        else:
            self._ready[digest] = picture
        return picture

    def put(self, picture: Picture) -> None:
        """A picture is there and may be shown; `take` is still to follow."""
        self._ready[picture.id] = picture

    def take(self, made: Made, in_use: Collection[str]) -> None:
        """A picture was made; the library keeps it and, if it has grown too large, drops others, but none in use."""
        picture = made.picture
        self._ready[picture.id] = picture
        self._missing.discard(picture.id)
        try:
            self._library.add(picture, stand_in=made.stand_in)
            for gone in self._library.prune({picture.id, *in_use}):
                self._ready.pop(gone, None)
        except LibraryError as error:
            self._warn(error)
