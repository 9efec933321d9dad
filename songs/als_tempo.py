"""Tempo and time signatures of a Live set over song time.

Live 8 and 9 keep the automation at the parameter (`ArrangerAutomation`), Live 10 and later in the main track's envelope whose
`PointeeId` is the parameter's `AutomationTarget`. An event at -63072000 beats is the value before the first point.
"""

from itertools import groupby, pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from songs.als_clips import MAX_BEATS
from songs.als_xml import number, text, to_number
from songs.warnings_list import Warnings
from vocabulary.live_set import MAX_TEMPO, MIN_TEMPO, SignatureChange, TempoMap
from vocabulary.units import Bpm, Ticks, to_ticks

BEFORE_ALL = -63072000
DEFAULT_TEMPO = 120.0
CURVE_STEPS = 16
"""Straight lines that stand for one bent segment."""
CURVE_ATTRIBUTES = ("CurveControl1X", "CurveControl1Y", "CurveControl2X", "CurveControl2Y")


class Event(NamedTuple):
    """A breakpoint: beats, value, and the control points of the bent segment that follows (x1, y1, x2, y2 in 0..1), or None."""

    time: float
    value: float
    curve: tuple[float, float, float, float] | None = None


def read_tempo_map(main_track: Element | None, warnings: Warnings) -> TempoMap:
    """Tempo over song time from 0; bent segments become straight lines, tempi beyond Live's limits are clamped, both with a warning."""
    tempo = _parameter(main_track, "Tempo")
    before, events = _automation(main_track, tempo, "FloatEvent", warnings)
    fallback = number(tempo, "Manual", DEFAULT_TEMPO if before is None else before)
    first = fallback if not events else events[0].value if before is None else before
    points: list[tuple[float, float]] = []
    for event, following in pairwise(events):
        points.append((event.time, event.value))
        if event.curve is not None and following.time > event.time:
            warnings.count("{} bent tempo [curve is|curves are] followed in straight lines")
            points += _bent(event, event.curve, following)
    points += [(event.time, event.value) for event in events[-1:]]
    return _tempo_map(first, points, warnings)


def read_signatures(main_track: Element | None, warnings: Warnings) -> tuple[SignatureChange, ...]:
    """Time signatures over song time; the first at 0 or before. Source of the numbering: `decode_signature`."""
    signature = _parameter(main_track, "TimeSignature")
    before, events = _automation(main_track, signature, "EnumEvent", warnings)
    first = number(signature, "Manual", 201) if before is None else before
    changes: dict[Ticks, tuple[int, int]] = {Ticks(0): decode_signature(first) or (4, 4)}
    for event in events:
        decoded = decode_signature(event.value)
        if decoded is None:
            warnings.count("{} unknown time [signature was|signatures were] left out")
        else:
            changes[Ticks(max(0, to_ticks(event.time)))] = decoded
    merged = (next(same) for _, same in groupby(sorted(changes.items()), key=lambda change: change[1]))
    return tuple(SignatureChange(time, *decoded) for time, decoded in merged)


def decode_signature(value: float) -> tuple[int, int] | None:
    """Numerator and denominator of Live's numbering, or None for a number outside it.

    The value is numerator - 1 + 99 x log2(denominator), 0..494 (found in real files: 201 is 4/4).

    >>> decode_signature(201), decode_signature(200), decode_signature(99 * 3 + 6)
    ((4, 4), (3, 4), (7, 8))
    """
    if not 0 <= value <= 494 or value != int(value):
        return None
    return int(value) % 99 + 1, 2 ** (int(value) // 99)


def _parameter(main_track: Element | None, name: str) -> Element | None:
    for mixer in ("DeviceChain/Mixer", "MasterChain/Mixer"):
        found = None if main_track is None else main_track.find(f"{mixer}/{name}")
        if found is not None:
            return found
    return None


def _automation(main_track: Element | None, parameter: Element | None, tag: str, warnings: Warnings) -> tuple[float | None, list[Event]]:
    """The value before the first breakpoint (None if the file does not say), and the breakpoints in order of time."""
    before = None
    events = []
    for element in _events(main_track, parameter, tag):
        time, value = to_number(element.get("Time"), BEFORE_ALL - 1), to_number(element.get("Value"), -1)
        if time == BEFORE_ALL:
            before = value
        elif abs(time) <= MAX_BEATS and value >= 0:
            events.append(Event(time, value, _curve(element)))
        else:
            warnings.count("{} unreadable [point|points] of tempo or signature automation [was|were] left out")
    return before, sorted(events, key=lambda event: event.time)


def _events(main_track: Element | None, parameter: Element | None, tag: str) -> list[Element]:
    if main_track is None or parameter is None:
        return []
    target = parameter.find("AutomationTarget")
    for envelope in main_track.findall("AutomationEnvelopes/Envelopes/AutomationEnvelope"):
        if target is not None and text(envelope, "EnvelopeTarget/PointeeId") == target.get("Id"):
            return envelope.findall(f"Automation/Events/{tag}")
    return parameter.findall(f"ArrangerAutomation/Events/{tag}")


def _curve(element: Element) -> tuple[float, float, float, float] | None:
    values = [to_number(element.get(attribute), -1.0) for attribute in CURVE_ATTRIBUTES]
    if any(attribute not in element.attrib for attribute in CURVE_ATTRIBUTES):
        return None
    x1, y1, x2, y2 = (min(max(value, 0.0), 1.0) for value in values)
    return x1, y1, x2, y2


def _bent(event: Event, curve: tuple[float, float, float, float], following: Event) -> list[tuple[float, float]]:
    """Points inside a bent segment: a cubic Bezier curve from (0, 0) to (1, 1) of the segment, with the two control points."""
    x1, y1, x2, y2 = curve
    points = []
    for step in range(1, CURVE_STEPS):
        t = step / CURVE_STEPS
        a, b, c = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        x, y = a * x1 + b * x2 + c, a * y1 + b * y2 + c
        points.append((event.time + x * (following.time - event.time), event.value + y * (following.value - event.value)))
    return points


def _tempo_map(first: float, points: list[tuple[float, float]], warnings: Warnings) -> TempoMap:
    def clamped(bpm: float) -> Bpm:
        if not MIN_TEMPO <= bpm <= MAX_TEMPO:
            warnings.count(f"{{}} tempi beyond Live's {MIN_TEMPO:g} to {MAX_TEMPO:g} bpm were moved to the limit")
        return Bpm(min(max(bpm, MIN_TEMPO), MAX_TEMPO))

    if not points:
        return TempoMap(((Ticks(0), clamped(first)),))
    on_grid = [(to_ticks(time), clamped(bpm)) for time, bpm in points]
    start = on_grid[0][0]
    if start < 0:
        at_zero = TempoMap(tuple(on_grid)).tempo_at(0.0)
        return TempoMap(((Ticks(0), at_zero), *(point for point in on_grid if point[0] > 0)))
    if start > 0:
        on_grid = [(Ticks(0), clamped(first)), *([(start, clamped(first))] if clamped(first) != on_grid[0][1] else []), *on_grid]
    return TempoMap(tuple(on_grid))
