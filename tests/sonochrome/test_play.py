"""`sonochrome play` as a user runs it: the whole product on small songs. The long forms are in tests/soak."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import mido
import psutil
import pytest
from PIL import Image

from sonochrome.demo_song import SONG_FILE
from tests.playing import play
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als

SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def riff(root: int, beats: int) -> tuple[NotePlan, ...]:
    return tuple(NotePlan(beat + 0.013 * (beat % 3), root + SCALE[beat * 3 % 8] - 60, 0.9, 60 + beat) for beat in range(beats))


def arrangement_set(path: Path) -> Path:
    """Four sections of eight beats at 120 bpm, named by locators."""
    clips = tuple(ClipPlan(riff(48 + 5 * part, 8), start=8.0 * part, end=8.0 * part + 8, loop_end=8.0, out_marker=8.0) for part in range(4))
    locators = ((0.0, "One"), (8.0, "Two"), (16.0, "Drei ✨"), (24.0, "Four/4"))
    path.write_bytes(build_als(SetPlan(tracks=(TrackPlan(name="keys", clips=clips),), locators=locators)))
    return path


def session_set(path: Path) -> Path:
    """Two scenes on two tracks."""
    keys = tuple(ClipPlan(riff(50 + 7 * slot, 4), slot=slot, loop_on=True) for slot in range(2))
    bass = (ClipPlan(riff(30, 4), slot=1, loop_on=True),)
    path.write_bytes(build_als(SetPlan(tracks=(TrackPlan(name="keys", clips=keys), TrackPlan(name="bass", clips=bass)), scenes=("a", "b"))))
    return path


@pytest.mark.gl
def test_a_set_is_rehearsed_without_a_clock_and_leaves_its_pictures(tmp_path: Path) -> None:
    done = play(arrangement_set(tmp_path / "song.als"), tmp_path, "--speed", "0", "--pictures", str(tmp_path / "pictures"))

    assert done.status == 0, done.errors
    assert done.report["live_set_equal"] is True
    assert done.report["pictures"] == done.report["sections"] == 4
    assert done.report["notes"] == {"sent": 32, "received": 32}
    files = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert files == ["01 One.png", "02 Two.png", "03 Drei _.png", "04 Four_4.png", "contact_sheet.png"]
    with Image.open(tmp_path / "pictures" / "contact_sheet.png") as sheet:
        assert sheet.width > 700


@pytest.mark.gl
def test_on_a_bad_network_every_change_comes_and_the_sets_agree(tmp_path: Path) -> None:
    options = (
        "--loss",
        "0.2",
        "--reorder",
        "--duplicate",
        "--jitter-ms",
        "10",
        "--loop",
        "0:16:2",
        "--speed",
        "2",
        "--edits",
        "1",
        "--seed",
        "3",
    )
    done = play(arrangement_set(tmp_path / "song.als"), tmp_path, *options)

    report = done.report
    assert done.status == 0, done.errors
    assert report["live_set_equal"] is True
    assert report["datagrams"]["lost"] > 0
    # a1 a0 a1 a2 a3; the budget in milliseconds is the soak's, since machines that run tests are busy.
    assert report["sync_error_ms"]["missed"] == 0, report["missed"]
    assert report["sync_error_ms"]["n"] == 5
    assert report["stage_clock_error_ms"]["p50"] < 20.0
    assert report["draft_latency_ms"]["n"] == 1


@pytest.mark.gl
def test_scenes_are_launched_in_order_where_there_is_no_arrangement(tmp_path: Path) -> None:
    done = play(session_set(tmp_path / "scenes.als"), tmp_path, "--speed", "8", "--edits", "0")

    assert done.status == 0, done.errors
    assert [section["name"] for section in done.report["section_list"]] == ["a", "b"]
    assert done.report["pictures"] == 2
    assert done.report["sync_error_ms"]["n"] == 1


def empty_midi(path: Path) -> Path:
    file = mido.MidiFile()
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("track_name", name="nothing")]))
    file.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "content"), [("text.als", b"dear diary"), ("broken.mid", b"MThd\0\0"), ("missing.als", None), ("silent.mid", empty_midi)]
)
def test_what_cannot_be_played_is_one_line_and_status_2(tmp_path: Path, name: str, content: object) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        empty_midi(path)

    done = play(path, tmp_path / "run")

    assert done.status == 2
    assert len(done.errors.strip().splitlines()) == 1
    assert name in done.errors


@pytest.mark.parametrize("wrong", ["1:2", "8:4:2", "0:8:0", "a:b:c", "-1:4:2"])
def test_a_wrong_loop_is_explained(tmp_path: Path, wrong: str) -> None:
    done = play(arrangement_set(tmp_path / "song.als"), tmp_path, f"--loop={wrong}")

    assert done.status == 2
    assert "loop" in done.errors


@pytest.mark.gl
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_was_started_ends_with_it(tmp_path: Path, how: signal.Signals) -> None:
    song = arrangement_set(tmp_path / "song.als")
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "sonochrome", "play", str(song), "--headless"],
        env={**os.environ, "SONOCHROME_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    children: list[psutil.Process] = []
    until = time.monotonic() + 20.0
    while len(children) < 3 and time.monotonic() < until:  # daemon, render worker, stage
        time.sleep(0.1)
        children = psutil.Process(process.pid).children(recursive=True)

    if how == signal.SIGINT:  # Ctrl-C goes to the terminal's whole foreground group
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    _, said = process.communicate(timeout=10.0)
    _, alive = psutil.wait_procs(children, timeout=5.0)

    assert len(children) >= 3
    assert alive == []
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[how]
    assert said.decode().split("\n")[-2:] == ["sonochrome: stopped", ""] or how != signal.SIGINT
    assert b"Traceback" not in said
    assert list((tmp_path / "temporary").iterdir()) == [] or how == signal.SIGKILL


@pytest.mark.parametrize(
    "options",
    [
        ("--speed", "nan"),
        ("--loss", "nan"),
        ("--jitter-ms", "nan"),
        ("--loop", "9000:9004:2"),
        ("--loop", "0:0.001:2"),
        ("--loop", "0:inf:2"),
        ("--loop", "0:8:2", "--speed", "0"),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_starts(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = play(arrangement_set(tmp_path / "song.als"), tmp_path, *options)

    assert done.status == 2
    assert "Error: Invalid value for" in done.errors
    assert "Traceback" not in done.errors
    assert done.report == {}


def test_a_place_that_cannot_be_written_to_is_named_before_anything_starts(tmp_path: Path) -> None:
    song = arrangement_set(tmp_path / "song.als")

    done = play(song, tmp_path, "--pictures", str(song / "inside"))

    assert done.status == 2
    assert done.errors.startswith("sonochrome: cannot write to")
    assert len(done.errors.strip().splitlines()) == 1


def test_a_daemon_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("this is = = no TOML")

    done = play(arrangement_set(tmp_path / "song.als"), tmp_path, "--speed", "0")

    assert done.status == 2
    assert "settings.toml" in done.errors
    assert len(done.errors.strip().splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "sonochrome", "describe", str(SONG_FILE)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr
