import os
from pathlib import Path

import pytest

from bridge.file_lock import HeldError, lock_file


def test_a_lock_is_held_until_its_descriptor_is_closed(tmp_path: Path) -> None:
    held = lock_file(tmp_path / "lock")
    with pytest.raises(HeldError, match="in use"):
        lock_file(tmp_path / "lock")

    os.close(held)

    os.close(lock_file(tmp_path / "lock", create=False))


def test_what_cannot_be_opened_is_not_held(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lock_file(tmp_path / "missing", create=False)
