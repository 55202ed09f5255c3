"""What a tenant can take away of its log and hold against it later: signed checkpoints, and proofs."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.audit.models import Checkpoint, Entry, Leaf, SigningKey
from freehold.audit.nodes import hashes_of
from freehold.audit.permissions import READ_LOG
from freehold.audit.rules import note
from freehold.audit.rules.note import Note
from freehold.audit.rules.proof import complete, consistency_ranges, inclusion_ranges
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The size and root of a log at an instant, signed: the parts, and the note that is kept."""

    log: str  # the tenant's id
    tree_size: int
    root_hash: str  # hexadecimal
    sealed_at: str  # as it was signed
    key: str  # the verifier key
    note: str  # Source: C2SP tlog-checkpoint


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that an entry stands at its place in a log. Source: RFC 9162, 2.1.3.

    SHA-256(0x00 ‖ SHA-256(salt ‖ content)) is the leaf's hash, content being `entry` as JSON with sorted keys and
    no spaces.
    """

    entry: dict[str, object]
    salt: str
    leaf_index: int
    leaf_hash: str
    path: list[str]
    checkpoint: SignedCheckpoint


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that a log of `first_size` entries is the beginning of today's. Source: RFC 9162, 2.1.4."""

    first_size: int
    first_root_hash: str
    path: list[str]
    checkpoint: SignedCheckpoint


def newest_checkpoint(actor: Actor) -> SignedCheckpoint:
    """The newest signed checkpoint of the actor's log, to be kept elsewhere.

    Raises: NotPermitted, NotFound("nothing_sealed").
    """
    require(actor, READ_LOG)
    return _signed(_newest(actor.tenant_id))


def prove_inclusion(entry_id: UUID, *, actor: Actor) -> Inclusion:
    """The proof that an entry of the actor's log is in it. Raises: NotFound, NotPermitted, Refused("not_sealed_yet")."""
    entry = Entry.objects.filter(id=entry_id, tenant_id=actor.tenant_id).first()
    if entry is None:
        raise NotFound
    require(actor, READ_LOG)
    leaf = Leaf.objects.filter(tenant_id=actor.tenant_id, entry_id=entry_id).first()
    if leaf is None:
        raise Refused("not_sealed_yet", _("This entry is not sealed yet. Try again in a minute."))
    checkpoint = _newest(actor.tenant_id)
    path = hashes_of(actor.tenant_id, inclusion_ranges(leaf.leaf_index, checkpoint.tree_size))
    return Inclusion(
        entry=entry.content(),
        salt=bytes(entry.salt).hex(),
        leaf_index=leaf.leaf_index,
        leaf_hash=bytes(leaf.leaf_hash).hex(),
        path=[node.hex() for node in path],
        checkpoint=_signed(checkpoint),
    )


def prove_consistency(first_size: int, *, actor: Actor) -> Consistency:
    """The proof that the actor's log as it was with so many entries is the beginning of today's.

    Raises: NotPermitted, NotFound("nothing_sealed"), Refused("no_such_size").
    """
    require(actor, READ_LOG)
    checkpoint = _newest(actor.tenant_id)
    if not 1 <= first_size <= checkpoint.tree_size:
        raise Refused("no_such_size", _("This log has from 1 to %(size)s sealed entries.") % {
            "size": checkpoint.tree_size
        }, field="first_size")  # fmt: skip
    first_root, *path = hashes_of(
        actor.tenant_id,
        [complete(0, first_size), *consistency_ranges(first_size, checkpoint.tree_size)],
    )
    return Consistency(
        first_size=first_size,
        first_root_hash=first_root.hex(),
        path=[node.hex() for node in path],
        checkpoint=_signed(checkpoint),
    )


def read_checkpoint(text: str) -> Note:
    """A checkpoint from the file that somebody kept. Raises: Refused("not_a_checkpoint")."""
    try:
        return note.read_note(text.replace("\r\n", "\n"))
    except ValueError as error:
        raise Refused(
            "not_a_checkpoint", _("This is no checkpoint of a log, or the file was changed."), field="kept"
        ) from error


def keys_of(tenant_id: UUID) -> list[str]:
    """The verifier keys of every key that ever signed here, as they name this log."""
    keys = SigningKey.objects.order_by("created_at").values_list("public_key", flat=True)
    return [note.verifier_key(note.origin(str(tenant_id)), bytes(key)) for key in keys]


def signed(checkpoint: Checkpoint, public_key: bytes) -> SignedCheckpoint:
    """A checkpoint with its note."""
    log, root = str(checkpoint.tenant_id), bytes(checkpoint.root_hash)
    name = note.origin(log)
    text = note.statement(log, checkpoint.tree_size, root, checkpoint.created_at)
    return SignedCheckpoint(
        log=log,
        tree_size=checkpoint.tree_size,
        root_hash=root.hex(),
        sealed_at=checkpoint.created_at.isoformat(),
        key=note.verifier_key(name, public_key),
        note=note.written(text, name, public_key, bytes(checkpoint.signature)),
    )


def _newest(tenant_id: UUID) -> Checkpoint:
    found = Checkpoint.objects.filter(tenant_id=tenant_id).order_by("-tree_size").first()
    if found is None:
        raise NotFound("nothing_sealed", _("Nothing is sealed in this log yet. Try again in a minute."))
    return found


def _signed(checkpoint: Checkpoint) -> SignedCheckpoint:
    key = SigningKey.objects.get(id=checkpoint.key_id)
    return signed(checkpoint, bytes(key.public_key))
