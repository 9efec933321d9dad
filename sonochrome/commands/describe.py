"""`sonochrome describe`: what songs are, for people or as JSON; one file, or folders of thousands."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from vocabulary.descriptor import Models

if TYPE_CHECKING:
    from sonochrome.commands.describe_progress import Progress, Tally

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

HELP = """Describe the music in FILES (.als, .mid): the song, its sections and its clips.

FOLDERS are searched for music at any depth; hidden files are passed over. A file that cannot be read, takes too long or crashes is
reported on one line; the others are described all the same, and the exit status is 2.

\b
  sonochrome describe SONG.als             for people
  sonochrome describe SONG.als --json      one line of JSON a file
  sonochrome describe MUSIC -o OUT.jsonl   a folder of thousands; the same
                                           again goes on where it stopped

\b
What judges: --models learned (the usual), or formula.
  learned   Trained weights, more often right. They learned from research
            data, some of it not for commercial use or without any licence:
            keys, chords   POP909-CL (MIT), DCML corpora (CC BY-NC-SA 4.0)
            emotion        EMOPIA (CC BY-NC-SA 4.0),
                           VGMIDI (no licence stated)
            genre          MIDI files without a stated licence
            groove         Groove MIDI Dataset (CC BY 4.0)
            Beside each weight file lies a card that tells more.
  formula   None of these weights: documented formulas and small tables. A
            few of their numbers were fitted to the same data; the code
            says beside them which.
"""


@click.command(short_help="Say what a song is: key, chords, rhythm, emotion, keywords.", help=HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file, for programs.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.jsonl",
              help="Append the lines of JSON to this file; what it holds already is not done again.")  # fmt: skip
@click.option("--again", is_flag=True, help="With -o: describe everything again.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes at work; usually one for each processor.")
@click.option("--time-limit", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True, metavar="SECONDS", help="For one file.")
@click.option("--models", type=click.Choice(get_args(Models)), help="What judges, see above; usually as in the settings.")
def command(
    files: tuple[Path, ...],
    as_json: bool,
    output: Path | None,
    again: bool,
    jobs: int | None,
    time_limit: float,
    models: Models | None,
) -> None:
    """Describe files; the help text is above."""
    from sonochrome.commands.describe_files import find_files
    from sonochrome.commands.describe_progress import Tally, show_progress
    from sonochrome.commands.describe_workers import describe_all, processors

    if again and output is None:
        raise click.UsageError("--again needs -o: without it everything is described again anyway")
    judges = models or models_in_settings()
    tally = Tally()
    paths = find_files(files)
    many = len(paths) > 1 or output is not None
    to_screen = output is None and sys.stdout.isatty()
    todo = _not_yet_done(paths, output, judges, again, tally)  # may put another file in the output's place, so before it is opened
    with _sink(output, as_json) as write, show_progress(len(todo), bar=many and sys.stderr.isatty() and not to_screen) as progress:
        outcomes = describe_all(todo, models=judges, jobs=jobs or processors(), time_limit_s=time_limit)
        with contextlib.closing(outcomes), _stopped_cleanly(tally, progress):
            for outcome in outcomes:
                if outcome.reason:
                    tally.failed += 1
                    progress.say(f"sonochrome: {outcome.reason}")
                else:
                    tally.described += 1
                    write(outcome.line)
                progress.step(tally)
    if many:
        click.echo(_summary(tally), err=True)
    if tally.failed:
        raise SystemExit(2)


def _not_yet_done(paths: Sequence[Path], output: Path | None, models: Models, again: bool, tally: Tally) -> tuple[Path, ...]:
    """The files that the output does not hold yet; the others are counted as skipped."""
    from sonochrome import __version__
    from sonochrome.commands.describe_kept import already_described, shown_name

    if output is None:
        return tuple(paths)
    wanted = {shown_name(path): path for path in paths}
    done = already_described(output, wanted, f"sonochrome {__version__}", models, again=again)
    tally.skipped = len(done)
    return tuple(path for name, path in wanted.items() if name not in done)


@contextlib.contextmanager
def _sink(output: Path | None, as_json: bool) -> Iterator[Callable[[str], None]]:
    """Where lines go: to the file, to stdout as they are, or to stdout for people.

    Raises:
        OutputError: if the file cannot be written.
    """
    from sonochrome.commands.describe_kept import append_line
    from vocabulary.errors import OutputError

    if output is None:
        yield click.echo if as_json else _print_for_people
        return
    try:
        file = output.open("ab", buffering=0)
    except OSError as error:
        raise OutputError(f"cannot write {output}: {error.strerror or error}; choose another file") from error
    with file:
        yield lambda line: append_line(file, line)


def _print_for_people(line: str) -> None:
    from rich.console import Console

    from sonochrome.commands.describe_text import print_song

    print_song(Console(highlight=False), json.loads(line))


@contextlib.contextmanager
def _stopped_cleanly(tally: Tally, progress: Progress) -> Iterator[None]:
    """After Ctrl-C say what is done."""
    try:
        yield
    except KeyboardInterrupt:
        progress.say(f"{_summary(tally)}; stopped: with -o the same command goes on from here")
        raise SystemExit(INTERRUPTED) from None


def _summary(tally: Tally) -> str:
    return f"sonochrome: described {tally.described}, skipped {tally.skipped} that were done before, failed {tally.failed}"


def models_in_settings() -> Models:
    """What the user chose for the daemon; no settings file is written for this.

    Raises:
        SettingsError: if the settings file is wrong.
    """
    from bridge.launch import settings_path

    if not settings_path().exists():
        return "learned"
    from bridge.settings import load_settings

    return load_settings(settings_path()).models
