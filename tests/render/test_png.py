from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.checks import is_black_or_flat
from render.png import png_bytes, read_png, thumbnail, write_png
from vocabulary.errors import LibraryError


def noise(height: int = 40, width: int = 60) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_reading_undoes_writing_with_metadata_in_any_script(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    metadata = {"Title": "Frühling 春", "seed": "7"}

    write_png(path, noise(), metadata)

    pixels, texts = read_png(path)
    assert np.array_equal(pixels, noise())
    assert texts == metadata
    assert list(tmp_path.iterdir()) == [path]


def test_equal_pictures_are_equal_files() -> None:
    assert png_bytes(noise(), {"a": "b"}) == png_bytes(noise(), {"a": "b"})


def test_files_say_that_they_are_srgb(tmp_path: Path) -> None:
    write_png(tmp_path / "picture.png", noise())

    with Image.open(tmp_path / "picture.png") as picture:
        assert picture.info["srgb"] == 0


def test_a_folder_that_is_missing_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="disk full or write-protected"):
        write_png(tmp_path / "missing" / "picture.png", noise())


@pytest.mark.parametrize("cut", [0, 10, 100, 2000])
def test_damaged_files_are_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png_bytes(noise())[:cut])

    with pytest.raises(LibraryError, match="will be drawn again"):
        read_png(path)


@pytest.mark.parametrize(("side", "shape"), [(30, (20, 30, 3)), (60, (40, 60, 3)), (100, (40, 60, 3))])
def test_thumbnails_keep_the_aspect_and_never_grow(side: int, shape: tuple[int, int, int]) -> None:
    assert thumbnail(noise(), side).shape == shape


def test_black_and_flat_pictures_are_found() -> None:
    black, white, green = (np.full((200, 300, 3), value, dtype=np.uint8) for value in (0, 255, (10, 200, 30)))
    dim = (noise(200, 300) // 32).astype(np.uint8)

    assert all(is_black_or_flat(pixels) for pixels in (black, white, green, dim))


def test_real_pictures_pass() -> None:
    night = np.zeros((200, 200, 3), dtype=np.uint8)
    night[:40] = (60, 60, 90)

    assert not is_black_or_flat(noise())
    assert not is_black_or_flat(night)
