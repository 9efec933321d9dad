"""Small pieces of music for the tests of analysis: builders, known progressions, and hypothesis strategies."""

from collections.abc import Sequence

from hypothesis import strategies as st

from vocabulary.live_set import LiveSet, Locator, Part, Section
from vocabulary.notes import GM_DRUM_PROGRAM, Clip, Note, Track
from vocabulary.units import MAX_TICKS, TICKS_PER_BEAT, Bpm, Ticks, to_duration_ticks, to_ticks

TRIADS = {"maj": (0, 4, 7), "min": (0, 3, 7), "dim": (0, 3, 6), "7": (0, 4, 7, 10), "min7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11)}


def note(beat: float, pitch: int, beats: float = 1.0, velocity: int = 100) -> Note:
    return Note(to_ticks(beat), pitch, to_duration_ticks(beats), velocity * 100)


def section(
    *parts: Sequence[Note] | Part, beats: float | None = None, tempo: float = 120.0, signature: tuple[int, int] = (4, 4)
) -> Section:
    whole = tuple(part if isinstance(part, Part) else Part("piano", tuple(sorted(part))) for part in parts)
    end = max((n.end_time for part in whole for n in part.notes), default=4 * TICKS_PER_BEAT)
    return Section("a0", "test", Ticks(0), Ticks(end) if beats is None else to_ticks(beats), whole, Bpm(tempo), *signature)


def block_chords(chords: Sequence[tuple[int, str]], beats: float = 4.0, bass: bool = True) -> list[Note]:
    """Chords in root position as (root pitch class, quality), one after the other, each with its root in the bass."""
    notes = []
    for place, (root, quality) in enumerate(chords):
        notes += [note(place * beats, 60 + (root + tone) % 12, beats) for tone in TRIADS[quality]]
        notes += [note(place * beats, 36 + root % 12, beats)] if bass else []
    return notes


def scale_run(tonic: int, steps: Sequence[int], octaves: int = 2) -> list[Note]:
    """A scale up and down in eighths, the tonic held at both ends."""
    up = [tonic + 12 * octave + step for octave in range(octaves) for step in steps] + [tonic + 12 * octaves]
    pitches = up + up[-2::-1]
    return [note(place / 2, pitch, 2.0 if pitch % 12 == tonic % 12 else 0.5) for place, pitch in enumerate(pitches)]


def four_on_the_floor(bars: int) -> Part:
    kicks = [note(beat, 36, 0.25) for beat in range(4 * bars)]
    hats = [note(beat + 0.5, 42, 0.25, 70) for beat in range(4 * bars)]
    return Part("909", tuple(sorted(kicks + hats)), program=GM_DRUM_PROGRAM)


def transposed(some: Section, semitones: int) -> Section:
    parts = tuple(
        Part(part.track_name, tuple(sorted(_moved(n, semitones) for n in part.notes)), part.color, part.program) for part in some.parts
    )
    return Section(
        some.id, some.name, some.start_time, some.end_time, parts, some.tempo, some.signature_numerator, some.signature_denominator
    )


def arrangement(*clips: tuple[str, int, int, Sequence[Note]], locators: Sequence[tuple[float, str]] = ()) -> LiveSet:
    """A set of tracks with clips given as (track name, first bar, bars, notes from the clip's start), bars of 4/4 counted from 0."""
    tracks: dict[str, list[Clip]] = {}
    for number, (name, bar, bars, notes) in enumerate(clips):
        start, length = to_ticks(4 * bar), to_ticks(4 * bars)
        clip = Clip(
            1000 + number, name, tuple(sorted(notes)), Ticks(0), length, Ticks(0), length, start_time=start, end_time=Ticks(start + length)
        )
        tracks.setdefault(name, []).append(clip)
    return LiveSet(
        id=1,
        name="test set",
        tracks=tuple(
            Track(place + 1, name, arrangement_clips=tuple(sorted(clips_of, key=lambda clip: clip.start_time or 0)))
            for place, (name, clips_of) in enumerate(tracks.items())
        ),
        locators=tuple(Locator(to_ticks(beat), name) for beat, name in locators),
    )


def session_clip(clip_id: int, slot: int, bars: int, notes: Sequence[Note], name: str = "") -> Clip:
    length = to_ticks(4 * bars)
    return Clip(clip_id, name, tuple(sorted(notes)), Ticks(0), length, Ticks(0), length, looping=True, slot=slot)


def _moved(n: Note, semitones: int) -> Note:
    return Note(n.start_time, n.pitch + semitones, n.duration, n.velocity, n.release_velocity, n.probability, n.velocity_deviation, n.mute)


any_note = st.builds(
    Note,
    start_time=st.one_of(st.integers(0, 64 * TICKS_PER_BEAT), st.integers(-MAX_TICKS, MAX_TICKS)),
    pitch=st.integers(0, 127),
    duration=st.one_of(st.integers(1, 8 * TICKS_PER_BEAT), st.integers(1, MAX_TICKS)),
    velocity=st.integers(0, 12700),
    release_velocity=st.integers(0, 12700),
    probability=st.integers(0, 1000),
    velocity_deviation=st.integers(-127, 127),
    mute=st.booleans(),
)
any_part = st.builds(
    Part,
    track_name=st.sampled_from(["", "Kick", "piano", "808 hats", "\u2603"]),
    notes=st.lists(any_note, max_size=30).map(lambda notes: tuple(sorted(notes))),
    program=st.integers(-2, 127),
)
any_section = st.builds(
    Section,
    id=st.just("a0"),
    name=st.just(""),
    start_time=st.just(Ticks(0)),
    end_time=st.one_of(st.integers(1, 128 * TICKS_PER_BEAT), st.integers(1, MAX_TICKS)),
    parts=st.lists(any_part, max_size=3).map(tuple),
    tempo=st.floats(20.0, 999.0),
    signature_numerator=st.integers(1, 99),
    signature_denominator=st.sampled_from([1, 2, 4, 8, 16, 32]),
)

tame_note = st.builds(
    Note,
    start_time=st.integers(0, 63).map(lambda cell: cell * TICKS_PER_BEAT // 4),
    pitch=st.integers(24, 100),
    duration=st.integers(1, 12).map(lambda cells: cells * TICKS_PER_BEAT // 4),
    velocity=st.integers(1000, 12700),
)
tame_section = st.lists(tame_note, min_size=1, max_size=60).map(lambda notes: section(notes, beats=16))
"""Sixteen beats of notes on sixteenths, away from the ends of the keyboard, so that they can be transposed by an octave."""
