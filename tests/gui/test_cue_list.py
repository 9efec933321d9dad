from hypothesis import given
from hypothesis import strategies as st

from bridge.stage.protocol import CueMessage, Cues
from gui.cue_list import CueList, show_of


def cue(name: str, start: float = 0.0, picture: str = "") -> CueMessage:
    return CueMessage(name, name, start, start + 4, picture, "draft", 1.0, 0.5)


def names(cue_list: CueList) -> str:
    return "".join(each.id for each in cue_list.cues)


def test_changes_removals_and_order_are_applied() -> None:
    cues = CueList().after(Cues((cue("b"), cue("a"), cue("c")), order=("a", "b", "c"), whole=True))

    changed = cues.after(Cues((cue("b", 4, "p"),), removed=("c",)))

    assert names(cues) == "abc"
    assert [(each.id, each.picture) for each in changed.cues] == [("a", ""), ("b", "p")]
    assert names(changed.after(Cues(order=("b", "a")))) == "ba"
    assert names(changed.after(Cues((cue("z"),), whole=True))) == "z"


def test_an_update_in_parts_counts_when_it_is_whole() -> None:
    cues = CueList().after(Cues((cue("a"),), whole=True))
    first, second = Cues((cue("b"),), order=("b",), whole=True, part=0, parts=2), Cues((cue("c"),), order=("c",), part=1, parts=2)

    halfway = cues.after(first)

    assert names(halfway) == "a"
    assert names(halfway.after(second)) == "bc"


def test_parts_that_do_not_fit_together_change_nothing() -> None:
    cues = CueList().after(Cues((cue("a"),), whole=True))

    assert names(cues.after(Cues((cue("c"),), part=1, parts=2))) == "a"
    assert names(cues.after(Cues((cue("c"),), part=0, parts=3)).after(Cues((cue("d"),), part=2, parts=3))) == "a"


@given(st.lists(st.integers(0, 30), unique=True, max_size=20), st.integers(1, 5))
def test_any_cut_into_parts_gives_the_same_show(numbers: list[int], size: int) -> None:
    cues = tuple(cue(str(number), number) for number in numbers)
    whole = CueList().after(Cues(cues, order=tuple(each.id for each in cues), whole=True))
    slices = [cues[k : k + size] for k in range(0, max(1, len(cues)), size)]

    cut = CueList()
    for part, some in enumerate(slices):
        cut = cut.after(Cues(some, order=tuple(each.id for each in some), whole=True, part=part, parts=len(slices)))

    assert cut.cues == whole.cues


def test_an_open_end_is_endless_on_the_timeline() -> None:
    show = show_of((CueMessage("s", "Session", 8.0, None, "p", "final", 1.0, 0.5),))

    ruling = show.cue_at(1e9)

    assert ruling is not None
    assert ruling.picture_id == "p"
