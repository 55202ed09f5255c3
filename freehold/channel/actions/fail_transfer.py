"""Close a move that a rule stood in the way of on its day, and say why."""

from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.channel.locking import lock_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.permissions import FAIL_TRANSFER
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def fail_transfer(transfer_id: UUID, *, why: str, today: date, actor: Actor) -> bool:
    """Nothing has changed; the customer and both sellers are told, and it can ask again. Whether it was open still.

    Raises: NotFound, NotPermitted.
    """
    transfer = lock_transfer(transfer_id, customer_id=actor.tenant_id)
    require(actor, FAIL_TRANSFER)
    if transfer.state != TransferState.ASKED or transfer.moves_on > today:
        return False
    transfer.state, transfer.closed_at, transfer.failure = TransferState.FAILED, clock.now(), why
    transfer.save(update_fields=["state", "closed_at", "failure"])
    record_with_all(actor, FAIL_TRANSFER, transfer)
    for tenant_id in (transfer.buyer_id, transfer.former_seller_id, transfer.seller_id):
        tell(
            NoticeTemplate.TRANSFER_FAILED,
            tenant_id,
            customer=transfer.buyer_name,
            moves_on=transfer.moves_on,
            why="" if tenant_id == transfer.former_seller_id else why,
        )
    return True
