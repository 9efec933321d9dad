import pytest

from analysis.passage import passage_of
from analysis.texture import describe_texture
from tests.analysis.music import block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import Texture
from vocabulary.live_set import Section


def texture(some: Section) -> Texture:
    return describe_texture(passage_of(some))


def test_three_held_notes_are_density_three() -> None:
    found = texture(section([note(0, pitch, 8.0) for pitch in (48, 64, 79)]))

    assert found.density == pytest.approx(3.0)
    assert found.polyphony == pytest.approx(1.0)
    assert (found.lowest_pitch, found.highest_pitch) == (48, 79)
    assert found.parts == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_articulation_is_the_sounding_share(share: float) -> None:
    assert texture(section([note(beat, 60, share) for beat in range(8)])).articulation == pytest.approx(share, abs=0.001)


def test_intervals_from_rough_to_smooth() -> None:
    rough = [texture(section([note(0, 60, 4.0), note(0, 60 + interval, 4.0)])).dissonance for interval in (1, 2, 6, 4, 3, 7)]

    assert rough == sorted(rough, reverse=True)
    assert rough[0] == 1.0
    assert rough[-1] == 0.0


def test_octaves_and_compound_intervals_count_as_their_class() -> None:
    close, wide = (texture(section([note(0, 60, 4.0), note(0, high, 4.0)])).dissonance for high in (61, 73))

    assert close == wide


def test_drums_count_as_drums_only() -> None:
    found = texture(section(four_on_the_floor(2), [note(0, 60, 8.0)]))

    assert found.drums == pytest.approx(16 / 17, abs=1e-4)
    assert (found.lowest_pitch, found.highest_pitch) == (60, 60)
    assert found.parts == 2


def test_a_loop_of_one_bar_repeats() -> None:
    loop = [note(bar * 4 + beat, 60 + beat) for bar in range(8) for beat in range(4)]
    other = [note(bar * 4 + beat, 60 + beat + bar) for bar in range(8) for beat in range(4)]

    assert texture(section(loop)).repetition == pytest.approx(7 / 8)
    assert texture(section(other)).repetition == 0.0


def test_even_velocity_has_no_dynamics_and_wild_velocity_has() -> None:
    even = texture(section([note(beat, 60, velocity=90) for beat in range(8)]))
    wild = texture(section([note(beat, 60, velocity=20 + 100 * (beat % 2)) for beat in range(8)]))

    assert even.dynamics == 0.0
    assert even.loudness == pytest.approx(90 / 127, abs=1e-4)
    assert wild.dynamics == 1.0


def test_nothing_has_no_texture() -> None:
    assert texture(section([])) == Texture()
    assert texture(section(block_chords([(0, "maj")]), [])).parts == 1
