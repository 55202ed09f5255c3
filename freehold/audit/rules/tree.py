"""The Merkle tree of a log, as RFC 9162 (2.1.1) has it, kept as a frontier so that appending needs no old leaves."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

LEAF = b"\x00"
NODE = b"\x01"
HASH_BYTES = 32


def canonical(content: Mapping[str, object]) -> bytes:
    """The one way to write an entry down: JSON with sorted keys and no spaces. Source: RFC 8785 in its plain cases."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(salt: bytes, content: Mapping[str, object]) -> bytes:
    """The hash that stands in the tree: of the salted content's digest, so that both can be erased and proofs stay."""
    digest = hashlib.sha256(salt + canonical(content)).digest()
    return hashlib.sha256(LEAF + digest).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees. Source: RFC 9162, 2.1.1."""
    return hashlib.sha256(NODE + left + right).digest()


def append(frontier: Sequence[bytes], size: int, leaves: Iterable[bytes]) -> tuple[list[bytes], int]:
    """Add leaves to a tree of `size` leaves whose full subtrees, largest first, are `frontier`."""
    nodes = list(frontier)
    for leaf in leaves:
        node = leaf
        merges = size
        while merges & 1:
            node = node_hash(nodes.pop(), node)
            merges >>= 1
        nodes.append(node)
        size += 1
    return nodes, size


def root(frontier: Sequence[bytes]) -> bytes:
    """The root of the tree; of an empty tree the hash of nothing. Source: RFC 9162, 2.1.1."""
    if not frontier:
        return hashlib.sha256(b"").digest()
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = node_hash(left, node)
    return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree of these leaves."""
    frontier, _ = append([], 0, leaves)
    return root(frontier)
