"""The Merkle tree, against the published example tree and against its own definition."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from freehold.audit import rules

# The leaves and roots that Certificate Transparency's implementations are tested with (RFC 6962's example data).
LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57", b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
ROOT_OF_1 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def hashed(data: bytes) -> bytes:
    return hashlib.sha256(rules.LEAF + data).digest()


def defined_root(leaves: list[bytes]) -> bytes:
    """The root by the recursive definition of RFC 9162, 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return rules.node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


def test_the_root_is_that_of_the_published_example() -> None:
    one, _ = rules.append([], 0, [hashed(LEAVES[0])])
    eight, size = rules.append([], 0, map(hashed, LEAVES))

    assert rules.root(one).hex() == ROOT_OF_1
    assert rules.root(eight).hex() == ROOT_OF_8
    assert size == 8


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_appending_in_two_parts_gives_the_root_of_the_definition(data: list[bytes], split: int) -> None:
    leaves = [hashed(item) for item in data]

    frontier, size = rules.append([], 0, leaves[:split])
    frontier, size = rules.append(frontier, size, leaves[split:])

    assert size == len(leaves)
    assert rules.root(frontier) == defined_root(leaves)


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())), st.binary())
def test_a_leaf_changes_with_its_content_and_its_salt(content: dict[str, object], salt: bytes) -> None:
    leaf = rules.leaf_hash(salt, content)

    assert leaf == rules.leaf_hash(salt, dict(reversed(content.items())))
    assert leaf != rules.leaf_hash(salt + b"x", content)
    assert leaf != rules.leaf_hash(salt, {**content, "more": "x"})
