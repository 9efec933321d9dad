from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.describe import describe
from analysis.genre import estimate_genre
from analysis.genre_inputs import INPUTS, genre_inputs
from analysis.genre_reasons import FACTS, LACKS, LEAST_PROBABILITY, needed_probability, true_rules
from analysis.genre_rules import GENRE_RULES, GENRES
from analysis.passage import Passage, passage_of
from analysis.sections import song_section
from songs.open_song import open_song
from tests.analysis.music import block_chords, note, section, tame_section
from vocabulary.descriptor import UNCLEAR
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note
from vocabulary.units import TICKS_PER_BEAT, Ticks

KICK, SNARE, HAT, RIDE = 36, 38, 42, 51
CYMBALS = (42, 44, 46, 51, 53, 59)
ABOUT_DRUMS = {"kick", "snare", "cymbal", "cymbals", "drums", "backbeat"}

drums = st.lists(
    st.builds(lambda at, pitch: note(at / 2, pitch, 0.1), st.integers(0, 127), st.sampled_from([KICK, SNARE, HAT, RIDE])), max_size=60
).map(lambda notes: Part("", tuple(sorted(notes)), program=GM_DRUM_PROGRAM))


def kit(bars: int, *strokes: tuple[int, Sequence[float]]) -> Part:
    notes = [note(4 * bar + at, pitch, 0.1) for bar in range(bars) for pitch, places in strokes for at in places]
    return Part("", tuple(sorted(notes)), program=GM_DRUM_PROGRAM)


def may_be_told(some: Section) -> set[str]:
    """Words of all rules that are true of the notes, were they ever so loud."""
    passage = passage_of(some)
    inputs = genre_inputs(passage)
    assert inputs is not None
    true = true_rules(inputs, np.ones(len(GENRE_RULES.rules)), passage.length / TICKS_PER_BEAT)
    return {rule.words for rule, said in zip(GENRE_RULES.rules, true, strict=True) if said}


def share(starts: NDArray[np.int64], low: float, high: float) -> float:
    """Share of starts, in ticks, between two places of the beat."""
    places = starts % TICKS_PER_BEAT / TICKS_PER_BEAT
    return float(((places >= low) & (places <= high)).mean()) if len(starts) else 0.0


def check(words: str, passage: Passage) -> bool:
    """The plainest reading of a reason, on the notes themselves."""
    struck, pitched = passage.pitches[passage.drums], passage.pitches[~passage.drums]
    starts, cymbals = passage.starts[~passage.drums], passage.starts[passage.drums & np.isin(passage.pitches, CYMBALS)]
    if words == "no drums":
        return not len(struck)
    checks = [bool(len(struck)) if ABOUT_DRUMS & set(words.split()) else bool(len(pitched))]
    checks += [KICK in struck.tolist()] if "kick" in words else []
    checks += [SNARE in struck.tolist()] if "snare" in words or words == "backbeat" else []
    checks += [0 < int(np.count_nonzero(struck == RIDE)) >= int(np.count_nonzero(struck == HAT))] if "ride" in words else []
    checks += [share(cymbals, 0.45, 0.55) > share(cymbals, 0.0, 0.1)] if words == "off-beat cymbals" else []
    checks += [share(starts, 0.55, 0.7) > 0] if words == "swung off-beats" else []
    checks += [max(pitched.tolist()) >= 80] if words == "reaches high" else []
    return all(checks)


@settings(deadline=None, max_examples=150)
@given(tame_section, drums)
def test_what_may_be_told_is_true_of_the_notes(some: Section, beat: Part) -> None:
    both = replace(some, parts=(*some.parts, beat), end_time=Ticks(64 * TICKS_PER_BEAT))

    passage = passage_of(both)
    if genre_inputs(passage) is not None:
        assert [words for words in may_be_told(both) if not check(words, passage)] == []


def test_every_rule_has_facts_of_things_that_are_measured() -> None:
    assert set(FACTS) == {rule.words for rule in GENRE_RULES.rules}
    assert {name.removeprefix("-") for facts in FACTS.values() for fact in facts for name in fact.features} <= {*INPUTS, "beats"}


def test_straight_eighths_on_the_hat_are_no_off_beat_cymbals() -> None:
    straight = kit(8, (KICK, (0, 2)), (SNARE, (1, 3)), (HAT, [eighth / 2 for eighth in range(8)]))
    between = kit(8, (KICK, (0, 2)), (SNARE, (1, 3)), (HAT, (0.5, 1.5, 2.5, 3.5)))

    assert "off-beat cymbals" not in may_be_told(section(straight))
    assert "off-beat cymbals" in may_be_told(section(between))


def test_a_few_rides_under_many_hats_are_no_ride_cymbal() -> None:
    hats = (HAT, [eighth / 2 for eighth in range(8)])

    assert "ride cymbal" not in may_be_told(section(kit(8, (RIDE, (0, 1, 2, 3)), hats)))
    assert "ride cymbal" in may_be_told(section(kit(8, (RIDE, (0, 1, 2, 3)))))


def test_a_minor_seventh_is_no_added_sixth() -> None:
    told = [may_be_told(section(block_chords([(root, kind)] * 8))) for root, kind in ((2, "min7"), (7, "7"))]

    assert all("added sixths and seconds" not in words for words in told)


def pads(*chords: tuple[int, str]) -> Section:
    return section(
        block_chords(list(chords) * (16 // len(chords)), bass=False),
        [note(4.0 * bar, 36 + chords[bar % len(chords)][0], 4.0) for bar in range(16)],
    )


def line(pitches: Sequence[int]) -> list[Note]:
    return [note(place / 2, pitch, 0.5) for place, pitch in enumerate(pitches)]


@pytest.mark.parametrize(
    "some",
    [
        pads((2, "min7"), (7, "7")),
        pads((4, "min"), (5, "maj")),
        pads((0, "min"), (8, "maj"), (10, "maj"), (0, "min")),
        section(line([60 + step for step in range(13)] * 3)),
        section(line([60 + (0, 2, 4, 5, 7, 9, 11)[step % 7] for step in range(42)])),
    ],
    ids=["dorian vamp", "phrygian vamp", "pads", "chromatic scale", "major scale"],
)
def test_thin_clips_have_no_genre(some: Section) -> None:
    found = estimate_genre(passage_of(some))

    assert found.name == UNCLEAR
    assert len(found.because) == (found.probabilities[0][1] >= LEAST_PROBABILITY)


def test_the_demo_song_is_no_jazz() -> None:
    song = open_song(Path(str(files("sonochrome").joinpath("songs", "first_light.mid"))))

    found = describe(song_section(song.live_set, tempo_map=song.tempo_map, signatures=song.signatures)).genre

    assert found.name != "jazz"
    assert "ride cymbal" not in found.because


FOUR_LOOPED = [(9, "min"), (5, "maj"), (0, "maj"), (7, "maj")] * 4


@pytest.mark.parametrize("kicks", [(0, 2), (2,)], ids=["backbeat", "one drop"])
def test_loops_over_other_kicks_than_four_are_no_disco(kicks: Sequence[float]) -> None:
    hats = (HAT, [eighth / 2 for eighth in range(8)])
    roots = [note(4.0 * bar + at, 36 + FOUR_LOOPED[bar][0], 0.9) for bar in range(16) for at in (0, 2)]
    other, four = (
        describe(
            section(Part("", tuple(block_chords(FOUR_LOOPED))), Part("", tuple(roots)), kit(16, (KICK, places), (SNARE, (1, 3)), hats))
        )
        for places in (kicks, (0, 1, 2, 3))
    )

    assert other.genre.name == UNCLEAR
    assert other.genre.probabilities[0][0] == "disco"
    assert other.genre.because[0] == LACKS["disco"]
    assert four.genre.name == "disco"
    assert "kick on every beat" in four.genre.because


@given(st.lists(st.floats(0, 4), min_size=len(GENRES), max_size=len(GENRES)), st.integers(0, len(GENRES) - 1))
def test_the_more_the_rules_speak_for_others_the_more_is_needed(said: list[float], best: int) -> None:
    inputs = np.zeros(len(INPUTS))
    inputs[[INPUTS.index(name) for name in ("notes play", "drum share", "drums: play", "drums: kick on every beat")]] = 1.0
    louder = np.array(said)
    louder[best] += 1.0

    before, after = needed_probability(inputs, np.array(said), best), needed_probability(inputs, louder, best)

    assert 1 > before >= after >= LEAST_PROBABILITY
