"""Locking a transfer in its customer's scope: all acts on one come one after the other."""

from uuid import UUID

from freehold.channel.models import Transfer
from freehold.kernel.errors import NotFound


def lock_transfer(transfer_id: UUID, *, customer_id: UUID) -> Transfer:
    """A transfer of the customer in scope, locked until the transaction ends. Raises: NotFound."""
    found = Transfer.objects.select_for_update().filter(buyer_id=customer_id, id=transfer_id).first()
    if found is None:
        raise NotFound
    return found
