"""Rules of sub-genres: dance music and hip hop."""

from analysis.subgenre_rules import BACKBEAT, FOUR_FLOOR, MAJOR, MINOR, REPEATING, Rule, may, must, tempo

DANCE_AND_HIP_HOP: tuple[Rule, ...] = (
    # Disco and dance music.
    Rule(
        "disco",
        ("disco", "pop"),
        (
            FOUR_FLOOR,
            must("octave_bass", 0.08, 0.3, "a bass in octaves ({:.0%})"),
            may("off_beat_hats", 0.3, 0.55, "hats between the beats"),
            may("backbeat", 0.3, 0.7, "snare on 2 and 4 ({:.0%})"),
            *tempo(104, 132),
        ),
        True,
    ),
    Rule(
        "house",
        ("disco", "pop", "hiphop"),
        (
            FOUR_FLOOR,
            must("off_beat_hats", 0.3, 0.5, "hats between the beats"),
            must("repetition", 0.2, 0.6, "{:.0%} of the bars repeat an earlier one"),
            may("sevenths", 0.1, 0.4, "sevenths {:.0%} of the time"),
            may("changes_per_bar", 1.2, 0.5, ""),
            *tempo(117, 130),
        ),
        True,
    ),
    Rule(
        "techno",
        ("disco", "pop", "hiphop"),
        (
            FOUR_FLOOR,
            must("one_chord", 0.4, 0.8, "one chord {:.0%} of the time"),
            must("repetition", 0.4, 0.8, "{:.0%} of the bars repeat an earlier one"),
            *tempo(122, 150),
        ),
        True,
    ),
    Rule(
        "trance",
        ("disco", "pop", "hiphop"),
        (FOUR_FLOOR, MINOR, must("trance_bass", 0.35, 0.7, "a bass between the beats or in sixteenths"), REPEATING, *tempo(128, 148)),
        True,
    ),
    Rule(
        "eurodance",
        ("disco", "pop", "hiphop"),
        (FOUR_FLOOR, must("minor_loop", 0.1, 0.4, "a minor pop loop {:.0%} of the time"), BACKBEAT, *tempo(122, 152)),
    ),
    Rule(
        "dance pop",
        ("disco", "pop", "hiphop"),
        (FOUR_FLOOR, must("pop_loop", 0.1, 0.4, "a four-chord loop {:.0%} of the time"), MAJOR, *tempo(100, 135)),
    ),
    Rule(
        "drum and bass",
        ("disco", "hiphop"),
        (
            BACKBEAT,
            must("kick_off_beat", 0.3, 0.5, "broken kicks ({:.0%} off the beat)"),
            must("hats_per_beat", 1.0, 1.8),
            must("chug", 0.3, 0.1),
            must("power", 0.4, 0.1),
            must("repetition", 0.2, 0.5, "{:.0%} of the bars repeat an earlier one"),
            *tempo(160, 184),
        ),
    ),
    Rule(
        "breakbeat",
        ("disco", "hiphop", "pop"),
        (
            BACKBEAT,
            must("kick_off_beat", 0.35, 0.55, "broken kicks ({:.0%} off the beat)"),
            must("repetition", 0.35, 0.7, "{:.0%} of the bars repeat an earlier one"),
            must("one_chord", 0.4, 0.7, "one chord {:.0%} of the time"),
            *tempo(108, 145),
        ),
    ),
    Rule(
        "dubstep",
        ("disco", "hiphop"),
        (
            must("half_time", 0.4, 0.7, "snare on 3 only ({:.0%} of the bars)", 1.5),
            must("deep", 0.4, 0.7, "a very low bass"),
            MINOR,
            must("clock_bpm", 130, 137, "{:.0f} bpm on the clock"),
            must("clock_bpm", 150, 143),
        ),
    ),
    Rule(
        "synthwave",
        ("disco", "pop"),
        (
            BACKBEAT,
            must("driving_bass", 0.35, 0.65, "a bass in even eighths or sixteenths ({:.0%})"),
            must("minor_loop", 0.1, 0.4, "a minor pop loop {:.0%} of the time"),
            must("swing", 0.3, 0.1),
            *tempo(78, 122),
        ),
    ),
    Rule(
        "ambient",
        ("classical", "pop", "disco"),
        (
            must("drums", 0.05, 0.0, "no drums"),
            must("note_seconds", 1.2, 2.5, "notes of {:.1f} s", 1.5),
            must("notes_per_second", 2.5, 1.2, "{:.1f} notes a second", 1.5),
            may("changes_per_second", 0.5, 0.2, ""),
        ),
        True,
    ),
    Rule(
        "drone",
        ("classical", "pop", "disco"),
        (
            must("drums", 0.05, 0.0, "no drums"),
            must("note_seconds", 2.5, 5.0, "notes of {:.1f} s"),
            must("one_chord", 0.8, 0.95, "one chord {:.0%} of the time", 2.5),
            must("notes_per_second", 1.5, 0.5),
        ),
        True,
    ),
    # Hip hop.
    Rule(
        "trap",
        ("hiphop", "disco", "pop"),
        (
            must("half_time", 0.4, 0.7, "snare on 3 only ({:.0%} of the bars)", 1.5),
            must("hats_per_beat", 1.4, 2.2, "{:.1f} hats a beat"),
            must("deep", 0.3, 0.7, "a very low bass"),
            must("kick_off_beat", 0.2, 0.4),
            must("repetition", 0.3, 0.6, "{:.0%} of the bars repeat an earlier one"),
            must("notes_per_second", 20, 12),
            MINOR,
            must("clock_bpm", 118, 130, "{:.0f} bpm on the clock"),
            must("clock_bpm", 175, 162),
        ),
        True,
    ),
    Rule(
        "boom bap",
        ("hiphop", "pop"),
        (
            BACKBEAT,
            must("kick_off_beat", 0.25, 0.45, "kicks off the beat ({:.0%})"),
            must("repetition", 0.3, 0.7, "{:.0%} of the bars repeat an earlier one"),
            must("one_chord", 0.25, 0.6, "one chord {:.0%} of the time"),
            *tempo(80, 102),
        ),
    ),
    Rule(
        "lo-fi hip hop",
        ("hiphop", "pop", "jazz"),
        (
            BACKBEAT,
            must("sevenths", 0.4, 0.75, "sevenths {:.0%} of the time"),
            must("repetition", 0.3, 0.7, "{:.0%} of the bars repeat an earlier one"),
            may("swing", 0.1, 0.4, "swung eighths ({:.2f})"),
            must("notes_per_second", 14, 9),
            *tempo(64, 94),
        ),
    ),
    Rule(
        "reggaeton",
        ("hiphop", "reggae", "pop"),
        (must("dembow", 0.3, 0.6, "the dembow beat in {:.0%} of the bars", 2.0), MINOR, *tempo(82, 110)),
        True,
    ),
)
