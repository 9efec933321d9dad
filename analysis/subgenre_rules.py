"""Rules of sub-genres: a table, made by hand.

Each rule names what musicians and writers on a style agree on: metre, tempo, drum pattern, bass, harmony. None is trained, and none was
measured against listeners; the thresholds were set by ear and by reading what fires on a few hundred MIDI files of known kind.

Sources of the traits: Tagg (2012), *Music's Meanings*; Everett (2009), *The Foundations of Rock*; Moore (2012), *Song Means*; Levine
(1995), *The Jazz Theory Book*; Owens (1995), *Bebop*; Butler (2006), *Unlocking the Groove* (house, techno, trance); Snoman (2019),
*Dance Music Manual* (tempi and drum patterns of dance music); Katz (2012), *Groove Music* and Schloss (2004), *Making Beats* (hip hop);
Bradley (2000), *Bass Culture* (ska to dub); Walser (1993), *Running with the Devil* and Berger (1999), *Metal, Rock, and Jazz* (metal);
Neal (2016), *Country Music*; Titon (1994), *Early Downhome Blues*; Gjerdingen (2007), *Music in the Galant Style*; Rosen (1971), *The
Classical Style*; Manuel (1995), *Caribbean Currents*; Breathnach (1971), *Folk Music and Dances of Ireland*.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that speaks for a rule: nothing at `start`, fully at `full` (which may lie below `start`), and on from there.

    Attributes:
        measure: Name in `analysis.subgenre_measures`, or "progression:NAME": share of the passage that the progression is heard in.
        words: The evidence; "{}" holds the value. "" where it is not worth telling.
        must: Whether the rule fails where this is not met at all.
        weight: Against the other conditions.
    """

    measure: str
    start: float
    full: float
    words: str = ""
    must: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A sub-genre.

    Attributes:
        name: As listeners call it.
        genres: Of GTZAN's, those that it may refine.
        conditions: What speaks for it.
        alone: Whether it may be named where the genre is unclear or unsure: its traits are found nowhere else.
    """

    name: str
    genres: tuple[str, ...]
    conditions: tuple[Condition, ...]
    alone: bool = False


def must(measure: str, start: float, full: float, words: str = "", weight: float = 1.0) -> Condition:
    """What a rule cannot do without."""
    return Condition(measure, start, full, words, True, weight)


def tempo(low: float, high: float) -> tuple[Condition, Condition]:
    """Felt tempo between two limits, a twelfth of leeway on both sides."""
    return must("bpm", low * 11 / 12, low, "{:.0f} bpm", 0.5), must("bpm", high * 13 / 12, high, "", 0.5)


may = Condition
"""What speaks for a rule, and may be missing."""

BLUES_FORM = must("blues_form", 0.05, 0.4, "a form of the blues {:.0%} of the time", 2.0)
SWUNG = must("swing", 0.25, 0.6, "swung eighths ({:.2f})")
STRAIGHT = may("swing", 0.4, 0.1, "even eighths (swing {:.2f})")
BACKBEAT = must("backbeat", 0.35, 0.7, "snare on 2 and 4 ({:.0%})")
FOUR_FLOOR = must("four_on_the_floor", 0.45, 0.75, "four on the floor ({:.0%})", 1.5)
NO_DRUMS = must("drums", 0.05, 0.0, "no drums")
DRUMS = must("drums", 0.02, 0.15, "")
SEVENTHS = must("sevenths", 0.15, 0.5, "sevenths {:.0%} of the time")
TRIADS = may("sevenths", 0.4, 0.1, "plain triads (sevenths {:.0%} of the time)")
DIATONIC = may("chromatic", 0.25, 0.08, "chords of the key")
MINOR = may("minor", 0.4, 0.6, "a minor key")
MAJOR = may("minor", 0.6, 0.4, "a major key")
TRIPLE = must("triple", 0.4, 0.6, "three beats a bar")
COMPOUND = must("compound", 0.4, 0.6, "beats of three eighths")
QUADRUPLE = must("quadruple", 0.4, 0.6, "")
WALKING = must("walking", 0.2, 0.45, "a walking bass ({:.0%})", 1.2)
SKANK = must("skank", 0.6, 0.85, "chords off the beat ({:.0%})", 1.5)
ALTERNATING = must("alternating", 0.15, 0.4, "a bass in fourths and fifths ({:.0%})", 1.2)
OOMPAH = must("oompah", 0.25, 0.55, "bass on 1, chords after it ({:.0%} of the bars)", 1.5)
POWER = must("power", 0.25, 0.6, "fifths instead of chords ({:.0%})", 1.2)
REPEATING = may("repetition", 0.3, 0.7, "{:.0%} of the bars repeat an earlier one")
STATIC = must("one_chord", 0.45, 0.8, "one chord {:.0%} of the time")
AUTHENTIC = may("authentic", 0.08, 0.2, "V-I in {:.0%} of the changes")
