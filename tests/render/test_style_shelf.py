import os
from pathlib import Path

from render.style_files import shipped_styles
from render.style_shelf import StyleShelf

PLAIN = 'description = "{0}"\npainter = "paper"\n'


def write(path: Path, text: str) -> None:
    """Write, and make sure that the file's time differs from before."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_without_a_folder_the_shipped_styles_are_there(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "missing"):
        shelf = StyleShelf(folder)

        assert dict(shelf.styles) == dict(shipped_styles())
        assert not shelf.refresh()


def test_own_styles_come_change_and_go(tmp_path: Path) -> None:
    shelf = StyleShelf(tmp_path)
    file = tmp_path / "mine.toml"

    write(file, PLAIN.format("one"))
    assert shelf.refresh()
    assert shelf.styles["mine"].yours
    assert not shelf.refresh()

    write(file, PLAIN.format("two"))
    assert shelf.refresh()
    assert shelf.styles["mine"].description == "two"

    file.unlink()
    assert shelf.refresh()
    assert "mine" not in shelf.styles


def test_half_an_edit_keeps_the_last_good_style_and_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    write(file, PLAIN.format("good"))
    shelf = StyleShelf(tmp_path)

    write(file, 'painter = "pap')

    assert not shelf.refresh()
    assert shelf.styles["mine"].description == "good"
    assert len(shelf.faults) == 1
    assert "mine.toml, line 1" in shelf.faults[0]
    write(file, PLAIN.format("better"))
    assert shelf.refresh()
    assert not shelf.faults


def test_an_own_style_takes_the_place_of_a_shipped_one_until_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "paper.toml"
    write(file, PLAIN.format("my paper"))
    shelf = StyleShelf(tmp_path)

    assert shelf.styles["paper"].description == "my paper"
    file.unlink()
    shelf.refresh()
    assert shelf.styles["paper"] == shipped_styles()["paper"]
