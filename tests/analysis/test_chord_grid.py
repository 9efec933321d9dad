from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_grid import ChordGrid, find_grid
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import any_section, block_chords, note, section, tame_section, transposed
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM
from vocabulary.units import TICKS_PER_BEAT, Ticks, to_ticks


def grid_of(some: Section) -> ChordGrid:
    passage = passage_of(some)
    return find_grid(passage, sounding_shares(passage))


@settings(deadline=None, max_examples=60)
@given(any_section)
def test_beats_cover_any_passage(some: Section) -> None:
    grid = grid_of(some)

    borders = grid.borders()

    assert borders[0] == 0
    assert borders[-1] == some.length
    assert (np.diff(borders) > 0).all()
    assert len(grid.within_bar()) == grid.steps == len(borders) - 1
    assert 0 <= grid.downbeat < grid.bar


@pytest.mark.parametrize("late", [0.25, 0.5, 0.75])
def test_beats_fall_where_the_bass_falls(late: float) -> None:
    some = section([note(beat + late, 48 + beat % 5) for beat in range(32)], beats=33)

    grid = grid_of(some)

    assert grid.start == to_ticks(late) - TICKS_PER_BEAT
    assert (grid.start - grid.downbeat) % grid.step == 0


def test_the_melody_shifts_no_beats() -> None:
    melody = [note(beat + 0.5, 72 + beat % 7) for beat in range(16)]

    assert grid_of(section(block_chords([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")]), melody)).start == 0


def test_a_few_notes_shift_no_beats() -> None:
    assert grid_of(section([note(0.5, 60), note(1.5, 62)], beats=4)).start == 0


OFF_BEAT_BASS = [note(beat + 0.5, 36 + 5 * (beat // 4 % 3), 0.4) for beat in range(32)]


def kit(*strokes: tuple[float, int]) -> Part:
    """Strokes as (beat of the bar, pitch), for eight bars."""
    return Part(
        "kit", tuple(sorted(note(4 * bar + beat, pitch, 0.1) for bar in range(8) for beat, pitch in strokes)), program=GM_DRUM_PROGRAM
    )


KICKS = kit(*((beat, 36) for beat in range(4)), *((beat + 0.5, 46) for beat in range(4)))
ROCK = kit((0, 36), (2, 36), (1, 38), (3, 38), *((eighth / 2, 42) for eighth in range(8)))
HATS = kit(*((eighth / 2, 42) for eighth in range(8)))


@pytest.mark.parametrize("drums", [KICKS, ROCK, HATS])
def test_a_bass_between_the_beats_of_drums_shifts_no_beats(drums: Part) -> None:
    assert grid_of(section(OFF_BEAT_BASS, drums, beats=32)).start == 0


@pytest.mark.parametrize("drums", [KICKS, ROCK])
def test_drums_that_are_late_like_the_bass_leave_the_shift(drums: Part) -> None:
    late = replace(drums, notes=tuple(replace(n, start_time=Ticks(n.start_time + TICKS_PER_BEAT // 2)) for n in drums.notes))

    assert grid_of(section(OFF_BEAT_BASS, late, beats=33)).start == -TICKS_PER_BEAT // 2


def test_a_few_strokes_say_nothing_of_the_beat() -> None:
    strokes = Part("kit", (note(0, 36, 0.1), note(4, 36, 0.1)), program=GM_DRUM_PROGRAM)

    assert grid_of(section(OFF_BEAT_BASS, strokes, beats=33)).start == -TICKS_PER_BEAT // 2


@settings(deadline=None, max_examples=40)
@given(tame_section, st.integers(-12, 12))
def test_transposing_leaves_the_grid(some: Section, semitones: int) -> None:
    assert grid_of(transposed(some, semitones)) == grid_of(some)
