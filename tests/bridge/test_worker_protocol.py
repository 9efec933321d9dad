import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.worker_protocol import Cancel, Failed, Frames, Progress, Ready, Render, Result, frame, from_worker, to_worker
from tests.bridge.small_sets import request
from vocabulary.errors import ProtocolError

texts = st.text(max_size=40)
answers = st.one_of(
    st.builds(Ready, st.lists(texts).map(tuple)),
    st.builds(Progress, texts, texts),
    st.builds(Result, texts, st.integers(1, 4096), st.integers(1, 4096), texts, st.floats(0, 100), texts),
    st.builds(Failed, texts, texts, st.sampled_from(["cancelled", "error"])),
)


@settings(deadline=None)
@given(st.lists(answers, max_size=6), st.integers(1, 50))
def test_messages_arrive_whole_however_the_pipe_cuts_them(messages: list[Ready | Progress | Result | Failed], piece: int) -> None:
    stream = b"".join(frame(message) for message in messages)
    frames = Frames()

    heard = [from_worker(body) for start in range(0, len(stream), piece) for body in frames.feed(stream[start : start + piece])]

    assert heard == messages


def test_a_request_arrives_as_it_was_sent() -> None:
    message = Render("abc", request(7, quality="final"), "/pictures/a.png", "/pictures/a.thumb.png")

    (body,) = Frames().feed(frame(message))

    assert to_worker(body) == message
    assert isinstance(message.request.digest(), str)
    received = to_worker(body)
    assert isinstance(received, Render)
    assert received.request.digest() == message.request.digest()


@settings(deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_request_is_refused_or_read_but_never_fatal(place: int, noise: bytes) -> None:
    body = frame(Render("abc", request(7), "a", "b"))[4:]
    damaged = body[:place] + noise + body[place + len(noise) :]

    try:
        assert isinstance(to_worker(damaged), Render | Cancel)
    except ProtocolError:
        return


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(ProtocolError, match="something else writes to the pipe"):
        list(Frames().feed(b"Hello, I am a library that prints"))
