"""The reader of MIDI files: `.mid` of format 0, 1 and 2, whole or damaged.

Each MIDI track and channel that has notes becomes a track with one arrangement clip over the whole song.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Sequence
from typing import NamedTuple

from songs.gm_names import program_name
from songs.live_set_file import content_id
from songs.midi_chunks import read_chunks
from songs.midi_time import Clock, Timed, lay_out, read_clock, read_locators, read_signatures, read_tempo_map, readable
from songs.warnings_list import Warnings
from vocabulary.live_set import LiveSet, SignatureChange, Song, TempoMap, Transport
from vocabulary.notes import GM_DRUM_PROGRAM, UNKNOWN_PROGRAM, Clip, Note, Track
from vocabulary.units import TICKS_PER_BEAT, VELOCITY_UNITS, Ticks, beats_per_bar, to_duration_ticks, to_ticks

DRUM_CHANNEL = 9
"""Channel 10 as musicians count."""
UNSAID_RELEASE_VELOCITY = 64 * VELOCITY_UNITS
TRACK_COLORS = (
    *(0x5480E4, 0xFFA529, 0x3DC300, 0xD86CE4, 0x19E9FF, 0xF66C03, 0xFFF034, 0xFF39D4),
    *(0x00BFAF, 0xFF3636, 0x92A7FF, 0xBFFB00, 0xB677C6, 0xE2675A, 0x8BC5FF, 0xDBC300),
)
"""0xRRGGBB in turn; neighbours differ in hue. A MIDI file has no colours."""


class _PartKey(NamedTuple):
    track: int
    channel: int


def read_midi(data: bytes, name: str) -> Song:
    """Read the content of a MIDI file.

    Args:
        data: The file's bytes.
        name: What the song is called: the file's name without suffix.

    Raises:
        SongError: if it is none, or its time cannot be told.
    """
    warnings = Warnings()
    chunks = read_chunks(data, warnings)
    clock = read_clock(chunks.division, warnings)
    tracks = lay_out(chunks, clock, warnings)
    tempo_map = read_tempo_map(tracks, clock, warnings)
    signatures = read_signatures(tracks, clock, warnings)
    live_set = LiveSet(
        id=content_id(data),
        name=name,
        tracks=_tracks(tracks, clock, signatures, warnings),
        locators=read_locators(tracks, clock),
        launch_quantization=to_ticks(beats_per_bar(signatures[0].numerator, signatures[0].denominator)),
        transport=_transport(tempo_map, signatures[0]),
    )
    return Song(live_set, tempo_map, signatures, warnings.lines(), "mid")


def _tracks(
    tracks: Sequence[Sequence[Timed]], clock: Clock, signatures: tuple[SignatureChange, ...], warnings: Warnings
) -> tuple[Track, ...]:
    parts = {
        _PartKey(index, channel): notes
        for index, track in enumerate(tracks)
        for channel, notes in sorted(_notes_by_channel(track, clock, warnings).items())
    }
    length = _whole_bars(max((note.end_time for notes in parts.values() for note in notes), default=0), signatures)
    programs = _programs(tracks)
    names = _names(tracks, parts.keys(), programs)
    return tuple(
        Track(
            id=number,
            name=names[key],
            color=TRACK_COLORS[(number - 1) % len(TRACK_COLORS)],
            program=programs.get(key, UNKNOWN_PROGRAM),
            arrangement_clips=(
                Clip(
                    id=len(parts) + number,
                    name=names[key],
                    notes=tuple(sorted(notes)),
                    loop_start=Ticks(0),
                    loop_end=length,
                    start_marker=Ticks(0),
                    end_marker=length,
                    start_time=Ticks(0),
                    end_time=length,
                    color=TRACK_COLORS[(number - 1) % len(TRACK_COLORS)],
                    signature_numerator=signatures[0].numerator,
                    signature_denominator=signatures[0].denominator,
                ),
            ),
        )
        for number, (key, notes) in enumerate(parts.items(), 1)
    )


def _notes_by_channel(track: Sequence[Timed], clock: Clock, warnings: Warnings) -> dict[int, list[Note]]:
    """Pair note-ons with note-offs, first on - first off; what is never released ends with the track."""
    sounding: defaultdict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    notes: defaultdict[int, list[Note]] = defaultdict(list)

    def finish(channel: int, pitch: int, tick: int, release_velocity: int) -> None:
        since, velocity = sounding[channel, pitch].popleft()
        start, duration = to_ticks(clock.to_beats(since)), to_duration_ticks(clock.to_beats(tick - since))
        notes[channel].append(Note(start, pitch, duration, velocity * VELOCITY_UNITS, release_velocity))

    for timed in track:
        message = timed.message
        if message.type == "note_on" and message.velocity > 0:
            sounding[message.channel, message.note].append((timed.tick, message.velocity))
        elif message.type in ("note_on", "note_off") and sounding[message.channel, message.note]:
            released = message.velocity * VELOCITY_UNITS if message.type == "note_off" else UNSAID_RELEASE_VELOCITY
            finish(message.channel, message.note, timed.tick, released)
    for (channel, pitch), held in sounding.items():
        for _ in range(len(held)):
            warnings.count("{} [note is never released and ends with its|notes are never released and end with their] track")
            finish(channel, pitch, track[-1].tick, UNSAID_RELEASE_VELOCITY)
    return notes


def _whole_bars(end: int, signatures: tuple[SignatureChange, ...]) -> Ticks:
    """The end of the bar that holds the last tick before `end`."""
    last = [signature for signature in signatures if signature.time < max(1, end)][-1]
    bar = round(beats_per_bar(last.numerator, last.denominator) * TICKS_PER_BEAT)
    return Ticks(last.time + max(1, math.ceil((end - last.time) / bar)) * bar)


def _programs(tracks: Sequence[Sequence[Timed]]) -> dict[_PartKey, int]:
    """The first program of every track and channel; a channel that a track does not name takes the first of any track."""
    changes = [
        (timed.tick, _PartKey(index, timed.message.channel), timed.message.program)
        for index, track in enumerate(tracks)
        for timed in track
        if timed.message.type == "program_change"
    ]
    own: dict[_PartKey, int] = {}
    of_channel: dict[int, int] = {}
    for _, key, program in sorted(changes, key=lambda change: change[0]):
        own.setdefault(key, program)
        of_channel.setdefault(key.channel, program)
    of_channel[DRUM_CHANNEL] = GM_DRUM_PROGRAM
    keys = (_PartKey(index, channel) for index in range(len(tracks)) for channel in of_channel)
    return {key: of_channel[key.channel] if key.channel == DRUM_CHANNEL else own.get(key, of_channel[key.channel]) for key in keys}


def _names(tracks: Sequence[Sequence[Timed]], keys: Collection[_PartKey], programs: dict[_PartKey, int]) -> dict[_PartKey, str]:
    """Names for people: the track's own; the sound's where it has none, or several channels."""
    channels = Counter(key.track for key in keys)
    names = {}
    for key in keys:
        own = _track_text(tracks[key.track], "track_name") or _track_text(tracks[key.track], "instrument_name")
        sound = program_name(programs.get(key, UNKNOWN_PROGRAM)) or f"Channel {key.channel + 1}"
        names[key] = own if own and channels[key.track] == 1 else sound
    return names


def _track_text(track: Sequence[Timed], kind: str) -> str:
    found = (readable(timed.message.name) for timed in track if timed.message.type == kind)
    return next((text for text in found if text), "")


def _transport(tempo_map: TempoMap, signature: SignatureChange) -> Transport:
    return Transport(tempo=tempo_map.tempo_at(0.0), signature_numerator=signature.numerator, signature_denominator=signature.denominator)
