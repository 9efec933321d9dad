"""Frames of the headless stage: 640x360 at 60 a second, eight pictures loaded while it plays. Budget: 16.7 ms a frame, p99.

Run: `python -m tests.benchmarks.bench_stage [SECONDS]`.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from bridge.launch import child_environment
from bridge.stage.protocol import Anchor
from tests.gui.example_show import example
from tests.gui.fake_daemon import FakeDaemon


def main(seconds: float = 12.0) -> None:
    """Play the example at 118 bpm from beat 86 (a change after five seconds) and print the frames' statistics."""
    with tempfile.TemporaryDirectory() as folder:
        daemon = FakeDaemon()
        daemon.greeting = example(daemon, Anchor(time.monotonic() + 2, 90.0, 118.0, True), finals=7).messages
        (Path(folder) / "runtime.json").write_text(json.dumps(asdict(daemon.address)))
        record = Path(folder) / "record.jsonl"
        command = [sys.executable, "-m", "gui.headless_stage", "--presentations", str(record), "--seconds", str(seconds)]
        subprocess.run(command, check=True, env={**child_environment(), "SONOCHROME_HOME": folder})
        daemon.kill()
        lines = [json.loads(line) for line in record.read_text().splitlines()]
    print(f"{platform.machine()}, {os.cpu_count()} cores: {json.dumps(lines[-1]['statistics'])}")  # noqa: T201 - the result
    print(f"changes: {[(line['cue'], line['kind'], round(line['beats'] - line['due_beats'], 3)) for line in lines[:-1]]}")  # noqa: T201


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
