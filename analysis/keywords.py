"""Words for a passage, each with the musical evidence: moods by valence and arousal, and words by rhythm, texture, harmony and genre."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.moods import MOODS
from analysis.plain_words import in_words
from analysis.signs import SIGNS, Measure, Sign, measures
from vocabulary.descriptor import UNCLEAR, Emotion, Keyword, MusicDescriptor

MOST_MOODS = 5
MOST_WORDS = 12
REACH = 0.45
"""Distance in the valence-arousal plane at which a mood word's truth has fallen to a half (Gaussian)."""
NEAR = 0.4
"""Mood words within this distance are looked at first; the others only where these are too few."""
APART = 0.12
"""Mood words closer to each other than this say the same thing; the nearer one is kept."""
LEAST_WEIGHT, SIGN_WEIGHT = 0.15, 0.75
"""Weight of a sign that is hardly true, and what full truth adds."""
HALF_TRUE = 0.5
MOST_SCHEMATA = 2
MOST_REASONS = 3

MODE_WORDS = {
    "dorian": ("cool", "the raised sixth of {}"),
    "phrygian": ("dusky", "the lowered second of {}"),
    "lydian": ("otherworldly", "the raised fourth of {}"),
    "mixolydian": ("earthy", "the lowered seventh of {}"),
    "locrian": ("unstable", "the lowered fifth of {}"),
}

GAINSAID: Mapping[str, frozenset[str]] = {
    "plain triads": frozenset({"sevenths over the bass", "minor sevenths without swing", "thick chords"}),
    "diatonic": frozenset({"leaves the scale"}),
}
"""Words that are not said beside these reasons for the genre: it hears the notes, they the chords."""

OPPOSED: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"hypnotic", "looping", "steady"}), frozenset({"wandering", "free"})),
    (frozenset({"slow", "unhurried", "slow-moving"}), frozenset({"quick", "rapid", "busy", "flurrying", "racing", "frantic", "whirling"})),
    (frozenset({"quick", "rapid", "flurrying"}), frozenset({"still", "restful", "calm", "hushed", "slow-moving"})),
    (frozenset({"drone", "few chords", "slow harmony"}), frozenset({"restless harmony", "modulating", "colourful harmony"})),
    (frozenset({"sparse", "solo", "bare"}), frozenset({"lush", "full-voiced", "many-layered"})),
    (frozenset({"few tones"}), frozenset({"chromatic", "colour chords"})),
    (frozenset({"consonant", "pure"}), frozenset({"dissonant", "harsh"})),
)
"""Words of one group are not said beside those of the other: nobody would believe both. The stronger is said."""
_AGAINST: dict[str, frozenset[str]] = {
    word: frozenset().union(*(other for pair in OPPOSED for group, other in (pair, pair[::-1]) if word in group))
    for word in frozenset().union(*(group for pair in OPPOSED for group in pair))
}
_NOTHING: frozenset[str] = frozenset()

_ALIKE = {word: frozenset(other for other, at in MOODS.items() if math.dist(place, at) < APART) for word, place in MOODS.items()}
"""The words that say the same thing as each mood word, itself among them."""
_WORDS = tuple(MOODS)
_PLACES = np.array(list(MOODS.values())).T
"""Places of the mood words, shape (2, words)."""

# How strongly a word's side is told, by the size of its valence or arousal.
DEGREES = ((0.6, "very "), (0.3, ""), (0.1, "rather "))
QUICK, SLOW = ("lively", "rather lively", "fast", "rather fast"), ("unhurried", "rather unhurried", "slow", "rather slow")
"""Beginnings of reasons that are not told of calm and of excited words: a pace that is pleasant speaks for no calm."""
SIDES = (("pleasant", "unpleasant"), ("excited", "calm"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that is true of some music.

    Attributes:
        truth: 0..1; the weight among the words of this music alone.
        because: The evidence in this music alone.
        sign, value: What was measured, where the word is a sign.
        measure: What was measured, where the word is a sign or a comparison; else "".
    """

    word: str
    truth: float
    because: str
    sign: Sign | None = None
    value: float = 0.0
    measure: str = ""


def find_keywords(music: MusicDescriptor) -> tuple[Keyword, ...]:
    """Choose up to twelve words for music by itself, the strongest first, equal weights in alphabetical order.

    Up to five moods stand for the emotion; all other words need evidence of their own in the notes. Nothing sounds: no words.
    """
    if music.emotion.confidence == 0.0:
        return ()
    return strongest([*moods(music.emotion), *musical_words(music, measures(music))])


def strongest(candidates: Iterable[Candidate]) -> tuple[Keyword, ...]:
    """Up to twelve keywords, no word twice, no two of one measure, and none that another denies: the one more true is kept."""
    kept: list[Keyword] = []
    said: set[str] = set()
    denied: set[str] = set()
    for candidate in sorted(candidates, key=lambda candidate: (-round(candidate.truth, 4), candidate.word)):
        if len(kept) < MOST_WORDS and not said & {candidate.word, candidate.measure} and candidate.word not in denied:
            kept.append(Keyword(candidate.word, round(candidate.truth, 4), candidate.because))
            said |= {candidate.word, candidate.measure or candidate.word}
            denied |= _AGAINST.get(candidate.word, _NOTHING)
    return tuple(kept)


def moods(emotion: Emotion) -> list[Candidate]:
    """The nearest words that are not too close to each other."""
    place = emotion.valence, emotion.arousal
    away = _PLACES - np.array(place)[:, None]
    distances = np.hypot(away[0], away[1])
    for near in ((distances < NEAR).nonzero()[0].tolist(), range(len(_WORDS))):
        ranked = sorted([(math.dist(MOODS[_WORDS[number]], place), _WORDS[number]) for number in near])
        chosen: list[str] = []
        for _, word in ranked:
            if _ALIKE[word].isdisjoint(chosen):
                chosen.append(word)
                if len(chosen) == MOST_MOODS:
                    break
        if len(chosen) == MOST_MOODS:
            break
    return [Candidate(word, mood_truth(word, emotion), mood_evidence(word, emotion)) for word in chosen]


def mood_truth(word: str, emotion: Emotion) -> float:
    """How true a mood word is, 0..1: it falls with the distance in the plane, and with doubt in the emotion."""
    distance = math.dist(MOODS[word], (emotion.valence, emotion.arousal))
    return (0.5 + 0.5 * emotion.confidence) * math.exp2(-((distance / REACH) ** 2))


def mood_evidence(word: str, emotion: Emotion) -> str:
    """The side of the plane that a word stands for, where the music stands, and why."""
    valence, arousal = MOODS[word]
    sides = " and ".join(_side(value, names) for value, names in zip((valence, arousal), SIDES, strict=True))
    contrary = QUICK if arousal < 0 else SLOW
    reasons = "; ".join([reason for reason in emotion.reasons if not reason.startswith(contrary)][:MOST_REASONS]) or "nothing stands out"
    return f"{sides} ({valence:+.2f}, {arousal:+.2f}), as the music ({emotion.valence:+.2f}, {emotion.arousal:+.2f}): {reasons}"


def musical_words(music: MusicDescriptor, values: Mapping[Measure, float]) -> list[Candidate]:
    """All words that the notes give evidence for: signs, mode, progressions, genre and groove."""
    found = []
    for sign, truth in _best_signs(values):
        if not GAINSAID.get(sign.word, _NOTHING).isdisjoint(music.genre.because):
            continue
        value = values[sign.measure]
        found.append(Candidate(sign.word, LEAST_WEIGHT + SIGN_WEIGHT * truth, in_words(sign.because, value), sign, value, sign.measure))
    if music.key.mode in MODE_WORDS:
        word, because = MODE_WORDS[music.key.mode]
        found.append(Candidate(word, 0.3 + 0.4 * music.key.confidence, because.format(music.key.name)))
    return found + _named(music)


_SIDES_OF_SIGNS = [(sign.measure, sign.start, 1 if sign.full > sign.start else -1, sign) for sign in SIGNS]
"""Measure, start, which way from there the sign is true, and the sign."""


def _best_signs(values: Mapping[Measure, float]) -> Iterator[tuple[Sign, float]]:
    """One true sign a measure, with its truth: the most far-reaching of those that are half true, else the truest."""
    best: dict[Measure, tuple[tuple[bool, float], Sign, float]] = {}
    for measure, start, way, sign in _SIDES_OF_SIGNS:
        value = values.get(measure)
        if value is not None and way * value > way * start:
            truth = sign.truth(value)
            rank = (True, way * start) if truth >= HALF_TRUE else (False, truth)
            if truth > 0 and (measure not in best or rank > best[measure][0]):
                best[measure] = rank, sign, truth
    for _, sign, truth in best.values():
        yield sign, truth


def _named(music: MusicDescriptor) -> list[Candidate]:
    """Words that have a name of their own: schemata, genre, sub-genre and the drummer's style."""
    schemata = [progression for progression in music.progressions if progression.name][:MOST_SCHEMATA]
    found = [
        Candidate(progression.name, min(0.8, 0.35 + 0.1 * progression.rounds), progression.because or "-".join(progression.numerals))
        for progression in schemata
    ]
    genre, chances = music.genre, dict(music.genre.probabilities)
    reasons = "; ".join(genre.because)
    if genre.name != UNCLEAR:
        chance = chances.get(genre.name, 0.5)
        heard = genre.probabilities[:1] == ((genre.name, chance),)
        found.append(Candidate(genre.name, 0.2 + 0.6 * chance, f"{chance:.0%} likely by its notes" if heard else genre.because[-1]))
    if genre.subgenre:
        found.append(Candidate(genre.subgenre, 0.55, reasons or "a rule for its rhythm and harmony"))
    if music.groove.style not in ("", UNCLEAR):
        chance = dict(music.groove.probabilities).get(music.groove.style, 0.5)
        found.append(Candidate(f"{music.groove.style} groove", 0.2 + 0.6 * chance, f"the drums play it, {chance:.0%} likely"))
    return found


def _side(value: float, names: tuple[str, str]) -> str:
    name = names[0] if value >= 0 else names[1]
    degree = next((degree for least, degree in DEGREES if abs(value) >= least), None)
    return f"neither {names[0]} nor {names[1]}" if degree is None else f"{degree}{name}"
