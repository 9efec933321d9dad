"""Words with a musical measure behind each, as a table: when a word is true of music, and the evidence for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis.chord_tables import QUALITIES
from analysis.keys import SCALES
from analysis.plain_words import in_words
from vocabulary.descriptor import PITCH_CLASS_NAMES, Mode, MusicDescriptor, Rhythm, Texture
from vocabulary.units import TICKS_PER_BEAT, beats_per_bar

Measure = Literal[
    "density", "range", "mean_pitch", "lowest", "highest", "articulation", "polyphony", "drums", "dynamics", "loudness",
    "dissonance", "repetition", "parts", "onsets_per_beat", "notes_per_second", "syncopation", "swing", "regularity",
    "change_rate", "chromatic", "sevenths", "minor_chords", "suspended", "diminished", "inverted", "different_chords", "at_home",
    "pitch_classes", "keys", "key_confidence", "threes", "fine", "compound", "odd_metre", "triple_metre",
]  # fmt: skip

LEAST_RATE = 0.1
"""Rates below this count as this: there is no ratio to nothing."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that is true from `start` on, fully from `full` on (which may lie below `start`), of one measure.

    Attributes:
        because: The evidence; "{}" holds the measured value.
    """

    word: str
    measure: Measure
    start: float
    full: float
    because: str

    def truth(self, value: float) -> float:
        """How true the word is, 0 (not) .. 1 (fully)."""
        return max(0.0, min(1.0, (value - self.start) / (self.full - self.start)))


@dataclass(frozen=True, slots=True)
class Difference:
    """How two pieces of music differ in one measure.

    Attributes:
        spread: What is a clear difference: about a standard deviation over clips of all kinds; of rates, in octaves.
        more, less: Comparative words, true beside other music only; "" where they would say nothing.
        value: How a value is told; "{}" holds it.
        rate: Compared by ratio.
    """

    spread: float
    more: str
    less: str
    value: str
    rate: bool = False

    def place(self, value: float) -> float:
        """Where a value lies on the scale that differences are measured on."""
        return math.log2(max(value, LEAST_RATE)) if self.rate else value

    def told(self, place: float) -> str:
        """The value that lies there, in words."""
        return in_words(self.value, 2**place if self.rate else place)


# A word says something only where it is true of few: limits are the tails of songs of many kinds and of clips of Live sets, beyond the
# 80th percentile of most of them; `python -m training.evaluate_words` shows how often each word is true.
SIGNS = (
    Sign("sparse", "density", 0.5, 0.1, "{:.1f} notes sound at once"),
    Sign("lush", "density", 8.5, 12, "{:.1f} notes sound at once"),
    Sign("wide", "range", 67, 84, "a range of {:.0f} semitones"),
    Sign("narrow", "range", 9, 3, "a range of {:.0f} semitones"),
    Sign("deep", "mean_pitch", 47, 35, "a low register, pitch {:.0f} on average"),
    Sign("high", "mean_pitch", 70, 82, "a high register, pitch {:.0f} on average"),
    Sign("rumbling", "lowest", 25.5, 20, "notes down to pitch {:.0f}"),
    Sign("bright heights", "highest", 96, 106, "notes up to pitch {:.0f}"),
    Sign("staccato", "articulation", 0.45, 0.15, "notes sound {:.0%} of the time to the next"),
    Sign("legato", "articulation", 0.97, 1, "notes sound {:.0%} of the time to the next"),
    Sign("solo", "polyphony", 0.1, 0.0, "two notes at once {:.0%} of the time"),
    Sign("bare", "polyphony", 0.4, 0.1, "two notes at once {:.0%} of the time"),
    Sign("full-voiced", "polyphony", 0.992, 1, "several notes at once {:.0%} of the time"),
    Sign("percussive", "drums", 0.5, 0.9, "{:.0%} of the notes are drums"),
    Sign("beat-driven", "drums", 0.42, 0.6, "{:.0%} of the notes are drums"),
    Sign("expressive", "dynamics", 0.7, 1, "velocities spread {:.2f} of the widest"),
    Sign("mechanical", "dynamics", 0.06, 0.0, "velocities spread {:.2f} of the widest"),
    Sign("loud", "loudness", 0.86, 0.98, "struck with {:.0%} of full velocity on average"),
    Sign("quiet", "loudness", 0.45, 0.25, "struck with {:.0%} of full velocity on average"),
    Sign("dissonant", "dissonance", 0.38, 0.55, "rough intervals, {:.2f} of the roughest"),
    Sign("astringent", "dissonance", 0.34, 0.45, "rather rough intervals, {:.2f} of the roughest"),
    Sign("consonant", "dissonance", 0.2, 0.05, "smooth intervals, {:.2f} of the roughest"),
    Sign("hypnotic", "repetition", 0.65, 0.95, "{:.0%} of the bars repeat an earlier one"),
    Sign("looping", "repetition", 0.85, 1, "{:.0%} of the bars repeat an earlier one"),
    Sign("layered", "parts", 11.5, 15, "{:.0f} parts play"),
    Sign("many-layered", "parts", 15.5, 20, "{:.0f} parts play"),
    Sign("busy", "onsets_per_beat", 4, 6.5, "{:.1f} onsets a beat"),
    Sign("flurrying", "onsets_per_beat", 6, 10, "{:.1f} onsets a beat"),
    Sign("slow-moving", "onsets_per_beat", 0.5, 0.15, "{:.1f} onsets a beat"),
    Sign("rapid", "notes_per_second", 36, 55, "{:.1f} notes a second"),
    Sign("quick", "notes_per_second", 27, 40, "{:.1f} notes a second"),
    Sign("unhurried", "notes_per_second", 1.2, 0.4, "{:.1f} notes a second"),
    Sign("slow", "notes_per_second", 0.5, 0.1, "{:.1f} notes a second"),
    Sign("syncopated", "syncopation", 0.2, 0.5, "{:.0%} of the onsets pull against the beat"),
    Sign("swinging", "swing", 0.35, 0.8, "off-beats stand {:.0%} of the way to triplet swing"),
    Sign("shuffling", "swing", 0.15, 0.35, "off-beats stand {:.0%} of the way to triplet swing"),
    Sign("steady", "regularity", 0.93, 1, "neighbouring bars share {:.0%} of their onsets"),
    Sign("wandering", "regularity", 0.5, 0.25, "neighbouring bars share {:.0%} of their onsets"),
    Sign("free", "regularity", 0.15, 0.0, "neighbouring bars share {:.0%} of their onsets"),
    Sign("restless harmony", "change_rate", 0.45, 0.9, "{:.2f} chord changes a beat"),
    Sign("slow harmony", "change_rate", 0.14, 0.06, "{:.2f} chord changes a beat"),
    Sign("drone", "change_rate", 0.04, 0.0, "{:.2f} chord changes a beat"),
    Sign("chromatic", "chromatic", 0.42, 0.8, "{:.0%} of the time on chords with tones outside the key"),
    Sign("colour chords", "chromatic", 0.28, 0.5, "{:.0%} of the time on chords with tones outside the key"),
    Sign("diatonic", "chromatic", 0.005, 0, "{:.0%} of the time on chords with tones outside the key"),
    Sign("jazzy", "sevenths", 0.6, 0.95, "{:.0%} of the time on chords with a seventh"),
    Sign("plain triads", "sevenths", 0.03, 0, "{:.0%} of the time on chords with a seventh"),
    Sign("minor-hued", "minor_chords", 0.6, 0.95, "{:.0%} of the time on minor chords"),
    Sign("major-hued", "minor_chords", 0.08, 0, "{:.0%} of the time on minor chords"),
    Sign("suspended chords", "suspended", 0.12, 0.4, "{:.0%} of the time on suspended chords"),
    Sign("unsettled harmony", "diminished", 0.1, 0.35, "{:.0%} of the time on diminished or augmented chords"),
    Sign("gliding bass", "inverted", 0.32, 0.6, "{:.0%} of the time on inverted chords"),
    Sign("colourful harmony", "different_chords", 23, 40, "{:.0f} different chords"),
    Sign("few chords", "different_chords", 2.5, 1.0, "{:.0f} different chords at most"),
    Sign("rooted", "at_home", 0.5, 0.85, "{:.0%} of the time on the tonic chord"),
    Sign("never at home", "at_home", 0.06, 0.0, "{:.0%} of the time on the tonic chord"),
    Sign("few tones", "pitch_classes", 4.5, 2.5, "about {:.1f} of the twelve tones in use"),
    Sign("many tones", "pitch_classes", 9.3, 11.5, "about {:.1f} of the twelve tones in use"),
    Sign("modulating", "keys", 3.5, 7, "{:.0f} keys one after the other"),
    Sign("tonally clear", "key_confidence", 0.97, 1, "the key is {:.0%} sure"),
    Sign("tonally veiled", "key_confidence", 0.3, 0.05, "the key is {:.0%} sure"),
    Sign("triplet-driven", "threes", 0.5, 1.0, "the beat is divided by three"),
    Sign("finely divided", "fine", 0.5, 1.0, "the beat is divided by eight"),
    Sign("lilting", "compound", 0.5, 1.0, "a metre of dotted beats"),
    Sign("odd-metred", "odd_metre", 4.5, 5.0, "{:.0f} beats a bar"),
    Sign("waltzing", "triple_metre", 0.5, 1.0, "three beats a bar"),
)

DIFFERENCES: Mapping[Measure, Difference] = {
    "density": Difference(0.8, "denser", "thinner", "{:.1f} notes at once", rate=True),
    "range": Difference(14, "wider", "narrower", "a range of {:.0f} semitones"),
    "mean_pitch": Difference(11, "higher", "lower", "pitch {:.0f} on average"),
    "lowest": Difference(12, "", "", "notes down to pitch {:.0f}"),
    "highest": Difference(12, "", "", "notes up to pitch {:.0f}"),
    "articulation": Difference(0.25, "smoother", "more clipped", "notes sound {:.0%} of the time to the next"),
    "polyphony": Difference(0.35, "fuller", "barer", "two notes at once {:.0%} of the time"),
    "drums": Difference(0.3, "more drums", "fewer drums", "{:.0%} drums"),
    "dynamics": Difference(0.25, "more expressive", "more even", "velocities spread {:.2f} of the widest"),
    "loudness": Difference(0.15, "louder", "softer-struck", "{:.0%} of full velocity"),
    "dissonance": Difference(0.12, "rougher", "sweeter-sounding", "{:.2f} of the roughest intervals"),
    "repetition": Difference(0.3, "more repetitive", "more varied", "{:.0%} of the bars repeat"),
    "parts": Difference(1.0, "more parts", "fewer parts", "{:.0f} parts", rate=True),
    "onsets_per_beat": Difference(0.8, "busier", "calmer rhythm", "{:.1f} onsets a beat", rate=True),
    "notes_per_second": Difference(0.9, "faster", "slower", "{:.1f} notes a second", rate=True),
    "syncopation": Difference(0.15, "more syncopated", "squarer", "{:.0%} against the beat"),
    "swing": Difference(0.25, "more swing", "straighter", "{:.0%} of triplet swing"),
    "regularity": Difference(0.3, "steadier", "freer", "neighbouring bars share {:.0%}"),
    "change_rate": Difference(0.2, "livelier harmony", "calmer harmony", "{:.2f} chord changes a beat"),
    "chromatic": Difference(0.2, "more chromatic", "more diatonic", "{:.0%} outside the key"),
    "sevenths": Difference(0.3, "more sevenths", "plainer chords", "{:.0%} sevenths"),
    "minor_chords": Difference(0.3, "more minor", "more major", "{:.0%} minor chords"),
    "suspended": Difference(0.15, "", "", "{:.0%} suspended chords"),
    "diminished": Difference(0.12, "", "", "{:.0%} diminished or augmented"),
    "inverted": Difference(0.25, "", "", "{:.0%} inverted chords"),
    "different_chords": Difference(0.9, "more chords", "less varied chords", "{:.0f} different chords", rate=True),
    "at_home": Difference(0.25, "more at home", "further from home", "{:.0%} on the tonic chord"),
    "pitch_classes": Difference(1.5, "more tones", "fewer tones", "about {:.1f} tones in use"),
    "keys": Difference(1.0, "", "", "{:.0f} keys"),
    "key_confidence": Difference(0.25, "", "", "the key {:.0%} sure"),
    "threes": Difference(0.5, "", "", "{:.0%} of the music in threes"),
    "fine": Difference(0.5, "", "", "{:.0%} of the music finely divided"),
    "compound": Difference(0.5, "", "", "{:.0%} of the music in dotted beats"),
    "odd_metre": Difference(1.0, "", "", "{:.0f} beats a bar"),
    "triple_metre": Difference(0.5, "", "", "{:.0%} of the music in three"),
}
FEW_NOTES = 8
"""Below this, nothing is said of the tones in use, of syncopation and dynamics; below twice this, nothing of how the beat is divided."""
FEW_BARS = 3.9
"""Below this, nothing is said of what bars have in common."""
SURE_KEY = 0.5
"""Confidence from which on chords are heard as inside or outside the key."""
LEAST_POLYPHONY = 0.15
"""A line alone has no chords of its own, nor rough or smooth intervals."""


def measures(music: MusicDescriptor) -> dict[Measure, float]:
    """The numbers that words are judged by; those of pitch are missing for drums alone, those of harmony without chords."""
    rhythm, texture, beats = music.rhythm, music.texture, music.signature_numerator
    values = passage_measures(music.note_count, rhythm, texture)
    values |= {
        "compound": float(music.signature_denominator >= 8 and beats % 3 == 0),
        "odd_metre": float(beats if beats in (5, 7, 11, 13) else 4),
        "triple_metre": float(beats == 3 and music.signature_denominator <= 4),
    }
    if _bars(music) >= FEW_BARS:
        values |= {"repetition": texture.repetition, "regularity": rhythm.regularity}
    if music.key.mode != "unclear":
        values["key_confidence"] = music.key.confidence
        values["keys"] = float(max(1, len({span.key.name for span in music.key_spans})))
    if music.note_count >= FEW_NOTES and any(music.pitch_classes):
        values["pitch_classes"] = 2 ** -sum(share * math.log2(share) for share in music.pitch_classes if share > 0)
    if texture.polyphony >= LEAST_POLYPHONY:
        values |= _harmony(music)
    return values


def passage_measures(notes: int, rhythm: Rhythm, texture: Texture) -> dict[Measure, float]:
    """Those that rhythm and texture alone say, of so many notes."""
    values: dict[Measure, float] = {
        "drums": texture.drums,
        "loudness": texture.loudness,
        "parts": float(texture.parts),
        "onsets_per_beat": rhythm.onsets_per_beat,
        "notes_per_second": rhythm.notes_per_second,
    }
    if notes >= FEW_NOTES:
        values |= {"syncopation": rhythm.syncopation, "swing": rhythm.swing}
        if texture.dynamics:  # one velocity throughout is one that nobody chose
            values["dynamics"] = texture.dynamics
    if notes >= 2 * FEW_NOTES:
        values |= {"threes": float(rhythm.subdivision == 3), "fine": float(rhythm.subdivision == 8)}
    if texture.drums < 1:
        values |= {
            "density": texture.density,
            "range": float(texture.highest_pitch - texture.lowest_pitch),
            "mean_pitch": texture.mean_pitch,
            "lowest": float(texture.lowest_pitch),
            "highest": float(texture.highest_pitch),
            "articulation": texture.articulation,
            "polyphony": texture.polyphony,
        }
    if texture.polyphony >= LEAST_POLYPHONY:
        values["dissonance"] = texture.dissonance
    return values


def _bars(music: MusicDescriptor) -> float:
    """How many bars the music lasts."""
    if not music.rhythm.notes_per_second:
        return 0.0
    beats = music.note_count / music.rhythm.notes_per_second * music.tempo / 60
    return float(beats / beats_per_bar(music.signature_numerator, music.signature_denominator))


def _harmony(music: MusicDescriptor) -> dict[Measure, float]:
    times: dict[str, int] = {}
    changes = -1
    for chord in music.chords:
        if chord.label != "N":
            times[chord.label] = times.get(chord.label, 0) + chord.end_time - chord.start_time
            changes += 1
    total = sum(times.values())
    if not total:
        return {}
    heard = [(time, *_named(label)) for label, time in times.items()]
    values: dict[Measure, float] = {
        "sevenths": sum([time for time, _, kind, _ in heard if "7" in kind]) / total,
        "minor_chords": sum([time for time, _, kind, _ in heard if kind.startswith("min")]) / total,
        "suspended": sum([time for time, _, kind, _ in heard if kind.startswith("sus")]) / total,
        "diminished": sum([time for time, _, kind, _ in heard if kind.startswith(("dim", "hdim", "aug"))]) / total,
        "inverted": sum([time for time, _, _, inverted in heard if inverted]) / total,
    }
    if _bars(music) >= FEW_BARS:
        values["change_rate"] = changes * TICKS_PER_BEAT / total
        values["different_chords"] = float(len({(root, kind) for _, root, kind, _ in heard}))
    if music.key.tonic is not None and music.key.confidence >= SURE_KEY:
        tonic = PITCH_CLASS_NAMES[music.key.tonic]
        # A tone that is nowhere played is a third that was guessed.
        outside = {label: any(music.pitch_classes[tone] for tone in _outside(label, music.key.tonic, music.key.mode)) for label in times}
        values["chromatic"] = sum([time for label, time in times.items() if outside[label]]) / total
        values["at_home"] = sum([time for time, root, _, _ in heard if root == tonic]) / total
    return values


@lru_cache(maxsize=4096)
def _named(label: str) -> tuple[str, str, bool]:
    """Root and kind of a chord label, and whether it is inverted."""
    name, slash, _ = label.partition("/")
    root, _, kind = name.partition(":")
    return root, kind, bool(slash)


@lru_cache(maxsize=4096)
def _outside(label: str, tonic: int, mode: Mode) -> tuple[int, ...]:
    """The pitch classes of a chord that are not of the scale; in minor the leading tone may stand for the seventh degree."""
    root, kind, _ = _named(label)
    degree = (PITCH_CLASS_NAMES.index(root) - tonic) % 12
    tones = {(degree + tone) % 12 for tone in _TONES.get(kind, (0,))}
    if mode == "minor" and tones <= HARMONIC_MINOR:
        return ()
    return tuple(sorted((tone + tonic) % 12 for tone in tones - set(SCALES[mode])))


HARMONIC_MINOR = {*SCALES["minor"][:-1], 11}
_TONES = {quality.name: tuple(tone for tone, _ in quality.tones) for quality in QUALITIES}
