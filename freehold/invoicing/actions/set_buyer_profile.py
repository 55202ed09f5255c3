"""Say how a buyer stands on its seller's invoices."""

from dataclasses import asdict, replace
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.models import BuyerProfile
from freehold.invoicing.permissions import SET_BUYER_PROFILE
from freehold.invoicing.rules.parties import BuyerFacts, fault_of_buyer, tidy_buyer
from freehold.invoicing.words import fault_sentence
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import EdgeFacts, find_edge, find_edge_to
from freehold.tenants.row_security import enter


@transaction.atomic
def set_buyer_profile(
    facts: BuyerFacts, *, actor: Actor, buyer_id: UUID | None = None, seen_version: int | None = None
) -> int:
    """Write the next version for the actor's own tenant as a buyer, or as the seller for a buyer of its own; return it.

    What was issued keeps the one that it was issued with. `seen_version` is the newest one that the person knew, 0 for none.
    Raises: NotFound, NotPermitted, Refused("no_seller", and the codes of `fault_of_buyer`), Conflict("changed_meanwhile").
    """
    edge = _edge(actor, buyer_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"buyer profile:{edge.buyer_id}"]
        )
    require(actor, SET_BUYER_PROFILE)
    facts = tidy_buyer(facts)
    fault = fault_of_buyer(facts)
    if fault is not None:
        raise Refused(fault.code, fault_sentence(fault.code), field=fault.field)
    own = BuyerProfile.objects.filter(seller_id=edge.seller_id, buyer_id=edge.buyer_id)
    newest = own.order_by("-version").first()
    version = newest.version if newest else 0
    if seen_version not in (None, version):
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    profile = BuyerProfile.objects.create(
        seller_id=edge.seller_id, buyer_id=edge.buyer_id, version=version + 1, **asdict(facts)
    )
    _record_at_both_ends(actor, edge, profile)
    return profile.version


def _edge(actor: Actor, buyer_id: UUID | None) -> EdgeFacts:
    """The actor's own edge as a buyer, or the one to a buyer of its own. Raises: NotFound, Refused("no_seller")."""
    edge = find_edge(buyer_id or actor.tenant_id)
    if buyer_id is None or buyer_id == actor.tenant_id:
        if edge is None:
            raise Refused("no_seller", _("Nobody sells to you, so nobody invoices you."))
        return edge
    if edge is None or edge.seller_id != actor.tenant_id:
        edge = find_edge_to(
            actor.tenant_id, buyer_id
        )  # who has gone to another seller gets a last invoice all the same
    if edge is None:
        raise NotFound
    return edge


def _record_at_both_ends(actor: Actor, edge: EdgeFacts, profile: BuyerProfile) -> None:
    """The seller reads its buyer's name where a person of the buyer acted."""
    by_seller = actor.tenant_id == edge.seller_id
    in_name = actor if by_seller else replace(actor, name=edge.buyer_name, person_id=None, grant_id=None)
    for tenant_id, who in ((edge.buyer_id, actor), (edge.seller_id, in_name)):
        with enter(tenant_id, because="what stands on invoices is in the logs of both ends"):
            record(
                who, SET_BUYER_PROFILE, subject_kind="buyer_profile", subject_id=profile.id, version=profile.version,
                legal_name=profile.legal_name, tax_id=profile.tax_id,
            )  # fmt: skip
