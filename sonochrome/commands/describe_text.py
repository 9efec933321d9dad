"""A description for people: the same values as the JSON (docs/describe.md), set out to be read in a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

MOST_REASONS = 3
MOST_WORDS = 8
MOST_CLIPS = 24
CHORDS_SHOWN = 6
BARS = "▁▂▃▄▅▆▇█"
SHARE_WORTH_TELLING = 0.05
"""Genres and grooves below it are not shown."""


def print_song(console: Console, document: Mapping[str, Any]) -> None:
    """Write what a line of JSON says: the song, then its sections, then its clips."""
    console.print(Text(document["name"] or document["file"], style="bold"))
    for warning in document["warnings"]:
        console.print(Padding(Text(f"note: {warning}", style="yellow"), (0, 0, 0, 2)))
    console.print(Padding(_facts(document["song"]), (0, 0, 0, 2)))
    sections, clips = document["sections"], [clip for clip in document["clips"] if clip["notes"]]
    if sections:
        console.print(_table("section", sections, "beats", _beats))
    if clips and document["source"] == "als":
        console.print(_table("clip", clips[:MOST_CLIPS], "track", lambda clip: clip["track"]))
        if len(clips) > MOST_CLIPS:
            console.print(Text(f"  and {_count(len(clips) - MOST_CLIPS, 'clip')} more; --json tells all", style="dim"))


def _facts(music: Mapping[str, Any]) -> Table:
    """Names on the left, findings with their reasons on the right."""
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, lines in _findings(music):
        for number, line in enumerate(lines):
            facts.add_row(Text(name if number == 0 else ""), line)
    return facts


def _findings(music: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[Text | Table]]]:
    yield "key", [_key(music["key"])]
    if len({span["key"]["name"] for span in music["key_spans"]}) > 1:
        yield "keys", [Text(" · ".join(f"{span['key']['name']} {_beats(span)}" for span in music["key_spans"]))]
    yield (
        "tempo",
        [Text(f"{music['tempo_bpm']:g} bpm, {music['time_signature']}, {_count(music['notes'], 'note')}{_parts(music)}")],
    )
    if music["genre_name"] != "unclear" or music["genre"] or music["subgenre"]:
        yield "genre", [_named(music["genre_name"], music["genre"], music["subgenre"]), *_reasons(music["genre_because"])]
    if music["groove"]["style"]:
        yield "groove", [_named(music["groove"]["style"], music["groove"]["probabilities"])]
    if music["progressions"]:
        yield "chords", [_progression(found) for found in music["progressions"][:MOST_REASONS]]
    emotion = music["emotion"]
    yield "emotion", [Text(f"{_emotion(emotion)}, confidence {emotion['confidence']:.2f}"), *_reasons(emotion["because"])]
    if len(music["emotion_curve"]) > 1:
        yield "over time", [Text(f"{name:8} {_curve(music['emotion_curve'], name)}") for name in ("valence", "arousal")]
    if music["keywords"]:
        yield "keywords", [_keywords(music["keywords"][:MOST_WORDS], emotion["because"])]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _parts(music: Mapping[str, Any]) -> str:
    parts = music["texture"]["parts"]
    return f" in {_count(parts, 'part')}" if parts else ""


def _key(key: Mapping[str, Any]) -> Text:
    alternative = f", or {key['alternative']}" if key["alternative"] else ""
    return Text.assemble((key["name"], "bold"), f"  confidence {key['confidence']:.2f}{alternative}")


def _named(name: str, probabilities: Mapping[str, float], finer: str = "") -> Text:
    shares = ", ".join(f"{one} {share:.2f}" for one, share in probabilities.items() if share >= SHARE_WORTH_TELLING)
    return Text.assemble((f"{name}, {finer}" if finer else name, "bold"), f"  {shares}" if shares else "")


def _progression(found: Mapping[str, Any]) -> Text:
    """Its name and the evidence, which tells numerals and rounds."""
    numerals = " ".join(numeral or "?" for numeral in found["numerals"])
    return Text.assemble((f"{found['name']}  " if found["name"] else "", "bold"), found["because"] or numerals)


def _emotion(emotion: Mapping[str, Any]) -> str:
    return f"valence {emotion['valence']:+.2f}, arousal {emotion['arousal']:+.2f}"


def _curve(points: Sequence[Mapping[str, Any]], name: str) -> str:
    """One bar for each point, -1 lowest and 1 highest; a space where nothing sounds."""
    steps = [min(len(BARS) - 1, int((point[name] + 1) / 2 * len(BARS))) for point in points]
    return "".join(BARS[step] if point["confidence"] else " " for step, point in zip(steps, points, strict=True))


def _reasons(reasons: Sequence[str]) -> list[Text]:
    return [Text(f"because: {reason}", style="dim") for reason in reasons[:MOST_REASONS]]


def _keywords(words: Sequence[Mapping[str, Any]], felt: Sequence[str]) -> Table:
    """Each word with its evidence; the reasons for the emotion, told before, are not repeated for each mood."""
    told = f": {'; '.join(felt[:MOST_REASONS])}"
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for word in words:
        table.add_row(Text(word["word"]), Text(word["because"].removesuffix(told)))
    return table


def _beats(place: Mapping[str, Any]) -> str:
    return f"{place['start_beats']:g}-{place['end_beats']:g}"


def _place(clip: Mapping[str, Any]) -> str:
    """Where a clip without a name lies."""
    return _beats(clip) if clip["slot"] is None else f"scene {clip['slot'] + 1}"


def _table(what: str, rows: Sequence[Mapping[str, Any]], where: str, place: Any) -> Table:
    """One row a section or clip; what does not fit into a line goes on in the next."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(what, overflow="fold", max_width=20)
    table.add_column(where, overflow="fold", max_width=14)
    table.add_column("key", no_wrap=True)
    table.add_column("chords", overflow="fold", ratio=3)
    table.add_column("val. arou.", no_wrap=True)
    table.add_column("keywords", overflow="fold", ratio=2)
    for row in rows:
        emotion = row["emotion"]
        feeling = f"{emotion['valence']:+.1f} {emotion['arousal']:+.1f}"
        words = ", ".join(word["word"] for word in row["keywords"][:4])
        cells = (row["name"] or _place(row), place(row), row["key"]["name"], _chords(row["chords"]), feeling, words)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _chords(chords: Sequence[Mapping[str, Any]]) -> str:
    labels = [chord["label"] for chord in chords if chord["label"] != "N"]
    return " ".join(labels[:CHORDS_SHOWN]) + (" …" if len(labels) > CHORDS_SHOWN else "")
