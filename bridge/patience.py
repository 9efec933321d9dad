"""When to begin with what: how long edits must have been quiet, and what waits for what. Seconds of the monotonic clock."""

import asyncio
import time
from collections.abc import Callable

FIRST_QUIET_S, FIRST_PATIENCE_S = 0.15, 1.0
"""A set that comes in whole is taken when nothing new came for so long, or after so long at most. Edits are taken at once."""
FINAL_QUIET_S, FINAL_PATIENCE_S = 0.3, 4.0
"""Final pictures wait until nothing was edited for so long, so that the draft of the next edit finds the worker free; and until the
set's mood is settled, but not longer than that."""
DRAFT_FIRST_S = 0.25
"""After an edit the draft of what is on stage is drawn before anything else is described, since both need the same few processors; but
nothing waits longer than that."""
MOOD_QUIET_S = 1.0
"""A set is taken for whole when nothing new came for so long, and the device's digest is ours."""


class Patience:
    """Knows when the set was first seen and last edited."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._edited_at = self._set_seen_at = 0.0

    def note_edit(self) -> None:
        """The music changed now."""
        self._edited_at = self._clock()

    def note_set(self) -> None:
        """Another set was seen for the first time now."""
        self._set_seen_at = self._clock()

    @property
    def set_is_quiet(self) -> bool:
        """Whether the set was left alone long enough to be taken for whole."""
        return self._edited_at + MOOD_QUIET_S <= self._clock()

    @property
    def draft_first_s(self) -> float:
        """For how many seconds a draft still goes before describing; 0 or less if it does not any more."""
        return self._edited_at + DRAFT_FIRST_S - self._clock()

    def finals_allowed(self, *, has_mood: bool, settled: bool) -> bool:
        """Whether final pictures may be drawn, when the set has a mood or not, and a settled one or not."""
        now = self._clock()
        may = has_mood and (settled or now >= self._set_seen_at + FINAL_PATIENCE_S)
        return may and now >= self._edited_at + FINAL_QUIET_S

    async def first_quiet(self) -> None:
        """Wait until a set that comes in is there."""
        deadline = self._clock() + FIRST_PATIENCE_S
        while (now := self._clock()) < (until := min(self._edited_at + FIRST_QUIET_S, deadline)):
            await asyncio.sleep(until - now)
