"""Roman numerals: chords as degrees of a key."""

from analysis.keys import SCALES
from vocabulary.descriptor import Key

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
MINOR_QUALITIES = frozenset({"min", "min7", "minmaj7", "dim", "dim7", "hdim7", "min6"})
SUFFIXES = {
    "maj": "",
    "min": "",
    "dim": "°",
    "aug": "+",
    "sus2": "sus2",
    "sus4": "sus4",
    "maj6": "add6",
    "min6": "add6",
}
"""What follows the numeral of a triad; chords with a seventh get figures instead."""
SEVENTH_SIGNS = {"7": "", "maj7": "maj", "min7": "", "minmaj7": "maj", "dim7": "°", "hdim7": "ø"}
TRIAD_FIGURES = ("", "6", "64")
SEVENTH_FIGURES = ("7", "65", "43", "42")
"""Figured bass of root position and inversions."""


def roman_numeral(root: int, quality: str, inversion: int, key: Key) -> str:
    """Name a chord in a key.

    Degrees are counted in the key's own scale, so that C minor's Eb is III and C major's is bIII; upper case has a major third. A major
    triad or dominant seventh that is not of the scale, a fifth above a degree of the scale, is that degree's dominant: "V7/V".

    Args:
        root: Pitch class.
        quality: Harte shorthand.
        inversion: 0 root position, 1 third in the bass, 2 fifth, 3 seventh.
        key: The key in force.

    Returns:
        E.g. "V7", "ii65", "bVII", "V7/ii"; "" without a key.
    """
    if key.tonic is None or key.mode == "unclear":
        return ""
    scale = SCALES[key.mode]
    above = (root - key.tonic) % 12
    figures = _figures(quality, inversion)
    dominant_of = (above + 5) % 12
    third = (above + 4) % 12
    if quality in ("maj", "7") and third not in scale and dominant_of in scale and dominant_of != 0 and third != 11 and above in scale:
        target = scale.index(dominant_of)
        return f"V{figures}/{_cased(target, _has_minor_third(scale, target))}"
    degree, accidental = _degree(above, scale)
    return f"{accidental}{_cased(degree, quality in MINOR_QUALITIES)}{figures}"


def _degree(above: int, scale: tuple[int, ...]) -> tuple[int, str]:
    """Degree (0..6) and accidental; what is not in the scale is a lowered degree, but #IV and the raised sixth and seventh of minor."""
    if above in scale:
        return scale.index(above), ""
    raised = {6: 3, 9: 5, 11: 6}
    if above in raised and scale[raised[above]] == above - 1:
        return raised[above], "#"
    lowered = next(degree for degree in range(7) if scale[degree] >= above)
    return (lowered, "b") if scale[lowered] == above + 1 else (lowered - 1, "#")


def _figures(quality: str, inversion: int) -> str:
    if quality in SEVENTH_SIGNS:
        return SEVENTH_SIGNS[quality] + SEVENTH_FIGURES[inversion]
    return SUFFIXES[quality] + (TRIAD_FIGURES[inversion] if inversion < len(TRIAD_FIGURES) else "")


def _cased(degree: int, minor: bool) -> str:
    return NUMERALS[degree].lower() if minor else NUMERALS[degree]


def _has_minor_third(scale: tuple[int, ...], degree: int) -> bool:
    return (scale[(degree + 2) % 7] - scale[degree]) % 12 == 3
