"""Order a plan: a chain of subscriptions from the customer's edge up to the operator, and one instance."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.catalog.queries import PlanFacts, discounts_on, find_plan
from freehold.catalog.rules import agreed_terms
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Interval
from freehold.kernel.permission import require
from freehold.kernel.pricing import Terms
from freehold.provisioning.actions.want import want_instance
from freehold.subscriptions.chain import record_above, record_on_edge
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import ORDER
from freehold.subscriptions.phases import write_phases
from freehold.subscriptions.pseudonyms import pseudonym_of
from freehold.subscriptions.queries import SubscriptionFacts, subscription_facts
from freehold.subscriptions.rules import MOST_SEATS, is_seats, resting_state
from freehold.tenants.queries import EdgeFacts, find_edge
from freehold.tenants.row_security import enter

PREFIX = "SUB"


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of the chain: who sells which plan to whom, at what price."""

    edge: EdgeFacts
    plan: PlanFacts
    terms: Terms


@transaction.atomic
def order_subscription(
    plan_id: UUID,
    *,
    seats: int,
    actor: Actor,
    buyer_id: UUID | None = None,
    reference: str = "",
    interval: Interval | None = None,
) -> SubscriptionFacts:
    """Order a plan for the actor's own tenant from its seller, or as the seller for a buyer of its own.

    The service comes to be in the buyer's scope within seconds. A plan with a trial begins with it. `interval` is the term,
    monthly where the plan has a price for that unless given; those above follow it where they can.
    Raises: NotFound, NotPermitted, Refused("no_seller", "seats", "reference", "not_orderable").
    """
    lowest = _edge(actor, buyer_id)
    require(actor, ORDER)
    if not is_seats(seats):
        raise Refused("seats", _("Choose from 1 to %(most)s seats.") % {"most": MOST_SEATS}, field="seats")
    if len(reference) > 120 or not reference.isprintable():
        raise Refused("reference", _("A reference is one line of at most 120 characters."), field="reference")
    today = clock.today()
    links = links_of(lowest, plan_id, today, interval)
    instance_id = _instance(lowest.buyer_id, links, seats)
    subscriptions = _chain(
        links, seats=seats, instance_id=instance_id, reference=reference.strip(), today=today
    )
    record_on_edge(actor, ORDER, subscriptions[0], seats=seats, price=told(links[0].terms))
    for above, link in zip(subscriptions[1:], links[1:], strict=True):
        record_above(actor, ORDER, above, seats=seats, price=told(link.terms))
    return subscription_facts(subscriptions[0], of=actor.tenant_id, buyer_name=lowest.buyer_name)


def _edge(actor: Actor, buyer_id: UUID | None) -> EdgeFacts:
    edge = find_edge(buyer_id or actor.tenant_id)
    if buyer_id is None or buyer_id == actor.tenant_id:
        if edge is None:
            raise Refused("no_seller", _("Nobody sells to you, so there is nothing to order."))
        return edge
    if edge is None or edge.seller_id != actor.tenant_id:
        raise NotFound
    return edge


def links_of(lowest: EdgeFacts, plan_id: UUID, today: date, interval: Interval | None = None) -> list[Link]:
    """The chain from the customer's edge upwards, along the plans that each seller resells.

    Raises: NotFound, Refused("not_orderable", "no_such_term").
    """
    links: list[Link] = []
    edge: EdgeFacts | None = lowest
    source: UUID | None = plan_id
    while source is not None:
        if edge is None:
            raise _not_orderable()
        with enter(edge.seller_id, because="an order follows the plans that each seller resells"):
            plan = find_plan(edge.seller_id, source, on=today)
            upper = find_edge(edge.seller_id)
            discounts = discounts_on(edge.seller_id, today)
        if plan is None:
            raise NotFound if not links else _not_orderable()
        offered = [
            agreed_terms(terms, discounts, plan_id=plan.id, buyer_id=edge.buyer_id)
            for terms in plan.terms_in(edge.currency)
        ]
        terms = next((one for one in offered if one.interval is interval), None)
        if plan.is_retired or not offered:
            raise _not_orderable()
        if terms is None and interval is not None and not links:
            raise Refused("no_such_term", _("This plan has no price for that term."), field="interval")
        terms = terms or offered[0]
        interval = terms.interval if not links else interval
        links.append(Link(edge, plan, terms))
        edge, source = upper, plan.source_plan_id
    if edge is not None:
        raise _not_orderable()
    return links


def _not_orderable() -> Refused:
    return Refused(
        "not_orderable",
        _("This plan cannot be ordered at present: it has no price, or is not sold any more."),
    )


def _instance(buyer_id: UUID, links: list[Link], seats: int) -> UUID:
    root = links[-1].plan
    with enter(buyer_id, because="an order makes one instance where its people are"):
        return want_instance(
            buyer_id, kind=root.kind, title=links[0].plan.name, seats=seats, options=root.options
        )


def _chain(
    links: list[Link], *, seats: int, instance_id: UUID, reference: str, today: date
) -> list[Subscription]:
    """One row for each edge, the lowest first; each names the one above it."""
    customer_id = links[0].edge.buyer_id
    own_ids = [ids.new_id() for _link in links]
    chain = []
    for place, link in enumerate(links):
        trial_ends_on = _trial_end(link, links[0], today)
        subscription = Subscription(
            id=own_ids[place],
            number=ids.new_number(PREFIX),
            seller_id=link.edge.seller_id,
            buyer_id=link.edge.buyer_id,
            plan_id=link.plan.id,
            plan_name=link.plan.name,
            kind=link.plan.kind,
            terms=link.terms.as_json(),
            currency=link.terms.currency,
            seats=seats,
            reference=reference if place == 0 else "",
            pseudonym=pseudonym_of(customer_id, known_to=link.edge.buyer_id) if place else "",
            state=resting_state(is_suspended=False, ends_on=None, trial_ends_on=trial_ends_on),
            trial_ends_on=trial_ends_on,
            charged_from=None if trial_ends_on and place == 0 else trial_ends_on or today,
            instance_id=instance_id,
            upstream_id=own_ids[place + 1] if place + 1 < len(links) else None,
        )
        with enter(link.edge.seller_id, because="an order writes one subscription on each edge"):
            subscription.save(force_insert=True)
            write_phases(subscription, held={})
        chain.append(subscription)
    return chain


def _trial_end(link: Link, lowest: Link, today: date) -> date | None:
    """Above the customer's order there is a trial only if there is one below it."""
    if not link.plan.trial_days or not lowest.plan.trial_days:
        return None
    return today + timedelta(days=link.plan.trial_days)


def told(terms: Terms) -> str:
    """What was agreed on, in short, for the log."""
    price = terms.seat_price
    amount = terms.currency if price is None else str(Money(price, terms.currency))
    return amount if terms.interval is Interval.MONTH else f"{amount} {terms.interval}"
