"""Small made-up music for the tests of render."""

import numpy as np

from vocabulary.descriptor import Chord, Emotion, Key, Keyword, MusicDescriptor, Rhythm, Texture
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks

LABELS = ("C", "A:min", "F", "G:7")


def note(beat: float, pitch: int, beats: float = 1.0, velocity: int = 100) -> Note:
    return Note(Ticks(int(beat * TICKS_PER_BEAT)), pitch, Ticks(max(1, int(beats * TICKS_PER_BEAT))), velocity * 100)


def section(*, notes: int = 60, bars: int = 8, drums: bool = True, seed: int = 0) -> Section:
    rng = np.random.default_rng(seed)
    melody = [
        note(float(beat), int(pitch)) for beat, pitch in zip(rng.uniform(0, bars * 4 - 1, notes), rng.integers(60, 85, notes), strict=True)
    ]
    bass = [note(4.0 * bar, 36 + 5 * (bar % 3), 4.0) for bar in range(bars)] if notes else []
    parts = [Part("Lead", tuple(sorted(melody))), Part("Bass", tuple(sorted(bass)))]
    if drums:
        hits = [note(float(beat), 36 if beat % 2 == 0 else 38, 0.25) for beat in range(bars * 4)]
        parts.append(Part("Kit", tuple(sorted(hits)), program=GM_DRUM_PROGRAM))
    return Section("a0", "bars 1-8", Ticks(0), Ticks(bars * 4 * TICKS_PER_BEAT), tuple(parts))


def descriptor(
    valence: float = 0.3,
    arousal: float = 0.2,
    *,
    tonic: int | None = 0,
    articulation: float = 0.7,
    repetition: float = 0.3,
    dissonance: float = 0.1,
    mean_pitch: float = 62.0,
    notes_per_second: float = 4.0,
    tempo: float = 120.0,
    bars: int = 8,
) -> MusicDescriptor:
    chords = tuple(Chord(Ticks(bar * 4 * TICKS_PER_BEAT), Ticks((bar + 1) * 4 * TICKS_PER_BEAT), LABELS[bar % 4]) for bar in range(bars))
    return MusicDescriptor(
        Key(tonic, "unclear" if tonic is None else "major", 0.8),
        chords,
        Rhythm(notes_per_second, 2.0, 0.2, 0.0, 0.5, 2),
        Texture(2.0, 36, 84, mean_pitch, articulation, 0.5, 0.2, 0.2, 0.7, dissonance, repetition, 3),
        Emotion(valence, arousal, 0.6, ("major key", "fast")),
        (Keyword("flowing", 0.8, "legato"),),
        Bpm(tempo),
        pitch_classes=(1 / 12,) * 12,
        note_count=100,
    )
