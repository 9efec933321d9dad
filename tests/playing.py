"""Run `sonochrome play` as a user would, for the tests that need the whole product."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Played:
    """How a rehearsal ended: exit status, what it printed, and its report ({} if there is none)."""

    status: int
    output: str
    errors: str
    report: dict[str, Any]


def play(song: Path, folder: Path, *options: str, timeout_s: float = 300.0) -> Played:
    """Play `song` headless through an own daemon whose settings, library and report lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "sonochrome", "play", str(song), "--headless", "--report", str(report), *options]
    environment = {**os.environ, "SONOCHROME_HOME": str(folder / "home")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=timeout_s, check=False)
    found = json.loads(report.read_text()) if report.exists() else {}
    return Played(done.returncode, done.stdout, done.stderr, found)
