import re
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.beat_tracking import find_accents, track_beats
from analysis.beats import BeatMap, bass_place, find_beat_map
from analysis.describe import describe
from analysis.passage import Passage, passage_of
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section, tame_section
from vocabulary.descriptor import Chord
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Ticks, to_ticks

FOUR_CHORDS = [(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")]

beat_maps = st.builds(
    lambda gaps, start, first, metre: BeatMap(tuple(Ticks(start + int(t)) for t in np.cumsum(gaps)), first, metre),
    gaps=st.lists(st.integers(2000, 40_000), min_size=2, max_size=30),
    start=st.integers(0, 30_000),
    first=st.integers(0, 5),
    metre=st.integers(2, 7),
)


def song(bars: int = 12) -> list[Note]:
    """Broken chords in eighths over a bass on each first and third beat, in four changing chords."""
    notes = []
    for bar in range(bars):
        root, quality = FOUR_CHORDS[bar % 4]
        third = 3 if quality == "min" else 4
        for eighth in range(8):
            pitch = 60 + (root + (0, third, 7, third)[eighth % 4]) % 12
            notes.append(note(4 * bar + eighth / 2, pitch, 0.5))
        notes += [note(4 * bar + half, 36 + root % 12, 2.0) for half in (0, 2)]
        notes += [note(4 * bar, 72 + (root + third) % 12, 3.0), note(4 * bar + 3, 72 + (root + 7) % 12, 1.0)]
    return sorted(notes)


def moved(notes: list[Note], to_beat: dict[str, float], jitter: float = 0.0, seed: int = 0) -> list[Note]:
    """Play notes at another pace: beat b comes at start + pace * b + wave * sin(b / 5) file beats, each note a little off."""
    random = np.random.default_rng(seed)

    def at(beat: float) -> float:
        return to_beat.get("start", 0.0) + to_beat.get("pace", 1.0) * beat + to_beat.get("wave", 0.0) * float(np.sin(beat / 5))

    played = []
    for n in notes:
        off = random.normal(0, jitter) if jitter else 0.0
        start, end = at(n.start_time / TICKS_PER_BEAT) + off, at(n.end_time / TICKS_PER_BEAT) + off
        played.append(replace(n, start_time=to_ticks(max(0.0, start)), duration=Ticks(max(1, to_ticks(end) - to_ticks(max(0.0, start))))))
    return sorted(played)


def map_of(notes: list[Note], **kind: float) -> BeatMap | None:
    return find_beat_map(passage_of(section(notes, **kind)))  # type: ignore[arg-type]  # tempo only


@settings(deadline=None, max_examples=60)
@given(beat_maps, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_inverting_undoes_warping(beat_map: BeatMap, some: list[int]) -> None:
    ticks = np.array(some)

    there = beat_map.warp(ticks)

    slopes = np.diff(beat_map.beats) / TICKS_PER_BEAT
    assert (np.diff(beat_map.warp(np.sort(ticks))) >= 0).all()
    assert np.abs(beat_map.invert(there) - ticks).max() <= slopes.max() + 1


@settings(deadline=None, max_examples=60)
@given(beat_maps)
def test_beats_lie_on_whole_beats_of_the_grid(beat_map: BeatMap) -> None:
    warped = beat_map.warp(np.array(beat_map.beats))

    assert warped.tolist() == [(beat_map.first + place) * TICKS_PER_BEAT for place in range(len(beat_map.beats))]


@settings(deadline=None, max_examples=40)
@given(beat_maps, tame_section)
def test_a_mapped_passage_is_a_passage(beat_map: BeatMap, some: Section) -> None:
    passage = passage_of(some)

    mapped = beat_map.apply(passage)

    assert (np.diff(mapped.starts) >= 0).all()
    assert (mapped.starts >= 0).all()
    assert (mapped.ends > mapped.starts).all()
    assert (mapped.ends <= mapped.length).all()
    assert mapped.bar_ticks == beat_map.beats_per_bar * TICKS_PER_BEAT
    assert mapped.seconds == pytest.approx(passage.seconds, rel=1e-3) or not 20 < mapped.tempo < 999


@settings(deadline=None, max_examples=40)
@given(beat_maps, st.integers(100_000, 10**6))
def test_what_covers_the_grid_covers_the_passage(beat_map: BeatMap, length: int) -> None:
    end = int(beat_map.warp(np.array([length]))[0])
    assume(end > 8 * TICKS_PER_BEAT and beat_map.invert(np.array([0]))[0] <= 0)
    borders = [*range(0, end, 4 * TICKS_PER_BEAT), end]
    spans = [Chord(Ticks(a), Ticks(b), "C:maj") for a, b in pairwise(borders)]

    found = beat_map.restore(spans, length)

    assert found[0].start_time == 0
    assert found[-1].end_time == length
    assert all(a.end_time == b.start_time for a, b in pairwise(found))


@settings(deadline=None, max_examples=60)
@given(any_section)
def test_any_section_has_a_map_or_none(some: Section) -> None:
    passage = passage_of(some)

    found = find_beat_map(passage)

    if found is not None:
        assert found.apply(passage).length >= 1
        assert found.warp(np.array([0]))[0] >= 0


def on_grid() -> dict[str, Section]:
    random = np.random.default_rng(1)
    straight = song()
    triplets = [note(third / 3, 60 + third % 5 * 2, 1 / 3) for third in range(120)]
    swung = [note(beat + late, 60 + beat % 7, 0.3) for beat in range(60) for late in (0, 0.62)]
    offbeat = [note(beat + 0.5, 60 + beat % 5, 0.5) for beat in range(64)]
    sparse = [note(4 * bar + float(random.integers(0, 16)) / 4, 60 + bar % 5, 1.0) for bar in range(40)]
    return {
        "straight": section(straight),
        "triplets": section(triplets),
        "swung": section(swung, tempo=180.0),
        "humanised": section(moved(straight, {}, jitter=0.04)),
        "humanised and fast": section(moved(straight, {}, jitter=0.06), tempo=180.0),
        "off the beat": section(offbeat),
        "sparse": section(sparse),
        "few": section([note(float(beat), 60, 0.5) for beat in random.uniform(0, 16, 20)]),
        "drums": section(four_on_the_floor(16)),
        "pads": section(block_chords(FOUR_CHORDS * 2)),
        "nothing": section([]),
    }


@pytest.mark.parametrize("name", sorted(on_grid()))
def test_music_on_a_grid_is_left_alone(name: str) -> None:
    assert find_beat_map(passage_of(on_grid()[name])) is None


@pytest.mark.parametrize("late", [0.25, 0.4, 0.5, 0.75])
def test_a_grid_that_is_late_as_a_whole_is_shifted(late: float) -> None:
    found = map_of(moved(song(16), {"start": late}))

    assert found is not None
    assert set(np.diff(found.beats).tolist()) == {TICKS_PER_BEAT}
    assert abs(found.beats[0] % TICKS_PER_BEAT / TICKS_PER_BEAT - late) < 0.03


def beats_missed(found: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    return float(np.mean(np.abs(found[:, None] - true).min(axis=0) > 0.07))


@pytest.mark.parametrize("late", [0.0, 0.5])
def test_an_off_beat_bass_is_off_the_beat_of_the_drums(late: float) -> None:
    bass = [note(beat + 0.5, 33 + 5 * (beat // 4 % 3), 0.4) for beat in range(64)]
    stabs = [note(4 * bar + at, 60 + tone, 0.3) for bar in range(16) for at in (0, 0.75, 1.5, 2.75) for tone in (0, 4, 7)]
    kicks = Part("kit", tuple(note(beat + late, 36, 0.1) for beat in range(64)), program=GM_DRUM_PROGRAM)

    assert (find_beat_map(passage_of(section(bass, stabs, kicks, beats=65))) is None) == (late == 0.0)


@pytest.mark.parametrize("pace", [1.1, 1.31, 1.73])
def test_played_beats_are_found(pace: float) -> None:
    played = moved(song(20), {"start": 0.37, "pace": pace, "wave": 0.3}, jitter=0.02)
    true = (0.37 + pace * np.arange(80) + 0.3 * np.sin(np.arange(80) / 5)) / 2

    found = map_of(played)

    assert found is not None
    assert beats_missed(np.array(found.beats) / TICKS_PER_BEAT / 2, true) < 0.05


def test_first_downbeat_is_on_a_bar_line() -> None:
    played = moved(song(20), {"start": 0.37, "pace": 1.31, "wave": 0.2}, jitter=0.02)

    found = map_of(played)

    assert found is not None
    assert found.beats_per_bar == 4
    bar_lines = found.invert(np.arange(0, 60 * TICKS_PER_BEAT, 4 * TICKS_PER_BEAT)) / TICKS_PER_BEAT
    true = 0.37 + 1.31 * 4 * np.arange(12) + 0.2 * np.sin(4 * np.arange(12) / 5)
    assert np.abs(bar_lines[:, None] - true).min(axis=0).max() < 0.3


def test_chords_are_found_though_the_beats_are_lost() -> None:
    known = describe(section(song(16)))
    played = describe(section(moved(song(16), {"start": 0.37, "pace": 1.31, "wave": 0.3}, jitter=0.02)))

    assert [chord.label for chord in played.chords if chord.label != "N"][:8] == [chord.label for chord in known.chords][:8]
    assert played.chords[0].start_time == 0
    assert all(a.end_time == b.start_time for a, b in pairwise(played.chords))


@pytest.mark.parametrize("pace", [0.77, 1.31])
def test_reasons_count_the_beats_of_the_file(pace: float) -> None:
    found = describe(section(moved(song(16), {"start": 0.37, "pace": pace, "wave": 0.3}, jitter=0.02)))

    told = {word.because for word in found.keywords} | {one.because for one in found.progressions}
    starts = {f"{one.start_time / TICKS_PER_BEAT:.2f}".rstrip("0").rstrip(".") for one in found.progressions}
    beats = {match for because in told for match in re.findall(r"from beat ([\d.]*\d)", because)}
    assert beats
    assert beats <= starts
    assert all(not float(beat).is_integer() for beat in beats if float(beat))


def test_equal_music_has_equal_beats_whatever_the_velocities() -> None:
    played = moved(song(), {"pace": 1.31, "wave": 0.3}, jitter=0.02)
    soft = [replace(n, velocity=3000 + n.pitch) for n in played]

    assert map_of(played) == map_of(soft)


def test_the_file_tempo_does_not_matter_to_tracked_beats() -> None:
    played = moved(song(), {"pace": 1.31, "wave": 0.3}, jitter=0.02)
    doubled = [replace(n, start_time=Ticks(2 * n.start_time), duration=Ticks(2 * n.duration)) for n in played]

    slow, fast = (track_beats(passage_of(some)) for some in (section(played), section(doubled, tempo=240.0)))

    assert np.abs(slow - fast).max() < 1e-6


def test_low_long_notes_tell_the_beat() -> None:
    place, advantage = bass_place(passage_of(section(moved(song(), {"start": 0.5}))))

    assert place == TICKS_PER_BEAT // 2
    assert advantage > 1


def test_chords_struck_loosely_are_one_accent() -> None:
    strummed = [note(beat + 0.01 * string, 50 + 4 * string, 1.0) for beat in range(8) for string in range(4)]

    assert len(find_accents(passage_of(section(strummed))).times) == 8


@pytest.mark.parametrize("beats", [(), (Ticks(5),), (Ticks(5), Ticks(5)), (Ticks(9), Ticks(5))])
def test_beats_must_come_in_order(beats: tuple[Ticks, ...]) -> None:
    with pytest.raises(ValueError, match="order of time"):
        BeatMap(beats, 0, 4)


def test_a_hundred_thousand_notes_anywhere_are_tracked_in_time() -> None:
    random = np.random.default_rng(3)
    starts = np.sort(random.integers(0, 4000 * TICKS_PER_BEAT, 100_000))
    many = Passage(
        starts, starts + 9000, random.integers(30, 90, 100_000), np.full(100_000, 80.0), np.zeros(100_000, np.int64),
        np.zeros(100_000, bool), 4001 * TICKS_PER_BEAT,
    )  # fmt: skip

    before = time.thread_time()
    found = find_beat_map(many)

    assert found is not None
    assert time.thread_time() - before < 2.0
