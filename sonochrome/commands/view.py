"""`sonochrome view`: a viewer on the running daemon."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bridge.settings import Moving


@click.command(short_help="Open a viewer on the running daemon.")
@click.option("--full-screen", type=click.IntRange(1, 9), default=None, metavar="N", help="Begin full screen on display N (1 = first).")
@click.option("--moving", type=click.Choice(("auto", "on", "off")), help="Whether pictures move; usually as in the settings.")
@click.option("--presentations", type=click.Path(path_type=Path), default=None, help="Write when each picture was shown (JSON lines).")
@click.option("--lifeline", is_flag=True, hidden=True, help="End when standard input closes.")
@click.option("--parent", type=int, default=None, hidden=True, help="End when this process ends.")
def command(full_screen: int | None, moving: "Moving | None", presentations: Path | None, lifeline: bool, parent: int | None) -> None:
    """Open a viewer: the stage, the timeline, and what the music is.

    It finds the daemon by itself, also one that starts later or restarts. Press ? in the window for its keys.
    """
    from bridge.launch import require_display

    require_display("run it in a desktop session, or try: sonochrome play SONG --headless")
    from gui.app import run

    moves = moving or moving_in_settings()
    raise SystemExit(run(lifeline=lifeline, parent=parent, presentations=presentations, full_screen=full_screen, moving=moves))


def moving_in_settings() -> "Moving":
    """What the settings say; the usual if they are wrong, which the daemon says louder than a viewer could."""
    from bridge.launch import settings_path
    from bridge.settings import load_settings
    from vocabulary.errors import SettingsError

    try:
        return load_settings(settings_path()).moving
    except SettingsError:
        return "auto"
