import pytest

from gui.wish_list import ASK_AGAIN_AFTER_S, FORGET_FAILURES, Job, Wanted, WishList


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fetched(wishes: WishList) -> list[str]:
    """Everything that is to be fetched now, in order, each without a hitch."""
    found = []
    while (job := wishes.next_job()[0]) is not None:
        found.append(f"{job.kind} {job.id}")
        assert wishes.note_done(job)
    return found


def test_two_pictures_come_before_the_texts_and_thumbnails_come_last() -> None:
    wishes = WishList()
    wishes.set_hash = "s"
    wishes.want(Wanted(("a", "b", "c"), ("a", "d"), ("x", "y")))

    assert fetched(wishes) == ["picture a", "picture b", "set s", "section x", "section y", "picture c", "thumbnail a", "thumbnail d"]
    assert fetched(wishes) == []


def test_what_was_dropped_and_is_wanted_again_is_fetched_again() -> None:
    wishes = WishList()
    for pictures in (("a", "b"), ("b",), ("a", "b")):
        wishes.want(Wanted(pictures))
        found = fetched(wishes)

    assert found == ["picture a"]


def test_what_is_not_wanted_any_more_is_not_told() -> None:
    wishes = WishList()
    wishes.want(Wanted(("a",)))
    job = wishes.next_job()[0]
    assert job is not None
    wishes.want(Wanted(("b",)))

    assert not wishes.note_done(job)


def test_a_failure_lets_others_go_first_and_waits_longer_each_time_up_to_a_limit() -> None:
    clock = Clock()
    wishes = WishList(clock)
    wishes.want(Wanted(("a", "b")))
    first = Job("/pictures/a", "picture", "a")
    waits = []
    for time in range(1, FORGET_FAILURES + 3):
        assert wishes.next_job() == (first, None)
        assert wishes.note_failure(first) == time
        fetched(wishes)
        waits.append(wishes.next_job()[1])
        clock.now += waits[-1] or 0.0

    assert waits == pytest.approx([min(time, FORGET_FAILURES) * ASK_AGAIN_AFTER_S for time in range(1, FORGET_FAILURES + 3)])


def test_another_daemon_is_asked_at_once() -> None:
    wishes = WishList()
    wishes.want(Wanted(("a",)))
    wishes.note_failure(Job("/pictures/a", "picture", "a"))
    assert wishes.next_job()[0] is None

    wishes.forget_failures()

    assert fetched(wishes) == ["picture a"]
