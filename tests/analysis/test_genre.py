from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.genre import FEWEST_NOTES, estimate_genre
from analysis.genre_features import GENRE_FEATURES, genre_features
from analysis.genre_inputs import INPUTS, genre_inputs
from analysis.genre_reasons import LEAST_PROBABILITY
from analysis.genre_rules import GENRE_RULES, GENRES, NAME_WORDS, name_logits
from analysis.passage import Passage, passage_of
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section, tame_section, transposed
from vocabulary.descriptor import GTZAN_GENRES, UNCLEAR, Genre, Models
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM
from vocabulary.units import Bpm

MODELS: tuple[Models, ...] = ("learned", "formula")


@pytest.fixture(params=MODELS)
def models(request: pytest.FixtureRequest) -> Models:
    chosen: Models = request.param
    return chosen


def swing_trio(bars: int) -> Section:
    """A walking bass, rootless sevenths off the beat, and a swung ride."""
    roots = (38, 43, 36, 45)
    bass = [note(4 * bar + beat, roots[bar % 4] + (0, 2, 4, 5)[beat], 0.9) for bar in range(bars) for beat in range(4)]
    comping = [note(4 * bar + 1 + 2 / 3, roots[bar % 4] + 12 + tone, 0.5) for bar in range(bars) for tone in (4, 10, 14, 21)]
    ride = [note(beat + late, 51, 0.1, 60 + 30 * (beat % 2)) for beat in range(4 * bars) for late in (0, 2 / 3) if late == 0 or beat % 2]
    foot = [note(beat, 44, 0.1, 70) for beat in range(4 * bars) if beat % 2]
    drums = Part("", tuple(sorted(ride + foot)), program=GM_DRUM_PROGRAM)
    return section(drums, bass, comping)


def riff(bars: int) -> Section:
    """Fifths in eighths over a pounding kit."""
    chords = [note(beat / 2, 40 + (0, 0, 3, 5)[beat // 4 % 4] + tone, 0.4) for beat in range(8 * bars) for tone in (0, 7, 12)]
    bass = [note(beat / 2, 28 + (0, 0, 3, 5)[beat // 4 % 4], 0.4) for beat in range(8 * bars)]
    kit = [note(4 * bar + beat, drum, 0.1, 110) for bar in range(bars) for beat, drum in ((0, 36), (1, 38), (1.5, 36), (2.5, 36), (3, 38))]
    kit += [note(beat / 2, 42, 0.1, 90) for beat in range(8 * bars)]
    return section(Part("", tuple(sorted(kit)), program=GM_DRUM_PROGRAM), bass, chords)


@given(some=any_section)
@settings(max_examples=60, deadline=None)
def test_any_section_is_answered_by_both(some: Section) -> None:
    passage = passage_of(some)

    for models in MODELS:
        found = estimate_genre(passage, tuple(part.track_name for part in some.parts), models)
        total = sum(probability for _, probability in found.probabilities)

        assert found.name == UNCLEAR or found.name in GENRES
        assert not found.probabilities or total == pytest.approx(1.0, abs=1e-3)


@given(some=tame_section, semitones=st.integers(-12, 12))
@settings(max_examples=40, deadline=None)
def test_transposing_moves_the_register_only(some: Section, semitones: int) -> None:
    before, after = (genre_features(passage_of(each)) for each in (some, transposed(some, semitones)))

    if before is None or after is None:
        assert before is after
        return
    moved = {name for name, a, b in zip(GENRE_FEATURES, before, after, strict=True) if abs(a - b) > 1e-9}
    in_bass = {name for name in GENRE_FEATURES if "bass" in name}  # a part that rises above D3 is no bass any more
    assert moved <= {name for name in GENRE_FEATURES if name.startswith(("register", "pitch"))} | in_bass


@given(some=any_section)
@settings(max_examples=60, deadline=None)
def test_inputs_are_finite(some: Section) -> None:
    inputs = genre_inputs(passage_of(some))

    assert inputs is None or (inputs.shape == (len(INPUTS),) and np.isfinite(inputs).all())


@given(some=tame_section, tempo=st.floats(20.0, 999.0))
@settings(max_examples=20, deadline=None)
def test_tempo_changes_nothing(some: Section, tempo: float) -> None:
    assert estimate_genre(passage_of(some)) == estimate_genre(passage_of(replace(some, tempo=Bpm(tempo))))


def test_loudness_changes_nothing(models: Models) -> None:
    loud, soft = (passage_of(riff(8)) for _ in range(2))
    soft = Passage(loud.starts, loud.ends, loud.pitches, loud.velocities / 4, loud.part_numbers, loud.drums, loud.length)

    assert estimate_genre(loud, models=models) == estimate_genre(soft, models=models)


def test_swing_is_jazz_and_a_riff_is_rock(models: Models) -> None:
    jazz, rock = (estimate_genre(passage_of(some), models=models) for some in (swing_trio(16), riff(16)))

    assert (jazz.name, rock.name) == ("jazz", "rock")
    assert "swung off-beats" in jazz.because
    assert "power chords" in rock.because


def test_genres_without_training_data_get_no_probability(models: Models) -> None:
    named = {name for name, _ in estimate_genre(passage_of(riff(8)), models=models).probabilities}

    assert named == set(GENRES)
    assert set(GTZAN_GENRES) - named == {"blues", "hiphop", "metal", "pop", "reggae"}


@pytest.mark.parametrize(
    "some",
    [
        section([]),
        section([note(0, 60)]),
        section([note(beat, 60 + beat % 7, 1.0) for beat in range(FEWEST_NOTES - 1)]),
        section([note(0, 36, 64.0), *(note(beat, 48, 1.0) for beat in range(64))]),
        section([note(beat / 4, 60 + beat % 2, 0.2) for beat in range(64)]),
    ],
    ids=["nothing", "one note", "few notes", "drone", "trill"],
)
def test_too_little_to_judge_by_is_unclear(some: Section, models: Models) -> None:
    assert estimate_genre(passage_of(some), models=models) == Genre()


def test_what_is_improbable_is_not_named(models: Models) -> None:
    found = [estimate_genre(passage_of(some), models=models) for some in (riff(8), swing_trio(8), section(block_chords([(0, "maj")] * 8)))]

    for genre in found:
        assert genre.name == UNCLEAR or genre.probabilities[0][1] >= LEAST_PROBABILITY
        assert genre.name in (UNCLEAR, genre.probabilities[0][0])


def test_drums_alone_are_answered(models: Models) -> None:
    assert estimate_genre(passage_of(section(four_on_the_floor(8))), models=models).probabilities


def test_names_shift_the_odds_a_little(models: Models) -> None:
    passage = passage_of(section(block_chords([(0, "maj"), (5, "maj"), (7, "maj"), (0, "maj")] * 4, beats=1.0)))

    plain, named = (dict(estimate_genre(passage, names, models).probabilities) for names in ((), ("Banjo", "Fiddle")))

    assert named["country"] > plain["country"]
    assert named["country"] / named["rock"] < 2 * plain["country"] / max(plain["rock"], 1e-3)


def test_words_in_names_count_whole_and_once() -> None:
    assert name_logits(("Upright Bass", "walking 2")).tolist() == name_logits(("Jazz",)).tolist()
    assert not name_logits(("Distant pad", "Carvings", "", "1-MIDI")).any()
    assert {genre for genre, _, _ in NAME_WORDS} == set(GENRES)


def test_rules_speak_between_nothing_and_their_weight() -> None:
    loud = GENRE_RULES.loudness(np.stack([np.full(len(INPUTS), value) for value in (-9.0, 0.3, 9.0)]))

    assert (loud >= 0).all()
    assert (loud <= [rule.weight for rule in GENRE_RULES.rules]).all()
    assert {rule.answer for rule in GENRE_RULES.rules} == set(GENRES)
