import pytest

from analysis.passage import passage_of
from analysis.rhythm import describe_rhythm
from tests.analysis.music import four_on_the_floor, note, section
from vocabulary.descriptor import Rhythm
from vocabulary.live_set import Section


def rhythm(some: Section) -> Rhythm:
    return describe_rhythm(passage_of(some))


def test_eighths_at_120_are_four_notes_a_second() -> None:
    found = rhythm(section([note(beat / 2, 60, 0.5) for beat in range(32)]))

    assert found.notes_per_second == pytest.approx(4.0)
    assert found.onsets_per_beat == pytest.approx(2.0)
    assert found.subdivision == 2
    assert found.syncopation == 0.0
    assert found.regularity == 1.0


def test_a_chord_is_one_onset_even_strummed() -> None:
    found = rhythm(section([note(beat + 0.005 * string, 60 + string) for beat in range(8) for string in range(4)], beats=8))

    assert found.onsets_per_beat == pytest.approx(1.0)


@pytest.mark.parametrize(("place", "swing"), [(1 / 2, 0.0), (7 / 12, 0.5), (2 / 3, 1.0)])
def test_swing_is_how_late_the_off_beats_are(place: float, swing: float) -> None:
    found = rhythm(section([note(beat + part, 60, 0.25) for beat in range(16) for part in (0, place)]))

    assert found.swing == pytest.approx(swing, abs=0.01)


def test_off_beats_alone_are_syncopated() -> None:
    on_top = rhythm(section([note(beat, 60) for beat in range(16)]))
    off_beat = rhythm(section([note(beat + 0.5, 60, 0.5) for beat in range(16)]))

    assert on_top.syncopation == 0.0
    assert off_beat.syncopation == 1.0


@pytest.mark.parametrize("parts", [1, 2, 3, 4, 6, 8])
def test_the_subdivision_is_the_grid_played_on(parts: int) -> None:
    assert rhythm(section([note(cell / parts, 60, 0.1) for cell in range(8 * parts)])).subdivision == parts


def test_bars_that_differ_are_less_regular() -> None:
    alike = rhythm(section(four_on_the_floor(8)))
    unlike = rhythm(
        section([note(4 * bar + place, 60, 0.2) for bar in range(8) for place in (bar * 0.37, 1 + bar * 0.21, 2.1 + bar * 0.13)])
    )

    assert alike.regularity == 1.0
    assert unlike.regularity < 0.4


def test_nothing_has_no_rhythm() -> None:
    assert rhythm(section([])) == Rhythm()
