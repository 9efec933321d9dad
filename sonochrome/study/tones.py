"""A passage of music as sound, for listeners without Live: a plain additive synthesiser and a few drums. Not beautiful, but in tune."""

import io
import wave

import numpy as np
from numpy.typing import NDArray

from render.score import is_drums
from vocabulary.live_set import Section
from vocabulary.notes import Note
from vocabulary.units import VELOCITY_UNITS, to_beats

Floats = NDArray[np.float64]

SAMPLE_RATE = 32_000
RELEASE_S = 0.25
_PARTIALS = np.array([1.0, 0.5, 0.28, 0.14, 0.08])
"""Amplitudes of the harmonics: between a flute and an electric piano."""
_LOUDEST = 0.89
"""-1 dBFS."""
_LOW_DRUMS, _SNARES = frozenset((35, 36, 41, 43, 45)), frozenset((37, 38, 39, 40, 47, 48, 50))
_DRUM_LEVEL = 0.9


def sound_of(section: Section, longest_s: float) -> Floats:
    """A section as samples -1..1 at `SAMPLE_RATE`, mono, at most so long; faded out at the end. Equal input, equal samples."""
    second = section.tempo / 60.0
    length = min(longest_s, to_beats(section.length) / second)
    samples = np.zeros(int((length + RELEASE_S) * SAMPLE_RATE) + 1)
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE)
    for part in section.parts:
        drums = is_drums(part)
        for note in part.notes:
            start = to_beats(note.start_time) / second
            if start >= length:
                break
            tone = _drum(note, noise) if drums else _tone(note, min(to_beats(note.duration) / second, length - start))
            first = int(start * SAMPLE_RATE)
            there = samples[first : first + len(tone)]
            there += tone[: len(there)]
    fade = min(len(samples), int(RELEASE_S * SAMPLE_RATE))
    samples[-fade:] *= np.linspace(1.0, 0.0, fade)
    # Soft limiting keeps dense passages as loud as thin ones without clipping.
    level = float(np.sqrt(np.mean(samples**2))) or 1.0
    limited: Floats = np.tanh(samples * 0.16 / level)
    return limited * _LOUDEST


def wav_bytes(samples: Floats) -> bytes:
    """Samples -1..1 as a WAV file of 16 bits, mono."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def _tone(note: Note, seconds: float) -> Floats:
    """Harmonics that fade, the higher the sooner; low notes ring longer."""
    hertz = 440.0 * 2.0 ** ((note.pitch - 69) / 12)
    time = np.arange(int((seconds + RELEASE_S) * SAMPLE_RATE)) / SAMPLE_RATE
    loud = (note.velocity / (127 * VELOCITY_UNITS)) ** 1.5
    tone = np.zeros(len(time))
    for number, amplitude in enumerate(_PARTIALS, 1):
        if number * hertz < 0.45 * SAMPLE_RATE:
            tone += amplitude * np.sin(2 * np.pi * number * hertz * time) * np.exp(-time * (0.6 + 0.5 * number) * (hertz / 262) ** 0.4)
    envelope = np.minimum(1.0, time / 0.006) * np.clip(1.0 - (time - seconds) / RELEASE_S, 0.0, 1.0)
    return np.asarray(tone * envelope * loud)


def _drum(note: Note, noise: Floats) -> Floats:
    """A kick that falls in pitch, a snare of noise and tone, cymbals of high noise."""
    loud = _DRUM_LEVEL * (note.velocity / (127 * VELOCITY_UNITS)) ** 1.5
    seconds = 0.3 if note.pitch in _LOW_DRUMS else 0.18 if note.pitch in _SNARES else 0.07 if note.pitch in (42, 44) else 0.3
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    fall = np.exp(-time * 5.0 / seconds)
    if note.pitch in _LOW_DRUMS:
        return np.asarray(1.6 * loud * fall * np.sin(2 * np.pi * (48 * time + 90 * 0.05 * (1 - np.exp(-time / 0.05)))))
    hiss = noise[: len(time)]
    if note.pitch in _SNARES:
        return np.asarray(loud * fall * (0.5 * hiss + 0.5 * np.sin(2 * np.pi * 190 * time)))
    return np.asarray(0.35 * loud * fall * np.diff(hiss, prepend=0.0))
