from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sections import arrangement_sections, clip_section, session_section, song_section
from songs.kept_notes import KeptNotes
from tests.analysis.music import arrangement, block_chords, note, session_clip
from vocabulary.live_set import LiveSet, SignatureChange, TempoMap
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import TICKS_PER_BEAT, Bpm, Ticks, to_ticks

VERSE = block_chords([(9, "min"), (5, "maj"), (0, "maj"), (7, "maj")] * 2)
CHORUS = [note(beat / 2, 72 + (beat * 5) % 12, 0.4) for beat in range(64)]
BEAT = [note(beat / 2, 36 + 6 * (beat % 2), 0.2) for beat in range(64)]


def to_beats(ticks: int) -> float:
    return ticks / TICKS_PER_BEAT


def edges(live_set: LiveSet) -> list[tuple[float, float]]:
    return [(to_beats(part.start_time) / 4, to_beats(part.end_time) / 4) for part in arrangement_sections(live_set)]


def song_of_four_parts() -> LiveSet:
    """One clip a track over 32 bars, as in a MIDI file: chords throughout, melody and drums in the second and fourth eight bars."""
    chords = [replace(n, start_time=Ticks(n.start_time + to_ticks(32 * k))) for k in range(4) for n in VERSE]
    lead = [replace(n, start_time=Ticks(n.start_time + to_ticks(32 * k))) for k in (1, 3) for n in CHORUS]
    beat = [replace(n, start_time=Ticks(n.start_time + to_ticks(32 * k))) for k in (1, 3) for n in BEAT]
    return arrangement(("keys", 0, 32, chords), ("lead", 0, 32, lead), ("drums", 0, 32, beat))


def test_locators_name_the_sections_and_empty_ones_are_dropped() -> None:
    live_set = arrangement(
        ("keys", 0, 8, VERSE), ("keys", 16, 8, VERSE), locators=[(16, "verse"), (32, "break"), (64, "outro"), (96, "end")]
    )

    found = arrangement_sections(live_set)

    assert [(section.id, section.name) for section in found] == [("a0", "bars 1-4"), ("a1", "verse"), ("a2", "outro")]
    assert [(to_beats(section.start_time), to_beats(section.end_time)) for section in found] == [(0, 16), (16, 32), (64, 96)]


def test_a_locator_off_the_bar_line_stays_where_the_musician_put_it() -> None:
    live_set = arrangement(("keys", 0, 16, VERSE), locators=[(17.5, "drop")])

    assert [to_beats(section.start_time) for section in arrangement_sections(live_set)] == [0, 17.5]


def test_long_stretches_between_locators_are_divided() -> None:
    notes = [replace(n, start_time=Ticks(n.start_time + to_ticks(32 * k))) for k in range(10) for n in VERSE]

    found = arrangement_sections(arrangement(("keys", 0, 80, notes), locators=[(0, "all of it")]))

    assert len(found) >= 3
    assert found[0].name == f"all of it (1 of {len(found)})"
    assert all(section.length <= 32 * 4 * 15360 for section in found)


def test_sections_begin_where_clips_start_and_stop() -> None:
    lead = [note(beat / 2, 72 + (beat * 5) % 12, 0.4) for beat in range(96)]
    live_set = arrangement(("keys", 0, 8, VERSE), ("keys", 20, 8, VERSE), ("lead", 8, 12, lead))

    assert edges(live_set) == [(0, 8), (8, 20), (20, 28)]


def test_without_clip_edges_sections_begin_where_the_music_changes() -> None:
    assert edges(song_of_four_parts()) == [(0, 8), (8, 16), (16, 24), (24, 32)]


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_editing_one_note_moves_no_boundary(data: st.DataObject) -> None:
    live_set = song_of_four_parts()
    before = edges(live_set)
    place = data.draw(st.integers(0, 2))
    clip = live_set.tracks[place].arrangement_clips[0]
    index = data.draw(st.integers(0, len(clip.notes) - 1))
    changed = replace(
        clip.notes[index],
        pitch=data.draw(st.integers(24, 100)),
        duration=Ticks(data.draw(st.integers(1, to_ticks(4)))),
        start_time=Ticks(data.draw(st.integers(0, to_ticks(127)))),
    )

    after = edges(_with_notes(live_set, place, (*clip.notes[:index], changed, *clip.notes[index + 1 :])))

    assert after == before


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(1, 11)), max_size=5))
def test_after_edits_sections_are_what_they_are_when_nothing_is_kept(edits: list[tuple[int, int, int]]) -> None:
    live_set = song_of_four_parts()
    arrangement_sections(live_set)
    for place, first, semitones in edits:
        notes = live_set.tracks[place].arrangement_clips[0].notes
        moved = (replace(n, pitch=n.pitch + semitones if n.pitch < 110 else n.pitch - semitones) for n in notes[first : first + 20])
        live_set = _with_notes(live_set, place, (*notes[:first], *moved, *notes[first + 20 :]))

        found = arrangement_sections(live_set)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("songs.unroll._kept", KeptNotes(0))
            assert arrangement_sections(live_set) == found


def _with_notes(live_set: LiveSet, place: int, notes: tuple[Note, ...]) -> LiveSet:
    track = live_set.tracks[place]
    clip = replace(track.arrangement_clips[0], notes=tuple(sorted(notes)))
    tracks = list(live_set.tracks)
    tracks[place] = replace(track, arrangement_clips=(clip,))
    return replace(live_set, tracks=tuple(tracks))


def test_note_times_count_from_the_section() -> None:
    second = arrangement_sections(song_of_four_parts())[1]

    assert [part.track_name for part in second.parts] == ["keys", "lead", "drums"]
    assert min(n.start_time for part in second.parts for n in part.notes) == 0
    assert max(n.end_time for part in second.parts for n in part.notes) <= second.length


def test_the_tempo_is_the_mean_and_the_signature_that_at_the_start() -> None:
    tempo_map = TempoMap(((Ticks(0), Bpm(100.0)), (to_ticks(32), Bpm(100.0)), (to_ticks(32), Bpm(150.0))))
    live_set = arrangement(("keys", 0, 16, VERSE), ("keys", 16, 16, VERSE), locators=[(32, "fast"), (64, "waltz")])
    signatures = (SignatureChange(Ticks(0), 4, 4), SignatureChange(to_ticks(64), 3, 4))

    found = {section.name: section for section in arrangement_sections(live_set, tempo_map=tempo_map, signatures=signatures)}

    assert found["bars 1-8"].tempo == 100.0
    assert "fast" not in found
    assert found["waltz"].tempo == 150.0
    assert found["waltz"].signature_numerator == 3
    # 32 beats at 100 and 96 at 150 last 57.6 s
    assert song_section(live_set, tempo_map=tempo_map, signatures=signatures).tempo == pytest.approx(128 * 60 / 57.6, abs=1e-5)


def test_an_empty_set_has_no_sections_but_a_song_of_one_bar() -> None:
    assert arrangement_sections(LiveSet()) == ()
    assert song_section(LiveSet()).parts == ()
    assert to_beats(song_section(LiveSet()).length) == 4


def test_muted_music_makes_no_section() -> None:
    live_set = arrangement(("keys", 0, 8, VERSE))
    muted = replace(live_set, tracks=tuple(replace(track, muted=True) for track in live_set.tracks))

    assert arrangement_sections(muted) == ()


@pytest.fixture
def session() -> LiveSet:
    lead = Track(7, "lead", session_clips=(session_clip(70, 0, 1, CHORUS[:8], "riff"), session_clip(71, 2, 8, CHORUS)))
    keys = Track(9, "keys", session_clips=(session_clip(90, 0, 8, VERSE), session_clip(91, 1, 4, VERSE[:16])))
    return LiveSet(tracks=(Track(3, "audio", kind="audio"), lead, keys), scenes=("intro", "", "drop"))


def test_a_session_section_is_as_long_as_its_longest_clip(session: LiveSet) -> None:
    found = session_section(session, {7: 0, 9: 0}, to_ticks(100), tempo=Bpm(90.0))

    assert found is not None
    assert (found.id, found.name, found.tempo) == ("s1:0,2:0", "intro", 90.0)
    assert (to_beats(found.start_time), to_beats(found.length)) == (100, 32)
    assert len(found.parts[0].notes) == 8 * 8


def test_a_loop_of_one_bar_is_played_four_times(session: LiveSet) -> None:
    found = session_section(session, {7: 0}, Ticks(0))

    assert found is not None
    assert to_beats(found.length) == 16
    assert len(found.parts[0].notes) == 32


def test_clips_of_several_scenes_are_named_one_by_one(session: LiveSet) -> None:
    found = session_section(session, {7: 0, 9: 1}, Ticks(0))

    assert found is not None
    assert found.name == "riff + keys"


def test_empty_slots_make_no_section(session: LiveSet) -> None:
    assert session_section(session, {}, Ticks(0)) is None
    assert session_section(session, {7: 5, 1234: 0}, Ticks(0)) is None


def test_the_song_of_a_set_with_session_clips_only_is_its_scenes_in_order(session: LiveSet) -> None:
    found = song_section(session)

    assert to_beats(found.length) == 3 * 8 * 4
    assert [part.track_name for part in found.parts] == ["lead", "keys"]
    assert max(n.end_time for part in found.parts for n in part.notes) > to_ticks(64)


def test_a_clip_alone_counts_from_its_own_start() -> None:
    live_set = arrangement(("keys", 16, 8, VERSE))
    track = live_set.tracks[0]

    found = clip_section(track, track.arrangement_clips[0])

    assert (to_beats(found.start_time), to_beats(found.length)) == (64, 32)
    assert found.parts[0].notes[0].start_time == 0


def test_a_session_clip_alone_is_one_round(session: LiveSet) -> None:
    clip: Clip = session.tracks[1].session_clips[0]

    found = clip_section(session.tracks[1], clip)

    assert (found.id, found.name, to_beats(found.length)) == ("c70", "riff", 4)
    assert len(found.parts[0].notes) == 8
