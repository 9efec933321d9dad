from collections.abc import Sequence

import pytest

from analysis.describe import describe
from tests.analysis.music import block_chords, note, section
from vocabulary.live_set import Part, Section
from vocabulary.notes import Note

BARS = (0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 0) * 2


def form(kind: str, tonic: int, beats: int = 4, melody: Sequence[Note] = ()) -> Section:
    chords = block_chords([((tonic + root) % 12, kind) for root in BARS], float(beats))
    parts = [Part("keys", tuple(sorted(chords)))] + ([Part("lead", tuple(melody))] if melody else [])
    return section(*parts, signature=(beats, 4))


def blues_of(some: Section) -> list[str]:
    return [one.name for one in describe(some).progressions if "blues" in one.name]


@pytest.mark.parametrize("tonic", [0, 7])
@pytest.mark.parametrize("beats", [3, 4])
def test_triads_alone_are_no_blues_whatever_their_order(tonic: int, beats: int) -> None:
    assert blues_of(form("maj", tonic, beats)) == []
    assert blues_of(form("7", tonic, beats)) == ["12-bar blues"]


def test_blue_thirds_make_triads_a_blues() -> None:
    def tune(third: int) -> list[Note]:
        return [note(4 * bar + at, 72 + step, 1.0) for bar in range(24) for at, step in enumerate((7, third, 0, 9))]

    assert blues_of(form("maj", 0, melody=tune(3))) == ["12-bar blues"]
    assert blues_of(form("maj", 0, melody=tune(4))) == []
    assert blues_of(form("maj", 0, 3, melody=[])) == []


def test_a_shuffle_on_fifths_and_sixths_is_a_blues() -> None:
    def boogie(late: float) -> Section:
        return section([
            note(4 * bar + beat + at, 40 + root + step, 0.3)
            for bar, root in enumerate(BARS)
            for beat in range(4)
            for at, fifth in ((0.0, 7), (late, 9 if beat % 2 else 7))
            for step in (0, fifth)
        ])  # fmt: skip

    assert blues_of(boogie(2 / 3)) == ["12-bar blues"]
    assert blues_of(boogie(0.5)) == []
