"""Read research data with human labels into sections: the layout is the one of the data's own README (`--data DIR`)."""

import csv
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import mido

from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, UNKNOWN_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, VELOCITY_UNITS, Bpm, Ticks, beats_per_bar, to_duration_ticks, to_ticks

log = logging.getLogger(__name__)

PITCH_CLASS_OF = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

# Chords as notes in POP909-CL, by their intervals above the root; the first that fits is the name.
SPELLINGS: tuple[tuple[str, frozenset[int]], ...] = tuple(
    (name, frozenset(tones))
    for name, tones in (
        ("maj", (0, 4, 7)),
        ("min", (0, 3, 7)),
        ("7", (0, 4, 7, 10)),
        ("maj7", (0, 4, 7, 11)),
        ("min7", (0, 3, 7, 10)),
        ("sus4", (0, 5, 7)),
        ("sus2", (0, 2, 7)),
        ("dim", (0, 3, 6)),
        ("aug", (0, 4, 8)),
        ("hdim7", (0, 3, 6, 10)),
        ("dim7", (0, 3, 6, 9)),
        ("minmaj7", (0, 3, 7, 11)),
        ("maj6", (0, 4, 7, 9)),
        ("min6", (0, 3, 7, 9)),
        ("9", (0, 2, 4, 7, 10)),
        ("maj9", (0, 2, 4, 7, 11)),
        ("min9", (0, 2, 3, 7, 10)),
        ("sus4(b7)", (0, 5, 7, 10)),
        ("maj(9)", (0, 2, 4, 7)),
        ("min(9)", (0, 2, 3, 7)),
        ("7(#9)", (0, 3, 4, 7, 10)),
        ("maj(4)", (0, 4, 5, 7)),
    )
)
# Expert chord types of the DCML tables in Harte's shorthand; augmented sixths have none and are left out ("X").
DCML_TYPES = {
    "M": "maj", "m": "min", "o": "dim", "+": "aug", "Mm7": "7", "mm7": "min7", "MM7": "maj7", "%7": "hdim7", "o7": "dim7",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelledChord:
    """Start and end in ticks, and a Harte label; "N" no chord, "X" not to be judged."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class LabelledKey:
    """A key from start to end (ticks): tonic as pitch class, mode "major" or "minor"."""

    start: int
    end: int
    tonic: int
    mode: str


@dataclass(frozen=True, slots=True)
class LabelledSong:
    """Music with its true chords and keys."""

    name: str
    section: Section
    chords: tuple[LabelledChord, ...]
    keys: tuple[LabelledKey, ...]


@dataclass(frozen=True, slots=True)
class RatedClip:
    """Music with human ratings of its emotion; arousal and valence -1..1 (EMOPIA: the quadrant's corner)."""

    name: str
    group: str
    section: Section
    valence: float
    arousal: float


def pop909_cl(data: Path) -> Iterator[LabelledSong]:
    """Pop songs: the piano track is the music, the third track's chords and the key signatures are the human-corrected truth."""
    for path in sorted((data / "pop909_cl").glob("*.mid")):
        file = mido.MidiFile(path)
        scale = TICKS_PER_BEAT / file.ticks_per_beat
        section = midi_section(file, path.stem, only="piano")
        if len(file.tracks) < 3:
            log.warning("%s has no chord track; left out", path.name)
            continue
        keys = _key_signatures(file.tracks[0], scale, section.end_time)
        yield LabelledSong(path.stem, section, _named_chords(_notes(file.tracks[2], scale)), keys)


def dcml(data: Path) -> Iterator[LabelledSong]:
    """Mozart's piano sonatas at 120 quarters a minute with expert chords and the movement's key."""
    with (data / "dcml" / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        section = midi_section(mido.MidiFile(data / "dcml" / "midi" / f"{row['piece']}.mid"), row["piece"])
        with (data / "dcml" / "chords" / f"{row['piece']}.tsv").open(encoding="utf-8", newline="") as file:
            chords = tuple(_expert_chord(chord) for chord in csv.DictReader(file, delimiter="\t"))
        key = LabelledKey(0, section.end_time, pitch_class(row["global_tonic"]), row["global_mode"])
        yield LabelledSong(row["piece"], section, tuple(chord for chord in chords if chord.end > chord.start), (key,))


def emopia(data: Path) -> Iterator[RatedClip]:
    """Piano clips with the quadrant one person heard; group by song."""
    corners = {"1": (1.0, 1.0), "2": (-1.0, 1.0), "3": (-1.0, -1.0), "4": (1.0, -1.0)}
    with (data / "emopia" / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            section = midi_section(mido.MidiFile(data / "emopia" / "midi" / f"{row['clip']}.mid"), row["clip"])
            yield RatedClip(row["clip"], row["song"], section, *corners[row["quadrant"]])


def vgmidi(data: Path, seconds: float = 60.0) -> Iterator[RatedClip]:
    """Piano arrangements of game music with mean ratings of about thirty listeners; group by series; the first minute of each."""
    with (data / "vgmidi" / "va.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            section = midi_section(mido.MidiFile(data / "vgmidi" / "midi" / row["midi"], clip=True), row["midi"], most_seconds=seconds)
            yield RatedClip(row["midi"], row["series"], section, float(row["valence"]), float(row["arousal"]))


def midi_section(file: mido.MidiFile, name: str, *, only: str | None = None, most_seconds: float | None = None) -> Section:
    """Make one section of a MIDI file at its mean tempo, in whole bars, or its first seconds."""
    scale = TICKS_PER_BEAT / file.ticks_per_beat
    parts = []
    for track in file.tracks:
        notes = _notes(track, scale) if only is None or track.name == only else ()
        if notes:
            program = GM_DRUM_PROGRAM if any(m.type == "note_on" and m.channel == 9 for m in track) else UNKNOWN_PROGRAM
            parts.append(Part(track.name, notes, program=program))
    metas = [message for track in file.tracks for message in track if message.type == "time_signature"]
    numerator, denominator = (metas[0].numerator, metas[0].denominator) if metas else (4, 4)
    end = max((note.end_time for part in parts for note in part.notes), default=1)
    tempo = Bpm(min(999.0, max(20.0, end / TICKS_PER_BEAT * 60 / max(file.length, 0.1))))
    if most_seconds is not None:
        end = min(end, to_ticks(most_seconds * tempo / 60))
    bar = to_ticks(beats_per_bar(numerator, denominator))
    return Section("song", name, Ticks(0), Ticks(-(-end // bar) * bar), tuple(parts), tempo, numerator, denominator)


def pitch_class(name: str) -> int:
    """Pitch class of a note name, e.g. "Bb" or "F#"."""
    return (PITCH_CLASS_OF[name[0]] + name.count("#") - name.count("b")) % 12


def name_chord(pitches: frozenset[int]) -> str:
    """Harte label of notes, the lowest being the bass; "X" if no spelling fits.

    The chord whose root is the bass comes first, then inversions, then a chord over a foreign bass.
    """
    bass = min(pitches) % 12
    classes = frozenset(pitch % 12 for pitch in pitches)
    for tones in (classes, classes - {bass}):
        for root in (bass, *sorted(classes - {bass})):
            above = frozenset((tone - root) % 12 for tone in tones)
            for name, spelling in SPELLINGS:
                if above == spelling:
                    return f"{NAMES[root]}:{name}"
    return "X"


def _notes(track: mido.MidiTrack, scale: float) -> tuple[Note, ...]:
    now, sounding, notes = 0, dict[tuple[int, int], list[tuple[int, int]]](), []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity > 0:
            sounding.setdefault((message.channel, message.note), []).append((now, message.velocity))
        elif message.type in ("note_on", "note_off") and sounding.get((message.channel, message.note)):
            start, velocity = sounding[message.channel, message.note].pop(0)
            start_beats, beats = start * scale / TICKS_PER_BEAT, (now - start) * scale / TICKS_PER_BEAT
            notes.append(Note(to_ticks(start_beats), message.note, to_duration_ticks(beats), velocity * VELOCITY_UNITS))
    return tuple(sorted(notes))


def _named_chords(notes: tuple[Note, ...]) -> tuple[LabelledChord, ...]:
    by_time: dict[int, list[Note]] = {}
    for note in notes:
        by_time.setdefault(note.start_time, []).append(note)
    starts = sorted(by_time)
    chords: list[LabelledChord] = []
    for start, following in pairwise([*starts, 2**31]):
        end = min(max(note.end_time for note in by_time[start]), following)
        if chords and start > chords[-1].end:
            chords.append(LabelledChord(chords[-1].end, start, "N"))
        chords.append(LabelledChord(start, end, name_chord(frozenset(note.pitch for note in by_time[start]))))
    return tuple(chords)


def _key_signatures(track: mido.MidiTrack, scale: float, end: int) -> tuple[LabelledKey, ...]:
    now, found = 0, []
    for message in track:
        now += message.time
        if message.type == "key_signature":
            found.append((round(now * scale), message.key))
    return tuple(
        LabelledKey(start, stop, pitch_class(key.rstrip("m")), "minor" if key.endswith("m") else "major")
        for (start, key), (stop, _) in pairwise([*found, (end, "")])
        if stop > start
    )


def _expert_chord(row: dict[str, str]) -> LabelledChord:
    start, end = to_ticks(float(row["start_sec"]) * 2), to_ticks(float(row["end_sec"]) * 2)
    quality = DCML_TYPES.get(row["chord_type"])
    return LabelledChord(start, end, f"{NAMES[int(row['root_pc'])]}:{quality}" if quality and row["root_pc"] else "X")
