"""`sonochrome daemon`: listens to Live, draws pictures, serves stages."""

import click


@click.command(short_help="Start only the daemon (listens to Live, draws pictures).")
@click.option("--safe-mode", is_flag=True, help="Draw with the built-in painters and software graphics only.")
@click.option("--lifeline", is_flag=True, hidden=True, help="End when standard input closes.")
def command(safe_mode: bool, lifeline: bool) -> None:
    """Start the daemon: it listens to the Sonochrome device in Live, draws the pictures and tells the viewers.

    `sonochrome run` starts it for you together with a viewer, and restarts it when something goes wrong.
    """
    import asyncio
    import logging

    from bridge.daemon import DaemonOptions, run_daemon
    from sonochrome import __version__

    if logging.getLogger().level > logging.INFO:
        logging.getLogger().setLevel(logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    asyncio.run(run_daemon(DaemonOptions(__version__, safe_mode=safe_mode, lifeline=lifeline)))
