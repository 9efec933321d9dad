"""`sonochrome view`: a viewer on the running daemon."""

from pathlib import Path

import click


@click.command(short_help="Open a viewer on the running daemon.")
@click.option("--full-screen", type=click.IntRange(1, 9), default=None, metavar="N", help="Begin full screen on display N (1 = first).")
@click.option("--presentations", type=click.Path(path_type=Path), default=None, help="Write when each picture was shown (JSON lines).")
@click.option("--lifeline", is_flag=True, hidden=True, help="End when standard input closes.")
@click.option("--parent", type=int, default=None, hidden=True, help="End when this process ends.")
def command(full_screen: int | None, presentations: Path | None, lifeline: bool, parent: int | None) -> None:
    """Open a viewer: the stage, the timeline, and what the music is.

    It finds the daemon by itself, also one that starts later or restarts. Press ? in the window for its keys.
    """
    from bridge.launch import require_display

    require_display("run it in a desktop session, or try: sonochrome play SONG --headless")
    from gui.app import run

    raise SystemExit(run(lifeline=lifeline, parent=parent, presentations=presentations, full_screen=full_screen))
