"""Who owns a port of this machine, in words; asked of the system's own tools, since every system tells it differently."""

import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Literal

Kind = Literal["udp", "tcp"]

_TOOL_TIMEOUT_S = 3.0
_LISTENING = "0A"
"""State of a listening TCP socket in /proc/net/tcp."""


def is_free(port: int, kind: Kind) -> bool:
    """Whether a port of 127.0.0.1 can be used now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as probe:
        if kind == "tcp" and sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def owner(port: int, kind: Kind) -> str:
    """Who holds a port, e.g. "TouchOSC (process 812)"; "another program" where the system does not say."""
    try:
        if sys.platform.startswith("linux"):
            found = _owner_on_linux(port, kind)
        elif sys.platform == "win32":
            found = _owner_on_windows(port, kind)
        else:
            found = _owner_by_lsof(port, kind)
    except (OSError, subprocess.SubprocessError, ValueError):
        found = None
    return found or "another program"


def _owner_on_linux(port: int, kind: Kind, proc: Path = Path("/proc")) -> str | None:
    inodes = set()
    for line in (proc / "net" / kind).read_text("ascii").splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) == port and (kind == "udp" or fields[3] == _LISTENING):
            inodes.add(f"socket:[{fields[9]}]")
    for process in proc.iterdir():
        if not process.name.isdigit():
            continue
        try:
            if any(str(handle.readlink()) in inodes for handle in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text('utf-8').strip()} (process {process.name})"
        except OSError:  # ended meanwhile, or another user's
            continue
    return None


def _owner_by_lsof(port: int, kind: Kind) -> str | None:
    command = ["lsof", "-nP", "-Fpc", f"-i{kind.upper()}:{port}", *(["-sTCP:LISTEN"] if kind == "tcp" else [])]
    return parse_lsof(subprocess.run(command, capture_output=True, text=True, timeout=_TOOL_TIMEOUT_S, check=False).stdout)


def parse_lsof(output: str) -> str | None:
    """The first process in the output of `lsof -Fpc`.

    >>> parse_lsof("p812\\ncTouchOSC\\n")
    'TouchOSC (process 812)'
    """
    found = {line[0]: line[1:] for line in reversed(output.splitlines()) if line[:1] in ("p", "c")}
    return f"{found['c']} (process {found['p']})" if {"p", "c"} <= found.keys() else None


def _owner_on_windows(port: int, kind: Kind) -> str | None:
    listing = subprocess.run(["netstat", "-ano", "-p", kind], capture_output=True, text=True, timeout=_TOOL_TIMEOUT_S, check=False).stdout
    number = parse_netstat(listing, port)
    if number is None:
        return None
    command = ["tasklist", "/fi", f"PID eq {number}", "/fo", "csv", "/nh"]
    tasks = subprocess.run(command, capture_output=True, text=True, timeout=_TOOL_TIMEOUT_S, check=False).stdout
    name = tasks.split(",")[0].strip().strip('"')
    return f"{name or 'another program'} (process {number})"


def parse_netstat(listing: str, port: int) -> int | None:
    """The process that holds a local port, in the output of Windows' `netstat -ano`.

    >>> parse_netstat("  UDP    127.0.0.1:17400    *:*      812", 17400)
    812
    """
    for line in listing.splitlines():
        match = re.match(rf"\s*(?:UDP|TCP)\s+\S+:{port}\s+.*?(\d+)\s*$", line)
        if match and ("LISTENING" in line or line.lstrip().startswith("UDP")):
            return int(match[1])
    return None
