"""`sonochrome device`: where the Max for Live device is, and putting it into Ableton's User Library."""

import contextlib
from pathlib import Path

import click

FOLDER_IN_LIBRARY = Path("Presets", "MIDI Effects", "Max MIDI Effect")
"""Where Live's browser looks for the user's own MIDI effects, inside the User Library."""


@click.group(short_help="Find or install the Max for Live device.")
def command() -> None:
    """Find or install the Max for Live device, the part of Sonochrome that lives inside Ableton Live.

    Put it on any MIDI track, once in a set. It listens to the whole set, and lets all MIDI through untouched.
    """


@command.command()
def path() -> None:
    """Show where the device's file is: you may also drag it from there onto a MIDI track."""
    click.echo(device_file())


@command.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Put it into this folder instead of Ableton's User Library (needed where Live keeps its library elsewhere).",
)
def install(folder: Path | None) -> None:
    """Copy the device into Ableton's User Library.

    It then appears in Live's browser under User Library, Presets, MIDI Effects, Max MIDI Effect.
    """
    placed = install_device(folder)
    click.echo(f"Installed {placed}")
    click.echo("In Live, drag Sonochrome from the browser's User Library onto a MIDI track. Then start: sonochrome run")


def device_file() -> Path:
    """The built device that came with Sonochrome."""
    from max_device.build import DEVICE_PATH

    return DEVICE_PATH


def install_device(folder: Path | None) -> Path:
    """Copy the device into a folder, by default Ableton's User Library; an older one is replaced.

    Raises:
        DeviceFileError: if there is no User Library where Live usually keeps it, or it cannot be written.
    """
    from vocabulary.errors import DeviceFileError

    source = device_file()
    target = (folder if folder is not None else _effects_folder()) / source.name
    aside = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(source.read_bytes())
        aside.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise DeviceFileError(
            f"the device cannot be copied to {target}: {error.strerror or error}; give another folder with --to FOLDER"
        ) from error
    return target


def _effects_folder() -> Path:
    from vocabulary.errors import DeviceFileError

    library = user_library()
    if not library.is_dir():
        raise DeviceFileError(
            f"there is no User Library of Ableton Live at {library}; Live shows its place in Settings, Library."
            f' Give it so: sonochrome device install --to "THAT FOLDER/{FOLDER_IN_LIBRARY.as_posix()}"'
        )
    return library / FOLDER_IN_LIBRARY


def user_library() -> Path:
    """Where Live keeps the User Library unless told otherwise: in Music on macOS, in Documents on Windows."""
    import sys

    return Path.home() / ("Documents" if sys.platform == "win32" else "Music") / "Ableton" / "User Library"
