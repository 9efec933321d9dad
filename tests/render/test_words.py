from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.subjects import GENRE_THINGS, MOODS, PLACES, THINGS
from render.words import look_words, mood_direction, things_for
from tests.render.music import descriptor
from vocabulary.descriptor import GTZAN_GENRES, Genre, MusicDescriptor

points = st.floats(-1.0, 1.0)
seeds = st.integers(0, 2**31 - 1)


@given(points, points, seeds)
def test_any_music_has_a_subject_first_and_two_moods(valence: float, arousal: float, seed: int) -> None:
    words = look_words(descriptor(valence, arousal), seed)

    assert len(words) >= 3
    assert all(words)
    assert len(set(words)) == len(words)
    assert len(words[0].split()) <= 10


def test_songs_of_one_mood_show_different_things() -> None:
    subjects = {look_words(descriptor(0.5, 0.4), 1009 * number)[0] for number in range(200)}

    assert len(subjects) > 20


def test_moods_have_places_of_their_own() -> None:
    glad, sad = (look_words(descriptor(valence, arousal), 5)[0] for valence, arousal in ((0.6, 0.6), (-0.6, -0.6)))

    assert any(glad.endswith(place) for place in PLACES[mood_direction(0.6, 0.6)])
    assert any(sad.endswith(place) for place in PLACES[mood_direction(-0.6, -0.6)])


@pytest.mark.parametrize(
    ("music", "trait"),
    [
        (descriptor(notes_per_second=20.0), "dense"),
        (descriptor(notes_per_second=0.5), "sparse"),
        (descriptor(mean_pitch=40.0), "low"),
        (descriptor(mean_pitch=84.0), "high"),
        (descriptor(repetition=1.0), "ordered"),
        (descriptor(articulation=0.0), "plucked"),
        (descriptor(dissonance=0.8), "rough"),
        (descriptor(), "plain"),
    ],
)
def test_the_most_striking_trait_chooses_what_is_shown(music: MusicDescriptor, trait: str) -> None:
    assert things_for(music) == THINGS[trait]


def test_a_clear_genre_adds_its_own_things() -> None:
    plain = descriptor()
    jazz = replace(plain, genre=Genre("jazz", (("jazz", 0.8),)))
    perhaps = replace(plain, genre=Genre("jazz", (("jazz", 0.3),)))

    assert set(things_for(jazz)) == {*THINGS["plain"], *GENRE_THINGS["jazz"]}
    assert things_for(perhaps) == things_for(plain)
    assert set(GENRE_THINGS) == set(GTZAN_GENRES)


@given(points, points, seeds)
def test_avoided_words_stand_nowhere(valence: float, arousal: float, seed: int) -> None:
    music = descriptor(valence, arousal)
    usual = look_words(music, seed)
    avoided = (usual[1], usual[0].split()[-1])

    words = look_words(music, seed, avoided)

    assert not any(word in phrase.split() for phrase in words for word in avoided)
    assert words[0]


def test_the_lists_say_nothing_twice() -> None:
    for lists in (MOODS, PLACES, tuple(THINGS.values()), tuple(GENRE_THINGS.values())):
        phrases = [phrase for one in lists for phrase in one]
        assert len(set(phrases)) == len(phrases)
