import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.fingerprint import Shingles
from analysis.minhash import VALUES, band_table, candidates, estimated_containment, estimated_likeness, signature_of, stacked


def shingles(seed: int, size: int) -> Shingles:
    return np.unique(np.random.default_rng(seed).integers(0, 2**63, size).astype(np.uint64))


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(0, 1000), st.integers(1, 1000))
def test_the_estimate_is_within_five_standard_errors(seed: int, common: int, own: int) -> None:
    shared, one, other = shingles(seed, common), shingles(seed + 1000, own), shingles(seed + 2000, own)
    a, b = np.union1d(shared, one), np.union1d(shared, other)
    true = len(np.intersect1d(a, b)) / len(np.union1d(a, b))

    (found,) = estimated_likeness(signature_of(a)[None, :], signature_of(b))

    assert abs(found - true) <= 5 * (max(true * (1 - true), 1 / VALUES) / VALUES) ** 0.5


@given(st.integers(0, 99), st.integers(1, 300), st.integers(1, 300))
@settings(deadline=None)
def test_the_signature_of_a_union_is_the_smaller_of_both(seed: int, one: int, other: int) -> None:
    a, b = shingles(seed, one), shingles(seed + 1, other)

    assert np.array_equal(signature_of(np.union1d(a, b)), np.minimum(signature_of(a), signature_of(b)))


def test_bands_give_what_is_alike_and_little_else() -> None:
    base = shingles(1, 900)
    documents = [np.union1d(base[: 9 * place], shingles(50 + place, 900 - 9 * place)) for place in range(101)]
    others = [shingles(500 + place, 900) for place in range(300)]
    table = band_table(stacked([signature_of(document) for document in documents + others]))

    found = set(candidates(table, signature_of(base)).tolist())

    assert set(range(60, 101)) <= found  # a likeness of .43 and more
    assert len([place for place in found if place > 100]) < 10


def test_empty_documents_are_like_nothing() -> None:
    empty, some = signature_of(shingles(1, 0)), signature_of(shingles(1, 9))

    assert estimated_likeness(stacked([empty, some]), empty).tolist() == [0.0, 0.0]
    assert estimated_likeness(stacked([empty]), some).tolist() == [0.0]
    assert len(candidates(band_table(stacked([])), some)) == 0


def test_an_excerpt_is_contained_though_it_is_not_like() -> None:
    whole = shingles(3, 2000)
    excerpt = whole[:400]

    likeness = estimated_likeness(stacked([signature_of(whole)]), signature_of(excerpt))

    assert likeness[0] < 0.35
    assert estimated_containment(likeness, np.array([2000]), 400)[0] > 0.7
