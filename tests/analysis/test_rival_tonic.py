import pytest

from analysis.describe import describe
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from analysis.rival_tonic import DOUBTFUL
from tests.analysis.music import block_chords, section, transposed
from vocabulary.descriptor import Key
from vocabulary.live_set import Section

ENDS_AT_HOME = section(block_chords([(2, "maj"), (0, "maj"), (7, "maj"), (7, "maj")] * 6))
AXIS = section(block_chords([(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")] * 4))


def key_of(some: Section, semitones: int = 0) -> Key:
    found = describe(transposed(some, semitones))
    assert all(span.key == found.key for span in found.key_spans)
    return found.key


@pytest.mark.parametrize("semitones", [0, 3])
def test_a_loop_of_another_tonic_puts_the_key_in_doubt(semitones: int) -> None:
    key = key_of(ENDS_AT_HOME, semitones)

    assert key.confidence <= DOUBTFUL
    assert {key.name.split()[0], key.alternative.split()[0]} == ({"D", "G"} if semitones == 0 else {"F", "Bb"})


def test_a_loop_of_the_same_tonic_does_not() -> None:
    assert key_of(AXIS) == find_keys(passage_of(AXIS)).key
