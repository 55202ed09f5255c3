"""Take back a move to another seller before its day."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.channel.locking import lock_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.permissions import WITHDRAW_TRANSFER
from freehold.channel.queries.transfers import TransferFacts, transfer_facts
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def withdraw_transfer(transfer_id: UUID, *, actor: Actor) -> TransferFacts:
    """Stay with the present seller; both sellers are told. The customer's own act alone.

    Raises: NotFound, NotPermitted, Refused("not_open").
    """
    transfer = lock_transfer(transfer_id, customer_id=actor.tenant_id)
    require(actor, WITHDRAW_TRANSFER)
    if transfer.state != TransferState.ASKED:
        raise Refused("not_open", _("This move is over already."))
    transfer.state, transfer.closed_at = TransferState.WITHDRAWN, clock.now()
    transfer.save(update_fields=["state", "closed_at"])
    record_with_all(actor, WITHDRAW_TRANSFER, transfer)
    for seller_id in (transfer.former_seller_id, transfer.seller_id):
        tell(
            NoticeTemplate.TRANSFER_WITHDRAWN,
            seller_id,
            customer=transfer.buyer_name,
            moves_on=transfer.moves_on,
        )
    return transfer_facts(actor, transfer)
