"""The notes of a request as arrays, sorted into voices that painters draw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocabulary.live_set import Part
from vocabulary.notes import GM_DRUM_PROGRAM
from vocabulary.pictures import PictureRequest
from vocabulary.units import VELOCITY_UNITS

Floats = NDArray[np.float64]

_DRUM_NAMES = re.compile(r"drum|perc|kick|snare|clap|hi-?hat|\bhats?\b|cymbal|\btoms?\b|\b[789]0[789]\b|\bbeats?\b|\bkit\b", re.IGNORECASE)
# General MIDI percussion, which drum racks follow: low (kicks, low toms), middle (snares, claps, toms), high (hats, cymbals).
_LOW_DRUMS = (0, 36)
_MIDDLE_DRUMS = frozenset((37, 38, 39, 40, 41, 43, 45, 47, 48, 50, 58, 60, 61, 62, 63, 64, 65, 66))


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Notes drawn alike, in order of time.

    Attributes:
        starts, ends: Shares of the section, 0..1.
        pitches: MIDI numbers.
        velocities: 0..1.
        notes: How many.
    """

    starts: Floats
    ends: Floats
    pitches: Floats
    velocities: Floats

    @property
    def notes(self) -> int:
        """How many notes."""
        return len(self.starts)

    def pick(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Voice":
        """Only these notes."""
        return Voice(self.starts[chosen], self.ends[chosen], self.pitches[chosen], self.velocities[chosen])


def is_drums(part: Part) -> bool:
    """Whether a part is drums: by its General MIDI channel, else by its track's name."""
    return part.program == GM_DRUM_PROGRAM or bool(_DRUM_NAMES.search(part.track_name))


def pitched_voices(request: PictureRequest, most: int) -> tuple[Voice, ...]:
    """Pitched notes as up to `most` voices, highest first.

    Many parts are joined by register; one or two parts are taken apart into melody, middle and bass.
    """
    voices = [voice_of(part, request.length) for part in request.parts if not is_drums(part) and part.notes]
    if 0 < len(voices) < 3:
        fullest = max(range(len(voices)), key=lambda index: voices[index].notes)
        voices[fullest : fullest + 1] = _registers(voices[fullest])
    voices.sort(key=lambda voice: -float(np.average(voice.pitches, weights=voice.ends - voice.starts + 1e-9)))
    while len(voices) > most:
        means = [float(voice.pitches.mean()) for voice in voices]
        closest = min(range(len(voices) - 1), key=lambda index: abs(means[index] - means[index + 1]))
        voices[closest : closest + 2] = [joined(voices[closest : closest + 2])]
    return tuple(voices)


def drum_voices(request: PictureRequest) -> tuple[Voice, Voice, Voice]:
    """Drum notes as low, middle and high; each may be empty."""
    drums = joined([voice_of(part, request.length) for part in request.parts if is_drums(part) and part.notes])
    low = drums.pitches <= _LOW_DRUMS[1]
    middle = np.isin(drums.pitches, tuple(_MIDDLE_DRUMS))
    return drums.pick(low), drums.pick(middle & ~low), drums.pick(~middle & ~low)


def voice_of(part: Part, length: int) -> Voice:
    """A part's notes as arrays."""
    table = np.array([(note.start_time, note.duration, note.pitch, note.velocity) for note in part.notes], dtype=np.float64)
    starts = np.clip(table[:, 0] / length, 0.0, 1.0)
    ends = np.clip((table[:, 0] + table[:, 1]) / length, starts, 1.0)
    return Voice(starts, ends, table[:, 2], table[:, 3] / (127.0 * VELOCITY_UNITS))


def joined(voices: Sequence[Voice]) -> Voice:
    """Several voices as one, in order of time."""
    if not voices:
        empty = np.zeros(0)
        return Voice(empty, empty, empty, empty)
    fields = (np.concatenate([getattr(voice, name) for voice in voices]) for name in ("starts", "ends", "pitches", "velocities"))
    whole = Voice(*fields)
    return whole.pick(np.lexsort((whole.pitches, whole.starts)))


def fold(voice: Voice, slots: int) -> Voice:
    """At most one note a slot of time: the mean start and pitch, the loudest velocity; sparse voices stay as they are."""
    if voice.notes <= slots:
        return voice
    slot = np.minimum((voice.starts * slots).astype(np.intp), slots - 1)
    count = np.bincount(slot, minlength=slots)
    used = count > 0
    velocities = np.zeros(slots)
    np.maximum.at(velocities, slot, voice.velocities)
    means = [np.bincount(slot, weights=values, minlength=slots)[used] / count[used] for values in (voice.starts, voice.ends, voice.pitches)]
    return Voice(means[0], means[1], means[2], velocities[used])


def _registers(voice: Voice) -> list[Voice]:
    """Melody, middle and bass of one part: by whether a note is the highest or lowest that sounds around its onset."""
    columns = int(np.clip(voice.notes, 8, 512))
    first = np.minimum((voice.starts * columns).astype(np.intp), columns - 1)
    last = np.minimum((voice.ends * columns).astype(np.intp), columns - 1)
    lengths = np.minimum(last - first + 1, 16)
    owner = np.repeat(np.arange(voice.notes), lengths)
    column = np.minimum(first[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths), columns - 1)
    top, bottom = np.full(columns, -1.0), np.full(columns, 128.0)
    np.maximum.at(top, column, voice.pitches[owner])
    np.minimum.at(bottom, column, voice.pitches[owner])
    highest, lowest = voice.pitches >= top[first], voice.pitches <= bottom[first]
    melody = highest & (~lowest | (voice.pitches >= np.median(voice.pitches)))
    bass = lowest & ~melody
    parts = [voice.pick(chosen) for chosen in (melody, ~melody & ~bass, bass)]
    return [part for part in parts if part.notes]
