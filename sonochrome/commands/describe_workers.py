"""Describe many files in several processes: none can hang or end the run.

A worker gets one path at a time through its pipe and answers with a line of JSON, or with the reason why there is none. One that takes
too long, or dies, is replaced, and only its file fails. Workers end by themselves when the run is gone, since their pipe closes then.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from vocabulary.errors import ConnectionLostError, SonochromeError

if TYPE_CHECKING:
    from vocabulary.descriptor import Models

log = logging.getLogger(__name__)

DESCRIBER = "sonochrome.commands.describe_json:describe_file"
"""What a worker calls with a path and "learned" or "formula", as `module:function`: the process that starts it need not import it."""
START_LIMIT_S = 60.0
AHEAD = 32
"""Files a worker's neighbours may be ahead of the oldest unfinished one: results wait for their turn in memory."""
END_WITHIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: a line of JSON, or the reason why there is none."""

    path: Path
    line: str = ""
    reason: str = ""


def describe_all(
    paths: Sequence[Path], *, models: Models, jobs: int, time_limit_s: float, describer: str = DESCRIBER
) -> Generator[Outcome]:
    """Describe files in processes of their own, as many at a time as `jobs`; outcomes come in the order of the paths.

    Raises:
        ConnectionLostError: if a worker cannot be started.
    """
    workers = [_Worker(describer, models, time_limit_s) for _ in range(min(jobs, len(paths)))]
    waiting, done, given = deque(range(len(paths))), dict[int, Outcome](), 0
    try:
        while given < len(paths):
            for place, worker in enumerate(workers):
                ended = worker.outcome()
                if ended is not None:
                    done[ended[0]] = ended[1]
                if worker.is_lost:
                    workers[place] = worker = _Worker(describer, models, time_limit_s)
                if worker.is_free and waiting and waiting[0] < given + AHEAD * len(workers):
                    number = waiting.popleft()
                    worker.give(number, paths[number])
            while given in done:
                yield done.pop(given)
                given += 1
            if given < len(paths):
                wait([worker.connection for worker in workers], min(worker.time_left_s() for worker in workers))
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """One process and the file it has."""

    def __init__(self, describer: str, models: Models, time_limit_s: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.is_lost = False
        self._time_limit_s = time_limit_s
        self._is_ready = False
        self._job: tuple[int, Path] | None = None
        self._process = context.Process(target=_work, args=(theirs, describer, models), daemon=True)
        with _interrupts_ignored():  # a worker inherits it: Ctrl-C is for the run alone, which then ends its workers
            self._process.start()
        theirs.close()
        self._until = time.monotonic() + START_LIMIT_S

    @property
    def is_free(self) -> bool:
        """Whether it waits for a file."""
        return self._is_ready and self._job is None and not self.is_lost

    def give(self, number: int, path: Path) -> None:
        """Let it describe a file."""
        self._job = (number, path)
        self._until = time.monotonic() + self._time_limit_s
        try:
            self.connection.send(path)
        except OSError:  # it died while it waited; its end is seen next
            log.debug("a worker died while it waited")

    def time_left_s(self) -> float:
        """Seconds until its file, or its start, has taken too long."""
        return max(0.0, self._until - time.monotonic()) if self._job or not self._is_ready else START_LIMIT_S

    def outcome(self) -> tuple[int, Outcome] | None:
        """The number of its file and what became of it, if that is known now.

        Raises:
            ConnectionLostError: if it did not start.
        """
        try:
            if self.connection.poll():
                line, reason = self.connection.recv()
                if not self._is_ready:
                    self._is_ready = True
                    return None
                return self._finish(line, reason)
        except (EOFError, OSError):
            return self._lose("ended the process that read it")
        if self.time_left_s() == 0.0:
            return self._lose(f"took longer than {self._time_limit_s:g} s")
        return None

    def end(self) -> None:
        """Stop the process, whatever it does."""
        self.connection.close()
        if self._is_ready and self._job is None:
            self._process.join(END_WITHIN_S)
        self._process.terminate()
        self._process.join(END_WITHIN_S)
        self._process.kill()
        self._process.join()

    def _finish(self, line: str, reason: str) -> tuple[int, Outcome]:
        assert self._job is not None
        (number, path), self._job = self._job, None
        return number, Outcome(path, line, reason)

    def _lose(self, what: str) -> tuple[int, Outcome] | None:
        self.end()
        self.is_lost = True
        if not self._is_ready:
            raise ConnectionLostError(f"a worker process did not start (exit status {self._process.exitcode}); try again with --jobs 1")
        if self._job is None:
            return None
        return self._finish("", f"cannot describe {str(self._job[1])!r}: it {what}; leave it out, and please report it")


def processors() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(connection: Connection, describer: str, models: Models) -> None:
    """Answer paths with (line, reason) until the pipe closes; the first answer says that all is loaded."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read by numpy when it is first imported, below
    gc.set_threshold(100_000)  # a song is tens of thousands of small values that go together: 13 % less time a file
    module, name = describer.split(":")
    describe_file: Callable[[Path, Models], str] = getattr(importlib.import_module(module), name)

    def answer(path: Path) -> tuple[str, str]:
        try:
            return describe_file(path, models), ""
        except (SonochromeError, OSError) as error:
            return "", str(error).replace(repr(path.name), repr(str(path)), 1)  # which one of thousands
        except Exception as error:  # a fault of ours must cost this file only
            return "", f"cannot describe {str(path)!r}: a fault in Sonochrome ({type(error).__name__}: {error}); please report it"

    with contextlib.suppress(EOFError, OSError):  # the run is gone
        connection.send(("", ""))
        while True:
            connection.send(answer(connection.recv()))
