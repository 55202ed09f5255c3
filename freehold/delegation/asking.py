"""Requests for access as each side reads them: the one asked, who sells to it, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from freehold.delegation.models import AnswerChoice, Grant, GrantRequest
from freehold.delegation.permissions import APPROVE_REQUEST, SEE_GRANTS, WITHDRAW_REQUEST
from freehold.delegation.references import tenant_behind
from freehold.delegation.rules import is_open
from freehold.delegation.sides import seller_may_answer
from freehold.delegation.states import AnsweredBy, RequestState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may, require
from freehold.tenants.queries import find_operator, find_seller, get_tenant, names_of_buyers

PAGE = 50
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request as one of its sides reads it. `tenant_name` is what that side calls the tenant that is asked."""

    id: UUID
    tenant_name: str
    asker_name: str
    asked_by: str
    roles: tuple[Role, ...]
    lasts_hours: int
    reason: str
    ticket: str
    state: RequestState
    asked_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    answered_by: AnsweredBy | None
    grant_id: UUID | None
    is_own: bool  # of the tenant that reads it
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Answerers:
    """Who answers requests for access to the actor's tenant; `seller_id` is None where nobody else could."""

    seller_id: UUID | None
    seller_answers: bool
    chosen_by: str
    chosen_at: datetime | None


def requests_received(actor: Actor, *, after: Place | None = None, limit: int = PAGE) -> list[RequestFacts]:
    """Who asked for access to the actor's tenant, the newest first. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    return _facts(_part(GrantRequest.objects.filter(tenant_id=actor.tenant_id), after, limit), actor)


def requests_made(actor: Actor, *, after: Place | None = None, limit: int = PAGE) -> list[RequestFacts]:
    """Whom the actor's own tenant asked, the newest first. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    return _facts(_part(GrantRequest.objects.filter(asker_id=actor.home_tenant_id), after, limit), actor)


def requests_of_customers(
    actor: Actor, *, after: Place | None = None, limit: int = PAGE
) -> list[RequestFacts]:
    """What others asked of those that the actor's own tenant sells to, the newest first. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    return _facts(_part(GrantRequest.objects.filter(seller_id=actor.home_tenant_id), after, limit), actor)


def get_request(actor: Actor, request_id: UUID) -> RequestFacts:
    """One request, by whichever side. Raises: NotFound, NotPermitted."""
    found = GrantRequest.objects.filter(id=request_id).first()
    if found is None:
        raise NotFound
    require(actor, SEE_GRANTS)
    return _facts([found], actor)[0]


def called_as(reference: str, actor: Actor) -> str:
    """What the actor calls the tenant that this names; empty where it names none that the actor may ask."""
    require(actor, SEE_GRANTS)
    try:
        return tenant_behind(reference, actor=actor)[1]
    except NotFound:
        return ""


def requests_to_answer(actor: Actor) -> list[RequestFacts]:
    """The open requests that this very actor may answer, the oldest first; for the start page. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    waiting = GrantRequest.objects.filter(state=RequestState.OPEN, expires_at__gt=clock.now())
    found = waiting.exclude(asker_id=actor.tenant_id).order_by("asked_at", "id")[:PAGE]
    return [request for request in _facts(list(found), actor) if request.may_answer]


def answerers(actor: Actor) -> Answerers:
    """Who answers requests for access to the actor's tenant. Raises: NotPermitted."""
    require(actor, SEE_GRANTS)
    seller_id = find_seller(actor.tenant_id)
    if seller_id is None or seller_id == find_operator():
        return Answerers(None, seller_answers=False, chosen_by="", chosen_at=None)
    newest = AnswerChoice.objects.filter(tenant_id=actor.tenant_id).order_by("-number").first()
    counts = newest is not None and newest.partner_id == seller_id
    return Answerers(
        seller_id,
        seller_answers=bool(newest and counts and newest.seller_answers),
        chosen_by=newest.chosen_by if newest and counts else "",
        chosen_at=newest.created_at if newest and counts else None,
    )


def place_of(request: RequestFacts) -> Place:
    """Where a request stands in its list, for the next part."""
    return request.asked_at, request.id


def _part(found: QuerySet[GrantRequest], after: Place | None, limit: int) -> list[GrantRequest]:
    if after:
        at, request_id = after
        found = found.filter(asked_at__lte=at).exclude(asked_at=at, id__gte=request_id)
    return list(found.order_by("-asked_at", "-id")[:limit])


def _facts(rows: list[GrantRequest], actor: Actor) -> list[RequestFacts]:
    now, may_approve, may_withdraw = clock.now(), may(actor, APPROVE_REQUEST), may(actor, WITHDRAW_REQUEST)
    buyers = [row.tenant_id for row in rows if row.seller_id == actor.tenant_id]
    sold_to = names_of_buyers(actor.tenant_id, buyers) if buyers else {}
    entered = [row.grant_id for row in rows if row.grant_id and row.asker_id == actor.home_tenant_id]
    let_in = dict(Grant.objects.filter(id__in=entered).values_list("id", "tenant_name")) if entered else {}
    own = get_tenant(actor.tenant_id).name if any(row.tenant_id == actor.tenant_id for row in rows) else ""
    answered_for: dict[UUID, bool] = {}
    facts = []
    for row in rows:
        open_now = is_open(RequestState(row.state), expires_at=row.expires_at, now=now)
        is_own = row.asker_id == actor.tenant_id
        answers = row.tenant_id == actor.tenant_id
        if open_now and may_approve and not answers and not is_own:
            if row.tenant_id not in answered_for:
                answered_for[row.tenant_id] = seller_may_answer(row.tenant_id, actor.tenant_id)
            answers = answered_for[row.tenant_id]
        facts.append(
            RequestFacts(
                id=row.id,
                tenant_name=_called(row, actor, own=own, sold_to=sold_to, let_in=let_in),
                asker_name=row.asker_name,
                asked_by=row.asked_by,
                roles=tuple(Role(role) for role in row.roles),
                lasts_hours=row.lasts_hours,
                reason=row.reason,
                ticket=row.ticket,
                state=RequestState(row.state)
                if row.state != RequestState.OPEN or open_now
                else RequestState.EXPIRED,
                asked_at=row.asked_at,
                expires_at=row.expires_at,
                decided_at=row.decided_at,
                answered_by=AnsweredBy(row.answered_by) if row.answered_by else None,
                grant_id=row.grant_id if is_own or row.tenant_id == actor.tenant_id else None,
                is_own=is_own,
                may_answer=open_now and may_approve and answers and not is_own,
                may_withdraw=open_now and is_own and may_withdraw,
            )
        )
    return facts


def _called(
    row: GrantRequest,
    actor: Actor,
    *,
    own: str,
    sold_to: Mapping[UUID, str],
    let_in: Mapping[UUID, str],
) -> str:
    """What this side calls the tenant that was asked: who asked knows a name once it is let in, and not before."""
    if row.tenant_id == actor.tenant_id:
        return own
    if row.seller_id == actor.tenant_id:
        return sold_to.get(row.tenant_id, "")
    return let_in.get(row.grant_id, row.tenant_called) if row.grant_id else row.tenant_called
