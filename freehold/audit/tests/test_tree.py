"""The Merkle tree, against the published example tree and against its own definition."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from freehold.audit.rules import proof, tree

# The leaves and roots that Certificate Transparency's implementations are tested with (RFC 6962's example data).
LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57", b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
ROOT_OF_1 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def hashed(data: bytes) -> bytes:
    return hashlib.sha256(tree.LEAF + data).digest()


def defined_root(leaves: list[bytes]) -> bytes:
    """The root by the recursive definition of RFC 9162, 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return tree.node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


def test_the_root_is_that_of_the_published_example() -> None:
    one, _ = tree.append([], 0, [hashed(LEAVES[0])])
    eight, size = tree.append([], 0, map(hashed, LEAVES))

    assert tree.root(one).hex() == ROOT_OF_1
    assert tree.root(eight).hex() == ROOT_OF_8
    assert size == 8


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_appending_in_two_parts_gives_the_root_of_the_definition(data: list[bytes], split: int) -> None:
    leaves = [hashed(item) for item in data]

    frontier, size = tree.append([], 0, leaves[:split])
    frontier, size = tree.append(frontier, size, leaves[split:])

    assert size == len(leaves)
    assert tree.root(frontier) == defined_root(leaves)


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a path leads to, by the verifier's algorithm. Source: RFC 9162, 2.1.3.2."""
    place, last, node = index, size - 1, leaf
    for step in path:
        assert last > 0, "the path is too long"
        if place & 1 or place == last:
            node = tree.node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = tree.node_hash(node, step)
        place, last = place >> 1, last >> 1
    assert last == 0, "the path is too short"
    return node


def roots_by_consistency(
    first: int, second: int, first_root: bytes, path: list[bytes]
) -> tuple[bytes, bytes]:
    """The two roots that a proof leads to, by the verifier's algorithm. Source: RFC 9162, 2.1.4.2."""
    if first == second:
        assert path == []
        return first_root, first_root
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        assert last > 0, "the proof is too long"
        if place & 1 or place == last:
            old, new = tree.node_hash(step, old), tree.node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = tree.node_hash(new, step)
        place, last = place >> 1, last >> 1
    assert last == 0, "the proof is too short"
    return old, new


def by_ranges(leaves: list[bytes], ranges: list[list[proof.Subtree]]) -> list[bytes]:
    """The hashes of a proof, each computed from the leaves that it covers."""
    return [
        proof.fold([proof.joined(leaves[index << level : (index + 1) << level]) for level, index in subtrees])
        for subtrees in ranges
    ]


SOME_LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


@given(SOME_LEAVES, st.data())
def test_a_path_of_inclusion_leads_to_the_root_and_for_no_other_leaf(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))

    path = by_ranges(leaves, proof.inclusion_ranges(index, len(leaves)))

    assert root_by_inclusion(leaves[index], index, len(leaves), path) == defined_root(leaves)
    assert (
        root_by_inclusion(b"x" * 32, index, len(leaves), path) != defined_root(leaves)
        or leaves[index] == b"x" * 32
    )


@given(SOME_LEAVES, st.data())
def test_a_proof_of_consistency_leads_to_both_roots_and_to_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    before, now = defined_root(leaves[:first]), defined_root(leaves)

    path = by_ranges(leaves, proof.consistency_ranges(first, len(leaves)))

    assert roots_by_consistency(first, len(leaves), before, path) == (before, now)
    rewritten = [b"y" * 32, *leaves[1:]]
    if leaves[0] != b"y" * 32:
        path = by_ranges(rewritten, proof.consistency_ranges(first, len(rewritten)))
        assert roots_by_consistency(first, len(leaves), before, path) != (before, defined_root(rewritten))


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())), st.binary())
def test_a_leaf_changes_with_its_content_and_its_salt(content: dict[str, object], salt: bytes) -> None:
    leaf = tree.leaf_hash(salt, content)

    assert leaf == tree.leaf_hash(salt, dict(reversed(content.items())))
    assert leaf != tree.leaf_hash(salt + b"x", content)
    assert leaf != tree.leaf_hash(salt, {**content, "more": "x"})
