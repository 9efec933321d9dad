"""What goes wrong by a fault of our own costs the one thing in hand, and never the show.

A `SonochromeError` is foreseen and handled where it belongs; this is for all else: a section that cannot be described, a set that cannot
be cut. The fault is logged with its traceback, the user is told in one line, and something plainer stands in.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)

_T = TypeVar("_T")


class Faults:
    """Catches what nobody foresaw, for the daemon's outermost loops."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` gets one line for the user."""
        self._tell = tell

    def note(self, what: str, error: Exception) -> None:
        """Log a fault and tell the user, e.g. that "the mood of the set" was dropped."""
        log.error("dropped by a fault of ours: what=%s", what, exc_info=error)
        self._tell(f"{what} was dropped by a fault of Sonochrome ({type(error).__name__}: {error}); please report it")

    def spare(self, what: str, work: Callable[[], _T], instead: Callable[[], _T]) -> _T:
        """The result of `work`, or where that fails, of `instead`."""
        try:
            return work()
        except Exception as error:
            self.note(what, error)
            return instead()

    async def spare_in_thread(self, what: str, work: Callable[[], _T], instead: Callable[[], _T]) -> _T:
        """The same, each computed in a thread; the user is told on the loop."""
        try:
            return await asyncio.to_thread(work)
        except Exception as error:
            self.note(what, error)
            return await asyncio.to_thread(instead)
