from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bridge.planner import Reference, cut
from bridge.wish_book import LOST, Scope, Targets, WishBook, targets_of
from tests.bridge.small_sets import arrangement_clip, arrangement_set, notes, session_set, ticks
from vocabulary.live_set import LiveSet, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Track
from vocabulary.wishes import Wishes

SCOPES: tuple[Scope, ...] = ("set", "track", "clip")
ROUND, ANGULAR = Wishes(numbers=(("roundness", 1.0),)), Wishes(numbers=(("roundness", 0.0),))


def sections(live_set: LiveSet) -> tuple[Section, ...]:
    found = cut(live_set, Reference())
    return (*found.arrangement, *found.scenes)


def of(live_set: LiveSet, book: WishBook, place: int) -> Wishes:
    targets = targets_of(live_set, sections(live_set)[place], book)
    clip, track, whole = (book.own(targets, scope) for scope in ("clip", "track", "set"))
    return clip.over(track.over(whole))


def with_clip_wish(live_set: LiveSet, place: int = 1) -> WishBook:
    return WishBook().with_own(targets_of(live_set, sections(live_set)[place], WishBook()), "clip", ROUND)


def renumbered(live_set: LiveSet) -> LiveSet:
    """As after a restart of Live."""
    return replace(
        live_set,
        tracks=tuple(
            replace(
                track,
                id=track.id + 500,
                arrangement_clips=tuple(replace(clip, id=clip.id % 13 + 900) for clip in track.arrangement_clips),
                session_clips=tuple(replace(clip, id=clip.id + 700) for clip in track.session_clips),
            )
            for track in live_set.tracks
        ),
    )


def edited(live_set: LiveSet, place: int, **changes: object) -> LiveSet:
    (track,) = live_set.tracks
    clips = list(track.arrangement_clips)
    clips[place] = replace(clips[place], **changes)  # type: ignore[arg-type]  # fields of a clip
    return replace(live_set, tracks=(replace(track, arrangement_clips=tuple(clips)),))


def test_a_clips_wishes_are_its_own() -> None:
    live_set = arrangement_set()
    book = with_clip_wish(live_set)

    assert [of(live_set, book, place) for place in range(4)] == [Wishes(), ROUND, Wishes(), Wishes()]


def test_the_clips_rule_over_the_tracks_over_the_sets() -> None:
    live_set = session_set()
    targets = targets_of(live_set, sections(live_set)[0], WishBook())
    book = WishBook().with_own(targets, "set", ANGULAR)

    assert of(live_set, book, 2) == ANGULAR
    assert of(live_set, book.with_own(targets, "track", ROUND), 2) == ROUND
    assert of(live_set, book.with_own(targets, "track", ANGULAR).with_own(targets, "clip", ROUND), 0) == ROUND


@given(st.sampled_from(SCOPES), st.sampled_from([ROUND, ANGULAR, Wishes(style="paper", words=("fog",))]))
def test_wishes_survive_being_kept(scope: Scope, wishes: Wishes) -> None:
    live_set = session_set()
    targets = targets_of(live_set, sections(live_set)[0], WishBook())
    book = WishBook(style="ink").with_own(targets, scope, wishes)

    assert msgspec.json.decode(msgspec.json.encode(book), type=WishBook) == book


def test_a_restart_of_live_keeps_wishes_though_it_renumbers_all_things() -> None:
    live_set = arrangement_set()
    again = renumbered(live_set)

    book = with_clip_wish(live_set).followed(again)

    assert [of(again, book, place) for place in range(4)] == [Wishes(), ROUND, Wishes(), Wishes()]


def test_a_renamed_moved_or_edited_clip_keeps_its_wishes() -> None:
    live_set = arrangement_set()
    for changes in ({"name": "other"}, {"notes": notes(32, 80)}):
        now = edited(live_set, 1, **changes)
        book = with_clip_wish(live_set).followed(now)
        now = renumbered(now)

        assert of(now, book.followed(now), 1) == ROUND


def test_what_took_anothers_number_does_not_take_its_wishes() -> None:
    live_set = arrangement_set()
    book = with_clip_wish(live_set)
    stranger = edited(live_set, 1, name="stranger", notes=notes(8, 90), start_time=ticks(36), end_time=ticks(64))

    now = book.followed(stranger)

    assert now.clips[0][0].id == LOST
    assert of(live_set, now.followed(live_set), 1) == ROUND  # it came back


def test_empty_wishes_leave_nothing_behind() -> None:
    live_set = arrangement_set()
    targets = targets_of(live_set, sections(live_set)[1], WishBook())

    assert with_clip_wish(live_set).with_own(targets, "clip", Wishes()) == WishBook()


def test_the_longest_clip_rules_and_drums_only_where_nothing_else_plays() -> None:
    drums = Track(1, "Kit", program=GM_DRUM_PROGRAM, arrangement_clips=(arrangement_clip(1, 0, 32),))
    keys = Track(2, "Keys", arrangement_clips=(arrangement_clip(2, 0, 32),))
    short = Track(3, "Stab", arrangement_clips=(arrangement_clip(3, 0, 4),))
    live_set = LiveSet(1, "x", (short, drums, keys))
    section = sections(live_set)[0]

    assert targets_of(live_set, section, WishBook()).track is keys
    assert targets_of(replace(live_set, tracks=(short, drums)), section, WishBook()).track is drums
    assert targets_of(replace(live_set, tracks=()), section, WishBook()) == Targets()


def test_of_clips_as_long_the_one_with_wishes_rules() -> None:
    live_set = session_set()
    section = sections(live_set)[0]
    second = live_set.tracks[1]

    book = WishBook().with_own(Targets(second, second.session_clips[0], 1), "track", ROUND)

    assert targets_of(live_set, section, book).track is second
