"""The way of the song: how many seconds it takes from an anchor to each reported position, through tempo changes and loops."""

import math
from dataclasses import dataclass

AHEAD_SECONDS = 0.03
"""How far past its expected place a song may be and still count as before the loop's end."""
BACK_BEATS = 2 / 15360
"""Rounding: song time may seem to go back by this much."""


@dataclass(frozen=True, slots=True)
class Place:
    """What one report says of the song.

    Attributes:
        beats: Song time.
        tempo: Bpm.
        loop_start, loop_end: Beats of the loop; equal if there is none.
    """

    beats: float
    tempo: float
    loop_start: float = 0.0
    loop_end: float = 0.0


class SongPath:
    """Unrolls song time and integrates 60 / tempo along it.

    Attributes:
        seconds: From the anchor to the last place.
        unrolled: Beats that wraps have added to song time so far.
    """

    def __init__(self, place: Place) -> None:
        self.seconds = 0.0
        self.unrolled = 0.0
        self._place = place
        self._bend = 0.0

    def advance(self, place: Place, expected_seconds: float) -> float | None:
        """Go on to the next place.

        Args:
            place: Where the song is reported.
            expected_seconds: Where on the path the song is now, if nothing unannounced happened.

        Returns:
            By how many seconds the path may be wrong because of a tempo change on the way, or None if song time jumped.
        """
        last = self._place
        unrolled = self._unroll(place, expected_seconds)
        beats = place.beats + unrolled - last.beats - self.unrolled
        if beats < -BACK_BEATS:
            return None
        beats = max(beats, 0.0)
        before, after = 60 / last.tempo, 60 / place.tempo
        bend = abs(after - before)
        if unrolled > self.unrolled and last.loop_end > last.beats:
            # The tempo's automation starts again with the loop, so that it changed exactly there.
            to_end = min(last.loop_end - last.beats, beats)
            self.seconds += to_end * before + (beats - to_end) * after
            doubt = beats * self._bend / 2
        else:
            self.seconds += beats * (before + after) / 2
            doubt = beats * (bend + self._bend) / 2
        self._place, self._bend, self.unrolled = place, bend, unrolled
        return doubt

    def _unroll(self, place: Place, expected_seconds: float) -> float:
        length = place.loop_end - place.loop_start
        last = self._place
        inside = place.loop_start - BACK_BEATS <= place.beats < place.loop_end + BACK_BEATS
        if length <= 0 or not inside or last.beats > place.loop_end + BACK_BEATS:
            return self.unrolled
        expected_beats = (expected_seconds + AHEAD_SECONDS - self.seconds) * (last.tempo + place.tempo) / 120
        since = place.beats - last.beats
        wraps = max(0, math.floor((expected_beats - since) / length))
        if since + wraps * length < -BACK_BEATS:
            wraps += 1
            if since + wraps * length > expected_beats + AHEAD_SECONDS * place.tempo / 60:
                return self.unrolled  # too early for a wrap: a jump back
        return self.unrolled + wraps * length
