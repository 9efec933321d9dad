"""How far a long run is, on stderr: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

EVERY_S = 10.0
"""Between two lines where there is no terminal."""


@dataclass(slots=True)
class Tally:
    """How many files were described, were there already, and could not be described."""

    described: int = 0
    skipped: int = 0
    failed: int = 0


class Progress(Protocol):
    """Something that tells how far the run is."""

    def step(self, tally: Tally) -> None:
        """One file more is done."""
        ...

    def say(self, line: str) -> None:
        """Tell something else, on a line of its own."""
        ...


def show_progress(files: int, *, bar: bool) -> AbstractContextManager[Progress]:
    """Tell of a run over so many files, with a bar or in lines."""
    return Bar(files) if bar else Lines(files)


class Lines:
    """A line every ten seconds; nothing for a short run."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        sys.stderr.flush()

    def step(self, tally: Tally) -> None:
        """One file more is done."""
        now = time.monotonic()
        if now - self._told < EVERY_S:
            return
        self._told = now
        done = tally.described + tally.failed
        self.say(f"sonochrome: {done} of {self._files} files, {tally.failed} failed, {done / (now - self._began):.1f} a second")

    def say(self, line: str) -> None:
        """A line on stderr."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class Bar:
    """rich's bar with count, rate and the time that is left."""

    def __init__(self, files: int) -> None:
        from rich import progress
        from rich.console import Console

        self._bar = progress.Progress(
            progress.TextColumn("describing"),
            progress.BarColumn(bar_width=None),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[failed]} failed"),
            progress.TextColumn("{task.fields[rate]}"),
            progress.TimeRemainingColumn(),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )
        self._task = self._bar.add_task("", total=files, failed=0, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def step(self, tally: Tally) -> None:
        """One file more is done."""
        speed = self._bar.tasks[self._task].speed
        self._bar.update(self._task, completed=tally.described + tally.failed, failed=tally.failed, rate=f"{speed:.1f}/s" if speed else "")

    def say(self, line: str) -> None:
        """A line above the bar."""
        from rich.text import Text

        self._bar.console.print(Text(line), soft_wrap=True)
