"""Shader files: several named pieces of GLSL 330 in one file, each begun by a line `//! name`."""

from functools import cache
from importlib.resources import files

VERSION = "#version 330 core\n"


@cache
def pieces(package: str, file_name: str) -> dict[str, str]:
    """Pieces of a shader file by name.

    Raises:
        FileNotFoundError: if the installation is incomplete.
    """
    found: dict[str, list[str]] = {}
    name = ""
    for line in files(package).joinpath(file_name).read_text(encoding="utf-8").splitlines():
        if line.startswith("//! "):
            name = line[4:].strip()
            found[name] = []
        elif name:
            found[name].append(line)
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}


def shader(package: str, file_name: str, *names: str) -> str:
    """A whole shader, joined from pieces in the order given."""
    known = pieces(package, file_name)
    return VERSION + "".join(known[name] for name in names)
