"""`sonochrome look`: how a song looks and why, for people or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sonochrome.commands.look_options import Asked, look_options

if TYPE_CHECKING:
    from rich.console import Console

    from vocabulary.look import Look

HELP = """Say how the music in FILE (.als, .mid) looks: palette, light, form, words, prompt, each with its musical reasons.

Without --section or --clip: the song, then its sections; --json has its clips, too. What you lock stays, whatever the music says.

\b
  sonochrome look SONG.als
  sonochrome look SONG.als --section Chorus --lock roundness=1 --color accent=#e04020
  sonochrome look SONG.mid --style paper --json
"""


@click.command(short_help="Say how a song looks, and why: colours, light, form, words.", help=HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, for programs; docs/looks.md tells the fields.")
@look_options
def command(*, asked: Asked, file: Path, as_json: bool) -> None:
    """Imagine; the help text is above."""
    from sonochrome.commands.look_options import imagine, open_and_describe, own_styles
    from sonochrome.commands.passages import chosen_passage, clips_of, sections_of, whole_song

    opened, styles = open_and_describe(file, asked), own_styles()
    if asked.section is not None or asked.clip is not None:
        passages = [chosen_passage(opened.song, asked.section, asked.clip)]
    else:
        passages = [whole_song(opened.song), *sections_of(opened.song), *(clips_of(opened.song) if as_json else ())]
    looks = [(passage, imagine(passage, opened, asked, styles)[1]) for passage in passages]
    if as_json:
        click.echo(json.dumps(_values(file, looks), ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for passage, look in looks:
        _print(console, f"{passage.kind}: {passage.section.name or file.stem}", look)


def _values(file: Path, looks: list[tuple[Any, Look]]) -> dict[str, Any]:
    from sonochrome.commands.describe_kept import shown_name
    from sonochrome.commands.look_values import look_values

    values: dict[str, Any] = {"file": shown_name(file), "song": None, "sections": [], "clips": []}
    for passage, look in looks:
        section = passage.section
        if passage.kind == "song":
            values["song"] = look_values(look)
        elif passage.kind == "section":
            values["sections"].append({"id": section.id, "name": section.name, "look": look_values(look)})
        else:
            values["clips"].append({"id": section.id, "name": section.name, "track": passage.track, "look": look_values(look)})
    return values


def _print(console: Console, title: str, look: Look) -> None:
    """Title, colours as a strip with their roles and hex values, then reasons, words and prompt."""
    from rich.padding import Padding
    from rich.text import Text

    from sonochrome.commands.look_values import hex_of

    console.print(Text(title, style="bold"), Text(f"  {look.style}, painter {look.painter}, seed {look.seed}", style="dim"), sep="")
    strip = Text("  ")
    for color in look.palette:
        strip.append("      ", style=f"on {hex_of(color)}")
        strip.append(f" {color.role} {hex_of(color)}  ")
    console.print(strip)
    for reason in look.reasons:
        console.print(Padding(Text(reason), (0, 0, 0, 2)))
    console.print(Padding(Text(f"words: {', '.join(look.words)}"), (0, 0, 0, 2)))
    console.print(Padding(Text(f"prompt: {look.prompt}", style="dim"), (0, 0, 1, 2)))
