"""Ending with one's parent: no process of ours outlives a killed parent by five seconds."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable

from bridge.launch import watch_lifeline

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
LAST_MOMENT_S = 3.0


def end_with_parent(on_end: Callable[[], None], *, lifeline: bool, parent: int | None = None) -> None:
    """Call `on_end`, from another thread, when the parent ends; if that does not help, the process is ended hard.

    Args:
        lifeline: The parent holds our standard input open (`bridge.launch.start_python(..., lifeline=True)`).
        parent: Process to watch where there is no lifeline; None watches nothing.
    """

    def end() -> None:
        log.info("the parent process ended, so this one ends too")
        on_end()
        time.sleep(LAST_MOMENT_S)
        os._exit(1)

    if lifeline:
        watch_lifeline(end)
    elif parent is not None and sys.platform != "win32":  # Windows keeps no parent; use the lifeline there
        threading.Thread(target=_watch, args=(parent, end), name="parent watch", daemon=True).start()


def _watch(parent: int, end: Callable[[], None]) -> None:
    direct = os.getppid() == parent
    while os.getppid() == parent if direct else _runs(parent):
        time.sleep(LOOK_EVERY_S)
    end()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
