"""Time `analysis.describe.describe` on clips of 2000 notes (budget: 10 ms median on one core), part by part, its import (budget: 0.25 s,
without torch, scikit-learn, scipy and librosa), and whole files through `sonochrome describe`.

The pace of a machine changes with what else it does: between describing, a fixed piece of similar work is timed. "x 1.40" means that it
took 1.4 times `PACE_MS`; times are given both as they were and divided by that, which is what compares from run to run.

python -m tests.benchmarks.bench_describe
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import logging
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import analysis.describe
from analysis.describe import describe
from sonochrome.commands.describe_workers import describe_all
from sonochrome.demo_song import SONG_FILE
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

log = logging.getLogger(__name__)

BUDGET_MS = 10.0
NOTES = 2000
RUNS = 60
IMPORT_BUDGET_S = 0.25
HEAVY = ("torch", "sklearn", "scipy", "librosa")
FILES = 60
PACE_MS = 1.28
"""What `do_fixed_work` takes on the machine of docs/measurements.md at its faster pace."""


def main() -> None:
    """Print everything; ends with an error if the import loads what it must not."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("songs").setLevel(logging.WARNING)
    time_clips()
    time_parts(piano(445))
    time_import()
    time_files()


def time_clips() -> None:
    """Median in ms for three kinds of clips; processor time is what it takes on an idle machine, at the pace of this moment and at 1."""
    for name, section in (
        ("piano, 445 beats", piano(445)),
        ("band of five with drums, 128 beats", band(128)),
        ("piano, 32 beats", piano(32)),
    ):
        wall, _ = _times_ms(section, time.perf_counter)
        times, paces = _times_ms(section, time.thread_time)
        pace = statistics.median(paces) / PACE_MS
        log.info(
            "%-36s %d notes  median %5.2f ms  of processor time %5.2f ms  at pace x %.2f, so %5.2f ms at x 1  (budget %.0f ms)",
            name,
            NOTES,
            statistics.median(wall),
            statistics.median(times),
            pace,
            statistics.median(times) / pace,
            BUDGET_MS,
        )


def do_fixed_work() -> None:
    """A little of all that describing does: Python's lists, sorting, sums down columns, a product of matrices, small steps of numpy."""
    row, table = np.linspace(0.0, 1.0, 157), np.linspace(0.0, 1.0, 445 * 96).reshape(445, 96)
    held = np.empty_like(row)
    for _ in range(2):
        np.array([number * 3 for number in range(NOTES)]).argsort()
        table.cumsum(axis=0)
        table @ table[:96]
        for _ in range(200):
            np.maximum(row, 0.5, out=held)
            np.add(row, held, out=held)
            int(held.argmax())


def time_parts(section: Section) -> None:
    """Processor time of each function that the front door calls, in ms."""
    spent: defaultdict[str, list[float]] = defaultdict(list)

    def timed(part: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(part)
        def call(*arguments: Any, **options: Any) -> Any:
            began = time.thread_time()
            try:
                return part(*arguments, **options)
            finally:
                spent[part.__name__].append(1000 * (time.thread_time() - began))

        return call

    door = vars(analysis.describe)
    parts = {
        name: part for name, part in door.items() if getattr(part, "__module__", "").startswith("analysis.") and not isinstance(part, type)
    }
    parts.pop("describe")
    door.update({name: timed(part) for name, part in parts.items()})
    try:
        for _ in range(RUNS):
            describe(section)
    finally:
        door.update(parts)
    for name, times in sorted(spent.items(), key=lambda item: -statistics.median(item[1])):
        log.info("    %-32s %5.2f ms of processor time", name, statistics.median(times) * len(times) / RUNS)


def time_import() -> None:
    """Median of five fresh processes, and of their first description, for which weights are loaded.

    Raises:
        AssertionError: if something heavy is loaded.
    """
    code = (
        "import sys, time; began = time.perf_counter(); import analysis.describe; imported = time.perf_counter();"
        "from tests.benchmarks.bench_describe import piano; section = piano(64); made = time.perf_counter();"
        "analysis.describe.describe(section);"
        f"print(imported - began, time.perf_counter() - made, *(m for m in {HEAVY!r} if m in sys.modules))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    imports, firsts = ([float(run[place]) for run in runs] for place in (0, 1))
    assert all(len(run) == 2 for run in runs), f"describing loads {runs[0][2:]}"
    log.info(
        "import of analysis.describe: median %.3f s (budget %.2f s), none of %s",
        statistics.median(imports),
        IMPORT_BUDGET_S,
        ", ".join(HEAVY),
    )
    log.info("first description in a process: median %.3f s", statistics.median(firsts))


def time_files() -> None:
    """Copies of the demo song (2500 notes, 8 sections, 5 clips) through one and two processes."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(shutil.copy(SONG_FILE, Path(folder) / f"{number:03}.mid")) for number in range(FILES)]
        for jobs in (1, 2):
            outcomes = describe_all(paths, models="learned", jobs=jobs, time_limit_s=60)
            first = next(outcomes)  # the processes have started
            began = time.perf_counter()
            rest = list(outcomes)
            rate = len(rest) / (time.perf_counter() - began)
            assert not any(outcome.reason for outcome in (first, *rest))
            log.info("%d files like the demo song, %d at a time: %.1f files a second", FILES, jobs, rate)


def piano(beats: int) -> Section:
    """2000 notes of chords and melody on one part, spread over `beats`; always the same."""
    random = np.random.default_rng(1)
    return _section(beats, (_part("piano", random, NOTES, beats, (36, 90)),))


def band(beats: int) -> Section:
    """2000 notes on five parts, a fifth of them drums."""
    random = np.random.default_rng(2)
    ranges = {"bass": (30, 50), "keys": (50, 75), "pad": (48, 72), "lead": (65, 90)}
    parts = [_part(name, random, NOTES // 5, beats, pitches) for name, pitches in ranges.items()]
    drums = _part("drums", random, NOTES // 5, beats, (36, 46))
    return _section(beats, (*parts, Part(drums.track_name, drums.notes, program=GM_DRUM_PROGRAM)))


def _part(name: str, random: np.random.Generator, notes: int, beats: int, pitches: tuple[int, int]) -> Part:
    starts = random.integers(0, beats * 4, notes) * (TICKS_PER_BEAT // 4)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    heights = np.array([pitch for pitch in range(*pitches) if pitch % 12 in scale])
    made = zip(starts, random.choice(heights, notes), random.integers(1, 9, notes), random.integers(40, 128, notes), strict=True)
    # Made in order, as the notes of a section that was cut from a song: so they lie side by side in memory.
    return Part(name, tuple(Note(Ticks(int(s)), int(p), Ticks(int(d) * TICKS_PER_BEAT // 4), int(v) * 100) for s, p, d, v in sorted(made)))


def _section(beats: int, parts: tuple[Part, ...]) -> Section:
    return Section("a0", "benchmark", Ticks(0), Ticks(beats * TICKS_PER_BEAT), parts, Bpm(120.0))


def _times_ms(section: Section, clock: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Describe a section and do the fixed work in turns; what each took."""
    describe(section)
    moments = [clock()]
    for _ in range(RUNS):
        describe(section)
        moments.append(clock())
        do_fixed_work()
        moments.append(clock())
    times = [1000 * (after - before) for before, after in pairwise(moments)]
    return times[::2], times[1::2]


if __name__ == "__main__":
    main()
