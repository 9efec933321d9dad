import pytest
from hypothesis import given, settings

from analysis.describe import describe
from analysis.keywords import MOST_WORDS
from analysis.moods import MOODS
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section
from vocabulary.live_set import Section


def words(some: Section) -> list[str]:
    return [keyword.word for keyword in describe(some).keywords]


@settings(deadline=None, max_examples=30)
@given(any_section)
def test_words_come_strongest_first_each_once_with_evidence(some: Section) -> None:
    found = describe(some).keywords

    assert [keyword.weight for keyword in found] == sorted((keyword.weight for keyword in found), reverse=True)
    assert len({keyword.word for keyword in found}) == len(found) <= MOST_WORDS
    assert all(keyword.because for keyword in found)


def test_moods_cover_the_plane_evenly() -> None:
    quadrants = [sum(1 for valence, arousal in MOODS.values() if valence * v > 0 and arousal * a > 0) for v in (1, -1) for a in (1, -1)]

    assert 140 <= len(MOODS) <= 180
    assert min(quadrants) >= 25
    assert all(-1 <= value <= 1 for place in MOODS.values() for value in place)


def test_happy_music_gets_happy_words() -> None:
    fast_major = [note(beat, pitch, beats) for beat, pitch, beats in _quick([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")] * 4)]

    found = [MOODS[word] for word in words(section(fast_major, tempo=140.0)) if word in MOODS]

    assert found
    assert all(valence > 0 and arousal > 0 for valence, arousal in found)


def _quick(progression: list[tuple[int, str]]) -> list[tuple[float, int, float]]:
    return [
        (4 * bar + cell / 2, 60 + (root + tone) % 12, 0.4)
        for bar, (root, _) in enumerate(progression)
        for cell in range(8)
        for tone in (0, 4, 7)
    ]


@pytest.mark.parametrize(
    ("some", "word"),
    [
        (section(four_on_the_floor(8)), "percussive"),
        (section([note(beat, 60, 0.1) for beat in range(32)]), "staccato"),
        (section([note(0, 36, 32.0), note(0, 43, 32.0)]), "drone"),
        (section([note(beat + 0.5, 60, 0.5) for beat in range(32)]), "syncopated"),
        (section(block_chords([(2, "min7"), (7, "7"), (0, "maj7"), (9, "min7")] * 2)), "jazzy"),
        (section([note(bar * 4 + beat, 60 + beat) for bar in range(16) for beat in range(4)]), "hypnotic"),
    ],
)
def test_textures_have_their_word(some: Section, word: str) -> None:
    assert word in words(some)


def test_nothing_has_no_words() -> None:
    assert words(section([])) == []
