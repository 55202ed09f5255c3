"""Close a handover once each of its customers has moved, stayed or gone elsewhere."""

from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_handover
from freehold.channel.models import HandedOver, Transfer
from freehold.channel.permissions import FINISH_HANDOVER
from freehold.channel.states import HandoverState, TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def finish_handover(handover_id: UUID, *, today: date, actor: Actor) -> bool:
    """Note that all were told, and that all is done; whether it is. In the scope of the seller who hands over.

    Both sellers are told once. Raises: NotFound, NotPermitted.
    """
    handover = lock_handover(handover_id)
    require(actor, FINISH_HANDOVER)
    if handover.state != HandoverState.AGREED:
        return handover.state == HandoverState.DONE
    of_it = HandedOver.objects.filter(tenant_id=actor.tenant_id, handover_id=handover.id)
    if of_it.filter(announced_at__isnull=True).exists():
        return False
    if handover.announced_at is None:
        handover.announced_at = clock.now()
        handover.save(update_fields=["announced_at"])
    waiting = Transfer.objects.filter(handover_id=handover.id, state=TransferState.ASKED)
    if today < handover.moves_on or waiting.exists():
        return False
    handover.state, handover.closed_at = HandoverState.DONE, clock.now()
    handover.save(update_fields=["state", "closed_at"])
    moved = Transfer.objects.filter(handover_id=handover.id, moved_on__isnull=False).count()
    record(actor, FINISH_HANDOVER, subject_kind="handover", subject_id=handover.id, moved=moved)
    for seller_id in (handover.former_seller_id, handover.seller_id):
        tell(
            NoticeTemplate.HANDOVER_DONE,
            seller_id,
            moved=str(moved),
            customers=str(handover.customers),
            moves_on=handover.moves_on,
        )
    return True
