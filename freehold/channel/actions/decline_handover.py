"""Decline, as the seller who was to receive them, to take customers over."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_handover, refuse_unless_proposed
from freehold.channel.permissions import DECLINE_HANDOVER
from freehold.channel.queries.handovers import HandoverFacts, handover_facts
from freehold.channel.states import HandoverState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def decline_handover(handover_id: UUID, *, actor: Actor) -> HandoverFacts:
    """Nothing has happened, and no customer was told. Raises: NotFound, NotPermitted, Refused("not_proposed")."""
    handover = lock_handover(handover_id)
    if handover.seller_id != actor.tenant_id:
        raise NotFound
    require(actor, DECLINE_HANDOVER)
    refuse_unless_proposed(handover)
    handover.state, handover.closed_at = HandoverState.DECLINED, clock.now()
    handover.save(update_fields=["state", "closed_at"])
    record(actor, DECLINE_HANDOVER, subject_kind="handover", subject_id=handover.id)
    tell(
        NoticeTemplate.HANDOVER_OFF,
        handover.former_seller_id,
        provider=handover.seller_name,
        customers=str(handover.customers),
        moves_on=handover.moves_on,
    )
    return handover_facts(actor, handover)
