"""`sonochrome styles`: which styles there are; begin one of your own; check those you wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from render.style import Style

HELP = """List the styles: the hands in which pictures are painted, and the music each fits.

A style is a small TOML file: painter, its settings, palette, prompt, the music it fits. Yours lie in a folder of their own; Sonochrome
reads them again whenever they change, also while it runs.

\b
  sonochrome styles                        the list
  sonochrome styles paper                  one style, with all that can be set
  sonochrome styles --new mine --like ink  begin one of your own from another
"""


@click.command(short_help="List the styles, or begin one of your own.", help=HELP)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")
@click.option("--new", metavar="NAME", help="Begin a style of your own in your styles folder.")
@click.option("--like", metavar="STYLE", help="With --new: the style to begin from; usually paper.")
@click.option("--folder", is_flag=True, help="Print your styles folder.")
def command(name: str | None, as_json: bool, new: str | None, like: str | None, folder: bool) -> None:
    """List; the help text is above."""
    from bridge.launch import styles_folder
    from render.choose_style import style_named
    from render.style_shelf import StyleShelf

    if like is not None and new is None:
        raise click.UsageError("--like needs --new NAME")
    if folder:
        click.echo(str(styles_folder()))
        return
    shelf = StyleShelf(styles_folder())
    if new is not None:
        click.echo(f"sonochrome: wrote {_begin(new, style_named(like or 'paper', shelf.styles), styles_folder())}; edit it", err=True)
        return
    chosen = [style_named(name, shelf.styles)] if name else list(shelf.styles.values())
    if as_json:
        click.echo(json.dumps([_values(style) for style in chosen], ensure_ascii=False))
    elif name:
        _print_one(chosen[0])
    else:
        _print_list(chosen)
    for fault in shelf.faults:
        click.echo(f"sonochrome: {fault}", err=True)
    if shelf.faults:
        raise SystemExit(2)


def _begin(name: str, model: Style, folder: Path) -> Path:
    """A copy of the model's file under a new name; nothing is overwritten.

    Raises:
        SettingsError: if the name does not do, or is taken.
        OutputError: if it cannot be written.
    """
    from render.style_files import read_style, style_text
    from vocabulary.errors import OutputError, SettingsError

    try:
        read_style('painter = "paper"', name)
    except SettingsError:
        raise SettingsError(f"a style is named with small letters, digits and hyphens, at most 40 of them, not {name!r}") from None
    path = folder / f"{name}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(style_text(model, folder))
    except FileExistsError:
        raise SettingsError(f"{path} is there already; choose another name, or edit it") from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}; is the disk full or write-protected?") from error
    return path


def _values(style: Style) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "name": style.name,
        "description": style.description,
        "painter": style.painter,
        "settings": dict(style.settings),
        "prompt": [asdict(part) for part in style.prompt],
        "negative_prompt": style.negative_prompt,
        "palette": asdict(style.bias),
        "fits": dict(style.fits),
        "avoid": list(style.avoid),
        "yours": style.yours,
    }


def _print_list(styles: list[Style]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("style", "painter", "what it is", "fits"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("style", "painter"))
    for style in styles:
        table.add_row(style.name + (" *" if style.yours else ""), style.painter, style.description, _fitting(style))
    console = Console(highlight=False)
    console.print(table)
    if any(style.yours for style in styles):
        console.print("* yours")


def _fitting(style: Style) -> str:
    strongest = sorted(style.fits, key=lambda fit: -abs(fit[1]))[:4]
    return ", ".join(f"{'little ' if weight < 0 else ''}{fact}" for fact, weight in strongest)


def _print_one(style: Style) -> None:
    from rich.console import Console

    from render.painters.catalogue import painter_info

    console = Console(highlight=False, markup=False)
    console.print(f"{style.name}: {style.description}")
    console.print(f"  painter: {style.painter}, {painter_info(style.painter).description}")
    own = dict(style.settings)
    for setting in painter_info(style.painter).settings:
        value = own.get(setting.name, setting.default)
        console.print(f"    {setting.name} = {value:g}   ({setting.low:g} to {setting.high:g}: {setting.description})")
    console.print(f"  prompt: {', '.join(part.text for part in style.prompt)}")
    console.print(f"  fits: {', '.join(f'{fact} {weight:+g}' for fact, weight in style.fits) or 'only when chosen'}")
    if style.avoid:
        console.print(f"  avoids: {', '.join(style.avoid)}")
