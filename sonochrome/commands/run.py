"""`sonochrome run`: the daemon and the viewer, looked after."""

import click


@click.command(short_help="Start everything: the daemon that listens to Live, and the viewer.")
@click.option("--no-viewer", is_flag=True, help="No window: only the daemon, restarted when something goes wrong.")
def command(no_viewer: bool) -> None:
    """Start everything: Sonochrome listens to the device in Live, draws, and shows the pictures in a window.

    What stops by accident is restarted by itself. Close the window, or press Ctrl+C here, to end.
    """
    import logging

    from bridge.launch import require_display
    from bridge.supervisor import Supervisor

    if not no_viewer:
        require_display("run it in a desktop session, or without a window: sonochrome run --no-viewer")
    if logging.getLogger().level > logging.INFO:
        logging.getLogger().setLevel(logging.INFO)
    supervisor = Supervisor(viewer=None) if no_viewer else Supervisor()
    raise SystemExit(supervisor.run())
