"""The picture on stage as a small file for the device, under two fixed names in turn: Max keeps every distinct string for ever."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)


class Thumbnails:
    """Two files; the device is told which of them is the newer one."""

    def __init__(self, folder: Path, tell: Callable[[int], None]) -> None:
        """Args:
        folder: Where the two files go.
        tell: Told 0 or 1 after the file was changed.
        """
        self._files = (folder / "on_stage_0.png", folder / "on_stage_1.png")
        self._tell = tell
        self._slot = 0
        self._shown = Path()

    @property
    def paths(self) -> tuple[str, str]:
        """The two fixed names."""
        return str(self._files[0]), str(self._files[1])

    def show(self, thumbnail: Path) -> None:
        """Put this small copy of a picture into the other file, if it is not shown already."""
        if thumbnail == self._shown:
            return
        self._shown = thumbnail
        slot = 1 - self._slot
        aside = self._files[slot].with_suffix(f".{os.getpid()}.part")
        try:
            aside.write_bytes(thumbnail.read_bytes())
            aside.replace(self._files[slot])
        except OSError as error:  # the stage is what counts; the device keeps the one before
            log.debug("no thumbnail for the device: %s", error)
            return
        self._slot = slot
        self._tell(slot)
