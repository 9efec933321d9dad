"""Time `analysis.describe.describe` on clips of 2000 notes: the budget is 10 ms median on one core.

python -m tests.benchmarks.bench_describe
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import logging
import statistics
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from analysis.describe import describe
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

log = logging.getLogger(__name__)

BUDGET_MS = 10.0
NOTES = 2000
RUNS = 60


def main() -> None:
    """Print median and 95th percentile in ms for three kinds of clips; processor time is what it takes on an idle machine."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for name, section in (
        ("piano, 445 beats", piano(445)),
        ("band of five with drums, 128 beats", band(128)),
        ("piano, 32 beats", piano(32)),
    ):
        times, cpu = _times_ms(section, time.perf_counter), _times_ms(section, time.thread_time)
        median, p95 = statistics.median(times), sorted(times)[int(0.95 * len(times))]
        log.info(
            "%-36s %d notes  median %5.2f ms  p95 %5.2f ms  of processor time %5.2f ms  (budget %.0f ms)",
            name,
            NOTES,
            median,
            p95,
            statistics.median(cpu),
            BUDGET_MS,
        )


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
    return Part(name, tuple(sorted(Note(Ticks(int(s)), int(p), Ticks(int(d) * TICKS_PER_BEAT // 4), int(v) * 100) for s, p, d, v in made)))


def _section(beats: int, parts: tuple[Part, ...]) -> Section:
    return Section("a0", "benchmark", Ticks(0), Ticks(beats * TICKS_PER_BEAT), parts, Bpm(120.0))


def _times_ms(section: Section, clock: Callable[[], float]) -> list[float]:
    describe(section)
    moments = [clock()]
    for _ in range(RUNS):
        describe(section)
        moments.append(clock())
    return [1000 * (after - before) for before, after in pairwise(moments)]


if __name__ == "__main__":
    main()
