"""Take a part off the prices of orders to come: for a buyer, a plan, a term, or for all of them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Discount
from freehold.catalog.permissions import GIVE_DISCOUNT
from freehold.catalog.queries import find_plan
from freehold.catalog.rules import is_discount
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.period import Interval
from freehold.kernel.permission import require
from freehold.tenants.queries import find_edge


@transaction.atomic
def give_discount(
    percent: Decimal,
    *,
    actor: Actor,
    valid_from: date,
    valid_until: date | None = None,
    buyer_id: UUID | None = None,
    plan_id: UUID | None = None,
    interval: Interval | None = None,
) -> UUID:
    """Give a discount on what is ordered from a UTC day on, until the first day without it, and return its id.

    Whoever orders meanwhile keeps it; where several fit, the largest counts. What has been ordered before stays as it is.
    Raises: NotPermitted, NotFound, Refused("discount", "in_the_past", "valid_until").
    """
    require(actor, GIVE_DISCOUNT)
    if not is_discount(percent):
        raise Refused(
            "discount",
            _("A discount is more than 0 and at most 100 %, with two digits after the point at most."),
            field="percent",
        )
    if valid_from < clock.today():
        raise Refused("in_the_past", _("A discount can begin today at the earliest."), field="valid_from")
    if valid_until is not None and valid_until <= valid_from:
        raise Refused(
            "valid_until", _("The first day without it comes after its first day."), field="valid_until"
        )
    edge = find_edge(buyer_id) if buyer_id else None
    if buyer_id is not None and (edge is None or edge.seller_id != actor.tenant_id):
        raise NotFound
    plan = find_plan(actor.tenant_id, plan_id, on=valid_from) if plan_id else None
    if plan_id is not None and plan is None:
        raise NotFound
    discount = Discount.objects.create(
        tenant_id=actor.tenant_id,
        percent=percent,
        given_to_id=buyer_id,
        plan_id=plan_id,
        interval=interval or "",
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record(
        actor,
        GIVE_DISCOUNT,
        subject_kind="discount",
        subject_id=discount.id,
        percent=str(percent),
        buyer=edge.buyer_name if edge else "",
        plan=plan.name if plan else "",
    )
    return discount.id
