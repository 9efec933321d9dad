from dataclasses import replace

import numpy as np
import pytest

from analysis.fingerprint import fingerprint_of
from tests.analysis.music import section
from tests.analysis.test_fingerprint import melody
from training.evaluate_resemblance import excerpt, finders, moved, one_part, uneven
from vocabulary.live_set import Section
from vocabulary.units import Ticks

SONGS = [section(melody(200, seed), melody(200, seed + 50)) for seed in range(5)]


def notes(some: Section) -> int:
    return sum(len(part.notes) for part in some.parts)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_moved_has_as_many_notes_in_another_key_at_another_speed(seed: int) -> None:
    found = moved(SONGS[0], np.random.default_rng(seed))

    assert notes(found) == notes(SONGS[0])
    assert found.length != SONGS[0].length
    shifts = {b.pitch - a.pitch for p, q in zip(SONGS[0].parts, found.parts, strict=True) for a, b in zip(p.notes, q.notes, strict=True)}
    assert len(shifts) == 1


def test_both_finders_find_every_song_by_what_was_made_of_it() -> None:
    exact, estimated = finders(SONGS)

    for number, song in enumerate(SONGS):
        for made in (
            moved(song, np.random.default_rng(number)),
            uneven(song, np.random.default_rng(number)),
            excerpt(song, 100_000, 900_000),
        ):
            assert exact(fingerprint_of(made)) == number
            assert estimated(fingerprint_of(made)) == number


def test_two_songs_that_are_the_same_are_no_answer() -> None:
    exact, estimated = finders([SONGS[0], replace(SONGS[0], name="again")])

    assert exact(fingerprint_of(SONGS[0])) is None
    assert estimated(fingerprint_of(SONGS[0])) is None


def test_an_excerpt_holds_what_begins_in_it_and_counts_from_its_start() -> None:
    found = excerpt(SONGS[0], 15360, 3 * 15360)

    assert notes(found) == 2 * 4
    assert {note.start_time for part in found.parts for note in part.notes} == {Ticks(0), Ticks(7680), Ticks(15360), Ticks(23040)}
    assert len(one_part(found).parts) == 1
    assert notes(one_part(found)) == notes(found)
