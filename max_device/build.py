"""Build `Sonochrome.amxd` from the script's parts and the patcher: `python -m max_device.build [--check]`.

The result is byte-stable (fixed dates), so that the committed file can be compared with a fresh build.
"""

import logging
import sys
from importlib import resources
from pathlib import Path

from max_device.amxd import Amxd, EmbeddedFile, write_amxd
from max_device.patcher import SCRIPT_NAME, device_patcher

log = logging.getLogger(__name__)

DEVICE_NAME = "Sonochrome.amxd"
DEVICE_PATH = Path(__file__).parent / DEVICE_NAME

HEAD, TAIL = "head.js", "tail.js"
PARTS = (
    "live_names.js",
    "units.js",
    "utf8.js",
    "digest.js",
    "notes.js",
    "documents.js",
    "chunks.js",
    "store.js",
    "conversation.js",
    "words.js",
    "model.js",
    "plan.js",
    "scan.js",
    "scan_tracks.js",
    "poll.js",
    "reports.js",
    "inbox.js",
    "main.js",
)
"""Inside the wrapping function, in this order; only main.js talks to Max."""

HANDLERS = ("onReady", "onSetId", "onSwitch", "onListening", "onGoodbye", "onMessage")
"""What the wrapping function gives to the functions that Max calls by name (tail.js)."""


def main(arguments: list[str] | None = None) -> int:
    """Write the device, or with `--check` tell whether the committed one is up to date (exit status 1 if not)."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    device = build_device()
    if "--check" in (sys.argv[1:] if arguments is None else arguments):
        if DEVICE_PATH.exists() and DEVICE_PATH.read_bytes() == device:
            return 0
        log.error("%s is not what max_device/src gives; run: python -m max_device.build", DEVICE_NAME)
        return 1
    DEVICE_PATH.write_bytes(device)
    log.info("%s: %d bytes", DEVICE_PATH.name, len(device))
    return 0


def build_device() -> bytes:
    """The frozen device as bytes."""
    script = EmbeddedFile(SCRIPT_NAME, joined_script().encode())
    return write_amxd(Amxd(DEVICE_NAME, "midi", device_patcher(), files=(script,)))


def joined_script() -> str:
    """The device script: its parts inside one wrapping function, Max's globals and inlet functions outside."""
    body = "\n".join(script_part(name) for name in PARTS)
    handlers = ", ".join(f"{name}: {name}" for name in HANDLERS)
    opening, closing = '\nvar sonochrome = (function () {\n"use strict";\n\n', f"\nreturn {{ {handlers} }};\n}}());\n\n"
    return script_part(HEAD) + opening + body + closing + script_part(TAIL)


def script_part(name: str) -> str:
    """One file of max_device/src."""
    return (resources.files("max_device") / "src" / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
