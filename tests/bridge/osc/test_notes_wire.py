import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.osc.notes_wire import pack_notes, unpack_notes
from vocabulary.errors import ProtocolError
from vocabulary.notes import Note
from vocabulary.units import Ticks

notes = st.builds(
    Note,
    start_time=st.integers(-(2**31) + 1, 2**31 - 1).map(Ticks),
    pitch=st.integers(0, 127),
    duration=st.integers(1, 2**31 - 1).map(Ticks),
    velocity=st.integers(0, 12700),
    release_velocity=st.integers(0, 12700),
    probability=st.integers(0, 1000),
    velocity_deviation=st.integers(-127, 127),
    mute=st.booleans(),
)


@given(st.lists(notes, max_size=40))
def test_unpacking_undoes_packing_and_sorts(some_notes: list[Note]) -> None:
    body = pack_notes(some_notes)

    assert unpack_notes(body) == tuple(sorted(some_notes))
    assert all(-(2**31) <= number < 2**31 for number in body)


def test_the_words_are_as_the_protocol_says() -> None:
    note = Note(Ticks(5), 60, Ticks(7), velocity=9900, release_velocity=6400, probability=500, velocity_deviation=-3, mute=True)

    assert pack_notes([note]) == (5, 7, 60 + 128 + 256 * 125 + 65536 * 500, 9900 + 16384 * 6400)


@pytest.mark.parametrize(
    "body",
    [
        (0, 0, 60 + 256 * 128, 100),
        (0, 1, 60, 100),
        (0, 1, 60 + 256 * 128 + 65536 * 1001, 100),
        (0, 1, 60 + 256 * 128, 16383),
        (0, 1, 60 + 256 * 128, -1),
        (0, 1, -1, 100),
        (0, 1, 60),
    ],
)
def test_what_cannot_be_a_note_is_refused(body: tuple[int, ...]) -> None:
    with pytest.raises(ProtocolError):
        unpack_notes(body)
