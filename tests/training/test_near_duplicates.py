import numpy as np

from analysis.passage import passage_of
from tests.analysis.music import note, section, transposed
from training.excerpts import cut_passage, random_excerpts
from training.near_duplicates import near_duplicate_groups
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT


def tune(seed: int, beats: float = 1.0) -> Section:
    random = np.random.default_rng(seed)
    melody = [note(place * beats, int(pitch), beats) for place, pitch in enumerate(random.integers(55, 80, 160))]
    return section(melody, [note(place * 4 * beats, int(pitch), 4 * beats) for place, pitch in enumerate(random.integers(36, 50, 40))])


def test_versions_of_a_tune_are_grouped_and_tunes_are_not() -> None:
    versions = [tune(1), transposed(tune(1), 3), tune(1, beats=2.0), tune(2), tune(3)]

    groups = near_duplicate_groups([passage_of(some) for some in versions])

    assert groups[0] == groups[1] == groups[2]
    assert len(set(groups)) == 3


def test_pieces_without_a_line_stand_alone() -> None:
    assert near_duplicate_groups([passage_of(section([])), passage_of(section([note(0, 60)])), passage_of(section([]))]) == [0, 1, 2]


def test_excerpts_are_the_same_each_time_and_keep_their_length() -> None:
    passage = passage_of(tune(4))

    first, again, other = (random_excerpts(passage, 6, seed) for seed in (1, 1, 2))

    assert [e.passage.starts.tolist() for e in first] == [e.passage.starts.tolist() for e in again]
    assert [e.passage.starts.tolist() for e in first] != [e.passage.starts.tolist() for e in other]
    for excerpt in first:
        assert excerpt.passage.length == excerpt.bars * 4 * TICKS_PER_BEAT
        assert (excerpt.passage.starts >= 0).all()
        assert (excerpt.passage.ends <= excerpt.passage.length).all()


def test_a_cut_holds_what_begins_in_it() -> None:
    passage = passage_of(tune(5))

    cut = cut_passage(passage, 2, 3)

    assert len(cut.starts) == ((passage.starts >= 8 * TICKS_PER_BEAT) & (passage.starts < 20 * TICKS_PER_BEAT)).sum()
    assert cut.starts[0] == 0
