"""Which style fits a set: each style says what it fits in its file, the music says how much of that it has."""

import hashlib
import math
from collections.abc import Mapping

from render.style import Style
from vocabulary.descriptor import GTZAN_GENRES, MusicDescriptor
from vocabulary.errors import SettingsError

# Mean and spread of each fact over songs of all kinds (pop, piano, game music, band files, classical, Live sets), measured on 260 of
# them and rounded, so that a weight of 1 means the same in all.
_USUAL: dict[str, tuple[float, float]] = {
    "valence": (0.2, 0.4),
    "arousal": (0.35, 0.4),
    "articulation": (0.87, 0.17),
    "dissonance": (0.29, 0.085),
    "repetition": (0.24, 0.24),
    "drums": (0.17, 0.27),
    "density": (3.7, 0.86),
    "register": (58.0, 12.0),
    "regularity": (0.7, 0.2),
    "syncopation": (0.04, 0.09),
    "swing": (0.09, 0.25),
}
_GENRE_MEAN, _GENRE_SPREAD = 0.15, 0.3
_NAMED = 0.8
"""What a genre counts that only a rule names, for want of data to learn its probability: "reggae", "delta blues"."""
FACTS = (*GTZAN_GENRES, *_USUAL)
"""What a style's [fits] may name: genres, and facts of the music (density: octaves of notes a second; register: mean pitch)."""
# How far a set's own lot moves the scores, so that songs of one kind do not all get one hand.
_LOT = 0.5
_REACH = 2.0
_FAINT = 0.25
"""Added to a style's spread: one that names little is not chosen for a small excess of it."""


def choose_style(whole: MusicDescriptor, styles: Mapping[str, Style], lot: int) -> tuple[Style, str]:
    """The style that fits a set best, with the reason; `lot` is the set's own number, 0..2**31-1, which decides close calls.

    Raises:
        SettingsError: if there is no style at all.
    """
    facts = facts_of(whole)
    scores = {name: _fit(style, facts) + _LOT * _draw(name, lot) for name, style in styles.items() if style.fits}
    if not scores:
        raise SettingsError("there is no style that says what it fits; give one a [fits] table, or choose one by name")
    best = max(scores, key=lambda name: (scores[name], name))
    said = sorted(((weight * facts[fact], fact) for fact, weight in styles[best].fits), reverse=True)
    reasons = [_told(fact, facts[fact]) for value, fact in said[:2] if value > 0.15]
    return styles[best], f"fits {', '.join(reasons)}" if reasons else "all hands fit about alike: the set's own lot"


def style_named(name: str, styles: Mapping[str, Style]) -> Style:
    """The style of that name.

    Raises:
        SettingsError: names the choices.
    """
    if name not in styles:
        raise SettingsError(f"there is no style {name!r}; choose one of: {', '.join(sorted(styles))}")
    return styles[name]


def facts_of(music: MusicDescriptor) -> dict[str, float]:
    """Each of `FACTS`: a genre's probability, or how many spreads a fact lies from its mean, within -2..2."""
    texture, rhythm = music.texture, music.rhythm
    raw = {
        "valence": music.emotion.valence,
        "arousal": music.emotion.arousal,
        "articulation": texture.articulation,
        "dissonance": texture.dissonance,
        "repetition": texture.repetition,
        "drums": texture.drums,
        "density": math.log2(1 + rhythm.notes_per_second),
        "register": texture.mean_pitch or _USUAL["register"][0],
        "regularity": rhythm.regularity,
        "syncopation": rhythm.syncopation,
        "swing": rhythm.swing,
    }
    told = f"{music.genre.name} {music.genre.subgenre} {music.groove.style}"
    facts = {name: _NAMED if name in told else 0.0 for name in GTZAN_GENRES}
    facts |= {name: max(facts[name], probability) for name, probability in music.genre.probabilities}
    for name, value in raw.items():
        mean, spread = _USUAL[name]
        facts[name] = max(-_REACH, min(_REACH, (value - mean) / spread))
    return facts


def _fit(style: Style, facts: Mapping[str, float]) -> float:
    """How far the music lies on the style's side, in spreads of what songs usually score with it: no style wins by naming more."""
    score = sum(weight * (facts[fact] - (_GENRE_MEAN if fact in GTZAN_GENRES else 0.0)) for fact, weight in style.fits)
    spread = sum((weight * (_GENRE_SPREAD if fact in GTZAN_GENRES else 1.0)) ** 2 for fact, weight in style.fits)
    return score / math.sqrt(_FAINT + spread)


def _draw(name: str, lot: int) -> float:
    """-1..1, from the style's name and the set's number."""
    return int.from_bytes(hashlib.sha256(f"{name} {lot}".encode()).digest()[:4], "big") / 2**31 - 1.0


def _told(fact: str, value: float) -> str:
    if fact in GTZAN_GENRES:
        return f"{fact} ({value:.0%})"
    return f"{'much' if value > 0 else 'little'} {_PLAIN.get(fact, fact)}"


_PLAIN = {
    "drums": "drumming",
    "articulation": "legato",
    "density": "going on",
    "register": "height",
    "valence": "gladness",
    "arousal": "drive",
}
