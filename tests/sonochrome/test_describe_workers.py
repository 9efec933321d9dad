import time
from pathlib import Path

import psutil
import pytest

from sonochrome.commands.describe_workers import Outcome, describe_all
from vocabulary.errors import ConnectionLostError

ODD = "tests.sonochrome.odd_describer:describe_odd_file"


def outcomes(names: list[str], *, jobs: int = 2, time_limit_s: float = 30.0) -> list[Outcome]:
    paths = [Path(name) for name in names]
    return list(describe_all(paths, models="formula", jobs=jobs, time_limit_s=time_limit_s, describer=ODD))


def children() -> list[psutil.Process]:
    tracker = "resource_tracker"
    return [child for child in psutil.Process().children() if tracker not in " ".join(child.cmdline())]


def test_a_file_that_hangs_crashes_or_meets_a_fault_is_the_only_one_to_fail() -> None:
    names = ["a.mid", "hang.mid", "b.mid", "crash.mid", "fault.mid", "c.mid", "d.mid"]
    before = len(children())

    found = outcomes(names, time_limit_s=1.0)

    assert [outcome.path.name for outcome in found] == names
    assert [outcome.line for outcome in found if not outcome.reason] == [f"{name}.mid formula" for name in "abcd"]
    reasons = {outcome.path.stem: outcome.reason for outcome in found if outcome.reason}
    assert "'hang.mid': it took longer than 1 s" in reasons["hang"]
    assert "'crash.mid': it ended the process that read it" in reasons["crash"]
    assert "a fault in Sonochrome (ZeroDivisionError: by zero)" in reasons["fault"]
    assert all("\n" not in reason for reason in reasons.values())
    assert len(children()) == before


def test_outcomes_keep_the_order_of_the_files_whatever_takes_longest() -> None:
    names = ["slow 1.mid", *(f"{number}.mid" for number in range(40)), "slow 2.mid", "z.mid"]

    assert [outcome.path.name for outcome in outcomes(names)] == names


def test_nothing_is_started_for_nothing() -> None:
    assert outcomes([]) == []


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    before = len(children())
    found = describe_all([Path("a.mid"), Path("hang.mid")], models="learned", jobs=2, time_limit_s=600, describer=ODD)
    first = next(found)
    began = time.monotonic()

    found.close()

    assert first.line == "a.mid learned"
    assert len(children()) == before
    assert time.monotonic() - began < 5


def test_a_worker_that_cannot_start_ends_the_run_with_advice(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConnectionLostError, match=r"did not start .*--jobs 1"):
        list(describe_all([Path("a.mid")], models="learned", jobs=1, time_limit_s=1, describer="no.such.module:here"))


def test_workers_see_one_blas_thread() -> None:
    (found,) = describe_all([Path("x")], models="learned", jobs=1, time_limit_s=30, describer="tests.sonochrome.odd_describer:blas_threads")

    assert found.line == "1"
