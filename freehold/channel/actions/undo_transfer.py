"""Take a move back, by consent of all three: the customer returns to its former seller, on the old plans and terms."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.channel.changing_over import GoingOn, change_over
from freehold.channel.locking import lock_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.models import Transfer, TransferredOrder, UndoConsent
from freehold.channel.offers import links_for, nearest_plan, offer_from, present_edge
from freehold.channel.permissions import UNDO_TRANSFER
from freehold.channel.rules.moving import undo_until
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.subscriptions.taking_over import agreed_on, edges_of, living_orders

PARTIES = 3


@transaction.atomic
def undo_transfer(transfer_id: UUID, *, today: date, actor: Actor) -> bool:
    """Move back today, in the customer's scope; whether there was something to do. A move of its own, with its own record.

    What was charged since stays with the seller that served it, by the day. Raises: NotFound, NotPermitted,
    Refused("moved_on", "chain_changed", "cannot_go_on").
    """
    undone = lock_transfer(transfer_id, customer_id=actor.tenant_id)
    require(actor, UNDO_TRANSFER)
    agreed = UndoConsent.objects.filter(transfer_id=undone.id).count()
    is_late = undone.moved_on is None or today >= undo_until(undone.moved_on)
    if undone.state != TransferState.MOVED or undone.failure or agreed < PARTIES or is_late:
        return False
    if present_edge(undone.buyer_id).seller_id != undone.seller_id:
        raise Refused("moved_on", _("The customer has moved on meanwhile."))
    before = {row.next_number: row for row in TransferredOrder.objects.filter(transfer_id=undone.id)}
    going = [
        _going_back(one, before.get(one.number), undone, today) for one in living_orders(undone.buyer_id)
    ]
    Transfer.objects.filter(buyer_id=undone.buyer_id, state=TransferState.ASKED).update(
        state=TransferState.WITHDRAWN, closed_at=clock.now()
    )
    back = Transfer.objects.create(
        buyer_id=undone.buyer_id,
        seller_id=undone.former_seller_id,
        former_seller_id=undone.seller_id,
        buyer_name=undone.buyer_name,
        undoes_id=undone.id,
        moves_on=today,
        asked_by=actor.name,
        state=TransferState.MOVED,
        moved_on=today,
        closed_at=clock.now(),
    )
    change_over(back, going, today=today, actor=actor)
    undone.state = TransferState.UNDONE
    undone.save(update_fields=["state"])
    record_with_all(actor, UNDO_TRANSFER, back, moved_on=today)
    for party in (undone.buyer_id, undone.seller_id, undone.former_seller_id):
        tell(NoticeTemplate.TRANSFER_UNDONE, party, customer=undone.buyer_name, moves_on=today)
    return True


def _going_back(
    order: SubscriptionFacts, before: TransferredOrder | None, undone: Transfer, today: date
) -> GoingOn:
    """An order on the plans and terms that it had; what was ordered since gets the plan most like its own."""
    if before is not None:
        return GoingOn(order, tuple(edges_of(before.number)), dict(before.options or {}))
    offer = offer_from(present_edge(undone.buyer_id), undone.former_seller_id, on=today)
    plan = nearest_plan(order, tuple(one for one in offer.plans if one.kind == order.kind))
    if plan is None:
        raise Refused(
            "cannot_go_on",
            _("%(plan)s (%(number)s) cannot go on: the former provider has no plan for it.")
            % {"plan": order.plan_name, "number": order.number},
        )
    links = links_for(offer, order, plan)
    return GoingOn(order, tuple(agreed_on(links)), links[-1].plan.options)
