"""Give a tenant access: for a time on request, or standing support by the own seller."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.permissions import GIVE_GRANT
from freehold.delegation.rules import may_last, next_reminder, warned_at
from freehold.delegation.states import GrantKind
from freehold.delegation.telling import tell_giver, tell_holder
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import brand_of, find_seller, get_tenant
from freehold.tenants.row_security import enter


@transaction.atomic
def give_grant(roles: frozenset[Role], *, lasts: timedelta | None, reason: str, actor: Actor) -> UUID:
    """Let the own seller act here with these roles: for a time, or (None) as standing support until ended.

    Only the tenant itself gives it, never one who acts under a grant.
    Raises: NotPermitted, Refused("no_seller", "no_roles", "duration").
    """
    require(actor, GIVE_GRANT)
    seller_id = find_seller(actor.tenant_id)
    if seller_id is None:
        raise Refused("no_seller", _("There is nobody above you to give access to."))
    if not roles:
        raise Refused("no_roles", _("Choose what they may do."), field="roles")
    if lasts is not None and not may_last(lasts):
        raise Refused("duration", _("Choose between an hour and two years."), field="lasts")
    seller = brand_of(seller_id)
    now = clock.now()
    grant = Grant.objects.create(
        tenant_id=actor.tenant_id,
        holder_id=seller_id,
        tenant_name=get_tenant(actor.tenant_id).name,
        holder_name=seller.name if seller else "",
        kind=GrantKind.STANDING if lasts is None else GrantKind.ASKED,
        roles=sorted(roles),
        reason=reason.strip() or ("standing support" if lasts is None else ""),
        starts_at=now,
        ends_at=None if lasts is None else now + lasts,
        told_at=now,
        warn_at=warned_at(now, None if lasts is None else now + lasts),
        remind_on=next_reminder(now.date()) if lasts is None else None,
    )
    record(
        actor, GIVE_GRANT, subject_kind="grant", subject_id=grant.id, roles=sorted(roles), until=grant.ends_at
    )
    tell_giver(NoticeTemplate.GRANT_GIVEN, grant)
    with enter(seller_id, because="a grant stands in both logs, and both sides are told"):
        record(
            actor,
            GIVE_GRANT,
            subject_kind="grant",
            subject_id=grant.id,
            roles=sorted(roles),
            until=grant.ends_at,
        )
        tell_holder(NoticeTemplate.GRANT_HELD, grant)
    return grant.id
