"""Tenants, edges and brands as other packages and pages read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Brand, Disclosure, Edge, Tenant
from freehold.tenants.permissions import CHANGE_BRAND, CHANGE_DISCLOSURE, SEE_CUSTOMERS
from freehold.tenants.states import AccentUse, LogoPlace, TenantKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """The tenant in scope, as itself."""

    id: UUID
    kind: TenantKind
    name: str
    country: str
    language: str
    time_zone: str
    requires_second_factor: bool
    parent_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """One edge as its seller sees it: the buyer by the name and reference that the seller gave it."""

    edge_id: UUID
    tenant_id: UUID
    kind: TenantKind
    name: str
    reference: str
    currency: str
    since: datetime


@dataclass(frozen=True, slots=True)
class EdgeFacts:
    """Who sells to whom, and in which currency."""

    seller_id: UUID
    buyer_id: UUID
    buyer_name: str
    currency: str
    is_stopped: bool = False  # the buyer sells nothing new
    protected_until: date | None = None  # so long the buyer's own customers run on, whatever it owes


class BuyerOrder(StrEnum):
    """How a list of buyers is sorted; a minus turns it round."""

    NAME = "name"
    NAME_DOWN = "-name"
    SINCE = "since"
    SINCE_DOWN = "-since"


@dataclass(frozen=True, slots=True)
class BrandFacts:
    """What a seller's people and customers see of it."""

    tenant_id: UUID
    name: str
    accent: str
    has_logo: bool
    support_name: str
    support_phone: str
    support_email: str
    help_url: str = ""
    legal_url: str = ""
    privacy_url: str = ""
    sender: str = ""  # who writes its mail; to others than its own seller only where its domain is proven
    invoice_logo: str = LogoPlace.LEFT
    invoice_accent: str = AccentUse.RULES
    invoice_foot: str = ""
    version: int | None = None  # to its own seller alone


@dataclass(frozen=True, slots=True)
class BrandSender:
    """A seller's own address, whether the platform may write as it now, and which one the engines know of."""

    tenant_id: UUID
    sender: str
    may_write: bool
    listed: str


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """What a seller says of itself, for itself to change."""

    legal_name: str
    address: str
    country: str
    contact: str
    contract_url: str
    data_places: str
    third_country_access: str
    subprocessors: str
    version: int


@dataclass(frozen=True, slots=True)
class Subprocessor:
    """Who else handles data, what for, and where."""

    name: str
    purpose: str
    country: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One of those who provide, as those below read it."""

    name: str  # of the brand
    kind: TenantKind
    legal_name: str
    address: str
    country: str
    contact: str
    contract_url: str
    data_places: tuple[str, ...]
    third_country_access: str
    subprocessors: tuple[Subprocessor, ...]


BUYER_FIELDS = {
    BuyerOrder.NAME: ("buyer_name", False),
    BuyerOrder.NAME_DOWN: ("buyer_name", True),
    BuyerOrder.SINCE: ("created_at", False),
    BuyerOrder.SINCE_DOWN: ("created_at", True),
}


def get_tenant(tenant_id: UUID) -> TenantFacts:
    """The tenant in scope. Raises: NotFound for every other."""
    found = Tenant.objects.filter(id=tenant_id).first()
    if found is None:
        raise NotFound
    return TenantFacts(
        id=found.id,
        kind=TenantKind(found.kind),
        name=found.name,
        country=found.country,
        language=found.language,
        time_zone=found.time_zone,
        requires_second_factor=found.requires_second_factor,
        parent_id=found.parent_id,
        version=found.version,
    )


def find_operator() -> UUID | None:
    """The operator of this instance; None before there is one."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.operator()")
        row = cursor.fetchone()
    return row[0] if row else None


def find_seller(tenant_id: UUID) -> UUID | None:
    """Who sells to this tenant now."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.seller_of(%s)", [tenant_id])
        row = cursor.fetchone()
    return row[0] if row else None


def find_edge(buyer_id: UUID) -> EdgeFacts | None:
    """The present edge of a buyer, as either end sees it, for actions that have checked their permission."""
    edge = Edge.objects.filter(buyer_id=buyer_id, ended_at__isnull=True).first()
    if edge is None:
        return None
    return _edge(edge)


def refuse_if_stopped(seller_id: UUID) -> None:
    """In the scope of a seller: who has been declared gone sells nothing new. Raises: Refused("seller_stopped")."""
    edge = find_edge(seller_id)
    if edge is not None and edge.is_stopped:
        raise Refused("seller_stopped", _("This provider sells nothing new at present."))


def find_edge_to(seller_id: UUID, buyer_id: UUID) -> EdgeFacts | None:
    """The edge of a seller to a buyer, the present one or the last that there was: what stands on it can still be settled."""
    edge = Edge.objects.filter(seller_id=seller_id, buyer_id=buyer_id).order_by("-created_at").first()
    if edge is None:
        return None
    return _edge(edge)


def names_of_buyers(seller_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the seller in scope calls these buyers, past ones included, in one query."""
    found = Edge.objects.filter(seller_id=seller_id, buyer_id__in=buyer_ids).order_by("created_at")
    return dict(found.values_list("buyer_id", "buyer_name"))


def currencies_of_buyers(seller_id: UUID, buyer_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """In which currencies the seller in scope sells to these buyers, or has sold."""
    found = Edge.objects.filter(seller_id=seller_id, buyer_id__in=buyer_ids)
    return set(found.values_list("buyer_id", "currency"))


def names_of_current_buyers(seller_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, str]:
    """The same for those that it sells to now: the others are left out."""
    found = Edge.objects.filter(seller_id=seller_id, buyer_id__in=buyer_ids, ended_at__isnull=True)
    return dict(found.values_list("buyer_id", "buyer_name"))


def buyers_of(
    actor: Actor,
    *,
    kind: TenantKind | None = None,
    search: str = "",
    among: Collection[UUID] | None = None,
    besides: Collection[UUID] = (),
    order: BuyerOrder = BuyerOrder.NAME,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[Buyer]:
    """The seller's own buyers, one level down; `after` is the `buyer_place` of the last one seen.

    `search` is looked for anywhere in names and references; a scan of this seller's buyers alone. `among` and
    `besides` narrow the list to some buyers, or to all but some. Raises: NotPermitted, Refused("bad_cursor").
    """
    require(actor, SEE_CUSTOMERS)
    found = Edge.objects.filter(seller_id=actor.tenant_id, ended_at__isnull=True)
    if kind is not None:
        found = found.filter(buyer_kind=kind)
    if search:
        found = found.filter(Q(buyer_name__icontains=search) | Q(reference__icontains=search))
    if among is not None:
        found = found.filter(buyer_id__in=among)
    if besides:
        found = found.exclude(buyer_id__in=besides)
    field, is_down = BUYER_FIELDS[order]
    if after:
        value, edge_id = _read_place(after, order)
        beyond, seen = ("lte", "gte") if is_down else ("gte", "lte")
        found = found.filter(**{f"{field}__{beyond}": value}).exclude(
            **{field: value, f"id__{seen}": edge_id}
        )
    turn = "-" if is_down else ""
    return [_buyer(edge) for edge in found.order_by(f"{turn}{field}", f"{turn}id")[:limit]]


def buyer_place(buyer: Buyer, order: BuyerOrder = BuyerOrder.NAME) -> tuple[str, UUID]:
    """Where a buyer stands in a list so sorted, for the next page."""
    by_age = BUYER_FIELDS[order][0] == "created_at"
    return buyer.since.isoformat() if by_age else buyer.name, buyer.edge_id


def _read_place(after: tuple[str, UUID], order: BuyerOrder) -> tuple[str | datetime, UUID]:
    value, edge_id = after
    if BUYER_FIELDS[order][0] != "created_at":
        return value, edge_id
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refused("bad_cursor", _("This cursor belongs to another order."), field="cursor") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), edge_id


def count_buyers(actor: Actor, *, kind: TenantKind | None = None) -> int:
    """How many buyers the seller has now."""
    require(actor, SEE_CUSTOMERS)
    found = Edge.objects.filter(seller_id=actor.tenant_id, ended_at__isnull=True)
    return (found.filter(buyer_kind=kind) if kind else found).count()


def get_buyer(actor: Actor, tenant_id: UUID, *, kind: TenantKind | None = None) -> Buyer:
    """One of the seller's own buyers. Raises: NotFound."""
    require(actor, SEE_CUSTOMERS)
    edge = Edge.objects.filter(seller_id=actor.tenant_id, buyer_id=tenant_id, ended_at__isnull=True).first()
    if edge is None or kind not in (None, edge.buyer_kind):
        raise NotFound
    return _buyer(edge)


def get_former_or_present_buyer(actor: Actor, tenant_id: UUID) -> Buyer:
    """The same of one that may have gone to another seller: what is open between the two stays so. Raises: NotFound."""
    require(actor, SEE_CUSTOMERS)
    found = Edge.objects.filter(seller_id=actor.tenant_id, buyer_id=tenant_id).order_by("-created_at")
    edge = found.first()
    if edge is None:
        raise NotFound
    return _buyer(edge)


def buyer_ids(seller_id: UUID) -> list[UUID]:
    """Whom this tenant sells to now, for the worker in the seller's scope."""
    found = Edge.objects.filter(seller_id=seller_id, ended_at__isnull=True)
    return list(found.order_by("created_at").values_list("buyer_id", flat=True))


def customer_ids(seller_id: UUID) -> list[UUID]:
    """The customers that this tenant sells to now, for actions that have checked their permission."""
    found = Edge.objects.filter(seller_id=seller_id, ended_at__isnull=True, buyer_kind=TenantKind.CUSTOMER)
    return list(found.order_by("created_at", "id").values_list("buyer_id", flat=True))


def brand_of(tenant_id: UUID) -> BrandFacts | None:
    """The brand that this tenant's people see: its own if it sells, else that of the nearest seller above."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.brand_of(%s)", [tenant_id])
        row = cursor.fetchone()
    return BrandFacts(*row) if row else None


def own_brand(actor: Actor) -> BrandFacts:
    """A seller's own brand, to change it. Raises: NotFound (a customer has none), NotPermitted."""
    row = Brand.objects.filter(tenant_id=actor.tenant_id).first()
    if row is None:
        raise NotFound
    require(actor, CHANGE_BRAND)
    return BrandFacts(
        tenant_id=row.tenant_id,
        name=row.name,
        accent=row.accent,
        has_logo=row.logo is not None,
        support_name=row.support_name,
        support_phone=row.support_phone,
        support_email=row.support_email,
        help_url=row.help_url,
        legal_url=row.legal_url,
        privacy_url=row.privacy_url,
        sender=row.sender,
        invoice_logo=row.invoice_logo,
        invoice_accent=row.invoice_accent,
        invoice_foot=row.invoice_foot,
        version=row.version,
    )


def brand_at(host: str, *, otherwise: UUID | None = None) -> BrandFacts | None:
    """The brand that answers at a host name, before anyone is known.

    Where none does it is the brand that the people of the tenant `otherwise` see, and nobody's without one: the
    operator is a seller like any other, and has its own brand at its own host names alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(definer.brand_at(%s), %s::uuid)", [host.lower(), otherwise])
        row = cursor.fetchone()
    return brand_of(row[0]) if row and row[0] else None


def origin_for(tenant_id: UUID) -> str:
    """Where links for this tenant's people begin: at their seller's own host name, else at the instance's."""
    with connection.cursor() as cursor:
        cursor.execute("select definer.host_of(%s, %s)", [tenant_id, settings.HTTPS])
        (host,) = cursor.fetchone()
    own = urlsplit(settings.ORIGIN)
    return (
        own._replace(netloc=f"{host}:{own.port}" if own.port else host).geturl() if host else settings.ORIGIN
    )


def brand_senders() -> list[BrandSender]:
    """Addresses of sellers' own, for the worker."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.brand_senders()")
        return [BrandSender(*row) for row in cursor.fetchall()]


def own_disclosure(actor: Actor) -> DisclosureFacts:
    """What the actor's seller says of itself, empty at first. Raises: NotFound (a customer), NotPermitted."""
    if not Brand.objects.filter(tenant_id=actor.tenant_id).exists():
        raise NotFound
    require(actor, CHANGE_DISCLOSURE)
    row = Disclosure.objects.filter(tenant_id=actor.tenant_id).first() or Disclosure()
    return DisclosureFacts(
        legal_name=row.legal_name,
        address=row.address,
        country=row.country,
        contact=row.contact,
        contract_url=row.contract_url,
        data_places=row.data_places,
        third_country_access=row.third_country_access,
        subprocessors=row.subprocessors,
        version=row.version,
    )


def disclosures_for(tenant_id: UUID) -> list[Provider]:
    """All who provide for a tenant, its own seller first and the operator last; none of them tells of its other customers."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.disclosures_for(%s)", [tenant_id])
        rows = cursor.fetchall()
    return [
        Provider(
            name=name,
            kind=TenantKind(kind),
            legal_name=legal_name,
            address=address,
            country=country,
            contact=contact,
            contract_url=contract_url,
            data_places=tuple(places.splitlines()),
            third_country_access=access,
            subprocessors=_subprocessors(others),
        )
        for name, kind, legal_name, address, country, contact, contract_url, places, access, others in rows
    ]


def _subprocessors(text: str) -> tuple[Subprocessor, ...]:
    lines = (line.split(";") for line in text.splitlines() if line.strip())
    return tuple(Subprocessor(*(part.strip() for part in line)) for line in lines)


def find_logo(tenant_id: UUID) -> tuple[bytes, str] | None:
    """A brand's logo and its media type; public, as the brand is."""
    with connection.cursor() as cursor:
        cursor.execute("select logo, logo_type from definer.logo_of(%s)", [tenant_id])
        row = cursor.fetchone()
    return (bytes(row[0]), row[1]) if row else None


def _edge(edge: Edge) -> EdgeFacts:
    return EdgeFacts(
        seller_id=edge.seller_id,
        buyer_id=edge.buyer_id,
        buyer_name=edge.buyer_name,
        currency=edge.currency,
        is_stopped=edge.stopped_at is not None,
        protected_until=edge.protected_until,
    )


def _buyer(edge: Edge) -> Buyer:
    return Buyer(
        edge_id=edge.id,
        tenant_id=edge.buyer_id,
        kind=TenantKind(edge.buyer_kind),
        name=edge.buyer_name,
        reference=edge.reference,
        currency=edge.currency,
        since=edge.created_at,
    )
