"""The Merkle tree of a log, as RFC 9162 (2.1.1) has it, kept as a frontier so that appending needs no old leaves."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

LEAF = b"\x00"
NODE = b"\x01"


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


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root, the lowest first. Source: RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = _largest_power_below(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_path(left, index), root_of(right)]
    return [*inclusion_path(right, index - split), root_of(left)]


def consistency_path(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The hashes that show the tree of the `first` leaves to be the beginning of this one.

    Both trees have a leaf at least, and the first is no larger. Source: RFC 9162, 2.1.4.1.
    """
    return _subproof(leaves, first, is_whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, is_whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    split = _largest_power_below(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if first <= split:
        return [*_subproof(left, first, is_whole=is_whole), root_of(right)]
    return [*_subproof(right, first - split, is_whole=False), root_of(left)]


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def checkpoint_statement(tenant: str, size: int, root_hash: bytes, at: datetime) -> bytes:
    """What a checkpoint's signature covers, line by line as C2SP's tlog-checkpoint has it: origin, size, root, time."""
    root_text = base64.b64encode(root_hash).decode()
    return f"freehold/{tenant}\n{size}\n{root_text}\n{at.isoformat()}\n".encode()
