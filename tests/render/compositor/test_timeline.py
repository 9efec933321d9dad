from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.compositor.frame import Frame
from render.compositor.timeline import Anchor, Change, Timeline
from vocabulary.pictures import Cue, Quality, Show
from vocabulary.units import Beats

FRAME = 1 / 60


def cue(name: str, start: float, end: float, picture: str | None = None, quality: Quality = "final", fade: float = 1.0) -> Cue:
    return Cue(name, Beats(start), Beats(end), name if picture is None else picture, quality, Beats(fade))


def timeline(*cues: Cue, loaded: str | None = None, anchor: Anchor | None = None, frame_seconds: float = FRAME) -> Timeline:
    made = Timeline(640, 360, frame_seconds=frame_seconds)
    made.set_show(Show(cues))
    for picture in loaded.split() if loaded is not None else [c.picture_id for c in cues]:
        made.add_picture(picture)
    made.apply(anchor or Anchor(0.0, 0.0, 120.0, playing=True), 0.0)
    return made


def play(stage: Timeline, start: float, end: float, frame_seconds: float = FRAME) -> list[tuple[float, Frame, tuple[Change, ...]]]:
    count = int((end - start) / frame_seconds)
    return [(t, stage.frame_at(t), stage.take_changes()) for t in (start + k * frame_seconds for k in range(count))]


def changes(played: list[tuple[float, Frame, tuple[Change, ...]]]) -> list[tuple[float, Change]]:
    return [(t, change) for t, _, some in played for change in some]


@given(
    beat=st.floats(1.0, 16.0),
    tempo=st.floats(40.0, 300.0),
    phase=st.floats(0.0, 1.0),
    frame=st.sampled_from([1 / 30, 1 / 60, 1 / 75, 1 / 144]),
    offset_s=st.floats(-0.2, 0.2),
)
def test_the_picture_changes_on_the_frame_nearest_to_its_beat(
    beat: float, tempo: float, phase: float, frame: float, offset_s: float
) -> None:
    stage = timeline(cue("a", 0, beat), cue("b", beat, 99), anchor=Anchor(0.0, 0.0, tempo, playing=True), frame_seconds=frame)
    stage.offset_s = offset_s
    due = beat * 60 / tempo + offset_s

    played = play(stage, due - (7 + phase) * frame, due + 8 * frame, frame)

    [(first, _), (changed_at, change)] = changes(played)
    assert abs(changed_at - due) <= frame / 2 + 1e-6
    assert first < changed_at
    assert (change.cue_id, change.kind, change.due_beats) == ("b", "cue", beat)


def test_the_crossfade_begins_on_that_frame_and_lasts_the_cues_beats() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 8, fade=1.0))

    played = [(t, frame) for t, frame, _ in play(stage, 0.0, 3.0)]

    fading = [(t, frame.mix) for t, frame in played if frame.picture_id == "b" and frame.previous_id == "a"]
    assert fading[0][0] == pytest.approx(2.0, abs=FRAME / 2)
    assert fading[0][1] > 0.05
    assert fading[-1][0] - fading[0][0] == pytest.approx(0.5, abs=3 * FRAME)
    assert all(a[1] < b[1] for a, b in pairwise(fading))
    assert (played[-1][1].picture_id, played[-1][1].mix, played[-1][1].previous_id) == ("b", 1.0, "")


@given(length=st.floats(1.0, 8.0), tempo=st.floats(60.0, 240.0), phase=st.floats(0.0, 1.0))
def test_a_loop_changes_the_picture_at_its_wrap_on_the_nearest_frame(length: float, tempo: float, phase: float) -> None:
    """The loop's last half beat is another cue than its start, so each round has two changes."""
    anchor = Anchor(0.0, 8.0, tempo, True, True, 8.0, length)
    stage = timeline(cue("a", 0, 8 + length - 0.5), cue("b", 8 + length - 0.5, 99), anchor=anchor)
    second = 60 / tempo

    found = changes(play(stage, phase * FRAME, 3 * length * second))

    due = [second * beat for k in range(3) for beat in ((k + 1) * length - 0.5, (k + 1) * length)]
    for (at, change), expected in zip(found[1:], due, strict=False):
        assert abs(at - expected) <= FRAME / 2 + 1e-6
        assert change.kind == "cue"
        assert change.due_beats == (8.0 if change.cue_id == "a" else 8 + length - 0.5)
    assert len(found) >= 5


@given(st.data())
@settings(max_examples=60)
def test_once_something_was_shown_there_is_always_something(data: st.DataObject) -> None:
    """Shows change, go empty and overlap; pictures come and go; the playhead jumps, stops and loops."""
    stage, moment, seen = Timeline(640, 360), 0.0, False
    some_cues = st.builds(
        lambda name, start, length, picture: cue(name, start, start + length, picture),
        st.sampled_from("abc"), st.floats(0, 16), st.sampled_from([0.25, 4.0, float("inf")]), st.sampled_from(["", "p", "q", "r", "s"]),
    )  # fmt: skip
    for _ in range(data.draw(st.integers(1, 12))):
        moment += data.draw(st.floats(0.001, 1.0))
        match data.draw(st.sampled_from(["show", "add", "remove", "anchor"])):
            case "show":
                stage.set_show(Show(tuple(data.draw(st.lists(some_cues, max_size=4, unique_by=lambda c: c.id)))))
            case "add":
                stage.add_picture(data.draw(st.sampled_from("pqrs")))
            case "remove":
                picture = data.draw(st.sampled_from("pqrs"))
                if picture not in stage.in_use():
                    stage.remove_picture(picture)
            case _:
                beats, playing, loop = data.draw(st.tuples(st.floats(0, 20), st.booleans(), st.booleans()))
                stage.apply(Anchor(moment, beats, 120.0, playing, loop, 4.0, 4.0, jump=data.draw(st.integers(0, 2))), moment)
        for k in range(3):
            frame = stage.frame_at(moment + k * FRAME)
            assert frame.picture_id or not seen
            assert 0.0 <= frame.mix <= 1.0
            assert frame.picture_id != frame.previous_id or not frame.picture_id
            assert {frame.picture_id, frame.previous_id} - {""} <= stage._loaded
            seen = seen or bool(frame.picture_id)
        moment += 3 * FRAME


def test_a_final_picture_follows_its_draft_softly_and_is_no_change_of_cue() -> None:
    stage = timeline(cue("a", 0, 64, "draft", "draft"), loaded="draft")
    play(stage, 0.0, 1.0)

    stage.set_show(Show((cue("a", 0, 64, "final"),)))
    waiting = stage.frame_at(1.0)
    stage.add_picture("final")
    played = play(stage, 1.0 + FRAME, 2.5)

    assert waiting.picture_id == "draft"
    [(_, change)] = changes(played)
    assert (change.kind, change.picture_id, change.quality) == ("upgrade", "final", "final")
    mixes = [frame.mix for _, frame, _ in played if frame.previous_id == "draft"]
    assert len(mixes) == pytest.approx(0.6 / FRAME, abs=2)
    assert max(b - a for a, b in pairwise(mixes)) < 0.05


def test_a_draft_is_shown_at_the_beat_while_the_final_still_loads() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 8, "draft", "draft"), loaded="a draft")
    play(stage, 0.0, 1.0)
    stage.set_show(Show((cue("a", 0, 4), cue("b", 4, 8, "final"))))

    [(at, change)] = changes(play(stage, 1.0, 2.5))

    assert at == pytest.approx(2.0, abs=FRAME)
    assert (change.picture_id, change.quality, change.kind) == ("draft", "draft", "cue")


def test_a_picture_that_is_not_ready_leaves_the_last_one_and_comes_late() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 8), loaded="a")

    before = play(stage, 0.0, 2.5)
    stage.add_picture("b")
    after = play(stage, 2.5, 3.5)

    assert {frame.picture_id for _, frame, _ in before} == {"a"}
    [(_, change)] = changes(after)
    assert (change.cue_id, change.kind, change.due_beats) == ("b", "late", 4.0)


def test_a_gap_between_cues_keeps_the_picture() -> None:
    stage = timeline(cue("a", 0, 2), cue("b", 6, 8))

    played = play(stage, 0.0, 3.9)

    assert [change.cue_id for _, change in changes(played)] == ["a", "b"]


def test_before_the_first_cue_the_picture_that_comes_first_is_shown() -> None:
    stage = timeline(cue("b", 16, 32), cue("a", 8, 16), anchor=Anchor(0.0, 0.0))

    assert stage.frame_at(0.0).picture_id == "a"


def test_a_jump_shows_its_picture_at_once_and_says_so() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 64), cue("c", 64, 99))
    play(stage, 0.0, 1.0)
    stage.apply(Anchor(1.0, 70.0, 120.0, playing=True, jump=1), 1.0)

    [(at, change)] = changes(play(stage, 1.0, 1.5))

    assert at == 1.0
    assert (change.cue_id, change.kind, change.jump) == ("c", "jump", 1)
    assert stage.frame_at(1.16).previous_id == ""


def test_a_jump_to_a_picture_that_loads_later_stays_a_jump() -> None:
    stage = timeline(cue("a", 0, 4), cue("c", 64, 99), loaded="a")
    play(stage, 0.0, 1.0)
    stage.apply(Anchor(1.0, 70.0, 120.0, playing=True, jump=1), 1.0)
    play(stage, 1.0, 1.5)
    stage.add_picture("c")

    [(_, change)] = changes(play(stage, 1.5, 2.0))

    assert change.kind == "jump"


def test_a_session_launch_told_ahead_of_time_is_on_its_beat() -> None:
    stage = timeline(cue("a", 0, float("inf")), loaded="a s")
    play(stage, 0.0, 1.0)
    stage.set_show(Show((cue("a", 0, float("inf")), cue("s", 4, float("inf")))))

    [(at, change)] = changes(play(stage, 1.0, 2.5))

    assert at == pytest.approx(2.0, abs=FRAME)
    assert change.kind == "cue"


def test_going_back_in_the_middle_of_a_crossfade_turns_it_round() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 8, fade=4.0), anchor=Anchor(0.0, 0.0, 120.0, True))
    before = play(stage, 0.0, 2.2)[-1][1]
    stage.set_show(Show((cue("a", 0, 8, fade=4.0),)))

    after = stage.frame_at(2.2)

    assert (before.picture_id, before.previous_id) == ("b", "a")
    assert (after.picture_id, after.previous_id) == ("a", "b")
    assert after.mix == pytest.approx(1 - before.mix, abs=0.1)


def test_energy_follows_the_crossfade() -> None:
    calm = Cue("a", Beats(0), Beats(4), "a", "final", Beats(1), 0.0)
    wild = Cue("b", Beats(4), Beats(8), "b", "final", Beats(1), 1.0)
    stage = timeline(calm, wild)

    energies = [frame.energy for t, frame, _ in play(stage, 0.5, 3.0)]

    assert max(abs(b - a) for a, b in pairwise(energies)) < 0.15
    assert energies[-1] == 1.0


def test_pictures_are_wanted_in_the_order_in_which_they_come() -> None:
    cues = [cue(name, 4 * k, 4 * k + 4) for k, name in enumerate("abcdef")]
    straight = timeline(*cues, anchor=Anchor(0.0, 9.0, playing=True))
    looping = timeline(*cues, anchor=Anchor(0.0, 9.0, 120.0, True, True, 4.0, 12.0))

    assert straight.wanted(0.0, 4) == ("c", "d", "e", "f")
    assert looping.wanted(0.0, 3) == ("c", "d", "b")
    assert set(straight.wanted(0.0, 99)) == set("abcdef")


def test_it_says_when_a_change_is_close() -> None:
    stage = timeline(cue("a", 0, 4), cue("b", 4, 8), cue("c", 8, 12), loaded="a b")
    play(stage, 0.0, 1.5)

    close = [stage.changes_within(moment, 0.1) for moment in (1.5, 1.85, 1.95)]
    play(stage, 1.95, 3.9)

    assert close == [False, False, True]
    assert not stage.changes_within(3.95, 0.1)


def test_a_picture_on_the_stage_cannot_be_taken_away() -> None:
    stage = timeline(cue("a", 0, 4))
    stage.frame_at(0.0)

    with pytest.raises(ValueError, match="on the stage"):
        stage.remove_picture("a")
