import logging

import pytest

from bridge.live_set import LiveSetBuilder
from bridge.osc.chunks import Document, Key, make_document
from bridge.osc.message_values import CLIP, LOCATOR_NAMES, LOCATORS, NAME, NOTES, PLAYING, SCENE_NAMES, SET_NAME, SONG, TRACK
from bridge.osc.notes_wire import pack_notes
from vocabulary.live_set import LiveSet, Locator
from vocabulary.notes import Clip, Note
from vocabulary.units import Ticks


class Store:
    """Documents as the device sends them, one call each."""

    def __init__(self) -> None:
        self.documents: dict[Key, Document] = {}
        self.builder = LiveSetBuilder(7)

    def put(self, kind: int, of: int, *body: int | str) -> None:
        document = make_document(kind, of, 1, body)  # type: ignore[arg-type]  # all integers or all strings
        self.documents[document.key] = document

    def put_clip(self, clip: int, pitches: tuple[int, ...], *, flags: int = 4, start: int = 0, count: int | None = None) -> None:
        end = start + 100 if flags & 4 else 0
        number = len(pitches) if count is None else count
        self.put(CLIP, clip, flags, 0xFF8000, 3, 4, 0, 200, 10, 190, start, end, number)
        self.put_notes(clip, pitches)

    def put_notes(self, clip: int, pitches: tuple[int, ...]) -> None:
        self.put(NOTES, clip, *pack_notes(Note(Ticks(10 * index), pitch, Ticks(5)) for index, pitch in enumerate(pitches)))

    def build(self) -> LiveSet:
        live_set = self.builder.build(self.documents)
        assert live_set is not None
        return live_set


@pytest.fixture
def store() -> Store:
    """Two tracks: two arrangement clips and a session clip, and an arrangement clip."""
    store = Store()
    store.put(SONG, 0, 61440, 1, 2)
    store.put(TRACK, 1, 0, 0x112233, 0, 9, 2, 10, 11, 3, 12)
    store.put(TRACK, 2, 0, 0x445566, 1, 0, 1, 20)
    store.put_clip(10, (60, 62))
    store.put_clip(11, (64,), start=100)
    store.put_clip(12, (65, 67), flags=1)
    store.put_clip(20, (36,), flags=4 | 2)
    store.put(NAME, 1, "Bässe")
    store.put(NAME, 10, "Riff")
    return store


def clips(live_set: LiveSet) -> dict[int, Clip]:
    return {clip.id: clip for track in live_set.tracks for clip in (*track.arrangement_clips, *track.session_clips)}


def test_every_field_is_read(store: Store) -> None:
    store.put(SET_NAME, 0, "My song")
    store.put(LOCATORS, 0, 0, 500)
    store.put(LOCATOR_NAMES, 0, "Intro", "Drop")
    store.put(SCENE_NAMES, 0, "A", "", "B", "C")
    store.put(PLAYING, 0, 1, 3, 4800, -1, 2, -1, 0, 2)

    live_set = store.build()

    first, second = live_set.tracks
    assert (live_set.id, live_set.name, live_set.launch_quantization) == (7, "My song", 61440)
    assert live_set.locators == (Locator(Ticks(0), "Intro"), Locator(Ticks(500), "Drop"))
    assert live_set.scenes == ("A", "", "B", "C")
    assert (first.name, first.kind, first.color, first.muted, first.group_id) == ("Bässe", "midi", 0x112233, False, 9)
    assert (second.name, second.muted, second.group_id) == ("", True, None)
    assert (first.playing_slot, first.playing_since, first.fired_slot) == (3, 4800, None)
    assert (second.playing_slot, second.playing_since, second.fired_slot) == (None, None, 2)
    assert clips(live_set)[10] == Clip(
        10, "Riff", (Note(Ticks(0), 60, Ticks(5)), Note(Ticks(10), 62, Ticks(5))), Ticks(0), Ticks(200), Ticks(10), Ticks(190),
        start_time=Ticks(0), end_time=Ticks(100), color=0xFF8000, signature_numerator=3, signature_denominator=4,
    )  # fmt: skip
    assert (clips(live_set)[12].slot, clips(live_set)[12].looping, clips(live_set)[12].start_time) == (3, True, None)
    assert clips(live_set)[20].muted


def test_before_the_song_is_known_there_is_no_set() -> None:
    store = Store()
    store.put_clip(10, (60,))

    assert store.builder.build(store.documents) is None


def test_what_did_not_change_keeps_its_identity(store: Store) -> None:
    before = store.build()
    assert store.build() is before

    store.put_notes(10, (60, 63))
    after = store.build()

    assert after is not before
    assert after.tracks[1] is before.tracks[1]
    assert after.tracks[0] is not before.tracks[0]
    assert clips(after)[11] is clips(before)[11]
    assert clips(after)[12] is clips(before)[12]
    assert [note.pitch for note in clips(after)[10].notes] == [60, 63]


def test_the_same_documents_sent_again_change_nothing(store: Store) -> None:
    before = store.build()

    store.put_clip(10, (60, 62))
    store.put(TRACK, 1, 0, 0x112233, 0, 9, 2, 10, 11, 3, 12)

    assert store.build() is before


def test_what_plays_is_a_change(store: Store) -> None:
    before = store.build()
    store.put(PLAYING, 0, 1, 3, 0, -1)

    after = store.build()

    assert after is not before
    assert after.tracks[0].session_clips[0] is before.tracks[0].session_clips[0]


@pytest.mark.parametrize("properties_first", [True, False])
def test_a_clip_keeps_its_last_whole_version_until_properties_and_notes_agree(store: Store, properties_first: bool) -> None:
    before = store.build()

    if properties_first:
        store.put(CLIP, 10, 4, 0, 3, 4, 0, 200, 10, 190, 0, 100, 3)
    else:
        store.put_notes(10, (70, 71, 72))
    assert store.build() is before
    store.put_clip(10, (70, 71, 72))

    assert [note.pitch for note in clips(store.build())[10].notes] == [70, 71, 72]


def test_a_clip_counts_once_both_halves_are_there(store: Store) -> None:
    store.put(TRACK, 2, 0, 0x445566, 1, 0, 2, 20, 21)
    store.put(CLIP, 21, 4, 0, 4, 4, 0, 200, 0, 200, 300, 400, 0)
    assert 21 not in clips(store.build())

    store.put(NOTES, 21)

    assert clips(store.build())[21].notes == ()


def test_clips_and_tracks_that_are_listed_no_more_are_gone(store: Store) -> None:
    store.build()
    store.put(TRACK, 1, 0, 0x112233, 0, 0, 1, 11)
    store.put(SONG, 0, 61440, 1)

    live_set = store.build()

    assert list(clips(live_set)) == [11]
    assert [track.id for track in live_set.tracks] == [1]


def test_tracks_come_in_live_order_and_clips_in_order_of_time(store: Store) -> None:
    store.put(SONG, 0, 0, 2, 1)
    store.put(TRACK, 1, 0, 0, 0, 0, 2, 11, 10)

    live_set = store.build()

    assert [track.id for track in live_set.tracks] == [2, 1]
    assert [clip.id for clip in live_set.tracks[1].arrangement_clips] == [10, 11]


@pytest.mark.parametrize(
    ("kind", "of", "body"),
    [
        (CLIP, 10, (4, 0, 4, 4, 200, 100, 0, 0, 0, 100, 2)),
        (NOTES, 10, (0, 0, 60 + 256 * 128, 100, 0, 1, 60 + 256 * 128, 100)),
        (TRACK, 1, (0, 0, 0, 0, 99, 10)),
        (TRACK, 1, (0, 0)),
        (TRACK, 1, (0, 0, 0, 0, 1, 10, 5)),
    ],
)
def test_an_impossible_document_is_said_once_and_the_last_good_version_stands(
    store: Store, caplog: pytest.LogCaptureFixture, kind: int, of: int, body: tuple[int, ...]
) -> None:
    before = store.build()
    store.put(kind, of, *body)

    with caplog.at_level(logging.WARNING):
        assert store.build() is before
        store.build()

    assert len(caplog.records) == 1
    assert "left out" in caplog.text


def test_locators_wait_for_their_names(store: Store) -> None:
    store.put(LOCATORS, 0, 0)
    store.put(LOCATOR_NAMES, 0, "Intro")
    before = store.build()

    store.put(LOCATORS, 0, 0, 500)
    assert store.build() is before
    store.put(LOCATOR_NAMES, 0, "Intro", "Drop")

    assert [locator.name for locator in store.build().locators] == ["Intro", "Drop"]


def test_all_locators_can_be_deleted(store: Store) -> None:
    store.put(LOCATORS, 0, 0)
    store.put(LOCATOR_NAMES, 0, "Intro")
    store.build()

    store.put(LOCATORS, 0)
    store.put(LOCATOR_NAMES, 0)

    assert store.build().locators == ()
