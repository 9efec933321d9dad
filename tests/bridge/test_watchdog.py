import pytest

from bridge.watchdog import ASK_EVERY_S, PAUSE_S, SILENT_S, START_S, Watchdog

STEP_S = 0.1


class Watched:
    """A process on a clock of its own, looked at ten times a second."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.answers = True
        self.asked = 0
        self.watchdog = Watchdog(self._answer, lambda: self.now)

    def hangs_within(self, seconds: float, pid: int = 1) -> bool:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            if self.watchdog.hangs(pid):
                return True
        return False

    def _answer(self, pid: int) -> bool:
        self.asked += 1
        return self.answers


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_what_answers_does_not_hang_and_is_asked_once_a_second(watched: Watched) -> None:
    assert not watched.hangs_within(100.0)
    assert watched.asked == pytest.approx(100.0 / ASK_EVERY_S, rel=0.15)


def test_what_is_silent_for_long_enough_hangs(watched: Watched) -> None:
    watched.hangs_within(10.0)
    watched.answers = False

    assert not watched.hangs_within(SILENT_S - ASK_EVERY_S)
    assert watched.hangs_within(2 * ASK_EVERY_S)


def test_one_late_answer_is_forgiven(watched: Watched) -> None:
    for _ in range(5):
        watched.answers = False
        assert not watched.hangs_within(SILENT_S - ASK_EVERY_S)
        watched.answers = True
        assert not watched.hangs_within(2 * ASK_EVERY_S)


def test_a_slow_start_is_no_hanging(watched: Watched) -> None:
    watched.answers = False

    assert not watched.hangs_within(START_S - 1)
    assert watched.hangs_within(2.0)


def test_what_was_started_anew_gets_its_time_to_start(watched: Watched) -> None:
    watched.hangs_within(10.0)
    watched.answers = False
    assert watched.hangs_within(10.0)

    assert not watched.hangs_within(START_S - 1, pid=2)


def test_a_machine_that_slept_wakes_up_with_a_daemon_that_works(watched: Watched) -> None:
    watched.hangs_within(10.0)
    watched.answers = False
    watched.now += 100 * PAUSE_S

    assert not watched.hangs_within(SILENT_S - ASK_EVERY_S)
