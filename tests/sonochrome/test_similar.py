"""`sonochrome similar` as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
from click.testing import CliRunner, Result

from sonochrome import __version__
from sonochrome.cli import cli
from sonochrome.commands import similar_collection
from sonochrome.commands.similar_cache import cache_path, load, save
from sonochrome.commands.similar_collection import read_collection, search
from sonochrome.commands.similar_documents import documents_as_line, documents_from_line, documents_of, query_of
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als


def line(seed: int, notes: int = 120) -> list[int]:
    return [int(pitch) for pitch in 55 + np.cumsum(np.random.default_rng(seed).integers(-5, 6, notes)) % 24]


def midi(path: Path, *lines: Sequence[int], bpm: float = 120.0) -> Path:
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))]))
    for number, pitches in enumerate(lines):
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=f"line {number}")])
        for pitch in pitches:
            track += [mido.Message("note_on", note=pitch, velocity=90), mido.Message("note_off", note=pitch, time=240)]
        file.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)
    return path


def live_set(path: Path, **clips: Sequence[int]) -> Path:
    tracks = tuple(
        TrackPlan(
            name=f"track of {name}",
            clips=(
                ClipPlan(
                    tuple(NotePlan(place / 2, pitch, 0.5) for place, pitch in enumerate(pitches)),
                    slot=0,
                    loop_end=len(pitches) / 2,
                    out_marker=len(pitches) / 2,
                    name=name,
                ),
            ),
        )
        for name, pitches in clips.items()
    )
    path.write_bytes(build_als(SetPlan(tracks=tracks)))
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Six songs of two lines, one in a folder below, and a Live set."""
    folder = tmp_path / "music"
    for seed in range(6):
        midi(folder / ("deep/er" if seed == 5 else "") / f"song{seed}.mid", line(seed), line(seed + 100))
    live_set(folder / "set.als", Riff=line(40, 60), Other=line(41, 60))
    return folder


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Read without worker processes; the list notes what is read."""
    read: list[Path] = []

    def describe_all(paths: Sequence[Path], **_: object) -> Any:
        from sonochrome.commands.describe_workers import Outcome
        from vocabulary.errors import SongError

        for path in paths:
            read.append(path)
            try:
                yield Outcome(path, documents_as_line(path, "formula"))
            except SongError as error:
                yield Outcome(path, reason=str(error))

    monkeypatch.setattr(similar_collection, "describe_all", describe_all)
    return read


def similar(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["similar", *map(str, arguments)])


def matches(*arguments: object) -> list[dict[str, Any]]:
    result = similar(*arguments, "--json")
    assert result.exit_code in (0, 2), result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["matches"]
    return found


def test_another_key_and_tempo_is_the_same_music_wherever_it_lies(tmp_path: Path, music: Path, in_this_process: list[Path]) -> None:
    query = midi(tmp_path / "asked.mid", *([pitch + 5 for pitch in one] for one in (line(105), line(5))), bpm=93)

    result = similar(query, "--in", music)

    assert result.exit_code == 0
    assert "the same music as" in result.stdout
    assert "100%" in result.stdout
    assert str(Path("deep", "er", "song5.mid")) in result.stdout.splitlines()[1]


def test_excerpts_and_medleys_are_called_so(tmp_path: Path, music: Path, in_this_process: list[Path]) -> None:
    excerpt = midi(tmp_path / "excerpt.mid", line(2)[30:75])
    medley = midi(tmp_path / "medley.mid", line(1) + line(3) + line(4), line(101) + line(103) + line(104))

    (first, *_), within = matches(excerpt, "--in", music), matches(medley, "--in", music)

    assert (Path(first["file"]).name, first["words"]) == ("song2.mid", "an excerpt of")
    assert {(Path(one["file"]).name, one["relation"]) for one in within[:3]} == {(f"song{n}.mid", "contains") for n in (1, 3, 4)}


def test_a_clip_of_a_live_set_is_found_and_can_be_asked_for(tmp_path: Path, music: Path, in_this_process: list[Path]) -> None:
    asked = live_set(tmp_path / "mine.als", Pad=line(77, 40), riff=[pitch - 12 for pitch in line(40, 60)])

    by_clip = matches(asked, "--clip", "RIFF", "--in", music)
    by_track = matches(asked, "--clip", "track of riff", "--in", music)

    assert (by_clip[0]["clip"], by_clip[0]["track"], by_clip[0]["relation"]) == ("Riff", "track of Riff", "same")
    assert by_track == by_clip
    result = similar(asked, "--clip", "Lead", "--in", music)
    assert result.exit_code == 2
    assert "has no clip named 'Lead'; there are 'Pad', 'riff'" in result.output


def test_the_file_itself_is_not_among_the_answers_but_its_other_clips_are(music: Path, in_this_process: list[Path]) -> None:
    song = matches(music / "song0.mid", "--in", music)
    live_set(music / "set.als", Riff=line(40, 60), Other=[pitch + 3 for pitch in line(40, 60)])

    clip = matches(music / "set.als", "--clip", "Riff", "--in", music)

    assert "song0.mid" not in {Path(one["file"]).name for one in song}
    assert [(one["clip"], one["relation"]) for one in clip[:1]] == [("Other", "same")]
    assert all(one["clip"] != "Riff" for one in clip)


def test_only_so_many_are_named_and_chance_is_not_shown_to_people(tmp_path: Path, music: Path, in_this_process: list[Path]) -> None:
    query = midi(tmp_path / "asked.mid", line(900), line(901))

    assert len(matches(query, "--in", music, "--top", 2)) <= 2
    assert "resembles it more than chance" in similar(query, "--in", music).stdout


def test_what_is_known_is_not_read_again_and_what_changed_is(music: Path, in_this_process: list[Path]) -> None:
    first = matches(music / "song0.mid", "--in", music)
    in_this_process.clear()
    again = matches(music / "song0.mid", "--in", music)
    assert again == first
    assert in_this_process == []

    midi(music / "song3.mid", line(0), line(100))
    (music / "song4.mid").unlink()
    changed = matches(music / "song0.mid", "--in", music)

    assert in_this_process == [music / "song3.mid"]
    assert (Path(changed[0]["file"]).name, changed[0]["relation"]) == ("song3.mid", "same")
    matches(music / "song0.mid", "--in", music, "--again")
    assert len(in_this_process) == 1 + 6


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text", "folder"])
def test_a_damaged_cache_is_built_anew(music: Path, home: Path, in_this_process: list[Path], damage: str) -> None:
    first = matches(music / "song0.mid", "--in", music)
    kept = cache_path(home, music)
    data = kept.read_bytes()
    if damage == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]
        kept.write_bytes({"cut": data[:-100], "flipped": flipped, "empty": b"", "text": b"not a cache"}[damage])

    assert matches(music / "song0.mid", "--in", music) == first
    assert [path for path in kept.parent.iterdir() if path.suffix == ".part"] == []


def test_another_version_reads_anew(music: Path, home: Path, in_this_process: list[Path]) -> None:
    matches(music / "song0.mid", "--in", music)

    assert len(load(cache_path(home, music), __version__)) == 7
    assert load(cache_path(home, music), "0.0.0") == {}


def test_files_that_cannot_be_read_are_one_line_each_every_time(music: Path, in_this_process: list[Path]) -> None:
    (music / "text.mid").write_text("no music")
    (music / "broken.als").write_bytes(b"\x1f\x8b broken")

    for _ in range(2):
        result = similar(music / "song0.mid", "--in", music)

        assert result.exit_code == 2
        assert result.stderr.count("\n") == 2
        assert "text.mid" in result.stderr
        assert "broken.als" in result.stderr
        assert "song0.mid" in result.stdout
    assert len(in_this_process) == 9


def test_wrong_wishes_are_one_line(tmp_path: Path, music: Path) -> None:
    (tmp_path / "empty").mkdir()
    short = midi(tmp_path / "short.mid", [60, 62])

    for arguments, words in (
        ((tmp_path / "none.mid", "--in", music), "there is no such file"),
        ((short, "--in", music), "too little music"),
        ((music / "song0.mid", "--in", tmp_path / "empty"), "there is no music in the folder"),
        ((music / "song0.mid", "--in", tmp_path / "nowhere"), "does not exist"),
    ):
        result = similar(*arguments)

        assert result.exit_code == 2
        assert words in result.output
        assert "Traceback" not in result.output


def test_a_large_collection_is_searched_by_signatures_and_keeps_no_shingles(music: Path, home: Path, in_this_process: list[Path]) -> None:
    query = query_of(music / "song1.mid", None)
    small = read_collection(music, home)
    large = read_collection(music, home, again=True, large=3)
    reread = read_collection(music, home, large=3)

    assert all(known.has_shingles for known in small.files.values())
    assert not any(known.has_shingles for known in reread.files.values() if known.documents)
    best = search(reread, query, Path("elsewhere.mid"), 3, large=3)
    assert (best[0].path.name, best[0].relation) == ("song1.mid", "same")
    assert [one.path for one in search(large, query, Path("elsewhere.mid"), 1, large=3)] == [music / "song1.mid"]
    assert all(known.has_shingles for known in read_collection(music, home).files.values())


def test_documents_survive_the_way_through_a_pipe_and_a_file(tmp_path: Path, music: Path, in_this_process: list[Path]) -> None:
    documents = documents_of(music / "set.als")
    collection = read_collection(music, tmp_path / "cache")
    save(tmp_path / "copy.npz", collection.files, "1", with_shingles=True)

    for copied in (
        documents_from_line(documents_as_line(music / "set.als", "formula")),
        load(tmp_path / "copy.npz", "1")["set.als"].documents,
    ):
        assert [(one.kind, one.clip, one.track) for one in copied] == [
            ("song", "", ""), ("clip", "Riff", "track of Riff"), ("clip", "Other", "track of Other"),
        ]  # fmt: skip
        assert all(np.array_equal(one.shingles, other.shingles) for one, other in zip(copied, documents, strict=True))


def test_it_runs_as_a_command_with_worker_processes(tmp_path: Path, music: Path) -> None:
    query = midi(tmp_path / "asked.mid", line(2)[10:90])

    done = subprocess.run(
        [sys.executable, "-m", "sonochrome", "similar", query, "--in", music, "--json", "--jobs", "2"],
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert Path(json.loads(done.stdout)["matches"][0]["file"]).name == "song2.mid"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_ctrl_c_ends_cleanly_and_keeps_what_was_read(tmp_path: Path, music: Path, home: Path) -> None:
    os.mkfifo(music / "zz.mid")  # never readable as a file: the run goes on without it
    content = midi(tmp_path / "long.mid", line(1, 2000)).read_bytes()
    for number in range(300):
        (music / f"more{number:03}.mid").write_bytes(content)
    process = subprocess.Popen(
        [sys.executable, "-m", "sonochrome", "similar", music / "song0.mid", "--in", music, "--jobs", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert b"Traceback" not in errors
    assert process.returncode in (130, 2)  # 2: it was done already
    if process.returncode == 130 and b"stopped" in errors:
        assert cache_path(home, music).exists()
