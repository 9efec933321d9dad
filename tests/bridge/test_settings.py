import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.settings import DEFAULT_FILE, Settings, load_settings, read_settings
from vocabulary.errors import SettingsError


def test_the_written_file_says_what_holds_without_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"

    assert load_settings(path) == Settings()
    assert path.read_text("utf-8") == DEFAULT_FILE
    assert load_settings(path) == Settings() == read_settings("")


def test_every_setting_is_in_the_written_file() -> None:
    written = [key for table in tomllib.loads(DEFAULT_FILE).values() for key in table]

    assert len(written) == len(fields(Settings))


def test_settings_are_read() -> None:
    picture, library = '[picture]\nwidth_px = 1920\nstyle = "paper"\n', '[library]\nfolder = "~/pictures"\n'
    found = read_settings(picture + library + '[stage]\nfade_beats = 2\n[analysis]\nmodels = "formula"\n')

    assert (found.width_px, found.style, found.library_folder, found.fade_beats) == (1920, "paper", "~/pictures", 2.0)
    assert found.models == "formula"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[picture]\nwidth_px = 10", 2, "from 64 to 4096, got 10"),
        ("# a\n\n[picture]\nheight_px = 64\nwidth_px = '1024'", 5, "whole number"),
        ("[picture]\nwidth_px = true", 2, "whole number"),
        ("[picture]\nwidth_px = nan", 2, "whole number"),
        ("[stage]\nfade_beats = nan", 2, "from 0 to 16"),
        ("[picture]\nstyle = 3", 2, "text in quotes"),
        ("[analysis]\nmodels = 'best'", 2, '"learned" or "formula", got \'best\''),
        ("[analysis]\nmodels = true", 2, "text in quotes"),
        ("[picture]\nwidth_px = 100\n[stage]\nwidth_px = 100", 4, "unknown setting 'width_px' in \\[stage\\]; there are fade_beats"),
        ("[picture]\n\n[pictures]\nx = 1", 3, "unknown table \\[pictures\\]; did you mean \\[picture\\]"),
        ('[picture]\n\n[analisys]\nmodels = "formula"', 3, "unknown table \\[analisys\\]; did you mean \\[analysis\\]"),
        ("[Stage]\nfade_beats = 2", 1, "did you mean \\[stage\\]"),
        ("[quux]\nfade_beats = 2", 1, "unknown table \\[quux\\]; there are \\[picture\\], \\[analysis\\], \\[library\\], \\[stage\\]"),
        ("[analysis]\nmodel = 1", 2, "unknown setting 'model' in \\[analysis\\]; did you mean models"),
        ("width_px = 100", 1, "'width_px' stands outside of any known table; did you mean 'width_px' in \\[picture\\]"),
        ("analysis = 1", 1, "'analysis' stands outside"),
        ("[picture]\nwidth_px = = 3", 2, "correct or delete the line"),
        ("[picture]\nwidth_px = 1\nwidth_px = 2", 1, "correct or delete"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(SettingsError, match=f"line {line}: .*{message}"):
        read_settings(text)


def test_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"[picture]\nwidth_px = 1\n")

    with pytest.raises(SettingsError, match=r"settings\.toml, line 2: width_px"):
        load_settings(path)
    path.write_bytes(b"\xff\xfe broken")
    with pytest.raises(SettingsError, match="correct or delete the file"):
        load_settings(path)


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(0, len(DEFAULT_FILE)))
def test_a_damaged_file_is_refused_or_read_but_never_fatal(noise: str, place: int) -> None:
    try:
        found = read_settings(DEFAULT_FILE[:place] + noise + DEFAULT_FILE[place:])
    except SettingsError:
        return
    assert isinstance(found, Settings)
