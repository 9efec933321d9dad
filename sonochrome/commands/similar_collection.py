"""A folder of music as documents: read in parallel what is not known yet, and search it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.minhash import estimated_containment, estimated_likeness, signature_of, stacked
from analysis.resemblance import Relation, build_index, find_resembling, relation
from sonochrome import __version__
from sonochrome.commands.describe_files import find_files
from sonochrome.commands.describe_progress import Progress, Tally, show_progress
from sonochrome.commands.describe_workers import describe_all, processors
from sonochrome.commands.similar_cache import Known, State, cache_path, load, save, state_of
from sonochrome.commands.similar_documents import Document, documents_from_line

READER = "sonochrome.commands.similar_documents:documents_as_line"
TIME_LIMIT_S = 30.0
INTERRUPTED = 130
LARGE = 10_000
"""Documents; above, signatures stand for shingles (a song has 13 kB of these, a signature 512 bytes)."""
_LASTING = "cannot open"
"""Reasons that begin so are kept: the file will be no better next time. What took too long might, and rights are given."""
_PASSING = "it cannot be read"


@dataclass(frozen=True, slots=True)
class Collection:
    """What is known of a folder's files, in order of their names; `failed` of them hold no music that can be read."""

    folder: Path
    files: Mapping[str, Known]
    failed: int


@dataclass(frozen=True, slots=True)
class Found:
    """A document that resembles the query; see `analysis.resemblance.Match`."""

    path: Path
    document: Document
    relation: Relation
    score: float
    likeness: float
    contained: float
    contains: float

    @property
    def shared(self) -> float:
        """How much of the smaller one is shared, 0..1."""
        return max(self.contained, self.contains)

    @property
    def rank(self) -> float:
        """Where it belongs in the list: what is but a piece of the query is half as wanted as what holds all of it."""
        return max(self.score, self.contains / 2) if self.relation == "contains" else self.score


def read_collection(folder: Path, cache: Path, *, jobs: int | None = None, again: bool = False, large: int = LARGE) -> Collection:
    """Read all music in a folder, what is known already from the cache; files that cannot be read are reported on stderr, one line each.

    Raises:
        SongError: if there is no music.
        ConnectionLostError: if no process to read with can be started.
    """
    paths = {str(path.relative_to(folder)): path for path in find_files([folder])}
    kept_in = cache_path(cache, folder)
    kept = {} if again else load(kept_in, __version__)
    states = {name: state_of(path) for name, path in paths.items()}
    files = {name: kept[name] for name in paths if name in kept and kept[name].state == states[name]}
    if sum(len(one.documents) for one in files.values()) <= large:
        files = {name: one for name, one in files.items() if one.has_shingles}
    todo = [name for name in paths if name not in files]
    try:
        failures = _read(todo, paths, states, files, jobs)
    finally:  # Ctrl-C too: what was read is kept
        if todo or len(kept) != len(files):
            save(kept_in, files, __version__, with_shingles=sum(len(one.documents) for one in files.values()) <= large)
    for name, one in files.items():
        if one.reason and name not in todo:
            sys.stderr.write(f"sonochrome: {one.reason}\n")
    ordered = {name: files[name] for name in paths if name in files}
    return Collection(folder, ordered, failures + sum(bool(one.reason) for one in ordered.values()))


def search(collection: Collection, query: Document, asked: Path, most: int, *, large: int = LARGE) -> tuple[Found, ...]:
    """The documents that resemble the query most, best first; not those of the file that was asked for, or not that clip of it."""
    itself = asked.resolve()
    places, known = [], []
    for name, one in collection.files.items():
        path = collection.folder / name
        own = path.resolve() == itself
        for number, document in enumerate(one.documents):
            if not own or _is_another_clip(query, document):
                places.append((path, document))
                known.append((one, number))
    answers = _exact(places, query) if len(places) <= large else _estimated(places, known, query)
    return tuple(sorted(answers, key=lambda one: -one.rank)[:most])


def _is_another_clip(query: Document, document: Document) -> bool:
    """Whether a document of the very file that was asked for is worth finding: another clip, where a clip is looked for."""
    return query.kind == document.kind == "clip" and (document.clip, document.track) != (query.clip, query.track)


def _exact(places: Sequence[tuple[Path, Document]], query: Document) -> Iterator[Found]:
    index = build_index([document.shingles for _, document in places])
    for match in find_resembling(index, query.shingles, len(places)):
        path, document = places[match.document]
        yield Found(path, document, match.relation, match.score, match.likeness, match.contained, match.contains)


def _estimated(places: Sequence[tuple[Path, Document]], known: Sequence[tuple[Known, int]], query: Document) -> Iterator[Found]:
    """The same from signatures; shares are of shingles, not of their weight."""
    signatures = stacked([one.signatures[number] for one, number in known])
    sizes = np.array([one.sizes[number] for one, number in known])
    likeness = estimated_likeness(signatures, signature_of(query.shingles))
    contained = estimated_containment(likeness, sizes, len(query.shingles))
    contains = np.minimum(1.0, contained * len(query.shingles) / np.maximum(sizes, 1))
    for place in np.flatnonzero(likeness > 0).tolist():
        shares = float(likeness[place]), float(contained[place]), float(contains[place])
        named = relation(*shares, len(query.shingles), int(sizes[place]))
        yield Found(*places[place], named, shares[1], *shares)


def _read(
    todo: Sequence[str], paths: Mapping[str, Path], states: Mapping[str, State | None], files: dict[str, Known], jobs: int | None
) -> int:
    """Add to `files` what is read; returns how many files could not be and may be another time."""
    tally, passing = Tally(), 0
    with show_progress(len(todo), bar=len(todo) > 1 and sys.stderr.isatty()) as progress:
        outcomes = describe_all(
            [paths[name] for name in todo],
            models="formula",
            jobs=jobs or processors(),
            time_limit_s=TIME_LIMIT_S,
            describer=READER,
        )
        with contextlib.closing(outcomes), _stopped_cleanly(tally, progress, len(todo)):
            for name, outcome in zip(todo, outcomes, strict=True):
                state, reason = states[name], outcome.reason
                tally.failed += bool(reason)
                tally.described += not reason
                if reason:
                    progress.say(f"sonochrome: {reason}")
                if state is not None and (not reason or (reason.startswith(_LASTING) and _PASSING not in reason)):
                    files[name] = _known(state, outcome.line, reason)
                else:
                    passing += 1
                progress.step(tally)
    return passing


def _known(state: State, line: str, reason: str) -> Known:
    documents = documents_from_line(line) if line else ()
    signatures = stacked([signature_of(document.shingles) for document in documents])
    return Known(state, reason, documents, signatures, tuple(len(document.shingles) for document in documents))


@contextlib.contextmanager
def _stopped_cleanly(tally: Tally, progress: Progress, files: int) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        progress.say(f"sonochrome: stopped; {tally.described + tally.failed} of {files} files are read and kept for the next time")
        raise SystemExit(INTERRUPTED) from None
