"""The edges that an order is on, from the customer's own upwards, and what each seller's plan costs there."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.catalog.queries import PlanFacts, discounts_on, find_plan
from freehold.catalog.rules import agreed_terms
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms
from freehold.provisioning.registry import service_for
from freehold.tenants.queries import EdgeFacts, find_edge, refuse_if_stopped
from freehold.tenants.row_security import enter


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of the chain: who sells which plan to whom, at what price."""

    edge: EdgeFacts
    plan: PlanFacts
    terms: Terms
    offered: tuple[Terms, ...]  # all that this plan costs this buyer


def edge_of(actor: Actor, buyer_id: UUID | None) -> EdgeFacts:
    """The edge that an order would be on. Raises: NotFound, Refused("no_seller")."""
    edge = find_edge(buyer_id or actor.tenant_id)
    if buyer_id is None or buyer_id == actor.tenant_id:
        if edge is None:
            raise Refused("no_seller", _("Nobody sells to you, so there is nothing to order."))
        return edge
    if edge is None or edge.seller_id != actor.tenant_id:
        raise NotFound
    return edge


def links_of(lowest: EdgeFacts, plan_id: UUID, today: date, interval: Interval | None = None) -> list[Link]:
    """The chain from the customer's edge upwards, along the plans that each seller resells, to whoever supplies it.

    Raises: NotFound, Refused("not_orderable", "no_such_term", "seller_stopped").
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
            refuse_if_stopped(edge.seller_id)
            discounts = discounts_on(edge.seller_id, today)
        if plan is None:
            raise NotFound if not links else _not_orderable()
        offered = [
            agreed_terms(terms, discounts, plan_id=plan.id, buyer_id=edge.buyer_id, level=plan.service_level)
            for terms in plan.terms_in(edge.currency)
        ]
        terms = next((one for one in offered if one.interval is interval), None)
        if plan.is_retired or not offered:
            raise _not_orderable()
        if terms is None and interval is not None and not links:
            raise Refused("no_such_term", _("This plan has no price for that term."), field="interval")
        terms = terms or offered[0]
        interval = terms.interval if not links else interval
        links.append(Link(edge, plan, terms, tuple(offered)))
        edge, source = upper, plan.source_plan_id
    if edge is not None and service_for(links[-1].plan.kind).runs_here:
        raise _not_orderable()
    return links


def _not_orderable() -> Refused:
    return Refused(
        "not_orderable",
        _("This plan cannot be ordered at present: it has no price, or is not sold any more."),
    )


def trial_end(link: Link, lowest: Link, today: date) -> date | None:
    """Above the customer's order there is a trial only if there is one below it."""
    if not link.plan.trial_days or not lowest.plan.trial_days:
        return None
    return today + timedelta(days=link.plan.trial_days)
