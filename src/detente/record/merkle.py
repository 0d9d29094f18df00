"""The Merkle tree over the hashes of the record: one root for all, and a short proof for one.

The tree is that of RFC 6962, section 2.1 (Laurie, Langley, Kasper 2013): its leaves are the hashes of
the records, in their order.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

__all__ = ["Tree", "inclusion_proof", "inclusion_root", "merkle_root"]


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash over the hashes of the records, in their order.

    Examples
    --------
    >>> merkle_root([]) == sha256(b"").digest()
    True
    >>> merkle_root([bytes(32)]) == sha256(bytes(33)).digest()
    True
    """
    tree = Tree()
    tree.add(hashes)
    return tree.root()


class Tree:
    """A Merkle tree as it grows: of the leaves so far, the roots of its perfect subtrees.

    There is one for each 1 in the binary form of their number, the largest first; so a tree over
    any number of leaves takes the room of a few dozen hashes.
    """

    def __init__(self) -> None:
        self._size = 0
        self._roots: list[bytes] = []

    def add(self, hashes: Iterable[bytes]) -> None:
        """Add leaves at the end."""
        size, roots = self._size, self._roots
        for one in hashes:
            node, left = sha256(b"\x00" + one).digest(), size
            while left & 1:
                node = sha256(b"\x01" + roots.pop() + node).digest()
                left >>= 1
            roots.append(node)
            size += 1
        self._size = size

    def root(self) -> bytes:
        """Return the Merkle tree hash over all leaves so far.

        Examples
        --------
        >>> tree = Tree()
        >>> tree.add([bytes(32), bytes(32), bytes(32)])
        >>> tree.root() == _node(_node(_leaf(bytes(32)), _leaf(bytes(32))), _leaf(bytes(32)))
        True
        """
        if not self._roots:
            return sha256(b"").digest()
        *rest, node = self._roots
        for left in reversed(rest):
            node = _node(left, node)
        return node


def inclusion_proof(hashes: Sequence[bytes], seq: int) -> list[bytes]:
    """Return the audit path of record `seq`: what it takes to show that it is in the tree.

    Examples
    --------
    >>> hashes = [bytes([n]) * 32 for n in range(5)]
    >>> path = inclusion_proof(hashes, 3)
    >>> inclusion_root(hashes[2], 3, 5, path) == merkle_root(hashes)
    True
    """
    level, at, path = [_leaf(one) for one in hashes], seq - 1, []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            path.append(level[beside])
        pairs = [_node(a, b) for a, b in _pairs(level)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
        at //= 2
    return path


def inclusion_root(own: bytes, seq: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a record's hash and its audit path lead to; None if the path does not fit.

    Examples
    --------
    >>> inclusion_root(bytes(32), 1, 1, []) == merkle_root([bytes(32)])
    True
    >>> inclusion_root(bytes(32), 1, 1, [bytes(32)]) is None
    True
    """
    at, last, value, rest = seq - 1, size - 1, _leaf(own), list(path)
    while last > 0:
        if at % 2 or at < last:  # there is a neighbour on this level
            if not rest:
                return None
            value = _node(rest.pop(0), value) if at % 2 else _node(value, rest.pop(0))
        at, last = at // 2, last // 2
    return None if rest else value


def _leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _pairs(level: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(level[::2], level[1::2], strict=False)
