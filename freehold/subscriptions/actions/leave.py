"""End a customer's order, since its service goes on with another seller."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.provisioning.queries import get_instance
from freehold.subscriptions.chain import change_chain, lock_by_id
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import LEAVE
from freehold.subscriptions.states import OF_THE_SERVICE, State, SuspendReason
from freehold.subscriptions.taking_over import LIVING, Agreed, Left


@transaction.atomic
def leave_order(subscription_id: UUID, *, today: date, actor: Actor) -> Left:
    """End an order and those above it as of a day, with the service left alone; the caller has another one take over.

    In the customer's scope. What was charged for later days is credited, whatever the term. What the old seller laid on the
    order ends with it; a pause, a cancellation and what an upper seller laid on the service itself go along.
    Raises: NotFound, NotPermitted, Refused("follows_customer", "ended").
    """
    lowest = lock_by_id(subscription_id)
    require(actor, LEAVE)
    if not lowest.leads or lowest.state not in LIVING:
        raise Refused("ended", _("This order has ended."))
    instance = get_instance(lowest.instance_id)
    edges: list[Agreed] = []
    stopped_by: dict[UUID, tuple[SuspendReason, datetime]] = {}
    cancelled = (lowest.cancel_requested_at, lowest.ends_on, lowest.erase_after)
    is_paused = lowest.is_paused
    now = clock.now()

    def leave(one: Subscription) -> None:
        edges.append(Agreed(one.seller_id, one.buyer_id, one.plan_id, one.plan_name, one.agreed))
        if not one.leads and one.suspended_at and SuspendReason(one.suspend_reason) in OF_THE_SERVICE:
            stopped_by[one.seller_id] = (SuspendReason(one.suspend_reason), one.suspended_at)
        one.state, one.ends_on, one.ended_at, one.moved_at = State.ENDED, today, now, now
        one.erase_after = None

    change_chain(lowest, leave, actor=actor, act=LEAVE, ends_on=today)
    return Left(
        number=lowest.number,
        customer_id=lowest.buyer_id,
        instance_id=lowest.instance_id,
        kind=lowest.kind,
        seats=lowest.seats,
        reference=lowest.reference,
        options=instance.options,
        edges=tuple(edges),
        is_paused=is_paused,
        cancel_requested_at=cancelled[0],
        ends_on=cancelled[1],
        erase_after=cancelled[2],
        stopped_by=stopped_by,
    )
