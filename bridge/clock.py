"""Estimate song time on our monotonic clock from the device's transport reports.

A report says: when the device's clock showed `device_ms`, song time was at least `song_time`. It is late twice: the value is as old
as Live's last observer tick (20-60 ms, in a stall much more), and the datagram travels. Neither can ever be early. So:

* The network's share: `received_at - device_ms` has its minimum at the true offset between both clocks.
* The observer's share: `device_ms - path(song_time)` has its minimum at the true moment of the anchor, where `path` is the integral of
  60 / tempo along the song (`bridge.song_path`).
* Both minima are taken over windows (`bridge.latency_floor`). The path goes on through tempo changes and wraps of the loop, so that
  nothing is thrown away at one: between two reports the tempo is taken as a straight line, and what that may be wrong is added
  as doubt about older reports.
* A wrap at the loop's end is announced by the loop in the report. Every other step of song time is a jump, and begins a new path.

Corrections glide, so that nothing visible jitters.
"""

import math
from collections import deque

from bridge.latency_floor import LatencyFloor
from bridge.osc.message_values import TransportReport
from bridge.song_path import Place, SongPath
from vocabulary.errors import ProtocolError
from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO, Transport
from vocabulary.units import TICKS_PER_BEAT, Bpm, Seconds, Ticks, to_beats

TEMPO_UNITS = 10_000
"""Tempo on the wire is bpm x 10000."""

JUMP_SECONDS = 0.06
"""How far ahead of its time a song position must be to be a jump; a tempo known one tick late looks ahead by less."""
START_SECONDS = 1.0
"""A start is no jump if song time is at most this far past where the song stood."""
RETURN_SECONDS = 0.25
"""After a silence of the device the song goes on without a jump if it is this close to where it should be."""
STANDING_BEATS = 0.01
"""Song time that moves by more while stopped was moved by the user."""
STEP_SECONDS = 0.25
"""Corrections beyond this are made at once; smaller ones glide."""
FRESH_SECONDS, FRESH_GLIDE_SECONDS, GLIDE_SECONDS = 0.7, 0.06, 0.3
"""After a start, a jump or a step of tempo, corrections glide faster."""
DOUBTFUL_SECONDS = 0.003
"""A change of tempo that leaves more doubt than this is a step, not a ramp."""
LATE_SECONDS, LATE_REPORTS, LATE_EACH, SLIGHT_SECONDS = 1.0, 30, 4, 0.004
"""If every one of so many reports over so long is late, then the song itself fell behind: an audio dropout, a small jump back."""
MAX_STALE_REPORTS = 5
CLOCK_STEP_SECONDS = 2.0
"""The device's clock was set, if datagrams seem to travel this long, or to arrive this much too early."""


class SongClock:
    """Turns transport reports into transports whose `received_at` is the moment at which song_time was true."""

    def __init__(self) -> None:
        self.jumps = 0
        """Unannounced jumps of song time so far."""
        self._offset = LatencyFloor(window=60.0, drift=5e-5, typical_lateness=0.0005, causes=2)
        self._anchor = LatencyFloor(window=8.0, drift=1e-4, typical_lateness=0.01, causes=1)
        self._recent: deque[tuple[float, float]] = deque(maxlen=LATE_REPORTS)  # (device seconds, moment of the anchor)
        self._sequence: int | None = None
        self._stale = 0
        self._told: Transport | None = None
        self._told_at = 0.0
        self._path: SongPath | None = None
        self._fresh_at = 0.0
        self._base = 0.0
        """Monotonic moment of the path's anchor, as told: the estimate, gliding."""

    def restart(self) -> None:
        """A device begins to talk: its clock and its sequence are new."""
        self._offset.restart()
        self._sequence, self._stale, self._path = None, 0, None

    def take(self, report: TransportReport, received_at: float) -> Transport | None:
        """Take a report; return the corrected transport, or None for one that is not newer than the newest.

        Args:
            report: As it came.
            received_at: `time.monotonic()` when it came.

        Raises:
            ProtocolError: if it cannot be a transport.
        """
        if self._sequence is not None and report.sequence <= self._sequence:
            self._stale += 1
            if self._stale < MAX_STALE_REPORTS:
                return None
            self.restart()  # it counts anew: the device restarted unnoticed
        self._sequence, self._stale = report.sequence, 0
        device_at = self._device_seconds(report, received_at)
        place = _place(report)
        moment = self._play(place, report.sequence, device_at, received_at) if report.is_playing else self._stand(place, received_at)
        self._told, self._told_at = _transport(report, place.tempo, moment), received_at
        return self._told

    def _device_seconds(self, report: TransportReport, received_at: float) -> float:
        device_at = report.device_ms / 1000
        travel = received_at - device_at
        if len(self._offset) and not -CLOCK_STEP_SECONDS < travel - self._offset.lowest < CLOCK_STEP_SECONDS:
            self._offset.restart()
            self._path = None
        self._offset.add(received_at, travel)
        return device_at

    def _stand(self, place: Place, received_at: float) -> float:
        told, self._path = self._told, None
        if told is not None and told.is_playing:
            self.jumps += not _lies_on_the_way(told, place, received_at)
        elif told is not None:
            self.jumps += abs(place.beats - expected_beats(told, received_at)) > STANDING_BEATS
        return received_at

    def _play(self, place: Place, report_number: int, device_at: float, received_at: float) -> float:
        doubt: float | None = None
        if self._path is not None:
            doubt = self._path.advance(place, device_at - self._anchor.estimate)
            if doubt is None or self._is_ahead(self._path, device_at, doubt):
                self.jumps += 1
                self._path = None
        elif self._told is not None:
            self.jumps += _jumped(self._told, place, received_at)
        if self._path is None or doubt is None:
            self._begin(place, device_at, received_at)
            return self._base
        if doubt > DOUBTFUL_SECONDS:
            self._fresh_at = received_at
        anchor_at = device_at - self._path.seconds
        if doubt:
            self._anchor.doubt(doubt)
        self._anchor.add(device_at, anchor_at)
        self._recent.append((device_at, anchor_at))
        if report_number % LATE_EACH == 0:
            self._follow_a_late_song()
        return self._glide(received_at) + self._path.seconds

    def _is_ahead(self, path: SongPath, device_at: float, doubt: float) -> bool:
        """Whether the song is further than it can have come by playing."""
        ahead = self._anchor.lowest - (device_at - path.seconds)
        return ahead > JUMP_SECONDS + self._anchor.margin + doubt

    def _begin(self, place: Place, device_at: float, received_at: float) -> None:
        self._path = SongPath(place)
        self._anchor.restart()
        self._recent.clear()
        self._anchor.add(device_at, device_at)
        self._fresh_at = received_at
        self._base = self._anchor.estimate + self._offset.estimate

    def _follow_a_late_song(self) -> None:
        recent = self._recent
        if len(recent) < LATE_REPORTS or recent[-1][0] - recent[0][0] < LATE_SECONDS:
            return
        late = min(anchor_at for _, anchor_at in recent) - self._anchor.estimate
        if late > SLIGHT_SECONDS + 0.7 * self._anchor.typical_lateness + self._anchor.margin:
            self._anchor.restart()
            for device_at, anchor_at in recent:
                self._anchor.add(device_at, anchor_at)

    def _glide(self, received_at: float) -> float:
        error = self._anchor.estimate + self._offset.estimate - self._base
        fresh = received_at - self._fresh_at < FRESH_SECONDS
        seconds = max(received_at - self._told_at, 0.0)
        share = 1.0 if abs(error) > STEP_SECONDS else 1 - math.exp(-seconds / (FRESH_GLIDE_SECONDS if fresh else GLIDE_SECONDS))
        self._base += error * share
        return self._base


def expected_beats(told: Transport, now: float) -> float:
    """Song time in beats at a later moment, if nothing unannounced happens."""
    before = to_beats(told.song_time)
    if not told.is_playing:
        return before
    beats = before + (now - told.received_at) * told.tempo / 60
    start, length = to_beats(told.loop_start), to_beats(told.loop_length)
    if told.loop and length > 0 and before < start + length <= beats:
        return start + (beats - start) % length
    return beats


def _jumped(told: Transport, place: Place, received_at: float) -> bool:
    """Whether song time is elsewhere than it should be, at a start or when the device is back."""
    seconds = (place.beats - expected_beats(told, received_at)) * 60 / place.tempo
    if told.is_playing:
        return abs(seconds) > RETURN_SECONDS
    return not -STANDING_BEATS <= seconds <= START_SECONDS


def _lies_on_the_way(told: Transport, place: Place, received_at: float) -> bool:
    """Whether the song can have stopped here, somewhere between what was told and now (the first report of it may be lost)."""
    allowed = RETURN_SECONDS * place.tempo / 60
    gone = place.beats - to_beats(told.song_time)
    if gone < -allowed:
        gone += place.loop_end - place.loop_start
    return -allowed <= gone <= (received_at - told.received_at) * told.tempo / 60 + allowed


def _place(report: TransportReport) -> Place:
    tempo = min(max(report.tempo / TEMPO_UNITS, MIN_TEMPO), MAX_TEMPO)
    if not report.loop or report.loop_length <= 0:
        return Place(report.song_time / TICKS_PER_BEAT, tempo)
    start = report.loop_start / TICKS_PER_BEAT
    return Place(report.song_time / TICKS_PER_BEAT, tempo, start, start + report.loop_length / TICKS_PER_BEAT)


def _transport(report: TransportReport, tempo: float, moment: float) -> Transport:
    try:
        return Transport(
            bool(report.is_playing),
            Ticks(report.song_time),
            Bpm(tempo),
            report.signature_numerator,
            report.signature_denominator,
            bool(report.loop),
            Ticks(report.loop_start),
            Ticks(report.loop_length),
            Seconds(moment),
        )
    except ValueError as error:
        raise ProtocolError(f"not a transport: {error}; are device and daemon the same version?") from error
