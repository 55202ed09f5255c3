"""Seal the entries of one tenant that no leaf covers yet, and sign the new checkpoint."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import connection, transaction

from freehold.audit import rules
from freehold.audit.models import Checkpoint, Entry, Leaf, SigningKey
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
    covered = Leaf.objects.filter(tenant_id=tenant_id).values("entry_id")
    waiting = list(
        Entry.objects.filter(tenant_id=tenant_id)
        .exclude(id__in=covered)
        .order_by("at", "id")
        .values_list("id", "leaf_hash", "at")[:BATCH]
    )
    if not waiting:
        return 0
    Leaf.objects.bulk_create(
        Leaf(tenant_id=tenant_id, leaf_index=size + place, entry_id=entry_id, leaf_hash=leaf)
        for place, (entry_id, leaf, _) in enumerate(waiting)
    )
    frontier, size = rules.append(frontier, size, (bytes(leaf) for _, leaf, _ in waiting))
    key = _signing_key()
    root, sealed_at = rules.root(frontier), clock.now()
    statement = rules.checkpoint_statement(str(tenant_id), size, root, sealed_at)
    Checkpoint.objects.create(
        tenant_id=tenant_id,
        created_at=sealed_at,
        tree_size=size,
        root_hash=root,
        frontier=frontier,
        signature=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(unseal(key.private_key_sealed))).sign(
            statement
        ),
        key_id=key.id,
    )
    return len(waiting)


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
