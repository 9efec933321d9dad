"""The named numbers that rules of sub-genres are made of: harmony, metre, tempo, drums, bass and chords."""

from collections.abc import Iterable, Sequence

from analysis.accompaniment import accompaniment_measures
from analysis.chord_line import ChordLine, letter
from analysis.drum_pattern import SNARES, drum_measures
from analysis.keys import SCALES, is_minor
from analysis.passage import Passage
from analysis.schemata import SCHEMATA
from vocabulary.descriptor import Key, Mode, Progression, Rhythm, Texture
from vocabulary.units import TICKS_PER_BEAT

FAMILIES: dict[str, frozenset[str]] = {
    "blues_form": frozenset({"12-bar blues", "quick-change blues", "jazz blues", "minor blues", "16-bar blues"}),
    "pop_loop": frozenset({"axis loop", "aeolian axis loop", "doo-wop loop", "singer-songwriter loop", "puff loop", "Komuro loop"}),
    "minor_loop": frozenset(
        {"aeolian axis loop", "aeolian i-III-VII-VI loop", "aeolian cadence loop", "aeolian pendulum", "aeolian vamp", "minor doo-wop loop"}
    ),
    "japanese": frozenset({"royal road", "Komuro loop", "Marunouchi loop"}),
    "rock_loop": frozenset(
        {"mixolydian loop", "mixolydian vamp", "pentatonic loop", "plagal chain", "double plagal cadence", "aeolian pendulum"}
    ),
    "renaissance": frozenset({"passamezzo antico", "folia", "romanesca loop"}),
    "flamenco": frozenset({"Andalusian cadence", "phrygian vamp", "flamenco vamp"}),
    "gospel": frozenset({"gospel cadence", "diminished turnaround"}),
    "loop": frozenset(schema.name for schema in SCHEMATA if schema.kind == "loop" and len(schema.numerals.split()) >= 3),
}  # fmt: skip
"""Progressions that say the same of a style."""
FOLD = (57.0, 200.0)
"""Felt tempi; beyond, one counts in half or double time."""


def subgenre_measures(
    line: ChordLine, progressions: Iterable[Progression], key: Key, rhythm: Rhythm, texture: Texture, passage: Passage
) -> dict[str, float]:
    """Measure all that rules ask for; what cannot be measured is missing."""
    signature = passage.signature_numerator, passage.signature_denominator
    beats = passage.length / TICKS_PER_BEAT
    values = {
        "drums": texture.drums,
        "parts": float(texture.parts),
        "density": texture.density,
        "range": float(texture.highest_pitch - texture.lowest_pitch),
        "repetition": texture.repetition,
        "velocity_spread": texture.dynamics,
        "notes_per_second": rhythm.notes_per_second,
        "onsets_per_beat": rhythm.onsets_per_beat,
        "syncopation": rhythm.syncopation,
        "swing": rhythm.swing,
        "regularity": rhythm.regularity,
        "sixteenths": max(0.0, rhythm.onsets_per_beat - 2.0) / 2.0,
        "triple": float(signature in ((3, 4), (3, 2))),
        "duple": float(signature in ((2, 4), (2, 2))),
        "quadruple": float(signature in ((4, 4), (2, 4), (2, 2))),
        "compound": float(signature[1] >= 8 and signature[0] in (6, 9, 12)),
        "odd_metre": float(signature[0] in (5, 7, 11, 13)),
        "clock_bpm": passage.tempo,
        "bpm": felt_tempo(passage),
        **drum_measures(passage),
        **accompaniment_measures(passage),
    }
    values["triplets"] = max(values["compound"], float(rhythm.subdivision in (3, 6)))
    if "trance_bass" not in values and "off_beat_bass" in values:
        values["trance_bass"] = max(values["off_beat_bass"], values["sixteenth_bass"])
        values["driving_bass"] = max(values["sixteenth_bass"], values["repeated_bass"])
    if line.symbols and beats:
        values |= _harmony(line, key, passage) | _named(progressions, passage.length)
    return values


def felt_tempo(passage: Passage) -> float:
    """Beats a minute as the notes say: twice as long as from one snare to the next, where there is a backbeat; else the clock's tempo.

    Folded into `FOLD` by halves and doubles.
    """
    drums = passage.drums.nonzero()[0]
    hits = passage.pitches.take(drums)
    snares = passage.starts.take(drums[(hits >= SNARES[0]) & (hits <= SNARES[-1])])
    tempo = float(passage.tempo)
    gaps = snares[1:] - snares[:-1]
    gaps = gaps[gaps > 0]
    if len(gaps) >= 7:
        gaps.sort()
        gap = float(gaps[len(gaps) // 2] + gaps[(len(gaps) - 1) // 2]) / 2 / TICKS_PER_BEAT * 60 / tempo
        if 0.5 <= gap <= 2.1:
            tempo = 120 / gap
    while tempo > FOLD[1]:
        tempo /= 2
    while tempo < FOLD[0] and len(snares):
        tempo *= 2
    return tempo


def _harmony(line: ChordLine, key: Key, passage: Passage) -> dict[str, float]:
    """Shares of time, of changes of chord, and rates."""
    lengths = [end - start for start, end in zip(line.starts, line.ends, strict=True)]
    total = max(1, line.total)
    times: dict[tuple[str, Mode], int] = {}
    sevenths = dominants = 0
    for length, symbol, degree, local in zip(lengths, line.symbols, line.degrees, line.keys, strict=True):
        what = degree, local.mode
        times[what] = times.get(what, 0) + length
        if symbol.seventh:
            sevenths += length
            if symbol.dominant:
                dominants += length
    chromatic = sum(time for (degree, mode), time in times.items() if degree != " " and degree not in _INSIDE[is_minor(mode)])
    secondary = sum(time for (degree, _), time in times.items() if degree in _SECONDARY)
    changes = max(1, len(line.degrees) - 1)
    bars = max(1.0, passage.length / passage.bar_ticks)
    return {
        "sevenths": sevenths / total,
        "dominants": dominants / total,
        "chromatic": chromatic / total,
        "one_chord": max(line.times.values()) / total,
        "secondary": secondary / total if not is_minor(key.mode) else 0.0,
        "minor": float(is_minor(key.mode)),
        "modal": float(key.mode not in ("major", "minor", "unclear")),
        "changes_per_bar": (len(line.degrees) - 1) / bars,
        "changes_per_second": (len(line.degrees) - 1) / max(passage.seconds, 0.1),
        "authentic": _steps_of(line.degrees, _AUTHENTIC) / changes,
        "plagal": _steps_of(line.degrees, _PLAGAL) / changes,
        "subtonic": _steps_of(line.degrees, _SUBTONIC) / changes,
        "ii_V": sum(line.steps.count(first + second) for first in _TWO for second in (_FIVE,)) / changes,
        "fifths": sum(map(line.steps.count, _FIFTHS)) / changes,
    }


def _steps_of(degrees: str, pairs: Sequence[str]) -> int:
    return sum(map(degrees.count, pairs))


def _named(progressions: Iterable[Progression], length: int) -> dict[str, float]:
    """Share of the passage in which each progression and family of progressions is heard, all rounds together; rounds of the blues."""
    values: dict[str, float] = dict.fromkeys((*FAMILIES, "blues_rounds"), 0.0)
    for progression in progressions:
        share = min(1.0, progression.rounds * (progression.end_time - progression.start_time) / length)
        values[f"progression:{progression.name}"] = share
        if progression.name in FAMILIES["blues_form"]:
            values["blues_rounds"] = max(values["blues_rounds"], float(progression.rounds))
        for family, names in FAMILIES.items():
            if progression.name in names:
                values[family] = min(1.0, values[family] + share)
    return values


def _letters(*chords: tuple[int, str]) -> frozenset[str]:
    return frozenset(letter(semitones, kind) for semitones, kind in chords)


def _triads(minor: bool) -> frozenset[str]:
    """Triads of the scale, and of minor those with the raised seventh."""
    scale = SCALES["minor" if minor else "major"]
    found = set()
    for place, root in enumerate(scale):
        third, fifth = (scale[(place + 2) % 7] - root) % 12, (scale[(place + 4) % 7] - root) % 12
        found.add(letter(root, "d" if fifth == 6 else "m" if third == 3 else "M"))
    return frozenset(found | (_letters((7, "M"), (11, "d")) if minor else frozenset()))


_INSIDE = {False: _triads(False), True: _triads(True)}
_SECONDARY = _letters((2, "M"), (4, "M"), (9, "M"), (11, "M"))
_AUTHENTIC = [letter(7, "M") + letter(0, kind) for kind in "Mm"]
_PLAGAL = [letter(5, kind) + letter(0, "M") for kind in "Mm"]
_SUBTONIC = [letter(10, "M") + letter(0, kind) for kind in "Mm"]
_TWO = [letter(5, "m"), letter(5, "d")]
_FIVE = letter(5, "M")
_FIFTHS = [letter(5, kind) for kind in "Mmd"]
