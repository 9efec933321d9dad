"""The options that `look` and `paint` share: which passage, which style, what is locked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from vocabulary.descriptor import Models
from vocabulary.look import COLOR_ROLES
from vocabulary.wishes import WISH_NUMBERS, Wishes

if TYPE_CHECKING:
    from render.style import Style
    from sonochrome.commands.passages import Passage
    from vocabulary.descriptor import MusicDescriptor
    from vocabulary.live_set import Song
    from vocabulary.look import Look

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")


class LockType(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """NAME=NUMBER of `WISH_NUMBERS`."""

    name = "NAME=NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Check name and limits."""
        if isinstance(value, tuple):
            return value
        name, sign, text = str(value).partition("=")
        name = name.strip().lower()
        if not sign or name not in WISH_NUMBERS:
            self.fail(f"{value!r} is not NAME=NUMBER; names are {', '.join(WISH_NUMBERS)}", param, ctx)
        low, high = WISH_NUMBERS[name]
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            self.fail(f"{name} must be a number from {low:g} to {high:g}, got {text!r}", param, ctx)
        return name, number


class ColorType(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """ROLE=#RRGGBB of the palette."""

    name = "ROLE=#RRGGBB"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Check role and colour."""
        if isinstance(value, tuple):
            return value
        role, _, text = str(value).partition("=")
        found = _HEX.fullmatch(text.strip())
        if role.strip().lower() not in COLOR_ROLES or found is None:
            self.fail(f"{value!r} is not ROLE=#RRGGBB, e.g. accent=#e04020; roles are {', '.join(COLOR_ROLES)}", param, ctx)
        return role.strip().lower(), int(found[1], 16)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for.

    Attributes:
        section, clip: Name (or a section's number) of the passage; None and None for the song.
        style: None for the one that fits.
        models: What judges the music.
    """

    section: str | None
    clip: str | None
    style: str | None
    seed: int
    wishes: Wishes
    models: Models


def look_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options; it receives them as one `asked`."""

    def with_asked(
        *,
        section: str | None,
        clip: str | None,
        style: str | None,
        seed: int,
        another: int,
        lock: tuple[tuple[str, float], ...],
        color: tuple[tuple[str, int], ...],
        word: tuple[str, ...],
        without: tuple[str, ...],
        models: Models | None,
        **others: Any,
    ) -> None:
        from sonochrome.commands.describe import models_in_settings

        if section is not None and clip is not None:
            raise click.UsageError("give --section or --clip, not both")
        try:
            wishes = Wishes(another=another, numbers=lock, colors=color, words=word, without=without)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        command(asked=Asked(section, clip, style or None, seed, wishes, models or models_in_settings()), **others)

    with_asked.__doc__ = command.__doc__
    for option in reversed(_OPTIONS):
        with_asked = option(with_asked)
    return with_asked


_OPTIONS = (
    click.option("--section", metavar="NAME", help="This section of the arrangement, by name or number."),
    click.option("--clip", metavar="NAME", help="This clip, by its or its track's name."),
    click.option("--style", metavar="NAME", help="A style, see `sonochrome styles`; usually the one that fits the music."),
    click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Another number, other pictures."),
    click.option("--another", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help="The Nth other picture of the same music."),
    click.option("--lock", type=LockType(), multiple=True, help=f"Fix an attribute whatever the music says: {', '.join(WISH_NUMBERS)}."),
    click.option("--color", type=ColorType(), multiple=True, help=f"Fix a colour: {', '.join(COLOR_ROLES)}."),
    click.option("--word", multiple=True, metavar="WORD", help="A word that must be in the prompt."),
    click.option("--without", multiple=True, metavar="WORD", help="A word that must not."),
    click.option("--models", type=click.Choice(get_args(Models)), help="What judges the music; usually as in the settings."),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A song, what all of it is, and its mood as a show knows it: in coarse steps, at the tempo and signature of its beginning."""

    song: Song
    music: MusicDescriptor
    mood: MusicDescriptor


def open_and_describe(path: Path, asked: Asked) -> Opened:
    """Open a song and describe all of it.

    Raises:
        SongError: if it cannot be read.
    """
    from analysis.describe import describe
    from analysis.sections import song_section
    from bridge.pipeline import coarse
    from songs.open_song import has_notes, open_song
    from sonochrome.commands.passages import whole_song
    from vocabulary.errors import SongError

    song = open_song(path)
    if not has_notes(song):
        raise SongError(f"{path.name} holds no notes: nothing to picture")
    begins = song_section(song.live_set, tempo=song.tempo_map.tempo_at(0.0), signatures=song.signatures[:1])
    music = describe(whole_song(song).section, models=asked.models)
    return Opened(song, music, coarse(describe(begins, models=asked.models)))


def own_styles() -> Mapping[str, Style]:
    """The styles that ship and the user's."""
    from bridge.launch import styles_folder
    from render.style_shelf import StyleShelf

    return StyleShelf(styles_folder()).styles


def imagine(passage: Passage, opened: Opened, asked: Asked, styles: Mapping[str, Style]) -> tuple[MusicDescriptor, Look]:
    """What a passage is, and how it looks within its song: as in a show, where the song's mood is known in coarse steps.

    Raises:
        SettingsError: for an unknown style.
    """
    from analysis.contrast import contrast_with_whole
    from analysis.describe import describe
    from bridge.families import Families
    from render.look import imagine_look
    from sonochrome.commands.passages import sections_of

    music, mood, family = opened.music, opened.mood, None
    if passage.kind != "song":
        music = describe(passage.section, models=asked.models)
        music = replace(music, keywords=contrast_with_whole(music, mood))
    if passage.kind == "section":
        families = Families()
        families.take([one.section for one in sections_of(opened.song)])
        family = families.family_of(passage.section)
    return music, imagine_look(music, mood, style=asked.style, seed=asked.seed, family=family, styles=styles, wishes=asked.wishes)
