"""Builds small Live sets in the shapes that Live 8 to 12 write, from a plan that the tests can compare with."""

import gzip
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

CREATORS = {
    8: "Ableton Live 8.2.5",
    9: "Ableton Live 9.7.7",
    10: "Ableton Live 10.1.25",
    11: "Ableton Live 11.3.21",
    12: "Ableton Live 12.3.2",
}


@dataclass(frozen=True)
class NotePlan:
    """Beats and MIDI values, as the file holds them."""

    time: float
    pitch: int
    duration: float
    velocity: float = 100
    off_velocity: float = 64
    deviation: float = 0
    probability: float = 1
    enabled: bool = True


@dataclass(frozen=True)
class ClipPlan:
    """`slot` is None in the arrangement."""

    notes: tuple[NotePlan, ...] = ()
    start: float = 0.0
    end: float = 4.0
    slot: int | None = None
    name: str = "clip"
    color: int = 3
    disabled: bool = False
    loop_on: bool = False
    loop_start: float = 0.0
    loop_end: float = 4.0
    start_relative: float = 0.0
    out_marker: float = 4.0
    signature: tuple[int, int] = (4, 4)


@dataclass(frozen=True)
class TrackPlan:
    """`group` is the position of the group track, or None."""

    kind: str = "MidiTrack"
    name: str = ""
    color: int = 0
    group: int | None = None
    muted: bool = False
    clips: tuple[ClipPlan, ...] = ()
    take_lane_clips: tuple[ClipPlan, ...] = ()


@dataclass(frozen=True)
class SetPlan:
    """Tempo and signature points are (beats, value); the value before them comes first."""

    version: int = 12
    tracks: tuple[TrackPlan, ...] = ()
    tempo: tuple[float, ...] = (120.0,)
    tempo_points: tuple[tuple[float, float], ...] = ()
    curve_on: int | None = None
    signature: int = 201
    signature_points: tuple[tuple[float, int], ...] = ()
    locators: tuple[tuple[float, str], ...] = ()
    scenes: tuple[str, ...] = ()
    loop: tuple[bool, float, float] = (False, 0.0, 16.0)
    quantisation: int = 4
    groove_clips: tuple[ClipPlan, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def build_als(plan: SetPlan, *, packed: bool = True) -> bytes:
    """The bytes of an .als file."""
    root = Element("Ableton", {"MajorVersion": "5", "Creator": CREATORS[plan.version], **plan.attributes})
    live_set = SubElement(root, "LiveSet")
    tracks = SubElement(live_set, "Tracks")
    for position, track in enumerate(plan.tracks):
        _track(tracks, track, position, plan)
    _main_track(live_set, plan)
    if plan.version >= 11:
        scenes = SubElement(live_set, "Scenes")
        for name in plan.scenes:
            _value(SubElement(scenes, "Scene"), "Name", name)
    else:
        scenes = SubElement(live_set, "SceneNames")
        for name in plan.scenes:
            SubElement(scenes, "Scene", Value=f" {name}")
    transport = SubElement(live_set, "Transport")
    for tag, value in zip(("LoopOn", "LoopStart", "LoopLength"), plan.loop, strict=True):
        _value(transport, tag, value)
    _value(live_set, "GlobalQuantisation", plan.quantisation)
    locators = _path(live_set, "Locators/Locators")
    for time, name in plan.locators:
        locator = SubElement(locators, "Locator")
        _value(locator, "Time", time)
        _value(locator, "Name", name)
    grooves = _path(live_set, "GroovePool/Grooves")
    for clip in plan.groove_clips:
        _clip(_path(SubElement(grooves, "Groove"), "Clip/Value"), clip, plan.version)
    data = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root)
    return gzip.compress(data, 1) if packed else data


def _track(tracks: Element, plan: TrackPlan, position: int, of_set: SetPlan) -> None:
    track = SubElement(tracks, plan.kind, Id=str(position + 10))
    name = SubElement(track, "Name")
    if of_set.version >= 9:
        _value(name, "EffectiveName", plan.name)
    _value(name, "UserName", plan.name)
    _color(track, plan.color, of_set.version, is_track=True)
    _value(track, "TrackGroupId", -1 if plan.group is None else plan.group + 10)
    speaker = _path(track, "DeviceChain/Mixer/Speaker")
    if of_set.version >= 9:
        _value(speaker, "Manual", not plan.muted)
    else:
        SubElement(_path(speaker, "ArrangerAutomation/Events"), "BoolEvent", Time="-63072000", Value=_text(not plan.muted))
    chain = track.find("DeviceChain")
    assert chain is not None
    sequencer = SubElement(chain, "MainSequencer")
    slots = SubElement(sequencer, "ClipSlotList")
    for slot in range(max((clip.slot for clip in plan.clips if clip.slot is not None), default=-1) + 1):
        value = _path(SubElement(slots, "ClipSlot"), "ClipSlot/Value")
        for clip in plan.clips:
            if clip.slot == slot:
                _clip(value, clip, of_set.version)
    events = _path(sequencer, "ClipTimeable/ArrangerAutomation/Events")
    for clip in plan.clips:
        if clip.slot is None:
            _clip(events, clip, of_set.version)
    # Devices may hold anything; even a clip there is not the track's.
    _clip(_path(chain, "DeviceChain/Devices/Looper"), ClipPlan((NotePlan(0, 60, 1),)), of_set.version)
    for clip in plan.take_lane_clips:
        _clip(_path(track, "TakeLanes/TakeLanes/TakeLane/ClipAutomation/Events"), clip, of_set.version)


def _clip(parent: Element, plan: ClipPlan, version: int) -> None:
    clip = SubElement(parent, "MidiClip", Time=repr(plan.start))
    for tag, value in {"CurrentStart": plan.start, "CurrentEnd": plan.end, "Name": plan.name, "Disabled": plan.disabled}.items():
        _value(clip, tag, value)
    _color(clip, plan.color, version, is_track=False)
    loop = SubElement(clip, "Loop")
    for tag, value in {
        "LoopStart": plan.loop_start,
        "LoopEnd": plan.loop_end,
        "StartRelative": plan.start_relative,
        "LoopOn": plan.loop_on,
        "OutMarker": plan.out_marker,
        "HiddenLoopStart": 0,
        "HiddenLoopEnd": 4,
    }.items():
        _value(loop, tag, value)
    signature = _path(clip, "TimeSignature/TimeSignatures/RemoteableTimeSignature")
    _value(signature, "Numerator", plan.signature[0])
    _value(signature, "Denominator", plan.signature[1])
    key_tracks = _path(clip, "Notes/KeyTracks")
    for pitch in sorted({note.pitch for note in plan.notes}, reverse=True):
        key_track = SubElement(key_tracks, "KeyTrack")
        events = SubElement(key_track, "Notes")
        for note in plan.notes:
            if note.pitch == pitch:
                SubElement(events, "MidiNoteEvent", _note_attributes(note, version))
        _value(key_track, "MidiKey", pitch)


def _note_attributes(note: NotePlan, version: int) -> dict[str, str]:
    attributes = {"Time": repr(note.time), "Duration": repr(note.duration), "Velocity": repr(note.velocity)}
    if version >= 11 and not (version == 12 and note.deviation == 0):
        attributes["VelocityDeviation"] = repr(note.deviation)
    attributes["OffVelocity"] = repr(note.off_velocity)
    if version >= 11 and not (version == 12 and note.probability == 1):
        attributes["Probability"] = repr(note.probability)
    if not (version == 12 and note.enabled):
        attributes["IsEnabled"] = _text(note.enabled)
    return attributes


def _main_track(live_set: Element, plan: SetPlan) -> None:
    main = SubElement(live_set, "MainTrack" if plan.version >= 12 else "MasterTrack")
    mixer = _path(main, "DeviceChain/Mixer" if plan.version >= 9 else "MasterChain/Mixer")
    _automated(main, mixer, "Tempo", "FloatEvent", plan.tempo[0], plan.tempo_points, plan, target="8")
    _automated(main, mixer, "TimeSignature", "EnumEvent", plan.signature, plan.signature_points, plan, target="10")


def _automated(
    main: Element, mixer: Element, name: str, tag: str, before: float, points: tuple[tuple[float, float], ...], plan: SetPlan, target: str
) -> None:
    parameter = SubElement(mixer, name)
    if plan.version >= 9:
        _value(parameter, "Manual", before)
        SubElement(parameter, "AutomationTarget", Id=target)
    if plan.version >= 10:
        envelope = SubElement(_path(main, "AutomationEnvelopes/Envelopes"), "AutomationEnvelope")
        _value(SubElement(envelope, "EnvelopeTarget"), "PointeeId", target)
        events = _path(envelope, "Automation/Events")
    else:
        events = _path(parameter, "ArrangerAutomation/Events")
    SubElement(events, tag, Time="-63072000", Value=repr(before))
    for index, (time, value) in enumerate(points):
        event = SubElement(events, tag, Time=repr(time), Value=repr(value))
        if name == "Tempo" and index == plan.curve_on:
            event.attrib.update({"CurveControl1X": "0.5", "CurveControl1Y": "0", "CurveControl2X": "1", "CurveControl2Y": "0.5"})


def _color(element: Element, index: int, version: int, *, is_track: bool) -> None:
    _value(element, "Color" if version >= 11 else "ColorIndex", index + (140 if is_track and version < 11 else 0))


def _value(parent: Element, tag: str, value: object) -> None:
    SubElement(parent, tag, Value=_text(value))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _path(parent: Element, path: str) -> Element:
    for tag in path.split("/"):
        found = parent.find(tag)
        parent = SubElement(parent, tag) if found is None else found
    return parent
