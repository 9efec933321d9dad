"""The wheel holds the whole product, and works outside the repository."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("vocabulary", "songs", "analysis", "render", "export", "max_device", "bridge", "gui", "sonochrome")
DATA_SUFFIXES = (".glsl", ".js", ".toml", ".safetensors", ".amxd", ".mid", ".ttf", ".otf")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Built from a copy: nothing that an earlier build left behind can hide a missing file, and the repository stays clean.
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for top in SHIPPED:
        shutil.copytree(ROOT / top, source / top, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=100, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("sonochrome-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; its dependencies are those of the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=False, symlinks=os.name != "nt")
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "env"), "platbase": str(folder / "env")}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # A plain path line: the packages there can be imported, but its own .pth files (the editable install) are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_every_folder_with_code_is_listed_as_a_package() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])

    present = {".".join(file.parent.relative_to(ROOT).parts) for top in SHIPPED for file in (ROOT / top).rglob("__init__.py")}

    assert listed == present


def test_the_wheel_holds_every_module_and_data_file(wheel: Path) -> None:
    wanted = {
        file.relative_to(ROOT).as_posix()
        for top in SHIPPED
        for file in (ROOT / top).rglob("*")
        if file.suffix in (".py", *DATA_SUFFIXES) and "__pycache__" not in file.parts
    }

    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())

    assert wanted - held == set()
    assert not [name for name in held if name.startswith(("tests/", "training/", "docs/"))]


def test_the_wheel_plays_a_song_outside_the_repository(installed: Path, tmp_path: Path) -> None:
    song = tmp_path / "tune.mid"
    song.write_bytes(_two_bars())
    environment = {**os.environ, "SONOCHROME_HOME": str(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(installed), "-m", "sonochrome", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=100, check=False)

    whereabouts = [str(installed), "-c", "import sonochrome; print(sonochrome.__file__)"]
    where = subprocess.run(whereabouts, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)
    described = run("describe", "tune.mid", "--json")
    played = run("play", "tune.mid", "--headless", "--speed", "0", "--report", "report.json", "--pictures", "pictures")

    assert str(ROOT) not in where.stdout
    assert described.returncode == 0, described.stderr
    assert json.loads(described.stdout)["song"]["notes"] == 16
    assert played.returncode == 0, played.stdout + played.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["live_set_equal"] is True
    assert report["pictures"] == report["sections"] >= 1
    assert list((tmp_path / "pictures").glob("*.png"))


def _two_bars() -> bytes:
    from io import BytesIO

    import mido

    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack([mido.MetaMessage("track_name", name="Tune")])
    file.tracks.append(track)
    for step in range(16):
        pitch = (60, 64, 67, 72, 69, 65, 62, 67)[step % 8]
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=0))
        track.append(mido.Message("note_off", note=pitch, velocity=64, time=240))
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()
