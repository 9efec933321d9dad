import pytest

from analysis.roman import roman_numeral
from vocabulary.descriptor import PITCH_CLASS_NAMES, Key

KEYS = {"C": Key(0, "major", 1.0), "Am": Key(9, "minor", 1.0), "Dd": Key(2, "dorian", 1.0)}


@pytest.mark.parametrize(
    ("key", "root", "quality", "inversion", "numeral"),
    [
        ("C", "C", "maj", 0, "I"),
        ("C", "D", "min7", 0, "ii7"),
        ("C", "G", "7", 1, "V65"),
        ("C", "G", "7", 3, "V42"),
        ("C", "B", "hdim7", 0, "viiø7"),
        ("C", "C", "maj", 2, "I64"),
        ("C", "Bb", "maj", 0, "bVII"),
        ("C", "F#", "dim", 0, "#iv°"),
        ("C", "D", "7", 0, "V7/V"),
        ("C", "E", "maj", 0, "V/vi"),
        ("C", "C", "7", 0, "I7"),
        ("C", "F", "min", 0, "iv"),
        ("Am", "A", "min", 0, "i"),
        ("Am", "E", "maj", 0, "V"),
        ("Am", "E", "7", 0, "V7"),
        ("Am", "G", "maj", 0, "VII"),
        ("Am", "C", "maj7", 0, "IIImaj7"),
        ("Am", "Bb", "maj", 1, "bII6"),
        ("Am", "Ab", "dim7", 0, "#vii°7"),
        ("Dd", "G", "7", 0, "IV7"),
    ],
)
def test_chords_are_named_in_their_key(key: str, root: str, quality: str, inversion: int, numeral: str) -> None:
    assert roman_numeral(PITCH_CLASS_NAMES.index(root), quality, inversion, KEYS[key]) == numeral


def test_without_a_key_there_is_no_numeral() -> None:
    assert roman_numeral(0, "maj", 0, Key(None, "unclear", 0.0)) == ""
