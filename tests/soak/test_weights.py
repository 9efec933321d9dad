"""Every shipped weight file comes out again, bit for bit, from its own command."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_weight_file_is_reproduced_bit_for_bit(data: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")

    command = [sys.executable, "-m", "training.reproduce", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=3500, check=False)

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
