"""What another seller's code opens to a customer: who it is, and which of its plans go on with the customer's orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from freehold.catalog.queries import OfferedPlan, plans_offered_to
from freehold.channel.rules.moving import Candidate, nearest, read_code, term_of
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import FreeholdError, NotFound, Refused
from freehold.provisioning.queries import get_instance
from freehold.subscriptions.links import Link
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.subscriptions.taking_over import links_taking_over, living_orders
from freehold.tenants.queries import EdgeFacts, find_edge, get_tenant
from freehold.tenants.row_security import enter
from freehold.tenants.states import TenantKind


@dataclass(frozen=True, slots=True)
class Offer:
    """A seller that a customer could go to, with what it sells to that customer as of a day."""

    code_id: UUID | None
    edge: EdgeFacts  # as it would be
    present: EdgeFacts
    plans: tuple[OfferedPlan, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Succession:
    """What becomes of one order: the plans to choose from, the one that is taken, and the chain that would go on with it."""

    order: SubscriptionFacts
    plans: tuple[OfferedPlan, ...]
    plan: OfferedPlan | None  # none: the order ends on the day
    links: tuple[Link, ...]
    why_not: str  # a sentence, where the service itself cannot go on


def offer_of(actor: Actor, code: str, *, on: date) -> Offer:
    """The seller behind a code, in the customer's scope, with its plans as of a day.

    Raises: Refused("no_such_code", "not_a_customer", "same_seller").
    """
    code_id, seller_id, plan_ids = behind_code(code)
    present = present_edge(actor.tenant_id)
    if present.seller_id == seller_id:
        raise Refused("same_seller", _("This code is of your present provider."), field="code")
    return offer_from(present, seller_id, on=on, code_id=code_id, plan_ids=plan_ids)


def offer_from(
    present: EdgeFacts,
    seller_id: UUID,
    *,
    on: date,
    code_id: UUID | None = None,
    plan_ids: list[UUID] | None = None,
) -> Offer:
    """The same of a seller that is known, for the customer in scope."""
    edge = EdgeFacts(
        seller_id=seller_id,
        buyer_id=present.buyer_id,
        buyer_name=get_tenant(present.buyer_id).name,
        currency=present.currency,
    )
    with enter(seller_id, because="a customer with a seller's code reads what that seller sells"):
        plans = plans_offered_to(
            platform_actor(seller_id, via=Via.JOB), edge.buyer_id, currency=edge.currency, on=on
        )
    chosen = [one for one in plans if one.is_orderable and (not plan_ids or one.id in plan_ids)]
    return Offer(code_id, edge, present, tuple(chosen), on)


def present_edge(customer_id: UUID) -> EdgeFacts:
    """The edge of the customer in scope. Raises: Refused("not_a_customer")."""
    edge = find_edge(customer_id)
    if edge is None or get_tenant(customer_id).kind is not TenantKind.CUSTOMER:
        raise Refused("not_a_customer", _("Only customers change their provider."))
    return edge


def successions(offer: Offer, choices: Mapping[str, UUID | None]) -> list[Succession]:
    """What becomes of each order of the customer in scope. `choices` name by number a plan, or None for its end.

    An order that is not named gets the plan that is most like its own. Raises: NotFound, Refused.
    """
    orders = living_orders(offer.edge.buyer_id)
    if unknown := choices.keys() - {order.number for order in orders}:
        raise Refused(
            "no_such_order",
            _("%(number)s is none of your orders that run.") % {"number": min(unknown)},
            field="choices",
        )
    return [_succession(offer, order, choices) for order in orders]


def _succession(offer: Offer, order: SubscriptionFacts, choices: Mapping[str, UUID | None]) -> Succession:
    plans = tuple(plan for plan in offer.plans if plan.kind == order.kind)
    if order.number in choices:
        plan_id = choices[order.number]
        if plan_id is None:
            return Succession(order, plans, None, (), "")
        plan = next((one for one in plans if one.id == plan_id), None)
        if plan is None:
            raise NotFound
        return Succession(order, plans, plan, tuple(links_for(offer, order, plan)), "")
    plan = nearest_plan(order, plans)
    if plan is None:
        return Succession(order, (), None, (), _("The new provider has no plan for it."))
    try:
        links = links_for(offer, order, plan)
    except FreeholdError as error:
        return Succession(order, (), None, (), error.sentence)
    return Succession(order, plans, plan, tuple(links), "")


def nearest_plan(order: SubscriptionFacts, plans: tuple[OfferedPlan, ...]) -> OfferedPlan | None:
    """The plan that is most like the order's own."""
    options = get_instance(order.instance_id).options
    candidates = [
        Candidate(one.id, one.name, one.kind, one.options, frozenset(t.interval for t in one.terms))
        for one in plans
    ]
    found = nearest(
        candidates, kind=order.kind, name=order.plan_name, options=options, interval=order.terms.interval
    )
    return next((one for one in plans if one.id == found), None)


def links_for(offer: Offer, order: SubscriptionFacts, plan: OfferedPlan) -> list[Link]:
    """The chain that would go on with an order along a plan. Raises: NotFound, Refused."""
    interval = term_of(order.terms.interval, [terms.interval for terms in plan.terms])
    return links_taking_over(
        offer.edge,
        plan.id,
        kind=order.kind,
        instance_id=order.instance_id,
        interval=interval or order.terms.interval,
        on=offer.on,
    )


def behind_code(code: str) -> tuple[UUID, UUID, list[UUID]]:
    """The code's id, whose it is, and which plans it is for: none are all. Raises: Refused("no_such_code")."""
    given = read_code(code)
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.customer_code(%s)", [given or ""])
        row = cursor.fetchone()
    if row is None:
        raise Refused(
            "no_such_code",
            _("This code is not known, or is not good any more. Ask whoever gave it to you for another."),
            field="code",
        )
    return row[0], row[1], row[2]
