"""Words for a passage: what to show and how it feels, from the emotion plane and from what the music does.

A subject is a thing, which the texture and the genre choose, in a place, which the emotion chooses: songs of one mood show different
things, and one song in two moods shows one thing in two places. The lists are our own, in the order of Russell's circumplex (1980).
"""

import math
import re
from collections.abc import Collection, Sequence

from render.subjects import GENRE_THINGS, MOODS, NEUTRAL_MOODS, NEUTRAL_PLACES, PLACES, THINGS
from vocabulary.descriptor import UNCLEAR, MusicDescriptor

_NEUTRAL_WITHIN = 0.18
"""Music that is felt less than this has no direction."""
_GENRE_FROM = 0.5


def mood_direction(valence: float, arousal: float) -> int:
    """Index 0..7 into `MOODS` and `PLACES`."""
    return round(math.degrees(math.atan2(arousal, valence)) / 45.0) % 8


def look_words(music: MusicDescriptor, seed: int, avoid: Collection[str] = ()) -> tuple[str, ...]:
    """Subject, two moods, what the music does, and analysis's strongest words; strongest first, no word twice.

    Args:
        music: The passage.
        seed: Chooses among what fits.
        avoid: Words, or phrases, that must not stand in any of them.
    """
    valence, arousal = music.emotion.valence, music.emotion.arousal
    direction = mood_direction(valence, arousal)
    neutral = math.hypot(valence, arousal) < _NEUTRAL_WITHIN
    unwanted = [re.compile(rf"\b{re.escape(word.lower())}\b") for word in avoid]

    def allowed(phrases: Sequence[str]) -> list[str]:
        return [phrase for phrase in phrases if not any(word.search(phrase.lower()) for word in unwanted)]

    things, places = allowed(things_for(music)), allowed(NEUTRAL_PLACES if neutral else PLACES[direction])
    subject = " ".join(_one(phrases, number) for phrases, number in ((things, seed // 3), (places, seed // 97)) if phrases)
    moods = allowed(NEUTRAL_MOODS if neutral else MOODS[direction])
    start = seed // 7
    words = [subject, *(moods[(start + step) % len(moods)] for step in (0, 2) if moods)]
    words += allowed([keyword.word for keyword in music.keywords[:4]]) + allowed(_doing(music))
    return tuple(dict.fromkeys(word for word in words if word))


def things_for(music: MusicDescriptor) -> tuple[str, ...]:
    """What the passage shows: things of its most striking trait, and of its genre where that is clear."""
    trait = max(traits := _traits(music), key=lambda name: traits[name])
    genre = music.genre.name
    sure = genre != UNCLEAR and dict(music.genre.probabilities).get(genre, 0.0) >= _GENRE_FROM
    return THINGS[trait] + (GENRE_THINGS[genre] if sure else ())


def _traits(music: MusicDescriptor) -> dict[str, float]:
    """How strongly each of `THINGS` speaks, about -1..1, 0 being usual for songs of all kinds."""
    texture, rhythm = music.texture, music.rhythm
    rate = math.log2(1.0 + rhythm.notes_per_second)
    return {
        "dense": (rate - 3.2) / 1.2,
        "sparse": (2.0 - rate) / 1.2,
        "low": (54.0 - texture.mean_pitch) / 12.0 if texture.mean_pitch else -1.0,
        "high": (texture.mean_pitch - 67.0) / 12.0,
        "drummed": (texture.drums - 0.35) / 0.4,
        "ordered": (texture.repetition - 0.6) / 0.4,
        "flowing": (texture.articulation - 0.85) / 0.25,
        "plucked": (0.45 - texture.articulation) / 0.3,
        "rough": (texture.dissonance - 0.35) / 0.25,
        "many": (texture.parts - 6.0) / 6.0,
        "plain": 0.0,
    }


def _one(phrases: Sequence[str], number: int) -> str:
    return phrases[number % len(phrases)]


def _doing(music: MusicDescriptor) -> list[str]:
    texture, rhythm = music.texture, music.rhythm
    doing = []
    if texture.articulation > 0.75:
        doing.append("flowing lines")
    elif texture.articulation < 0.35:
        doing.append("sharp edges")
    if texture.repetition > 0.6:
        doing.append("ordered pattern")
    if rhythm.notes_per_second > 9:
        doing.append("intricate detail")
    elif rhythm.notes_per_second < 1.5:
        doing.append("wide empty space")
    if texture.dissonance > 0.35:
        doing.append("rough texture")
    if rhythm.swing > 0.5:
        doing.append("swaying curves")
    return doing
