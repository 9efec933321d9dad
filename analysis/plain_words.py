"""Numbers in plain words."""

import re


def in_words(template: str, value: float) -> str:
    """A value in its words, one thing in the singular.

    >>> in_words("{:.0f} different chords", 1), in_words("{:.0f} different chords", 12)
    ('1 different chord', '12 different chords')
    """
    return _ONE.sub(r"1 \1", template.format(value))


_ONE = re.compile(r"^1 ((?:different )?\w+)s\b")
