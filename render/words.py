"""Words for a passage: what to show and how it feels, from the emotion plane and from what the music does.

The lists are our own, ordered by angle in Russell's circumplex (1980); none is taken from a published lexicon.
"""

import math

from vocabulary.descriptor import MusicDescriptor

# Eight directions of the emotion plane, from valence 1 / arousal 0 counter-clockwise, 45 degrees each.
MOODS: tuple[tuple[str, ...], ...] = (
    ("content", "glad", "open", "warm", "generous"),
    ("joyful", "radiant", "festive", "sparkling", "exuberant"),
    ("excited", "electric", "urgent", "blazing", "breathless"),
    ("tense", "fierce", "stormy", "defiant", "burning"),
    ("troubled", "uneasy", "bitter", "restless", "shadowed"),
    ("mournful", "lonely", "desolate", "wintry", "forsaken"),
    ("still", "slow", "hushed", "drowsy", "suspended"),
    ("serene", "tender", "pastoral", "gentle", "dreaming"),
)
SUBJECTS: tuple[tuple[str, ...], ...] = (
    ("orchard hills", "an open harbour", "fields in late summer", "a village on a slope"),
    ("a procession of lanterns", "sunlit terraces", "a fair by the river", "birds over a bright bay"),
    ("a city of towers", "a signal tower", "racing comets", "a tide of sparks"),
    ("a mountain storm", "a volcano's rim", "cliffs and breakers", "a forest fire at a distance"),
    ("a crooked wood", "a ravine at dusk", "broken arches", "ships in fog"),
    ("a frozen lake", "an empty moor by night", "one lit window", "bare trees under the moon"),
    ("a sleeping valley", "dunes before dawn", "a lake without wind", "snow falling"),
    ("a garden at evening", "misty hills", "a quiet river bend", "clouds over meadows"),
)


def mood_direction(valence: float, arousal: float) -> int:
    """Index 0..7 into `MOODS` and `SUBJECTS`."""
    return round(math.degrees(math.atan2(arousal, valence)) / 45.0) % 8


def look_words(music: MusicDescriptor, seed: int) -> tuple[str, ...]:
    """Subject, two moods, what the music does, and analysis's strongest words; strongest first, no word twice."""
    direction = mood_direction(music.emotion.valence, music.emotion.arousal)
    subjects, moods = SUBJECTS[direction], MOODS[direction]
    start = seed // 7 % len(moods)
    words = [subjects[seed % len(subjects)], moods[start], moods[(start + 2) % len(moods)]]
    words += [keyword.word for keyword in music.keywords[:4]]
    words += _doing(music)
    return tuple(dict.fromkeys(words))


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
    return doing
