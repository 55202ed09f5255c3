"""Terms for partners, and who agreed to which version."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from freehold.channel.models import PartnerTerms, TermsAcceptance
from freehold.channel.permissions import SEE_TERMS
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.tenants.queries import buyers_of, find_edge, get_tenant
from freehold.tenants.states import TenantKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """One version."""

    version: int
    text: str
    digest: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to a version, and when."""

    version: int
    buyer_id: UUID
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerAgreed:
    """A partner, and the newest version that it agreed to."""

    partner_id: UUID
    name: str
    agreed: Agreed | None


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """The newest terms of one's seller, and what one agreed to so far."""

    terms: TermsFacts
    agreed: Agreed | None  # to this very version
    earlier: tuple[Agreed, ...]


def newest_terms(seller_id: UUID) -> TermsFacts | None:
    """The newest version of a seller's terms, in its scope or in that of a buyer of its own."""
    row = PartnerTerms.objects.filter(tenant_id=seller_id).order_by("-version").first()
    return _facts(row) if row else None


def list_terms(actor: Actor) -> list[TermsFacts]:
    """The actor's own terms, the newest first. Raises: NotPermitted."""
    require(actor, SEE_TERMS)
    return [
        _facts(row)
        for row in PartnerTerms.objects.filter(tenant_id=actor.tenant_id).order_by("-version")[:PAGE]
    ]


def who_agreed(actor: Actor, *, limit: int = PAGE) -> list[PartnerAgreed]:
    """The actor's partners by name, each with the newest version that it agreed to. Raises: NotPermitted."""
    require(actor, SEE_TERMS)
    partners = buyers_of(actor, kind=TenantKind.PARTNER, limit=limit)
    found = TermsAcceptance.objects.filter(
        seller_id=actor.tenant_id, buyer_id__in=[one.tenant_id for one in partners]
    ).order_by("version")
    newest = {row.buyer_id: _agreed(row) for row in found}
    return [PartnerAgreed(one.tenant_id, one.name, newest.get(one.tenant_id)) for one in partners]


def own_terms(actor: Actor) -> OwnTerms | None:
    """What the actor's seller asks its partners to agree to; None where there is nothing. Raises: NotPermitted."""
    require(actor, SEE_TERMS)
    tenant = get_tenant(actor.tenant_id)
    edge = find_edge(tenant.id) if tenant.kind is TenantKind.PARTNER else None
    terms = newest_terms(edge.seller_id) if edge else None
    if edge is None or terms is None:
        return None
    found = TermsAcceptance.objects.filter(seller_id=edge.seller_id, buyer_id=tenant.id).order_by("-version")
    every = [_agreed(row) for row in found]
    return OwnTerms(
        terms=terms,
        agreed=next((one for one in every if one.version == terms.version), None),
        earlier=tuple(one for one in every if one.version != terms.version),
    )


def _facts(row: PartnerTerms) -> TermsFacts:
    return TermsFacts(
        version=row.version,
        text=row.text,
        digest=row.digest,
        published_at=row.created_at,
        published_by=row.published_by,
    )


def _agreed(row: TermsAcceptance) -> Agreed:
    return Agreed(
        version=row.version, buyer_id=row.buyer_id, accepted_by=row.accepted_by, accepted_at=row.accepted_at
    )
