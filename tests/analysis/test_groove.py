from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from analysis.drum_features import DRUM_FEATURES, FEWEST_STROKES, drum_features
from analysis.groove import LEAST_PROBABILITY, estimate_groove
from analysis.groove_patterns import DANCE, EMPHASIS, pattern_logits
from analysis.groove_rules import GROOVE_INPUTS, GROOVE_RULES, STYLES, groove_inputs
from analysis.passage import passage_of
from tests.analysis.music import any_section, block_chords, four_on_the_floor, note, section
from vocabulary.descriptor import UNCLEAR, Groove, Models
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM

MODELS: tuple[Models, ...] = ("learned", "formula")


@pytest.fixture(params=MODELS)
def models(request: pytest.FixtureRequest) -> Models:
    chosen: Models = request.param
    return chosen


def kit(bars: int, bar: list[tuple[float, int]], tempo: float = 120.0) -> Section:
    strokes = tuple(sorted(note(4 * number + beat, drum, 0.1, 90) for number in range(bars) for beat, drum in bar))
    return section(Part("", strokes, program=GM_DRUM_PROGRAM), beats=4 * bars, tempo=tempo)


KICK, SNARE = 36, 38
BACKBEAT = [(beat / 2, 42) for beat in range(8)] + [(0.0, 36), (1.0, 38), (2.0, 36), (3.0, 38)]
SWING = [(beat + late, 51) for beat in range(4) for late in (0, 2 / 3) if late == 0 or beat % 2] + [(1.0, 44), (3.0, 44)]


@given(some=any_section)
@settings(max_examples=60, deadline=None)
def test_any_section_is_answered_by_both(some: Section) -> None:
    passage = passage_of(some)
    inputs = groove_inputs(passage)

    assert inputs is None or (inputs.shape == (len(GROOVE_INPUTS),) and np.isfinite(inputs).all())
    for models in MODELS:
        found = estimate_groove(passage, models)
        assert (found.style == "") == (not passage.drums.any())
        assert found.style in ("", UNCLEAR, DANCE, *STYLES)
        assert not found.probabilities or sum(p for _, p in found.probabilities) == pytest.approx(1.0, abs=1e-3)


def test_without_drums_there_is_no_groove(models: Models) -> None:
    assert estimate_groove(passage_of(section(block_chords([(0, "maj")] * 8))), models) == Groove()
    assert estimate_groove(passage_of(section([])), models) == Groove()


def test_few_strokes_are_unclear(models: Models) -> None:
    strokes = tuple(note(beat, 36, 0.1) for beat in range(FEWEST_STROKES - 1))

    assert estimate_groove(passage_of(section(Part("", strokes, program=GM_DRUM_PROGRAM))), models) == Groove(UNCLEAR)


def test_a_backbeat_is_rock_pop_or_soul_and_a_swung_ride_jazz(models: Models) -> None:
    rock, jazz = (dict(estimate_groove(passage_of(kit(8, bar)), models).probabilities) for bar in (BACKBEAT, SWING))

    assert rock["rock"] + rock["pop"] + rock["soul"] > 0.5  # a plain backbeat is played in all three
    assert jazz["jazz"] > 2 * rock["jazz"]


@pytest.mark.parametrize(
    ("style", "bar"),
    [
        ("rock", [(beat / 2, 42) for beat in range(8)] + [(0.0, 36), (2.0, 36), (2.5, 36), (1.0, 38), (3.0, 38)]),
        (
            "jazz",
            [(beat + late, 51) for beat in range(4) for late in (0, 2 / 3) if late == 0 or beat % 2] + [(1.0, 44), (3.0, 44), (0.0, 36)],
        ),
        ("latin", [(beat / 2, 42) for beat in range(8)] + [(at, 36) for at in (0.0, 1.5, 2.0, 3.5)] + [(at, 37) for at in (0.0, 1.5, 3.0)]),
    ],
)
def test_a_pattern_played_as_printed_has_its_name(style: str, bar: list[tuple[float, int]]) -> None:
    assert estimate_groove(passage_of(kit(8, bar))).style == style


@pytest.mark.parametrize(
    "bar",
    [
        [(0.0, 75), (1.5, 75), (3.0, 75)],
        [(1.0, 38), (3.0, 38)],
        [(float(beat), 36) for beat in range(4)],
        [(beat / 2, 38) for beat in range(8)] + [(0.0, 36), (2.0, 36)],
    ],
    ids=["claves", "snare", "kick", "march without cymbals"],
)
def test_a_drum_or_two_are_no_kit(bar: list[tuple[float, int]], models: Models) -> None:
    assert estimate_groove(passage_of(kit(16, bar)), models) == Groove(UNCLEAR)


def test_a_waltz_is_none_of_the_styles(models: Models) -> None:
    waltz = kit(16, [(0.0, 36), (1.0, 38), (2.0, 38), (0.0, 42), (1.0, 42), (2.0, 42)])

    assert estimate_groove(passage_of(replace(waltz, signature_numerator=3)), models) == Groove(UNCLEAR)


@pytest.mark.parametrize("hats", [(0.0, 1.0, 2.0), (0.0, 0.5, 1.0, 1.5, 2.0, 2.5), ()], ids=["quarters", "eighths", "none"])
def test_bars_of_three_are_heard_whatever_the_signature_says(hats: tuple[float, ...], models: Models) -> None:
    bar = [(0.0, KICK), (1.0, SNARE), (2.0, SNARE), *((at, 42) for at in hats), (0.0, 51)]
    strokes = tuple(sorted(note(3 * number + beat, drum, 0.1, 90) for number in range(16) for beat, drum in bar))

    assert estimate_groove(passage_of(section(Part("", strokes, program=GM_DRUM_PROGRAM), beats=48)), models) == Groove(UNCLEAR)


@pytest.mark.parametrize("hats", [(0.5, 1.5, 2.5, 3.5), tuple(eighth / 2 for eighth in range(8))], ids=["between", "eighths"])
def test_four_on_the_floor_is_dance_and_has_no_probability(hats: tuple[float, ...]) -> None:
    floor = [(float(beat), KICK) for beat in range(4)] + [(1.0, 39), (3.0, 39)] + [(at, 42) for at in hats]

    found = estimate_groove(passage_of(kit(8, floor)))

    assert found.style == DANCE
    assert DANCE not in dict(found.probabilities)
    assert found.probabilities[0][1] < LEAST_PROBABILITY


@given(some=any_section)
@settings(max_examples=40, deadline=None)
def test_patterns_add_no_more_than_their_emphasis(some: Section) -> None:
    inputs = groove_inputs(passage_of(some))

    if inputs is not None:
        added = pattern_logits(inputs)
        assert ((added >= 0) & (added <= EMPHASIS)).all()
        assert added.tolist() == pattern_logits(inputs[None])[0].tolist()


def test_what_is_improbable_is_not_named(models: Models) -> None:
    for bar in (BACKBEAT, SWING, [(0.25, 50), (1.75, 61), (3.5, 56), (2.5, 42)]):
        found = estimate_groove(passage_of(kit(8, bar)), models)
        assert (found.style in STYLES) == (found.probabilities[0][1] >= LEAST_PROBABILITY)


def test_drum_features_know_no_tempo_and_no_loudness() -> None:
    slow, fast = (drum_features(passage_of(kit(4, BACKBEAT, tempo))) for tempo in (60.0, 180.0))

    assert slow is not None
    assert fast is not None
    assert slow.tolist() == fast.tolist()


def test_drum_features_measure_what_they_are_named_for() -> None:
    def measure(some: Section) -> dict[str, float]:
        found = drum_features(passage_of(some))
        assert found is not None
        return dict(zip(DRUM_FEATURES, found.tolist(), strict=True))

    rock, jazz, house = measure(kit(4, BACKBEAT)), measure(kit(4, SWING)), measure(section(four_on_the_floor(4)))

    assert rock["backbeat"] == 1.0
    assert rock["kick on one and three"] == 1.0
    assert rock["swing"] < 0.1 < 0.8 < jazz["swing"]
    assert house["kick on every beat"] == 1.0
    assert house["cymbals on step 2"] == 1.0
    assert rock["repeats after a bar"] == pytest.approx(3 / 4)
    assert rock["exact"] == 1.0


def test_every_style_has_rules() -> None:
    assert {rule.answer for rule in GROOVE_RULES.rules} == set(STYLES)
