"""`sonochrome run`: the daemon and the viewer, looked after."""

import click


@click.command(short_help="Start everything: the daemon that listens to Live, and the viewer.")
@click.option("--no-viewer", is_flag=True, help="No window: only the daemon, restarted when something goes wrong.")
@click.option("--moving", type=click.Choice(("auto", "on", "off")), help="Whether pictures move; usually as in the settings.")
def command(no_viewer: bool, moving: str | None) -> None:
    """Start everything: Sonochrome listens to the device in Live, draws, and shows the pictures in a window.

    What stops by accident is restarted by itself. Close the window, or press Ctrl+C here, to end.
    """
    import logging

    from bridge.launch import require_display, start_viewer
    from bridge.supervisor import Supervisor

    if not no_viewer:
        require_display("run it in a desktop session, or without a window: sonochrome run --no-viewer")
    if logging.getLogger().level > logging.INFO:
        logging.getLogger().setLevel(logging.INFO)
    arguments = ["--moving", moving] if moving else []
    supervisor = Supervisor(viewer=None if no_viewer else lambda safe_mode: start_viewer(arguments=arguments))
    raise SystemExit(supervisor.run())
