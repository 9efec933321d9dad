"""`sonochrome study`: a listening test on a page in the browser; its answers become a CSV file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from vocabulary.descriptor import Models

if TYPE_CHECKING:
    from sonochrome.study.trials import Control

FIRST_PORT, LAST_PORT = 8871, 8899

HELP = """Ask listeners which of two pictures fits the music they hear: the one painted from it, or another; is there a link?

FILES are songs (.als, .mid) or folders of them. A page opens in the browser: twenty seconds of music in plain tones, two pictures in
the same style, one choice. Each answer is appended to a CSV file with the share of right ones so far, its 95 % interval, and the
probability of doing as well by guessing. Nothing leaves this machine. One listener shows little: a claim needs many.

\b
  sonochrome study MUSIC -o answers.csv
  sonochrome study MUSIC -o answers.csv --control shuffled --style ink
"""


@click.command(short_help="A listening test: which picture fits the music?", help=HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="CSV", help="Where answers go.")
@click.option("--trials", type=click.IntRange(1, 200), default=20, show_default=True, metavar="N", help="Questions for a listener.")
@click.option("--control", type=click.Choice(("other", "shuffled")), default="other", show_default=True,
              help="The other picture: of another song, or of the same notes in disorder.")  # fmt: skip
@click.option("--style", metavar="NAME", help="The style of all pictures; usually all styles in turn.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="The same number asks the same; usually chosen by lot.")
@click.option("--models", type=click.Choice(get_args(Models)), help="What judges the music; usually as in the settings.")
@click.option("--browser/--no-browser", default=True, help="Open the page; else only its address is printed.")
def command(
    files: tuple[Path, ...],
    output: Path,
    trials: int,
    control: Control,
    style: str | None,
    seed: int | None,
    models: Models | None,
    browser: bool,
) -> None:
    """Ask; the help text is above."""
    import secrets

    import uvicorn

    from bridge.stage.loopback import LoopbackOnly, listen_on_first_free
    from render.choose_style import style_named
    from render.painters.renderer import PainterRenderer
    from sonochrome.commands.describe import models_in_settings
    from sonochrome.commands.describe_files import find_files
    from sonochrome.commands.look_options import own_styles
    from sonochrome.study.results import ResultFile
    from sonochrome.study.server import Study
    from sonochrome.study.trials import plan_trials

    styles = own_styles()
    if style:
        style_named(style, styles)
    session = secrets.randbelow(2**31) if seed is None else seed
    paths = find_files(files)
    planned = plan_trials(paths, trials, session, control=control, style=style, styles=styles, models=models or models_in_settings())
    renderer = PainterRenderer()
    study = Study(planned, ResultFile(output), session, renderer.render)
    listener = listen_on_first_free(FIRST_PORT, LAST_PORT)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    click.echo(f"sonochrome: {len(planned)} questions at {address} (seed {session}); answers go to {output}; Ctrl-C ends it", err=True)
    if browser:
        import webbrowser

        webbrowser.open(address)
    config = uvicorn.Config(LoopbackOnly(study.app()), lifespan="off", log_config=None, access_log=False, server_header=False)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run([listener])
    finally:
        study.close()
