from pathlib import Path

import pytest

from sonochrome.commands.describe_files import find_files
from vocabulary.errors import SongError


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for name in ("b.mid", "a.MID", "set.als", "song.KAR", "notes.txt", ".hidden.mid", "._b.mid", "z/deep/c.midi", ".git/d.mid", "y/x.rmi"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def test_folders_give_their_music_sorted_and_hidden_files_are_passed_over(music: Path) -> None:
    found = [path.relative_to(music).as_posix() for path in find_files([music])]

    assert found == ["a.MID", "b.mid", "set.als", "song.KAR", "y/x.rmi", "z/deep/c.midi"]


def test_files_that_are_named_are_taken_as_they_are_and_once(music: Path) -> None:
    named = [
        music / "notes.txt",
        music / ".hidden.mid",
        music / "missing.mid",
        music / "z",
        music / "z" / "deep" / "c.midi",
        music / "notes.txt",
    ]

    assert find_files(named) == (music / "notes.txt", music / ".hidden.mid", music / "missing.mid", music / "z" / "deep" / "c.midi")


def test_a_folder_without_music_is_told(music: Path) -> None:
    empty = music / "empty"
    empty.mkdir()

    with pytest.raises(SongError, match=r"no music in the folder .*\.als, \.alc, \.mid"):
        find_files([music, empty])


def test_a_link_to_a_folder_above_does_not_go_round_for_ever(music: Path) -> None:
    try:
        (music / "z" / "loop").symlink_to(music, target_is_directory=True)
    except OSError:
        pytest.skip("links are not allowed here")

    assert len(find_files([music])) == 6
