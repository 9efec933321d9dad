import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from max_device.build import DEVICE_PATH
from sonochrome.cli import cli


def test_path_names_the_built_device() -> None:
    result = CliRunner().invoke(cli, ["device", "path"])

    assert result.exit_code == 0
    assert Path(result.output.strip()).read_bytes() == DEVICE_PATH.read_bytes()


def test_install_replaces_an_older_device_in_the_given_folder(tmp_path: Path) -> None:
    folder = tmp_path / "My Effects"
    folder.mkdir()
    (folder / "Sonochrome.amxd").write_bytes(b"old")

    result = CliRunner().invoke(cli, ["device", "install", "--to", str(folder)])

    assert result.exit_code == 0
    assert str(folder / "Sonochrome.amxd") in result.output.replace("\n", "")
    assert [path.name for path in folder.iterdir()] == ["Sonochrome.amxd"]
    assert (folder / "Sonochrome.amxd").read_bytes() == DEVICE_PATH.read_bytes()


@pytest.mark.parametrize(("platform", "parent"), [("darwin", "Music"), ("win32", "Documents")])
def test_install_finds_the_user_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, parent: str) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", platform)
    library = tmp_path / parent / "Ableton" / "User Library"
    library.mkdir(parents=True)

    result = CliRunner().invoke(cli, ["device", "install"])

    assert result.exit_code == 0, result.output
    assert (library / "Presets" / "MIDI Effects" / "Max MIDI Effect" / "Sonochrome.amxd").read_bytes() == DEVICE_PATH.read_bytes()


def test_install_without_a_user_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    result = CliRunner().invoke(cli, ["device", "install"])

    assert result.exit_code == 2
    assert "--to" in result.output
    assert list(tmp_path.iterdir()) == []


def test_install_into_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    result = CliRunner().invoke(cli, ["device", "install", "--to", str(tmp_path / "file" / "inner")])

    assert result.exit_code == 2
    assert "cannot be copied" in result.output
