"""Note why a move that all three wanted to take back could not be."""

from uuid import UUID

from django.db import transaction

from freehold.channel.locking import lock_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.permissions import FAIL_TRANSFER
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def fail_undo(transfer_id: UUID, *, why: str, actor: Actor) -> bool:
    """Nothing has changed, and nobody tries again; the customer and its provider are told. Whether it was open still.

    Raises: NotFound, NotPermitted.
    """
    transfer = lock_transfer(transfer_id, customer_id=actor.tenant_id)
    require(actor, FAIL_TRANSFER)
    if transfer.state != TransferState.MOVED or transfer.failure:
        return False
    transfer.failure = why
    transfer.save(update_fields=["failure"])
    record_with_all(actor, FAIL_TRANSFER, transfer)
    for tenant_id in (transfer.buyer_id, transfer.seller_id):
        tell(
            NoticeTemplate.TRANSFER_FAILED,
            tenant_id,
            customer=transfer.buyer_name,
            moves_on=transfer.moves_on,
            why=why,
        )
    return True
