"""Resemblance and picture families on real music."""

from pathlib import Path

import pytest

from training import evaluate_families, evaluate_resemblance

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]


def test_edited_versions_find_their_songs(data: Path) -> None:
    found = {figure.measure: figure.value for figure in evaluate_resemblance.figures(data) if figure.data == "POP909 versions"}

    assert found["P@1, whole"] >= 0.98
    assert found["P@1, 30 s"] >= 0.95
    assert found["P@1, 15 s"] >= 0.93


def test_edited_clips_keep_their_family_and_others_get_one_of_their_own(data: Path) -> None:
    found = {figure.measure: figure.value for figure in evaluate_families.figures(data)}

    assert all(value >= 0.98 for measure, value in found.items() if measure.endswith("in its place") and "kept" in measure)
    assert found["another for a clip put in its place"] >= 0.9
