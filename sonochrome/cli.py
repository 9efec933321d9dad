"""The list of subcommands, each imported only when it is called."""

import importlib
import logging
import sys
from typing import Any

import click

from sonochrome import __version__
from vocabulary.errors import SonochromeError

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""
COMMANDS: dict[str, str] = {
    "run": "Start everything: the daemon that listens to Live, and the viewer.",
    "play": "Rehearse without Live: a simulated Live plays a song into Sonochrome.",
    "describe": "Say what a song is: key, chords, rhythm, emotion, keywords.",
    "similar": "Find what resembles a song or a clip in a folder of music.",
    "styles": "List the styles, or begin one of your own.",
    "look": "Say how a song looks, and why: colours, light, form, words.",
    "paint": "Paint a picture of a song, a section or a clip.",
    "study": "A listening test: which picture fits the music?",
    "daemon": "Start only the daemon (listens to Live, draws pictures).",
    "view": "Open a viewer on the running daemon.",
    "device": "Find or install the Max for Live device.",
    "doctor": "Check what works on this machine, and say what to do about the rest.",
}
"""Name and help of each subcommand, in the order shown; `sonochrome/commands/<name>.py` holds `command`."""


class LazyGroup(click.Group):
    """A group that shows its commands' help without importing them, and reports faults in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import `sonochrome.commands.<cmd_name>`."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"sonochrome.commands.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"sonochrome.commands.{cmd_name}.command must be a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands from COMMANDS."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; a fault of the world is one line on stderr and exit status 2, Ctrl-C one line and 130."""
        try:
            return super().invoke(ctx)
        except SonochromeError as error:
            logging.getLogger(__name__).debug("command failed", exc_info=True)
            click.echo(f"sonochrome: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("sonochrome: stopped", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader of our output had enough
            raise
        except OSError as error:  # a full disk, a vanished folder: named by the system
            logging.getLogger(__name__).debug("command failed", exc_info=True)
            click.echo(f"sonochrome: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
            sys.exit(2)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="sonochrome", message="%(prog)s %(version)s")
@click.option("-v", "--verbose", count=True, help="Say more: -v each clip and picture, -vv also wire traffic and timing.")
def cli(verbose: int) -> None:
    """Sonochrome turns what your Ableton Live set plays into pictures, on the beat.

    With Live: `sonochrome device install`, put the Sonochrome device on a MIDI track, then `sonochrome run`.
    Without Live: `sonochrome play SONG.als` (or a .mid) rehearses the whole show.
    """
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s", datefmt="%H:%M:%S")
