"""What a stage wants of the daemon, what of it is there, and what to fetch next. Knows no network."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ASK_AGAIN_AFTER_S = 0.5
FORGET_FAILURES = 8
"""What failed so often in a row is asked for every `FORGET_FAILURES * ASK_AGAIN_AFTER_S` seconds only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to have, each list the soonest first; told once for as long as it stays in the list.

    Attributes:
        pictures, thumbnails: Picture ids.
        requests: Ids of pictures of which a stage wants to know what they were painted from.
        sections: Hashes of `SectionDocument`s.
    """

    pictures: tuple[str, ...] = ()
    thumbnails: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to fetch: its path on the stage server, "picture", "request", "thumbnail", "set", "styles" or "section", and its name."""

    path: str
    kind: str
    id: str


class WishList:
    """Jobs in order of urgency, and how they went.

    Attributes:
        set_hash, styles_hash: Of the `SetDocument` and `StylesDocument` to have, "" for none.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wanted = Wanted()
        self._done: set[Job] = set()
        self._failures: dict[Job, tuple[int, float]] = {}
        self.set_hash = self.styles_hash = ""

    def want(self, wanted: Wanted) -> None:
        """Replace what is wanted."""
        self._wanted = wanted
        self._done.intersection_update(self._jobs())

    def next_job(self) -> tuple[Job | None, float | None]:
        """What to fetch now, or None and for how many seconds to wait (None: until something changes)."""
        jobs = list(self._jobs())
        self._failures = {job: failure for job, failure in self._failures.items() if job in jobs}
        now, soonest = self._monotonic(), None
        for job in jobs:
            if job in self._done:
                continue
            due = self._failures.get(job, (0, 0.0))[1]
            if due <= now:
                return job, None
            soonest = due if soonest is None else min(soonest, due)
        return None, None if soonest is None else soonest - now

    def note_done(self, job: Job) -> bool:
        """It was fetched; whether it is still wanted."""
        self._failures.pop(job, None)
        if job not in self._jobs():
            return False
        self._done.add(job)
        return True

    def note_failure(self, job: Job) -> int:
        """It could not be fetched, and is tried again later; how often in a row that was."""
        count = self._failures.get(job, (0, 0.0))[0] + 1
        self._failures[job] = (count, self._monotonic() + min(count, FORGET_FAILURES) * ASK_AGAIN_AFTER_S)
        return count

    def forget_failures(self) -> None:
        """Another daemon may have what this one had not."""
        self._failures.clear()

    def _jobs(self) -> Iterator[Job]:
        """All that is wanted, the most urgent first: now's and the next picture, the texts, the other pictures, the thumbnails."""
        wanted = self._wanted
        pictures = [Job(f"/pictures/{picture}", "picture", picture) for picture in wanted.pictures]
        yield from pictures[:2]
        if self.set_hash:
            yield Job(f"/documents/{self.set_hash}", "set", self.set_hash)
        yield from (Job(f"/documents/{document}", "section", document) for document in wanted.sections)
        if self.styles_hash:
            yield Job(f"/documents/{self.styles_hash}", "styles", self.styles_hash)
        yield from pictures[2:]
        yield from (Job(f"/request/{picture}", "request", picture) for picture in wanted.requests)
        yield from (Job(f"/pictures/{picture}", "thumbnail", picture) for picture in wanted.thumbnails)
