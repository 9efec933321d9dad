import asyncio
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.control import Control
from bridge.pipeline import Pipeline
from bridge.planner import Reference, cut
from bridge.settings import Settings
from bridge.stage.protocol import Wish
from bridge.wish_book import WishBook
from render.style_files import shipped_styles
from tests.bridge.small_sets import arrangement_set, look
from tests.bridge.test_pipeline import mood
from vocabulary.errors import WishError
from vocabulary.live_set import Section
from vocabulary.wishes import Wishes

LIVE_SET = arrangement_set()
SECTIONS = cut(LIVE_SET, Reference()).arrangement
FOG = Wishes(words=("fog",))


def control(style: str = "", book: WishBook | None = None) -> Control:
    made = Control(style, shipped_styles())
    made.start(book or WishBook())
    asyncio.run(made.follow(LIVE_SET))
    made.take_mood(mood(), settled=True)
    return made


def take(some: Control, act: str, scope: str = "set", place: int = 0, **more: object) -> None:
    section = SECTIONS[place]
    some.take(Wish(1, act, scope, section.id, **more), section, look())  # type: ignore[arg-type]  # as a viewer sends it


def wishes(some: Control, section: Section = SECTIONS[0]) -> Wishes:
    return some.hand_of(section).wishes


def test_a_set_keeps_the_style_that_was_first_chosen_for_it() -> None:
    first = control()
    chosen = first.hand_of(SECTIONS[0]).style
    assert chosen is not None
    other = replace(mood(), texture=replace(mood().texture, drums=1.0), emotion=replace(mood().emotion, arousal=1.0, valence=-1.0))

    for changed in (control(book=first.book), control(book=WishBook(style="weave"))):
        before = changed.hand_of(SECTIONS[0]).style
        changed.take_mood(other, settled=True)
        assert changed.hand_of(SECTIONS[0]).style == before
    assert control(book=first.book).hand_of(SECTIONS[0]).style == chosen
    assert control(book=WishBook(style="weave")).hand_of(SECTIONS[0]).style == shipped_styles()["weave"]


def test_freeing_the_set_lets_the_music_choose_again() -> None:
    some = control(book=WishBook(of_set=FOG, style="weave"))

    take(some, "free")

    assert wishes(some) == Wishes()
    assert some.book.style == control().book.style
    take(some, "undo")
    assert (wishes(some), some.book.style) == (FOG, "weave")


def test_a_wished_style_rules_and_the_settings_one_is_only_usual() -> None:
    some = control("paper")
    take(some, "change", "clip", 1, wishes=Wishes(style="ink"))

    assert [some.hand_of(section).style.name for section in SECTIONS] == ["paper", "ink", "paper", "paper"]  # type: ignore[union-attr]
    assert some.book.style == ""


def test_a_style_that_is_gone_does_no_harm_and_counts_again_when_it_is_back() -> None:
    some = control(book=WishBook(style="weave"))
    take(some, "change", wishes=Wishes(style="ink"))
    without = MappingProxyType({name: style for name, style in shipped_styles().items() if name not in ("ink", "weave")})

    some.take_styles(without)
    left = some.hand_of(SECTIONS[0])
    assert left.style is not None
    assert left.style.name in without
    assert Pipeline(Settings()).depict(SECTIONS[0], mood(), left).look.style == left.style.name
    some.take_styles(shipped_styles())
    assert some.hand_of(SECTIONS[0]).style == shipped_styles()["ink"]
    assert some.book.style == "weave"


def test_only_what_uses_a_changed_style_gets_another_hand() -> None:
    some = control("paper")
    take(some, "change", "clip", 1, wishes=Wishes(style="ink"))
    before = [some.hand_of(section) for section in SECTIONS]

    some.take_styles({**shipped_styles(), "ink": replace(shipped_styles()["ink"], avoid=("blood",))})

    assert [some.hand_of(section) != hand for section, hand in zip(SECTIONS, before, strict=True)] == [False, True, False, False]


@given(st.lists(st.sampled_from(["another", "previous"]), max_size=12))
def test_another_and_previous_walk_through_compositions(acts: list[str]) -> None:
    some, number = control(), 0
    for act in acts:
        number += 1 if act == "another" else -1
        if number < 0:
            with pytest.raises(WishError, match="first picture"):
                take(some, act)
            number = 0
        else:
            take(some, act)

        assert wishes(some).another == number


def test_a_clip_walks_on_from_where_its_set_is() -> None:
    some = control()
    for _ in range(3):
        take(some, "another")
    take(some, "another", "clip")
    assert [wishes(some, section).another for section in SECTIONS] == [4, 3, 3, 3]

    for _ in range(3):
        take(some, "previous", "clip")

    assert wishes(some).another == 1
    with pytest.raises(WishError, match="of the set"):
        take(some, "previous", "clip")


def test_more_like_this_gives_the_whole_set_style_and_hue() -> None:
    some = control()

    take(some, "like_this", place=2)

    assert {(wishes(some, section).style, dict(wishes(some, section).numbers)["hue"]) for section in SECTIONS} == {("paper", 0.0)}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["set", "track", "clip"]), st.integers(0, 3), st.floats(0, 1)), max_size=6))
def test_undo_takes_back_each_wish(given_wishes: list[tuple[str, int, float]]) -> None:
    some = control()
    books = [some.book]
    for scope, place, value in given_wishes:
        take(some, "change", scope, place, wishes=Wishes(numbers=(("roundness", value),)))
        if some.book != books[-1]:
            books.append(some.book)

    for book in reversed(books[:-1]):
        take(some, "undo")
        assert some.book == book
    with pytest.raises(WishError, match="nothing to undo"):
        take(some, "undo")


def test_a_gesture_is_undone_at_once() -> None:
    some = control()
    for step in range(10):
        take(some, "change", wishes=Wishes(numbers=(("grain", step / 10),)), gesture=7)
    take(some, "change", wishes=FOG, gesture=8)

    take(some, "undo")
    assert wishes(some).numbers == (("grain", 0.9),)
    take(some, "undo")
    assert wishes(some) == Wishes()


def test_what_cannot_be_is_refused_in_a_line_that_says_why() -> None:
    some = control()

    with pytest.raises(WishError, match=r"no style 'oil'; choose one of: .*paper"):
        take(some, "change", wishes=Wishes(style="oil"))
    with pytest.raises(WishError, match="no clip to change"):
        some.take(Wish(1, "another", "clip", "gone"), None, None)
    with pytest.raises(WishError, match="not imagined yet"):
        some.take(Wish(1, "like_this", "set", "gone"), None, None)
    assert wishes(some) == Wishes()
    assert not some.can_undo
