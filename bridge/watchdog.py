"""Tells a daemon that hangs from one that works: one that works answers a stage's question, whatever it computes."""

import contextlib
import socket
import sys
import time
from collections.abc import Callable

from bridge.launch import announced_daemon

ASK_EVERY_S, ANSWER_S = 1.0, 1.0
"""How often it is asked, and how long it may take to answer."""
SILENT_S = 4.0
"""A daemon that has answered before, and then not for so long, hangs."""
START_S = 60.0
"""A daemon that never answered may have a large library to put in order."""
PAUSE_S = 2.0
"""When we were not asked ourselves for so long, the machine slept, or everything was stopped at once: the daemon gets its time again."""


def daemon_answers(pid: int) -> bool:
    """Whether the daemon of this process id serves its status; waits up to a second for that."""
    address = announced_daemon()
    # On Windows the interpreter of a virtual environment is the child of the process that was started.
    if address is None or (address.pid != pid and sys.platform != "win32"):
        return False
    question = f"GET /status HTTP/1.1\r\nHost: 127.0.0.1:{address.stage_port}\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", address.stage_port), timeout=ANSWER_S) as connection:
        connection.sendall(question.encode())
        return connection.recv(1) != b""
    return False


class Watchdog:
    """Watches one process at a time, on a clock that is handed in."""

    def __init__(self, answers: Callable[[int], bool] = daemon_answers, clock: Callable[[], float] = time.monotonic) -> None:
        self._answers, self._clock = answers, clock
        self._pid = 0
        self._has_answered = False
        self._silent_since = self._asked_at = self._looked_at = 0.0

    def hangs(self, pid: int) -> bool:
        """Whether this process does not answer any more. To be called several times a second; asks now and then, which takes a moment."""
        now = self._clock()
        if pid != self._pid:
            self._pid, self._has_answered = pid, False
            self._silent_since = now
        elif now - self._looked_at > PAUSE_S:
            self._silent_since = now
        if now - self._asked_at >= ASK_EVERY_S:
            if self._answers(pid):
                self._has_answered = True
                self._silent_since = self._clock()
            self._asked_at = self._clock()
        self._looked_at = self._clock()
        return self._looked_at - self._silent_since > (SILENT_S if self._has_answered else START_S)
