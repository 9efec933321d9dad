"""The settings: one TOML file, written with comments on first use, read once at the start.

Everything is checked here; the rest of the daemon receives plain values.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from vocabulary.descriptor import Models
from vocabulary.errors import SettingsError
from vocabulary.toml_lines import line_of

log = logging.getLogger(__name__)

Moving = Literal["auto", "on", "off"]
"""See `render.compositor.live_pictures`, which draws with OpenGL and is not loaded here."""

DEFAULT_FILE = """\
# Sonochrome's settings. A line that begins with # says something to you only.
# Delete this file to get it back as it was; `sonochrome doctor` checks it.

[picture]
# Width and height of the finished pictures, in pixels (64 to 4096).
width_px = 1024
height_px = 1024
# The side of the quick first version, in pixels (64 to 512).
draft_px = 256
# The style of all pictures; "" lets the music decide.
style = ""
# Another number gives other pictures of the same music (0 to 2147483647).
seed = 0

[analysis]
# What judges key, chords, genre, groove and emotion: "learned" or "formula".
# "learned" is more often right, but its numbers were trained on research data of which some may not be used for money, or state no
# licence: keys and chords on POP909-CL (MIT) and the DCML corpora (CC BY-NC-SA 4.0), emotion on EMOPIA (CC BY-NC-SA 4.0) and VGMIDI (no
# licence stated), genre on MIDI files without a stated licence, groove on the Groove MIDI Dataset (CC BY 4.0).
# "formula" uses none of these weights: documented formulas and small tables. A few of their numbers were fitted to the same data.
models = "learned"

[library]
# The folder that keeps all pictures; "" is the usual one.
folder = ""
# When the pictures need more room than this, in megabytes, the ones not used for longest are deleted (50 to 1000000).
limit_mb = 2000

[stage]
# Length of the crossfade from one picture to the next, in beats (0 to 16).
fade_beats = 1.0
# Whether pictures move with the music: "auto" (where the graphics are quick enough), "on" or "off".
moving = "auto"
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; units in the names, limits in `DEFAULT_FILE`."""

    width_px: int = 1024
    height_px: int = 1024
    draft_px: int = 256
    style: str = ""
    seed: int = 0
    models: Models = "learned"
    library_folder: str = ""
    library_limit_mb: int = 2000
    fade_beats: float = 1.0
    moving: Moving = "auto"


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which field a key sets, and what it may be: a string, one of `choices` if there are any, or a number within low..high."""

    field: str
    kind: type
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()


_RULES: Mapping[str, Mapping[str, _Rule]] = {
    "picture": {
        "width_px": _Rule("width_px", int, 64, 4096),
        "height_px": _Rule("height_px", int, 64, 4096),
        "draft_px": _Rule("draft_px", int, 64, 512),
        "style": _Rule("style", str),
        "seed": _Rule("seed", int, 0, 2**31 - 1),
    },
    "analysis": {"models": _Rule("models", str, choices=get_args(Models))},
    "library": {"folder": _Rule("library_folder", str), "limit_mb": _Rule("library_limit_mb", int, 50, 1_000_000)},
    "stage": {"fade_beats": _Rule("fade_beats", float, 0, 16), "moving": _Rule("moving", str, choices=get_args(Moving))},
}


def load_settings(path: Path) -> Settings:
    """Read the settings file; write one with the usual values and comments if there is none.

    Raises:
        SettingsError: names the file, the line, the wrong value and what it may be.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(DEFAULT_FILE, "utf-8")
            log.info("wrote the usual settings: file=%s", path)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings {path}: {error}; correct or delete the file") from error
    try:
        return read_settings(text)
    except SettingsError as error:
        raise SettingsError(f"{path}, {error}") from error.__cause__


def read_settings(text: str) -> Settings:
    """The settings in the text of a TOML file.

    Raises:
        SettingsError: "line 3: ...", the wrong value and what it may be.
    """
    try:
        document: dict[str, Any] = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise SettingsError(f"line {error.line}: {error}; correct or delete the line") from error
    except (TOMLKitError, ValueError) as error:
        raise SettingsError(f"line 1: not a settings file: {error}; correct or delete it") from error
    chosen: dict[str, Any] = {}
    for table, entries in document.items():
        if table not in _RULES or not isinstance(entries, dict):
            raise SettingsError(f"line {line_of(text, table)}: {_unknown(table, entries)}")
        for key, value in entries.items():
            if key not in _RULES[table]:
                hint = _nearest(key, {name: name for name in _RULES[table]}) or f"there are {', '.join(_RULES[table])}"
                raise SettingsError(f"line {line_of(text, table, key)}: unknown setting {key!r} in [{table}]; {hint}")
            rule = _RULES[table][key]
            chosen[rule.field] = _checked(value, rule, f"line {line_of(text, table, key)}: {key}")
    return Settings(**chosen)


def _unknown(name: str, value: Any) -> str:
    """What to say of something at the top level that is no table of ours: a misspelt table, or a setting outside of its table."""
    tables = ", ".join(f"[{table}]" for table in _RULES)
    if isinstance(value, dict):
        return f"unknown table [{name}]; {_nearest(name, {table: f'[{table}]' for table in _RULES}) or f'there are {tables}'}"
    homes = {key: f"{key!r} in [{table}]" for table, keys in _RULES.items() for key in keys}
    hint = _nearest(name, homes) or f"the tables are {tables}"
    return f"{name!r} stands outside of any known table; {hint}"


def _nearest(name: str, known: Mapping[str, str]) -> str:
    """A question whether a known name was meant; "" where none is near. `known` maps names to how they are shown."""
    near = get_close_matches(name.lower(), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else ""


def _checked(value: Any, rule: _Rule, where: str) -> Any:
    if rule.kind is str:
        if not isinstance(value, str):
            raise SettingsError(f'{where} must be a text in quotes, e.g. "nebula", got {value!r}')
        if rule.choices and value not in rule.choices:
            choices = " or ".join(f'"{choice}"' for choice in rule.choices)
            raise SettingsError(f"{where} must be {choices}, got {value!r}")
        return value
    allowed = (int,) if rule.kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or not rule.low <= value <= rule.high:
        what = "a whole number" if rule.kind is int else "a number"
        raise SettingsError(f"{where} must be {what} from {rule.low:g} to {rule.high:g}, got {value!r}")
    return rule.kind(value)
