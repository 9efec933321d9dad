"""The reader of Live sets: `.als` of Live 8 to 12, and `.alc`, which has the same form.

What of the XML means what was found in real sets of Live 8 to 12.3; see docs/files.md.
"""

import hashlib
import logging
import re
from collections import Counter
from itertools import count
from xml.etree.ElementTree import Element

from songs.als_clips import MAX_BEATS, ClipReader
from songs.als_tempo import read_signatures, read_tempo_map
from songs.als_xml import flag, number, parse_live_xml, text, to_flag
from songs.warnings_list import Warnings
from vocabulary.errors import SongError
from vocabulary.live_set import LiveSet, Locator, SignatureChange, Song, TempoMap, Transport
from vocabulary.notes import Track, TrackKind
from vocabulary.units import TICKS_PER_BEAT, Ticks, beats_per_bar, to_ticks

log = logging.getLogger(__name__)

NEWEST_LIVE = 12
TRACK_KINDS_BY_TAG: dict[str, TrackKind] = {"MidiTrack": "midi", "AudioTrack": "audio", "GroupTrack": "group", "ReturnTrack": "return"}
DEFAULT_NAMES: dict[TrackKind, str] = {"midi": "MIDI", "audio": "Audio", "group": "Group", "return": "Return"}
TAKE_LANES = "{} clips in take lanes were left out, as they do not play"

QUANTIZATION_BARS = {1: 8, 2: 4, 3: 2, 4: 1}
QUANTIZATION_BEATS = {5: 2.0, 6: 4 / 3, 7: 1.0, 8: 2 / 3, 9: 0.5, 10: 1 / 3, 11: 0.25, 12: 1 / 6, 13: 0.125}
"""Launch quantisation as numbered in the Live Object Model (clip_trigger_quantization); T = triplets at 6, 8, 10, 12; 0 = none."""


def read_live_set(data: bytes, name: str) -> Song:
    """Read the content of an `.als` file.

    Args:
        data: The file's bytes, packed or not.
        name: What the set is called: the file's name without suffix.

    Raises:
        SongError: if it is damaged or no Live set.
    """
    root, skipped = parse_live_xml(data)
    live_set = root.find("LiveSet")
    if root.tag != "Ableton" or live_set is None:
        what = f"an Ableton file of another kind ({next(iter(root), root).tag})" if root.tag == "Ableton" else f"XML of {root.tag!r}"
        raise SongError(f"not a Live set but {what}; choose an .als file")
    warnings = Warnings()
    if skipped["TakeLanes"]:
        warnings.count(TAKE_LANES, skipped["TakeLanes"])
    version = _live_version(root, warnings)
    main_track = live_set.find("MainTrack") if live_set.find("MainTrack") is not None else live_set.find("MasterTrack")
    tempo_map = read_tempo_map(main_track, warnings)
    signatures = read_signatures(main_track, warnings)
    transport = _transport(live_set, tempo_map, signatures[0])
    value = LiveSet(
        id=content_id(data),
        name=name,
        tracks=_tracks(live_set, version, warnings),
        locators=_locators(live_set),
        scenes=_scenes(live_set),
        launch_quantization=_launch_quantization(live_set, signatures[0]),
        transport=transport,
    )
    return Song(value, tempo_map, signatures, warnings.lines(), "als")


def content_id(data: bytes) -> int:
    """A number from 1 to 2^31 - 1 that names the content, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big") % (2**31 - 1) + 1


def _live_version(root: Element, warnings: Warnings) -> int:
    """Live's major version: from Creator ("Ableton Live 12.3.2"), or MinorVersion ("8.1_226") in early Live 8."""
    found = re.search(r"Live (\d+)", root.get("Creator", "")) or re.match(r"(\d+)", root.get("MinorVersion", ""))
    version = int(found.group(1)[:4]) if found else NEWEST_LIVE
    if version > NEWEST_LIVE:
        warnings.add(f"made by Live {version}, read as if by Live {NEWEST_LIVE}")
    return version


def _tracks(live_set: Element, version: int, warnings: Warnings) -> tuple[Track, ...]:
    elements = [(element, TRACK_KINDS_BY_TAG[element.tag]) for element in live_set.findall("Tracks/*") if element.tag in TRACK_KINDS_BY_TAG]
    ids = count(len(elements) + 1)
    groups = {element.get("Id"): number for number, (element, kind) in enumerate(elements, 1) if kind == "group"}
    reader = ClipReader(version, lambda: next(ids), warnings)
    numbers: Counter[bool] = Counter()
    tracks = []
    for track_id, (element, kind) in enumerate(elements, 1):
        numbers[kind == "return"] += 1
        color = reader.color(element)
        group = groups.get(text(element, "TrackGroupId", "-1"))
        is_midi = kind == "midi"
        tracks.append(
            Track(
                id=track_id,
                name=_track_name(element, kind, numbers[kind == "return"]),
                kind=kind,
                color=color,
                muted=_is_muted(element),
                group_id=group if group != track_id else None,
                arrangement_clips=reader.arrangement_clips(element, color) if is_midi else (),
                session_clips=reader.session_clips(element, color) if is_midi else (),
            )
        )
    return tuple(tracks)


def _track_name(track: Element, kind: TrackKind, position: int) -> str:
    """The name as Live shows it; early Live 8 stores only what the user typed, so the rest is put together as Live does."""
    shown = text(track, "Name/EffectiveName")
    typed = text(track, "Name/UserName")
    if kind == "return":
        return shown or f"{chr(ord('A') + (position - 1) % 26)}-{typed or DEFAULT_NAMES[kind]}"
    return shown or typed or f"{position}-{DEFAULT_NAMES[kind]}"


def _is_muted(track: Element) -> bool:
    """Whether the track's speaker is off. Live 8 has no Manual; there the first event is the value."""
    speaker = track.find("DeviceChain/Mixer/Speaker")
    first = None if speaker is None else speaker.find("ArrangerAutomation/Events/BoolEvent")
    return not flag(speaker, "Manual", to_flag(None if first is None else first.get("Value"), True))


def _locators(live_set: Element) -> tuple[Locator, ...]:
    found = ((number(element, "Time", 1e99), text(element, "Name")) for element in live_set.findall("Locators/Locators/Locator"))
    return tuple(sorted(Locator(to_ticks(time), name) for time, name in found if abs(time) <= MAX_BEATS))


def _scenes(live_set: Element) -> tuple[str, ...]:
    """Names by slot: `Scenes` in Live 11 and later, `SceneNames` before."""
    scenes = live_set.find("Scenes")
    if scenes is not None:
        return tuple(text(scene, "Name").strip() for scene in scenes.findall("Scene"))
    return tuple(scene.get("Value", "").strip() for scene in live_set.findall("SceneNames/Scene"))


def _launch_quantization(live_set: Element, signature: SignatureChange) -> Ticks:
    value = int(number(live_set, "GlobalQuantisation", 4))
    bar = beats_per_bar(signature.numerator, signature.denominator)
    return to_ticks(QUANTIZATION_BARS.get(value, 0) * bar + QUANTIZATION_BEATS.get(value, 0.0))


def _transport(live_set: Element, tempo_map: TempoMap, signature: SignatureChange) -> Transport:
    def ticks(path: str) -> Ticks:
        return to_ticks(min(max(number(live_set, path, 0.0), 0.0), MAX_BEATS))

    return Transport(
        tempo=tempo_map.tempo_at(0.0),
        signature_numerator=signature.numerator,
        signature_denominator=signature.denominator,
        loop=flag(live_set, "Transport/LoopOn", False) and ticks("Transport/LoopLength") >= TICKS_PER_BEAT // 64,
        loop_start=ticks("Transport/LoopStart"),
        loop_length=ticks("Transport/LoopLength"),
    )
