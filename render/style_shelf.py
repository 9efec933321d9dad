"""All styles there are: those that ship and those in the user's folder, read again when a file changes."""

import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from render.style import Style
from render.style_files import load_style, shipped_styles
from vocabulary.errors import SettingsError

log = logging.getLogger(__name__)

_Stamp = tuple[int, int]


class StyleShelf:
    """Keeps the styles; a style of the user's takes the place of one that ships under the same name. For one thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the folder if there is one; a faulty file is passed over, see `faults`."""
        self._folder = folder
        self._seen: dict[Path, _Stamp] = {}
        self._read: dict[Path, Style] = {}
        self._faults: dict[Path, str] = {}
        self.styles: Mapping[str, Style] = shipped_styles()
        self.refresh()

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with files in the folder, a line each."""
        return tuple(self._faults.values())

    def refresh(self) -> bool:
        """Read what changed in the folder since the last call; True if a style is different now.

        A file with a fault leaves its style as it last was, so that saving half an edit changes nothing on a stage.
        """
        found = self._files()
        if found == self._seen:
            return False
        gone = self._seen.keys() - found.keys()
        changed = [path for path, stamp in found.items() if self._seen.get(path) != stamp]
        self._seen = found
        for path in gone:
            self._read.pop(path, None)
            self._faults.pop(path, None)
        for path in changed:
            try:
                self._read[path] = load_style(path)
                self._faults.pop(path, None)
            except SettingsError as error:
                self._faults[path] = str(error)
                log.info("style not taken: %s", error)
        before = self.styles
        own = {style.name: style for _, style in sorted(self._read.items())}
        self.styles = MappingProxyType(dict(sorted({**shipped_styles(), **own}.items())))
        return self.styles != before

    def _files(self) -> dict[Path, _Stamp]:
        found: dict[Path, _Stamp] = {}
        if self._folder is None:
            return found
        for path in sorted(self._folder.glob("*.toml")):
            try:
                stat = path.stat()
            except OSError:  # gone between listing and asking
                continue
            found[path] = stat.st_mtime_ns, stat.st_size
        return found
