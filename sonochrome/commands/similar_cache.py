"""What was read of a folder's files, kept in the user's cache folder, so that the next search reads only what is new or changed.

One file a folder: numpy's archive, whose members have checksums. It is written aside and renamed; one that is damaged, or of another
version, is as good as none. Nothing in it is needed: it can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.fingerprint import Shingles
from analysis.minhash import VALUES, Signatures
from sonochrome.commands.similar_documents import Document

log = logging.getLogger(__name__)

FORMAT = 1
"""Raise it when shingles, signatures or this file change."""

_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class State:
    """What tells that a file was changed."""

    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was found in a file when it was as `state` says: its documents with a signature each, or the reason why there are none.

    `sizes` are the documents' numbers of shingles: in large collections the shingles themselves are not kept.
    """

    state: State
    reason: str
    documents: tuple[Document, ...]
    signatures: Signatures
    sizes: tuple[int, ...]

    @property
    def has_shingles(self) -> bool:
        """Whether exact answers are possible."""
        return all(len(document.shingles) == size for document, size in zip(self.documents, self.sizes, strict=True))


def state_of(path: Path) -> State | None:
    """Size and time of change; None where the file cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return State(found.st_size, found.st_mtime_ns)


def cache_path(folder: Path, searched: Path) -> Path:
    """The file in the cache folder that belongs to a folder that is searched."""
    return folder / "similar" / f"{hashlib.sha256(os.fsencode(searched.resolve())).hexdigest()[:32]}.npz"


def load(path: Path, version: str) -> dict[str, Known]:
    """What is known, by the files' names; nothing where the file is not there, damaged, or of another version."""
    if not path.exists():
        return {}
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            head = json.loads(archive["head"].tobytes())
            if head["version"] != [FORMAT, version]:
                return {}
            return _known(head["files"], archive["shingles"], archive["signatures"])
    except _DAMAGED as error:
        log.warning("what was kept of this folder is damaged (%s: %s) and is found anew", type(error).__name__, error)
        return {}


def save(path: Path, known: Mapping[str, Known], version: str, *, with_shingles: bool) -> None:
    """Keep what is known; a full or write-protected disk costs a warning only."""
    files = [
        [name, one.state.size, one.state.changed_ns, one.reason,
         [[d.kind, d.clip, d.track, size, len(d.shingles) * with_shingles] for d, size in zip(one.documents, one.sizes, strict=True)]]
        for name, one in sorted(known.items())
    ]  # fmt: skip
    ordered = [one for _, one in sorted(known.items())]
    shingles = [document.shingles for one in ordered for document in one.documents] if with_shingles else []
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with aside.open("wb") as file:
            np.savez(
                file,
                head=np.frombuffer(json.dumps({"version": [FORMAT, version], "files": files}).encode("utf-8", "surrogatepass"), np.uint8),
                shingles=np.concatenate([np.zeros(0, np.uint64), *shingles]),
                signatures=np.concatenate([np.zeros((0, VALUES), np.uint32), *(one.signatures for one in ordered)]),
            )
        aside.replace(path)
    except OSError as error:
        log.warning("what was read is not kept, the next search reads it again: %s: %s", path.parent, error.strerror or error)
        aside.unlink(missing_ok=True)


def _known(files: list[Any], shingles: Shingles, signatures: Signatures) -> dict[str, Known]:
    """The tables as values; damaged ones raise one of _DAMAGED."""
    found: dict[str, Known] = {}
    at = row = 0
    for name, size, changed_ns, reason, rows in files:
        documents, sizes = [], []
        first = row
        for kind, clip, track, count, kept in rows:
            documents.append(Document(kind, clip, track, shingles[at : at + kept]))
            sizes.append(count)
            at, row = at + kept, row + 1
        found[str(name)] = Known(State(int(size), int(changed_ns)), str(reason), tuple(documents), signatures[first:row], tuple(sizes))
    if (at, row) != (len(shingles), len(signatures)):
        raise ValueError("the tables do not fit together")
    return found
