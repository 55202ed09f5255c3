"""Move a customer from one seller to another on its day: every edge of the old chain ends, every edge of the new one begins."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.channel.changing_over import GoingOn, change_over
from freehold.channel.locking import lock_transfer
from freehold.channel.logs import record_with_all
from freehold.channel.models import Transfer
from freehold.channel.offers import Offer, links_for, nearest_plan, offer_from, present_edge
from freehold.channel.permissions import CARRY_OUT_TRANSFER
from freehold.channel.queries.transfers import Chosen, chosen_in
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.kernel.pricing import Terms
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.withdraw import withdraw_cancellation
from freehold.subscriptions.links import Link
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.subscriptions.taking_over import agreed_on, living_orders
from freehold.tenants.queries import brand_of


@transaction.atomic
def carry_out_transfer(transfer_id: UUID, *, today: date, actor: Actor) -> bool:
    """Move, in the customer's scope and all at once; whether there was something to do. May be run any number of times.

    The UTC day of moving is the boundary of money: what was used before it is charged on the old edges, from it on the new
    ones, each once. Services are left alone. Access of the old seller and of those above it ends.
    Raises: NotFound, NotPermitted, Refused (what stands in the way; nothing has changed then).
    """
    transfer = lock_transfer(transfer_id, customer_id=actor.tenant_id)
    require(actor, CARRY_OUT_TRANSFER)
    if transfer.state != TransferState.ASKED or transfer.moves_on > today:
        return False
    present = present_edge(transfer.buyer_id)
    if present.seller_id != transfer.former_seller_id:
        raise Refused("another_seller", _("The provider has changed meanwhile."))
    offer = offer_from(present, transfer.seller_id, on=today)
    chosen = chosen_in(transfer.buyer_id, transfer.id)
    going: list[GoingOn] = []
    for order in living_orders(transfer.buyer_id):
        links = _links(offer, order, chosen)
        if links:
            edges = agreed_on(links, lowest=_promised(transfer, order, chosen.get(order.number)))
            going.append(GoingOn(order, tuple(edges), links[-1].plan.options))
        else:
            _end(order, today, actor)
    change_over(transfer, going, today=today, actor=actor)
    transfer.state, transfer.closed_at, transfer.moved_on = TransferState.MOVED, clock.now(), today
    transfer.save(update_fields=["state", "closed_at", "moved_on"])
    record_with_all(actor, CARRY_OUT_TRANSFER, transfer, moved_on=today)
    _tell(transfer, today)
    return True


def _links(offer: Offer, order: SubscriptionFacts, chosen: Mapping[str, Chosen]) -> list[Link]:
    """The chain that goes on with an order; none lets it end. What was ordered after the customer chose gets the nearest plan."""
    choice = chosen.get(order.number)
    if choice is not None and choice.plan_id is None:
        return []
    plans = tuple(
        plan
        for plan in offer.plans
        if plan.kind == order.kind and (choice is None or plan.id == choice.plan_id)
    )
    plan = nearest_plan(order, plans)
    if plan is None:
        raise Refused(
            "cannot_go_on",
            _("%(plan)s (%(number)s) cannot go on: the new provider does not sell the plan any more.")
            % {"plan": order.plan_name, "number": order.number},
        )
    return links_for(offer, order, plan)


def _promised(transfer: Transfer, order: SubscriptionFacts, choice: Chosen | None) -> Terms | None:
    """What the customer read when it asked; who is handed over keeps the terms that it had."""
    if choice is not None:
        return choice.terms
    return order.terms if transfer.handover_id is not None else None


def _end(order: SubscriptionFacts, today: date, actor: Actor) -> None:
    """It ends on the day as any order does: its data is kept for the retrieval period."""
    if order.ends_on is not None:
        withdraw_cancellation(order.number, actor=actor)
    cancel_subscription(order.number, ends_on=today, actor=actor)


def _tell(transfer: Transfer, today: date) -> None:
    brand = brand_of(transfer.seller_id)
    told: dict[str, str | date] = {"customer": transfer.buyer_name, "moves_on": today}
    tell(NoticeTemplate.TRANSFER_MOVED, transfer.buyer_id, provider=brand.name if brand else "", **told)
    if transfer.handover_id is not None:  # the two sellers read how far it has come on one page
        return
    tell(NoticeTemplate.TRANSFER_LEFT, transfer.former_seller_id, **told)
    tell(NoticeTemplate.TRANSFER_ARRIVED, transfer.seller_id, **told)
