import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.describe import describe
from analysis.keywords import MOST_MOODS, MOST_WORDS, OPPOSED, Candidate, find_keywords, mood_evidence, musical_words, strongest
from analysis.moods import MOODS
from analysis.plain_words import in_words
from analysis.signs import DIFFERENCES, SIGNS, measures
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import Emotion, Key
from vocabulary.live_set import Section


def words(some: Section) -> list[str]:
    return [keyword.word for keyword in describe(some).keywords]


@settings(deadline=None, max_examples=30)
@given(any_section)
def test_words_come_strongest_first_each_once_with_evidence(some: Section) -> None:
    found = describe(some).keywords

    assert [keyword.weight for keyword in found] == sorted((keyword.weight for keyword in found), reverse=True)
    assert len({keyword.word for keyword in found}) == len(found) <= MOST_WORDS
    assert len({keyword.because for keyword in found}) == len(found)
    assert all(keyword.because and "{" not in keyword.because for keyword in found)


@settings(deadline=None, max_examples=30)
@given(any_section)
def test_what_is_said_by_a_sign_is_true(some: Section) -> None:
    music = describe(some)
    values, signs = measures(music), {sign.word: sign for sign in SIGNS}

    said = [signs[keyword.word] for keyword in music.keywords if keyword.word in signs]

    assert all(sign.truth(values[sign.measure]) > 0 for sign in said)
    assert len({sign.measure for sign in said}) == len(said)


def test_there_are_many_signs_each_word_once_and_none_a_mood() -> None:
    signs = [sign.word for sign in SIGNS]

    assert len(signs) == len(set(signs)) >= 60
    assert not set(signs) & set(MOODS)
    assert {sign.measure for sign in SIGNS} <= set(DIFFERENCES)
    assert all(sign.start != sign.full and sign.because for sign in SIGNS)


def test_comparisons_are_neither_signs_nor_moods() -> None:
    comparisons = [word for difference in DIFFERENCES.values() for word in (difference.more, difference.less) if word]

    assert len(comparisons) == len(set(comparisons))
    assert not set(comparisons) & ({sign.word for sign in SIGNS} | set(MOODS))


def test_moods_cover_the_plane_evenly() -> None:
    quadrants = [sum(1 for valence, arousal in MOODS.values() if valence * v > 0 and arousal * a > 0) for v in (1, -1) for a in (1, -1)]

    assert 140 <= len(MOODS) <= 180
    assert min(quadrants) >= 25
    assert all(-1 <= value <= 1 for place in MOODS.values() for value in place)
    assert len(set(MOODS.values())) == len(MOODS)


def test_each_mood_tells_its_own_side() -> None:
    emotion = Emotion(0.7, 0.6, 0.8, ("sounds major", "fast: 9.2 notes a second"))

    told = mood_evidence("cheerful", emotion)

    assert told.startswith("very pleasant and excited (+0.82, +0.48)")
    assert told.endswith("sounds major; fast: 9.2 notes a second")
    assert mood_evidence("radiant", emotion) != told


def test_happy_music_gets_happy_words() -> None:
    fast_major = [note(beat, pitch, beats) for beat, pitch, beats in _quick([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")] * 4)]

    found = [MOODS[word] for word in words(section(fast_major, tempo=140.0)) if word in MOODS]

    assert 1 <= len(found) <= MOST_MOODS
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
        (section([note(bar * 4 + beat, 60 + beat) for bar in range(16) for beat in range(4)]), "looping"),
        (section([note(third / 3, 60 + third % 7, 0.3) for third in range(96)]), "triplet-driven"),
        (section([note(beat, 60 + beat % 3) for beat in range(36)], signature=(3, 4)), "waltzing"),
    ],
)
def test_textures_have_their_word(some: Section, word: str) -> None:
    assert word in words(some)


def test_ordinary_music_is_not_called_by_what_nearly_all_music_is() -> None:
    """A piano's quarters over a bass and a beat, four chords: what is true of it is true of most songs."""
    chords = [(0, "maj"), (9, "min"), (5, "maj"), (7, "7")] * 8
    piano = [
        note(4 * bar + beat, 60 + (root + tone) % 12, 0.8)
        for bar, (root, _) in enumerate(chords)
        for beat in range(4)
        for tone in (0, 4, 7)
    ]
    bass = [note(4 * bar + eighth / 2, 36 + root, 0.4) for bar, (root, _) in enumerate(chords) for eighth in range(8)]

    said = set(words(section(piano, bass, four_on_the_floor(32))))

    assert not said & {
        "lush",
        "wide",
        "full-voiced",
        "quick",
        "rapid",
        "busy",
        "colourful harmony",
        "finely divided",
        "layered",
        "expressive",
    }


def test_one_thing_is_told_in_the_singular() -> None:
    assert [in_words("{:.0f} parts", number) for number in (1, 2)] == ["1 part", "2 parts"]
    assert in_words("{:.0f} different chords at most", 1) == "1 different chord at most"
    assert in_words("{:.0%} of the bars repeat", 0.01) == "1% of the bars repeat"
    assert in_words("{:.0f} beats a bar", 1) == "1 beat a bar"


@given(st.permutations([*{word for pair in OPPOSED for group in pair for word in group}]))
def test_no_word_stands_beside_one_that_denies_it(order: list[str]) -> None:
    truths = [1 - place / 100 for place in range(len(order))]

    said = [keyword.word for keyword in strongest(Candidate(word, truth, "") for word, truth in zip(order, truths, strict=True))]

    assert said[0] == order[0]
    assert not [pair for pair in OPPOSED if all(set(said) & group for group in pair)]


def test_words_that_deny_each_other_exist() -> None:
    known = {sign.word for sign in SIGNS} | set(MOODS)

    assert {word for pair in OPPOSED for group in pair for word in group} <= known


def test_no_evidence_calls_a_share_only_so_much() -> None:
    assert [sign.word for sign in SIGNS if "only" in sign.because] == []


def test_a_line_alone_says_nothing_of_chords() -> None:
    said = words(section([note(beat, 60 + beat % 5, 0.9) for beat in range(32)]))

    assert not {"consonant", "plain triads", "few chords", "drone", "rooted"} & set(said)


@pytest.mark.parametrize(
    ("chords", "home"),
    [
        ([(0, "maj"), (8, "maj"), (10, "maj"), (0, "maj")], False),
        ([(0, "maj"), (5, "maj"), (5, "min"), (0, "maj")], False),
        ([(0, "maj"), (9, "min"), (5, "maj"), (7, "7")], True),
        ([(9, "min"), (2, "min"), (4, "7"), (9, "min")], True),  # the leading tone is at home in minor
    ],
)
def test_a_chord_is_of_the_key_when_all_its_tones_are(chords: list[tuple[int, str]], home: bool) -> None:
    music = replace(describe(section(block_chords(chords * 4))), key=Key(chords[0][0], "major" if chords[0][1] == "maj" else "minor", 0.9))

    assert (measures(music)["chromatic"] == 0) == home


def test_nothing_has_no_words() -> None:
    assert words(section([])) == []


def test_words_are_found_in_time() -> None:
    music = describe(section(block_chords([(0, "maj"), (7, "7"), (9, "min7"), (5, "maj7")] * 8), four_on_the_floor(32)))

    before = time.thread_time()
    for _ in range(50):
        find_keywords(music)

    assert (time.thread_time() - before) / 50 < 0.003


def test_a_pleasant_pace_speaks_for_no_calm_word() -> None:
    emotion = Emotion(0.3, -0.3, 0.7, ("lively: 6.0 notes a second", "no low notes"))

    assert "lively" not in mood_evidence("serene", emotion)
    assert "no low notes" in mood_evidence("serene", emotion)
    assert "lively" in mood_evidence("sunny", emotion)


def test_chords_and_genre_do_not_gainsay_each_other() -> None:
    music = describe(section(block_chords([(0, "maj"), (7, "maj"), (9, "min"), (5, "maj")] * 4)))
    values = measures(music) | {"sevenths": 0.0, "chromatic": 0.0}

    def said(*reasons: str) -> set[str]:
        heard = replace(music, genre=replace(music.genre, because=reasons))
        return {candidate.word for candidate in musical_words(heard, values)} & {"plain triads", "diatonic"}

    assert said() == {"plain triads", "diatonic"}
    assert said("sevenths over the bass") == {"diatonic"}
    assert said("leaves the scale") == {"plain triads"}


def test_one_velocity_throughout_is_nobodys_playing() -> None:
    def played(*velocities: int) -> Section:
        return section([note(beat / 2, 60 + beat % 12, 0.5, velocities[beat % len(velocities)]) for beat in range(64)])

    assert "dynamics" not in measures(describe(played(100)))
    assert "mechanical" in words(played(100, 101))
