import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_look
from render.oklch import encode_srgb, lch_to_linear
from render.palette import signed_turn
from render.prompt import MAX_WORDS
from tests.render.music import descriptor
from vocabulary.look import COLOR_ROLES
from vocabulary.wishes import MOST_WORDS, WISH_NUMBERS, Wishes

names = st.text("abcdefg ", min_size=1, max_size=12).map(str.strip).filter(bool)
numbers = st.fixed_dictionaries({}, optional={name: st.floats(*limits) for name, limits in WISH_NUMBERS.items()})
wishes = st.builds(
    Wishes,
    style=st.sampled_from(("", "paper", "orbits")),
    another=st.integers(0, 99),
    numbers=numbers.map(lambda chosen: tuple(chosen.items())),
    colors=st.dictionaries(st.sampled_from(COLOR_ROLES), st.integers(0, 0xFFFFFF)).map(lambda chosen: tuple(chosen.items())),
    words=st.lists(names, max_size=4).map(tuple),
    without=st.lists(names, max_size=4).map(tuple),
)
FORM = ("roundness", "density", "symmetry", "scale", "dispersion", "motion", "grain")


@given(wishes, st.floats(-1, 1), st.floats(-1, 1))
def test_what_is_locked_stays_whatever_the_music(wanted: Wishes, valence: float, arousal: float) -> None:
    look = imagine_look(descriptor(valence, arousal), wishes=wanted)

    locked = dict(wanted.numbers)
    assert not wanted.style or look.style == wanted.style
    assert all(getattr(look.form, name) == locked[name] for name in FORM if name in locked)
    assert all(getattr(look.light, name) == locked[name] for name in ("angle", "height", "contrast") if name in locked)
    assert look.valence == locked.get("valence", valence)
    assert look.energy == locked.get("energy", look.energy)
    assert len(look.prompt.split()) <= MAX_WORDS
    assert set(wanted.words) - set(wanted.without) <= set(look.words)
    assert not {word.lower() for word in look.words} & {word.lower() for word in wanted.without}


@given(st.sampled_from(COLOR_ROLES), st.integers(0, 0xFFFFFF))
def test_a_fixed_colour_is_that_colour(role: str, rgb: int) -> None:
    look = imagine_look(descriptor(), wishes=Wishes(colors=((role, rgb),)))

    shown = next(color for color in look.palette if color.role == role)
    channels = [round(255 * value) for value in encode_srgb(lch_to_linear((shown.lightness, shown.chroma, shown.hue)))]
    assert all(abs(channel - (rgb >> shift & 255)) <= 1 for channel, shift in zip(channels, (16, 8, 0), strict=True))
    assert shown.because == "chosen by you"


@given(st.floats(0, 359.9))
def test_a_locked_hue_is_the_grounds_and_all_colours_turn_alike(hue: float) -> None:
    free, locked = (imagine_look(descriptor(0.5, 0.5), wishes=one).palette for one in (Wishes(), Wishes(numbers=(("hue", hue),))))

    assert abs(signed_turn(locked[0].hue, hue)) < 1e-6
    turns = [signed_turn(one.hue, other.hue) for one, other in zip(free, locked, strict=True)]
    assert max(abs(signed_turn(turn, turns[0])) for turn in turns) < 1e-6


def test_no_wish_changes_nothing_and_another_changes_the_seed_alone() -> None:
    plain = imagine_look(descriptor())

    assert imagine_look(descriptor(), wishes=Wishes()) == plain
    seeds = {imagine_look(descriptor(), wishes=Wishes(another=count)).seed for count in range(50)}
    assert len(seeds) == 50
    assert imagine_look(descriptor(), wishes=Wishes(another=1)).palette == plain.palette


@given(wishes, wishes, wishes)
def test_the_narrower_wish_rules_and_order_of_joining_does_not_matter(clip: Wishes, track: Wishes, whole: Wishes) -> None:
    joined = clip.over(track).over(whole)

    assert dict(joined.numbers) == {**dict(whole.numbers), **dict(track.numbers), **dict(clip.numbers)}
    assert joined.style == (clip.style or track.style or whole.style)
    assert joined == clip.over(track.over(whole))
    assert Wishes().over(clip) == clip.over(Wishes())


@given(wishes)
def test_an_empty_wish_is_empty(wanted: Wishes) -> None:
    assert Wishes().is_empty
    assert wanted.is_empty == (wanted == Wishes())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"numbers": (("roundness", 1.5),)}, r"roundness must be in 0\.\.1, got 1\.5"),
        ({"numbers": (("roundness", float("nan")),)}, "roundness must be in"),
        ({"numbers": (("roundnes", 0.5),)}, "there is no 'roundnes' to lock; there are valence, "),
        ({"colors": (("sky", 0),)}, "a colour is one of ground"),
        ({"colors": (("ground", 0x1000000),)}, "a colour is one of ground"),
        ({"another": -1}, "another must be in"),
        ({"words": ("w",) * (MOST_WORDS + 1)}, "at most 24 words"),
        ({"words": (" ",)}, "a word must say something"),
        ({"without": ("(bad:9)",)}, "without brackets"),
        ({"prompt": "x" * 601}, "at most 600 characters"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Wishes(**wrong)  # type: ignore[arg-type] # checked while running
