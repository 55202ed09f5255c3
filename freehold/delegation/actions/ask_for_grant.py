"""Ask a tenant for access."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.delegation.models import GrantRequest
from freehold.delegation.permissions import ASK_FOR_GRANT
from freehold.delegation.references import tenant_behind
from freehold.delegation.rules import (
    AN_HOUR,
    MOST_A_DAY,
    REQUEST_STANDS,
    REQUESTS_WITHIN,
    may_ask_again_at,
    may_last,
)
from freehold.delegation.sides import record_request, tell_asked, tell_asked_seller
from freehold.delegation.states import RequestState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import brand_of, find_seller, get_tenant

A_DAY = timedelta(days=1)


@transaction.atomic
def ask_for_grant(
    reference: str,
    *,
    roles: Collection[Role],
    lasts: timedelta,
    reason: str,
    actor: Actor,
    ticket: str = "",
) -> UUID:
    """Ask for roles in another tenant for a time; nothing is open before it answers. The request's id.

    `reference` is the id of an own buyer, or a pseudonym on an own order: who it is stays unsaid until they answer.
    The request stands for 14 days, with the name of who asks, under the brand that the asked one knows.
    Raises: NotFound, NotPermitted, Refused("no_roles", "duration", "no_reason", "asked_already", "too_often").
    """
    require(actor, ASK_FOR_GRANT)
    tenant_id, called = tenant_behind(reference, actor=actor)
    if not roles:
        raise Refused("no_roles", _("Choose what you want to do there."), field="roles")
    if not may_last(lasts) or lasts % AN_HOUR:
        raise Refused("duration", _("Choose between an hour and two years."), field="lasts")
    if not reason.strip():
        raise Refused("no_reason", _("Say why: whoever is asked decides by it."), field="reason")
    _refuse_pestering(tenant_id, actor)
    seller_id, now = find_seller(tenant_id), clock.now()
    brand = brand_of(actor.tenant_id)
    own = get_tenant(actor.tenant_id)
    request = GrantRequest(
        tenant_id=tenant_id,
        asker_id=actor.tenant_id,
        seller_id=None if seller_id == actor.tenant_id else seller_id,
        tenant_called=called,
        asker_name=brand.name if brand and brand.tenant_id == own.id else own.name,
        asked_by=actor.name,
        roles=sorted(roles),
        lasts_hours=lasts // AN_HOUR,
        reason=reason.strip(),
        ticket=ticket.strip(),
        asked_at=now,
        expires_at=now + REQUEST_STANDS,
    )
    # Two at the same moment are one: the database keeps one open request.
    GrantRequest.objects.bulk_create([request], ignore_conflicts=True)
    if not GrantRequest.objects.filter(id=request.id).exists():
        raise _asked_already()
    record_request(
        request,
        ASK_FOR_GRANT,
        actor=actor,
        roles=request.roles,
        hours=request.lasts_hours,
        reason=request.reason,
        ticket=request.ticket,
    )
    tell_asked(NoticeTemplate.GRANT_ASKED, request)
    tell_asked_seller(NoticeTemplate.GRANT_ASKED_OF_CUSTOMER, request)
    return request.id


def _refuse_pestering(tenant_id: UUID, actor: Actor) -> None:
    now = clock.now()
    own = GrantRequest.objects.filter(asker_id=actor.tenant_id)
    before = own.filter(tenant_id=tenant_id, asked_at__gt=now - REQUESTS_WITHIN)
    facts = [
        (asked_at, RequestState(state), decided_at)
        for asked_at, state, decided_at in before.values_list("asked_at", "state", "decided_at")
    ]
    if any(state is RequestState.OPEN for _at, state, _decided in facts):
        raise _asked_already()
    again_at = may_ask_again_at(facts, now=now)
    if again_at is not None:
        raise Refused(
            "too_often",
            _("You have asked there often enough. You may ask again from %(day)s on.")
            % {"day": date_format(again_at, "DATETIME_FORMAT")},
        )
    if own.filter(asked_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused("too_often", _("You have asked very many today. Go on tomorrow."))


def _asked_already() -> Refused:
    return Refused("asked_already", _("You have asked there already, and it is not answered yet."))
