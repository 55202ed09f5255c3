"""Break glass, the second of two people: approve, and everybody concerned knows at once."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.second_factor import Shown, require_second_factor_now
from freehold.audit.actions.record import record
from freehold.delegation.models import Emergency, Grant
from freehold.delegation.permissions import BREAK_GLASS
from freehold.delegation.rules import emergency_state, warned_at
from freehold.delegation.states import EmergencyState, GrantKind
from freehold.delegation.telling import tell_giver, tell_seller
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import find_edge, find_operator, find_seller, get_tenant
from freehold.tenants.row_security import enter


@transaction.atomic
def break_glass(emergency_id: UUID, *, shown: Shown, actor: Actor) -> UUID:
    """Approve what a colleague asked for; a grant for the two of you, four hours at most. The grant's id.

    In the same transaction the tenant's administrators and its seller are told, and the logs of all three say so.
    Raises: NotFound, NotPermitted, Refused("same_person", "emergency_over", "second_factor_stale", "no_person").
    """
    emergency = (
        Emergency.objects.select_for_update().filter(id=emergency_id, tenant_id=actor.tenant_id).first()
    )
    if emergency is None or actor.tenant_id != find_operator():
        raise NotFound
    require(actor, BREAK_GLASS)
    person_id = require_second_factor_now(actor, shown=shown)
    now = clock.now()
    if person_id == emergency.asked_by_id:
        raise Refused("same_person", _("You have asked for this yourself: somebody else has to approve it."))
    state = emergency_state(approved_at=emergency.approved_at, expires_at=emergency.expires_at, now=now)
    if state is not EmergencyState.OPEN:
        raise Refused("emergency_over", _("This was approved already, or its hour is over."))
    ends_at = now + timedelta(hours=emergency.lasts_hours)
    operator = get_tenant(actor.tenant_id)
    with enter(
        emergency.subject_id, because="the glass is broken: the tenant sees the grant and is told at once"
    ):
        grant = Grant(
            tenant_id=emergency.subject_id,
            holder_id=operator.id,
            tenant_name=get_tenant(emergency.subject_id).name,
            holder_name=operator.name,
            kind=GrantKind.BREAK_GLASS,
            roles=emergency.roles,
            reason=emergency.reason,
            ticket=emergency.ticket,
            asked_by=emergency.asked_by,
            approved_by=actor.name,
            people=[emergency.asked_by_id, person_id],
            starts_at=now,
            ends_at=ends_at,
            warn_at=warned_at(now, ends_at),
        )
        told = tell_giver(NoticeTemplate.GLASS_BROKEN, grant)
        grant.told_at = now if told else None
        grant.save(force_insert=True)
        _record(grant, actor)
    emergency.approved_by, emergency.approved_by_id = actor.name, person_id
    emergency.approved_at, emergency.grant_id = now, grant.id
    emergency.save(update_fields=["approved_by", "approved_by_id", "approved_at", "grant_id"])
    _record(grant, actor)
    seller_id = find_seller(emergency.subject_id)
    if seller_id is not None and seller_id != operator.id:
        with enter(seller_id, because="the glass is broken: who sells to the tenant is told at once"):
            edge = find_edge(emergency.subject_id)
            customer = edge.buyer_name if edge else ""
            tell_seller(
                NoticeTemplate.GLASS_BROKEN_AT_CUSTOMER, grant, seller_id=seller_id, customer=customer
            )
            _record(grant, actor)
    return grant.id


def _record(grant: Grant, actor: Actor) -> None:
    record(
        actor,
        BREAK_GLASS,
        subject_kind="grant",
        subject_id=grant.id,
        of=grant.tenant_name,
        holder=grant.holder_name,
        asked_by=grant.asked_by,
        approved_by=grant.approved_by,
        roles=grant.roles,
        until=grant.ends_at,
        reason=grant.reason,
        ticket=grant.ticket,
    )
