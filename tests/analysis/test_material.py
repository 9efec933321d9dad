import pytest

from analysis.describe import describe
from analysis.material import has_harmony
from analysis.passage import passage_of
from tests.analysis.music import four_on_the_floor, note, section
from vocabulary.descriptor import UNCLEAR
from vocabulary.live_set import Part

SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def test_single_tones_on_many_tracks_have_no_key_and_no_genre() -> None:
    effects = section(*[Part(f"{number}-MIDI", (note(number, pitch), note(number + 16, pitch))) for number, pitch in enumerate(SCALE)])

    found = describe(effects)

    assert not has_harmony(passage_of(effects))
    assert found.key.mode == UNCLEAR
    assert [span.key.mode for span in found.key_spans] == [UNCLEAR]
    assert found.genre.name == UNCLEAR
    assert not found.genre.probabilities


def test_a_line_and_a_drone_have_a_key() -> None:
    line = section(Part("lead", tuple(note(beat, pitch) for beat, pitch in enumerate(SCALE))), Part("gong", (note(0, 48, 8.0),)))

    assert has_harmony(passage_of(line))
    assert describe(line).key.name == "C major"


@pytest.mark.parametrize("bars", [1, 8])
def test_drums_have_no_harmony(bars: int) -> None:
    assert not has_harmony(passage_of(section(four_on_the_floor(bars))))
