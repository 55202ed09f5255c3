"""Agree, as the seller who is to receive them, to take customers over."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.locking import lock_handover, refuse_unless_proposed
from freehold.channel.permissions import AGREE_TO_HANDOVER
from freehold.channel.queries.handovers import HandoverFacts, handover_facts
from freehold.channel.rules.moving import may_hand_over_on
from freehold.channel.states import HandoverState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def agree_to_handover(handover_id: UUID, *, actor: Actor) -> HandoverFacts:
    """Agree; a job tells each customer at once, and each moves on the day unless it chooses otherwise.

    Raises: NotFound, NotPermitted, Refused("not_proposed", "too_late").
    """
    handover = lock_handover(handover_id)
    if handover.seller_id != actor.tenant_id:
        raise NotFound
    require(actor, AGREE_TO_HANDOVER)
    refuse_unless_proposed(handover)
    if not may_hand_over_on(handover.moves_on, today=clock.today()):
        raise Refused(
            "too_late", _("The day is too near: customers are told 14 days before. Ask for a later one.")
        )
    handover.state, handover.agreed_at = HandoverState.AGREED, clock.now()
    handover.save(update_fields=["state", "agreed_at"])
    record(
        actor,
        AGREE_TO_HANDOVER,
        subject_kind="handover",
        subject_id=handover.id,
        customers=handover.customers,
    )
    with enter(handover.former_seller_id, because="a handover is carried out where its customers are known"):
        record(actor, AGREE_TO_HANDOVER, subject_kind="handover", subject_id=handover.id)
        enqueue(
            Job.ADVANCE_HANDOVER,
            lock=f"handover:{handover.id}",
            tenant_id=handover.former_seller_id,
            handover_id=handover.id,
        )
    tell(
        NoticeTemplate.HANDOVER_AGREED,
        handover.former_seller_id,
        provider=handover.seller_name,
        customers=str(handover.customers),
        moves_on=handover.moves_on,
    )
    return handover_facts(actor, handover)
