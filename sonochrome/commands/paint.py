"""`sonochrome paint`: one picture of a song, a section or a clip, as a PNG file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sonochrome.commands.look_options import Asked, look_options

if TYPE_CHECKING:
    from vocabulary.look import Look
    from vocabulary.pictures import PictureRequest

SMALLEST_PX, LARGEST_PX = 16, 8192

HELP = """Paint a picture of the music in FILE (.als, .mid) with a procedural painter: the whole song, or one section or clip.

The same music and options give the same picture, at any size. The file holds the look and its reasons as text.

\b
  sonochrome paint SONG.als -o song.png
  sonochrome paint SONG.als --style ink --size 3000 -o cover.png
  sonochrome paint SONG.mid --section 2 --size 1920x1080 --another 1 -o bars.png
"""


class SizeType(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """Pixels: one number for a square, or WIDTHxHEIGHT."""

    name = "N or WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Check the limits."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"\s*(\d{1,6})\s*(?:[x×X]\s*(\d{1,6})\s*)?", str(value))
        if found is None:
            self.fail(f"{value!r} is not a size; write e.g. 3000, or 1920x1080", param, ctx)
        width, height = int(found[1]), int(found[2] or found[1])
        if min(width, height) < SMALLEST_PX or max(width, height) > LARGEST_PX:
            self.fail(f"a side has {SMALLEST_PX} to {LARGEST_PX} pixels, got {value}", param, ctx)
        return width, height


@click.command(short_help="Paint a picture of a song, a section or a clip.", help=HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="PNG", help="The picture.")
@click.option("--size", type=SizeType(), default="1024", show_default=True, help="Pixels: a square's side, or width and height.")
@look_options
def command(*, asked: Asked, file: Path, output: Path, size: tuple[int, int]) -> None:
    """Paint; the help text is above."""
    from render.painters.renderer import PainterRenderer
    from render.png import write_png
    from render.request import picture_request
    from sonochrome.commands.look_options import imagine, open_and_describe, own_styles
    from sonochrome.commands.passages import chosen_passage
    from vocabulary.errors import OutputError

    if output.suffix.lower() != ".png":
        raise click.UsageError(f"the picture is a PNG file; call it {output.with_suffix('.png').name}")
    if not output.parent.is_dir():
        raise OutputError(f"there is no folder {output.parent}; make it first, or write elsewhere")
    opened = open_and_describe(file, asked)
    passage = chosen_passage(opened.song, asked.section, asked.clip)
    music, look = imagine(passage, opened, asked, own_styles())
    request = picture_request(passage.section, music, look, quality="final", width_px=size[0], height_px=size[1])
    renderer = PainterRenderer()
    try:
        pixels = renderer.render(request)
    finally:
        renderer.close()
    write_png(output, pixels, _metadata(look, request))
    click.echo(f"sonochrome: painted {output}: {look.style}, {size[0]} x {size[1]}, seed {look.seed}", err=True)


def _metadata(look: Look, request: PictureRequest) -> dict[str, str]:
    from sonochrome import __version__
    from sonochrome.commands.look_values import look_values

    return {
        "Software": f"Sonochrome {__version__}",
        "sonochrome:id": request.digest(),
        "sonochrome:renderer": f"painter:{look.painter}",
        "sonochrome:prompt": look.prompt,
        "sonochrome:seed": str(look.seed),
        "sonochrome:look": json.dumps(look_values(look), ensure_ascii=False),
    }
