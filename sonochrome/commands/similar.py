"""`sonochrome similar`: what in a folder of music resembles a song or a clip."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sonochrome.commands.similar_collection import Found
    from sonochrome.commands.similar_documents import Document

WORDS = {
    "same": "the same music as",
    "excerpt": "an excerpt of",
    "contains": "contains",
    "resembles": "resembles",
    "chance": "hardly more than chance:",
}
"""What stands between the file that was asked for and the one that was found."""

HELP = """Find what resembles FILE (.mid or .als) in a folder of music: the same melodies and basses, in any key, at any tempo.

\b
  the same music as    most of the shorter and of the longer one is the same; 100 % means note for note
  an excerpt of        most of FILE is in it, and more
  contains             most of it is in FILE
  resembles            they share more than chance gives: an edit, a variation, a riff

The percentage is how much of the smaller one is shared; rare turns count more than common ones. Live sets are found as songs and by their
clips. The folder is searched at any depth; what was read is kept, so the next search is quick. A file that cannot be read is reported on
one line, and the exit status is 2.

\b
  sonochrome similar SONG.mid --in MUSIC
  sonochrome similar SET.als --clip "Bass 2" --in MUSIC --top 5 --json
"""


@click.command(short_help="Find what resembles a song or a clip in a folder of music.", help=HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--in", "folder", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Where to look.")  # fmt: skip
@click.option("--clip", metavar="NAME", help="Look for this clip (or track) of FILE instead of all of it.")
@click.option("--top", type=click.IntRange(1, 100_000), default=10, show_default=True, metavar="N", help="How many to name at most.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON; chance resemblances are named, too.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes at work; usually one for each processor.")
@click.option("--again", is_flag=True, help="Read all files again, whatever was kept.")
def command(file: Path, folder: Path, clip: str | None, top: int, as_json: bool, jobs: int | None, again: bool) -> None:
    """Search; the help text is above."""
    from bridge.launch import cache_folder
    from sonochrome.commands.describe_kept import shown_name
    from sonochrome.commands.similar_collection import read_collection, search
    from sonochrome.commands.similar_documents import query_of

    query = query_of(file, clip)
    collection = read_collection(folder, cache_folder(), jobs=jobs, again=again)
    found = search(collection, query, file, top)
    if as_json:
        documents = sum(len(known.documents) for known in collection.files.values())
        click.echo(json.dumps({
            "file": shown_name(file), "clip": clip, "in": shown_name(folder), "files": len(collection.files), "documents": documents,
            "matches": [_as_json(one) for one in found],
        }, ensure_ascii=False))  # fmt: skip
    else:
        _print(file, clip, folder, len(collection.files), found)
    if collection.failed:
        raise SystemExit(2)


def _as_json(found: Found) -> dict[str, Any]:
    from sonochrome.commands.describe_kept import shown_name

    return {
        "file": shown_name(found.path),
        "clip": found.document.clip if found.document.kind == "clip" else None,
        "track": found.document.track if found.document.kind == "clip" else None,
        "relation": found.relation,
        "words": WORDS[found.relation],
        "score": round(found.score, 4),
        "likeness": round(found.likeness, 4),
        "contained": round(found.contained, 4),
        "contains": round(found.contains, 4),
    }


def _place(document: Document) -> str:
    if document.kind == "song":
        return ""
    return f", clip {document.clip!r} of track {document.track!r}" if document.clip else f", a clip of track {document.track!r}"


def _print(file: Path, clip: str | None, folder: Path, files: int, found: tuple[Found, ...]) -> None:
    from rich.console import Console
    from rich.text import Text

    from sonochrome.commands.describe_kept import shown_name

    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(shown_name(Path(file.name)) + (f", clip {clip!r}" if clip else ""), style="bold"))
    shown = [one for one in found if one.relation != "chance"]
    if not shown:
        console.print(Text(f"  nothing in {shown_name(folder)} ({files} files) resembles it more than chance does"))
    for one in shown:
        console.print(Text(f"  {WORDS[one.relation]:18} {one.shared:5.0%}  {shown_name(one.path)}{_place(one.document)}"))
    sys.stdout.flush()
