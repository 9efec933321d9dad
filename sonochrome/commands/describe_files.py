"""Which files a command line means: files as they are named, and all music in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vocabulary.errors import SongError

ENDINGS = (".als", ".alc", ".mid", ".midi", ".smf", ".kar", ".rmi")
"""Of music in folders, in small or capital letters; a file that is named itself may have any."""


def find_files(named: Iterable[Path]) -> tuple[Path, ...]:
    """Files as named; instead of a folder all music in it and below, sorted. Hidden files and folders are passed over, as are links to
    folders. A file that comes twice is kept once.

    Raises:
        SongError: if a folder holds no music.
    """
    found: dict[Path, None] = {}
    for path in named:
        inside = tuple(_music_in(path)) if path.is_dir() else (path,)
        if not inside:
            raise SongError(f"there is no music in the folder {path}; looked for {', '.join(ENDINGS)}")
        found.update(dict.fromkeys(inside))
    return tuple(found)


def _music_in(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith(".") and name.lower().endswith(ENDINGS))
