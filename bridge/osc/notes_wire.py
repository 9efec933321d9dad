"""Notes as four integers each: start_time, duration, pitch word, velocity word (docs/osc-protocol.md, kind 5)."""

from collections.abc import Iterable, Sequence

from vocabulary.errors import ProtocolError
from vocabulary.notes import Note
from vocabulary.units import Ticks

INTEGERS_PER_NOTE = 4


def pack_notes(notes: Iterable[Note]) -> tuple[int, ...]:
    """The body of a notes document."""
    return tuple(
        number
        for note in notes
        for number in (
            note.start_time,
            note.duration,
            note.pitch + 128 * note.mute + 256 * (note.velocity_deviation + 128) + 65536 * note.probability,
            note.velocity + 16384 * note.release_velocity,
        )
    )


def unpack_notes(body: Sequence[int]) -> tuple[Note, ...]:
    """The notes in a document's body, sorted.

    Raises:
        ProtocolError: if a number is outside its range.
    """
    if len(body) % INTEGERS_PER_NOTE:
        raise ProtocolError(f"notes take {INTEGERS_PER_NOTE} integers each, got {len(body)}")
    numbers = iter(body)
    fields = sorted(
        (start, word & 127, duration, velocity & 16383, velocity >> 14, word >> 16, (word >> 8 & 255) - 128, word >> 7 & 1 == 1)
        for start, duration, word, velocity in zip(numbers, numbers, numbers, numbers, strict=True)
    )
    try:
        return tuple(
            Note(Ticks(start), pitch, Ticks(duration), velocity, release, probability, deviation, mute)
            for start, pitch, duration, velocity, release, probability, deviation, mute in fields
        )
    except ValueError as error:
        raise ProtocolError(f"not a note: {error}; are device and daemon the same version?") from error
