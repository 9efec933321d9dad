from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.choose_style import FACTS, choose_style, facts_of
from render.look import imagine_look
from render.palette import signed_turn
from render.palette_bias import LIMITS, PaletteBias, biased
from render.prompt import PLACES, fill_prompt, prompt_places
from render.style import PromptPart, Style
from render.style_files import load_style, read_style, shipped_styles
from tests.render.music import descriptor
from vocabulary.errors import SettingsError

GOOD = """\
description = "test prints"
painter = "orbits"
prompt = ["({subject}:1.4)", "risograph, halftone", "(gold leaf:0.5)"]
avoid = ["gold"]

[palette]
chroma = 0.8

[fits]
jazz = 1.5
drums = -0.2
"""


def test_shipped_styles_say_what_they_are_and_what_they_fit() -> None:
    for name, style in shipped_styles().items():
        assert style.name == name
        assert style.description
        assert style.fits
        assert style.style_words
        assert any("{subject}" in part.text for part in style.prompt)
        assert not style.yours


def test_a_style_is_read_whole() -> None:
    style = read_style(GOOD, "test-prints", yours=True)

    assert (style.name, style.painter, style.description, style.yours) == ("test-prints", "orbits", "test prints", True)
    assert style.prompt == (PromptPart("{subject}", 1.4), PromptPart("risograph, halftone"), PromptPart("gold leaf", 0.5))
    assert style.bias == PaletteBias(chroma=0.8)
    assert style.fits == (("jazz", 1.5), ("drums", -0.2))
    assert style.avoid == ("gold",)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ('painter = "oil"', 'painter = "orbits"', r"line 2: painter must be one of .*orbits.*, got 'oil'"),
        ("", 'painter = "orbits"\n', r"line 1: painter is missing"),
        ("jazz = 9", "jazz = 1.5", r"line 10: jazz in \[fits\] must be a number from -3 to 3, got 9"),
        ("jaz = 1", "jazz = 1.5", r"line 10: unknown 'jaz' in \[fits\]; there are blues, "),
        ("jazz = true", "jazz = 1.5", r"line 10: jazz in \[fits\] must be a number"),
        ("chroma = nan", "chroma = 0.8", r"line 7: chroma in \[palette\] must be a number"),
        ('"({subjet}:1.4)"', '"({subject}:1.4)"', r"line 3: '\(\{subjet\}:1.4\)' has a place that does not exist; there are \{subject\}"),
        ('"({subject}:7)"', '"({subject}:1.4)"', r"line 3: the weight in .* must be above 0 and at most 2"),
        ('"{subject"', '"({subject}:1.4)"', r"line 3: '\{subject' has a place"),
        ('avoid = "gold"', 'avoid = ["gold"]', r"line 4: avoid must be a list of texts"),
        ("description = 5", 'description = "test prints"', r"line 1: description must be a text in quotes, got 5"),
        ('[palete]', "[palette]", r"line 6: unknown 'palete'; there are description, "),
        ("chroma = ", "chroma = 0.8", r"line 7: "),
        ("colour = 1\n[palette]", "[palette]", r"line 6: unknown 'colour'"),
    ],
)  # fmt: skip
def test_a_wrong_style_names_line_value_and_choices(wrong: str, right: str, message: str) -> None:
    assert right in GOOD
    with pytest.raises(SettingsError, match=message):
        read_style(GOOD.replace(right, wrong, 1), "x")


@given(st.text(max_size=300))
def test_any_text_is_a_style_or_a_clear_error(text: str) -> None:
    told = ""
    try:
        read_style(text, "x")
    except SettingsError as error:
        told = str(error)

    assert not told or told.startswith("line ")


def test_a_file_that_is_no_style_is_named(tmp_path: Path) -> None:
    files = {"large.toml": b"#" * 70_000, "bytes.toml": b"\xff\xfe", "Big Name.toml": GOOD.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SettingsError, match=name):
            load_style(tmp_path / name)
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        load_style(tmp_path / "gone.toml")


biases = st.builds(PaletteBias, **{name: st.floats(*limits) for name, limits in LIMITS.items()})


@given(biases, st.floats(-1, 1), st.floats(-1, 1))
def test_a_bias_keeps_roles_and_the_order_of_moods(bias: PaletteBias, one: float, other: float) -> None:
    low, high = (imagine_look(descriptor(valence, 0.2), style="paper").palette for valence in sorted((one, other)))

    sad, glad = biased(low, bias), biased(high, bias)

    assert [color.role for color in sad] == [color.role for color in low]
    assert sad[0].lightness <= glad[0].lightness + 1e-9


@given(st.floats(0.1, 0.5), st.floats(0, 359))
def test_a_pull_turns_the_ground_towards_its_hue(pull: float, hue: float) -> None:
    palette = imagine_look(descriptor(0.4, 0.2), style="paper").palette

    pulled = biased(palette, PaletteBias(hue=hue, pull=pull))

    assert abs(signed_turn(pulled[0].hue, hue)) <= abs(signed_turn(palette[0].hue, hue)) + 1e-6


def test_the_lightest_parts_of_a_prompt_are_cut_first_and_unwanted_words_left_out() -> None:
    places = dict.fromkeys(PLACES, "") | {"subject": "misty hills", "words": "golden, gold leaf"}
    long = " ".join(["wordy"] * 47)

    prompt = fill_prompt(
        [PromptPart("faint haze", 0.2), PromptPart(long), PromptPart("{subject}", 1.5), PromptPart("{words}")], places, ("gold",)
    )

    assert prompt == f"{long}, misty hills, golden"


def test_every_place_is_filled() -> None:
    look = imagine_look(descriptor(0.5, 0.5), style="paper")

    places = prompt_places(look.words, look.palette, look.light, look.form, "cut paper")

    assert tuple(places) == PLACES
    assert all(places[name] for name in ("subject", "moods", "colors", "light", "form", "material"))


@given(st.integers(0, 2**31 - 1))
def test_a_style_that_fits_by_far_is_chosen_whatever_the_lot(lot: int) -> None:
    styles = {
        "calm": Style("calm", "", "paper", fits=(("arousal", -1.0),)),
        "loud": Style("loud", "", "orbits", fits=(("arousal", 1.0),)),
        "mute": Style("mute", "", "orbits"),
    }

    assert choose_style(descriptor(0.0, 0.9), styles, lot)[0].name == "loud"
    assert choose_style(descriptor(0.0, -0.9), styles, lot)[0].name == "calm"


def test_the_lot_decides_close_calls_and_facts_stay_within_reach() -> None:
    styles = {name: Style(name, "", "paper", fits=(("arousal", 0.1),)) for name in "abcdef"}

    assert len({choose_style(descriptor(), styles, lot)[0].name for lot in range(60)}) == 6
    facts = facts_of(descriptor(1.0, 1.0, articulation=1.0, repetition=1.0, notes_per_second=60.0))
    assert set(facts) == set(FACTS)
    assert all(-2 <= value <= 2 for value in facts.values())
