"""Which complete subtrees make a proof, so that a log of millions is proved from a handful of stored nodes.

A subtree is `(level, index)`: the tree over the `2**level` leaves from `index * 2**level` on. What a proof needs is
told as lists of these; a list of several stands for a range of leaves that is no complete subtree, folded from the
right as a root is.
"""

from collections.abc import Sequence

from freehold.audit.rules.tree import node_hash

Subtree = tuple[int, int]
STEP = 8  # nodes are kept for every eighth level: 256 of one make one of the next


def inclusion_ranges(index: int, size: int) -> list[list[Subtree]]:
    """What leads from the leaf at `index` to the root of a tree of `size`, the lowest first. Source: RFC 9162, 2.1.3.1."""
    return _path(index, 0, size)


def _path(index: int, start: int, end: int) -> list[list[Subtree]]:
    if end - start == 1:
        return []
    middle = start + largest_power_below(end - start)
    if index < middle:
        return [*_path(index, start, middle), complete(middle, end)]
    return [*_path(index, middle, end), complete(start, middle)]


def consistency_ranges(first: int, size: int) -> list[list[Subtree]]:
    """What shows the tree of `first` leaves to be the beginning of that of `size`. Source: RFC 9162, 2.1.4.1."""
    return _subproof(first, 0, size, is_whole=True)


def _subproof(first: int, start: int, end: int, *, is_whole: bool) -> list[list[Subtree]]:
    if first == end:
        return [] if is_whole else [complete(start, end)]
    middle = start + largest_power_below(end - start)
    if first <= middle:
        return [*_subproof(first, start, middle, is_whole=is_whole), complete(middle, end)]
    return [*_subproof(first, middle, end, is_whole=False), complete(start, middle)]


def complete(start: int, end: int) -> list[Subtree]:
    """The complete subtrees over the leaves `[start, end)` of a range that begins where a subtree may, largest first."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over subtrees that stand beside each other, the largest first. Source: RFC 9162, 2.1.1."""
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = node_hash(left, node)
    return node


def stored(subtree: Subtree) -> tuple[int, int, int]:
    """Where the nodes are kept that a subtree is made of: their level, the first one, and how many."""
    level, index = subtree
    base = level - level % STEP
    return base, index << (level - base), 1 << (level - base)


def joined(nodes: Sequence[bytes]) -> bytes:
    """The hash over a power of two of nodes."""
    row = list(nodes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def largest_power_below(count: int) -> int:
    """The largest power of two that is smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
