"""How a passage stands out within its set: what differs from the whole is shown larger, by the set's own range.

People match pictures to music relatively: what is high or bright is so beside what they heard before (see the cautions in the literature
on pitch and brightness). So the differences of a set's passages are scaled to a usual spread, within limits; a passage that is like the
whole stays as it is, and so does one on its own.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vocabulary.descriptor import MusicDescriptor

_USUAL_GAIN, _MOST_GAIN = 1.4, 2.2
"""Without neighbours, the usual one: what a passage looks like then hangs on itself and on the whole alone."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """A number of the music: how to read it, its limits, and the standard deviation among passages that tells them apart well."""

    name: str
    read: Callable[[MusicDescriptor], float]
    low: float
    high: float
    spread: float


_FACTS = (
    _Fact("valence", lambda music: music.emotion.valence, -1.0, 1.0, 0.30),
    _Fact("arousal", lambda music: music.emotion.arousal, -1.0, 1.0, 0.30),
    _Fact("mean_pitch", lambda music: music.texture.mean_pitch, 1.0, 127.0, 6.0),
    _Fact("articulation", lambda music: music.texture.articulation, 0.0, 1.0, 0.16),
    _Fact("dissonance", lambda music: music.texture.dissonance, 0.0, 1.0, 0.12),
    _Fact("octaves of rate", lambda music: math.log2(1.0 + music.rhythm.notes_per_second), 0.0, 8.0, 0.8),
)
_TOLD = (("valence", "brighter", "darker"), ("arousal", "livelier", "calmer"), ("mean_pitch", "higher", "lower"))
_TOLD_FROM = 0.5
"""Spreads from the whole from which on a difference is told."""


def stand_out(music: MusicDescriptor, of_set: MusicDescriptor | None, neighbours: Sequence[MusicDescriptor] = ()) -> MusicDescriptor:
    """The passage with its differences from the whole set enlarged.

    Args:
        music: The passage.
        of_set: The whole set; None for a passage on its own, which is given back as it is.
        neighbours: All passages of the set, this one among them or not; without them the usual gain is taken.
    """
    if of_set is None or not music.note_count:
        return music
    facts = {fact.name: _enlarged(fact, music, of_set, neighbours) for fact in _FACTS}
    emotion = replace(music.emotion, valence=facts["valence"], arousal=facts["arousal"])
    texture = replace(music.texture, articulation=facts["articulation"], dissonance=facts["dissonance"])
    if music.texture.mean_pitch and of_set.texture.mean_pitch:
        texture = replace(texture, mean_pitch=facts["mean_pitch"])
    rhythm = replace(music.rhythm, notes_per_second=round(2.0 ** facts["octaves of rate"] - 1.0, 6))
    return replace(music, emotion=emotion, texture=texture, rhythm=rhythm)


def told_apart(music: MusicDescriptor, of_set: MusicDescriptor | None) -> tuple[str, ...]:
    """How the passage differs from its set, in one line: "beside the set: brighter, calmer"; nothing where it hardly does."""
    if of_set is None:
        return ()
    facts = {fact.name: (fact.read(music) - fact.read(of_set)) / fact.spread for fact in _FACTS}
    words = [more if facts[name] > 0 else less for name, more, less in _TOLD if abs(facts[name]) >= _TOLD_FROM]
    return (f"beside the set: {', '.join(words)}",) if words else ()


def _enlarged(fact: _Fact, music: MusicDescriptor, of_set: MusicDescriptor, neighbours: Sequence[MusicDescriptor]) -> float:
    value, middle = fact.read(music), fact.read(of_set)
    gain = _USUAL_GAIN
    if len(neighbours) > 1:
        spread = float(np.std([fact.read(other) for other in neighbours]))
        gain = min(_MOST_GAIN, max(1.0, fact.spread / max(spread, 1e-6)))
    moved = min(fact.high, max(fact.low, middle + gain * (value - middle)))
    return round(moved, 6) if value != middle else value
