"""The supervisor behind `sonochrome run`: starts the daemon and the viewer, and restarts what dies. It imports nothing heavy.

Both processes hang on a lifeline (see `bridge.launch`): however the supervisor ends, they end by themselves. The viewer that ends with
status 0 was closed by its user, which ends the run. A daemon that lives but does not answer (`bridge.watchdog`) is killed. What dies
more than five times a minute is restarted slowly from then on, and the daemon in safe mode: painters and software graphics only.
"""

import contextlib
import logging
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from bridge.launch import end_process, find_daemon, start_daemon, start_viewer
from bridge.watchdog import SILENT_S, Watchdog, daemon_answers
from vocabulary.errors import SonochromeError

log = logging.getLogger(__name__)

MOST_RESTARTS, WITHIN_S = 5, 60.0
SLOW_RESTART_S = 5.0
"""Pause before each further restart once there were too many."""
POLL_S = 0.1
KILL_S = 3.0
FIRST_LIFE_S = 2.0
"""A process of the first start that ends within this time with status 2 says that it cannot run here at all."""
CANNOT_RUN = 2
"""Exit status of our commands when the world misbehaves and the user must act; see sonochrome/cli.py."""


@dataclass(slots=True)
class Restarts:
    """Counts restarts on a clock that is handed in."""

    times: deque[float] = field(default_factory=deque)

    def note(self, now: float) -> None:
        """There was one now."""
        self.times.append(now)

    def too_many(self, now: float) -> bool:
        """Whether one more would be more than five within a minute."""
        while self.times and now - self.times[0] > WITHIN_S:
            self.times.popleft()
        return len(self.times) >= MOST_RESTARTS


@dataclass(slots=True)
class Charge:
    """One process in our care; `start` is told whether it is to be in safe mode."""

    name: str
    start: Callable[[bool], "subprocess.Popen[bytes]"]
    after_too_many: str
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    not_before: float = 0.0
    starts: int = 0
    safe_mode: bool = False
    restarts: Restarts = field(default_factory=Restarts)


class Supervisor:
    """Keeps daemon and viewer running until the viewer is closed or a signal comes."""

    def __init__(
        self,
        *,
        daemon: Callable[[bool], "subprocess.Popen[bytes]"] = lambda safe_mode: start_daemon(safe_mode=safe_mode),
        viewer: Callable[[bool], "subprocess.Popen[bytes]"] | None = lambda safe_mode: start_viewer(),
        daemon_runs: Callable[[], bool] = lambda: find_daemon() is not None,
        daemon_answers: Callable[[int], bool] = daemon_answers,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        daemon, viewer: Start the process, in safe mode or not; without a viewer only the daemon is kept.
        daemon_runs: Whether one that we did not start answers; it is used as it is.
        daemon_answers: Whether the daemon of this process id answers; may take a second.
        """
        self._daemon = Charge("daemon", daemon, "it goes on in safe mode (painters, software graphics), restarted slowly")
        self._viewer = (
            Charge("viewer", viewer, "it is restarted slowly; its message is above, `sonochrome doctor` checks everything")
            if viewer is not None
            else None
        )
        self._daemon_runs, self._clock = daemon_runs, clock
        self._watchdog = Watchdog(daemon_answers, clock)
        self._ended = False

    def run(self) -> int:
        """Keep everything running; returns the exit status.

        Raises:
            SonochromeError: if a process says on its first start that it cannot run here.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        try:
            if not self._daemon_runs():
                self._start(self._daemon)
            if self._viewer is not None:
                self._start(self._viewer)
            while not self._ended:
                self._look_after_daemon()
                if self._viewer is not None and self._look_after(self._viewer):
                    log.info("the viewer was closed, so the run ends")
                    break
                time.sleep(POLL_S)
        finally:
            for charge in (self._viewer, self._daemon):
                if charge is not None and charge.process is not None:
                    end_process(charge.process)
        return 0

    def _look_after_daemon(self) -> None:
        if self._daemon.process is not None or self._daemon.starts:
            self._look_after(self._daemon)
            if self._daemon.process is not None and self._watchdog.hangs(self._daemon.process.pid):
                self._kill(self._daemon)
        elif self._clock() >= self._daemon.not_before:
            # Somebody else's daemon: looked up now and then, replaced by our own when it is gone.
            self._daemon.not_before = self._clock() + 1.0
            if not self._daemon_runs():
                self._start(self._daemon)

    def _look_after(self, charge: Charge) -> bool:
        """Restart it if it died; True if it ended because its user wanted that."""
        now = self._clock()
        if charge.process is None:
            if now >= charge.not_before:
                self._start(charge)
            return False
        status = charge.process.poll()
        if status is None:
            return False
        if status == 0 and charge is self._viewer:
            return True
        if status == CANNOT_RUN and charge.starts == 1 and now - charge.started_at < FIRST_LIFE_S:
            raise SonochromeError(f"the {charge.name} cannot run here; its message is above, `sonochrome doctor` checks everything")
        self._restart_soon(charge, f"died (status {status})")
        return False

    def _kill(self, charge: Charge) -> None:
        """As hard as can be: what hangs does not listen."""
        assert charge.process is not None
        charge.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # not even that ends a process which waits for a broken disk
            charge.process.wait(KILL_S)
        self._restart_soon(charge, f"did not answer for {SILENT_S:g} s")

    def _restart_soon(self, charge: Charge, why: str) -> None:
        now = self._clock()
        end_process_pipes(charge.process)
        charge.process = None
        if charge.restarts.too_many(now):
            charge.safe_mode = True
            charge.not_before = now + SLOW_RESTART_S
            log.error("the %s %s, for the %dth time within a minute; %s", charge.name, why, MOST_RESTARTS + 1, charge.after_too_many)
        else:
            log.warning("the %s %s; it is restarted", charge.name, why)
            charge.not_before = now
        charge.restarts.note(now)

    def _start(self, charge: Charge) -> None:
        charge.process = charge.start(charge.safe_mode)
        charge.started_at = self._clock()
        charge.starts += 1
        log.info("started: process=%s pid=%d safe_mode=%s", charge.name, charge.process.pid, charge.safe_mode)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ended = True


def end_process_pipes(process: "subprocess.Popen[bytes] | None") -> None:
    """Close our end of a dead process's lifeline."""
    if process is not None and process.stdin is not None:
        process.stdin.close()
