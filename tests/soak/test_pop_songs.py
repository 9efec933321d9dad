"""Notes survive the way from a file through the simulated Live, the device script and OSC into the daemon.

The short form is `tests/sonochrome/test_notes_on_their_way.py`.
"""

from pathlib import Path

import pytest

from songs.open_song import open_song
from tests.one_daemon import arrangement_notes, own_daemon, told
from tests.songs.plain_midi import plain_parse


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_live_daemon_and_plain_parse_agree_on_every_pop_song(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted((data / "pop909_cl").glob("*.mid"))
    failures = []
    with own_daemon(tmp_path, monkeypatch) as daemon:
        for number, file in enumerate(files):
            played, held, apart = told(open_song(file), daemon, number)
            plain = sorted(plain_parse(file.read_bytes()))
            if apart or not plain == sorted(arrangement_notes(held).elements()) == sorted(arrangement_notes(played).elements()):
                failures.append((file.name, apart[:3]))

    assert len(files) > 0
    assert failures == []
