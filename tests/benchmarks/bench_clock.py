"""How far the song time that stages show is from the truth, in ms: `python -m tests.benchmarks.bench_clock`.

Budget: p99 under 4 ms, more than half a second after a start or an unannounced jump.
"""

import random
import sys
import time

from bridge.clock import SongClock
from bridge.osc.message_values import TransportReport
from tests.bridge.simulated_transport import Action, Conditions, Outcome, percentile, run, tempo_map
from vocabulary.live_set import TempoMap

START = Action(3.0, "start")
STEPS = tempo_map((0, 120), (32, 120), (32, 132), (64, 132), (64, 90), (96, 90), (96, 128))
RAMPS = tempo_map((0, 90), (16, 90), (48, 150), (64, 150), (72, 100), (200, 100))


def conditions(**changes: float | bool) -> Conditions:
    return Conditions(**changes)  # type: ignore[arg-type]  # named fields


SCENES: dict[str, tuple[TempoMap, list[Action], Conditions, tuple[float, float] | None]] = {
    "calm, values read at the tick": (
        tempo_map((0, 120)),
        [START],
        conditions(old_values=False, loss=0.0, jitter_s=0.0, stall_s=0.0),
        None,
    ),
    "10 ms jitter, 20 % loss, stalls, values read at the tick": (tempo_map((0, 120)), [START], conditions(old_values=False), None),
    "the same, values up to a tick old": (tempo_map((0, 120)), [START], conditions(), None),
    "tempo steps": (STEPS, [START], conditions(old_values=False), None),
    "tempo steps, values up to a tick old": (STEPS, [START], conditions(), None),
    "tempo ramps": (RAMPS, [START], conditions(old_values=False), None),
    "tempo ramps, values up to a tick old": (RAMPS, [START], conditions(), None),
    "loop of 4 beats": (tempo_map((0, 124)), [START], conditions(), (4.0, 8.0)),
    "loop over tempo steps": (STEPS, [START], conditions(), (28.0, 68.0)),
    "loop of a quarter beat": (tempo_map((0, 120)), [START], conditions(), (4.0, 4.25)),
    "jumps and stops": (
        tempo_map((0, 126)),
        [START, Action(9, "jump", 64.0), Action(17, "jump", 3.0), Action(25, "stop"), Action(27, "start"), Action(36, "jump", 30.0)],
        conditions(),
        None,
    ),
}


def row(name: str, outcomes: list[Outcome]) -> str:
    errors = [error for outcome in outcomes for error in outcome.errors_ms]
    settling = [error for outcome in outcomes for error in outcome.settling_ms]
    steps = [step for outcome in outcomes for step in outcome.steps_ms]
    jumps = sum(outcome.jumps for outcome in outcomes)
    figures = (
        percentile(errors, 0.5),
        percentile(errors, 0.99),
        percentile(errors, 1),
        percentile(settling, 0.99),
        percentile(steps, 0.99),
    )
    return f"{name:<58}" + "".join(f"{figure:9.2f}" for figure in figures) + f"{jumps:7d}"


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    write = sys.stdout.write
    write(f"{'':<58}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'settle99':>9}{'step99':>9}{'jumps':>7}\n")
    for name, (tempi, actions, way, loop) in SCENES.items():
        write(row(name, [run(tempi, actions, 45.0, conditions=way, loop=loop, seed=seed) for seed in range(seeds)]) + "\n")
    clock, chance = SongClock(), random.Random(0)
    reports = [(TransportReport(n, n * 40, 1, n * 1228, 1_200_000, 4, 4, 0, 0, 0), n * 0.04 + chance.random() * 0.01) for n in range(5000)]
    began = time.perf_counter()
    for report, at in reports:
        clock.take(report, at)
    write(f"one report: {(time.perf_counter() - began) / len(reports) * 1e6:.1f} us\n")


if __name__ == "__main__":
    main()
