from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.planner import Planner, Reference, cut, in_order_of_need, next_launch
from tests.bridge.small_sets import arrangement_set, section, session_set, ticks, transport
from vocabulary.live_set import LiveSet, Section, Transport
from vocabulary.units import Bpm, Ticks


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[Section, ...]:
    """Sections in order of time, some with gaps between them."""
    gaps = draw(st.lists(st.tuples(st.sampled_from([0, 0, 0, 8]), st.sampled_from([4, 16, 32])), min_size=1, max_size=12))
    sections, at = [], 0
    for index, (gap, length) in enumerate(gaps):
        sections.append(section(f"a{index}", at + gap, at + gap + length))
        at += gap + length
    return tuple(sections)


@st.composite
def transports(draw: st.DrawFn) -> Transport:
    loop = draw(st.none() | st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: (float(4 * pair[0]), float(4 * sum(pair)))))
    return transport(draw(st.floats(0, 300)), loop=loop)


@settings(deadline=None)
@given(arrangements(), transports())
def test_every_section_is_wanted_once_and_the_one_under_the_playhead_first(sections: tuple[Section, ...], now: Transport) -> None:
    wanted = in_order_of_need(sections, now)

    assert sorted(one.id for one in wanted) == sorted(one.id for one in sections)
    under = [one for one in sections if one.start_time <= now.song_time < one.end_time]
    assert under == [] or wanted[0] == under[0]


@settings(deadline=None)
@given(arrangements(), transports())
def test_sections_are_wanted_in_the_order_in_which_the_playhead_meets_them(sections: tuple[Section, ...], now: Transport) -> None:
    met: list[str] = []
    at, loop_end = int(now.song_time), now.loop_start + now.loop_length
    follows_loop = now.loop and at < loop_end
    for _ in range(2000):  # walk a quarter beat at a time, twice round a loop
        for one in sections:
            if one.start_time <= at < one.end_time and one.id not in met:
                met.append(one.id)
        at += ticks(0.25)
        if follows_loop and at >= loop_end:
            at = int(now.loop_start)

    assert [one.id for one in in_order_of_need(sections, now)][: len(met)] == met


def test_the_loop_comes_before_what_follows_it() -> None:
    sections = cut(arrangement_set(), Reference()).arrangement

    wanted = in_order_of_need(sections, transport(70, loop=(32, 96)))

    assert [one.name for one in wanted] == ["part 2", "part 1", "part 3", "part 0"]


def test_the_pictures_of_a_set_do_not_depend_on_the_tempo_of_the_moment() -> None:
    live_set = arrangement_set()
    planner = Planner()
    planner.take(cut(live_set, Reference(Bpm(97.0))))

    slow = planner.plan(live_set, replace(transport(3), tempo=Bpm(60.0)))
    fast = planner.plan(live_set, replace(transport(3), tempo=Bpm(180.0)))

    assert slow == fast
    assert {one.tempo for one in slow.wanted} == {97.0}


def test_an_edit_changes_only_its_own_section() -> None:
    before = cut(arrangement_set(), Reference())
    track = before.live_set.tracks[0]
    clips = list(track.arrangement_clips)
    clips[2] = replace(clips[2], notes=clips[2].notes[:-1])
    edited = replace(before.live_set, tracks=(replace(track, arrangement_clips=tuple(clips)),))

    after = cut(edited, Reference())

    assert [one == other for one, other in zip(before.arrangement, after.arrangement, strict=True)] == [True, True, False, True]


def with_slots(live_set: LiveSet, *, playing: dict[int, int], since: float = 0.0, fired: dict[int, int] | None = None) -> LiveSet:
    tracks = tuple(
        replace(
            track,
            playing_slot=playing.get(track.id),
            playing_since=ticks(since) if track.id in playing else None,
            fired_slot=(fired or {}).get(track.id),
        )
        for track in live_set.tracks
    )
    return replace(live_set, tracks=tracks)


def session_planner() -> tuple[Planner, LiveSet]:
    live_set = session_set()
    planner = Planner()
    planner.take(cut(live_set, Reference()))
    return planner, live_set


def test_all_scenes_are_drawn_in_the_background() -> None:
    planner, live_set = session_planner()

    plan = planner.plan(live_set, transport(0, playing=False))

    assert plan.planned == ()
    assert [one.name for one in plan.wanted] == ["scene 0", "scene 1", "scene 2"]


def test_the_playing_clips_rule_from_their_start_until_further_notice() -> None:
    planner, live_set = session_planner()

    plan = planner.plan(with_slots(live_set, playing={1: 1, 2: 1}, since=12), transport(17))

    (place,) = plan.planned
    assert (place.section.name, place.start_time, place.end_time) == ("scene 1", ticks(12), None)
    assert plan.wanted[0].name == "scene 1"
    assert plan.wanted[1].name == "scene 2"


def test_a_fired_scene_is_announced_for_the_next_line_of_the_launch_grid() -> None:
    planner, live_set = session_planner()
    fired = with_slots(live_set, playing={1: 0, 2: 0}, since=0, fired={1: 1, 2: 1})

    plan = planner.plan(fired, transport(17.3))

    assert [(place.section.name, place.start_time) for place in plan.planned] == [("scene 0", ticks(0)), ("scene 1", ticks(20))]
    assert [one.name for one in plan.wanted[:2]] == ["scene 0", "scene 1"]


def test_an_announcement_does_not_wander_while_live_takes_its_time() -> None:
    planner, live_set = session_planner()
    fired = with_slots(live_set, playing={1: 0, 2: 0}, fired={1: 1, 2: 1})

    starts = [planner.plan(fired, transport(beats)).planned[-1].start_time for beats in (17.3, 19.9, 20.0, 20.4)]
    playing = planner.plan(with_slots(live_set, playing={1: 1, 2: 1}, since=20), transport(20.5)).planned

    assert starts == [ticks(20)] * 4
    assert [(place.section.name, place.start_time) for place in playing] == [("scene 1", ticks(20))]


def test_one_fired_clip_joins_what_plays() -> None:
    planner, live_set = session_planner()

    plan = planner.plan(with_slots(live_set, playing={1: 0, 2: 1}, fired={2: 2}), transport(1))

    assert plan.planned[-1].section.id == "s0:0,1:2"


def test_a_scene_with_fewer_clips_stops_the_other_tracks() -> None:
    live_set = session_set()
    first, second = live_set.tracks
    live_set = replace(live_set, tracks=(first, replace(second, session_clips=second.session_clips[:2])))
    planner = Planner()
    planner.take(cut(live_set, Reference()))

    plan = planner.plan(with_slots(live_set, playing={1: 1, 2: 1}, fired={1: 2}), transport(1))

    assert plan.planned[-1].section.id == "s0:2"


def test_the_picture_of_session_clips_does_not_depend_on_their_launch() -> None:
    planner, live_set = session_planner()

    early = planner.plan(with_slots(live_set, playing={1: 1, 2: 1}, since=4), transport(5)).planned[-1].section
    late = planner.plan(with_slots(live_set, playing={1: 1, 2: 1}, since=404), transport(500)).planned[-1].section

    assert early == late


def test_clips_that_play_on_rule_wherever_a_loop_takes_the_playhead() -> None:
    planner, live_set = session_planner()
    live_set = with_slots(live_set, playing={1: 1, 2: 1}, since=12)

    after_loop = planner.plan(live_set, transport(3, loop=(0, 16))).planned[-1]
    after_click = planner.plan(live_set, transport(3)).planned[-1]

    assert after_loop.start_time == 0
    assert after_click.start_time == 0


@settings(deadline=None)
@given(st.floats(0, 1000), st.sampled_from([0, 1, 2, 4, 16]))
def test_a_launch_is_never_in_the_past_and_at_most_one_grid_line_away(beats: float, grid: int) -> None:
    now = transport(beats)

    start = next_launch(now, ticks(grid))

    assert now.song_time <= start <= now.song_time + ticks(grid)
    assert grid == 0 or start % ticks(grid) == 0


def test_an_empty_set_wants_nothing() -> None:
    plan = Planner().plan(LiveSet(), transport(0))

    assert (plan.planned, plan.wanted, plan.urgent) == ((), (), 0)
    assert cut(LiveSet(), Reference()).arrangement == ()
    assert next_launch(transport(-3), Ticks(0)) == 0
