"""Songs for the tests of the simulated Live, made by rule."""

import random

from vocabulary.live_set import LiveSet, Locator, SignatureChange, Song, TempoMap
from vocabulary.notes import Clip, Note, Track
from vocabulary.units import Bpm, Ticks

BEAT = 15360


def some_notes(count: int, seed: int = 0, beats: int = 16) -> tuple[Note, ...]:
    """Notes off any grid, with everything that a note can have."""
    dice = random.Random(seed)
    return tuple(
        sorted(
            Note(
                Ticks(dice.randrange(-BEAT, beats * BEAT)),
                dice.choice((0, 127, dice.randrange(128))),
                Ticks(dice.choice((1, dice.randrange(1, 4 * BEAT)))),
                dice.randrange(12701),
                dice.randrange(12701),
                dice.randrange(1001),
                dice.randrange(-127, 128),
                dice.random() < 0.2,
            )
            for _ in range(count)
        )
    )


def arrangement_clip(number: int, notes: tuple[Note, ...], start: int, beats: int = 16, name: str = "") -> Clip:
    """A clip of the arrangement from beat `start`."""
    end = Ticks(beats * BEAT)
    return Clip(
        number, name, notes, Ticks(0), end, Ticks(0), end,
        looping=number % 2 == 0, start_time=Ticks(start * BEAT), end_time=Ticks((start + beats) * BEAT), color=number * 977 % 0x1000000,
        muted=number % 5 == 0, signature_numerator=7, signature_denominator=8,
    )  # fmt: skip


def session_clip(number: int, notes: tuple[Note, ...], slot: int) -> Clip:
    """A clip in a session slot."""
    end = Ticks(4 * BEAT)
    return Clip(number, f"clip {number}", notes, Ticks(0), end, Ticks(0), end, looping=True, slot=slot)


def small_song(notes: int = 40) -> Song:
    """An arrangement with everything: groups, returns, audio, mutes, names in many scripts, a tempo ramp, a change of signature."""
    long_name = "長い名前" * 30 + "🎹"
    tracks = (
        Track(1, "Gruppe “Ä”", kind="group", color=0xFF00FF),
        Track(
            2, long_name, group_id=1, color=0x00FF00,
            arrangement_clips=(
                arrangement_clip(10, some_notes(notes, 1), 0, name="Ünïcödé 🎵"),
                arrangement_clip(11, some_notes(notes, 2), 16, name='"quoted" \\ back'),
            ),
            session_clips=(session_clip(12, some_notes(5, 3), 1),),
        ),
        Track(3, "", muted=True, arrangement_clips=(arrangement_clip(13, (), 0), arrangement_clip(15, some_notes(notes, 4), 40))),
        Track(4, "Vocals", kind="audio"),
        Track(5, "A-Reverb", kind="return"),
    )  # fmt: skip
    live_set = LiveSet(
        7,
        "Søng",
        tracks,
        (Locator(Ticks(0), "Intro"), Locator(Ticks(16 * BEAT), ""), Locator(Ticks(32 * BEAT), "Finale ✨")),
        ("one", "", "3"),
    )
    tempo_map = TempoMap(((Ticks(0), Bpm(120.0)), (Ticks(16 * BEAT), Bpm(120.0)), (Ticks(32 * BEAT), Bpm(171.5))))
    signatures = (SignatureChange(Ticks(0), 4, 4), SignatureChange(Ticks(32 * BEAT), 3, 4))
    return Song(live_set, tempo_map, signatures)


def session_song() -> Song:
    """A set without an arrangement: two scenes."""
    tracks = (
        Track(1, "keys", session_clips=(session_clip(10, some_notes(8, 1, 4), 0), session_clip(11, some_notes(8, 2, 4), 1))),
        Track(2, "bass", session_clips=(session_clip(12, some_notes(8, 3, 4), 1),)),
    )
    return Song(LiveSet(8, "session", tracks, scenes=("first", "second")))
