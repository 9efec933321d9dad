"""A passage's chords as degrees of their local keys: what patterns of chords are looked for in."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis.keys import SCALES, is_minor
from vocabulary.descriptor import Chord, Key, KeySpan

Kind = Literal["M", "m", "d", "s"]
"""What a chord's third and fifth say: major, minor, diminished; "s" has no third and is read as the scale has it."""

KINDS = "Mmd"
NO_KEY = Key(None, "unclear", 0.0)
PASSING_SHARE = 0.4
"""Chords shorter than this share of the median chord are passing: no part of a pattern."""
FIRST_CODE = 0x100
"""Patterns are sought in strings, one letter a chord: Python's search of strings is the quickest there is."""

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_INTERVALS = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11, "9": 2, "11": 5, "13": 9}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A chord label taken apart.

    Attributes:
        root, bass: Pitch classes.
        kind: Third and fifth.
        seventh: Whether it has a seventh or more.
        dominant: Whether it is a major chord with a minor seventh.
    """

    root: int
    bass: int
    kind: Kind
    seventh: bool
    dominant: bool


@dataclass(frozen=True, slots=True)
class ChordLine:
    """Chords in order of time, equal ones joined, passing ones and silence left out; tuples of one length.

    Attributes:
        starts, ends: Ticks; an end is the next start, but for rests.
        symbols: The chords.
        keys: The key in force at each.
        degrees: One letter a chord, see `letter`: semitones above the tonic and kind; a blank where there is no key.
        steps: One letter a chord: semitones up to the next chord's root, and kind; the last letter has step 0.
        basses: One letter for each stretch over one bass: semitones above the tonic, kind "M".
        bass_starts: Ticks at which these begin.
        total: Ticks that the chords last, the passing ones included.
        times: The same of each chord, by root and kind.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    symbols: tuple[Symbol, ...]
    keys: tuple[Key, ...]
    degrees: str
    steps: str
    basses: str
    bass_starts: tuple[int, ...]
    total: int
    times: Mapping[tuple[int, Kind], int]


def chord_line(chords: Sequence[Chord], key: Key, key_spans: Sequence[KeySpan] = ()) -> ChordLine:
    """Take a passage's chords apart.

    Args:
        chords: In order of time.
        key: The passage's key.
        key_spans: Local keys in order; where there are none, the passage's key is in force.

    Returns:
        Without passing chords: those that last less than `PASSING_SHARE` of the median chord; their time goes to the chord before.
    """
    heard = _heard(chords, key, key_spans)
    lengths = sorted(end - start for start, end, _, _ in heard)
    shortest = PASSING_SHARE * lengths[len(lengths) // 2] if lengths else 0.0
    starts: list[int] = []
    ends: list[int] = []
    symbols: list[Symbol] = []
    keys: list[Key] = []
    last: tuple[int, Kind, int | None] | None = None
    for start, end, symbol, local in heard:
        this = symbol.root, symbol.kind, local.tonic
        if last is not None and (end - start < shortest or this == last):
            ends[-1] = end
            if this == last and end - start >= shortest and symbol.seventh and not symbols[-1].seventh:
                symbols[-1] = symbol
        else:
            starts.append(start)
            ends.append(end)
            symbols.append(symbol)
            keys.append(local)
            last = this
    roots = [symbol.root for symbol in symbols]
    triads = list(zip(roots, [symbol.kind for symbol in symbols], strict=True))
    degrees = [" " if local.tonic is None else _CODES[kind][root - local.tonic] for (root, kind), local in zip(triads, keys, strict=True)]
    steps = [_CODES[kind][after - root] for (root, kind), after in zip(triads, [*roots[1:], *roots[-1:]], strict=True)]
    times: dict[tuple[int, Kind], int] = {}
    for start, end, triad in zip(starts, ends, triads, strict=True):
        times[triad] = times.get(triad, 0) + end - start
    return ChordLine(
        tuple(starts),
        tuple(ends),
        tuple(symbols),
        tuple(keys),
        "".join(degrees),
        "".join(steps),
        *_basses(heard),
        sum(times.values()),
        times,
    )


Heard = tuple[int, int, Symbol, Key]


def _heard(chords: Sequence[Chord], key: Key, key_spans: Sequence[KeySpan]) -> list[Heard]:
    """Start, end, symbol and local key of all chords that are understood."""
    borders = [span.start_time for span in key_spans]
    found: list[Heard] = []
    for chord in chords:
        symbol = parse_label(chord.label)
        if symbol is not None:
            start = chord.start_time
            local = key_spans[max(0, bisect_right(borders, start) - 1)].key if borders else key
            found.append((start, chord.end_time, with_third(symbol, local) if symbol.kind == "s" else symbol, local))
    return found


def _basses(heard: Sequence[Heard]) -> tuple[str, tuple[int, ...]]:
    """Basses above the local tonic, equal neighbours joined, and when each begins."""
    codes: list[str] = []
    starts: list[int] = []
    for start, _, symbol, local in heard:
        code = " " if local.tonic is None else _CODES["M"][symbol.bass - local.tonic]
        if not codes or codes[-1] != code:
            codes.append(code)
            starts.append(start)
    return "".join(codes), tuple(starts)


def letter(semitones: int, kind: str) -> str:
    """The letter that stands for an interval above something and a kind of chord."""
    return _CODES[kind][semitones % 12]


def letter_kind(code: str) -> str:
    """The kind of chord that a letter stands for."""
    return KINDS[(ord(code) - FIRST_CODE) % 3]


_CODES = {kind: [chr(FIRST_CODE + 3 * semitones + place) for semitones in range(12)] for place, kind in enumerate(KINDS)}
"""By kind, then by semitones from -12 to 11."""


@lru_cache(maxsize=4096)
def parse_label(label: str) -> Symbol | None:
    """Take a label in Harte's syntax apart; None for no chord and for what is not understood."""
    name, _, bass = label.partition("/")
    root_name, _, quality = name.partition(":")
    if root_name[:1] not in _LETTERS:
        return None
    root = _pitch_class(root_name)
    quality = quality or "maj"
    shorthand = quality.partition("(")[0]
    kind: Kind = "M"
    if shorthand.startswith("min"):
        kind = "m"
    elif shorthand.startswith(("dim", "hdim")):
        kind = "d"
    elif shorthand.startswith("sus") or shorthand in ("5", "1", ""):
        kind = "s"
    dominant = kind != "m" and kind != "d" and (shorthand[:1] in ("7", "9") or shorthand in ("11", "13") or "(b7)" in quality)
    seventh = dominant or any(sign in shorthand for sign in ("7", "9", "11", "13"))
    return Symbol(root, (root + _interval(bass)) % 12 if bass else root, kind, seventh, dominant)


def with_third(symbol: Symbol, key: Key) -> Symbol:
    """Read a chord without a third as the scale has it; major where the key does not say."""
    kind: Kind = "M"
    if key.tonic is not None and key.mode != "unclear":
        scale, above = SCALES[key.mode], (symbol.root - key.tonic) % 12
        dominant_of_minor = is_minor(key.mode) and above == 7
        if not dominant_of_minor and (above + 3) % 12 in scale and (above + 4) % 12 not in scale:
            kind = "m"
    return Symbol(symbol.root, symbol.bass, kind, symbol.seventh, symbol.dominant)


def _pitch_class(name: str) -> int:
    return (_LETTERS[name[0]] + name.count("#") - name.count("b")) % 12


def _interval(degree: str) -> int:
    """Semitones of a bass given as a degree above the root ("b3"), or 0 where it is not understood."""
    number = degree.lstrip("b#")
    return (_INTERVALS.get(number, 0) + degree.count("#") - degree.count("b")) % 12
