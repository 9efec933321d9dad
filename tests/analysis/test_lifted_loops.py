import numpy as np
import pytest

from analysis.lifted_loops import lifted_at
from analysis.local_keys import find_keys
from analysis.passage import passage_of
from tests.analysis.music import block_chords, note, section
from vocabulary.descriptor import Models
from vocabulary.live_set import Section
from vocabulary.units import TICKS_PER_BEAT

Chords = list[tuple[int, str]]
LOOPS: dict[str, Chords] = {
    "axis": [(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")],
    "doo-wop": [(0, "maj"), (9, "min"), (5, "maj"), (7, "maj")],
    "with a seventh": [(0, "maj"), (9, "min"), (5, "maj"), (7, "7")],
    "cadence": [(0, "maj"), (5, "maj"), (7, "7"), (0, "maj")],
    "ii-V-I": [(2, "min7"), (7, "7"), (0, "maj7"), (0, "maj7")],
    "aeolian": [(0, "min"), (8, "maj"), (3, "maj"), (10, "maj")],
}


def played(chords: Chords) -> Section:
    """Chords a bar each under a tune of their tones."""
    tune = [note(4 * bar + at, 72 + root, 0.5) for bar, (root, _) in enumerate(chords) for at in (0, 1.5, 3)]
    return section(block_chords(chords), tune)


def up(chords: Chords, steps: int) -> Chords:
    return [((root + steps) % 12, quality) for root, quality in chords]


@pytest.mark.parametrize("models", ["learned", "formula"])
@pytest.mark.parametrize("name", LOOPS)
@pytest.mark.parametrize("steps", range(1, 12))
def test_a_lifted_loop_has_the_keys_that_its_halves_have_alone(steps: int, name: str, models: Models) -> None:
    half = LOOPS[name] * 4
    alone = [find_keys(passage_of(played(part)), models).key.name for part in (half, up(half, steps))]

    found = find_keys(passage_of(played(half + up(half, steps))), models)

    assert [span.key.name for span in found.spans] == alone
    assert found.spans[1].start_time == 64 * TICKS_PER_BEAT
    assert (found.key.name, found.key.alternative) == (alone[0], alone[1])


def test_two_chords_in_turn_and_short_stretches_are_no_lifted_loop() -> None:
    cases = {
        "one loop": np.repeat([0, 7, 21, 5] * 8, 2),
        "too short": np.repeat([0, 7, 21, 5, 3, 10, 12, 8], 2),
        "a chord and the next": np.repeat([0] * 4 + [5] * 4, 2),
        "nothing": np.zeros(0, np.int64),
    }

    assert {name: lifted_at(chords, 2, (1, 2, 3, 4, 6, 8)) for name, chords in cases.items()} == {name: [] for name in cases}
    assert lifted_at(np.repeat([0, 7, 21, 5] * 4 + [3, 10, 12, 8] * 4, 2), 2, (1, 2, 4)) == [32]
