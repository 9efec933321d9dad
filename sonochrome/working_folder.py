"""A folder for the files of one command, and the end of those that killed commands left behind."""

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bridge.file_lock import lock_file

PREFIX = "sonochrome-"
IN_USE = "in_use.lock"
"""Held by the command that uses the folder. A lock and not a process id, which another process may have got since, or which may belong
to another container that shares the folder for temporary files."""
YOUNG_S = 60.0
"""A folder changed so recently may be about to be locked."""


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """A folder of our own, gone afterwards; what killed commands of this user left is removed first."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    in_use = lock_file(folder / IN_USE)
    try:
        yield folder
    finally:
        os.close(in_use)
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove folders of ours that nobody uses any more. What cannot be removed, or is not surely ours, stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, or never locked, or just gone
            if _is_ours_and_old(folder):
                os.close(lock_file(folder / IN_USE, create=False))
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours_and_old(folder: Path) -> bool:
    status = folder.lstat()
    ours = stat.S_ISDIR(status.st_mode) and (sys.platform == "win32" or status.st_uid == os.getuid())
    return ours and time.time() - status.st_mtime > YOUNG_S
