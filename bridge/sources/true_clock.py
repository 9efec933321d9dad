"""The simulated Live's own transport: song time as a function of monotonic time, exact, with everything that happened to it kept."""

import math
from dataclasses import dataclass

from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO, SignatureChange, TempoMap
from vocabulary.units import to_beats


@dataclass(frozen=True, slots=True)
class Pass:
    """A stretch of song time that played without a jump.

    Attributes:
        start_at, end_at: Monotonic seconds; end_at is infinite while it plays.
        start_beats, end_beats: Song time; end_beats is infinite while it plays.
        announced: Whether it began where a loop wrapped; else by a start or a jump.
    """

    start_at: float
    start_beats: float
    announced: bool
    end_at: float = math.inf
    end_beats: float = math.inf


class TrueClock:
    """Plays a tempo map, at a multiple of its tempo.

    With speed X the tempo is X times what the song says, as Live is then told: everybody agrees on tempo and song time.
    """

    def __init__(self, tempo_map: TempoMap, signatures: tuple[SignatureChange, ...], speed: float = 1.0) -> None:
        fastest = max(bpm for _, bpm in tempo_map.points)
        slowest = min(bpm for _, bpm in tempo_map.points)
        self.speed = min(max(speed, MIN_TEMPO / slowest), MAX_TEMPO / fastest)
        self._tempo_map = tempo_map
        self._signatures = signatures
        self.passes: list[Pass] = []
        self.is_playing = False
        self._stopped_beats = 0.0
        self.loop = False
        self.loop_start = 0.0
        self.loop_end = 0.0
        self._wraps_left = 0

    def start(self, at: float) -> None:
        """Start playing where the transport stands."""
        if not self.is_playing:
            self.is_playing = True
            self.passes.append(Pass(at, self._stopped_beats, announced=False))

    def stop(self, at: float) -> None:
        """Stop; song time stays where it is."""
        if self.is_playing:
            self._stopped_beats = self.beats_at(at)
            self._end_pass(at, self._stopped_beats)
            self.is_playing = False

    def jump(self, at: float, beats: float) -> None:
        """Go to a song time at once, unannounced, as a click into the arrangement does."""
        if not self.is_playing:
            self._stopped_beats = beats
            return
        self._end_pass(at, self.beats_at(at))
        self.passes.append(Pass(at, beats, announced=False))

    def set_loop(self, start: float, end: float, times: int) -> None:
        """Play start..end `times` times: the loop is on until its last round has begun."""
        if not start < end or times < 1:
            raise ValueError(f"a loop needs start < end and at least one round, got {start}..{end}, {times} times")
        self.loop, self.loop_start, self.loop_end, self._wraps_left = times > 1, start, end, times - 1

    def beats_at(self, at: float) -> float:
        """Song time at a moment; wraps that happened since are noted."""
        if not self.is_playing:
            return self._stopped_beats
        self._wrap(at)
        return self._beats_in(self.passes[-1], at)

    def at_beats(self, of: Pass, beats: float) -> float:
        """Monotonic time at which a pass reaches (or would reach) a song time."""
        return of.start_at + (self._tempo_map.seconds_at(beats) - self._tempo_map.seconds_at(of.start_beats)) / self.speed

    def tempo_at(self, beats: float) -> float:
        """Tempo as Live tells it, bpm."""
        return min(max(self._tempo_map.tempo_at(beats) * self.speed, MIN_TEMPO), MAX_TEMPO)

    def signature_at(self, beats: float) -> tuple[int, int]:
        """Numerator and denominator at a song time."""
        current = self._signatures[0]
        for change in self._signatures:
            if to_beats(change.time) <= beats + 1e-9:
                current = change
        return current.numerator, current.denominator

    def _beats_in(self, of: Pass, at: float) -> float:
        seconds = self._tempo_map.seconds_at(of.start_beats) + (at - of.start_at) * self.speed
        return max(self._tempo_map.beats_at(seconds), of.start_beats)

    def _wrap(self, at: float) -> None:
        while self.loop:
            current = self.passes[-1]
            if current.start_beats >= self.loop_end:
                return
            if self._wraps_left == 0:
                # The user switches the loop off once its last round plays.
                if self._beats_in(current, at) > self.loop_start + min(1.0, (self.loop_end - self.loop_start) / 2):
                    self.loop = False
                return
            wrap_at = self.at_beats(current, self.loop_end)
            if wrap_at > at:
                return
            self._end_pass(wrap_at, self.loop_end)
            self.passes.append(Pass(wrap_at, self.loop_start, announced=True))
            self._wraps_left -= 1

    def _end_pass(self, at: float, beats: float) -> None:
        last = self.passes[-1]
        self.passes[-1] = Pass(last.start_at, last.start_beats, last.announced, at, beats)
