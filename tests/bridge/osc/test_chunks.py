import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.osc.chunks import Assembler, Document, cut_document, cut_string, integers_in_part, make_document
from bridge.osc.message_values import INTEGER_KINDS, NOTES, PLAYING, STRING_KINDS
from bridge.osc.messages import encode

ints = st.integers(-(2**31), 2**31 - 1)
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60).map(cut_string)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kind = draw(st.sampled_from(sorted(INTEGER_KINDS | STRING_KINDS)))
    if kind in STRING_KINDS:
        return make_document(kind, 3, draw(st.integers(1, 9)), draw(st.lists(names, max_size=60)))
    pattern, count = draw(st.lists(ints, min_size=4, max_size=8)), draw(st.integers(0, 400))
    body = (pattern * count)[: count * 4]
    return make_document(kind, 3, draw(st.integers(1, 9)), body)


@settings(max_examples=60, deadline=None)
@given(documents(), st.randoms(use_true_random=False))
def test_parts_in_any_order_and_number_become_the_document(document: Document, chance: random.Random) -> None:
    parts = list(cut_document(document))
    chance.shuffle(parts)
    assembler = Assembler()

    made = [assembler.add(part, 0.0) for part in (*parts, *parts)]

    assert [found for found in made if found is not None] == [document]
    assert assembler.whole == {document.key: document}
    assert not assembler.unfinished


@settings(max_examples=60, deadline=None)
@given(documents())
def test_every_part_fits_and_holds_whole_records(document: Document) -> None:
    parts = cut_document(document)

    for part in parts:
        assert len(encode(part)) <= 1200
    if document.kind in (NOTES, PLAYING):
        assert all(len(part.body) % 4 == 0 for part in parts)


def test_an_integer_part_is_filled_as_far_as_whole_records_go() -> None:
    full = make_document(NOTES, 1, 1, range(4 * 1000))

    first = cut_document(full)[0]

    assert len(first.body) == integers_in_part(4) == 228
    assert 1200 - 4 * 5 < len(encode(first)) <= 1200


def test_an_empty_body_is_one_part() -> None:
    assert [part.body for part in cut_document(make_document(NOTES, 1, 1, ()))] == [()]


def test_a_newer_revision_starts_anew_and_an_older_one_is_dropped() -> None:
    old, new = make_document(NOTES, 1, 4, range(800)), make_document(NOTES, 1, 5, range(400, 1200))
    assembler = Assembler()
    old_parts, new_parts = cut_document(old), cut_document(new)

    assembler.add(old_parts[0], 0.0)
    assembler.add(new_parts[0], 0.0)
    assembler.add(old_parts[1], 0.0)
    for part in new_parts[1:]:
        assembler.add(part, 0.0)
    for part in old_parts:
        assembler.add(part, 0.0)

    assert assembler.whole[old.key] == new
    assert assembler.stale == 1 + len(old_parts)


def test_the_last_whole_version_stands_while_a_newer_one_is_on_the_way() -> None:
    old, new = make_document(NOTES, 1, 4, range(8)), make_document(NOTES, 1, 5, range(800))
    assembler = Assembler()
    assembler.add(cut_document(old)[0], 0.0)

    assembler.add(cut_document(new)[0], 1.0)

    assert assembler.whole[old.key] == old
    assert list(assembler.unfinished[old.key].missing()) == [1, 2, 3]


def test_a_new_revision_with_the_same_content_keeps_the_body_object() -> None:
    assembler = Assembler()
    first = assembler.add(cut_document(make_document(NOTES, 1, 4, range(8)))[0], 0.0)
    assert first is not None

    again = assembler.add(cut_document(make_document(NOTES, 1, 5, range(8)))[0], 0.0)

    assert again is None
    assert assembler.whole[first.key].body is first.body
    assert assembler.whole[first.key].revision == 5


@given(st.text(max_size=200))
def test_strings_are_cut_at_a_character(text: str) -> None:
    encodable = text.encode(errors="ignore").decode()

    cut = cut_string(encodable)

    assert encodable.startswith(cut)
    assert len(cut.encode()) <= 120
    assert cut == encodable or len(cut.encode()) > 116
