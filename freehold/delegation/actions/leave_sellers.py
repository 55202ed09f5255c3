"""End what sellers may do in a tenant, and what they ask for, since it goes on with another one."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant, GrantRequest, SupportAnswer
from freehold.delegation.permissions import LEAVE_SELLERS
from freehold.delegation.sides import close, record_request, tell_asker
from freehold.delegation.states import RequestState
from freehold.delegation.telling import tell_holder
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def leave_sellers(seller_ids: Collection[UUID], *, actor: Actor) -> int:
    """End every grant that these sellers hold in the tenant in scope, at once; how many there were.

    The next request under one is refused, and what they asked for is over. Whether its new seller shall look after
    things is asked anew.
    Raises: NotPermitted.
    """
    require(actor, LEAVE_SELLERS)
    now = clock.now()
    found = list(
        Grant.objects.select_for_update().filter(
            tenant_id=actor.tenant_id, holder_id__in=seller_ids, ended_at__isnull=True
        )
    )
    for grant in found:
        was_in_force = grant.ends_at is None or grant.ends_at > now
        grant.ended_at, grant.ended_by = now, grant.tenant_name
        grant.save(update_fields=["ended_at", "ended_by"])
        record(actor, LEAVE_SELLERS, subject_kind="grant", subject_id=grant.id, was_in_force=was_in_force)
        with enter(
            grant.holder_id, because="the end of a grant stands in both logs, and both sides are told"
        ):
            record(actor, LEAVE_SELLERS, subject_kind="grant", subject_id=grant.id, was_in_force=was_in_force)
            if was_in_force:
                tell_holder(NoticeTemplate.GRANT_LOST, grant)
    asked = GrantRequest.objects.select_for_update().filter(
        tenant_id=actor.tenant_id, asker_id__in=seller_ids, state=RequestState.OPEN
    )
    for request in asked:
        close(request, RequestState.DECLINED)
        record_request(request, LEAVE_SELLERS, actor=actor)
        tell_asker(NoticeTemplate.REQUEST_DECLINED, request)
    SupportAnswer.objects.filter(tenant_id=actor.tenant_id).delete()
    return len(found)
