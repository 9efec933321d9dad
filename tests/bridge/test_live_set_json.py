import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.live_set_json import from_json, to_json
from tests.bridge.osc.test_notes_wire import notes
from vocabulary.errors import ProtocolError
from vocabulary.live_set import LiveSet, Locator, Transport
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Bpm, Seconds, Ticks

ticks = st.integers(-(2**31) + 1, 2**31 - 1).map(Ticks)
names = st.text(max_size=12)


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    start = draw(st.integers(-1000, 1000))
    arranged = draw(st.booleans())
    return Clip(
        draw(st.integers(0, 2**31 - 1)), draw(names), tuple(sorted(draw(st.lists(notes, max_size=5)))), Ticks(start), Ticks(start + 10),
        draw(ticks), draw(ticks), draw(st.booleans()), Ticks(5) if arranged else None, Ticks(9) if arranged else None,
        None if arranged else draw(st.integers(0, 99)), draw(st.integers(0, 0xFFFFFF)), draw(st.booleans()), 7, 8,
    )  # fmt: skip


tracks = st.builds(
    lambda name, many, slot: Track(
        3, name, "midi", 7, True, 4, -2,
        tuple(clip for clip in many if clip.slot is None), tuple(clip for clip in many if clip.slot is not None), slot, Ticks(5), slot,
    ),
    names, st.lists(clips(), max_size=3), st.none() | st.integers(0, 9),
)  # fmt: skip
live_sets = st.builds(
    LiveSet,
    st.integers(0, 2**31 - 1),
    names,
    st.lists(tracks, max_size=3).map(tuple),
    st.lists(st.builds(Locator, ticks, names), max_size=3).map(tuple),
    st.lists(names, max_size=3).map(tuple),
    ticks,
    st.builds(
        Transport, st.booleans(), ticks, st.floats(20, 999).map(Bpm), st.just(3), st.just(4), received_at=st.floats(0, 1e6).map(Seconds)
    ),
)


@given(live_sets)
def test_reading_undoes_writing_in_every_field(live_set: LiveSet) -> None:
    again = from_json(to_json(live_set))

    assert again == live_set
    assert again.transport == live_set.transport
    assert [(t.playing_slot, t.playing_since, t.fired_slot) for t in again.tracks] == [
        (t.playing_slot, t.playing_since, t.fired_slot) for t in live_set.tracks
    ]
    assert to_json(again) == to_json(live_set)


@pytest.mark.parametrize("kind", [LiveSet, Track, Clip, Note, Locator, Transport])
def test_no_field_is_left_out(kind: type) -> None:
    clip = Clip(1, "c", (Note(Ticks(0), 60, Ticks(1)),), Ticks(0), Ticks(1), Ticks(0), Ticks(1), slot=0)
    live_set = LiveSet(tracks=(Track(1, "t", session_clips=(clip,)),), locators=(Locator(Ticks(0), "l"),))
    tree = json.loads(to_json(live_set))
    found = {
        LiveSet: tree, Track: tree["tracks"][0], Clip: tree["tracks"][0]["session_clips"][0], Locator: tree["locators"][0],
        Note: tree["tracks"][0]["session_clips"][0]["notes"][0], Transport: tree["transport"],
    }  # fmt: skip

    assert set(found[kind]) == {field.name for field in fields(kind)}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"tracks": 7}', b'{"tracks": [{"id": 1, "name": "x", "kind": "horn"}]}', b"\xff"])
def test_what_is_no_live_set_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="not a live set"):
        from_json(data)
