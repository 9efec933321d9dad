"""What is asked for, touch by touch; without Qt."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.stage.protocol import ControlDocument, Status, Wish
from gui.wishing import GESTURE_S, TRUST_S, Wishing
from vocabulary.wishes import WISH_NUMBERS, Wishes

NUMBERS = tuple((name, low) for name, (low, _) in WISH_NUMBERS.items())


class Desk:
    """A wishing with its messages and a clock."""

    def __init__(self, **control: object) -> None:
        self.sent: list[Wish] = []
        self.now = 0.0
        self.wishing = Wishing(self.sent.append, lambda: self.now)
        self.control = ControlDocument("lead", "keys", Wishes(), Wishes(), Wishes(), NUMBERS, ("fog", "hills"), "hills in fog")
        self.tell(**control)

    def tell(self, **control: object) -> None:
        self.control = msgspec.structs.replace(self.control, **control)
        self.wishing.show("a1", self.control)

    @property
    def last(self) -> Wishes:
        wishes = self.sent[-1].wishes
        assert wishes is not None
        return wishes


def test_a_touch_keeps_what_was_asked_for_before_though_it_is_not_told_back_yet() -> None:
    desk = Desk(of_clip=Wishes(words=("sea",)))

    desk.wishing.lock("roundness", 0.7)
    desk.wishing.fix_color("accent", 0xFF0000)
    desk.wishing.choose_style("ink")

    assert desk.last == Wishes("ink", 0, (("roundness", 0.7),), (("accent", 0xFF0000),), ("sea",))
    assert desk.wishing.own == desk.last
    assert desk.wishing.values["roundness"] == 0.7
    assert {(wish.act, wish.scope, wish.section) for wish in desk.sent} == {("change", "clip", "a1")}


def test_what_was_asked_for_gives_way_when_it_is_told_refused_or_too_old() -> None:
    for give_way in ("told", "refused", "old"):
        desk = Desk()
        desk.wishing.lock("grain", 1.0)
        if give_way == "told":
            desk.tell(of_clip=desk.last)
            desk.tell(of_clip=Wishes())  # by another viewer
        elif give_way == "refused":
            desk.wishing.take_status(Status("", "", "", 0, 0, "", "", answered=desk.sent[-1].number, refused="no"))
        else:
            desk.now += TRUST_S + 0.1

        assert desk.wishing.own == Wishes(), give_way


def test_another_viewers_refusal_is_not_ours() -> None:
    desk = Desk()
    desk.wishing.lock("grain", 1.0)

    desk.wishing.take_status(Status("", "", "", 0, 0, "", "", answered=desk.sent[-1].number + 5, refused="no"))

    assert desk.wishing.own == desk.last


def test_what_is_dragged_is_one_gesture() -> None:
    desk = Desk()
    for step in range(5):
        desk.now += GESTURE_S / 2
        desk.wishing.lock("grain", step / 10 + 0.1)
    desk.wishing.lock("scale", 0.3)
    desk.now += GESTURE_S * 2
    desk.wishing.lock("scale", 0.4)

    gestures = [wish.gesture for wish in desk.sent]
    assert len(set(gestures[:5])) == 1
    assert len(set(gestures)) == 3
    assert all(gestures)


@given(st.sampled_from(sorted(WISH_NUMBERS)), st.floats(-1000, 1000))
def test_numbers_stay_within_their_limits_and_come_free_again(name: str, value: float) -> None:
    desk = Desk()

    desk.wishing.lock(name, value)
    locked = dict(desk.last.numbers)[name]
    desk.wishing.lock(name, None)

    low, high = WISH_NUMBERS[name]
    assert low <= locked <= high
    assert desk.last == Wishes()


def test_words_come_and_go() -> None:
    desk = Desk(of_set=Wishes(words=("sea",)))

    desk.wishing.add_word("  light \n house ")
    assert desk.last.words == ("light house",)
    desk.wishing.remove_word("light house")
    assert desk.last == Wishes()
    desk.wishing.remove_word("fog")
    assert desk.last.without == ("fog",)
    desk.wishing.add_word("Fog")
    assert desk.last == Wishes(words=("Fog",))
    desk.wishing.remove_word("sea")
    assert desk.last.without == ("sea",)
    sent = len(desk.sent)
    desk.wishing.add_word("   ")
    assert len(desk.sent) == sent


@pytest.mark.parametrize(("missing", "scope"), [((), "clip"), (("clip",), "track"), (("clip", "track"), "set")])
def test_a_scope_that_is_not_there_gives_way_to_the_next_wider(missing: tuple[str, ...], scope: str) -> None:
    desk = Desk(of_set=Wishes(style="ink"), of_track=Wishes(words=("sea",)), **dict.fromkeys(missing))

    desk.wishing.act("another")

    assert (desk.sent[-1].act, desk.sent[-1].scope) == ("another", scope)
    expected = {"clip": Wishes(style="ink", words=("sea",)), "track": Wishes(style="ink"), "set": Wishes()}[scope]
    assert desk.wishing.wider == expected


def test_without_a_section_nothing_is_asked_but_undo() -> None:
    desk = Desk()
    desk.wishing.show("", None)

    desk.wishing.act("another")
    desk.wishing.lock("grain", 0.5)
    assert not desk.wishing.is_possible
    assert desk.sent == []
    desk.wishing.act("undo")
    assert [wish.act for wish in desk.sent] == ["undo"]


def test_another_section_shows_its_own() -> None:
    desk = Desk()
    desk.wishing.lock("grain", 0.5)

    desk.wishing.show("a2", replace_clip(desk.control, Wishes(style="ink")))

    assert desk.wishing.own == Wishes(style="ink")


def replace_clip(control: ControlDocument, wishes: Wishes) -> ControlDocument:
    return msgspec.structs.replace(control, of_clip=wishes)


def test_another_text_of_the_prompt_is_one_line() -> None:
    desk = Desk()

    desk.wishing.write_prompt(" a  harbour\nat night ")

    assert desk.last == replace(Wishes(), prompt="a harbour at night")
