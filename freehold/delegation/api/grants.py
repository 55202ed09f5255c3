"""The API's operations on grants, and on the customers that come into being with one."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from freehold.delegation.actions.answer_support import choose_support, decline_support
from freehold.delegation.actions.end_grant import end_grant as end_grant_now
from freehold.delegation.actions.give_grant import give_grant as give_grant_now
from freehold.delegation.actions.set_up_customer import set_up_customer, set_up_partner
from freehold.delegation.queries import GrantFacts, get_grant, grants_given, grants_held
from freehold.delegation.schemas import BuyerIn, GrantIn, GrantOut, Grants, SupportIn
from freehold.kernel.schemas import ApiRequest, Cursor, Limit, Made, Page, Part, part_of, read_cursor
from freehold.tenants.queries import Buyer, BuyerOrder, buyer_place, buyers_of, get_buyer
from freehold.tenants.schemas import BuyerOut
from freehold.tenants.states import TenantKind

router = Router(tags=["delegation"])
Search = Annotated[str, Query(description="part of a name or a reference", max_length=200)]


@router.post(
    "/customers",
    response={201: Made},
    operation_id="create_customer",
    summary="Make a customer, with a set-up grant of 30 days",
)
def create_customer(request: ApiRequest, customer: BuyerIn) -> dict[str, UUID]:
    """The customer sees the grant, and may end it at once."""
    return {"id": set_up_customer(**customer.model_dump(), actor=request.actor)}


@router.post(
    "/partners",
    response={201: Made},
    operation_id="create_partner",
    summary="Make a partner, with a set-up grant of 30 days",
)
def create_partner(request: ApiRequest, partner: BuyerIn) -> dict[str, UUID]:
    """It sells from your plans, and its customers are its own."""
    return {"id": set_up_partner(**partner.model_dump(), actor=request.actor)}


@router.get(
    "/customers", response=Page[BuyerOut], operation_id="list_customers", summary="Your customers, by name"
)
def list_customers(
    request: ApiRequest,
    search: Search = "",
    order: BuyerOrder = BuyerOrder.NAME,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[Buyer]:
    """One level down: the customers of your partners are theirs."""
    return _buyers(request, TenantKind.CUSTOMER, search, order, cursor, limit)


@router.get(
    "/partners", response=Page[BuyerOut], operation_id="list_partners", summary="Your partners, by name"
)
def list_partners(
    request: ApiRequest,
    search: Search = "",
    order: BuyerOrder = BuyerOrder.NAME,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Part[Buyer]:
    """One level down."""
    return _buyers(request, TenantKind.PARTNER, search, order, cursor, limit)


@router.get(
    "/customers/{uuid:tenant_id}", response=BuyerOut, operation_id="get_customer", summary="One customer"
)
def get_customer(request: ApiRequest, tenant_id: UUID) -> Buyer:
    """Who is not yours does not exist."""
    return get_buyer(request.actor, tenant_id, kind=TenantKind.CUSTOMER)


@router.get(
    "/partners/{uuid:tenant_id}", response=BuyerOut, operation_id="get_partner", summary="One partner"
)
def get_partner(request: ApiRequest, tenant_id: UUID) -> Buyer:
    """Who is not yours does not exist."""
    return get_buyer(request.actor, tenant_id, kind=TenantKind.PARTNER)


@router.get(
    "/grants", response=Grants, operation_id="list_grants", summary="Who may act in your tenant, or could"
)
def list_grants(request: ApiRequest) -> dict[str, list[GrantFacts]]:
    """The newest first, ended ones included."""
    return {"items": grants_given(request.actor)}


@router.get(
    "/grants/held",
    response=Grants,
    operation_id="list_held_grants",
    summary="Where your tenant may act, or could",
)
def list_held_grants(request: ApiRequest, tenant_id: UUID | None = None) -> dict[str, list[GrantFacts]]:
    """The newest first; `tenant_id` asks for one customer."""
    return {"items": grants_held(request.actor, tenant_id=tenant_id)}


@router.post(
    "/grants",
    response={201: Made},
    operation_id="give_grant",
    summary="Let your seller act in your tenant",
)
def give_grant(request: ApiRequest, grant: GrantIn) -> dict[str, UUID]:
    """For some hours, or (null) as standing support until it is ended. Only the tenant's own people give it."""
    lasts = None if grant.hours is None else timedelta(hours=grant.hours)
    return {
        "id": give_grant_now(frozenset(grant.roles), lasts=lasts, reason=grant.reason, actor=request.actor)
    }


@router.post(
    "/support-answer",
    response={204: None},
    operation_id="answer_support",
    summary="Answer whether your seller shall look after things",
)
def answer_support(request: ApiRequest, answer: SupportIn) -> None:
    """Asked once, at set-up. Yes is a grant of standing support, until it is ended; no changes nothing."""
    if answer.roles:
        choose_support(frozenset(answer.roles), actor=request.actor)
    else:
        decline_support(actor=request.actor)


@router.get("/grants/{uuid:grant_id}", response=GrantOut, operation_id="get_grant", summary="One grant")
def get_one(request: ApiRequest, grant_id: UUID) -> GrantFacts:
    """As either end sees it."""
    return get_grant(request.actor, grant_id)


@router.delete(
    "/grants/{uuid:grant_id}", response={204: None}, operation_id="end_grant", summary="End a grant at once"
)
def end_grant(request: ApiRequest, grant_id: UUID) -> None:
    """Either end may. The next request under it is refused."""
    end_grant_now(grant_id, actor=request.actor)


def _buyers(
    request: ApiRequest, kind: TenantKind, search: str, order: BuyerOrder, cursor: str, limit: int
) -> Part[Buyer]:
    after = read_cursor(cursor, tuple[str, UUID])
    found = buyers_of(request.actor, kind=kind, search=search, order=order, after=after, limit=limit + 1)
    return part_of(found, limit=limit, place=lambda buyer: buyer_place(buyer, order))
