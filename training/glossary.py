"""Write the page of names that the analysis may give: progressions, sub-genres, keywords, straight from their tables.

python -m training.glossary > docs/names.md
"""

from collections.abc import Iterator
from string import Formatter

from analysis.moods import MOODS
from analysis.schemata import SCHEMATA
from analysis.signs import SIGNS
from analysis.subgenre import RULES

HEAD = """\
# Names that Sonochrome may give

Made from the tables in `analysis/` by `python -m training.glossary`; a test holds this page to them.

"""


def glossary() -> str:
    """The page as Markdown."""
    lines = ["## Progressions", "", "| name | numerals | scale | what it is, source |", "|---|---|---|---|"]
    for schema in SCHEMATA:
        numerals = schema.numerals.replace("|", " or ")
        lines.append(
            f"| {schema.name} | {numerals} | {'semitones of the bass' if schema.kind == 'bass' else schema.mode} | {schema.about} |"
        )
    lines += [
        "",
        "Twelve-bar, eight-bar and sixteen-bar blues are found bar by bar (`analysis/blues_forms.py`); pedal points, borrowed chords,",
        "Picardy thirds and the",
        "like by what the chords do as a whole (`analysis/harmonic_traits.py`). Sources in full: `analysis/schemata.py`.",
        "", "## Sub-genres", "", "| name | of | what must be heard |", "|---|---|---|",
    ]  # fmt: skip
    for rule in RULES:
        needed = "; ".join(_evidence(condition.words) for condition in rule.conditions if condition.must and condition.words)
        lines.append(f"| {rule.name} | {', '.join(rule.genres)} | {needed} |")
    lines += ["", "## Keywords with a measure", "", "| word | evidence |", "|---|---|"]
    lines += [f"| {sign.word} | {_evidence(sign.because)} |" for sign in SIGNS]
    lines += [
        "",
        "## Moods",
        "",
        "By their place in the valence-arousal plane (`analysis/moods.py`).",
        "",
        "| word | valence | arousal |",
        "|---|---|---|",
    ]
    lines += [f"| {word} | {valence:+.2f} | {arousal:+.2f} |" for word, (valence, arousal) in MOODS.items()]
    return HEAD + "\n".join(lines) + "\n"


def _evidence(words: str) -> str:
    """The words with an ellipsis for each measured value."""
    return "".join("…" if field is not None else text for text, field in _pieces(words))


def _pieces(words: str) -> Iterator[tuple[str, str | None]]:
    for text, field, _, _ in Formatter().parse(words):
        if text:
            yield text, None
        if field is not None:
            yield "", field


if __name__ == "__main__":
    print(glossary(), end="")
