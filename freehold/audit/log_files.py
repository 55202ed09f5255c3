"""The log as the file that its tenant takes away, line by line, with a flat memory."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from freehold.audit.models import Checkpoint, Entry, Leaf, SigningKey
from freehold.audit.permissions import READ_LOG
from freehold.audit.proofs import keys_of, newest_checkpoint, signed
from freehold.audit.rules import log_file
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.tenants.row_security import scope

BATCH = 1000


def log_file_lines(actor: Actor) -> Iterator[str]:
    """The lines of the actor's log up to its newest checkpoint, read in scopes of their own while they are sent.

    Raises: NotPermitted, NotFound("nothing_sealed"), before the first line.
    """
    require(actor, READ_LOG)
    size = newest_checkpoint(actor).tree_size
    header = log_file.header_line(str(actor.tenant_id), keys_of(actor.tenant_id), size)
    return _lines(header, actor.tenant_id, size)


def _lines(header: str, tenant_id: UUID, size: int) -> Iterator[str]:
    yield header
    for start in range(0, size, BATCH):
        with scope(tenant_id):
            lines = _batch(tenant_id, start, min(start + BATCH, size))
        yield "".join(lines)


def _batch(tenant_id: UUID, start: int, end: int) -> Sequence[str]:
    leaves = Leaf.objects.filter(tenant_id=tenant_id, leaf_index__gte=start, leaf_index__lt=end)
    rows = list(leaves.order_by("leaf_index"))
    entries = Entry.objects.filter(tenant_id=tenant_id).in_bulk([leaf.entry_id for leaf in rows])
    checkpoints = {
        found.tree_size: found
        for found in Checkpoint.objects.filter(tenant_id=tenant_id, tree_size__gt=start, tree_size__lte=end)
    }
    keys = {key.id: bytes(key.public_key) for key in SigningKey.objects.all()} if checkpoints else {}
    lines = []
    for leaf in rows:
        entry = entries.get(leaf.entry_id)
        if entry is None:
            lines.append(log_file.erased_line(leaf.leaf_index, bytes(leaf.leaf_hash)))
        else:
            lines.append(log_file.entry_line(leaf.leaf_index, bytes(entry.salt), entry.content()))
        if checkpoint := checkpoints.get(leaf.leaf_index + 1):
            lines.append(log_file.checkpoint_line(signed(checkpoint, keys[checkpoint.key_id]).note))
    return lines
