"""The change from one seller to another itself: orders, edge and access, in one order everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from freehold.channel.models import Stranded, Transfer, TransferredOrder
from freehold.delegation.actions.leave_sellers import leave_sellers
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.subscriptions.actions.leave import leave_order
from freehold.subscriptions.actions.take_over import take_over_order
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.subscriptions.taking_over import Agreed, Left
from freehold.tenants.actions.change_seller import change_seller
from freehold.tenants.queries import find_seller


@dataclass(frozen=True, slots=True)
class GoingOn:
    """An order, the edges that go on with it, and the options of its service then."""

    order: SubscriptionFacts
    edges: tuple[Agreed, ...]
    options: Mapping[str, object]


def change_over(transfer: Transfer, orders: Sequence[GoingOn], *, today: date, actor: Actor) -> None:
    """End the old chains, move the customer, begin the new chains, end access; part of an action in the customer's scope.

    The old edge stands while its orders end, and the new one when its orders begin. Raises: NotPermitted, Refused.
    """
    left = [(leave_order(one.order.id, today=today, actor=actor), one) for one in orders]
    former = sellers_above(transfer.former_seller_id)
    change_seller(transfer.buyer_id, seller_id=transfer.seller_id, actor=actor)
    for old, one in left:
        number = take_over_order(old, one.edges, options=one.options, today=today, actor=actor)
        _note(transfer, old, one.edges[0], number)
    leave_sellers(former, actor=actor)
    Stranded.objects.filter(tenant_id=transfer.buyer_id, over_at__isnull=True).update(over_at=clock.now())


def sellers_above(seller_id: UUID) -> list[UUID]:
    """The seller and all above it, up to the operator."""
    found = [seller_id]
    while (above := find_seller(found[-1])) is not None:
        found.append(above)
    return found


def _note(transfer: Transfer, old: Left, lowest: Agreed, number: str) -> None:
    """Which order went on with which, and what its service was like, for the customer alone."""
    chosen = TransferredOrder.objects.filter(transfer_id=transfer.id, number=old.number)
    if not chosen.update(next_number=number, options=dict(old.options)):
        TransferredOrder.objects.create(
            tenant_id=transfer.buyer_id,
            transfer_id=transfer.id,
            number=old.number,
            plan_id=lowest.plan_id,
            terms=lowest.terms.as_json(),
            next_number=number,
            options=dict(old.options),
        )
