"""Seal the entries of one tenant that no leaf covers yet, and sign the new checkpoint."""

from collections.abc import Sequence
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import connection, transaction

from freehold.audit.models import Checkpoint, Entry, Node, SigningKey, Unsealed
from freehold.audit.nodes import nodes_between
from freehold.audit.rules import note, proof, tree
from freehold.kernel import clock
from freehold.kernel.ids import new_id
from freehold.kernel.sealed import seal as seal_secret
from freehold.kernel.sealed import unseal

BATCH = 5_000
LOCK_OF_THE_KEY = 7_461_001


@transaction.atomic
def seal_entries(tenant_id: UUID) -> int:
    """Append all uncovered entries of the tenant in scope to its tree and sign it; how many they were.

    Runs as the platform, one at a time per tenant: a transaction lock on the tenant keeps two apart.
    """
    _lock(tenant_id)
    last = Checkpoint.objects.filter(tenant_id=tenant_id).order_by("-tree_size").first()
    frontier = [bytes(node) for node in last.frontier] if last else []
    size = last.tree_size if last else 0
    waiting = list(
        Entry.objects.filter(tenant_id=tenant_id, id__in=_unsealed(tenant_id))
        .order_by("at", "id")
        .values_list("id", "leaf_hash")
    )
    if not waiting:
        return 0
    _add_leaves(tenant_id, size, waiting)
    frontier, grown = tree.append(frontier, size, (bytes(leaf) for _, leaf in waiting))
    _keep_nodes(tenant_id, size, grown)
    key = _signing_key()
    root, sealed_at = tree.root(frontier), clock.now()
    statement = note.statement(str(tenant_id), grown, root, sealed_at)
    Checkpoint.objects.create(
        tenant_id=tenant_id,
        created_at=sealed_at,
        tree_size=grown,
        root_hash=root,
        frontier=frontier,
        signature=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(unseal(key.private_key_sealed))).sign(
            statement
        ),
        key_id=key.id,
    )
    return len(waiting)


def _unsealed(tenant_id: UUID) -> list[UUID]:
    found = Unsealed.objects.filter(tenant_id=tenant_id).order_by("id").values_list("id", flat=True)
    return list(found[:BATCH])


# One statement for thousands of rows: COPY is refused under row security.
LEAVES = """
insert into audit_leaf (id, tenant_id, created_at, leaf_index, entry_id, leaf_hash)
select leaf.id, %s, %s, %s + leaf.place - 1, leaf.entry_id, leaf.leaf_hash
from unnest(%s::uuid[], %s::uuid[], %s::bytea[]) with ordinality as leaf (id, entry_id, leaf_hash, place)
"""


def _add_leaves(tenant_id: UUID, size: int, waiting: Sequence[tuple[UUID, bytes | memoryview]]) -> None:
    entry_ids = [entry_id for entry_id, _ in waiting]
    hashes = [bytes(leaf) for _, leaf in waiting]
    with connection.cursor() as cursor:
        cursor.execute(LEAVES, [tenant_id, clock.now(), size, [new_id() for _ in waiting], entry_ids, hashes])
    Unsealed.objects.filter(tenant_id=tenant_id, id__in=entry_ids).delete()


def _keep_nodes(tenant_id: UUID, size: int, grown: int) -> None:
    """Add the roots of those subtrees that became complete, level by level."""
    level = proof.STEP
    while grown >> level > size >> level:
        first, last = size >> level, grown >> level
        below = nodes_between(tenant_id, level - proof.STEP, first << proof.STEP, last << proof.STEP)
        width = 1 << proof.STEP
        Node.objects.bulk_create(
            Node(
                tenant_id=tenant_id,
                level=level,
                node_index=first + place,
                node_hash=proof.joined(below[place * width : (place + 1) * width]),
            )
            for place in range(last - first)
        )
        level += proof.STEP


def _lock(tenant_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{tenant_id}"])


def _signing_key() -> SigningKey:
    found = SigningKey.objects.order_by("-created_at").first()
    if found:
        return found
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK_OF_THE_KEY])
    found = SigningKey.objects.order_by("-created_at").first()
    if found:
        return found
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return SigningKey.objects.create(
        id=new_id(),
        public_key=private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
        private_key_sealed=seal_secret(raw.hex()),
    )
