import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.planner import Planned
from bridge.show import Depiction, cue_messages, make_show
from bridge.stage.newest import StageState, steps
from bridge.stage.newest import cue_messages as patch
from bridge.stage.protocol import MAX_MESSAGE_BYTES, Anchor, CueMessage, Cues, SetChanged, Status, encode
from tests.bridge.small_sets import section, ticks
from vocabulary.pictures import Picture, Show


def picture(digest: str) -> Picture:
    return Picture(digest, "/nowhere.png", 32, 32, "final" if digest.startswith("final") else "draft", "painter:paper", 0.1)


def planned(section_id: str, start: float, end: float | None) -> Planned:
    return Planned(section(section_id, start, end or start + 16), ticks(start), None if end is None else ticks(end))


def show_of(places: tuple[Planned, ...], ready: set[str], before: Show | None = None) -> Show:
    depictions = {place.section.id: Depiction(f"draft {place.section.id}", f"final {place.section.id}") for place in places}
    return make_show(places, depictions, lambda digest: picture(digest) if digest in ready else None, before or Show(), fade_beats=1.0)


def test_the_final_picture_is_shown_else_the_draft_else_what_was_there() -> None:
    places = (planned("a0", 0, 16), planned("a1", 16, 32))

    empty = show_of(places, set())
    drafts = show_of(places, {"draft a0", "draft a1"}, empty)
    finals = show_of(places, {"draft a0", "draft a1", "final a1"}, drafts)
    edited = make_show(places, {"a1": Depiction("new draft", "new final")}, lambda digest: None, finals, fade_beats=1.0)

    assert [cue.picture_id for cue in empty.cues] == ["", ""]
    assert [(cue.picture_id, cue.quality) for cue in drafts.cues] == [("draft a0", "draft"), ("draft a1", "draft")]
    assert [(cue.picture_id, cue.quality) for cue in finals.cues] == [("draft a0", "draft"), ("final a1", "final")]
    assert [cue.picture_id for cue in edited.cues] == ["draft a0", "final a1"]


def test_a_section_that_came_in_between_keeps_what_was_shown_at_its_place() -> None:
    before = show_of((planned("a0", 0, 32),), {"final a0"})

    after = make_show((planned("a0", 0, 16), planned("a1", 16, 32)), {}, lambda digest: None, before, fade_beats=1.0)

    assert [cue.picture_id for cue in after.cues] == ["final a0", "final a0"]


def test_a_crossfade_leaves_most_of_a_short_section_alone() -> None:
    (cue,) = show_of((planned("a0", 0, 2),), set()).cues

    assert 0 < cue.fade_beats <= 0.5


def test_a_session_cue_is_endless() -> None:
    show = show_of((planned("s0:1", 8, None),), {"draft s0:1"})

    (message,) = cue_messages(show, {"s0:1": Depiction("draft s0:1", "final s0:1", document="abc")})

    assert show.cues[0].end_time == math.inf
    assert (message.end, message.picture, message.document) == (None, "draft s0:1", "abc")


cues = st.builds(
    CueMessage,
    id=st.integers(0, 30).map(lambda number: f"a{number}"),
    name=st.text(max_size=300),
    start=st.floats(0, 1000),
    end=st.none() | st.floats(1000, 2000),
    picture=st.sampled_from(["", "1" * 32, "2" * 32]),
    quality=st.sampled_from(["draft", "final"]),
    fade=st.just(1.0),
    energy=st.just(0.5),
)
shows = st.lists(cues, max_size=30, unique_by=lambda cue: cue.id).map(tuple)


def apply(known: dict[str, CueMessage], order: list[str], message: Cues) -> tuple[dict[str, CueMessage], list[str]]:
    """What a stage does with a patch, as the protocol says."""
    if message.whole:
        known, order = {}, []
    known = {**known, **{cue.id: cue for cue in message.changed}}
    for gone in message.removed:
        known.pop(gone)
    if message.order is not None:
        order = list(message.order)
    return known, order


@settings(deadline=None)
@given(shows, shows)
def test_a_patch_brings_any_show_to_any_other(before: tuple[CueMessage, ...], after: tuple[CueMessage, ...]) -> None:
    known, order = {cue.id: cue for cue in before}, [cue.id for cue in before]

    for message in patch(before, after, whole=False):
        assert len(encode(message)) <= MAX_MESSAGE_BYTES
        known, order = apply(known, order, message)

    assert tuple(known[cue_id] for cue_id in order) == after
    assert known.keys() == set(order)


def test_a_long_show_is_cut_into_messages_of_16_kb() -> None:
    after = tuple(
        CueMessage(f"a{number}", "name " * 20, number, number + 1, "1" * 32, "final", 1.0, 0.5, "2" * 32) for number in range(400)
    )

    messages = patch((), after, whole=True)

    assert len(messages) > 5
    assert [(message.part, message.parts) for message in messages] == [(part, len(messages)) for part in range(len(messages))]
    assert all(len(encode(message)) <= MAX_MESSAGE_BYTES for message in messages)
    assert messages[0].whole
    assert messages[0].order == tuple(cue.id for cue in after)
    assert sum((message.changed for message in messages), ()) == after


def test_a_client_is_told_only_what_changed_and_the_anchor_first() -> None:
    status = Status("device", "connected", "song", 1, 0, "", "")
    old = StageState("h1", (), Anchor(1.0, 0.0, 120.0, True), status)
    new = replace(old, set_hash="h2", anchor=Anchor(2.0, 2.0, 120.0, True))

    assert list(steps(old, new)) == [new.anchor, SetChanged("h2")]
    assert list(steps(old, old)) == []
    assert [type(message) for message in steps(None, new)] == [Anchor, Cues, SetChanged, Status]
