"""The demo song "First Light", composed for Sonochrome: five tracks, eight sections, a new key and two new tempi.

`python -m sonochrome.demo_song` writes `sonochrome/songs/first_light.mid`, the same bytes each time. Chords and motifs
are written out by hand below; what a player would vary (velocities, timing) follows from the bar and beat, never from chance.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import mido

SONG_FILE = Path(__file__).parent / "songs" / "first_light.mid"

TICKS = 480
BAR = 4 * TICKS

CHORDS: dict[str, tuple[int, tuple[int, ...]]] = {
    "Dm9": (38, (50, 57, 60, 64, 65)),
    "Dm": (38, (50, 57, 62, 65)),
    "Bbmaj7": (34, (53, 57, 58, 62)),
    "Bb": (34, (53, 58, 62, 65)),
    "Gm7": (31, (53, 55, 58, 62)),
    "Gm": (31, (55, 58, 62, 67)),
    "A7": (33, (52, 55, 57, 61)),
    "A7sus": (33, (52, 55, 57, 62)),
    "F": (29, (53, 57, 60, 65)),
    "Fmaj7": (29, (52, 53, 57, 60)),
    "F/A": (33, (53, 57, 60, 65)),
    "C": (36, (52, 55, 60, 64)),
    "C7": (36, (52, 55, 58, 60)),
    "Em7b5": (40, (52, 55, 58, 62)),
    "Eb": (39, (51, 55, 58, 63)),
    "Cm7": (36, (51, 55, 58, 60)),
    "D7sus": (38, (50, 55, 57, 60)),
    "D7": (38, (50, 54, 57, 60)),
    "G": (31, (50, 55, 59, 62)),
    "D": (38, (50, 54, 57, 62)),
    "D/F#": (30, (50, 54, 57, 62)),
    "Em": (40, (52, 55, 59, 64)),
    "Cadd9": (36, (52, 55, 62, 64)),
    "Am7": (33, (52, 55, 57, 60)),
    "Gmaj9": (31, (54, 57, 59, 62)),
}
"""Bass note and right-hand voicing (MIDI numbers) of each chord."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One section: a chord a bar, and how each track plays it (names of the tables below; "" = silent)."""

    name: str
    bpm: float
    chords: str
    drums: str = ""
    bass: str = ""
    keys: str = ""
    pad: bool = True
    lead: str = ""


PASSAGES = (
    Passage("Night", 104, "Dm9 Dm9 Bbmaj7 Bbmaj7 Gm7 Gm7 A7sus A7", lead="call"),
    Passage("Streetlights", 104, "Dm Bb F C Dm Bb F C Dm Bb Gm7 A7", drums="pulse", bass="roots", keys="arpeggio", pad=False, lead="call"),
    Passage("Rise", 104, "Gm Gm Bb Bb C C A7sus A7", drums="build", bass="eighths", keys="stabs", lead="climb"),
    Passage("Daybreak", 104, "F C Dm Bb F C Dm Bb F C Gm7 C7", drums="full", bass="drive", keys="stabs", lead="anthem"),
    Passage("Haze", 104, "Gm7 C7 Fmaj7 Bbmaj7 Em7b5 A7 Dm9 Dm9 Gm7 C7", drums="brush", bass="walk", keys="swing", pad=False, lead="answer"),
    Passage("Still Water", 84, "Bb F/A Gm Eb Cm7 Bb Eb Cm7 D7sus D7", keys="slow", lead="hymn"),
    Passage("First Light", 116, "G D Em Cadd9 G D Em Cadd9 G D/F# Em Cadd9 Am7 D7sus G D7", "full", "drive", "arpeggio", True, "anthem"),
    Passage("Afterglow", 116, "Gmaj9 Em Cadd9 Gmaj9 Gmaj9 Em Cadd9 D7sus G G", keys="slow", lead="call"),
)

# Motifs: (beat in the bar, length in beats, step above the chord's top voice in scale degrees) for two bars in turn.
MOTIFS: dict[str, tuple[tuple[tuple[float, float, int], ...], ...]] = {
    "call": (((1.0, 1.5, 0), (2.5, 0.5, 1), (3.0, 1.0, 2)), ((0.0, 3.0, 1),)),
    "climb": (((0.0, 0.5, 0), (0.5, 0.5, 1), (1.0, 0.5, 2), (1.5, 0.5, 1), (2.0, 1.0, 3), (3.0, 1.0, 2)),),
    "anthem": (
        ((0.0, 1.5, 2), (1.5, 0.5, 3), (2.0, 1.0, 4), (3.0, 0.5, 3), (3.5, 0.5, 2)),
        ((0.0, 1.0, 1), (1.0, 0.5, 2), (1.5, 1.5, 0), (3.0, 1.0, 2)),
    ),
    "answer": (((1.67, 0.33, 4), (2.0, 0.67, 3), (2.67, 0.33, 2), (3.0, 1.0, 1)), ((0.67, 0.33, 2), (1.0, 2.0, 3))),
    "hymn": (((0.0, 2.0, 2), (2.0, 1.0, 1), (3.0, 1.0, 0)), ((0.0, 4.0, 1),)),
}

# Drum bars: (beat, General MIDI drum, velocity). 36 kick, 38 snare, 42/46 hi-hat, 49 crash, 51 ride, 70 shaker, 45/47/50 toms.
_HATS = tuple((step / 2, 42, 74 if step % 2 == 0 else 52) for step in range(8))
DRUMS: dict[str, tuple[tuple[float, int, int], ...]] = {
    "pulse": ((0.0, 36, 92), (2.5, 36, 70), (2.0, 37, 66), *((step / 2, 70, 44 + 12 * (step % 2)) for step in range(8))),
    "build": ((0.0, 36, 100), (1.0, 36, 90), (2.0, 36, 95), (3.0, 36, 98), *((step / 4, 38, 46 + 3 * step) for step in range(16))),
    "full": ((0.0, 36, 112), (1.5, 36, 84), (2.0, 36, 104), (1.0, 38, 108), (3.0, 38, 112), (3.75, 38, 50), (3.5, 46, 84), *_HATS),
    "brush": (
        (0.0, 36, 70),
        (2.67, 36, 58),
        (1.0, 38, 50),
        (3.0, 38, 54),
        *((b + s, 51, 66 if s == 0 else 46) for b in range(4) for s in (0, 0.67)),
    ),
}

# Bass bars: (beat, length in beats, semitones above the root).
BASS: dict[str, tuple[tuple[float, float, int], ...]] = {
    "roots": ((0.0, 1.5, 0), (1.5, 0.5, 0), (2.5, 1.0, 7)),
    "eighths": tuple((step / 2, 0.4, 0) for step in range(8)),
    "drive": ((0.0, 0.75, 0), (0.75, 0.25, 0), (1.5, 0.5, 12), (2.0, 0.75, 0), (2.75, 0.25, 7), (3.0, 0.5, 0), (3.5, 0.5, 7)),
    "walk": ((0.0, 0.9, 0), (1.0, 0.9, 4), (2.0, 0.9, 7), (3.0, 0.67, 9), (3.67, 0.33, 11)),
}

# Keys bars: (beat, length in beats, voices of the chord: an index, or -1 for all).
KEYS: dict[str, tuple[tuple[float, float, int], ...]] = {
    "arpeggio": tuple((step / 2, 0.75, (0, 1, 2, 3, 2, 1, 3, 2)[step]) for step in range(8)),
    "stabs": ((0.0, 0.5, -1), (1.5, 0.35, -1), (2.5, 0.5, -1), (3.5, 0.35, -1)),
    "swing": ((0.67, 0.5, -1), (2.0, 0.6, -1), (3.67, 0.33, -1)),
    "slow": ((0.0, 4.0, -1), (1.0, 0.9, 3), (2.0, 0.9, 2), (3.0, 0.9, 1)),
}

SCALES = {"F": (0, 2, 4, 5, 7, 9, 10), "Bb": (0, 2, 3, 5, 7, 9, 10), "G": (0, 2, 4, 6, 7, 9, 11)}
"""Pitch classes of F major/D minor, B flat major, and G major."""

Hit = tuple[int, int, int, int]
"""Start and duration in file ticks, pitch, velocity."""


def compose() -> mido.MidiFile:
    """Write the song out as a format 1 MIDI file of six tracks: the conductor's and five that play."""
    song = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    song.tracks.append(_conductor())
    bars = _bars()
    song.tracks.append(_track("Drums", 9, 0, [hit for bar in bars for hit in _drum_bar(*bar)]))
    song.tracks.append(_track("Bass", 0, 38, [hit for bar in bars for hit in _bass_bar(*bar)]))
    song.tracks.append(_track("Keys", 1, 4, [hit for bar in bars for hit in _keys_bar(*bar)]))
    song.tracks.append(_track("Pad", 2, 89, [hit for bar in bars for hit in _pad_bar(*bar)]))
    song.tracks.append(_track("Lead", 3, 81, [hit for bar in bars for hit in _lead_bar(*bar)]))
    return song


def song_bytes() -> bytes:
    """The MIDI file's bytes."""
    buffer = BytesIO()
    compose().save(file=buffer)
    return buffer.getvalue()


def _bars() -> list[tuple[Passage, int, int, str]]:
    """Each bar: its passage, its number there, its start in ticks, its chord."""
    bars = []
    start = 0
    for passage in PASSAGES:
        for number, chord in enumerate(passage.chords.split()):
            bars.append((passage, number, start, chord))
            start += BAR
    return bars


def _conductor() -> mido.MidiTrack:
    events: list[tuple[int, mido.MetaMessage]] = [
        (0, mido.MetaMessage("track_name", name="First Light")),
        (0, mido.MetaMessage("time_signature", numerator=4, denominator=4)),
    ]
    start, bpm = 0, 0.0
    for passage in PASSAGES:
        events.append((start, mido.MetaMessage("marker", text=passage.name)))
        if passage.bpm != bpm:
            events.append((start, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(passage.bpm))))
            bpm = passage.bpm
        start += BAR * len(passage.chords.split())
    track = mido.MidiTrack()
    now = 0
    for time, message in events:
        track.append(message.copy(time=time - now))
        now = time
    track.append(mido.MetaMessage("end_of_track", time=start - now))
    return track


def _track(name: str, channel: int, program: int, hits: list[Hit]) -> mido.MidiTrack:
    events: list[tuple[int, int, int, int]] = []  # time, 0 off / 1 on, pitch, velocity
    for start, duration, pitch, velocity in hits:
        events.append((start, 1, pitch, velocity))
        events.append((start + duration, 0, pitch, 64))
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name), mido.Message("program_change", channel=channel, program=program)])
    now = 0
    for time, on, pitch, velocity in sorted(events):
        track.append(mido.Message("note_on" if on else "note_off", channel=channel, note=pitch, velocity=velocity, time=time - now))
        now = time
    return track


def _at(start: int, beat: float) -> int:
    return start + round(beat * TICKS)


def _swell(passage: Passage, number: int) -> int:
    """Louder towards the end of "Rise", softer through "Afterglow": velocity to add."""
    bars = len(passage.chords.split())
    return {"Rise": round(14 * number / bars), "Afterglow": -round(26 * number / bars)}.get(passage.name, 0)


def _drum_bar(passage: Passage, number: int, start: int, _chord: str) -> list[Hit]:
    if not passage.drums:
        return []
    hits = [
        (_at(start, beat), TICKS // 8, drum, min(127, velocity + _swell(passage, number))) for beat, drum, velocity in DRUMS[passage.drums]
    ]
    if passage.drums == "full" and number % 4 == 0:
        hits.append((start, TICKS, 49, 100))
    if passage.drums == "full" and number % 4 == 3:
        hits = [hit for hit in hits if hit[0] < _at(start, 3)]
        hits += [(_at(start, 3 + step / 4), TICKS // 8, tom, 88 + 6 * step) for step, tom in enumerate((50, 47, 45, 45))]
    return hits


def _bass_bar(passage: Passage, number: int, start: int, chord: str) -> list[Hit]:
    if not passage.bass:
        return []
    root = CHORDS[chord][0]
    minor_third = (root + 3) % 12 in {pitch % 12 for pitch in CHORDS[chord][1]}
    hits = []
    for beat, length, step in BASS[passage.bass]:
        pitch = root + (step - 1 if step == 4 and minor_third else step)
        hits.append((_at(start, beat), round(length * TICKS * 0.95), pitch, 86 + 10 * (beat == 0) + _swell(passage, number)))
    return hits


def _keys_bar(passage: Passage, number: int, start: int, chord: str) -> list[Hit]:
    if not passage.keys:
        return []
    voicing = CHORDS[chord][1]
    hits = []
    for position, (beat, length, voice) in enumerate(KEYS[passage.keys]):
        octave = 12 if passage.keys in ("arpeggio", "slow") and voice >= 0 else 0
        pitches = voicing if voice < 0 else (voicing[voice % len(voicing)] + octave,)
        velocity = max(30, 66 + 8 * (position % 3 == 0) - 12 * (passage.keys == "slow") + _swell(passage, number))
        # A hand rolls a chord: the upper voices come a little later.
        hits += [(_at(start, beat) + 4 * i, round(length * TICKS) - 4 * i, pitch, velocity) for i, pitch in enumerate(pitches)]
    return hits


def _pad_bar(passage: Passage, number: int, start: int, chord: str) -> list[Hit]:
    if not passage.pad:
        return []
    return [(start, BAR - 8, pitch, max(24, 52 + _swell(passage, number))) for pitch in CHORDS[chord][1][:4]]


def _lead_bar(passage: Passage, number: int, start: int, chord: str) -> list[Hit]:
    if not passage.lead or (passage.lead == "call" and number % 4 >= 2):
        return []
    bars = MOTIFS[passage.lead]
    scale = SCALES["G" if passage.bpm == 116 else "Bb" if passage.bpm == 84 else "F"]
    ladder = [pitch for pitch in range(60, 97) if pitch % 12 in scale]
    top = max(pitch for pitch in CHORDS[chord][1]) + 12 - 12 * (passage.lead == "hymn")
    base = min(range(len(ladder)), key=lambda i: (abs(ladder[i] - top), i))
    lift = 2 if passage.name == "First Light" and number >= 8 else 0
    hits = []
    for beat, length, step in bars[number % len(bars)]:
        pitch = ladder[min(base + step + lift, len(ladder) - 1)]
        hits.append((_at(start, beat), round(length * TICKS * 0.92), pitch, 84 + 8 * (beat == 0) + _swell(passage, number)))
    return hits


if __name__ == "__main__":
    SONG_FILE.parent.mkdir(exist_ok=True)
    SONG_FILE.write_bytes(song_bytes())
