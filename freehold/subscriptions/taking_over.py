"""What passes from the orders that end to those that begin, when a customer goes on with another seller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms
from freehold.provisioning.queries import get_instance, home_of
from freehold.subscriptions.links import Link, links_of
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.queries import SubscriptionFacts, subscription_facts
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.queries import EdgeFacts, find_edge
from freehold.tenants.row_security import enter

LIVING = (State.TRIAL, State.ACTIVE, State.SUSPENDED, State.CANCELLING)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed on, on one edge of a chain."""

    seller_id: UUID
    buyer_id: UUID
    plan_id: UUID
    plan_name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Left:
    """A customer's order that has ended so that it goes on with another seller, with all that goes along."""

    number: str
    customer_id: UUID
    instance_id: UUID
    kind: str
    seats: int
    reference: str
    options: Mapping[str, object]  # of the instance
    edges: tuple[Agreed, ...]  # as they were, the lowest first
    is_paused: bool  # as the customer asked
    cancel_requested_at: datetime | None
    ends_on: date | None
    erase_after: date | None
    stopped_by: Mapping[
        UUID, tuple[SuspendReason, datetime]
    ]  # by those above the lowest edge, for the service's own sake


def living_orders(customer_id: UUID) -> list[SubscriptionFacts]:
    """The orders of the customer in scope that have not ended, the oldest first; for actions that have checked."""
    found = Subscription.objects.filter(buyer_id=customer_id, pseudonym="", state__in=LIVING)
    return [subscription_facts(row, of=customer_id) for row in found.order_by("id")]


def edges_of(number: str) -> list[Agreed]:
    """What was agreed on, on each edge of a customer's order that may have ended, in its scope; for actions that have checked.

    Raises: NotFound, Refused("chain_changed") where a seller in between buys from another one now.
    """
    row = Subscription.objects.filter(number=number).first()
    if row is None:
        raise NotFound
    found = [Agreed(row.seller_id, row.buyer_id, row.plan_id, row.plan_name, row.agreed)]
    while row.upstream_id is not None:
        with enter(row.seller_id, because="a move that is taken back restores the whole chain"):
            row = Subscription.objects.get(id=row.upstream_id)
            edge = find_edge(row.buyer_id)
        if edge is None or edge.seller_id != row.seller_id:
            raise Refused("chain_changed", _("The former provider buys elsewhere by now."))
        found.append(Agreed(row.seller_id, row.buyer_id, row.plan_id, row.plan_name, row.agreed))
    return found


def agreed_on(links: Sequence[Link], *, lowest: Terms | None = None) -> list[Agreed]:
    """What each edge of new links says; `lowest` are terms that the customer was promised before."""
    return [
        Agreed(
            link.edge.seller_id,
            link.edge.buyer_id,
            link.plan.id,
            link.plan.name,
            lowest if lowest is not None and place == 0 else link.terms,
        )
        for place, link in enumerate(links)
    ]


def links_taking_over(
    edge: EdgeFacts, plan_id: UUID, *, kind: str, instance_id: UUID, interval: Interval, on: date
) -> list[Link]:
    """The chain that would go on with an instance as of a day, along another seller's plan.

    Raises: NotFound, Refused("not_orderable", "no_such_term", "another_service", "another_supplier").
    """
    links = links_of(edge, plan_id, on, interval)
    if links[-1].plan.kind != kind:
        raise Refused("another_service", _("This plan is of another service."), field="plan_id")
    with enter(home_of(instance_id), because="a service stays with whoever supplies it"):
        supplier_id = get_instance(instance_id).supplier_id
    if supplier_id not in (None, links[-1].edge.seller_id):
        raise Refused(
            "another_supplier",
            _("This service comes from your present provider itself, and cannot go on with another."),
            field="plan_id",
        )
    return links
