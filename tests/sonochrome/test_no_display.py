"""What opens windows says so where there is no display."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")


@pytest.mark.parametrize("command", ["run", "view"])
def test_without_a_display_there_is_one_line_that_says_what_to_do(command: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}

    done = subprocess.run([sys.executable, "-m", "sonochrome", command], capture_output=True, text=True, env=environment, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("sonochrome: there is no display here")
    assert len(done.stderr.strip().splitlines()) == 1
