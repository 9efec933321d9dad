"""`sonochrome study`: its questions, sounds, answers and page."""

import asyncio
import csv
import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from starlette.applications import Starlette

from render.style_files import shipped_styles
from sonochrome.cli import cli
from sonochrome.study.results import COLUMNS, Answer, ResultFile, p_of_chance, wilson_interval
from sonochrome.study.server import Study
from sonochrome.study.tones import SAMPLE_RATE, sound_of, wav_bytes
from sonochrome.study.trials import EXCERPT_S, Trial, excerpt, plan_trials, shuffled
from tests.render.music import section
from tests.sonochrome.test_similar import line, midi
from vocabulary.errors import OutputError, SongError
from vocabulary.pictures import PictureRequest


def answer(trial: int = 1, correct: int = 1, listener: str = "ann") -> Answer:
    return Answer("2026-01-01T00:00:00+00:00", listener, 7, trial, "a.mid", "all", "other", "paper", "left", "left", correct, 5.0, 4.0)


@given(st.integers(0, 200).flatmap(lambda answers: st.tuples(st.integers(0, answers), st.just(answers))))
def test_the_interval_holds_the_share_and_chance_falls_with_every_right_answer(counts: tuple[int, int]) -> None:
    right, answers = counts

    low, high = wilson_interval(right, answers)

    assert 0.0 <= low <= high <= 1.0
    if answers:
        assert low - 1e-9 <= right / answers <= high + 1e-9
        assert p_of_chance(right, answers) <= 1.0
        assert right == 0 or p_of_chance(right, answers) <= p_of_chance(right - 1, answers)


def test_published_values_of_interval_and_tail() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, Wilson's score: 81 of 263 gives .2553 to .3662; 15 of 148 gives .0624 to .1605.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert p_of_chance(9, 10) == pytest.approx(11 / 1024)


def test_answers_are_kept_with_running_figures(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    ResultFile(path).add(answer(correct=1))
    results = ResultFile(path)

    results.add(answer(1, 1, "=bob"))
    results.add(answer(2, 0, "=bob"))

    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert [row["listener"] for row in rows] == ["ann", "'=bob", "'=bob"]
    assert [(row["answers"], row["right"], row["share"]) for row in rows] == [("1", "1", "1.0"), ("1", "1", "1.0"), ("2", "1", "0.5")]
    assert float(rows[2]["low_95"]) < 0.5 < float(rows[2]["high_95"])
    assert results.tally("=bob", 7) == {"other": (2, 1)}


def test_a_study_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    ResultFile(path).add(answer(1, 1, "-bob"))
    ResultFile(path).add(answer(2, 0, "-bob"))
    path.write_text(path.read_text("utf-8").rstrip(), "utf-8")

    results = ResultFile(path)
    results.add(answer(3, 1, "-bob"))

    assert results.answered("-bob", 7) == 3
    assert results.answered("-bob", 8) == 0
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert [(row["answers"], row["right"]) for row in rows] == [("1", "1"), ("2", "1"), ("3", "2")]


def test_a_file_of_something_else_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("my notes\n")

    with pytest.raises(OutputError, match=r"notes\.csv holds something else"):
        ResultFile(path)
    assert path.read_text() == "my notes\n"
    with pytest.raises(OutputError, match="choose another file"):
        ResultFile(tmp_path)


def songs(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"song {number}.mid" for number in range(count)]
    for number, path in enumerate(paths):
        midi(path, line(number), line(number + 50))
    return paths


def trials(folder: Path, count: int = 6, seed: int = 3, control: str = "other") -> tuple[Trial, ...]:
    return plan_trials(
        songs(folder, 4), count, seed, control=control, style=None, styles=shipped_styles(), models="formula"  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("control", ["other", "shuffled"])
def test_the_same_seed_asks_the_same_and_never_a_picture_against_itself(tmp_path: Path, control: str) -> None:
    asked = trials(tmp_path, control=control)

    assert asked == trials(tmp_path, control=control)
    assert asked != trials(tmp_path, seed=4, control=control)
    for trial in asked:
        assert trial.ours != trial.control
        assert trial.ours.look.style == trial.control.look.style == trial.style
        assert trial.ours.parts != trial.control.parts


def test_sides_are_dealt_fairly(tmp_path: Path) -> None:
    left = [trial.left for trial in trials(tmp_path, count=20)]

    assert 3 <= sum(left) <= 17


def test_too_few_songs_and_broken_ones_are_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd nothing")

    with pytest.raises(SongError, match="a study needs songs with notes"):
        plan_trials([broken, *songs(tmp_path, 1)], 2, 1, control="other", style=None, styles=shipped_styles(), models="formula")


@given(st.integers(0, 2**32 - 1))
def test_disorder_keeps_what_is_played_and_loses_when(seed: int) -> None:
    whole = section()

    other = shuffled(whole, np.random.default_rng(seed))

    for part, dealt in zip(whole.parts, other.parts, strict=True):
        for name in ("pitch", "duration", "velocity"):
            assert sorted(getattr(note, name) for note in part.notes) == sorted(getattr(note, name) for note in dealt.notes)
        assert [note.start_time for note in part.notes] != [note.start_time for note in dealt.notes]
    assert other.length == whole.length


@given(st.floats(0.5, 60.0))
def test_an_excerpt_is_whole_bars_and_short_enough(seconds: float) -> None:
    whole = section()
    bar_s = 4 * 60 / whole.tempo

    part = excerpt(whole, seconds)

    length_s = part.length / 15360 * 60 / whole.tempo
    assert length_s <= max(bar_s, seconds) + 1e-6
    assert all(note.start_time < part.length for one in part.parts for note in one.notes)


def test_a_passage_sounds_in_tune_and_does_not_clip() -> None:
    samples = sound_of(section(), EXCERPT_S)

    with wave.open(io.BytesIO(wav_bytes(samples))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
        assert file.getnframes() == len(samples)
    assert 0.3 < np.abs(samples).max() < 0.9
    assert samples.tobytes() == sound_of(section(), EXCERPT_S).tobytes()


class Flat:
    """A renderer that colours by request."""

    def __init__(self) -> None:
        self.asked: list[PictureRequest] = []

    def __call__(self, request: PictureRequest) -> NDArray[np.uint8]:
        self.asked.append(request)
        return np.full((8, 8, 3), request.look.seed % 251, dtype=np.uint8)


class Browser:
    """Asks an application without a network."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, asked))

    def post(self, path: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, asked))

    async def _ask(self, method: str, path: str, asked: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://localhost") as client:
            return await client.request(method, path, **asked)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    study = Study(trials(tmp_path, count=2), ResultFile(tmp_path / "answers.csv"), 3, Flat())
    yield Browser(study.app())
    study.close()


def test_a_listener_answers_all_and_is_told_the_share_at_the_end(client: Browser, tmp_path: Path) -> None:
    for number in (1, 2):
        assert client.get("/trial", params={"listener": "ann"}).json() == {"done": False, "number": number, "of": 2}
        assert client.get(f"/sound/{number}").content[:4] == b"RIFF"
        sides = [client.get(f"/picture/{number}/{side}").content for side in ("left", "right")]
        assert all(content.startswith(b"\x89PNG") for content in sides)
        given = {"listener": "ann", "number": number, "chosen": "left", "seconds": 5.0, "heard": 4.0}
        assert client.post("/answer", json=given).json() == {"answered": number}
        assert client.post("/answer", json=given).status_code == 409

    told = client.get("/trial", params={"listener": "ann"}).json()
    assert told["done"]
    assert "of 2, against the picture of another song" in told["result"]
    rows = list(csv.reader((tmp_path / "answers.csv").read_text("utf-8").splitlines()))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 3
    assert client.get("/trial", params={"listener": "bob"}).json()["number"] == 1


@pytest.mark.parametrize("path", ["/picture/1/up", "/picture/9/left", "/picture/0/left", "/sound/9", "/nothing"])
def test_what_is_not_there_is_said(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_wrong_answer_document_is_refused(client: Browser) -> None:
    assert client.post("/answer", content=b"{").status_code == 400
    assert client.post("/answer", json={"listener": "a", "number": 1}).status_code == 400
    assert client.get("/trial").status_code == 400


def test_the_page_needs_nothing_from_elsewhere(client: Browser) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_an_unknown_style_and_no_songs_are_one_line(tmp_path: Path) -> None:
    paths = songs(tmp_path, 2)
    out = tmp_path / "a.csv"

    wrong = CliRunner().invoke(cli, ["study", str(paths[0]), "-o", str(out), "--style", "oil"])

    assert wrong.exit_code == 2
    assert "there is no style 'oil'" in wrong.output
    assert not out.exists()
