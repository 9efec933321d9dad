import os
import socket
import sys
from pathlib import Path

import pytest

from bridge import doctor
from bridge.doctor import Finding, examine
from bridge.ports import is_free, owner


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONOCHROME_HOME", str(tmp_path))
    return tmp_path


def finding(about: str) -> Finding:
    return next(one for one in examine() if one.about.startswith(about))


@pytest.mark.gl
def test_everything_is_examined_and_what_is_bad_says_what_to_do() -> None:
    found = list(examine())

    assert {"Python", "settings", "OpenGL", "display", "daemon", "library"} <= {one.about for one in found}
    assert all(one.do for one in found if one.verdict == "bad")


def test_wrong_settings_are_found(home: Path) -> None:
    (home / "settings.toml").write_text("[picture]\nwidth_px = 3\n")

    assert doctor._settings().verdict == "bad"
    assert "line 2" in doctor._settings().says


def test_a_library_that_cannot_be_written_to_is_found(home: Path) -> None:
    (home / "settings.toml").write_text('[library]\nfolder = "/proc/sonochrome"\n')

    assert doctor._library().verdict == "bad"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
@pytest.mark.parametrize(("kind", "socket_kind"), [("udp", socket.SOCK_DGRAM), ("tcp", socket.SOCK_STREAM)])
def test_the_owner_of_a_port_is_named(kind: str, socket_kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, socket_kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == "tcp":
            taken.listen()
        port = taken.getsockname()[1]

        assert not is_free(port, kind)  # type: ignore[arg-type]  # parametrize gives str
        assert f"(process {os.getpid()})" in owner(port, kind)  # type: ignore[arg-type]  # parametrize gives str
    assert is_free(port, kind)  # type: ignore[arg-type]  # parametrize gives str
