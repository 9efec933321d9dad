"""Styles as TOML files: those that ship, and the user's own; every fault names file and line."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from render.choose_style import FACTS
from render.painters.catalogue import PAINTERS
from render.palette_bias import LIMITS, PaletteBias
from render.prompt import PLACES
from render.style import PromptPart, Style
from vocabulary.errors import SettingsError
from vocabulary.toml_lines import line_of

MAX_BYTES = 65_536
"""A style is a page of text; what is larger is something else."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_WEIGHTED = re.compile(r"\((?P<text>.+):(?P<weight>[0-9.]+)\)")
_PLACE = re.compile(r"\{([^{}]*)\}")
_MOST_WEIGHT = 2.0


@cache
def shipped_styles() -> Mapping[str, Style]:
    """The styles that come with Sonochrome, by name, in order of their names."""
    found = sorted((file for file in files("render.styles").iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    styles = [read_style(file.read_text("utf-8"), file.name.removesuffix(".toml")) for file in found]
    return MappingProxyType({style.name: style for style in styles})


def load_style(path: Path) -> Style:
    """One style of the user's.

    Raises:
        SettingsError: names the file, the line, the wrong value and what it may be.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SettingsError(f"{path} has {path.stat().st_size} bytes, a style at most {MAX_BYTES}; is it a style?")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the style {path}: {error}; correct or delete the file") from error
    try:
        return read_style(text, path.stem, yours=True)
    except SettingsError as error:
        raise SettingsError(f"{path}, {error}") from error.__cause__


def style_text(style: Style, folder: Path) -> str:
    """The file of a style, as it was written: one that ships, or the user's in `folder`.

    Raises:
        SettingsError: if it cannot be read.
    """
    if not style.yours:
        return files("render.styles").joinpath(f"{style.name}.toml").read_text("utf-8")
    path = folder / f"{style.name}.toml"
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the style {path}: {error}") from error


def read_style(text: str, name: str, *, yours: bool = False) -> Style:
    """A style from the text of its TOML file, named as the file.

    Raises:
        SettingsError: "line 3: ...", the wrong value and what it may be.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(f"line 1: a style's file is named with small letters, digits and hyphens, not {name!r}")
    try:
        document: dict[str, Any] = tomlkit.parse(text).unwrap()
    except ParseError as error:
        said = re.sub(r" at line \d+ col \d+$", "", str(error)).replace(r"'\x00'", "the end of the file")
        raise SettingsError(f"line {error.line}: {said}; correct or delete the line") from error
    except (TOMLKitError, ValueError) as error:
        raise SettingsError(f"line 1: not a TOML file: {error}; correct or delete it") from error
    _refuse_unknown(text, "", document, ("description", "painter", "prompt", "negative_prompt", "avoid", "settings", "palette", "fits"))
    painter = _text(text, document, "painter", "")
    infos = {info.name: info for info in PAINTERS}
    if painter not in infos:
        raise SettingsError(
            f"line {line_of(text, '', 'painter')}: painter must be one of {', '.join(infos)}, got {painter!r}"
            if painter
            else f'line 1: painter is missing; write e.g. painter = "{PAINTERS[0].name}"'
        )
    limits = {one.name: (one.low, one.high) for one in infos[painter].settings}
    return Style(
        name=name,
        description=_text(text, document, "description", ""),
        painter=painter,
        settings=_numbers(text, document, "settings", limits),
        prompt=tuple(_part(text, part) for part in _texts(text, document, "prompt")),
        negative_prompt=_text(text, document, "negative_prompt", ""),
        bias=PaletteBias(**dict(_numbers(text, document, "palette", LIMITS))),
        fits=_numbers(text, document, "fits", dict.fromkeys(FACTS, (-3.0, 3.0))),
        avoid=_texts(text, document, "avoid"),
        yours=yours,
    )


def _numbers(
    text: str, document: Mapping[str, Any], table: str, limits: Mapping[str, tuple[float, float]]
) -> tuple[tuple[str, float], ...]:
    entries = document.get(table, {})
    if not isinstance(entries, dict):
        raise SettingsError(f"line {line_of(text, table)}: {table} must be a table: write [{table}] and its values below")
    _refuse_unknown(text, table, entries, tuple(limits))
    for key, value in entries.items():
        low, high = limits[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            where = f"line {line_of(text, table, key)}"
            raise SettingsError(f"{where}: {key} in [{table}] must be a number from {low:g} to {high:g}, got {value!r}")
    return tuple((key, float(value)) for key, value in entries.items())


def _refuse_unknown(text: str, table: str, entries: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key, value in entries.items():
        if key not in known:
            line = line_of(text, key) if isinstance(value, dict) else line_of(text, table, key)
            place = f" in [{table}]" if table else ""
            raise SettingsError(f"line {line}: unknown {key!r}{place}; there are {', '.join(known) or 'none'}")


def _text(text: str, document: Mapping[str, Any], key: str, usual: str) -> str:
    value = document.get(key, usual)
    if not isinstance(value, str):
        raise SettingsError(f"line {line_of(text, '', key)}: {key} must be a text in quotes, got {value!r}")
    return value


def _texts(text: str, document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = document.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise SettingsError(f'line {line_of(text, "", key)}: {key} must be a list of texts: ["one", "two"], got {value!r}')
    return tuple(one.strip() for one in value)


def _part(text: str, part: str) -> PromptPart:
    """A part such as "oil paint" or, weighted as diffusion tools do it, "(oil paint:1.3)"."""
    line = next((number for number, line in enumerate(text.splitlines(), 1) if part in line), line_of(text, "", "prompt"))
    unknown = [place for place in _PLACE.findall(part) if place not in PLACES]
    if unknown or part.count("{") != part.count("}"):
        raise SettingsError(f"line {line}: {part!r} has a place that does not exist; there are {', '.join(f'{{{one}}}' for one in PLACES)}")
    weighted = _WEIGHTED.fullmatch(part)
    if weighted is None:
        return PromptPart(part)
    weight = _number_or_none(float, weighted["weight"])
    if weight is None or not 0 < weight <= _MOST_WEIGHT:
        raise SettingsError(f"line {line}: the weight in {part!r} must be above 0 and at most {_MOST_WEIGHT:g}")
    return PromptPart(weighted["text"], weight)


def _number_or_none(convert: Callable[[str], float], text: str) -> float | None:
    try:
        return convert(text)
    except ValueError:
        return None
