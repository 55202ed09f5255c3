"""Tell one customer that its provider hands it over, and when; it may stay, or go elsewhere."""

from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.models import HandedOver, Handover, Transfer
from freehold.channel.permissions import ANNOUNCE_HANDOVER
from freehold.channel.rules.moving import SHORTEST_NOTICE
from freehold.channel.states import HandoverState, TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import find_edge, get_tenant
from freehold.tenants.row_security import enter


@transaction.atomic
def announce_to_customer(handed_over_id: UUID, *, today: date, actor: Actor) -> bool:
    """Make its transfer, which waits for the day, and write to it; whether it was to be told still. Run twice, told once.

    Told late, it moves late: never sooner than a fortnight after. Who goes elsewhere already is passed over.
    Raises: NotFound, NotPermitted.
    """
    row = HandedOver.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=handed_over_id).first()
    if row is None:
        raise NotFound
    require(actor, ANNOUNCE_HANDOVER)
    handover = Handover.objects.get(id=row.handover_id)
    if row.announced_at is not None or handover.state != HandoverState.AGREED:
        return False
    row.announced_at, row.passed_over = clock.now(), not _announce(handover, row.customer_id, today, actor)
    row.save(update_fields=["announced_at", "passed_over"])
    return True


def _announce(handover: Handover, customer_id: UUID, today: date, actor: Actor) -> bool:
    edge = find_edge(customer_id)
    if edge is None or edge.seller_id != handover.former_seller_id:
        return False
    with enter(customer_id, because="a customer that is handed over is told, and chooses"):
        if Transfer.objects.filter(buyer_id=customer_id, state=TransferState.ASKED).exists():
            return False
        moves_on = max(handover.moves_on, today + SHORTEST_NOTICE)
        transfer = Transfer.objects.create(
            buyer_id=customer_id,
            seller_id=handover.seller_id,
            former_seller_id=handover.former_seller_id,
            buyer_name=get_tenant(customer_id).name,
            handover_id=handover.id,
            moves_on=moves_on,
            asked_by=handover.former_seller_name,
        )
        record(
            actor,
            ANNOUNCE_HANDOVER,
            subject_kind="transfer",
            subject_id=transfer.id,
            to=handover.seller_name,
            moves_on=moves_on,
        )
    tell(
        NoticeTemplate.HANDOVER_AHEAD,
        customer_id,
        customer=transfer.buyer_name,
        provider=handover.seller_name,
        former=handover.former_seller_name,
        moves_on=moves_on,
    )
    return True
