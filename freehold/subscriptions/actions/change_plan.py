"""Change the plan of an order to another one of the same service, up or down, on any day."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import want_options
from freehold.provisioning.queries import get_instance, home_of
from freehold.subscriptions.chain import (
    change_chain,
    lock_subscription,
    refuse_above,
    refuse_if_changed,
)
from freehold.subscriptions.links import Link, links_of
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import CHANGE_PLAN
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import may_change_seats
from freehold.subscriptions.states import State
from freehold.tenants.queries import find_edge
from freehold.tenants.row_security import enter


@transaction.atomic
def change_plan(
    number: str, plan_id: UUID, *, actor: Actor, seen_version: int | None = None
) -> SubscriptionFacts:
    """Change the plan of an order, and of those above it to the plans that each seller resells; the service follows.

    Term, and when it is charged, stay as they were agreed on; the prices are those of today.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("follows_customer", "ended", "same_plan",
    "not_orderable", "another_service", "another_supplier", "no_such_term").
    """
    subscription = lock_subscription(number)
    require(actor, CHANGE_PLAN)
    refuse_if_changed(subscription, seen_version)
    refuse_above(subscription)
    links = links_to(subscription, plan_id)
    before = subscription.plan_name

    def give_plan(one: Subscription) -> None:
        take_plan(one, links)

    change_chain(subscription, give_plan, actor=actor, act=CHANGE_PLAN, to=links[0].plan.name, before=before)
    with enter(home_of(subscription.instance_id), because="the service has the options of its plan"):
        want_options(subscription.instance_id, links[-1].plan.options)
    return facts_of(actor, subscription)


def links_to(subscription: Subscription, plan_id: UUID) -> list[Link]:
    """The plans that an order and those above it would change to. Raises: NotFound, Refused."""
    if not may_change_seats(State(subscription.state)):
        raise Refused("ended", _("This order has ended."))
    if plan_id == subscription.plan_id:
        raise Refused("same_plan", _("This is the plan of this order."), field="plan_id")
    edge = find_edge(subscription.buyer_id)
    if edge is None:
        raise NotFound
    links = links_of(edge, plan_id, clock.today(), subscription.agreed.interval)
    if links[-1].plan.kind != subscription.kind:
        raise Refused(
            "another_service", _("This plan is of another service. Order it anew."), field="plan_id"
        )
    with enter(home_of(subscription.instance_id), because="an order stays with whoever supplies it"):
        supplier_id = get_instance(subscription.instance_id).supplier_id
    if supplier_id not in (None, links[-1].edge.seller_id):
        raise Refused(
            "another_supplier", _("This plan comes from another supplier. Order it anew."), field="plan_id"
        )
    return links


def take_plan(one: Subscription, links: Sequence[Link]) -> None:
    """Give one subscription of a chain the plan of its own edge; the caller saves it. Raises: Refused("no_such_term")."""
    link = next((link for link in links if link.edge.seller_id == one.seller_id), None)
    agreed = one.agreed
    terms = (
        next((terms for terms in link.offered if terms.interval is agreed.interval), None) if link else None
    )
    if link is None or terms is None or terms.currency != agreed.currency:
        raise Refused(
            "no_such_term", _("This plan has no price for the term of this order."), field="plan_id"
        )
    one.terms = replace(terms, anchor=agreed.anchor, timing=agreed.timing).as_json()
    one.plan_id, one.plan_name = link.plan.id, link.plan.name
