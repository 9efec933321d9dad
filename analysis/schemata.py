"""Named patterns of chords: a table, each with its source or a plain definition.

Numerals are degrees of the schema's own scale, as in `analysis.roman`: VI is a minor sixth above the tonic in minor, a major one in
major. "ii|IV" means either; a trailing 7 asks for a seventh, and of an upper-case numeral for a dominant one. Elsewhere sevenths and
inversions do not matter. A loop may begin on any of its chords.

Sources: Everett (2009), *The Foundations of Rock*; Doll (2017), *Hearing Harmony*; Tagg (2014), *Everyday Tonality II*; Moore (1992),
"Patterns of harmony", Popular Music 11(1); Richards (2017), "Tonal ambiguity in popular music's axis progressions", MTO 23(3);
Biamonte (2010), "Triadic modal and pentatonic patterns in rock music", Music Theory Spectrum 32(2); Levine (1995), *The Jazz Theory
Book*; Gjerdingen (2007), *Music in the Galant Style*; Lehman (2018), *Hollywood Harmony*; Apel (1969), *Harvard Dictionary of Music*.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from analysis.keys import SCALES
from analysis.roman import NUMERALS
from vocabulary.descriptor import Mode

Kind = Literal["loop", "line", "anywhere", "bass"]
"""A loop repeats, from any of its chords; a line stands once, in the local key; "anywhere", in any key; a bass is a line of basses."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A named pattern.

    Attributes:
        name: As musicians call it.
        mode: Whose scale its numerals count in.
        numerals: Of one round, divided by blanks. Of a bass: semitones above the tonic.
        kind: How it is looked for.
        telling: 0..1: how much it says of the music; what is in every other song says little.
        about: Source or definition.
    """

    name: str
    mode: Mode
    numerals: str
    kind: Kind
    telling: float
    about: str


SCHEMATA: tuple[Schema, ...] = (
    # Loops of pop and rock.
    Schema("axis loop", "major", "I V vi IV", "loop", 0.75, "Richards 2017; the four-chord song, all rotations"),
    Schema("aeolian axis loop", "minor", "i VI III VII", "loop", 0.75, "Richards 2017; the axis heard from its minor chord"),
    Schema("doo-wop loop", "major", "I vi IV V", "loop", 0.8, "Everett 2009; the fifties progression"),
    Schema("minor doo-wop loop", "minor", "i VI iv V", "loop", 0.8, "the fifties progression in minor"),
    Schema("singer-songwriter loop", "major", "I V IV vi", "loop", 0.7, "the axis with its last two chords exchanged"),
    Schema("aeolian i-III-VII-VI loop", "minor", "i III VII VI", "loop", 0.7, "the same heard from its minor chord"),
    Schema("Pachelbel sequence", "major", "I V vi iii IV I IV V", "loop", 1.0, "Pachelbel's canon; fourths down, seconds up"),
    Schema("Pachelbel sequence", "major", "I V vi iii IV I ii V", "loop", 1.0, "the same with ii before the last V"),
    Schema("Pachelbel sequence", "major", "I V vi iii IV I V", "loop", 0.95, "the same, shortened"),
    Schema("royal road", "major", "IV V iii vi", "loop", 0.9, "odo shinko of Japanese pop"),
    Schema("Komuro loop", "major", "vi IV V I", "loop", 0.75, "Komuro's progression of Japanese pop"),
    Schema("Marunouchi loop", "major", "IV III vi I", "loop", 0.9, "IVmaj7-III7-vi7-I7; as in 'Just the two of us'"),
    Schema("Marunouchi loop", "major", "IV III vi v I", "loop", 0.95, "the same with v7-I7 leading back"),
    Schema("puff loop", "major", "I iii IV V", "loop", 0.75, "Doll 2017"),
    Schema("rising steps", "major", "I ii iii IV", "line", 0.7, "four chords up the scale"),
    Schema("three-chord loop", "major", "I IV V", "loop", 0.5, "tonic, subdominant, dominant"),
    Schema("three-chord loop", "major", "I IV V IV", "loop", 0.6, "the same, there and back"),
    Schema("minor three-chord loop", "minor", "i iv V", "loop", 0.6, "tonic, subdominant, dominant in minor"),
    Schema("minor three-chord loop", "minor", "i iv v", "loop", 0.6, "the same with the scale's own v"),
    Schema("I-III-IV-iv loop", "major", "I III IV iv", "loop", 1.0, "major mediant and minor subdominant, a chromatic inner line"),
    Schema("mixolydian loop", "major", "I bVII IV", "loop", 0.75, "Biamonte 2010: double plagal"),
    Schema("mixolydian loop", "major", "I bVII IV bVII", "loop", 0.75, "the same, there and back"),
    Schema("plagal chain", "major", "bVI bIII bVII IV I", "loop", 1.0, "Everett 2009; four falling fourths"),
    Schema("pentatonic loop", "major", "I bIII IV", "loop", 0.75, "Biamonte 2010: roots of the minor pentatonic scale"),
    Schema("pentatonic loop", "major", "I bIII bVII IV", "loop", 0.75, "Biamonte 2010"),
    Schema("aeolian cadence loop", "minor", "i VI VII", "loop", 0.7, "Moore 1992; Biamonte 2010"),
    Schema("aeolian pendulum", "minor", "i VII VI VII", "loop", 0.75, "Tagg 2014; Moore 1992"),
    Schema("dorian loop", "minor", "i III VII IV", "loop", 0.8, "Biamonte 2010; the major IV of dorian"),
    Schema("dorian loop", "minor", "i VII IV", "loop", 0.75, "Biamonte 2010"),
    Schema("minor descent loop", "minor", "i VII iv V", "loop", 0.7, "minor, by the lowered seventh to the dominant"),
    Schema("Andalusian cadence", "minor", "i VII VI V", "loop", 0.95, "four chords down the minor scale to a major dominant"),
    # Vamps of two chords.
    Schema("plagal vamp", "major", "I IV", "loop", 0.4, "Tagg 2014: plagal shuttle"),
    Schema("tonic-dominant vamp", "major", "I V", "loop", 0.35, "tonic and dominant in turn"),
    Schema("mixolydian vamp", "major", "I bVII", "loop", 0.6, "Tagg 2014: mixolydian shuttle"),
    Schema("dorian vamp", "minor", "i IV", "loop", 0.6, "Tagg 2014: dorian shuttle"),
    Schema("ii-V vamp", "major", "ii V", "loop", 0.5, "subdominant parallel and dominant in turn, no tonic"),
    Schema("aeolian vamp", "minor", "i VI", "loop", 0.5, "Tagg 2014: aeolian shuttle"),
    Schema("aeolian vamp", "minor", "i VII", "loop", 0.5, "the same with the lowered seventh"),
    Schema("minor plagal vamp", "minor", "i iv", "loop", 0.5, "tonic and minor subdominant in turn"),
    Schema("minor tonic-dominant vamp", "minor", "i V", "loop", 0.35, "tonic and dominant of minor in turn"),
    Schema("minor tonic-dominant vamp", "minor", "i v", "loop", 0.5, "the same with the scale's own v"),
    Schema("phrygian vamp", "minor", "i bII", "loop", 0.85, "minor tonic and the chord a semitone above"),
    Schema("flamenco vamp", "major", "I bII", "loop", 0.85, "major tonic and the chord a semitone above: phrygian dominant"),
    Schema("lydian vamp", "major", "I II", "loop", 0.7, "tonic and the major chord a tone above"),
    Schema("I-vi vamp", "major", "I vi", "loop", 0.45, "tonic and its relative in turn"),
    Schema("chromatic mediant vamp", "major", "I bVI", "loop", 0.8, "Lehman 2018; two major chords a third apart"),
    Schema("Tarnhelm vamp", "minor", "i vi", "loop", 0.95, "Lehman 2018; two minor chords a major third apart"),
    # Jazz and its forerunners.
    Schema("turnaround", "major", "I vi ii V", "loop", 0.8, "Levine 1995; I-vi-ii-V"),
    Schema("turnaround", "major", "I VI ii V", "loop", 0.85, "the same with a secondary dominant"),
    Schema("turnaround", "major", "iii vi ii V", "loop", 0.85, "the same with iii for I"),
    Schema("turnaround", "major", "iii VI ii V", "loop", 0.9, "the same with iii for I and a secondary dominant"),
    Schema("diminished turnaround", "major", "I #i° ii V", "loop", 0.95, "Levine 1995; a passing diminished chord"),
    Schema("Dameron turnaround", "major", "I bIII bVI bII", "loop", 1.0, "Levine 1995; Tadd Dameron's 'Lady Bird'"),
    Schema("minor turnaround", "minor", "i VI ii° V", "loop", 0.85, "Levine 1995"),
    Schema("ragtime progression", "major", "I VI II V", "loop", 0.9, "secondary dominants in a row back to I"),
    Schema("rhythm changes bridge", "major", "III7 VI7 II7 V7", "anywhere", 0.95, "Levine 1995; four dominant sevenths down the fifths"),
    Schema("chain of dominants", "major", "III VI II V", "line", 0.7, "secondary dominants down the fifths"),
    Schema("ii-V-I", "major", "ii V I", "line", 0.55, "Levine 1995"),
    Schema("ii-V-I", "major", "ii7 V7 I", "anywhere", 0.7, "the same with sevenths, in any key"),
    Schema("minor ii-V-i", "minor", "ii°|ii V i", "line", 0.75, "Levine 1995; most often with the half-diminished ii"),
    Schema("minor ii-V-i", "minor", "ii°7 V7 i", "anywhere", 0.85, "the same with sevenths, in any key"),
    Schema("backdoor cadence", "major", "iv bVII I", "line", 0.9, "Levine 1995: iv7-bVII7-I"),
    Schema("backdoor cadence", "major", "bVII7 I", "line", 0.7, "bVII7 for V7"),
    Schema("tritone substitution", "major", "ii|V bII I", "line", 1.0, "Levine 1995: bII7 for V7"),
    Schema("tritone substitution", "minor", "ii°|ii|V bII i", "line", 1.0, "the same in minor"),
    Schema("Coltrane changes", "major", "I bIII bVI VII III V", "loop", 1.0, "Levine 1995; keys a major third apart, as in 'Giant Steps'"),
    # Cadences.
    Schema("minor plagal cadence", "major", "IV iv I", "line", 0.85, "a borrowed iv after IV"),
    Schema("minor plagal cadence", "major", "iv I", "line", 0.6, "a borrowed iv before I"),
    Schema("double plagal cadence", "major", "bVII IV I", "line", 0.6, "Everett 2009"),
    Schema("Mario cadence", "major", "bVI bVII I", "line", 0.85, "Lehman 2018: two borrowed chords up to a major tonic"),
    Schema("aeolian cadence", "minor", "VI VII i", "line", 0.5, "Biamonte 2010"),
    Schema("gospel cadence", "major", "IV #iv° I", "line", 0.9, "a diminished chord that rises through #4"),
    Schema("deceptive cadence", "major", "IV|ii V vi", "line", 0.35, "V to vi instead of I"),
    Schema("deceptive cadence", "minor", "iv|ii° V VI", "line", 0.45, "V to VI instead of i"),
    Schema("Neapolitan cadence", "minor", "bII V i", "line", 0.9, "the lowered second before the dominant"),
    Schema("Neapolitan cadence", "major", "bII V I", "line", 0.9, "the same in major"),
    Schema("augmented-sixth cadence", "minor", "VI7 V", "line", 0.8, "VI with an augmented sixth, which sounds as a seventh"),
    Schema("augmented-sixth cadence", "major", "bVI7 V", "line", 0.8, "the same in major"),
    # Grounds of the Renaissance and schemata of the galant style.
    Schema("passamezzo antico", "minor", "i VII i V III VII i V", "loop", 1.0, "Apel 1969"),
    Schema("I-IV-I-V loop", "major", "I IV I V", "loop", 0.5, "Apel 1969: passamezzo moderno, the ground of many dances and songs"),
    Schema("romanesca loop", "minor", "III VII i V", "loop", 0.8, "Apel 1969: the romanesca's ground"),
    Schema("folia", "minor", "i V i VII III VII i V", "loop", 1.0, "Apel 1969"),
    Schema("fonte", "major", "VI ii V I", "anywhere", 0.75, "Gjerdingen 2007: a step of a sequence down, minor then major"),
    Schema("monte", "major", "I IV II V", "anywhere", 0.75, "Gjerdingen 2007: to IV, then a step up to V; jazz's Montgomery-Ward bridge"),
    Schema("prinner", "major", "IV I vii° I", "line", 0.6, "Gjerdingen 2007: over the bass 4-3-2-1"),
    # Basses.
    Schema("lament bass", "minor", "0 10 8 7", "bass", 0.85, "the bass falls from the tonic to the dominant of minor"),
    Schema("chromatic lament bass", "minor", "0 11 10 9 8 7", "bass", 1.0, "the same by semitones"),
    Schema("chromatic lament bass", "minor", "0 11 10 9 7", "bass", 0.8, "the same, one step skipped"),
    Schema("descending bass", "major", "0 11 9 7 5", "bass", 0.75, "Gjerdingen 2007: the romanesca by step"),
    Schema("prinner bass", "major", "5 4 2 0", "bass", 0.6, "Gjerdingen 2007"),
    Schema("rising bass", "major", "0 2 4 5 7", "bass", 0.7, "the bass rises by step to the dominant"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One chord of a schema: semitones above the tonic, kind of chord, and whether a seventh must be there."""

    semitones: int
    kind: str
    seventh: bool = False


def spellings(schema: Schema) -> tuple[tuple[Place, ...], ...]:
    """All ways to spell a schema of chords, one for each choice of its alternatives."""
    choices = [[_place(numeral, schema.mode) for numeral in step.split("|")] for step in schema.numerals.split()]
    return tuple(product(*choices))


@cache
def plain_numerals(schema: Schema) -> tuple[str, ...]:
    """Numerals of a schema's first spelling, without figures."""
    return tuple(step.split("|")[0].rstrip("7") for step in schema.numerals.split())


def _place(numeral: str, mode: Mode) -> Place:
    seventh = numeral.endswith("7")
    name = numeral.rstrip("7")
    kind = "d" if name.endswith("°") else "M" if name.lstrip("b#").isupper() else "m"
    bare = name.rstrip("°").lstrip("b#")
    raised = name.count("#") - name[: len(name) - len(name.lstrip("b#"))].count("b")
    return Place((SCALES[mode][NUMERALS.index(bare.upper())] + raised) % 12, kind, seventh)
