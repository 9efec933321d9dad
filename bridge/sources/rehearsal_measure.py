"""How exactly the stage followed the simulated Live: expected changes of picture against what was presented. Pure.

An *announced* change is one that the daemon could know beforehand: a section's start while playing on, a loop's wrap, a launch on the
launch grid. Its error is the monotonic time at which the first frame with the new picture was presented, minus the true time of its
beat, absolute. After a start, a jump or a launch without a grid nobody could know; these are counted apart, by the time until the right
picture showed. Nothing vanishes: an expected change without a presentation is `missed`.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.sources.scene_launcher import Launch
from bridge.sources.true_clock import TrueClock
from vocabulary.live_set import Section
from vocabulary.units import to_beats

EARLY_S = 2.0
"""A presentation up to so much before its beat still belongs to it."""
LATE_S = 8.0
SETTLED_S = 0.001


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the stage's record: from `at` (monotonic seconds) on, `cue` was shown as `picture`.

    `kind` as in the record; `beats` is the song time that the stage believed it was.
    """

    at: float
    cue: str
    picture: str
    kind: str = "cue"
    beats: float = math.nan


@dataclass(frozen=True, slots=True)
class Expected:
    """At true time `at`, the stage must change to `cue`."""

    at: float
    cue: str
    announced: bool
    beats: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of the expected changes.

    Attributes:
        errors_s: Of announced changes, absolute seconds, in order.
        waits_s: Of unannounced ones, seconds until the right picture.
        missed: Announced changes without a presentation.
        missed_jumps: Unannounced ones without.
        worst: (seconds late, cue, beats) of the announced changes, the worst first, at most ten.
    """

    errors_s: tuple[float, ...] = ()
    waits_s: tuple[float, ...] = ()
    missed: tuple[Expected, ...] = ()
    missed_jumps: tuple[Expected, ...] = ()
    worst: tuple[tuple[float, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A section's place in the song, beats; end is infinite for a launched scene. `announced`: whether its start could be known."""

    cue: str
    start: float
    end: float
    announced: bool = True


def arrangement_places(sections: Sequence[Section]) -> tuple[Place, ...]:
    """Where the sections of an arrangement are."""
    return tuple(Place(section.id, to_beats(section.start_time), to_beats(section.end_time)) for section in sections)


def session_places(launches: Sequence[tuple[Launch, str]], *, announced: bool) -> tuple[Place, ...]:
    """Where launched scenes (with their section's id) are: each until the next."""
    ends = [launch.beats for launch, _ in launches[1:]] + [math.inf]
    return tuple(
        Place(cue, launch.beats, end, announced and index > 0)
        for index, ((launch, cue), end) in enumerate(zip(launches, ends, strict=True))
    )


def expected_changes(clock: TrueClock, places: Sequence[Place], until: float) -> tuple[Expected, ...]:
    """What a perfect stage would have done up to the monotonic time `until`, in order of time.

    Args:
        clock: Its passes are what was played.
        places: In order of time.
        until: When the rehearsal ended.
    """
    starts = [place.start for place in places]
    found: list[Expected] = []
    current = ""
    for played in clock.passes:
        end_beats = min(played.end_beats, clock.beats_at(until) if math.isinf(played.end_beats) else math.inf)
        entered = _place_at(places, starts, played.start_beats)
        if entered is not None and entered.cue != current:
            found.append(Expected(played.start_at, entered.cue, played.announced, played.start_beats))
            current = entered.cue
        for place in places[bisect_right(starts, played.start_beats) :]:
            if place.start >= end_beats:
                break
            if place.cue != current:
                found.append(Expected(clock.at_beats(played, place.start), place.cue, place.announced, place.start))
                current = place.cue
    return tuple(found)


def judge(expected: Sequence[Expected], shown: Sequence[Shown], pictures: Mapping[str, str]) -> Verdict:
    """Compare what was expected with what was presented.

    Args:
        expected: In order of time.
        shown: The stage's record, in order of time.
        pictures: Final picture by cue; between two cues with the same picture there is no change to see.
    """
    errors: list[float] = []
    waits: list[float] = []
    missed: list[Expected] = []
    missed_jumps: list[Expected] = []
    worst: list[tuple[float, str, float]] = []
    changes = [line for line in shown if line.kind != "upgrade"]
    before = ""
    for index, change in enumerate(expected):
        same = bool(before) and pictures.get(before, before) == pictures.get(change.cue, change.cue)
        before = change.cue
        after = expected[index + 1].at if index + 1 < len(expected) else math.inf
        earlier = expected[index - 1].at if index else -math.inf
        if not change.announced and _shown_at(shown, change.at) == change.cue:
            waits.append(0.0)  # the stage shows where the playhead stands, and it began to play there
            continue
        line = _presentation(changes, change, earlier, after)
        if line is None:
            if not same:
                (missed if change.announced else missed_jumps).append(change)
            continue
        late = line.at - change.at
        if change.announced:
            errors.append(abs(late))
            worst.append((late, change.cue, change.beats))
        else:
            waits.append(max(0.0, late))
    worst.sort(key=lambda item: -abs(item[0]))
    return Verdict(tuple(errors), tuple(waits), tuple(missed), tuple(missed_jumps), tuple(worst[:10]))


def _presentation(changes: Sequence[Shown], change: Expected, earlier: float, after: float) -> Shown | None:
    """The first presentation of the change's cue around its time; not after the next change, and an unannounced one not before."""
    early = min(EARLY_S, (change.at - earlier) / 2) if change.announced else SETTLED_S
    late = min(LATE_S, after - change.at)
    for line in changes:
        if line.cue == change.cue and change.at - early <= line.at < change.at + late:
            return line
    return None


def _shown_at(shown: Sequence[Shown], at: float) -> str:
    return next((line.cue for line in reversed(shown) if line.at <= at), "")


def clock_errors(clock: TrueClock, shown: Sequence[Shown]) -> tuple[float, ...]:
    """How far the stage's own idea of song time was from the truth when it changed pictures while playing, seconds, absolute.

    It tells a wrong clock from a frame that came late.
    """
    found = []
    for line in shown:
        played = next((p for p in clock.passes if p.start_at + LATE_S / 8 <= line.at < p.end_at), None)
        if played is not None and math.isfinite(line.beats) and played.start_beats <= line.beats <= played.end_beats:
            found.append(abs(line.at - clock.at_beats(played, line.beats)))
    return tuple(found)


def _place_at(places: Sequence[Place], starts: Sequence[float], beats: float) -> Place | None:
    index = bisect_right(starts, beats + 1e-9) - 1
    return places[index] if index >= 0 and beats < places[index].end else None


def percentiles(values: Sequence[float], scale: float = 1000.0) -> dict[str, Any]:
    """Count and nearest-rank percentiles, by default seconds told as milliseconds; None where there are no values."""
    ordered = sorted(values)
    found: dict[str, Any] = {"n": len(ordered)}
    for name, rank in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)):
        found[name] = round(ordered[max(0, math.ceil(rank * len(ordered)) - 1)] * scale, 3) if ordered else None
    return found
