"""What a tenant can take away of its log and hold against it later: signed checkpoints, and proofs."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from freehold.audit import rules
from freehold.audit.models import Checkpoint, Entry, Leaf, SigningKey
from freehold.audit.permissions import READ_LOG
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require

LONGEST_FILE = 10_000


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The size and root of a log at an instant, signed; hashes, signature and key are hexadecimal."""

    log: str  # the tenant's id
    tree_size: int
    root_hash: str
    sealed_at: str  # as it was signed
    signature: str  # Ed25519 of `rules.checkpoint_statement`
    public_key: str

    @property
    def is_signed(self) -> bool:
        """Whether the signature is that of its own key."""
        try:
            statement = rules.checkpoint_statement(
                self.log,
                self.tree_size,
                bytes.fromhex(self.root_hash),
                datetime.fromisoformat(self.sealed_at),
            )
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), statement)
        except (InvalidSignature, ValueError):
            return False
        return True

    def as_text(self) -> str:
        """The file that is kept."""
        return json.dumps(asdict(self), indent=1) + "\n"


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
    path = rules.inclusion_path(_leaves(checkpoint), leaf.leaf_index)
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
    leaves = _leaves(checkpoint)
    return Consistency(
        first_size=first_size,
        first_root_hash=rules.root_of(leaves[:first_size]).hex(),
        path=[node.hex() for node in rules.consistency_path(leaves, first_size)],
        checkpoint=_signed(checkpoint),
    )


def read_checkpoint(text: str) -> SignedCheckpoint:
    """A checkpoint from the file that somebody kept. Raises: Refused("not_a_checkpoint")."""
    wrong = Refused(
        "not_a_checkpoint", _("This is no checkpoint of a log, or the file was changed."), field="kept"
    )
    try:
        found = json.loads(text[:LONGEST_FILE])
        kept = SignedCheckpoint(**{**found, "tree_size": int(found["tree_size"])})
    except (ValueError, TypeError, KeyError) as error:
        raise wrong from error
    if not all(isinstance(value, str | int) for value in asdict(kept).values()) or not kept.is_signed:
        raise wrong
    return kept


def _newest(tenant_id: UUID) -> Checkpoint:
    found = Checkpoint.objects.filter(tenant_id=tenant_id).order_by("-tree_size").first()
    if found is None:
        raise NotFound("nothing_sealed", _("Nothing is sealed in this log yet. Try again in a minute."))
    return found


def _leaves(checkpoint: Checkpoint) -> list[bytes]:
    found = Leaf.objects.filter(tenant_id=checkpoint.tenant_id, leaf_index__lt=checkpoint.tree_size)
    return [bytes(leaf) for leaf in found.order_by("leaf_index").values_list("leaf_hash", flat=True)]


def _signed(checkpoint: Checkpoint) -> SignedCheckpoint:
    key = SigningKey.objects.get(id=checkpoint.key_id)
    return SignedCheckpoint(
        log=str(checkpoint.tenant_id),
        tree_size=checkpoint.tree_size,
        root_hash=bytes(checkpoint.root_hash).hex(),
        sealed_at=checkpoint.created_at.isoformat(),
        signature=bytes(checkpoint.signature).hex(),
        public_key=bytes(key.public_key).hex(),
    )
