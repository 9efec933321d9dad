from hypothesis import given
from hypothesis import strategies as st

from bridge.stage.protocol import CueMessage, SectionDocument, SetDocument, Status
from gui.events import AnchorTold, Connected, Disconnected, Event, SectionTold, SetTold, ShowTold, StatusTold
from gui.plain_words import chord_name, emotion_words, pictures_line, song_position, standing
from gui.state import ViewerState, sections_wanted, thumbnails_wanted
from render.compositor.stage_clock import Anchor


def cue(name: str, start: float, end: float | None, document: str = "", picture: str = "") -> CueMessage:
    return CueMessage(name, name, start, end, picture, "draft", 1.0, 0.5, document)


def status(device: str = "connected", source: str = "device", **more: object) -> StatusTold:
    fields: dict[str, object] = {"set_name": "Song", "sections": 4, "final_pictures": 1, "drawing": "", "message": "", **more}
    return StatusTold(Status(source=source, device=device, **fields))  # type: ignore[arg-type]  # table of fields


def description(name: str = "Verse") -> SectionDocument:
    return SectionDocument(name, "unclear", 0.0, 120.0, 0.0, 0.0, (), (), (), (), (), "", "")


def after(*events: Event) -> ViewerState:
    state = ViewerState()
    for event in events:
        state = state.after(event)
    return state


def test_each_standing_says_the_next_step() -> None:
    waiting = after(Connected("s"), status("waiting", ""))
    lost = after(Connected("s"), Disconnected("gone"))

    assert standing(ViewerState()).next_step == "start it with: sonochrome run"
    assert standing(waiting).headline == "Waiting for Ableton Live"
    assert standing(waiting).next_step == "put the Sonochrome device on a MIDI track"
    assert standing(after(Connected("s"), status())).mood == "good"
    assert "the picture stays" in standing(lost).headline
    assert "the picture stays" in standing(after(Connected("s"), status("lost"))).headline
    assert "switch it on" in standing(after(Connected("s"), status("off"))).next_step


def test_what_the_song_is_stays_when_the_daemon_goes() -> None:
    state = after(Connected("s"), SetTold(SetDocument("Song", (), (), 64.0, 1)), ShowTold((cue("a", 0, 8),)), Disconnected("gone"))

    assert state.live_set is not None
    assert state.cues


def test_descriptions_are_kept_as_long_as_a_cue_names_them() -> None:
    state = after(
        ShowTold((cue("a", 0, 8, "x"), cue("b", 8, 16, "y"))), SectionTold("x", description()), SectionTold("y", description("B"))
    )

    later = state.after(ShowTold((cue("b", 8, 16, "y"),)))

    assert state.section_of(state.cue_at(2.0)) == description()
    assert set(later.sections) == {"y"}


def test_an_event_that_says_nothing_new_leaves_the_state_alone() -> None:
    state = after(AnchorTold(Anchor(0.0, 0.0), 6, 8))

    assert state.signature == (6, 8)
    assert state.after(AnchorTold(Anchor(1.0, 4.0), 6, 8)) is state


def test_descriptions_are_wanted_from_the_playhead_on() -> None:
    state = after(ShowTold((cue("a", 0, 8, "a", "p"), cue("b", 8, 16, "b", "q"), cue("c", 16, 24, "c", "p"))))

    assert sections_wanted(state, 9.0) == ("b", "a", "c")
    assert thumbnails_wanted(state) == ("p", "q")


@given(st.lists(st.tuples(st.floats(0, 1e6), st.one_of(st.none(), st.floats(0, 1e6))), max_size=5), st.floats(-100, 1e7))
def test_song_cues_and_playhead_are_on_the_timeline(spans: list[tuple[float, float | None]], beats: float) -> None:
    state = after(ShowTold(tuple(cue(str(k), start, end) for k, (start, end) in enumerate(spans))))

    length = state.length(beats)

    assert length >= max([16.0, beats, *(end for _, end in spans if end is not None)])


def test_words_for_the_emotion_follow_the_circumplex() -> None:
    assert [emotion_words(*point) for point in ((0.0, 0.0), (0.6, 0.0), (0.9, 0.9), (-0.5, 0.5), (-0.2, -0.2), (0.5, -0.5))] == [
        "neutral", "pleased", "strongly excited", "tense", "a little gloomy", "serene",
    ]  # fmt: skip
    assert emotion_words(float("nan"), 0.0) == "neutral"


def test_song_position_counts_bars_and_beats_from_one() -> None:
    assert [song_position(*pair) for pair in ((0.0, 4.0), (6.5, 4.0), (7.9999999, 4.0), (3.0, 3.0), (-1.0, 4.0))] == [
        "1.1", "2.3", "3.1", "2.1", "0.4",
    ]  # fmt: skip


def test_chords_are_written_as_musicians_do() -> None:
    labels = ("G:min7", "A#:maj", "C:7/b7", "F:maj7", "D", "N", "E:min", "B:minmaj7", "", "A:hdim7")

    assert [chord_name(label) for label in labels] == ["Gm7", "A#", "C7/b7", "Fmaj7", "D", "", "Em", "Bm(maj7)", "", "Ahdim7"]


def test_the_pictures_line_counts_final_pictures() -> None:
    assert pictures_line(after(Connected("s"), status(drawing="Chorus"))) == "1 of 4 pictures  ·  drawing Chorus"
    assert pictures_line(after(Connected("s"), status(final_pictures=4))) == "all 4 pictures"
    assert pictures_line(after(Connected("s"), status(sections=0))) == ""
