"""The digest names pictures in people's libraries, so it must never change by itself."""

import hashlib
import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from vocabulary.live_set import Part
from vocabulary.look import COLOR_ROLES, Color, Form, Light, Look
from vocabulary.notes import Note
from vocabulary.pictures import REQUEST_FORMAT, PictureRequest
from vocabulary.units import Bpm, Ticks

shares = st.floats(0, 1)
texts = st.text(max_size=4)
notes = st.builds(
    Note,
    st.integers(-99, 10**6).map(Ticks),
    st.integers(0, 127),
    st.integers(1, 10**6).map(Ticks),
    st.integers(0, 12700),
    st.integers(0, 12700),
    st.integers(0, 1000),
    st.integers(-127, 127),
    st.booleans(),
)
colors = st.builds(Color, st.sampled_from(COLOR_ROLES), shares, st.floats(0, 0.4), st.floats(0, 360), texts)
looks = st.builds(
    Look,
    style=texts,
    painter=texts,
    palette=st.lists(colors, min_size=5, max_size=7).map(tuple),
    light=st.builds(Light, st.floats(0, 360), shares, shares, texts),
    form=st.builds(Form, shares, shares, because=st.lists(texts, max_size=2).map(tuple)),
    valence=st.floats(-1, 1),
    arousal=st.floats(-1, 1),
    energy=shares,
    words=st.lists(texts, max_size=2).map(tuple),
    prompt=texts,
    negative_prompt=texts,
    seed=st.integers(0, 2**31 - 1),
)
requests = st.builds(
    PictureRequest,
    looks,
    st.lists(st.builds(Part, texts, st.lists(notes, max_size=4).map(lambda of_part: tuple(sorted(of_part)))), max_size=3).map(tuple),
    st.integers(1, 10**6).map(Ticks),
    tempo=st.floats(20, 999).map(Bpm),
    chords=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(-1, 11), texts), max_size=2).map(tuple),
    quality=st.sampled_from(("draft", "final")),
)


@given(requests)
def test_the_digest_is_that_of_all_fields_by_name(request: PictureRequest) -> None:
    content = json.dumps([REQUEST_FORMAT, asdict(request)], sort_keys=True, separators=(",", ":"))

    assert request.digest() == hashlib.sha256(content.encode()).hexdigest()[:32]
