import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from bridge.launch import child_environment
from bridge.library import Library
from render.png import read_png, write_png
from vocabulary.errors import LibraryError
from vocabulary.pictures import Picture

LIMIT = 10_000_000


def pixels(seed: int, side: int = 64) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8)


def put(library: Library, number: int, *, stand_in: str = "", side: int = 64) -> Picture:
    picture_id = f"{number:032x}"
    path = library.path(picture_id)
    path.parent.mkdir(exist_ok=True)
    metadata = {
        "sonochrome:id": picture_id,
        "sonochrome:quality": "final",
        "sonochrome:renderer": "painter:paper",
        "sonochrome:seconds": "0.250",
        "sonochrome:stand_in": stand_in,
    }
    write_png(path, pixels(number, side), metadata)
    picture = Picture(picture_id, str(path), side, side, "final", "painter:paper", 0.25)
    library.add(picture, stand_in=stand_in)
    return picture


def test_a_picture_is_found_again_after_a_restart(tmp_path: Path) -> None:
    first = Library(tmp_path, limit_bytes=LIMIT)
    picture = put(first, 1)
    first.close()

    second = Library(tmp_path, limit_bytes=LIMIT)

    assert second.find(picture.id) == picture
    assert second.find("f" * 32) is None
    second.close()


def test_what_belongs_to_a_set_is_kept(tmp_path: Path) -> None:
    first = Library(tmp_path, limit_bytes=LIMIT)
    first.remember(7, "reference", "[120.0, 4, 4]")
    first.remember(7, "reference", "[93.5, 3, 4]")
    first.close()

    second = Library(tmp_path, limit_bytes=LIMIT)

    assert second.remembered(7, "reference") == "[93.5, 3, 4]"
    assert second.remembered(8, "reference") is None
    second.close()


def test_a_file_that_the_index_does_not_know_is_adopted(tmp_path: Path) -> None:
    library = Library(tmp_path, limit_bytes=LIMIT)
    picture = put(library, 3)
    library._database.execute("DELETE FROM pictures")

    assert library.find(picture.id) == picture
    library.close()


def test_a_picture_whose_file_went_is_forgotten(tmp_path: Path) -> None:
    library = Library(tmp_path, limit_bytes=LIMIT)
    picture = put(library, 4)
    Path(picture.path).unlink()

    assert library.find(picture.id) is None
    assert library.count() == 0
    library.close()


@pytest.mark.parametrize("damage", ["header", "middle", "nonsense"])
def test_a_damaged_index_is_set_aside_and_built_anew(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    library = Library(tmp_path, limit_bytes=LIMIT)
    pictures = [put(library, number) for number in range(1, 40)]
    library.remember(7, "reference", "[120.0, 4, 4]")
    library.close()
    database = tmp_path / "library.db"
    data = bytearray(database.read_bytes())
    if damage == "header":
        data[:100] = bytes(100)
    elif damage == "middle":
        data[4096 : len(data) // 2] = os.urandom(len(data) // 2 - 4096)
    else:
        data = bytearray(b"this is no database " * 300)
    database.write_bytes(data)

    mended = Library(tmp_path, limit_bytes=LIMIT)

    assert [mended.find(picture.id) for picture in pictures] == pictures
    assert mended.remembered(7, "reference") == "[120.0, 4, 4]"
    assert len(list(tmp_path.glob("library.damaged-*.db"))) == 1
    assert "damaged" in caplog.text
    mended.close()


def test_a_damaged_picture_file_is_not_adopted(tmp_path: Path) -> None:
    library = Library(tmp_path, limit_bytes=LIMIT)
    picture = put(library, 5)
    library._database.execute("DELETE FROM pictures")
    path = Path(picture.path)
    path.write_bytes(path.read_bytes()[:-200])

    assert library.find(picture.id) is None
    assert not path.exists()
    library.close()


def test_pruning_keeps_what_is_in_the_show_and_what_was_used_last(tmp_path: Path) -> None:
    clock = iter(range(1000))
    library = Library(tmp_path, limit_bytes=60_000, now=lambda: next(clock))
    pictures = [put(library, number) for number in range(1, 11)]  # some 12 kB each
    library.find(pictures[1].id)

    gone = library.prune({pictures[0].id})

    assert library.total_bytes() <= 60_000
    assert pictures[0].id not in gone
    assert pictures[1].id not in gone
    assert pictures[2].id in gone
    assert not Path(pictures[2].path).exists()
    library.close()


def test_a_stand_in_is_drawn_again_at_the_next_start(tmp_path: Path) -> None:
    first = Library(tmp_path, limit_bytes=LIMIT)
    stand_in, real = put(first, 1, stand_in="no OpenGL"), put(first, 2)
    first.close()

    second = Library(tmp_path, limit_bytes=LIMIT)

    assert second.find(stand_in.id) is None
    assert second.find(real.id) == real
    second.close()


@pytest.mark.parametrize("wrong", ["", "../../../etc/passwd", "A" * 32, "f" * 31, "f" * 33])
def test_what_is_no_id_has_no_path(tmp_path: Path, wrong: str) -> None:
    library = Library(tmp_path, limit_bytes=LIMIT)

    with pytest.raises(LibraryError, match="32 hexadecimal digits"):
        library.path(wrong)
    library.close()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LibraryError, match="choose another folder"):
        Library(tmp_path / "file" / "library", limit_bytes=LIMIT)


WRITER = """
import sys, itertools
from pathlib import Path
from bridge.library import Library
from tests.bridge.test_library import put
library = Library(Path(sys.argv[1]), limit_bytes=10**9)
print("ready", flush=True)
for number in itertools.count(1):
    put(library, number, side=200)
    library.remember(number, "reference", "[120.0, 4, 4]")
"""


def test_a_kill_leaves_whole_pictures_only(tmp_path: Path) -> None:
    for round_number in range(3):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, env=child_environment())
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3 + 0.037 * round_number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

    library = Library(tmp_path, limit_bytes=10**9)

    files = sorted((tmp_path / "pictures").glob("*/*"))
    assert len(files) > 3
    assert all(read_png(file)[0].shape == (200, 200, 3) for file in files)
    assert all(library.find(file.stem) is not None for file in files)
    assert len(json.loads((tmp_path / "sets.json").read_text())) > 3
    library.close()
