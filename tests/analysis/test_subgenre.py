from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_line import chord_line
from analysis.describe import describe
from analysis.passage import passage_of
from analysis.progressions import find_progressions
from analysis.subgenre import BLUES as BLUES_RULES
from analysis.subgenre import RULES, fulfilment, refine_genre
from analysis.subgenre_measures import felt_tempo, subgenre_measures
from analysis.subgenre_rules import Rule
from tests.analysis.music import any_section, note, section, transposed
from vocabulary.descriptor import GTZAN_GENRES, UNCLEAR, Genre
from vocabulary.live_set import Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Note

KICK, SNARE, HAT, RIDE, OPEN = 36, 38, 42, 51, 46
MEASURES = sorted({condition.measure for rule in RULES for condition in rule.conditions})


def measured(some: Section) -> dict[str, float]:
    found, passage = describe(some), passage_of(some)
    line = chord_line(found.chords, found.key, found.key_spans)
    progressions = find_progressions(line, passage.bar_ticks)
    return subgenre_measures(line, progressions, found.key, found.rhythm, found.texture, passage)


def subgenre(some: Section, genre: str) -> str:
    return refine_genre(Genre(genre), measured(some)).subgenre


def part(name: str, notes: Sequence[Note]) -> Part:
    return Part(name, tuple(sorted(notes)), program=GM_DRUM_PROGRAM if name == "drums" else -1)


def higher(some: Section, semitones: int) -> Section:
    """All but the drums moved: their pitches name instruments."""
    moved = transposed(some, semitones).parts
    parts = tuple(old if old.program == GM_DRUM_PROGRAM else new for old, new in zip(some.parts, moved, strict=True))
    return replace(some, parts=parts)


def drums(bars: int, *hits: tuple[int, Sequence[float]], beats: int = 4) -> Part:
    return part("drums", [note(beats * bar + at, pitch, 0.2) for bar in range(bars) for pitch, places in hits for at in places])


def chords(roots: Sequence[tuple[int, Sequence[int]]], places: Sequence[float], length: float = 0.4, beats: int = 4) -> Part:
    return part(
        "keys",
        [
            note(beats * bar + at, 60 + (root + tone) % 12, length)
            for bar, (root, tones) in enumerate(roots)
            for at in places
            for tone in tones
        ],
    )


def bass(roots: Sequence[int], line: Sequence[tuple[float, int]], length: float = 0.4, beats: int = 4) -> Part:
    return part("bass", [note(beats * bar + at, 36 + (root + step) % 24, length) for bar, root in enumerate(roots) for at, step in line])


MAJ, MIN, SEVENTH, MAJ7, MIN7 = (0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 4, 7, 11), (0, 3, 7, 10)
BLUES = [0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7] * 2


def blues_shuffle() -> Section:
    swung = [at for beat in range(4) for at in (beat, beat + 2 / 3)]
    return section(
        drums(24, (KICK, (0, 2)), (SNARE, (1, 3)), (HAT, swung)),
        chords([(root, SEVENTH) for root in BLUES], (0, 2), 1.9),
        bass(BLUES, [(at, 7 if place % 4 == 2 else 0) for place, at in enumerate(swung)]),
        tempo=116.0,
    )


def house() -> Section:
    roots = [9, 9, 2, 2] * 4
    return section(
        drums(16, (KICK, (0, 1, 2, 3)), (SNARE, (1, 3)), (OPEN, (0.5, 1.5, 2.5, 3.5))),
        chords([(root, MIN7) for root in roots], (0, 0.75, 1.5, 2.5), 0.3),
        bass(roots, [(0.5, 0), (1.5, 0), (2.75, 0), (3.5, 7)]),
        tempo=124.0,
    )


def bossa_nova() -> Section:
    roots = [(0, MAJ7), (0, MAJ7), (2, MIN7), (7, SEVENTH)] * 4
    return section(
        drums(16, (KICK, (0, 1.5, 2, 3.5)), (HAT, [eighth / 2 for eighth in range(8)]), (37, (0, 1.5, 3))),
        chords(roots, (0, 1.5, 2.5), 0.9),
        bass([root for root, _ in roots], [(0, 0), (1.5, 7), (2, 7), (3.5, 0)]),
        tempo=130.0,
    )


def waltz() -> Section:
    roots = [0, 0, 5, 5, 7, 7, 0, 0] * 2
    return section(
        chords([(root, MAJ) for root in roots], (1, 2), 0.9, 3),
        bass(roots, [(0, 0)], 0.9, 3),
        part("violin", [note(3 * bar, 79 + (bar % 3), 3.0) for bar in range(16)]),
        tempo=150.0,
        signature=(3, 4),
    )


def roots_reggae() -> Section:
    roots = [9, 9, 2, 2] * 4
    return section(
        drums(16, (KICK, (2,)), (SNARE, (2,)), (HAT, [eighth / 2 for eighth in range(8)])),
        chords([(root, MIN) for root in roots], (0.5, 1.5, 2.5, 3.5), 0.3),
        bass(roots, [(0, 0), (0.75, 0), (1.5, 7), (3, 3)]),
        tempo=74.0,
    )


def drone() -> Section:
    return section(part("pad", [note(8 * place, pitch, 8.0) for place in range(8) for pitch in (48, 55, 60, 64, 67)]), tempo=60.0)


def alberti() -> Section:
    shapes = {0: (60, 67, 64, 67), 7: (59, 67, 62, 67), 5: (60, 69, 65, 69)}
    roots = [0, 0, 7, 0, 5, 0, 7, 0] * 2
    left = [note(4 * bar + eighth / 2, shapes[root][eighth % 4], 0.5) for bar, root in enumerate(roots) for eighth in range(8)]
    right = [
        note(4 * bar + at, 76 + step, length) for bar in range(16) for at, step, length in ((0, bar % 3, 2.0), (2, 3, 1.5), (3.5, 1, 0.5))
    ]
    return section(part("left hand", left), part("right hand", right), tempo=132.0)


PIECES = [
    ("blues", "blues shuffle", blues_shuffle),
    (UNCLEAR, "blues shuffle", blues_shuffle),
    ("disco", "house", house),
    (UNCLEAR, "house", house),
    ("jazz", "bossa nova", bossa_nova),
    ("classical", "waltz", waltz),
    ("classical", "galant", alberti),
    ("reggae", "roots reggae", roots_reggae),
    (UNCLEAR, "roots reggae", roots_reggae),
    (UNCLEAR, "drone", drone),
]


@pytest.mark.parametrize(("genre", "name", "music"), PIECES, ids=[f"{genre} {name}" for genre, name, _ in PIECES])
def test_music_of_a_style_is_named_by_its_rule(genre: str, name: str, music: object) -> None:
    some: Section = music()  # type: ignore[operator] # a function by the table above

    found = refine_genre(Genre(genre), measured(some))

    assert found.subgenre == name
    assert found.because[-1].endswith(f": {name}")
    assert subgenre(higher(some, 3), genre) == name


def test_the_genre_decides_what_may_be_named() -> None:
    assert subgenre(house(), "classical") == ""
    assert subgenre(waltz(), UNCLEAR) == ""


@pytest.mark.parametrize("genre", [*GTZAN_GENRES, UNCLEAR])
def test_a_form_of_the_blues_over_sevenths_is_a_blues_whatever_the_genre(genre: str) -> None:
    straight = section(
        drums(24, (KICK, (0, 2, 2.5)), (SNARE, (1, 3)), (HAT, [eighth / 2 for eighth in range(8)])),
        chords([(root, SEVENTH) for root in BLUES], (0,), 3.9),
        bass(BLUES, [(eighth / 2, 0) for eighth in range(8)]),
        tempo=120.0,
    )

    assert subgenre(blues_shuffle(), genre) == "blues shuffle"
    assert subgenre(straight, genre) == "blues rock"
    assert subgenre(section(chords([(root, SEVENTH) for root in BLUES], (0,), 3.9)), genre) == "twelve-bar blues"


def test_a_form_of_the_blues_over_triads_is_a_blues_too() -> None:
    some = section(
        drums(24, (KICK, (0, 2)), (SNARE, (1, 3)), (HAT, [eighth / 2 for eighth in range(8)])),
        chords([(root, MAJ) for root in BLUES], (0,), 3.9),
        bass(BLUES, [(eighth / 2, 0) for eighth in range(8)]),
        tempo=120.0,
    )

    assert subgenre(some, "disco") in ("blues rock", "rock and roll")


def test_an_unsure_genre_gives_way_to_strong_evidence() -> None:
    values = measured(roots_reggae())

    found = refine_genre(Genre("classical", (("classical", 0.55), ("rock", 0.45)), because=("no drums",)), values)

    assert (found.name, found.subgenre) == (UNCLEAR, "roots reggae")  # reggae has no probability: it cannot be told from notes
    assert found.because[0] == "not classical, as its notes alone would say"
    assert refine_genre(Genre("classical", (("classical", 0.95),)), values).subgenre == ""


def test_what_is_ruled_out_does_not_take_the_place_of_a_genre() -> None:
    values = measured(bossa_nova())

    unlikely, likely = (
        refine_genre(Genre("country", (("country", 1 - jazz), ("jazz", jazz)), because=("bass on the beats",)), values)
        for jazz in (0.05, 0.4)
    )

    assert (unlikely.name, unlikely.subgenre) == ("country", "")
    assert (likely.name, likely.subgenre) == ("jazz", "bossa nova")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_can_fire(rule: Rule) -> None:
    values: dict[str, float] = {}
    for condition in rule.conditions:
        values[condition.measure] = (values[condition.measure] + condition.full) / 2 if condition.measure in values else condition.full

    assert fulfilment(rule, values) == 1.0
    assert rule.genres
    assert set(rule.genres) <= set(GTZAN_GENRES)
    assert any(condition.must for condition in rule.conditions)


@given(st.dictionaries(st.sampled_from(MEASURES), st.floats(0, 200)), st.sampled_from([*GTZAN_GENRES, UNCLEAR]), st.floats(0.5, 1))
def test_a_subgenre_never_contradicts_the_genre(values: dict[str, float], name: str, probability: float) -> None:
    genre = Genre(name, () if name == UNCLEAR else ((name, probability),), "", ("as given",))

    found = refine_genre(genre, values)

    fired = [rule for rule in RULES if rule.name == found.subgenre]
    assert all(rule.alone or rule in BLUES_RULES if found.name == UNCLEAR else found.name in rule.genres for rule in fired)
    assert found.because == ("as given",) if not fired else found.because[-1].endswith(f": {found.subgenre}")
    assert found.name == name or found.because[0] == f"not {name}, as its notes alone would say"


@settings(deadline=None, max_examples=40)
@given(any_section)
def test_any_music_can_be_measured(some: Section) -> None:
    values = measured(some)

    assert all(value == value and abs(value) < float("inf") for value in values.values())
    assert refine_genre(Genre(), values).name == UNCLEAR


def test_all_that_rules_ask_for_is_measured() -> None:
    known = set(measured(blues_shuffle()))

    assert [name for name in MEASURES if name not in known and not name.startswith("progression:")] == []


def test_there_are_many_rules_with_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) >= 40


def test_the_snare_tells_the_felt_tempo() -> None:
    slow = section(drums(8, (KICK, (0,)), (SNARE, (2,)), (HAT, (0, 1, 2, 3))), tempo=140.0)
    usual = section(drums(8, (KICK, (0, 2)), (SNARE, (1, 3))), tempo=92.0)

    assert felt_tempo(passage_of(slow)) == pytest.approx(70.0)
    assert felt_tempo(passage_of(usual)) == pytest.approx(92.0)
