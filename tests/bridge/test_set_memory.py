from dataclasses import replace

from bridge.planner import Reference
from bridge.set_memory import Mood, keep_mood, mood_of, reference_of
from tests.bridge.small_sets import transport
from tests.bridge.test_pipeline import mood
from vocabulary.units import Bpm


class Kept(dict[tuple[int, str], str]):
    """A memory that forgets at the end of the test."""

    def remembered(self, set_id: int, key: str) -> str | None:
        return self.get((set_id, key))

    def remember(self, set_id: int, key: str, value: str) -> None:
        self[set_id, key] = value


def test_the_tempo_first_heard_is_the_sets_reference_for_ever() -> None:
    memory = Kept()
    first = reference_of(memory, 7, replace(transport(), tempo=Bpm(93.21)))

    later = reference_of(memory, 7, replace(transport(), tempo=Bpm(140.0)))

    assert first == later == Reference(Bpm(93.21), 4, 4)
    assert reference_of(memory, 8, replace(transport(), tempo=Bpm(140.0))).tempo == 140.0


def test_a_set_without_an_id_keeps_nothing() -> None:
    memory = Kept()

    reference_of(memory, 0, transport())
    keep_mood(memory, 0, Mood(mood(), 100, settled=True))

    assert memory == {}
    assert mood_of(memory, 0) is None


def test_a_mood_comes_back_as_it_was() -> None:
    memory = Kept()
    given = Mood(mood(), 128, settled=True)
    keep_mood(memory, 7, given)

    assert mood_of(memory, 7) == given


def test_what_another_version_kept_is_found_anew() -> None:
    memory = Kept({(7, "mood"): '{"music": 3}', (7, "reference"): "[120, 4"})

    assert mood_of(memory, 7) is None
    assert reference_of(memory, 7, transport()).tempo == 120.0


def test_a_mood_stands_until_the_set_has_doubled_or_halved() -> None:
    given = Mood(mood(), 127, settled=True)

    assert [given.fits(notes) for notes in (62, 63, 127, 255, 256)] == [False, True, True, True, False]
    assert not Mood(mood(), 127).fits(127)
