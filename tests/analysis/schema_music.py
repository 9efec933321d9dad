"""Named schemata as real notes: each schema in its key, in several textures."""

from collections.abc import Sequence

from analysis.schemata import Place, Schema, spellings
from tests.analysis.music import note, section
from vocabulary.live_set import Section
from vocabulary.notes import Note

Sounding = tuple[int, tuple[int, ...], int]
"""Root above the tonic, tones above the root, bass above the tonic."""

TONES: dict[str, tuple[int, ...]] = {"M": (0, 4, 7), "m": (0, 3, 7), "d": (0, 3, 6)}
HOME = {"major": "I V7 I IV I V7 I", "minor": "i V7 i iv i V7 i"}
OVER_BASSES: dict[str, tuple[tuple[int, str, int], ...]] = {
    "0 10 8 7": ((0, "m", 0), (7, "m", 10), (5, "m", 8), (7, "M", 7)),
    "0 11 10 9 8 7": ((0, "m", 0), (7, "M", 11), (7, "m", 10), (5, "M", 9), (5, "m", 8), (7, "M", 7)),
    "0 11 10 9 7": ((0, "m", 0), (7, "M", 11), (7, "m", 10), (5, "M", 9), (7, "M", 7)),
    "0 11 9 7 5": ((0, "M", 0), (7, "M", 11), (9, "m", 9), (4, "m", 7), (5, "M", 5)),
    "5 4 2 0": ((5, "M", 5), (0, "M", 4), (7, "M", 2), (0, "M", 0)),
    "0 2 4 5 7": ((0, "M", 0), (7, "M", 2), (0, "M", 4), (5, "M", 5), (7, "M", 7)),
}
"""Chords that a bass schema may carry: root, kind, bass."""


def schema_music(schema: Schema, texture: str, tonic: int, tempo: float, rounds: int = 4) -> Section:
    """A schema in its key, after a few chords that say which key it is where the schema does not repeat."""
    if schema.kind == "loop":
        chords = [_sounding(place) for place in spellings(schema)[0]] * rounds
    else:
        home = [_sounding(place) for place in spellings(Schema("", schema.mode, HOME[schema.mode], "line", 0.0, ""))[0]]
        if schema.kind == "bass":
            middle = [(root, TONES[kind], bass) for root, kind, bass in OVER_BASSES[schema.numerals]]
        else:
            middle = [_sounding(place) for place in spellings(schema)[0]]
        chords = [*home, *middle, *home]
    return section(_TEXTURES[texture](chords, tonic), beats=4.0 * len(chords), tempo=tempo)


def blues_music(bars: Sequence[tuple[int, str]], tonic: int, tempo: float) -> Section:
    """Chords as (root above the tonic, kind), a bar each, all major ones with a seventh."""
    chords = [(root, (*TONES[kind], 10), root) for root, kind in bars]
    return section(block(chords, tonic), beats=4.0 * len(chords), tempo=tempo)


def block(chords: Sequence[Sounding], tonic: int) -> list[Note]:
    return [
        n
        for place, (root, tones, bass) in enumerate(chords)
        for n in (
            note(4 * place, 36 + (tonic + bass) % 12, 4.0),
            *(note(4 * place, 60 + (tonic + root + tone) % 12, 4.0) for tone in tones),
        )
    ]


def arpeggio(chords: Sequence[Sounding], tonic: int) -> list[Note]:
    notes = []
    for place, (root, tones, bass) in enumerate(chords):
        pitches = sorted(60 + (tonic + root + tone) % 12 for tone in tones)
        notes.append(note(4 * place, 36 + (tonic + bass) % 12, 4.0))
        notes += [note(4 * place + eighth / 2, pitches[eighth % len(pitches)], 0.5) for eighth in range(8)]
    return notes


def bass_and_chords(chords: Sequence[Sounding], tonic: int) -> list[Note]:
    notes = []
    for place, (root, tones, bass) in enumerate(chords):
        for beat in range(4):
            notes.append(note(4 * place + beat, 36 + (tonic + bass) % 12, 0.9))
            notes += [note(4 * place + beat + 0.5, 60 + (tonic + root + tone) % 12, 0.4) for tone in tones]
    return notes


def textures_of(schema: Schema) -> tuple[str, ...]:
    """Where a seventh or a diminished fifth decides, it must sound as long as the other tones."""
    return TEXTURES[:1] if any(sign in schema.numerals for sign in "7°") and schema.kind != "bass" else TEXTURES


_TEXTURES = {"block": block, "arpeggio": arpeggio, "bass and chords": bass_and_chords}
TEXTURES = tuple(_TEXTURES)


def _sounding(place: Place) -> Sounding:
    tones = TONES[place.kind]
    return place.semitones, (*tones, 10) if place.seventh else tones, place.semitones
