"""Every real file at hand is described as the schema says, or refused with a reason; no crash, none over five seconds."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sonochrome.commands.describe_files import find_files
from sonochrome.commands.describe_json import describe_file
from vocabulary.descriptor import Models
from vocabulary.errors import SongError

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

MOST_SECONDS, TRIES = 5.0, 3
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "describe.schema.json").read_text(encoding="utf-8"))
CHECKED_EVERY = 5
"""Lines held against the schema: checking takes longer than describing."""


def timed(path: Path, models: Models) -> tuple[str, float]:
    """What describes the file, and the processor seconds that it takes; what is slow gets two more tries, as other work only ever adds."""
    took = []
    while True:
        began = time.process_time()
        line = describe_file(path, models)
        took.append(time.process_time() - began)
        if min(took) < MOST_SECONDS or len(took) == TRIES:
            return line, min(took)


@pytest.mark.parametrize(
    ("folder", "refused_at_most"), [("odd_midi", 5), ("web_midi", 40), ("genre_midi", 5), ("freedoom", 0), ("live_sets", 1)]
)
def test_every_file_is_described_or_refused_in_time(
    data: Path, folder: str, refused_at_most: int, record_property: Callable[[str, object], None]
) -> None:
    schema = Draft202012Validator(SCHEMA)
    seconds: list[tuple[float, str]] = []
    refused = []
    paths = find_files([data / folder])
    for number, path in enumerate(paths):
        try:
            line, took = timed(path, "learned" if number % 4 else "formula")
            seconds.append((took, path.name))
        except SongError as error:
            refused.append(str(error))
            line = ""
        assert "\n" not in line
        if line and number % CHECKED_EVERY == 0:
            assert [error.message for error in schema.iter_errors(json.loads(line))] == [], path

    slowest = sorted(seconds, reverse=True)[:5]
    record_property("seconds", {"folder": folder, "files": len(paths), "sum": sum(took for took, _ in seconds), "slowest": slowest})
    assert slowest[0][0] < MOST_SECONDS, slowest
    assert all(line.startswith("cannot open ") and "\n" not in line for line in refused)
    assert len(refused) <= refused_at_most, refused


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_folder_that_is_killed_again_and_again_ends_as_one_that_was_not(data: Path, tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed.jsonl", tmp_path / "whole.jsonl"

    def command(output: Path) -> list[str]:
        return [sys.executable, "-m", "sonochrome", "describe", str(data / "odd_midi"), "-o", str(output)]

    for patience_s in (3.0, 4.5, 6.0):
        with subprocess.Popen(command(killed), stderr=subprocess.DEVNULL) as process:
            time.sleep(patience_s)
            process.kill()
    subprocess.run(command(killed), stderr=subprocess.DEVNULL, check=False)
    subprocess.run(command(whole), stderr=subprocess.DEVNULL, check=False)

    assert killed.read_bytes() == whole.read_bytes()
    assert len(whole.read_bytes()) > 0
