"""Genre by hand-written rules: what each genre is known for, read off the features, with a weight; and words in track names.

Nothing here is learned. Characteristics follow general textbooks of each style: swung eighths, sevenths and walking bass in jazz (Levine
1995, The Jazz Theory Book); plain triads over a bass on roots and fifths in country (Fox 2004); four kicks to the bar under open hats in
disco (Brewster & Broughton 1999); riffs on fifths with pushed eighths in rock (Moore 2001, Rock: The Primary Text).
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.genre_inputs import INPUTS
from analysis.rule_table import Rule, RuleTable

GENRES: tuple[str, ...] = ("classical", "country", "disco", "jazz", "rock")
"""Genres that can be told from notes, in alphabetical order. The other five of `vocabulary.descriptor.GTZAN_GENRES` are never answered."""


RULES: tuple[Rule, ...] = (
    Rule("classical", "no drums", "drums: play", 1.0, 0.0, 2.5),
    Rule("classical", "no separate bass", "has bass", 1.0, 0.0, 0.5),
    Rule("classical", "little comes again after four bars", "repeats after 4 bars", 0.4, 0.2, 0.7),
    Rule("classical", "reaches high", "register 80", 0.02, 0.12, 0.5),
    Rule("classical", "semitone lines", "top steps 1", 0.06, 0.2, 0.3),
    Rule("country", "a bass that steps by fourths", "bass steps 5", 0.08, 0.35, 1.0),
    Rule("country", "bass on the beats", "bass in cell 0", 0.5, 0.9, 0.8),
    Rule("country", "plain major chords", "major in a beat", 0.06, 0.3, 1.0),
    Rule("country", "added sixths and seconds", "added in two beats", 0.06, 0.2, 0.5),
    Rule("country", "kick on one and three", "drums: kick on one and three", 0.4, 0.8, 0.6),
    Rule("country", "hardly leaves the scale", "diatonic bars", 0.94, 0.99, 0.4),
    Rule("country", "few drums", "drum share", 0.32, 0.15, 0.4),
    Rule("disco", "kick on every beat", "drums: kick on every beat", 0.1, 0.8, 1.8),
    Rule("disco", "off-beat cymbals", "drums: cymbals on step 2", 0.3, 0.9, 0.5),
    Rule("disco", "loops", "repeats after 4 bars", 0.45, 0.75, 0.8),
    Rule("disco", "drums repeat each bar", "drums: repeats after a bar", 0.8, 0.95, 0.3),
    Rule("disco", "minor sevenths without swing", "minor seventh in two beats", 0.02, 0.12, 0.3),
    Rule("disco", "backbeat", "drums: backbeat", 0.4, 0.9, 0.4),
    Rule("disco", "busy sixteenths in the bass", "bass in cell 9", 0.03, 0.15, 0.5),
    Rule("jazz", "swung off-beats", "swing", 0.15, 0.7, 1.0),
    Rule("jazz", "sevenths over the bass", "10 above the bass", 0.18, 0.38, 0.8),
    Rule("jazz", "leaves the scale", "diatonic bars", 0.94, 0.86, 1.2),
    Rule("jazz", "ride cymbal", "drums: ride a bar", 0.3, 1.5, 0.9),
    Rule("jazz", "thick chords", "classes in two beats", 0.85, 1.1, 0.6),
    Rule("jazz", "walking bass", "bass walks", 0.03, 0.25, 0.8),
    Rule("jazz", "drums that change from beat to beat", "drums: repeats after a beat", 0.7, 0.4, 0.4),
    Rule("rock", "power chords", "power chords", 0.01, 0.15, 1.2),
    Rule("rock", "bare fifths", "fifth in a beat", 0.04, 0.25, 0.8),
    Rule("rock", "few tones at once", "classes in two beats", 0.85, 0.6, 0.8),
    Rule("rock", "repeated notes", "top steps 0", 0.25, 0.6, 0.5),
    Rule("rock", "low register", "pitch mean", -0.06, -0.2, 0.9),
    Rule("rock", "bass in eighths", "bass strikes", 0.25, 0.7, 0.7),
    Rule("rock", "pushed kick", "drums: kick on off-beats", 0.05, 0.45, 0.6),
    Rule("rock", "many strokes on the snare", "drums: snare a bar", 0.9, 1.3, 0.4),
)
RULE_SHARPNESS = 2.0
"""Logits of the rules are multiplied by this: set by hand so that probabilities are about as sure as they are right."""
TOLD = 0.35
"""A rule that speaks at least this loud (its logits, before sharpening) is told as a reason."""

GENRE_RULES = RuleTable(RULES, GENRES, INPUTS)

NAME_WORDS: tuple[tuple[str, float, str], ...] = (
    ("classical", 1.0, r"violins?|violas?|cell(o|i)|oboe|bassoon|harpsichord|clavecin|fagott|contrabass(es)?|timpani|pizz\w*"),
    ("country", 1.0, r"banjo|fiddle|mandolin|dobro|pedal steel|steel (gtr|guitar)|lap steel|harmonica"),
    ("disco", 1.0, r"909|disco|acid|saw ?lead|supersaw|rave|house|techno|trance|303|club"),
    (
        "jazz",
        1.0,
        r"upright( bass)?|walking|vibes|vibraphone|jazz\w*|swing|muted trumpet|(alto|tenor|bari\w*|soprano) ?sax\w*|flugel\w*|comping",
    ),
    ("rock", 1.0, r"dist(ort\w*)?( ?(gtr|guitar))?|overdrive\w*|od gtr|lead guitar|rhythm guitar|riff|power ?chords?|crunch"),
)
"""(genre, log-prior, words that name an instrument or style typical of it). Counted once a genre; not learned. MIDI files without track
names get the names of their sounds, which count like a name given by hand."""
NAME_WEIGHT = 0.5
"""Names are small evidence: one genre's word shifts its odds by exp(0.5)."""
_NAMES = tuple((genre, weight, re.compile(rf"(?<![a-z0-9])({words})(?![a-z0-9])")) for genre, weight, words in NAME_WORDS)


@lru_cache(maxsize=256)
def name_logits(track_names: tuple[str, ...]) -> NDArray[np.float64]:
    """What the names of the tracks add to the logits of `GENRES`; not to be written to."""
    names = [name.lower() for name in track_names]
    found = {genre: weight for genre, weight, words in _NAMES if any(words.search(name) for name in names)}
    return np.array([NAME_WEIGHT * found.get(genre, 0.0) for genre in GENRES])
