"""Rules of sub-genres: pop, soul, reggae, rock and metal."""

from analysis.subgenre_rules import (
    ALTERNATING,
    BACKBEAT,
    DIATONIC,
    DRUMS,
    MAJOR,
    MINOR,
    POWER,
    SKANK,
    STATIC,
    STRAIGHT,
    TRIADS,
    Rule,
    may,
    must,
    tempo,
)

POP_TO_METAL: tuple[Rule, ...] = (
    # Pop and soul.
    Rule(
        "doo-wop",
        ("pop", "rock", "blues"),
        (
            must("progression:doo-wop loop", 0.15, 0.4, "I-vi-IV-V {:.0%} of the time", 2.0),
            must("triplets", 0.4, 0.6, "beats of three"),
            *tempo(55, 130),
        ),
        True,
    ),
    Rule(
        "four-chord pop",
        ("pop", "rock"),
        (must("progression:axis loop", 0.2, 0.5, "the axis loop {:.0%} of the time", 2.0), DRUMS, STRAIGHT),
    ),
    Rule("J-pop", ("pop", "rock"), (must("japanese", 0.3, 0.6, "a loop of Japanese pop {:.0%} of the time", 2.0), DRUMS, STRAIGHT)),
    Rule(
        "soft rock",
        ("rock", "pop"),
        (
            BACKBEAT,
            must("bpm", 112, 96, "{:.0f} bpm"),
            must("sevenths", 0.1, 0.3, "sevenths {:.0%} of the time"),
            must("swing", 0.4, 0.1, "even eighths"),
            must("power", 0.2, 0.05),
            must("notes_per_second", 28, 18),
        ),
    ),
    Rule(
        "pop rock",
        ("rock",),
        (
            BACKBEAT,
            must("loop", 0.15, 0.4, "a loop of chords {:.0%} of the time"),
            MAJOR,
            TRIADS,
            STRAIGHT,
            must("power", 0.3, 0.05),
            *tempo(100, 160),
        ),
    ),
    Rule("folk rock", ("rock",), (BACKBEAT, ALTERNATING, TRIADS, DIATONIC, STRAIGHT, must("power", 0.2, 0.05))),
    Rule(
        "power ballad",
        ("rock", "pop", "metal"),
        (
            BACKBEAT,
            must("loop", 0.15, 0.4, "a loop of four chords {:.0%} of the time"),
            must("notes_per_second", 5, 9),
            must("power", 0.05, 0.2, "fifths instead of chords ({:.0%})"),
            *tempo(58, 84),
        ),
    ),
    Rule(
        "pop ballad",
        ("pop",),
        (
            must("bpm", 92, 76, "{:.0f} bpm", 1.5),
            must("notes_per_second", 14, 8, "{:.1f} notes a second"),
            DIATONIC,
            must("swing", 0.5, 0.2),
            may("authentic", 0.05, 0.12, ""),
        ),
    ),
    Rule(
        "synth pop",
        ("pop", "disco"),
        (
            BACKBEAT,
            must("driving_bass", 0.35, 0.65, "a bass in even eighths or sixteenths ({:.0%})"),
            must("velocity_spread", 0.5, 0.3, "even dynamics"),
            STRAIGHT,
            TRIADS,
            *tempo(105, 145),
        ),
    ),
    Rule(
        "funk",
        ("disco", "pop", "hiphop", "rock", "jazz"),
        (
            BACKBEAT,
            must("one_chord", 0.35, 0.65, "one chord {:.0%} of the time"),
            must("bass_off_beat", 0.35, 0.55, "a syncopated bass ({:.0%} off the beat)"),
            must("sixteenths", 0.1, 0.3, "sixteenths"),
            must("dominants", 0.1, 0.4, "dominant sevenths {:.0%}"),
            *tempo(84, 128),
        ),
        True,
    ),
    Rule(
        "soul",
        ("pop", "blues", "rock"),
        (
            BACKBEAT,
            must("sevenths", 0.2, 0.4, "sevenths {:.0%} of the time"),
            must("triplets", 0.4, 0.6, "beats of three"),
            may("plagal", 0.05, 0.15, "IV-I in {:.0%} of the changes"),
            *tempo(50, 110),
        ),
    ),
    Rule(
        "gospel",
        ("pop", "blues"),
        (
            must("gospel", 0.02, 0.08, "gospel cadences {:.0%} of the time"),
            must("plagal", 0.05, 0.15, "IV-I in {:.0%} of the changes"),
            must("triplets", 0.4, 0.6, "beats of three"),
        ),
    ),
    # Reggae and its kin.
    Rule(
        "ska",
        ("reggae", "rock", "pop", "disco"),
        (SKANK, BACKBEAT, TRIADS, must("alternating", 0.3, 0.1), must("walking", 0.05, 0.3, "a walking bass ({:.0%})"), *tempo(112, 200)),
        True,
    ),
    Rule(
        "roots reggae",
        ("reggae", "rock", "pop", "disco"),
        (SKANK, must("one_drop", 0.3, 0.6, "no kick on 1, a stroke on 3 ({:.0%} of the bars)"), *tempo(60, 98)),
        True,
    ),
    Rule(
        "dub",
        ("reggae", "rock", "pop", "disco"),
        (
            SKANK,
            must("one_drop", 0.3, 0.6, "no kick on 1, a stroke on 3 ({:.0%} of the bars)"),
            STATIC,
            may("deep", 0.3, 0.6, "a very low bass"),
            *tempo(60, 98),
        ),
        True,
    ),
    # Rock and metal.
    Rule(
        "punk rock",
        ("rock", "metal"),
        (
            BACKBEAT,
            must("power", 0.15, 0.45, "fifths instead of chords ({:.0%})"),
            must("repeated_bass", 0.3, 0.6, "a bass repeated in eighths ({:.0%})"),
            MAJOR,
            TRIADS,
            must("bpm", 155, 175, "{:.0f} bpm"),
            must("swing", 0.3, 0.1),
        ),
    ),
    Rule(
        "hard rock",
        ("rock", "metal"),
        (
            BACKBEAT,
            must("power", 0.25, 0.6, "fifths instead of chords ({:.0%})"),
            must("rock_loop", 0.03, 0.2, "chords of rock's pentatonic and mixolydian kind {:.0%} of the time"),
            STRAIGHT,
            *tempo(88, 150),
        ),
    ),
    Rule(
        "progressive rock",
        ("rock", "metal", "jazz"),
        (
            must("odd_metre", 0.4, 0.6, "an odd number of beats a bar", 2.0),
            DRUMS,
            may("chromatic", 0.1, 0.3, "chords outside the key {:.0%} of the time"),
        ),
    ),
    Rule(
        "thrash metal",
        ("metal", "rock"),
        (
            must("chug", 0.3, 0.6, "a low note repeated fast ({:.0%} of the bass notes)", 1.5),
            must("power", 0.1, 0.3, "fifths instead of chords ({:.0%})"),
            MINOR,
            must("bpm", 145, 170, "{:.0f} bpm"),
            DRUMS,
        ),
    ),
    Rule(
        "doom metal",
        ("metal", "rock"),
        (
            must("power", 0.2, 0.5, "fifths instead of chords ({:.0%})"),
            must("bpm", 88, 72, "{:.0f} bpm", 1.5),
            MINOR,
            must("note_seconds", 0.3, 0.7, "notes of {:.1f} s"),
            DRUMS,
        ),
    ),
    Rule(
        "extreme metal",
        ("metal", "rock"),
        (
            must("kicks_per_second", 5.0, 7.0, "{:.1f} kicks a second"),
            must("snares_per_beat", 0.6, 0.9, "a snare on every beat"),
            MINOR,
            must("chromatic", 0.05, 0.25),
            must("power", 0.1, 0.3, "fifths instead of chords ({:.0%})"),
        ),
    ),
    Rule(
        "heavy metal",
        ("metal", "rock"),
        (
            POWER,
            BACKBEAT,
            MINOR,
            may("chug", 0.1, 0.4, "a low note repeated fast ({:.0%} of the bass notes)"),
            may("subtonic", 0.03, 0.12, "VII-i in {:.0%} of the changes"),
            *tempo(95, 190),
        ),
    ),
)
