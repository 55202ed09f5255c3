"""Order a plan: a chain of subscriptions from the customer's edge up to the operator, and one instance."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Interval
from freehold.kernel.permission import require
from freehold.kernel.pricing import Terms
from freehold.provisioning.actions.want import want_instance
from freehold.subscriptions.chain import record_above, record_on_edge
from freehold.subscriptions.links import Link, edge_of, links_of, trial_end
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import ORDER
from freehold.subscriptions.phases import write_phases
from freehold.subscriptions.pseudonyms import pseudonym_of
from freehold.subscriptions.queries import SubscriptionFacts, subscription_facts
from freehold.subscriptions.rules import MOST_SEATS, is_seats, resting_state
from freehold.tenants.row_security import enter

PREFIX = "SUB"


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
    lowest = edge_of(actor, buyer_id)
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


def _instance(buyer_id: UUID, links: list[Link], seats: int) -> UUID:
    root = links[-1].plan
    with enter(buyer_id, because="an order makes one instance where its people are"):
        return want_instance(
            buyer_id,
            kind=root.kind,
            title=links[0].plan.name,
            seats=seats,
            options=root.options,
            supplier_id=links[-1].edge.seller_id,
        )


def _chain(
    links: list[Link], *, seats: int, instance_id: UUID, reference: str, today: date
) -> list[Subscription]:
    """One row for each edge, the lowest first; each names the one above it."""
    customer_id = links[0].edge.buyer_id
    own_ids = [ids.new_id() for _link in links]
    chain = []
    for place, link in enumerate(links):
        trial_ends_on = trial_end(link, links[0], today)
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


def told(terms: Terms) -> str:
    """What was agreed on, in short, for the log."""
    price = terms.seat_price
    amount = terms.currency if price is None else str(Money(price, terms.currency))
    return amount if terms.interval is Interval.MONTH else f"{amount} {terms.interval}"
