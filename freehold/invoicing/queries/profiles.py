"""How sellers and buyers stand on invoices."""

from dataclasses import dataclass, fields, replace
from uuid import UUID

from freehold.invoicing.models import (
    BuyerProfile,
)
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.reading import newest_profile, rates_from
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.states import Regime
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.tenants.queries import EdgeFacts, find_edge, find_edge_to


@dataclass(frozen=True, slots=True)
class SellerProfileFacts:
    """How a seller stands on its invoices, and the version; version 0 when it has not said so yet."""

    facts: SellerFacts | None
    version: int


@dataclass(frozen=True, slots=True)
class BuyerProfileFacts:
    """How a buyer stands on its seller's invoices, and the version."""

    facts: BuyerFacts | None
    version: int
    buyer_id: UUID
    buyer_name: str


def own_seller_profile(actor: Actor) -> SellerProfileFacts:
    """How the actor's tenant stands on its invoices. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = newest_profile(actor.tenant_id)
    if found is None:
        return SellerProfileFacts(None, 0)
    facts = SellerFacts(**{field.name: getattr(found, field.name) for field in fields(SellerFacts)})
    own_rates = rates_from(found.own_rates)
    return SellerProfileFacts(replace(facts, regime=Regime(found.regime), own_rates=own_rates), found.version)


def buyer_profile(actor: Actor, *, buyer_id: UUID | None = None) -> BuyerProfileFacts:
    """How the actor's tenant stands on its seller's invoices, or its buyer on its own.

    Raises: NotFound, NotPermitted.
    """
    edge = edge_seen(actor, buyer_id)
    require(actor, SEE_INVOICES)
    own = BuyerProfile.objects.filter(seller_id=edge.seller_id, buyer_id=edge.buyer_id)
    found = own.order_by("-version").first()
    if found is None:
        return BuyerProfileFacts(None, 0, edge.buyer_id, edge.buyer_name)
    facts = BuyerFacts(**{field.name: getattr(found, field.name) for field in fields(BuyerFacts)})
    return BuyerProfileFacts(facts, found.version, edge.buyer_id, edge.buyer_name)


def edge_seen(actor: Actor, buyer_id: UUID | None) -> EdgeFacts:
    """The edge to a buyer of the actor's own, or to its own seller. Raises: NotFound."""
    edge = find_edge(buyer_id or actor.tenant_id)
    if edge is None or actor.tenant_id not in {edge.buyer_id, edge.seller_id}:
        edge = find_edge_to(actor.tenant_id, buyer_id or actor.tenant_id)
    if edge is None:
        raise NotFound
    return edge
