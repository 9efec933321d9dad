"""Real Live sets through the whole product. Each soak has its short form in `tests/sonochrome/test_play.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.sections import arrangement_sections
from songs.open_song import has_notes, open_song
from songs.unroll import arrangement_length
from tests.playing import play
from vocabulary.errors import SongError
from vocabulary.units import Bpm, to_beats

MIN_CHANGES = 300
ONE_FRAME_MS = 16.7


def _sets(data: Path) -> list[Path]:
    return sorted((data / "live_sets").glob("*.als"))


def _note_count(path: Path) -> int:
    try:
        song = open_song(path)
    except SongError:
        return -1
    return sum(len(clip.notes) for track in song.live_set.tracks for clip in (*track.arrangement_clips, *track.session_clips))


@pytest.mark.soak
def test_every_real_set_with_notes_plays_to_its_last_picture(data: Path, tmp_path: Path) -> None:
    failures = []
    played = 0
    for path in _sets(data):
        result = play(path, tmp_path / path.stem, "--speed", "0")
        if _note_count(path) <= 0 or not has_notes(open_song(path)):
            lines = result.errors.strip().splitlines()
            if result.status != 2 or len(lines) != 1 or "Traceback" in result.errors:
                failures.append(f"{path.name}: status {result.status}, {result.errors[-300:]!r}")
            continue
        played += 1
        report = result.report
        whole = report.get("live_set_equal") is True and report.get("pictures") == report.get("sections") and report.get("sections", 0) > 0
        if result.status != 0 or not whole:
            failures.append(f"{path.name}: status {result.status}, {report} {result.errors[-300:]!r}")

    assert played > 0
    assert failures == []


@pytest.mark.soak
@pytest.mark.parametrize(
    "options",
    [("--loss", "0.2", "--reorder", "--duplicate", "--jitter-ms", "10"), ("--loss", "0.05")],
    ids=["loss-20-reorder-duplicate-jitter", "loss-5"],
)
def test_the_five_largest_sets_stay_on_the_beat_over_a_bad_network(
    data: Path, tmp_path: Path, options: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    largest = sorted(_sets(data), key=_note_count, reverse=True)[:5]
    errors_ms: list[float] = []
    missed = 0
    for number, path in enumerate(largest):
        result = play(path, tmp_path / path.stem, *options, *_looped(path), "--seed", str(number), timeout_s=1500)
        assert result.status == 0, result.errors[-500:]
        assert result.report["live_set_equal"] is True, path.name
        errors_ms += result.report["sync_errors_ms"]
        missed += result.report["sync_error_ms"]["missed"]

    errors_ms.sort()
    p99 = errors_ms[int(0.99 * (len(errors_ms) - 1) + 0.5)]
    record_property("sync_error_ms", {"n": len(errors_ms), "p50": errors_ms[len(errors_ms) // 2], "p99": p99, "max": errors_ms[-1]})
    assert len(errors_ms) >= MIN_CHANGES
    assert missed == 0
    assert p99 <= ONE_FRAME_MS


def _looped(path: Path) -> tuple[str, ...]:
    """Options that play the whole song at four times its tempo until it gave its fifth of the changes."""
    live_set = open_song(path).live_set
    sections = arrangement_sections(live_set, tempo=Bpm(120.0))
    times = -(-(MIN_CHANGES // 5 + 4) // len(sections))
    return "--speed", "4", "--loop", f"0:{to_beats(arrangement_length(live_set)):g}:{times}"
