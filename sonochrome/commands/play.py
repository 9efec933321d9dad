"""`sonochrome play SONG`: a rehearsal of the whole show without Live."""

import contextlib
import logging
import math
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from bridge.launch import DaemonAddress
    from bridge.sources.rehearsal import Rehearsal, RehearsalOptions
    from vocabulary.live_set import Song

START_TIMEOUT_S = 20.0
SHORTEST_LOOP_BEATS = 1.0
MOST_LOOPS = 100_000


class FiniteRange(click.FloatRange):
    """A range of numbers; click itself lets "nan" and "inf" through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number that can be used here", param, ctx)
        return number


def _loop(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float, int] | None:
    """Read START:END:TIMES."""
    if value is None:
        return None
    try:
        start, end, times = value.split(":")
        loop = float(start), float(end), int(times)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no loop; write START:END:TIMES in beats, e.g. 16:32:3") from error
    if not (0 <= loop[0] < loop[1] < math.inf and 1 <= loop[2] <= MOST_LOOPS):
        raise click.BadParameter(f"{value!r}: a loop starts before it ends, at beat 0 or later, and plays 1 to {MOST_LOOPS} times")
    return loop


@click.command(name="play")
@click.argument("song", type=click.Path(path_type=Path), metavar="SONG")
@click.option("--headless", is_flag=True, help="Open no window; the same stage runs unseen and is measured.")
@click.option("--speed", type=FiniteRange(0, 64), default=1.0, show_default=True, help="How fast; 0 = as fast as the pictures come.")
@click.option("--loop", callback=_loop, metavar="START:END:TIMES", help="Play a stretch of the song several times; START and END in beats.")
@click.option("--moving", type=click.Choice(("auto", "on", "off")), help="Whether pictures move; usually as in the settings.")
@click.option("--edits", type=click.IntRange(0, 1000), default=5, show_default=True, help="Clips to edit at the end, to time the stage.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.json", help="Write what was measured.")
@click.option(
    "--pictures", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Keep the final pictures and a contact sheet."
)
@click.option("--loss", type=FiniteRange(0, 0.9), default=0.0, metavar="P", help="Share of network packets that get lost, e.g. 0.2.")
@click.option("--reorder", is_flag=True, help="Let some network packets overtake others.")
@click.option("--duplicate", is_flag=True, help="Let some network packets come twice.")
@click.option("--jitter-ms", type=FiniteRange(0, 1000), default=0.0, help="Delay network packets by up to so many milliseconds.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the network's faults and Live's stalls.")
def command(
    song: Path,
    headless: bool,
    speed: float,
    loop: tuple[float, float, int] | None,
    moving: str | None,
    edits: int,
    report: Path | None,
    pictures: Path | None,
    loss: float,
    reorder: bool,
    duplicate: bool,
    jitter_ms: float,
    seed: int,
) -> None:
    """Rehearse SONG (.als or .mid) without Live.

    A simulated Ableton Live with the real Sonochrome device in it plays the song into the running Sonochrome, or into one that is
    started for it, and says how well the pictures followed the music.
    """
    from bridge.launch import has_display
    from bridge.sources.bad_network import NetworkFaults
    from bridge.sources.rehearsal import RehearsalOptions

    opened = _open(song)
    _check_loop(opened, loop, speed)
    for folder in [*([report.resolve().parent] if report else []), *([pictures] if pictures else [])]:
        _check_writable(folder)
    options = RehearsalOptions(NetworkFaults(loss, reorder, duplicate, jitter_ms), speed, loop, edits, seed)
    _end_on_signal()
    if not headless and not has_display():
        click.echo("no display here: rehearsing without a window, as with --headless", err=True)
        headless = True
    results = _rehearse(opened, song, options, headless, moving, pictures)
    _tell(results)
    if report is not None:
        _write_report(report, results)
    if not (results["live_set_equal"] and results["pictures"] == results["sections"]):
        sys.exit(1)


def _open(path: Path) -> "Song":
    """Raises SongError for what cannot be read or holds nothing to play."""
    from songs.open_song import count_notes, open_song
    from vocabulary.errors import SongError

    song = open_song(path)
    if count_notes(song.live_set) == 0:
        raise SongError(f"{path.name} holds no MIDI notes; there is nothing to picture. Try a set or file with MIDI clips")
    for warning in song.warnings:
        click.echo(f"{path.name}: {warning}", err=True)
    return song


def _rehearse(
    song: "Song", path: Path, options: "RehearsalOptions", headless: bool, moving: str | None, pictures: Path | None
) -> dict[str, Any]:
    from bridge.sources.rehearsal import Rehearsal
    from bridge.sources.rehearsal_report import read_presentations
    from bridge.sources.simulated_max import MaxRuleError
    from max_device.build import joined_script
    from sonochrome.working_folder import working_folder

    with working_folder() as folder, _progress() as tell:
        tell("starting", 0, 0)
        record = folder / "presentations.jsonl"
        with _daemon() as address:
            stage = _stage(record, headless, options.speed, moving)
            with stage:
                rehearsal = Rehearsal(song, path, joined_script(), address, options, record, tell)
                try:
                    results = rehearsal.run()
                except MaxRuleError as error:
                    raise click.ClickException(f"the device broke a rule of Max, which is a fault of Sonochrome: {error}") from error
            results["frames"] = read_presentations(record)[1]
            if pictures is not None:
                try:
                    _keep_pictures(rehearsal, results, pictures)
                except OSError as error:  # what was measured is not lost with them
                    results["remarks"].append(f"the pictures could not be kept in {str(pictures)!r}: {error.strerror or error}")
        return results


@contextlib.contextmanager
def _daemon() -> "Iterator[DaemonAddress]":
    """The running daemon, or one of our own that ends with us."""
    from bridge.launch import end_process, find_daemon, start_daemon, wait_for_daemon

    running = find_daemon()
    if running is not None:
        yield running
        return
    process = start_daemon(lifeline=True, quiet=logging.getLogger().level > logging.INFO)
    try:
        yield wait_for_daemon(START_TIMEOUT_S, process)
    finally:
        end_process(process)


@contextlib.contextmanager
def _stage(record: Path, headless: bool, speed: float, moving: str | None) -> Iterator[None]:
    """The headless stage, or the viewer; without a clock nothing is measured, and only a viewer is worth opening."""
    from bridge.launch import end_process, start_python, start_viewer
    from sonochrome.commands.view import moving_in_settings

    if headless and speed == 0:
        yield
        return
    arguments = ["--presentations", str(record), "--moving", moving or moving_in_settings()]
    if headless:
        process = start_python("gui.headless_stage", [*arguments, "--lifeline"], lifeline=True)
    else:
        process = start_viewer(lifeline=True, arguments=arguments)
    try:
        yield
    finally:
        end_process(process)


def _keep_pictures(rehearsal: "Rehearsal", results: dict[str, Any], folder: Path) -> None:
    """Final pictures, named by the order and name of their sections, and the contact sheet."""
    from export.contact_sheet import write_contact_sheet

    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for number, section in enumerate(results["section_list"], 1):
        if section["picture"]:
            safe = "".join(c if c.isalnum() or c in " -_#" else "_" for c in section["name"]).strip()[:60]
            file = folder / f"{number:02d} {safe}.png"
            file.write_bytes(rehearsal.picture(section["picture"]))
            kept.append((file, f"{number}. {section['name']}"))
    if kept:
        write_contact_sheet(folder / "contact_sheet.png", kept)


def _check_loop(song: "Song", loop: tuple[float, float, int] | None, speed: float) -> None:
    """Raises click.BadParameter for a stretch that the song does not have, or that is too short to be one."""
    from songs.unroll import arrangement_length
    from vocabulary.units import to_beats

    if loop is None:
        return
    length = to_beats(arrangement_length(song.live_set))
    if speed == 0:
        raise click.BadParameter("a stretch cannot be played several times with --speed 0, which plays no time", param_hint="--loop")
    if not length:
        raise click.BadParameter("this set has scenes and no arrangement; there is nothing to loop", param_hint="--loop")
    if loop[0] >= length or loop[1] - loop[0] < SHORTEST_LOOP_BEATS:
        raise click.BadParameter(
            f"{loop[0]:g} to {loop[1]:g} is no stretch of this song: it is {length:g} beats long, and a loop lasts a beat or more",
            param_hint="--loop",
        )


def _check_writable(folder: Path) -> None:
    """Raises OutputError now, and not when everything was played."""
    import tempfile

    from vocabulary.errors import OutputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(f"cannot write to {str(folder)!r}: {error.strerror or error}; name another place") from error


def _write_report(path: Path, results: dict[str, Any]) -> None:
    """Written aside and renamed: a report is whole or not there."""
    import json

    from vocabulary.errors import OutputError

    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(f"cannot write the report {str(path)!r}: {error.strerror or error}; name another place") from error


def _tell(results: dict[str, Any]) -> None:
    """A few lines for people."""
    click.echo(
        f"{results['song']}: {results['sections']} sections, {results['pictures']} final pictures, {results['notes']['received']} notes"
    )
    sync, jumps, draft = results["sync_error_ms"], results["jumps"], results["draft_latency_ms"]
    if sync["n"] or sync["missed"]:
        missed = f", {sync['missed']} missed" if sync["missed"] else ""
        click.echo(f"on the beat: {sync['n']} changes{missed}, off by {sync['p50']} ms (median), {sync['p99']} ms (99 %)")
    if jumps["n"]:
        click.echo(f"after a start or jump: the right picture within {jumps['p50']} ms (median), {jumps['max']} ms (longest)")
    if draft["n"]:
        click.echo(f"after an edit: a draft within {draft['p50']} ms (median), {draft['p95']} ms (95 %)")
    lost = results["datagrams"]
    click.echo(f"network: {lost['sent']} packets sent, {lost['lost']} lost, {lost['resent']} asked for again")
    for line in results["remarks"] + results["differences"]:
        click.echo(line, err=True)
    if not results["live_set_equal"]:
        click.echo("the daemon's set is not the same as the simulated Live's", err=True)
    for name in results["sections_without_final_picture"]:
        click.echo(f"no final picture for {name}", err=True)


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """A progress bar on stderr; gives the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=5,
    ) as progress:
        task = progress.add_task("", total=None)

        def tell(what: str, done: float, total: float) -> None:
            progress.update(task, description=what[:60], completed=done, total=total or None)

        yield tell


def _end_on_signal() -> None:
    """A polite kill ends what was started, as Ctrl-C does."""

    def end(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
