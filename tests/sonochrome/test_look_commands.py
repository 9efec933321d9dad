"""`sonochrome styles`, `look` and `paint` as a user runs them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from render.png import read_png
from render.style_files import shipped_styles
from sonochrome.cli import cli
from tests.songs.als_builder import ClipPlan, NotePlan, SetPlan, TrackPlan, build_als

DEMO = Path(__file__).parents[2] / "sonochrome" / "songs" / "first_light.mid"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def song(tmp_path: Path) -> Path:
    notes = tuple(NotePlan(step * 0.5, 60 + step * 2 % 12, 0.5) for step in range(32))
    clip = ClipPlan(notes, end=16.0, name="Verse riff", loop_end=16.0, out_marker=16.0)
    path = tmp_path / "Song é.als"
    path.write_bytes(build_als(SetPlan(tracks=(TrackPlan(name="Lead", clips=(clip,)),))))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def looked(*arguments: object) -> dict[str, Any]:
    result = run("look", *arguments, "--json")
    assert result.exit_code == 0, result.output
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_a_look_tells_all_with_reasons(song: Path) -> None:
    values = looked(song)

    assert values["file"] == str(song)
    assert [one["track"] for one in values["clips"]] == ["Lead"]
    for look in (values["song"], values["sections"][0]["look"], values["clips"][0]["look"]):
        assert look["style"] in shipped_styles()
        assert 5 <= len(look["palette"]) <= 7
        assert all(color["because"] and color["hex"].startswith("#") for color in look["palette"])
        assert look["reasons"]
        assert look["prompt"]


def test_locks_rule_in_json_and_for_people(song: Path) -> None:
    values = looked(song, "--lock", "roundness=1", "--color", "accent=#E04020", "--word", "harbour", "--style", "paper", "--clip", "lead")

    look = values["clips"][0]["look"]
    assert look["form"]["roundness"] == 1.0
    assert next(color["hex"] for color in look["palette"] if color["role"] == "accent") == "#e04020"
    assert "harbour" in look["prompt"]
    assert values["song"] is None
    told = run("look", song, "--lock", "roundness=1")
    assert told.exit_code == 0
    assert "roundness 1.00: chosen by you" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("look", "SONG", "--lock", "rond=1"), 2, "names are valence, arousal, hue, roundness"),
        (("look", "SONG", "--lock", "grain=7"), 2, "grain must be a number from 0 to 1, got '7'"),
        (("look", "SONG", "--color", "sky=#000000"), 2, "roles are ground, shadow"),
        (("look", "SONG", "--style", "oil"), 2, "there is no style 'oil'; choose one of: "),
        (("look", "SONG", "--section", "Bridge"), 2, "there is no section 'Bridge' with notes; there are "),
        (("look", "SONG", "--clip", "Bass"), 2, "there is no clip 'Bass' with notes; there are 'Verse riff'"),
        (("look", "SONG", "--clip", "a", "--section", "b"), 2, "--section or --clip, not both"),
        (("look", "gone.mid"), 2, "gone.mid"),
        (("paint", "SONG", "-o", "x.jpg"), 2, "call it x.png"),
        (("paint", "SONG", "-o", "nowhere/x.png"), 2, "there is no folder nowhere"),
        (("paint", "SONG", "-o", "x.png", "--size", "9000"), 2, "a side has 16 to 8192 pixels"),
        (("paint", "SONG", "-o", "x.png", "--size", "big"), 2, "write e.g. 3000, or 1920x1080"),
        (("styles", "oil"), 2, "there is no style 'oil'"),
        (("styles", "--new", "My Style"), 2, "small letters, digits and hyphens"),
        (("styles", "--like", "paper"), 2, "--like needs --new"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_clear_line(
    song: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*(song if argument == "SONG" else argument for argument in arguments))

    assert result.exit_code == status
    assert message in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.glob("*.png"))


@pytest.mark.gl
def test_a_picture_is_painted_once_and_the_same_again(song: Path, tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("one.png", "other.png", "third.png"))

    for path, extra in ((one, ()), (other, ()), (third, ("--another", "1"))):
        assert run("paint", song, "--size", "120x80", "-o", path, *extra).exit_code == 0

    pixels, texts = read_png(one)
    assert pixels.shape == (80, 120, 3)
    assert one.read_bytes() == other.read_bytes()
    assert not np.array_equal(pixels, read_png(third)[0])
    assert json.loads(texts["sonochrome:look"]) == looked(song)["song"]
    with Image.open(one) as picture:
        assert picture.format == "PNG"


@pytest.mark.gl
def test_the_demo_song_is_painted_in_a_chosen_style_and_section(tmp_path: Path) -> None:
    path = tmp_path / "section.png"

    result = run("paint", DEMO, "--section", "2", "--style", "orbits", "--size", "64", "-o", path)

    assert result.exit_code == 0, result.output
    assert json.loads(read_png(path)[1]["sonochrome:look"])["style"] == "orbits"


def test_the_list_of_styles_names_each_with_painter_and_fit() -> None:
    told, values = run("styles"), json.loads(run("styles", "--json").stdout)

    assert [style["name"] for style in values] == sorted(shipped_styles())
    assert all(name in told.stdout for name in shipped_styles())


def test_an_own_style_is_begun_used_and_checked(song: Path, home: Path) -> None:
    assert run("styles", "--new", "mine", "--like", "orbits").exit_code == 0
    file = home / "styles" / "mine.toml"
    assert file.is_file()
    assert looked(song, "--style", "mine")["song"]["painter"] == "orbits"
    again = run("styles", "--new", "mine")
    assert again.exit_code == 2
    assert "is there already" in again.output

    file.write_text('painter = "oil"\n', "utf-8")
    checked = run("styles")
    assert checked.exit_code == 2
    assert "mine.toml, line 1: painter must be one of" in checked.output


def test_one_style_shows_what_can_be_set() -> None:
    result = run("styles", "paper")

    assert result.exit_code == 0
    assert "painter: paper" in result.stdout
    assert "fits: " in result.stdout
