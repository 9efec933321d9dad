from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from training.reproduce import reproduce, trainers

FAKE = "tests.training.fake_trainer"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "number.txt").write_text("0.5")
    return tmp_path


def shipped(folder: Path, **numbers: float) -> Path:
    folder.mkdir()
    for name, number in numbers.items():
        save_file({"weights": np.full(3, number, np.float32)}, folder / f"{name}.safetensors")
    return folder


def test_what_comes_out_again_and_what_does_not_is_told(data: Path, tmp_path: Path) -> None:
    folder = shipped(tmp_path / "shipped", left=0.5, right=0.75, older=1.0)

    found = {verdict.name: verdict for verdict in reproduce([FAKE], data, tmp_path / "out", folder)}

    assert {name: verdict.verdict for name, verdict in found.items()} == {
        "left": "same bytes",
        "right": "different: by at most 0.25",
        "older": "no command makes it",
    }
    assert [name for name, verdict in found.items() if verdict.is_same] == ["left"]
    assert found["left"].made_by == FAKE


def test_a_file_of_other_arrays_and_one_that_is_not_shipped(data: Path, tmp_path: Path) -> None:
    folder = shipped(tmp_path / "shipped")
    save_file({"weights": np.zeros(4, np.float32)}, folder / "left.safetensors")

    assert [verdict.verdict for verdict in reproduce([FAKE], data, tmp_path / "out", folder)] == ["different arrays", "not shipped"]


def test_a_command_that_fails_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (verdict,) = reproduce([FAKE], tmp_path / "no data", tmp_path / "out", shipped(tmp_path / "shipped"))

    assert verdict.verdict == "not made: exit status 1"
    assert not verdict.is_same


def test_every_shipped_weight_file_has_its_command_and_its_card() -> None:
    from analysis.weights_file import WEIGHTS
    from training.reproduce import TRAINERS

    for path in WEIGHTS.glob("*.safetensors"):
        card = path.with_suffix(".md").read_text(encoding="utf-8")
        assert any(f"python -m {module} --data" in card for module in trainers(TRAINERS)), path.name
        assert "licence" in card
