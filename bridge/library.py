"""The library: every picture ever drawn, and what belongs to a set.

Pictures are files named by the hash of their request (`pictures/ab/abcd....png`, with a small copy `.thumb.png` beside), written aside and
renamed, so that a kill -9 leaves a whole file or none. SQLite in WAL mode is only their index: when it is damaged, it is set aside and
built anew from the files, whose metadata says what they are. What belongs to a set (its reference tempo, its style) is in the
index, and after every change also in `sets.json`, from which it comes back.
"""

import contextlib
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from vocabulary.errors import LibraryError
from vocabulary.pictures import Picture

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_ID = re.compile(r"[0-9a-f]{32}")
_LOCKED_S = 1.0
"""How long to wait for another process that writes to the index."""
_PRUNE_TO = 0.9
"""Pruning goes on to this share of the limit, so that it does not run with every picture."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pictures (
    id TEXT PRIMARY KEY, width_px INTEGER NOT NULL, height_px INTEGER NOT NULL, quality TEXT NOT NULL, renderer TEXT NOT NULL,
    seconds REAL NOT NULL, stand_in TEXT NOT NULL, bytes INTEGER NOT NULL, used_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sets (set_id INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (set_id, key));
"""


class Library:
    """Pictures by the digest of their request, and values by set id."""

    def __init__(self, folder: Path, *, limit_bytes: int, now: Callable[[], float] = time.time) -> None:
        """Open or make it.

        Raises:
            LibraryError: if the folder cannot be written to.
        """
        self.folder = folder
        self._limit = limit_bytes
        self._now = now
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / "pictures").mkdir(parents=True, exist_ok=True, mode=0o700)
            for left_over in (folder / "pictures").glob("*/.*.part"):
                left_over.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the library {folder} cannot be written to: {error.strerror}; choose another folder in the settings"
            ) from error
        try:
            self._database = self._open()
        except sqlite3.OperationalError as error:
            raise LibraryError(f"the library {folder} cannot be opened: {error}; is the disk full or write-protected?") from error
        except sqlite3.DatabaseError as error:
            self._database = self._rebuild(error)
        self._forget_stand_ins()

    def close(self) -> None:
        """Close the index."""
        self._database.close()

    def path(self, picture_id: str) -> Path:
        """Where the picture of this id is, or goes.

        Raises:
            LibraryError: if this is no picture's id.
        """
        if not _ID.fullmatch(picture_id):
            raise LibraryError(f"{picture_id!r} is not a picture's id; it has 32 hexadecimal digits")
        return self.folder / "pictures" / picture_id[:2] / f"{picture_id}.png"

    def thumbnail_path(self, picture_id: str) -> Path:
        """Where the picture's small copy is, or goes."""
        return self.path(picture_id).with_suffix(".thumb.png")

    def find(self, picture_id: str) -> Picture | None:
        """The picture of this id if it is there; using it keeps it from being pruned soon."""
        path = self.path(picture_id)
        row = self._run(
            lambda base: base.execute(
                "SELECT width_px, height_px, quality, renderer, seconds FROM pictures WHERE id = ?", (picture_id,)
            ).fetchone()
        )
        if not path.exists():
            if row is not None:
                self._run(lambda base: base.execute("DELETE FROM pictures WHERE id = ?", (picture_id,)))
            return None
        if row is None:  # killed between renaming the file and noting it
            return self._adopt(path)
        self._run(lambda base: base.execute("UPDATE pictures SET used_at = ? WHERE id = ?", (self._now(), picture_id)))
        width_px, height_px, quality, renderer, seconds = row
        return Picture(picture_id, str(path), width_px, height_px, quality, renderer, seconds)

    def add(self, picture: Picture, *, stand_in: str = "") -> None:
        """Note a picture whose file is in place. `stand_in`: why a lesser renderer drew it; it is drawn again at the next start."""
        path = Path(picture.path)
        size = sum(file.stat().st_size for file in (path, self.thumbnail_path(picture.id)) if file.exists())
        values = (
            picture.id,
            picture.width_px,
            picture.height_px,
            picture.quality,
            picture.renderer,
            picture.seconds,
            stand_in,
            size,
            self._now(),
        )
        self._run(lambda base: base.execute("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values))

    def prune(self, keep: Collection[str]) -> tuple[str, ...]:
        """Delete what was not used for longest, down to the size limit, but nothing in `keep`; returns the ids that went."""
        total = self.total_bytes()
        if total <= self._limit:
            return ()
        rows = self._run(lambda base: base.execute("SELECT id, bytes FROM pictures ORDER BY used_at").fetchall())
        gone: list[str] = []
        for picture_id, size in rows:
            if total <= self._limit * _PRUNE_TO:
                break
            if picture_id in keep:
                continue
            self._delete(picture_id)
            total -= size
            gone.append(picture_id)
        log.info("pruned the library: pictures=%d limit_mb=%d", len(gone), self._limit // 1_000_000)
        return tuple(gone)

    def total_bytes(self) -> int:
        """Bytes of all pictures."""
        return int(self._run(lambda base: base.execute("SELECT COALESCE(SUM(bytes), 0) FROM pictures").fetchone())[0])

    def count(self) -> int:
        """Number of pictures."""
        return int(self._run(lambda base: base.execute("SELECT COUNT(*) FROM pictures").fetchone())[0])

    def remembered(self, set_id: int, key: str) -> str | None:
        """What was kept for this set under this key."""
        row = self._run(lambda base: base.execute("SELECT value FROM sets WHERE set_id = ? AND key = ?", (set_id, key)).fetchone())
        return None if row is None else str(row[0])

    def remember(self, set_id: int, key: str, value: str) -> None:
        """Keep a value for this set."""
        self._run(lambda base: base.execute("INSERT OR REPLACE INTO sets VALUES (?, ?, ?)", (set_id, key, value)))
        rows = self._run(lambda base: base.execute("SELECT set_id, key, value FROM sets").fetchall())
        aside = self.folder / "sets.json.new"
        try:
            aside.write_text(json.dumps(rows), "utf-8")
            aside.replace(self.folder / "sets.json")
        except OSError as error:
            raise LibraryError(f"cannot write {self.folder / 'sets.json'}: {error.strerror}; is the disk full?") from error

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.folder / "library.db", timeout=_LOCKED_S, isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            # A killed process loses nothing in NORMAL; a power cut at most the newest rows, which `_adopt` finds again.
            base.execute("PRAGMA synchronous=NORMAL")
            (verdict,) = base.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            base.executescript(_SCHEMA)
            base.execute("SELECT id, stand_in FROM pictures LIMIT 1")
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _rebuild(self, error: Exception) -> sqlite3.Connection:
        aside = self.folder / f"library.damaged-{time.time_ns()}.db"
        log.warning("the library's index is damaged (%s); it is set aside as %s and built anew from the pictures", error, aside.name)
        (self.folder / "library.db").replace(aside)
        for suffix in ("-wal", "-shm"):
            (self.folder / f"library.db{suffix}").unlink(missing_ok=True)
        self._database = self._open()
        for path in sorted((self.folder / "pictures").glob("*/*.png")):
            if _ID.fullmatch(path.stem):
                self._adopt(path)
        with contextlib.suppress(OSError, ValueError):
            rows = json.loads((self.folder / "sets.json").read_text("utf-8"))
            self._database.executemany("INSERT OR REPLACE INTO sets VALUES (?, ?, ?)", rows)
        return self._database

    def _adopt(self, path: Path) -> Picture | None:
        """Note a picture file that the index does not know; one that cannot be read is deleted and drawn again."""
        from render.png import read_png

        try:
            pixels, texts = read_png(path)
            quality = texts["sonochrome:quality"]
            if texts["sonochrome:id"] != path.stem or quality not in ("draft", "final"):
                raise LibraryError("its metadata names another picture")
            seconds, renderer, stand_in = float(texts["sonochrome:seconds"]), texts["sonochrome:renderer"], texts["sonochrome:stand_in"]
        except (LibraryError, KeyError, ValueError) as error:
            log.warning("deleted %s, which is not a picture of ours (%s); it will be drawn again", path.name, error)
            path.unlink(missing_ok=True)
            return None
        height_px, width_px = pixels.shape[:2]
        picture = Picture(path.stem, str(path), width_px, height_px, "final" if quality == "final" else "draft", renderer, seconds)
        self.add(picture, stand_in=stand_in)
        return picture

    def _forget_stand_ins(self) -> None:
        for (picture_id,) in self._run(lambda base: base.execute("SELECT id FROM pictures WHERE stand_in != ''").fetchall()):
            self._delete(picture_id)

    def _delete(self, picture_id: str) -> None:
        # The row goes last: a picture without a row would be adopted again.
        self.path(picture_id).unlink(missing_ok=True)
        self.thumbnail_path(picture_id).unlink(missing_ok=True)
        self._run(lambda base: base.execute("DELETE FROM pictures WHERE id = ?", (picture_id,)))

    def _run(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return work(self._database)
        except sqlite3.OperationalError as error:  # locked, full, read-only: the index itself is sound
            raise LibraryError(f"the library {self.folder} does not answer: {error}; is the disk full or write-protected?") from error
        except sqlite3.DatabaseError as error:
            self._database.close()
            self._database = self._rebuild(error)
            return work(self._database)
