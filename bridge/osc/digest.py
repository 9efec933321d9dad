"""Digests of documents and of the whole set, as docs/osc-protocol.md defines them.

`h = 7; for each element e at index j: h = (h + (e + 1) * ((j * 40503 + 12345) mod 65536 + 1)) mod 2147483647`
is a sum modulo 2147483647, thus one dot product: e + 1 and the weight are at most 65536, so 2**31 elements fit into 64 bits.
The weights repeat after 65536 elements, because 40503 is odd.
"""

import struct
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bridge.osc.message_values import STRING_KINDS

DIGEST_MODULUS = 2_147_483_647
_START = 7
_PERIOD = 65536
_WEIGHTS: NDArray[np.uint64] = (np.arange(_PERIOD, dtype=np.uint64) * np.uint64(40503) + np.uint64(12345)) % np.uint64(65536) + np.uint64(1)


def document_digest(kind: int, body: Sequence[int] | Sequence[str]) -> int:
    """Digest of a document's body; depends on the kind only in that strings are bytes and integers 16-bit halves."""
    if kind in STRING_KINDS:
        text = b"".join(str(string).encode() + b"\0" for string in body)
        return _digest(np.frombuffer(text, np.uint8))
    # Packing first takes a quarter of the time that numpy takes for a tuple. Little-endian: the low half first.
    return _digest(np.frombuffer(struct.pack(f"<{len(body)}i", *body), "<u2"))


def set_digest(documents: Iterable[tuple[int, int, int]]) -> int:
    """Digest of a set of documents.

    Args:
        documents: (kind, id, digest) in any order.
    """
    return _digest(np.array(sorted(documents), "<i4").reshape(-1).view("<u2"))


def _digest(elements: NDArray[np.uint8] | NDArray[np.uint16]) -> int:
    weights = _WEIGHTS[: len(elements)] if len(elements) <= _PERIOD else np.resize(_WEIGHTS, len(elements))
    return int((_START + int(np.dot(elements.astype(np.uint64) + np.uint64(1), weights))) % DIGEST_MODULUS)
