from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contrast import contrast_keywords, contrast_with_whole
from analysis.describe import describe
from analysis.keywords import MOST_WORDS, find_keywords
from analysis.signs import SIGNS, measures
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import Genre, MusicDescriptor

PIECES = {
    "pad": section(block_chords([(9, "min"), (5, "maj"), (0, "maj"), (7, "maj")] * 2)),
    "arpeggio": section([note(cell / 4, 60 + (0, 4, 7, 12)[cell % 4], 0.2) for cell in range(128)]),
    "bass": section([note(float(beat), 36 + (0, 7)[beat % 2], 0.9) for beat in range(32)]),
    "beat": section(four_on_the_floor(8)),
    "tune": section([note(beat / 2, 72 + (0, 2, 4, 7, 9)[beat * 7 % 5], 0.4) for beat in range(64)]),
}
MUSIC = {name: describe(some) for name, some in PIECES.items()}
SLOW = {pace: describe(section([note(beat * pace, 60 + beat % 5, pace) for beat in range(32)], tempo=60.0)) for pace in (1.0, 2.0, 4.0)}

musics = st.lists(st.one_of(st.sampled_from([*MUSIC.values(), *SLOW.values()]), any_section.map(describe)), max_size=6)


@settings(deadline=None, max_examples=25)
@given(musics, st.randoms(use_true_random=False))
def test_the_order_of_the_set_does_not_matter(some: list[MusicDescriptor], random: st.DataObject) -> None:
    places = list(range(len(some)))
    random.shuffle(places)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    there = contrast_keywords(some)
    back = contrast_keywords([some[place] for place in places])

    assert [there[place] for place in places] == list(back)


@settings(deadline=None, max_examples=25)
@given(musics)
def test_words_are_few_weighted_ordered_and_told(some: list[MusicDescriptor]) -> None:
    found = contrast_keywords(some)

    assert len(found) == len(some)
    for music, keywords in zip(some, found, strict=True):
        assert len({keyword.word for keyword in keywords}) == len(keywords) <= MOST_WORDS
        assert [keyword.weight for keyword in keywords] == sorted((keyword.weight for keyword in keywords), reverse=True)
        assert all(0 < keyword.weight <= 1 and keyword.because for keyword in keywords)
        assert bool(keywords) == (music.emotion.confidence > 0)


@settings(deadline=None, max_examples=25)
@given(musics)
def test_words_stay_true_by_themselves(some: list[MusicDescriptor]) -> None:
    signs = {sign.word: sign for sign in SIGNS}

    for music, keywords in zip(some, contrast_keywords(some), strict=True):
        values = measures(music)
        for keyword in keywords:
            if keyword.word in signs:
                assert signs[keyword.word].truth(values[signs[keyword.word].measure]) > 0


@settings(deadline=None, max_examples=25)
@given(musics)
def test_equal_music_gets_equal_words(some: list[MusicDescriptor]) -> None:
    found = contrast_keywords([*some, *some])

    assert found[: len(some)] == found[len(some) :]


@settings(deadline=None, max_examples=25)
@given(any_section.map(describe))
def test_music_alone_gets_its_own_words(music: MusicDescriptor) -> None:
    assert contrast_keywords([music]) == (find_keywords(music),)


@settings(deadline=None, max_examples=25)
@given(musics)
def test_silence_does_not_count(some: list[MusicDescriptor]) -> None:
    silence = describe(section([]))

    assert contrast_keywords([*some, silence]) == (*contrast_keywords(some), ())


def test_an_empty_set_has_no_words() -> None:
    assert contrast_keywords([]) == ()


def test_pieces_that_differ_have_first_words_that_differ() -> None:
    found = contrast_keywords(list(MUSIC.values()))

    assert len({keywords[0].word for keywords in found}) == len(MUSIC)


def test_slow_music_is_never_called_fast_beside_slower_music() -> None:
    said = {pace: [keyword.word for keyword in found] for pace, found in zip(SLOW, contrast_keywords(list(SLOW.values())), strict=True)}

    assert not {"quick", "rapid", "busy", "racing", "frantic"} & {word for words in said.values() for word in words}


def test_what_is_more_so_than_the_rest_says_by_how_much() -> None:
    quick = describe(section([note(beat / 2, 60 + beat % 5, 0.5) for beat in range(64)], tempo=120.0))
    slow = [describe(section([note(float(beat), 60 + beat % 5, 1.0) for beat in range(32)], tempo=60.0 + by)) for by in range(3)]

    because = {keyword.word: keyword.because for keyword in contrast_keywords([quick, *slow])[0]}

    assert because["faster"] == "faster than the rest: 4.0 notes a second against 1.0 notes a second"


@pytest.mark.parametrize("name", sorted(MUSIC))
def test_beside_the_whole_set_words_are_true_and_few(name: str) -> None:
    whole = replace(MUSIC["pad"], keywords=(), chords=())

    found = contrast_with_whole(MUSIC[name], whole)

    assert 1 <= len(found) <= MOST_WORDS
    assert found == contrast_with_whole(MUSIC[name], whole)


def test_beside_silence_music_keeps_its_own_words() -> None:
    assert contrast_with_whole(MUSIC["pad"], describe(section([]))) == find_keywords(MUSIC["pad"])


def test_a_sub_genre_named_as_its_genre_counts_once() -> None:
    twice = Genre("disco", (("disco", 0.9),), "disco", ("four on the floor",))
    some = [replace(music, genre=twice) for music in MUSIC.values()]

    for keywords in contrast_keywords(some):
        assert all(0 <= keyword.weight <= 1 for keyword in keywords)
        assert [keyword.word for keyword in keywords].count("disco") <= 1
