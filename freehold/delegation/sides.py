"""What all acts on a request for access share: finding it, who answers it, and the logs and mailboxes of those concerned.

The one who asks may know the other by a pseudonym alone: what it reads bears no other name before it is let in.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import AnswerChoice, GrantRequest
from freehold.delegation.rules import is_open
from freehold.delegation.states import AnsweredBy, RequestState
from freehold.delegation.telling import tell_of_request
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.permission import Permission
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import find_edge, find_seller, get_tenant
from freehold.tenants.row_security import enter


def lock_request(request_id: UUID) -> GrantRequest:
    """A request that the tenant in scope made, was asked for or sells to, locked as far as it is open. Raises: NotFound."""
    # What is answered, nobody may lock or change: row security hides it from an update.
    found = (
        GrantRequest.objects.select_for_update().filter(id=request_id, state=RequestState.OPEN).first()
        or GrantRequest.objects.filter(id=request_id).first()
    )
    if found is None:
        raise NotFound
    return found


def refuse_if_over(request: GrantRequest) -> None:
    """Nothing is answered twice, and nothing after its time. Raises: Refused("request_over")."""
    if not is_open(RequestState(request.state), expires_at=request.expires_at, now=clock.now()):
        raise Refused("request_over", _("This request is not open any more."))


def answers_as(request: GrantRequest, *, actor: Actor) -> AnsweredBy:
    """As whom the actor answers: the tenant itself, or its seller where the tenant chose so.

    Raises: Refused("own_request"), NotPermitted("customer_answers").
    """
    if actor.tenant_id == request.tenant_id:
        return AnsweredBy.CUSTOMER
    if actor.tenant_id == request.asker_id:
        raise Refused("own_request", _("Nobody answers what they ask for themselves."))
    if not seller_may_answer(request.tenant_id, actor.tenant_id):
        raise NotPermitted(
            "customer_answers", _("The customer answers this itself: it has not chosen that you may.")
        )
    return AnsweredBy.PARTNER


def seller_may_answer(tenant_id: UUID, seller_id: UUID) -> bool:
    """Whether a tenant has chosen that its present seller answers as well."""
    if find_seller(tenant_id) != seller_id:
        return False
    with enter(tenant_id, because="a customer chooses whether its partner answers requests for access"):
        chosen = AnswerChoice.objects.filter(tenant_id=tenant_id).order_by("-number").first()
    return chosen is not None and chosen.seller_answers and chosen.partner_id == seller_id


def close(
    request: GrantRequest, state: RequestState, *, answered_by: str = "", grant_id: UUID | None = None
) -> None:
    """Write what became of a request."""
    request.state, request.decided_at = state, clock.now()
    request.answered_by, request.grant_id = answered_by, grant_id
    request.save(update_fields=["state", "decided_at", "answered_by", "grant_id"])


def record_request(
    request: GrantRequest, act: Permission, *, actor: Actor, asker_reads: str = "", **facts: object
) -> None:
    """Record an act on a request in the logs of all concerned.

    Where the asked side acts, the log of who asked says `asker_reads` in place of the person's name.
    """
    for tenant_id in (request.tenant_id, request.seller_id):
        if tenant_id is not None:
            _record(tenant_id, actor, act, request, {"asker": request.asker_name, **facts})
    asker = actor
    if asker_reads and not actor.is_platform:
        asker = replace(
            actor, name=asker_reads, person_id=None, home_tenant_id=request.asker_id, grant_id=None
        )
    _record(request.asker_id, asker, act, request, {"of": asker_reads or request.tenant_called, **facts})


def tell_asked(template: NoticeTemplate, request: GrantRequest) -> None:
    """Tell the administrators of the tenant that was asked."""
    with enter(request.tenant_id, because="whoever is asked for access is told"):
        name = get_tenant(request.tenant_id).name
        tell_of_request(template, request, tenant_id=request.tenant_id, called=name, may_answer=True)


def tell_asked_seller(template: NoticeTemplate, request: GrantRequest) -> None:
    """Tell who sells to that tenant, unless it asks itself: nobody reaches past it unseen."""
    if request.seller_id is None:
        return
    may_answer = seller_may_answer(request.tenant_id, request.seller_id)
    with enter(request.seller_id, because="who sells to a customer is told who asks it for access"):
        edge = find_edge(request.tenant_id)
        tell_of_request(
            template,
            request,
            tenant_id=request.seller_id,
            called=edge.buyer_name if edge else "",
            may_answer=may_answer,
        )


def tell_asker(template: NoticeTemplate, request: GrantRequest) -> None:
    """Tell the administrators of who asked, by the name that it knows."""
    with enter(request.asker_id, because="whoever asked is told what became of it"):
        tell_of_request(template, request, tenant_id=request.asker_id, called=request.tenant_called)


def _record(
    tenant_id: UUID, actor: Actor, act: Permission, request: GrantRequest, facts: Mapping[str, object]
) -> None:
    with enter(tenant_id, because="a request for access stands in the logs of all concerned"):
        record(actor, act, subject_kind="grant_request", subject_id=request.id, **facts)
