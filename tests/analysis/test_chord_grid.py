import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_grid import ChordGrid, find_grid
from analysis.passage import passage_of
from analysis.pitch import sounding_shares
from tests.analysis.music import any_section, block_chords, note, section, tame_section, transposed
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT, to_ticks


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


@settings(deadline=None, max_examples=40)
@given(tame_section, st.integers(-12, 12))
def test_transposing_leaves_the_grid(some: Section, semitones: int) -> None:
    assert grid_of(transposed(some, semitones)) == grid_of(some)
