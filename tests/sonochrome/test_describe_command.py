"""`sonochrome describe` as a user runs it, and its JSON against the schema."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any, get_args

import mido
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from rich.console import Console

from sonochrome.cli import cli
from sonochrome.commands.describe_json import describe_file, song_values
from sonochrome.commands.describe_text import print_song
from sonochrome.demo_song import SONG_FILE
from tests.analysis.music import any_section, arrangement, block_chords, session_clip
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als
from vocabulary.descriptor import Models
from vocabulary.live_set import LiveSet, Section, Song
from vocabulary.notes import Clip, Track
from vocabulary.units import TICKS_PER_BEAT, Ticks

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "describe.schema.json").read_text(encoding="utf-8"))
PAGE = (Path(__file__).parents[2] / "docs" / "describe.md").read_text(encoding="utf-8")


def faults(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def tune(path: Path, root: int = 60) -> Path:
    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack([mido.MetaMessage("track_name", name="Tune")])
    file.tracks.append(track)
    for step in range(32):
        pitch = root + (0, 4, 7, 12, 9, 5, 2, 7)[step % 8]
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=0))
        track.append(mido.Message("note_off", note=pitch, velocity=64, time=240))
    file.save(path)
    return path


def live_set_file(path: Path) -> Path:
    chords = tuple(
        NotePlan(4.0 * bar, root + step, 4.0) for bar, root in enumerate((48, 53, 55, 48)) for step in (0, 4, 7, 12)
    )  # fmt: skip
    tracks = (
        TrackPlan(name="keys ☃", clips=(ClipPlan(chords, end=16.0, loop_end=16.0, out_marker=16.0),)),
        TrackPlan(name="loops", clips=(ClipPlan(chords[:8], slot=0, loop_end=8.0, out_marker=8.0, name='a "b"'),)),
        TrackPlan(name="empty"),
    )
    path.write_bytes(build_als(SetPlan(tracks=tracks)))
    return path


@cache
def demo(models: Models) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(describe_file(SONG_FILE, models))
    return document


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sonochrome", "describe", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False)


# The schema


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("models", get_args(Models))
def test_the_demo_song_is_as_the_schema_says(models: Models) -> None:
    document = demo(models)

    assert faults(document) == []
    assert document["models"] == models
    assert list(document) == list(SCHEMA["properties"])
    assert document["song"]["notes"] > 0
    assert document["sections"]
    assert document["clips"]


def test_a_live_set_and_an_empty_song_are_as_the_schema_says(tmp_path: Path) -> None:
    document = json.loads(describe_file(live_set_file(tmp_path / "set ☃.als"), "learned"))
    empty = tmp_path / "empty.mid"
    mido.MidiFile().save(empty)

    assert faults(document) == []
    assert [(clip["track"], clip["name"], clip["slot"], clip["start_beats"]) for clip in document["clips"]] == [
        ("keys ☃", "clip", None, 0.0),
        ("loops", 'a "b"', 0, None),
    ]
    assert document["clips"][0]["key"]["name"] == "C major"


@settings(deadline=None, max_examples=10)
@given(any_section.filter(lambda some: some.length <= 128 * TICKS_PER_BEAT))
def test_any_music_is_as_the_schema_says(some: Section) -> None:
    tracks = tuple(
        Track(number, part.track_name, arrangement_clips=(_whole(some, number, part.notes),), program=part.program)
        for number, part in enumerate(some.parts, 1)
    )

    values = song_values(Song(LiveSet(tracks=tracks)), "learned")

    header = {name: demo("learned")[name] for name in ("format", "file", "content", "made_by", "models")}
    assert faults(json.loads(json.dumps({**header, **values}, allow_nan=False))) == []


def _whole(some: Section, number: int, notes: Any) -> Clip:
    end = some.length
    return Clip(number, "", notes, Ticks(0), end, Ticks(0), end, start_time=Ticks(0), end_time=end)


def test_the_schema_refuses_what_is_wrong() -> None:
    right = demo("learned")
    song = right["song"]

    for wrong in (
        {**right, "more": 1},
        {name: value for name, value in right.items() if name != "clips"},
        {**right, "format": "sonochrome.describe/0"},
        {**right, "song": {**song, "more": 1}},
        {**right, "song": {**song, "key": {**song["key"], "tonic": "C"}}},
        {**right, "song": {**song, "emotion": {**song["emotion"], "valence": 1.5}}},
        {**right, "clips": [{**right["clips"][0], "chords": [{"label": "H"}]}]},
    ):
        assert faults(wrong)


def test_every_field_is_told_in_the_page() -> None:
    def names(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(names, schema)) if schema else set()
        if not isinstance(schema, dict):
            return set()
        own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
        return own.union(*(names(value) for value in schema.values()))

    assert [name for name in sorted(names(SCHEMA)) if f"`{name}`" not in PAGE] == []


def test_what_a_set_says_of_clips_is_said_in_order_of_tracks() -> None:
    bars = block_chords([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")])
    live_set = arrangement(("keys", 4, 4, bars), ("keys", 0, 4, bars), ("bass", 0, 4, bars[:4]))
    loops = Track(9, "loops", session_clips=(session_clip(90, 3, 4, bars, "loop"),))

    values = song_values(Song(LiveSet(tracks=(*live_set.tracks, loops))), "formula")

    assert [(clip["track"], clip["start_beats"], clip["slot"]) for clip in values["clips"]] == [
        ("keys", 0.0, None),
        ("keys", 16.0, None),
        ("bass", 0.0, None),
        ("loops", None, 3),
    ]


# The command


def test_a_folder_is_described_bad_files_are_reported_and_the_rest_taken_up_again(tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for number, name in enumerate(("b.mid", "a.mid", "snow ☃.mid")):
        tune(music / name, 60 + number)
    (music / "bad.mid").write_bytes(b"MThd but no more")
    output = tmp_path / "out.jsonl"

    printed = run(music, "--json", "--jobs", 2)
    kept = run(music, "-o", output, "--jobs", 2)
    again = run(music, "-o", output)

    documents = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [Path(document["file"]).name for document in documents] == ["a.mid", "b.mid", "snow ☃.mid"]
    assert all(faults(document) == [] for document in documents)
    assert output.read_text(encoding="utf-8") == printed.stdout
    assert kept.stdout == ""
    for done, summary in ((printed, "described 3, skipped 0"), (kept, "described 3, skipped 0"), (again, "described 0, skipped 3")):
        report = done.stderr.splitlines()
        assert done.returncode == 2
        assert len(report) == 2
        assert "bad.mid': " in report[0]
        assert summary in report[1]
        assert "failed 1" in report[1]


def test_what_is_described_anew_takes_the_place_of_its_old_line(tmp_path: Path) -> None:
    first, second, output = tune(tmp_path / "a.mid", 60), tune(tmp_path / "b.mid", 61), tmp_path / "out.jsonl"
    run(first, second, "-o", output, "--jobs", 1)
    old = output.read_text(encoding="utf-8").splitlines()

    again = run(first, second, "-o", output, "--again", "--jobs", 1)
    anew = output.read_text(encoding="utf-8").splitlines()
    tune(first, 65)
    changed = run(first, second, "-o", output, "--jobs", 1)
    after_change = output.read_text(encoding="utf-8").splitlines()
    other = run(first, second, "-o", output, "--models", "formula", "--jobs", 1)

    assert [done.returncode for done in (again, changed, other)] == [0, 0, 0]
    assert anew == old
    assert "described 1, skipped 1" in changed.stderr
    assert after_change[0] == old[1]
    assert json.loads(after_change[1])["song"]["key"] != json.loads(old[0])["song"]["key"]
    assert [json.loads(line)["models"] for line in output.read_text(encoding="utf-8").splitlines()] == ["formula", "formula"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_run_that_is_interrupted_or_killed_is_taken_up_where_it_was(tmp_path: Path) -> None:
    music, output = tmp_path / "music", tmp_path / "out.jsonl"
    music.mkdir()
    for number in range(30):
        tune(music / f"{number:02}.mid", 40 + number)
    command = [sys.executable, "-m", "sonochrome", "describe", str(music), "-o", str(output), "--jobs", "1"]

    for number, status in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        before = output.stat().st_size if output.exists() else 0
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
            while not (output.exists() and output.stat().st_size > before):
                assert process.poll() is None
                time.sleep(0.002)
            os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
            _, errors = process.communicate(timeout=20)
        assert process.returncode == status
        assert "Traceback" not in errors
    done = output.read_bytes().count(b"\n")
    with output.open("ab") as file:
        file.write(output.read_bytes()[:777])  # as if the kill had come in the middle of a line
    last = run(music, "-o", output)

    assert 2 <= done < 30
    assert f"described {30 - done}, skipped {done} " in last.stderr
    assert [Path(json.loads(line)["file"]).stem for line in output.read_text().splitlines()] == [f"{number:02}" for number in range(30)]


def shown(document: dict[str, Any], columns: int) -> str:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(width=columns, highlight=False, record=True, file=nowhere)
        print_song(console, document)
        return console.export_text()


@pytest.mark.parametrize("columns", [80, 120])
def test_people_can_read_it_in_a_terminal(columns: int) -> None:
    document = demo("learned")

    text = shown(document, columns)

    assert max(cell_len(line) for line in text.splitlines()) <= columns
    assert document["song"]["key"]["name"] in text
    for section in document["sections"]:
        assert section["name"].split()[0] in text


@pytest.mark.parametrize("columns", [80, 120])
def test_people_are_told_genre_rule_progression_keys_and_groove(columns: int) -> None:
    """And long words, wide signs and markup do no harm."""
    song = {
        **demo("learned")["song"],
        "key_spans": [span(0, 64, "C major"), span(64, 96, "A minor"), span(96, 128, "C major")],
        "genre": {"jazz": 0.71, "rock": 0.2, "pop": 0.01},
        "genre_name": "jazz",
        "subgenre": "bossa nova",
        "genre_because": ["rule bossa nova: a clave in 9 of 10 bars", "a walking bass " * 12],
        "groove": {"style": "latin", "probabilities": {"latin": 0.8, "funk": 0.1}},
        "progressions": [
            {
                "name": "ii-V-I",
                "numerals": ["ii7", "V7", "Imaj7"],
                "start_beats": 0.0,
                "end_beats": 8.0,
                "rounds": 4,
                "because": "ii-V-I 4 times",
            },
            {"name": "", "numerals": ["I", ""], "start_beats": 0.0, "end_beats": 8.0, "rounds": 1, "because": ""},
        ],
    }
    clip = {**demo("learned")["clips"][0], "name": "[bold]夜の歌[/bold] " * 8, "track": "Bass" * 20}
    document = {**demo("learned"), "source": "als", "song": song, "clips": [clip] * 40, "warnings": ["[red]odd"]}

    text = shown(document, columns)

    assert max(cell_len(line) for line in text.splitlines()) <= columns
    for words in (
        *("C major 0-64 · A minor 64-96 · C major 96-128", "jazz, bossa nova  jazz 0.71, rock 0.20", "because: rule bossa nova"),
        *("latin  latin 0.80, funk 0.10", "ii-V-I  ii-V-I 4 times", "I ?", "note: [red]odd", "[bold]", "and 16 clips more"),
    ):
        assert words in " ".join(text.split("\n")), words


def span(start: float, end: float, name: str) -> dict[str, Any]:
    return {"start_beats": start, "end_beats": end, "key": {**demo("learned")["song"]["key"], "name": name}}


def test_the_help_says_what_the_weights_learned_from() -> None:
    shown = " ".join(CliRunner().invoke(cli, ["describe", "--help"]).output.split())

    for words in (
        "POP909-CL (MIT)",
        "DCML corpora (CC BY-NC-SA 4.0)",
        "Groove MIDI Dataset (CC BY 4.0)",
        "EMOPIA (CC BY-NC-SA 4.0)",
        "VGMIDI (no licence stated)",
        "formula",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 2, "Missing argument"),
        (("--again", "x.mid"), 2, "--again needs -o"),
        (("missing.mid",), 2, "there is no such file"),
        (("--models", "best", "x.mid"), 2, "'best' is not one of"),
        (("--jobs", "0", "x.mid"), 2, "--jobs"),
        (("x.mid", "-o", "no/such/folder/out.jsonl"), 2, "choose another file"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)

    found = CliRunner().invoke(cli, ["describe", *arguments])

    assert found.exit_code == status
    assert words in found.stderr


def test_the_settings_decide_what_judges_unless_the_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bridge.launch import settings_path

    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path))
    song = tune(tmp_path / "a.mid")

    def judges(*options: str) -> str:
        return str(json.loads(CliRunner().invoke(cli, ["describe", str(song), "--json", *options]).stdout)["models"])

    assert judges() == "learned"
    assert not settings_path().exists()
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text('[analysis]\nmodels = "formula"\n')
    assert judges() == "formula"
    assert judges("--models", "learned") == "learned"
