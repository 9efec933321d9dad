import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.fingerprint import Shingles, fingerprint_of
from analysis.resemblance import build_index, find_resembling, relation
from tests.analysis.music import section, transposed
from tests.analysis.test_fingerprint import melody, stretched

SONGS = [section(melody(400, seed), melody(400, seed + 100)) for seed in range(12)]
INDEX = build_index([fingerprint_of(song) for song in SONGS])


def shingles(values: object) -> Shingles:
    return np.unique(np.array(values, np.uint64))


@settings(deadline=None)
@given(st.sampled_from(range(12)), st.integers(-12, 12), st.sampled_from([(2, 1), (3, 4), (1, 2)]))
def test_a_song_in_another_key_at_another_tempo_is_the_same_music(song: int, semitones: int, factor: tuple[int, int]) -> None:
    best = find_resembling(INDEX, fingerprint_of(stretched(transposed(SONGS[song], semitones), *factor)))[0]

    assert (best.document, best.relation) == (song, "same")
    assert best.likeness == pytest.approx(1.0)


def test_an_excerpt_is_called_one_and_a_medley_contains_its_songs() -> None:
    excerpt = fingerprint_of(section(melody(400, 3)[100:160]))
    medley = np.union1d(fingerprint_of(SONGS[1]), np.union1d(fingerprint_of(SONGS[2]), fingerprint_of(SONGS[7])))

    found, within = find_resembling(INDEX, excerpt)[0], find_resembling(INDEX, medley)

    assert (found.document, found.relation) == (3, "excerpt")
    assert {match.document for match in within[:3]} == {1, 2, 7}
    assert {match.relation for match in within[:3]} == {"contains"}


def test_music_that_was_edited_is_found_and_other_music_is_not_called_alike() -> None:
    notes = melody(400, 5)
    edited = [n for place, n in enumerate(notes) if place % 12]

    matches = find_resembling(INDEX, fingerprint_of(section(edited)))

    assert (matches[0].document, matches[0].relation) == (5, "excerpt")  # the melody of a song of two lines
    assert all(match.relation == "chance" for match in matches[1:])


@given(st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=8), st.lists(st.integers(0, 30), max_size=12))
def test_the_index_counts_as_sets_do(documents: list[list[int]], wanted: list[int]) -> None:
    found = find_resembling(build_index([shingles(document) for document in documents]), shingles(wanted), most=99)

    assert {match.document: match.common for match in found} == {
        number: len(set(document) & set(wanted)) for number, document in enumerate(documents) if set(document) & set(wanted)
    }
    for match in found:
        assert 0 < match.likeness <= min(match.contained, match.contains) + 1e-9 <= 1 + 2e-9
        assert (match.likeness > 1 - 1e-9) == (set(documents[match.document]) == set(wanted))
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_nothing_resembles_nothing() -> None:
    assert find_resembling(INDEX, shingles([])) == ()
    assert find_resembling(build_index([]), shingles([1, 2])) == ()
    assert find_resembling(build_index([shingles([])]), shingles([1, 2])) == ()


def test_relations_need_more_than_chance_gives_and_more_in_short_documents() -> None:
    assert relation(1.0, 1.0, 1.0, 1, 1) == "same"
    assert relation(0.5, 0.7, 0.6, 900, 900) == "same"
    assert relation(0.1, 0.9, 0.1, 90, 900) == "excerpt"
    assert relation(0.1, 0.1, 0.9, 900, 90) == "contains"
    assert relation(0.12, 0.2, 0.2, 900, 900) == "resembles"
    assert relation(0.03, 0.06, 0.06, 900, 900) == "chance"
    assert relation(0.2, 0.5, 0.5, 4, 4) == "chance"


def test_a_thousand_documents_are_searched_in_milliseconds() -> None:
    random = np.random.default_rng(2)
    documents = [shingles(random.integers(0, 400_000, 1600)) for _ in range(1000)]
    index = build_index(documents)

    started = time.thread_time()
    for document in documents[:20]:
        find_resembling(index, document)

    assert (time.thread_time() - started) / 20 < 0.010  # seconds
