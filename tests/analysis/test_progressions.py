import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.chord_line import chord_line
from analysis.describe import describe
from analysis.progressions import MOST_PROGRESSIONS, find_progressions
from analysis.schema_tables import LOOPS
from analysis.schemata import SCHEMATA, Schema, plain_numerals
from tests.analysis.music import any_section, transposed
from tests.analysis.schema_music import blues_music, schema_music, textures_of
from vocabulary.descriptor import PITCH_CLASS_NAMES, Chord, Key, Mode, Progression
from vocabulary.units import TICKS_PER_BEAT, Ticks

BAR = 4 * TICKS_PER_BEAT
CHORD_SCHEMATA = [schema for schema in SCHEMATA if schema.kind != "bass"]
IDS = [f"{number} {schema.name}" for number, schema in enumerate(SCHEMATA)]


def chords_of(labels: str, beats: float = 4.0) -> tuple[Chord, ...]:
    step = round(beats * TICKS_PER_BEAT)
    return tuple(Chord(Ticks(place * step), Ticks((place + 1) * step), label) for place, label in enumerate(labels.split()))


def find(labels: str, tonic: int = 0, mode: Mode = "major", beats: float = 4.0) -> tuple[Progression, ...]:
    return find_progressions(chord_line(chords_of(labels, beats), Key(tonic, mode, 0.9)), BAR)


def named(found: tuple[Progression, ...]) -> list[str]:
    return [progression.name for progression in found]


def heard_alike(schema: Schema) -> set[str]:
    """Names of the loop in all keys that its chords may be heard in: nothing but the key tells a ii-V vamp from a dorian one."""
    shared = [loop.readings for loop in LOOPS if any(reading.schema == schema for reading in loop.readings)]
    return {schema.name} | {reading.schema.name for readings in shared for reading in readings}


@pytest.mark.parametrize(("number", "schema"), list(enumerate(SCHEMATA)), ids=IDS)
def test_every_schema_is_found_in_notes(number: int, schema: Schema) -> None:
    for place, texture in enumerate(textures_of(schema)):
        music = schema_music(schema, texture, (7 * number + 5 * place) % 12, (84.0, 120.0, 160.0)[place])

        found = describe(music)

        assert heard_alike(schema) & set(named(found.progressions)), (texture, found.key.name, [chord.roman for chord in found.chords])


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(CHORD_SCHEMATA), st.integers(-5, 6))
def test_transposing_changes_no_progression(schema: Schema, semitones: int) -> None:
    music = schema_music(schema, "block", 0, 120.0)

    assert describe(transposed(music, semitones)).progressions == describe(music).progressions


@settings(deadline=None, max_examples=30)
@given(any_section)
def test_any_music_is_answered_with_few_progressions_in_its_bounds(some: object) -> None:
    found = describe(some).progressions  # type: ignore[arg-type] # a Section by its strategy

    assert len(found) <= MOST_PROGRESSIONS
    assert all(0 <= one.start_time < one.end_time and one.rounds >= 1 and one.numerals and one.because for one in found)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PITCH_CLASS_NAMES), st.sampled_from(["maj", "min7", "7", "hdim7", "sus4", "aug"]), st.integers(1, 8)),
        max_size=40,
    ),
    st.sampled_from([0, 5, 9]),
)
def test_any_chords_are_answered(some: list[tuple[str, str, int]], tonic: int) -> None:
    now, chords = 0, []
    for root, quality, beats in some:
        chords.append(Chord(Ticks(now), Ticks(now + beats * TICKS_PER_BEAT), f"{root}:{quality}"))
        now += beats * TICKS_PER_BEAT

    found = find_progressions(chord_line(chords, Key(tonic, "major", 0.5)), BAR)

    assert all(0 <= one.start_time < one.end_time <= now for one in found)


@pytest.mark.parametrize("labels", ["", "N", "N N N", "X garbage H:maj"])
def test_no_chords_have_no_progression(labels: str) -> None:
    assert find(labels) == ()


def test_a_loop_is_told_from_where_it_begins() -> None:
    (axis, *_) = find("A:min F:maj C:maj G:maj " * 4)

    assert axis.name == "axis loop"
    assert axis.numerals == ("vi", "IV", "I", "V")
    assert axis.rounds == 4
    assert axis.end_time == 4 * BAR


def test_the_key_decides_which_loop_it_is() -> None:
    assert named(find("A:min F:maj C:maj G:maj " * 4, 9, "minor")) == ["aeolian axis loop"]
    assert "dorian vamp" in named(find("D:min7 G:7 " * 4, 2, "dorian"))
    assert "ii-V vamp" in named(find("D:min7 G:7 " * 4, 0, "major"))


def test_sevenths_and_inversions_do_not_matter() -> None:
    assert named(find("C:maj7/3 G:7 A:min7/b3 F:maj7 " * 4))[0] == "axis loop"


def test_a_passing_chord_does_not_hide_a_loop() -> None:
    now, chords = 0, []
    for label, beats in [("C:maj", 4), ("G:maj", 4), ("A:min", 3.5), ("E:min", 0.5), ("F:maj", 4)] * 3:
        end = now + round(beats * TICKS_PER_BEAT)
        chords.append(Chord(Ticks(now), Ticks(end), label))
        now = end

    assert find_progressions(chord_line(chords, Key(0, "major", 0.9)), BAR)[0].name == "axis loop"


def test_an_exchanged_chord_does_not_end_a_loop() -> None:
    found = find("C:maj F:maj A:min E:min " * 3 + "C:maj F:maj A:min E:maj C:maj F:maj A:min E:min")

    assert found[0].name == ""
    assert found[0].numerals == ("I", "IV", "vi", "iii")
    assert found[0].rounds == 5
    assert "changed a little" in found[0].because


def test_a_loop_without_a_name_is_told_too() -> None:
    (loop, *_) = find("C:maj E:min D:min A:min " * 4)

    assert (loop.name, loop.numerals, loop.rounds) == ("", ("I", "iii", "ii", "vi"), 4)


@pytest.mark.parametrize("tonic", [0, 5, 10])
@pytest.mark.parametrize(
    ("name", "bars"),
    [
        ("12-bar blues", "0M 0M 0M 0M 5M 5M 0M 0M 7M 5M 0M 7M"),
        ("quick-change blues", "0M 5M 0M 0M 5M 5M 0M 0M 7M 5M 0M 7M"),
        ("minor blues", "0m 0m 0m 0m 5m 5m 0m 0m 8M 7M 0m 0m"),
        ("jazz blues", "0M 5M 0M 0M 5M 5M 0M 9M 2m 7M 0M 7M"),
        ("8-bar blues", "0M 7M 5M 5M 0M 7M 0M 7M"),
        ("16-bar blues", "0M 0M 0M 0M 0M 0M 0M 0M 5M 5M 0M 0M 7M 5M 0M 0M"),
    ],
)
def test_the_forms_of_the_blues_are_found_in_notes(name: str, bars: str, tonic: int) -> None:
    music = blues_music([(int(bar[:-1]), bar[-1]) for bar in bars.split()] * 2, tonic, 110.0)

    found = describe(music).progressions

    assert found[0].name == name
    assert found[0].rounds == 2


def test_three_chords_are_no_blues() -> None:
    assert not any("blues" in name for name in named(find("C:maj F:maj G:maj C:maj " * 6)))


def test_borrowed_chords_and_a_picardy_third_are_told() -> None:
    borrowed = next(one for one in find("C:maj F:maj F:min C:maj Ab:maj Bb:maj C:maj G:maj") if one.name == "modal interchange")

    assert borrowed.numerals == ("iv", "bVI", "bVII")
    assert "Picardy third" in named(find("A:min D:min E:maj A:min D:min E:maj A:maj", 9, "minor"))
    assert "Picardy third" not in named(find("A:min D:min E:maj A:min D:min E:maj A:min", 9, "minor"))


def test_a_circle_of_fifths_and_a_vamp_are_told() -> None:
    assert "circle of fifths" in named(find("A:min D:min G:maj C:maj F:maj B:dim E:maj A:min", 9, "minor"))
    assert named(find("D:min7 " * 8, 2, "dorian")) == ["one-chord vamp"]


def test_a_pedal_point_is_told() -> None:
    assert "pedal point" in named(find("C:maj G:maj/4 F:maj/5 C:maj G:7/4 F:maj/5 C:maj A:min D:min G:maj C:maj"))


@pytest.mark.parametrize("schema", CHORD_SCHEMATA, ids=lambda schema: f"{schema.name} {schema.numerals}")
def test_every_schema_is_documented(schema: Schema) -> None:
    assert schema.about
    assert len(plain_numerals(schema)) >= 2
    assert 0 < schema.telling <= 1


def test_there_are_many_schemata() -> None:
    assert len({schema.name for schema in SCHEMATA}) >= 40


def test_classical_music_needs_more_for_the_names_of_other_styles() -> None:
    def classical(labels: str) -> list[str]:
        return named(find_progressions(chord_line(chords_of(labels), Key(0, "major", 0.9)), BAR, "classical"))

    passing = "C:maj G:maj C:maj D:min G:maj C:maj F:maj F#:dim C:maj G:maj C:maj F:maj D:min G:maj C:maj"
    triads, sevenths = (
        " ".join(f"{root}:{kind}" for root in ("C", "C", "C", "C", "F", "F", "C", "C", "G", "F", "C", "G") * 2) for kind in ("maj", "7")
    )

    assert "gospel cadence" in named(find(passing))
    assert "gospel cadence" not in classical(passing)
    assert "axis loop" in classical("C:maj G:maj A:min F:maj " * 4)  # it is all there is
    assert "12-bar blues" in named(find(triads))
    assert "12-bar blues" not in classical(triads)
    assert "12-bar blues" in classical(sevenths)
