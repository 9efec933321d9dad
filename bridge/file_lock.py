"""A lock that the operating system drops however its holder ends, so that it never lies about who lives."""

import os
import sys
from pathlib import Path


class HeldError(OSError):
    """Say which lock somebody holds."""


def lock_file(path: Path, *, create: bool = True) -> int:
    """Lock this file, readable by its user only, and return the descriptor that holds the lock until it is closed.

    Raises:
        HeldError: if somebody holds it.
        OSError: if it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise HeldError(f"{path} is in use") from error
    return descriptor


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
