import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.osc.digest import document_digest, set_digest

ints = st.integers(-(2**31), 2**31 - 1)


def by_the_loop(elements: Iterable[int]) -> int:
    """The specification's own words (docs/osc-protocol.md, "Digest of a document")."""
    h = 7
    for j, e in enumerate(elements):
        h = (h + (e + 1) * ((j * 40503 + 12345) % 65536 + 1)) % 2147483647
    return h


def halves(numbers: Iterable[int]) -> list[int]:
    return [half for number in numbers for half in (number & 0xFFFF, number >> 16 & 0xFFFF)]


@settings(deadline=None)
@given(st.lists(ints, max_size=300))
def test_a_digest_of_integers_equals_the_loop(body: list[int]) -> None:
    assert document_digest(5, body) == by_the_loop(halves(body))


def test_a_long_body_goes_through_all_weights_more_than_once() -> None:
    chance = random.Random(1)
    body = [chance.randrange(-(2**31), 2**31) for _ in range(80_000)]

    assert document_digest(5, body) == by_the_loop(halves(body))


def test_the_largest_elements_do_not_overflow() -> None:
    body = [-1] * 100_000

    assert document_digest(5, body) == by_the_loop(halves(body))


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=20))
def test_a_digest_of_strings_equals_the_loop(body: list[str]) -> None:
    elements = [byte for text in body for byte in (*text.encode(), 0)]

    assert document_digest(12, body) == by_the_loop(elements)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 14), ints, st.integers(0, 2**31 - 2)), max_size=40, unique_by=lambda d: d[:2]))
def test_the_digest_of_the_set_is_that_of_its_sorted_documents(documents: list[tuple[int, int, int]]) -> None:
    elements = halves(number for document in sorted(documents) for number in document)

    assert set_digest(reversed(documents)) == by_the_loop(elements)


def test_one_bit_changes_the_digest() -> None:
    assert document_digest(5, [1, 2, 3]) != document_digest(5, [1, 2, 2])
    assert document_digest(5, [1, 2]) != document_digest(5, [2, 1])
    assert document_digest(5, []) != document_digest(5, [0])
