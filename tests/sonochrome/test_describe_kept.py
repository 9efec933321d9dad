import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonochrome.commands.describe_kept import FORMAT, Header, already_described, append_line, content_of, shown_name
from vocabulary.errors import OutputError

MAKER = "sonochrome 9.9.9"
NAMES = ("plain.mid", 'with "quotes",source.mid', "snow \u2603 \u2028.mid")


def line_of(path: Path, **changes: str) -> str:
    header = replace(Header(FORMAT, shown_name(path), content_of(path), MAKER, "learned"), **changes)
    return json.dumps({**asdict(header), "source": "mid", "name": 'a "format":', "warnings": []}, ensure_ascii=False, separators=(",", ":"))


@pytest.fixture
def songs(tmp_path: Path) -> dict[str, Path]:
    paths = [tmp_path / name for name in NAMES]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    return {shown_name(path): path for path in paths}


@pytest.fixture
def output(tmp_path: Path, songs: dict[str, Path]) -> Path:
    path = tmp_path / "out.jsonl"
    with path.open("ab", buffering=0) as file:
        for song in songs.values():
            append_line(file, line_of(song))
    return path


def lines(output: Path) -> list[str]:
    return output.read_text(encoding="utf-8").split("\n")[:-1]


def test_what_is_there_is_not_done_again(output: Path, songs: dict[str, Path]) -> None:
    before = output.read_bytes()

    assert set(already_described(output, songs, MAKER, "learned")) == set(songs)
    assert output.read_bytes() == before


def test_without_an_output_file_all_is_to_be_done(tmp_path: Path, songs: dict[str, Path]) -> None:
    assert set(already_described(tmp_path / "new.jsonl", songs, MAKER, "learned")) == set()
    assert not (tmp_path / "new.jsonl").exists()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1))
def test_a_run_killed_at_any_byte_keeps_its_whole_lines(output: Path, songs: dict[str, Path], share: float) -> None:
    whole = b"".join(line_of(song).encode() + b"\n" for song in songs.values())
    output.write_bytes(whole[: round(share * len(whole))])
    whole_lines = output.read_bytes().count(b"\n")

    done = already_described(output, songs, MAKER, "learned")

    assert set(done) == set(list(songs)[:whole_lines])
    assert output.read_bytes() == b"".join(whole.splitlines(keepends=True)[:whole_lines])


@pytest.mark.parametrize(("maker", "models"), [("sonochrome 10.0.0", "learned"), (MAKER, "formula")])
def test_what_something_else_described_is_taken_out(output: Path, songs: dict[str, Path], maker: str, models: str) -> None:
    assert set(already_described(output, songs, maker, models)) == set()
    assert output.read_bytes() == b""


def test_a_changed_a_vanished_and_an_unwanted_file(output: Path, songs: dict[str, Path]) -> None:
    changed, vanished, unwanted = songs
    songs[changed].write_text("edited")
    songs[vanished].unlink()
    wanted = {name: path for name, path in songs.items() if name != unwanted}

    assert set(already_described(output, wanted, MAKER, "learned")) == set()
    assert [json.loads(line)["file"] for line in lines(output)] == [unwanted]


def test_again_takes_out_what_is_wanted_and_nothing_else(output: Path, songs: dict[str, Path]) -> None:
    first, second, third = songs

    assert set(already_described(output, {first: songs[first], third: songs[third]}, MAKER, "learned", again=True)) == set()
    assert [json.loads(line)["file"] for line in lines(output)] == [second]


def test_a_line_of_a_past_format_or_a_second_one_is_taken_out(output: Path, songs: dict[str, Path]) -> None:
    first, *_ = songs
    with output.open("ab", buffering=0) as file:
        append_line(file, line_of(songs[first]))
        append_line(file, line_of(songs[first], format="sonochrome.describe/0"))

    assert set(already_described(output, songs, MAKER, "learned")) == set(songs)
    assert len(lines(output)) == len(songs)


@pytest.mark.parametrize("content", [b'{"other": 1}\n', b"text", b"\x00\x01\xff", b"\n"])
def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(content)

    with pytest.raises(OutputError, match="line 1 is not a description by Sonochrome; choose another file"):
        already_described(path, {}, MAKER, "learned")
    assert path.read_bytes() == content


def test_a_folder_as_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="choose another file"):
        already_described(tmp_path, {}, MAKER, "learned")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("ab", buffering=0) as file, pytest.raises(OutputError, match="make room and run the same command again"):
        append_line(file, "x")


def test_a_name_that_is_no_text_stays_recognisable() -> None:
    assert shown_name(Path("caf\udce9.mid")) == "caf\\xe9.mid"
    shown_name(Path("caf\udce9.mid")).encode()
