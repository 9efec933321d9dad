"""MIDI clips and notes of a Live set's XML, put on the integer grid."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from songs.als_colors import GREY, palette_color
from songs.als_xml import flag, number, text, to_flag, to_number
from songs.warnings_list import Warnings
from vocabulary.notes import Clip, Note
from vocabulary.units import MAX_TICKS, PROBABILITY_UNITS, TICKS_PER_BEAT, VELOCITY_UNITS, Ticks, round_half_up, to_duration_ticks, to_ticks

_NOT_A_NUMBER = 1e99
"""Stands for a missing number: outside every limit, so that the range check finds it."""
MAX_BEATS = MAX_TICKS / TICKS_PER_BEAT - 1


class ClipReader:
    """Reads clips; holds what they share: the version, the next id, the warnings.

    Attributes:
        live_version: Live's major version that wrote the file.
    """

    def __init__(self, live_version: int, next_id: Callable[[], int], warnings: Warnings) -> None:
        self.live_version = live_version
        self._next_id = next_id
        self._warnings = warnings

    def arrangement_clips(self, track: Element, color: int) -> tuple[Clip, ...]:
        """Clips of the arrangement, in order of time; take lanes are not among them."""
        found = track.findall("DeviceChain/MainSequencer/ClipTimeable/ArrangerAutomation/Events/MidiClip")
        clips = [clip for element in found if (clip := self._clip(element, color, None)) is not None]
        return tuple(sorted(clips, key=lambda clip: clip.start_time or 0))

    def session_clips(self, track: Element, color: int) -> tuple[Clip, ...]:
        """Clips of the session view, in order of slot."""
        slots = track.findall("DeviceChain/MainSequencer/ClipSlotList/ClipSlot")
        found = ((slot, element.find("ClipSlot/Value/MidiClip")) for slot, element in enumerate(slots))
        return tuple(clip for slot, element in found if element is not None and (clip := self._clip(element, color, slot)) is not None)

    def color(self, element: Element, default: int = GREY) -> int:
        """0xRRGGBB of a track or clip: `Color` in Live 11 and later, `ColorIndex` before."""
        index = number(element, "Color", number(element, "ColorIndex", -1))
        return palette_color(int(index), self.live_version, default)

    def _clip(self, element: Element, track_color: int, slot: int | None) -> Clip | None:
        start = number(element, "CurrentStart", to_number(element.get("Time"), _NOT_A_NUMBER))
        end = number(element, "CurrentEnd", _NOT_A_NUMBER)
        if slot is None and not (abs(start) <= MAX_BEATS and abs(end) <= MAX_BEATS and to_ticks(start) < to_ticks(end)):
            self._warnings.count("{} [clip|clips] without a length or a place in the arrangement [was|were] left out")
            return None
        length = to_ticks(end - start) if slot is None else to_ticks(4)
        looping = flag(element, "Loop/LoopOn", False)
        loop_start, loop_end, start_marker, end_marker = self._loop(element, looping, length)
        numerator, denominator = _signature(element)
        return Clip(
            id=self._next_id(),
            name=text(element, "Name"),
            notes=self._notes(element),
            looping=looping,
            loop_start=loop_start,
            loop_end=loop_end,
            start_marker=start_marker,
            end_marker=end_marker,
            start_time=to_ticks(start) if slot is None else None,
            end_time=to_ticks(end) if slot is None else None,
            slot=slot,
            color=self.color(element, track_color),
            muted=flag(element, "Disabled", False),
            signature_numerator=numerator,
            signature_denominator=denominator,
        )

    def _loop(self, element: Element, looping: bool, length: int) -> tuple[Ticks, Ticks, Ticks, Ticks]:
        """loop_start, loop_end, start_marker and end_marker as the Live Object Model reports them.

        `StartRelative` counts from `LoopStart`. Of an unlooped clip `LoopStart` and `LoopEnd` are its own start and end (the
        loop that would come back lies in HiddenLoopStart and HiddenLoopEnd). `OutMarker` is the end marker, looped or not.
        """

        def beats(path: str, default: float) -> float:
            return min(max(number(element, path, default), -MAX_BEATS), MAX_BEATS)

        loop_start = beats("Loop/LoopStart", 0.0)
        start = min(max(loop_start + beats("Loop/StartRelative", 0.0), -MAX_BEATS), MAX_BEATS)
        begin = to_ticks(loop_start if looping else start)
        end = to_ticks(beats("Loop/LoopEnd", loop_start))
        if end <= begin:
            self._warnings.count("{} [clip with an empty loop plays for its|clips with an empty loop play for their] length instead")
            end = Ticks(begin + max(1, length))
        out = end if element.find("Loop/OutMarker") is None else to_ticks(beats("Loop/OutMarker", 0.0))
        return begin, end, to_ticks(start), out

    def _notes(self, clip: Element) -> tuple[Note, ...]:
        notes = []
        for key_track in clip.findall("Notes/KeyTracks/KeyTrack"):
            pitch = number(key_track, "MidiKey", _NOT_A_NUMBER)
            for event in key_track.findall("Notes/MidiNoteEvent"):
                note = _note(event, pitch)
                if note is None:
                    self._warnings.count("{} [note|notes] without a readable time or pitch [was|were] left out")
                else:
                    notes.append(note)
        return tuple(sorted(notes))


def _note(event: Element, pitch: float) -> Note | None:
    """The note; attributes that Live 12.2 and later leave out are at their defaults."""
    time = to_number(event.get("Time"), _NOT_A_NUMBER)
    duration = to_number(event.get("Duration"), _NOT_A_NUMBER)
    if not (0 <= pitch <= 127 and abs(time) <= MAX_BEATS and duration <= MAX_BEATS):
        return None
    return Note(
        start_time=to_ticks(time),
        pitch=int(pitch),
        duration=to_duration_ticks(duration),
        velocity=_clamped(event.get("Velocity"), 100, VELOCITY_UNITS, 0, 127),
        release_velocity=_clamped(event.get("OffVelocity"), 64, VELOCITY_UNITS, 0, 127),
        probability=_clamped(event.get("Probability"), 1, PROBABILITY_UNITS, 0, 1),
        velocity_deviation=_clamped(event.get("VelocityDeviation"), 0, 1, -127, 127),
        mute=not to_flag(event.get("IsEnabled"), True),
    )


def _clamped(value: str | None, default: float, units: int, low: int, high: int) -> int:
    return round_half_up(min(max(to_number(value, default), low), high) * units)


def _signature(clip: Element) -> tuple[int, int]:
    signature = clip.find("TimeSignature/TimeSignatures/RemoteableTimeSignature")
    numerator, denominator = int(number(signature, "Numerator", 4)), int(number(signature, "Denominator", 4))
    return (numerator, denominator) if 1 <= numerator <= 99 and denominator in (1, 2, 4, 8, 16, 32) else (4, 4)
