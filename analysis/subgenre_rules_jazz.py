"""Rules of sub-genres: blues and jazz."""

from analysis.subgenre_rules import (
    BACKBEAT,
    BLUES_FORM,
    MAJOR,
    NO_DRUMS,
    OOMPAH,
    QUADRUPLE,
    SEVENTHS,
    STRAIGHT,
    SWUNG,
    TRIADS,
    TRIPLE,
    WALKING,
    Rule,
    may,
    must,
    tempo,
)

BLUES_AND_JAZZ: tuple[Rule, ...] = (
    # Blues.
    Rule(
        "blues shuffle",
        ("blues", "rock", "jazz", "country"),
        (BLUES_FORM, SWUNG, BACKBEAT, may("dominants", 0.2, 0.6, "dominant sevenths {:.0%}")),
        True,
    ),
    Rule(
        "slow blues",
        ("blues", "rock", "jazz"),
        (BLUES_FORM, must("bpm", 92, 76, "{:.0f} bpm"), may("dominants", 0.2, 0.6, "dominant sevenths {:.0%}")),
        True,
    ),
    Rule(
        "minor blues",
        ("blues", "jazz", "rock"),
        (must("progression:minor blues", 0.05, 0.4, "the minor blues {:.0%} of the time", 2.5),),
        True,
    ),
    Rule(
        "jazz blues", ("blues", "jazz"), (must("progression:jazz blues", 0.05, 0.4, "the jazz blues {:.0%} of the time", 2.5), SWUNG), True
    ),
    Rule("jump blues", ("blues", "jazz"), (BLUES_FORM, SWUNG, WALKING, must("bpm", 130, 150, "{:.0f} bpm")), True),
    Rule(
        "boogie-woogie",
        ("blues", "jazz"),
        (
            BLUES_FORM,
            NO_DRUMS,
            must("dominants", 0.05, 0.3, "dominant sevenths {:.0%}"),
            must("eighth_bass", 0.4, 0.75, "a bass in eighths ({:.0%})"),
            may("parts", 3, 1),
        ),
        True,
    ),
    Rule("rock and roll", ("rock", "blues", "country"), (BLUES_FORM, BACKBEAT, must("bpm", 130, 150, "{:.0f} bpm"), TRIADS), True),
    Rule("blues rock", ("rock", "blues"), (BLUES_FORM, BACKBEAT, STRAIGHT, must("bpm", 145, 130, "{:.0f} bpm"))),
    Rule("twelve-bar blues", ("blues",), (BLUES_FORM, must("dominants", 0.2, 0.6, "dominant sevenths {:.0%}"))),
    # Jazz.
    Rule(
        "bebop",
        ("jazz",),
        (
            must("swing", 0.15, 0.45, "swung eighths ({:.2f})"),
            SEVENTHS,
            WALKING,
            must("bpm", 170, 200, "{:.0f} bpm"),
            may("ii_V", 0.05, 0.2, "ii-V in {:.0%} of the changes"),
        ),
    ),
    Rule(
        "swing",
        ("jazz", "blues"),
        (
            SWUNG,
            SEVENTHS,
            must("walking", 0.15, 0.4, "a walking bass ({:.0%})"),
            may("ride", 0.3, 0.8, "the ride cymbal leads"),
            may("ii_V", 0.03, 0.15, "ii-V in {:.0%} of the changes"),
        ),
        True,
    ),
    Rule(
        "modal jazz",
        ("jazz",),
        (
            SEVENTHS,
            must("changes_per_bar", 0.4, 0.2, "{:.2f} changes a bar", 1.5),
            may("modal", 0.4, 0.6, "a church mode"),
            may("ride", 0.3, 0.8, "the ride cymbal leads"),
            may("walking", 0.2, 0.5, "a walking bass ({:.0%})"),
        ),
    ),
    Rule(
        "bossa nova",
        ("jazz", "pop"),
        (
            must("tresillo", 0.25, 0.6, "a bass on 1 and 2-and ({:.0%} of the bars)", 1.5),
            must("swing", 0.3, 0.1, "even eighths (swing {:.2f})"),
            must("sevenths", 0.25, 0.6, "sevenths {:.0%} of the time"),
            must("kicks_per_second", 4.0, 2.5),
            may("backbeat", 0.7, 0.2, "no backbeat"),
            *tempo(90, 170),
        ),
        True,
    ),
    Rule(
        "Latin jazz",
        ("jazz",),
        (
            must("latin_percussion", 0.15, 0.4, "{:.0%} of the drum hits on hand percussion"),
            SEVENTHS,
            must("swing", 0.3, 0.1, "even eighths"),
            may("syncopation", 0.2, 0.4, "{:.0%} of the onsets pull against the beat"),
        ),
    ),
    Rule(
        "jazz waltz",
        ("jazz",),
        (TRIPLE, SEVENTHS, may("swing", 0.2, 0.6, "swung eighths ({:.2f})"), may("ride", 0.3, 0.8, "the ride cymbal leads")),
    ),
    Rule(
        "ragtime",
        ("jazz", "classical"),
        (
            OOMPAH,
            NO_DRUMS,
            QUADRUPLE,
            must("syncopation", 0.08, 0.2, "{:.0%} of the onsets pull against the beat"),
            must("swing", 0.35, 0.1, "even eighths"),
            may("secondary", 0.05, 0.15, "secondary dominants {:.0%} of the time"),
            MAJOR,
        ),
    ),
    Rule("stride piano", ("jazz",), (OOMPAH, NO_DRUMS, SWUNG, SEVENTHS)),
    Rule(
        "jazz ballad",
        ("jazz",),
        (
            SEVENTHS,
            must("bpm", 90, 72, "{:.0f} bpm", 1.5),
            may("ii_V", 0.05, 0.15, "ii-V in {:.0%} of the changes"),
            may("notes_per_second", 9, 5, "{:.1f} notes a second"),
        ),
    ),
    Rule(
        "jazz fusion",
        ("jazz",),
        (
            SEVENTHS,
            BACKBEAT,
            must("swing", 0.4, 0.1, "even eighths (swing {:.2f})"),
            may("bass_off_beat", 0.3, 0.5, "a syncopated bass ({:.0%} off the beat)"),
            may("chromatic", 0.15, 0.4, "chords outside the key {:.0%} of the time"),
            may("hats_per_beat", 1.5, 3.0, ""),
        ),
    ),
)
