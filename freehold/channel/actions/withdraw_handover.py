"""Take a handover back, as the seller who proposed it, before the other one has agreed."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_handover, refuse_unless_proposed
from freehold.channel.permissions import WITHDRAW_HANDOVER
from freehold.channel.queries.handovers import HandoverFacts, handover_facts
from freehold.channel.states import HandoverState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def withdraw_handover(handover_id: UUID, *, actor: Actor) -> HandoverFacts:
    """No customer was told. Raises: NotFound, NotPermitted, Refused("not_proposed")."""
    handover = lock_handover(handover_id)
    if handover.former_seller_id != actor.tenant_id:
        raise NotFound
    require(actor, WITHDRAW_HANDOVER)
    refuse_unless_proposed(handover)
    handover.state, handover.closed_at = HandoverState.WITHDRAWN, clock.now()
    handover.save(update_fields=["state", "closed_at"])
    record(actor, WITHDRAW_HANDOVER, subject_kind="handover", subject_id=handover.id)
    tell(
        NoticeTemplate.HANDOVER_OFF,
        handover.seller_id,
        provider=handover.former_seller_name,
        customers=str(handover.customers),
        moves_on=handover.moves_on,
    )
    return handover_facts(actor, handover)
