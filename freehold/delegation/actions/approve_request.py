"""Approve a request for access, in whole or in part."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.delegation.models import Grant
from freehold.delegation.permissions import APPROVE_REQUEST
from freehold.delegation.rules import AN_HOUR, may_last, may_narrow, warned_at
from freehold.delegation.sides import answers_as, close, lock_request, record_request, refuse_if_over
from freehold.delegation.states import AnsweredBy, GrantKind, RequestState
from freehold.delegation.telling import tell_giver, tell_holder, tell_seller
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import find_edge, get_tenant
from freehold.tenants.row_security import enter


@transaction.atomic
def approve_request(
    request_id: UUID,
    *,
    actor: Actor,
    roles: Collection[Role] | None = None,
    lasts: timedelta | None = None,
) -> UUID:
    """Let the one who asked in, from now on: as asked, or with fewer of the roles or a shorter time. The grant's id.

    By the tenant's own administrators, or by its seller's where the tenant chose so; never by those who ask.
    Raises: NotFound, NotPermitted, Refused("own_request", "request_over", "wider_than_asked", "duration").
    """
    request = lock_request(request_id)
    require(actor, APPROVE_REQUEST)
    answered_by = answers_as(request, actor=actor)
    refuse_if_over(request)
    given = sorted(request.roles if roles is None else roles)
    asked_for = request.lasts_hours * AN_HOUR
    lasts = asked_for if lasts is None else lasts
    if not may_narrow(request.roles, given):
        raise Refused("wider_than_asked", _("Choose among the roles that were asked for."), field="roles")
    if not may_last(lasts) or lasts > asked_for:
        raise Refused("duration", _("Choose between an hour and what was asked for."), field="lasts")
    now = clock.now()
    with enter(request.tenant_id, because="the tenant that was asked gives the grant"):
        grant = Grant.objects.create(
            tenant_id=request.tenant_id,
            holder_id=request.asker_id,
            tenant_name=get_tenant(request.tenant_id).name,
            holder_name=request.asker_name,
            kind=GrantKind.ASKED,
            roles=given,
            reason=request.reason,
            ticket=request.ticket,
            asked_by=request.asked_by,
            starts_at=now,
            ends_at=now + lasts,
            told_at=now,
            warn_at=warned_at(now, now + lasts),
        )
        tell_giver(NoticeTemplate.GRANT_GIVEN, grant)
    close(request, RequestState.APPROVED, answered_by=answered_by, grant_id=grant.id)
    record_request(
        request,
        APPROVE_REQUEST,
        actor=actor,
        asker_reads=grant.tenant_name,
        grant=grant.id,
        roles=given,
        until=grant.ends_at,
        reason=grant.reason,
        answered_by=answered_by,
    )
    with enter(request.asker_id, because="whoever asked is told that the door is open"):
        tell_holder(NoticeTemplate.GRANT_HELD, grant)
    if request.seller_id is not None and answered_by is AnsweredBy.CUSTOMER:
        with enter(request.seller_id, because="who sells to a customer is told whom it lets in"):
            edge = find_edge(request.tenant_id)
            tell_seller(
                NoticeTemplate.GRANT_GIVEN_BY_CUSTOMER,
                grant,
                seller_id=request.seller_id,
                customer=edge.buyer_name if edge else "",
            )
    return grant.id
