"""Keywords that differ: the words that set each piece of music apart from the music beside it.

Weight = truth x distinctiveness, in the manner of term frequency x inverse document frequency (Sparck Jones 1972, "A statistical
interpretation of term specificity", Journal of Documentation 28(1)): a word must be true of the music by itself, and counts the more the
less it is true of the rest.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.keywords import APART, Candidate, find_keywords, mood_evidence, mood_truth, musical_words, strongest
from analysis.moods import MOODS
from analysis.plain_words import in_words
from analysis.signs import DIFFERENCES, SIGNS, Measure, measures
from vocabulary.descriptor import Emotion, Keyword, MusicDescriptor

COMMON_SHARE = 0.2
"""What is left of the weight of a word that is as true of all the rest."""
FULL_DIFFERENCE = 3.0
"""Spreads from the rest at which a word is as distinctive as can be."""
TOLD_DIFFERENCE = 0.5
"""Spreads from the rest from which on the evidence names the rest's value."""
COMPARED_FROM = 0.8
"""Spreads from the rest from which on a comparative word is true."""
COMPARATIVE_WEIGHT = 0.45
LEAST_SPREAD = 0.5
"""Of the usual spread of a measure: music that hardly differs is not told apart by trifles."""
MOST_MOODS = 3
FELT_TRUTH = 0.25
"""Truth a mood word must have, whatever it sets apart."""
EMOTION_SPREAD = 0.3
EXTENTS: tuple[Measure, ...] = ("range", "lowest", "highest", "parts", "pitch_classes", "different_chords", "keys", "repetition")
"""Measures that grow with the length of music: a piece is not told apart from its whole by them."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The music beside one piece of music.

    Attributes:
        words: Word to the share of the rest that it is true of, 0..1.
        middles: Means of the rest, as `Difference.place`; a measure that none of it has is missing.
        spreads: Of the whole set, on the same scale, not below a part of the usual.
        valence, arousal: Means of the rest.
    """

    words: Mapping[str, float]
    middles: Mapping[Measure, float]
    spreads: Mapping[Measure, float]
    valence: float
    arousal: float


def contrast_keywords(descriptors: Sequence[MusicDescriptor]) -> tuple[tuple[Keyword, ...], ...]:
    """Choose for each piece of a set (its clips, or its sections) up to twelve words that set this one apart, the strongest first.

    The order of the set does not matter, equal music gets equal words, and music beside which nothing else sounds gets those of
    `find_keywords`. What does not sound has no words and does not count.
    """
    sounding = [music for music in descriptors if music.emotion.confidence > 0]
    if len(sounding) < 2:
        return tuple(find_keywords(music) for music in descriptors)
    values = [measures(music) for music in sounding]
    named = [musical_words(music, of) for music, of in zip(sounding, values, strict=True)]
    sums = _Sums(sounding, values, named)
    found = iter(
        apart_keywords(music, of, words, sums.without(music, of, words)) for music, of, words in zip(sounding, values, named, strict=True)
    )
    return tuple(next(found) if music.emotion.confidence > 0 else () for music in descriptors)


def contrast_with_whole(music: MusicDescriptor, whole: MusicDescriptor) -> tuple[Keyword, ...]:
    """The same for one piece of a set of which only the whole is known, e.g. in coarse steps: it stands for the rest.

    Nothing but the piece and the coarse whole decides, so editing one piece leaves the words of the others as they are.
    """
    if music.emotion.confidence == 0 or whole.emotion.confidence == 0:
        return find_keywords(music)
    values = {measure: DIFFERENCES[measure].place(value) for measure, value in measures(whole).items() if measure not in EXTENTS}
    spreads = {measure: difference.spread for measure, difference in DIFFERENCES.items()}
    unknown = {sign.word: 0.5 for sign in SIGNS if sign.measure not in values}
    words = unknown | {candidate.word: 1.0 for candidate in musical_words(whole, {})}
    own = measures(music)
    return apart_keywords(music, own, musical_words(music, own), Rest(words, values, spreads, whole.emotion.valence, whole.emotion.arousal))


def apart_keywords(music: MusicDescriptor, values: Mapping[Measure, float], words: Iterable[Candidate], rest: Rest) -> tuple[Keyword, ...]:
    """Up to twelve words that set music apart from the rest."""
    told = [_told(candidate, rest) for candidate in words]
    return strongest([*_moods(music.emotion, rest), *told, *_comparatives(values, rest)])


def _told(candidate: Candidate, rest: Rest) -> Candidate:
    """A musical word with the weight it has beside the rest, and the rest's value where that is another."""
    sign = candidate.sign
    if sign is None or sign.measure not in rest.middles:
        return replace(candidate, truth=_weight(candidate.truth, 1 - rest.words.get(candidate.word, 0.0)))
    middle, difference = rest.middles[sign.measure], DIFFERENCES[sign.measure]
    away = (difference.place(candidate.value) - middle) / rest.spreads[sign.measure]
    if sign.full < sign.start:
        away = -away
    distinct = max(0.0, min(1.0, away / FULL_DIFFERENCE))
    because = candidate.because
    if away >= TOLD_DIFFERENCE:
        because += f"; in the rest {difference.told(middle)}"
    return replace(candidate, truth=_weight(candidate.truth, distinct), because=because)


def _comparatives(values: Mapping[Measure, float], rest: Rest) -> list[Candidate]:
    """Words like "faster", true beside the rest only; a word that says as much by itself outweighs them."""
    found = []
    for measure, difference in DIFFERENCES.items():
        if measure not in values or measure not in rest.middles or not difference.more:
            continue
        own, middle = difference.place(values[measure]), rest.middles[measure]
        away = (own - middle) / rest.spreads[measure]
        word = difference.more if away > 0 else difference.less
        if abs(away) >= COMPARED_FROM:
            because = f"{word} than the rest: {in_words(difference.value, values[measure])} against {difference.told(middle)}"
            found.append(Candidate(word, COMPARATIVE_WEIGHT * min(1.0, abs(away) / FULL_DIFFERENCE), because, measure=measure))
    return found


def _moods(emotion: Emotion, rest: Rest) -> list[Candidate]:
    """Mood words that are true here and more so than of the rest: those on this music's side of the set's middle."""
    away = emotion.valence - rest.valence, emotion.arousal - rest.arousal
    distance = math.hypot(*away)
    distinct = min(1.0, distance / EMOTION_SPREAD / FULL_DIFFERENCE)
    elsewhere = replace(emotion, valence=rest.valence, arousal=rest.arousal)
    ranked = []
    for word in MOODS:
        truth = mood_truth(word, emotion)
        if truth >= FELT_TRUTH:
            gain = max(0.0, 1 - mood_truth(word, elsewhere) / truth)
            ranked.append((_weight(truth, max(distinct, gain) if distance else 0.0), word))
    chosen: list[tuple[float, str]] = []
    for weight, word in sorted(ranked, key=lambda pair: (-round(pair[0], 6), pair[1])):
        if all(math.dist(MOODS[word], MOODS[other]) >= 2 * APART for _, other in chosen):
            chosen.append((weight, word))
        if len(chosen) == MOST_MOODS:
            break
    compared = _compared(away)
    return [Candidate(word, weight, mood_evidence(word, emotion) + compared) for weight, word in chosen]


def _compared(away: tuple[float, float]) -> str:
    """In plain words, on which side of the rest the music lies."""
    sides = [
        more if by > 0 else less
        for by, (more, less) in zip(away, (("more pleasant", "less pleasant"), ("more excited", "calmer")), strict=True)
        if abs(by) >= EMOTION_SPREAD / 2
    ]
    return f"; {' and '.join(sides)} than the rest" if sides else ""


def _weight(truth: float, distinct: float) -> float:
    return truth * (COMMON_SHARE + (1 - COMMON_SHARE) * distinct)


class _Sums:
    """Sums over a set, from which the rest of each piece follows by taking that piece away; exact, so that order does not matter."""

    def __init__(self, music: Sequence[MusicDescriptor], values: Sequence[Mapping[Measure, float]], words: Sequence[Sequence[Candidate]]):
        self._count = len(music)
        self._values = {
            measure: [difference.place(of[measure]) for of in values if measure in of] for measure, difference in DIFFERENCES.items()
        }
        self._totals = {measure: math.fsum(found) for measure, found in self._values.items()}
        self._spreads = {
            measure: max(_spread(found), LEAST_SPREAD * DIFFERENCES[measure].spread) for measure, found in self._values.items()
        }
        self._valence = math.fsum(each.emotion.valence for each in music)
        self._arousal = math.fsum(each.emotion.arousal for each in music)
        self._words: dict[str, int] = {}
        for found in words:
            for word in {candidate.word for candidate in found}:  # a genre and a sub-genre may have one name
                self._words[word] = self._words.get(word, 0) + 1

    def without(self, music: MusicDescriptor, values: Mapping[Measure, float], words: Sequence[Candidate]) -> Rest:
        """All but one."""
        others = self._count - 1
        own = {candidate.word for candidate in words}
        middles = {
            measure: (self._totals[measure] - (DIFFERENCES[measure].place(values[measure]) if measure in values else 0.0)) / count
            for measure, found in self._values.items()
            if (count := len(found) - (measure in values)) > 0
        }
        return Rest(
            {word: (count - (word in own)) / others for word, count in self._words.items()},
            middles,
            self._spreads,
            (self._valence - music.emotion.valence) / others,
            (self._arousal - music.emotion.arousal) / others,
        )


def _spread(values: Sequence[float]) -> float:
    """Standard deviation, the same in any order."""
    if not values:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
